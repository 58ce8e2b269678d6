// SPDX-License-Identifier: BSD-3-Clause
/*
 * Random traffic: all that can be observed is the same with runs and without. A sample;
 * tests/check/runs.sh has the whole
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/runs/pair.h"

#define CASES 24 /* of each kind of taps */

static void sample(enum world_taps taps, uint64_t first, bool watched,
		   struct pair_result *all)
{
	*all = (struct pair_result){0};
	for (uint64_t i = 0; i < CASES; i++) {
		const struct pair_case c = {
			.seed = first + i,
			.taps = taps,
			.watched = watched,
			.steps = PAIR_STEPS,
		};
		struct pair_result result;

		if (!pair_run(&c, &result))
			fail_msg("seed %llu, taps %u: %s",
				 (unsigned long long)c.seed, taps, result.text);
		all->tlps += result.tlps;
		all->runs += result.runs;
		for (unsigned int k = 0; k < ENTRY_KINDS; k++)
			all->count[k] += result.count[k];
	}
}

static void same_with_all_taps(void **state)
{
	struct pair_result all;

	sample(TAPS_ALL, 1000, false, &all);
	/* The sample has reached all kinds of observations */
	for (unsigned int k = 0; k < ENTRY_KINDS; k++)
		assert_in_range(all.count[k], 10, SIZE_MAX);
	assert_true(all.tlps > 10000);
}

static void same_with_some_taps(void **state)
{
	struct pair_result all;

	sample(TAPS_SOME, 2000, false, &all);
	assert_true(all.runs > 10);
}

static void same_without_taps(void **state)
{
	struct pair_result all;

	sample(TAPS_NONE, 3000, false, &all);
	assert_true(all.runs > 100);
}

/* Accelerators whose taps are on, beside functions that take runs */
static void same_where_devices_watch(void **state)
{
	struct pair_result all;

	sample(TAPS_ALL, 4000, true, &all);
	assert_true(all.tlps > 10000);
	sample(TAPS_NONE, 5000, true, &all);
	assert_true(all.tlps > 10000);
	assert_true(all.runs > 100);
}

/* Cases that were found among millions of TLPs: each needs a coincidence that a sample rarely has */
static void same_where_faults_were(void **state)
{
	static const uint64_t seeds[] = {
		53,	 /* data in memory that the writes change */
		55,	 /* a run to the function that sends it */
		2359,	 /* a run beyond a BAR, into a window without one */
		3876,	 /* a run to the tap of the function that sends it */
		104002,	 /* a run beyond a BAR, where nothing is */
		204665,	 /* the same, sent by a VF */
		9003622, /* a function that interrupts itself */
	};

	for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
		const struct pair_case c = {
			.seed = seeds[i],
			.taps = seeds[i] % 3, /* as in traffic.c */
			.steps = PAIR_STEPS,
		};
		struct pair_result result;

		if (!pair_run(&c, &result))
			fail_msg("seed %llu: %s", (unsigned long long)c.seed,
				 result.text);
	}
}

/* A difference is found, and the step that makes it */
static void differences_are_found(void **state)
{
	struct journal a = {0}, b = {0};
	char text[512];

	journal_add(&a, ENTRY_UP, "l1", "abcdefgh", 8);
	journal_add(&b, ENTRY_UP, "l1", "abcdefgh", 8);
	assert_true(journal_same(&a, &b));
	journal_add(&a, ENTRY_STATE, "f2", "ab", 2);
	assert_false(journal_same(&a, &b));
	journal_describe(&a, &b, text, sizeof(text));
	assert_string_equal(text, "with runs:    f2 state, 2 bytes: 61 62\n"
				  "without runs: nothing\n");
	journal_add(&b, ENTRY_STATE, "f2", "ac", 2);
	assert_false(journal_same(&a, &b));
	journal_free(&a);
	journal_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_are_found),
		cmocka_unit_test(same_with_all_taps),
		cmocka_unit_test(same_with_some_taps),
		cmocka_unit_test(same_without_taps),
		cmocka_unit_test(same_where_devices_watch),
		cmocka_unit_test(same_where_faults_were),
	};

	return cmocka_run_group_tests_name("runs-equal", tests, NULL, NULL);
}
