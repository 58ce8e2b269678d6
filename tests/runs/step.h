/* SPDX-License-Identifier: BSD-3-Clause */
/* One random thing that functions, software or the host do */
#ifndef TESTS_RUNS_STEP_H
#define TESTS_RUNS_STEP_H

#include "tests/runs/world.h"

/* Bytes of a description */
#define STEP_TEXT 160

/* Do it, and record its result. @text gets its description, @size bytes. */
void step(struct world *world, struct dice *dice, char *text, size_t size);

/* Set ports, fill tag tables, enable events: before the first step. */
void step_prepare(struct world *world, struct dice *dice);

/* Return: a value of a tag's entry: mostly valid, with each operation */
uint32_t step_some_entry(struct dice *dice);

/* Each describes itself in the same way. */
typedef void step_fn(struct world *world, struct dice *dice, char *text,
		     size_t size);

/* request.c */
step_fn step_request;
step_fn step_host;
/* raw.c */
step_fn step_raw;
/* setting.c */
step_fn step_function;
step_fn step_bar;
step_fn step_repair;
/* port.c */
step_fn step_port;
step_fn step_windows;
step_fn step_memory;
step_fn step_tap;
/* engine.c */
step_fn step_entry;
step_fn step_event;
step_fn step_pass;
step_fn step_dma;
/* vector.c */
step_fn step_vector;
step_fn step_echo;

#endif /* TESTS_RUNS_STEP_H */
