// SPDX-License-Identifier: BSD-3-Clause
/*
 * The tap as a part of the core: its registers and its window are in BAR0.
 */
#include "tests/rtl/tap/log.h"

/* 128 bits, one of tap_bench.sv */
#define WIDTH 1

static void test_caps(void **state)
{
	struct sim sim;

	sim_start(&sim, WIDTH, 1);
	assert_int_equal(reg(&sim, ACCEL_REG_ID), ACCEL_ID_MAGIC);
	assert_true(reg(&sim, ACCEL_REG_CAPS) & ACCEL_CAPS_TAP);
	assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOG2), ring_log2[WIDTH]);
	/* Registers next to the tap's are not its */
	assert_int_equal(reg(&sim, ACCEL_REG_TAP_CTRL - 4), 0);
	assert_int_equal(reg(&sim, ACCEL_REG_TAP_CTRL + 0x40), 0);
	set(&sim, ACCEL_REG_TABLE8 + 4, ACCEL_ENTRY_VALID);
	assert_int_equal(reg(&sim, ACCEL_REG_TABLE8 + 4), ACCEL_ENTRY_VALID);
	sim_end(&sim);
}

static void test_records(void **state)
{
	struct sim sim;
	struct log log;

	sim_start(&sim, WIDTH, 2);
	enable(&sim);
	log_open(&log, &sim);
	sim.begin = 1;
	sim.left = 2000;
	log_all(&log);
	assert_int_equal(log.records, 2000);
	sim_end(&sim);
}

static void test_overrun(void **state)
{
	struct sim sim;
	struct log log;

	sim_start(&sim, WIDTH, 3);
	enable(&sim);
	log_open(&log, &sim);
	sim.left = 8000;
	log_all(&log);
	assert_true(reg(&sim, ACCEL_REG_TAP_LOST));
	sim_end(&sim);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
