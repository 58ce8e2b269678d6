/* SPDX-License-Identifier: BSD-3-Clause */
/* The same steps in two hierarchies, with and without runs */
#ifndef TESTS_RUNS_PAIR_H
#define TESTS_RUNS_PAIR_H

#include "tests/runs/world.h"

#define PAIR_STEPS 96

/**
 * struct pair_case - a sequence of steps
 * @seed:	of hierarchy and steps
 * @data, @len:	bytes to choose by instead; NULL: @seed
 * @taps:	links with a tap
 * @watched:	before each step, the taps of all accelerators are enabled and empty
 * @steps:	their number, at most PAIR_STEPS
 * @skip:	steps that are left out
 * @each:	compare all memory after each step, not only at the end
 */
struct pair_case {
	uint64_t seed;
	const uint8_t *data;
	size_t len;
	enum world_taps taps;
	bool watched;
	unsigned int steps;
	bool skip[PAIR_STEPS];
	bool each;
};

/**
 * struct pair_result - outcome of a comparison
 * @tlps:	requests that were sent in one of the hierarchies
 * @runs:	runs that a model has got
 * @count:	of the journal
 * @step:	the first step after which the two differ
 * @text:	description of this step and of the difference
 */
struct pair_result {
	uint64_t tlps, runs;
	uint64_t count[ENTRY_KINDS];
	unsigned int step;
	char text[1024];
};

/* Return: true if both hierarchies are the same after all steps */
bool pair_run(const struct pair_case *c, struct pair_result *result);

/* Leave out the steps of @c without which the two differ too. */
void pair_reduce(struct pair_case *c, struct pair_result *result);

/* Describe the steps of @c, one a line: a callback for each. */
void pair_list(const struct pair_case *c, void (*line)(const char *text));

#endif /* TESTS_RUNS_PAIR_H */
