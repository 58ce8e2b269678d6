// SPDX-License-Identifier: BSD-3-Clause
/*
 * Registers and filters of the RTL's tap.
 */
#include "ground.h"
#include "tests/rtl/tap/log.h"

static const uint32_t khz[BENCH_WIDTHS] = {0, 125000, 125000};

static void test_registers(void **state)
{
	static const uint32_t writable[][2] = {
		{ACCEL_REG_TAP_SNAP, ACCEL_TAP_SNAP_MAX},
		{ACCEL_REG_TAP_BASE, 0xfffffffc},
		{ACCEL_REG_TAP_BASE + 4, 0xffffffff},
		{ACCEL_REG_TAP_LIMIT, 0xfffffffc},
		{ACCEL_REG_TAP_LIMIT + 4, 0xffffffff},
		{ACCEL_REG_TAP_READ, 0xfffffff0},
		{ACCEL_REG_TAP_CTRL, ACCEL_TAP_CTRL_ENABLE | ACCEL_TAP_CTRL_TH |
					     ACCEL_TAP_CTRL_INSIDE |
					     ACCEL_TAP_CTRL_OUTSIDE},
	};
	struct sim sim;
	uint32_t i, start;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 1);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_CTRL), 0);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOG2),
				 ring_log2[width]);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_SNAP),
				 ACCEL_TAP_SNAP_MAX);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_KHZ), khz[width]);
		start = reg(&sim, ACCEL_REG_TAP_WRITE);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_READ), start);
		for (i = 0; i < ARRAY_SIZE(writable); i++) {
			set(&sim, writable[i][0], 0xffffffff);
			assert_int_equal(reg(&sim, writable[i][0]),
					 writable[i][1]);
			set(&sim, writable[i][0], 0);
			assert_int_equal(reg(&sim, writable[i][0]), 0);
		}
		set(&sim, ACCEL_REG_TAP_WRITE, 0x100);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_WRITE), start);
		set(&sim, ACCEL_REG_TAP_CTRL, ACCEL_TAP_CTRL_CLEAR);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_READ), start);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_CTRL), 0);
		assert_int_equal(reg(&sim, 0x138), 0);
		if (ring_log2[width] < 18)
			assert_int_equal(reg(&sim,
					     ACCEL_TAP_WINDOW +
						     (1u << ring_log2[width])),
					 0);
		sim_end(&sim);
	}
}

/* The low half of the time holds the high half, also when it wraps in between */
static void test_time(void **state)
{
	struct sim sim;
	uint64_t time, clock;
	uint32_t low, high;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 1);
		sim_steps(&sim, 0xff0);
		clock = sim.clock;
		low = reg(&sim, ACCEL_REG_TAP_TIME);
		sim_steps(&sim, 100);
		high = reg(&sim, ACCEL_REG_TAP_TIME + 4);
		time = (uint64_t)high << 32 | low;
		assert_in_range(time, ticks[width] + clock,
				ticks[width] + clock + 4);
		low = reg(&sim, ACCEL_REG_TAP_TIME);
		high = reg(&sim, ACCEL_REG_TAP_TIME + 4);
		assert_in_range(((uint64_t)high << 32 | low) - time, 100, 120);
		sim_end(&sim);
	}
}

/* A position that software cannot have read: nothing is written, and nothing breaks */
static void test_wrong_position(void **state)
{
	struct sim sim;
	struct log log;
	uint32_t position;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 7);
		enable(&sim);
		log_open(&log, &sim);
		position = reg(&sim, ACCEL_REG_TAP_WRITE);
		set(&sim, ACCEL_REG_TAP_READ, position + 0x10);
		sim.left = 5;
		while (sim_busy(&sim))
			sim_step(&sim);
		sim_steps(&sim, 400);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_WRITE), position);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOST), 5);
		set(&sim, ACCEL_REG_TAP_READ, position);
		sim.left = 1;
		log_all(&log);
		assert_int_equal(log.records, 1);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOST), 5);
		sim_end(&sim);
	}
}

/* Filters, with a range below 4 GiB and one above, and an end at each boundary */
static void filters_of(struct sim *sim, uint64_t base, uint64_t limit)
{
	struct log log;

	log_open(&log, sim);
	for (uint32_t bits = 0; bits < 8; bits++) {
		sim->filter = (struct sim_filter){true,	    bits & 1, bits & 2,
						  bits & 4, base,     limit};
		sim_set_filter(sim);
		sim_clear(sim);
		log_open(&log, sim);
		sim->left = 3000;
		log_all(&log);
		if ((bits & 6) != 6)
			assert_true(log.records > 40);
		else
			assert_int_equal(sim->count, 0);
		sim_steps(sim, 20);
	}
}

static void test_filters(void **state)
{
	static const uint64_t nears[] = {0x12345678, 0x123456789abcdef};
	struct sim sim;

	FOR_EACH_WIDTH(width)
	{
		for (uint32_t i = 0; i < ARRAY_SIZE(nears); i++) {
			sim_start(&sim, width, 20 + i);
			sim.begin = 100;
			sim.dws = 4;
			sim.near = nears[i];
			filters_of(&sim, nears[i], nears[i] + 40);
			filters_of(&sim, nears[i] - 3, nears[i] - 3);
			sim_end(&sim);
		}
	}
}

/* Not enabled: nothing is taken, and the ring stays */
static void test_disabled(void **state)
{
	struct sim sim;
	struct log log;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 30);
		enable(&sim);
		log_open(&log, &sim);
		sim.left = 5;
		while (sim_busy(&sim))
			sim_step(&sim);
		sim_steps(&sim, 400);
		sim.filter.enable = false;
		sim_set_filter(&sim);
		sim.left = 50;
		log_all(&log);
		assert_int_equal(log.records, 5);
		enable(&sim);
		sim.left = 1;
		log_all(&log);
		assert_int_equal(log.records, 6);
		sim_end(&sim);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_wrong_position),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_disabled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
