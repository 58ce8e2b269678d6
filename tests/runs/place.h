/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses and lengths at which a request may have to be cut */
#ifndef TESTS_RUNS_PLACE_H
#define TESTS_RUNS_PLACE_H

#include "tests/runs/world.h"

/* Return: an address at or near the ends of BARs, memory, windows, 4 GiB, ... */
uint64_t place_address(struct world *world, struct dice *dice);

/* Return: 0..WORLD_WRITE bytes */
size_t place_length(struct dice *dice);

/* Return: address of data of a function: memory of an accelerator or a probe */
uint64_t place_of_unit(const struct unit *unit);

/* Return: address of the registers of a function */
uint64_t place_registers(const struct unit *unit);

#endif /* TESTS_RUNS_PLACE_H */
