// SPDX-License-Identifier: BSD-3-Clause
/* Percentiles from bounded memory against those of the sorted times */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "analyze/count/latency.h"

#define TIMES 5000

static void nothing_seen(void **state)
{
	static const struct latency none;

	assert_int_equal(latency_percentile(&none, 500), 0);
}

static void one_is_all(void **state)
{
	static struct latency one;

	latency_add(&one, 123456789);
	assert_int_equal(latency_percentile(&one, 0), 123456789);
	assert_int_equal(latency_percentile(&one, 500), 123456789);
	assert_int_equal(latency_percentile(&one, 1000), 123456789);
}

/* 1..200: exact, so the nearest ranks are the numbers themselves */
static void small_ones_are_exact(void **state)
{
	static struct latency l;

	for (unsigned int i = 200; i; i--)
		latency_add(&l, i);
	assert_int_equal(l.count, 200);
	assert_int_equal(l.min, 1);
	assert_int_equal(l.max, 200);
	assert_int_equal(latency_percentile(&l, 500), 100);
	assert_int_equal(latency_percentile(&l, 990), 198);
	assert_int_equal(latency_percentile(&l, 5), 1);
	assert_int_equal(latency_percentile(&l, 6), 2);
}

static void huge_ones_are_one(void **state)
{
	static struct latency l;

	latency_add(&l, 5);
	latency_add(&l, UINT64_MAX - 1);
	latency_add(&l, UINT64_MAX);
	assert_int_equal(latency_percentile(&l, 1000), UINT64_MAX);
	assert_true(latency_percentile(&l, 500) >= 1ull << 39);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Times of all sizes: the error is at most 1 in 256 */
static void close_to_sorted(void **state)
{
	static uint64_t times[TIMES];
	static struct latency l;

	srandom(1);
	for (unsigned int i = 0; i < TIMES; i++) {
		times[i] = ((uint64_t)random() << 31 | random()) &
			   ((1ull << random() % 40) - 1);
		latency_add(&l, times[i]);
	}
	qsort(times, TIMES, sizeof(times[0]), compare);
	for (unsigned int permille = 1; permille <= 1000; permille++) {
		uint64_t want = times[(TIMES * permille + 999) / 1000 - 1];
		uint64_t got = latency_percentile(&l, permille);
		uint64_t off = got > want ? got - want : want - got;

		assert_true(off <= want / 256);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_seen),
		cmocka_unit_test(one_is_all),
		cmocka_unit_test(small_ones_are_exact),
		cmocka_unit_test(huge_ones_are_one),
		cmocka_unit_test(close_to_sorted),
	};

	return cmocka_run_group_tests_name("analyze-latency", tests, NULL,
					   NULL);
}
