// SPDX-License-Identifier: BSD-3-Clause
/* Rows by key: found again, bounded, in order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "analyze/count/tally.h"

static void keys_are_found_again(void **state)
{
	static const uint64_t keys[] = {0, 1, UINT64_MAX, 1ull << 32, 7};
	struct tally tally;

	assert_int_equal(tally_init(&tally, 5), 0);
	for (size_t turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < 5; i++)
			tally_row(&tally, keys[i])->tlps += i + 1;
	assert_int_equal(tally.count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(tally.rows[i].key, keys[i]);
		assert_int_equal(tally.rows[i].tlps, 3 * (i + 1));
	}
	assert_int_equal(tally.others.tlps, 0);
	tally_free(&tally);
}

/* A full table loses no counts, and known keys keep their row */
static void surplus_goes_to_others(void **state)
{
	struct tally tally;
	uint64_t sum = 0;

	assert_int_equal(tally_init(&tally, 100), 0);
	for (size_t turn = 0; turn < 2; turn++)
		for (uint64_t key = 0; key < 1000; key++)
			tally_row(&tally, key * 4096)->tlps++;
	assert_int_equal(tally.count, 100);
	for (size_t i = 0; i < 100; i++) {
		assert_int_equal(tally.rows[i].key, i * 4096);
		assert_int_equal(tally.rows[i].tlps, 2);
		sum += tally.rows[i].tlps;
	}
	assert_int_equal(tally.others.tlps, 1800);
	assert_int_equal(sum + tally.others.tlps, 2000);
	tally_free(&tally);
}

/* The row of others is not merged with the row before it */
static void last_row_is_not_others(void **state)
{
	struct tally tally;

	assert_int_equal(tally_init(&tally, 1), 0);
	assert_ptr_equal(tally_row(&tally, 5), &tally.rows[0]);
	assert_ptr_equal(tally_row(&tally, 0), &tally.others);
	assert_ptr_equal(tally_row(&tally, 0), &tally.others);
	assert_ptr_equal(tally_row(&tally, 5), &tally.rows[0]);
	tally_free(&tally);
}

static void ranked_by_number(void **state)
{
	static const uint64_t tlps[] = {3, 9, 3, 0, 10};
	static const uint64_t order[] = {4, 1, 0, 2, 3};
	const struct tally_row **ranked;
	struct tally tally;

	assert_int_equal(tally_init(&tally, 8), 0);
	for (size_t i = 0; i < 5; i++)
		tally_row(&tally, i)->tlps = tlps[i];
	ranked = tally_ranked(&tally);
	assert_non_null(ranked);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(ranked[i]->key, order[i]);
	free(ranked);
	tally_free(&tally);
}

static void rows_sum_up(void **state)
{
	const struct tally_row row = {
		.key = 9, .tlps = 1, .th = 2, .data = 3, .wire = 4};
	struct tally_row sum = {
		.key = 1, .tlps = 10, .th = 20, .data = 30, .wire = 40};

	tally_row_sum(&sum, &row);
	assert_int_equal(sum.key, 1);
	assert_int_equal(sum.tlps, 11);
	assert_int_equal(sum.th, 22);
	assert_int_equal(sum.data, 33);
	assert_int_equal(sum.wire, 44);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_found_again),
		cmocka_unit_test(surplus_goes_to_others),
		cmocka_unit_test(last_row_is_not_others),
		cmocka_unit_test(ranked_by_number),
		cmocka_unit_test(rows_sum_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
