/* SPDX-License-Identifier: BSD-3-Clause */
/* What a hierarchy holds: registers, counters, memory */
#ifndef TESTS_RUNS_STATE_H
#define TESTS_RUNS_STATE_H

#include "tests/runs/world.h"

/* Add counters of ports, and registers of functions, to the journal; @all: memory,
 * tables and counters of tags too */
void state_record(struct world *world, bool all);

/* Enable and empty the taps of all accelerators, without a TLP. */
void state_watch(struct world *world);

#endif /* TESTS_RUNS_STATE_H */
