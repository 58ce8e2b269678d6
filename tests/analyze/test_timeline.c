// SPDX-License-Identifier: BSD-3-Clause
/* Counts over time: no count is lost or far from its time */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "analyze/count/timeline.h"

static uint64_t count(const struct timeline *t, size_t series)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < TIMELINE_BINS; i++)
		sum += t->bins[series * TIMELINE_BINS + i];
	return sum;
}

/* Return: the bin of the only count of @series */
static uint64_t bin_of(const struct timeline *t, size_t series)
{
	for (size_t i = 0; i < TIMELINE_BINS; i++)
		if (t->bins[series * TIMELINE_BINS + i])
			return i;
	return TIMELINE_BINS;
}

static void assert_at(const struct timeline *t, size_t series, uint64_t ns)
{
	const uint64_t bin = bin_of(t, series);

	assert_true(bin < t->used);
	assert_int_equal((ns - t->start) >> t->shift, bin);
}

static void bins_widen(void **state)
{
	struct timeline t;

	assert_int_equal(timeline_init(&t, 2), 0);
	for (uint64_t i = 0; i < 100000; i++)
		timeline_add(&t, i % 2, 5000 + i);
	assert_int_equal(count(&t, 0), 50000);
	assert_int_equal(count(&t, 1), 50000);
	assert_int_equal(t.start, 5000);
	/* 100000 ns in at most 512 bins */
	assert_int_equal(t.shift, 8);
	assert_int_equal(t.used, 391);
	/* 256 ns of each, all but the last */
	for (size_t i = 0; i < 390; i++)
		assert_int_equal(t.bins[i], 128);
	timeline_free(&t);
}

static void time_may_run_backwards(void **state)
{
	struct timeline t;

	assert_int_equal(timeline_init(&t, 3), 0);
	timeline_add(&t, 0, 1000000);
	timeline_add(&t, 1, 999990);
	assert_at(&t, 0, 1000000);
	assert_at(&t, 1, 999990);
	timeline_add(&t, 2, 1000);
	assert_at(&t, 0, 1000000);
	assert_at(&t, 1, 999990);
	assert_at(&t, 2, 1000);
	for (size_t s = 0; s < 3; s++)
		assert_int_equal(count(&t, s), 1);
	timeline_free(&t);
}

static void all_of_time_fits(void **state)
{
	struct timeline t;

	assert_int_equal(timeline_init(&t, 1), 0);
	timeline_add(&t, 0, UINT64_MAX);
	timeline_add(&t, 0, 0);
	timeline_add(&t, 0, UINT64_MAX);
	timeline_add(&t, 0, 1);
	assert_int_equal(count(&t, 0), 4);
	assert_int_equal(t.start, 0);
	assert_int_equal(t.bins[0], 2);
	timeline_free(&t);
	assert_int_equal(timeline_init(&t, 1), 0);
	timeline_add(&t, 0, 0);
	timeline_add(&t, 0, UINT64_MAX);
	assert_int_equal(t.bins[0], 1);
	assert_int_equal(t.bins[TIMELINE_BINS - 1], 1);
	timeline_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bins_widen),
		cmocka_unit_test(time_may_run_backwards),
		cmocka_unit_test(all_of_time_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
