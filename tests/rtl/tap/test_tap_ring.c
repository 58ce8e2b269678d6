// SPDX-License-Identifier: BSD-3-Clause
/*
 * The ring of the RTL's tap: each record is the TLP that was on the stream, and each TLP
 * without a record is counted as lost. The ring is read while the streams run.
 */
#include "ground.h"
#include "tests/rtl/tap/log.h"

/* Single TLPs of all kinds and lengths; some never end */
static void test_whole(void **state)
{
	struct sim sim;
	struct log log;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 2);
		enable(&sim);
		log_open(&log, &sim);
		sim.begin = 1;
		sim.hole = 200;
		sim.ragged = 200;
		sim.torn = 3;
		sim.left = 3000;
		sim.dws = 40;
		log_all(&log);
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOST), 0);
		assert_in_range(sim.count, 2000, 2999);
		sim_end(&sim);
	}
}

/* The longest TLPs: 1,024 DWs with four prefixes and a digest */
static void test_longest(void **state)
{
	struct sim sim;
	struct log log;

	for (unsigned int width = 1; width < BENCH_WIDTHS; width++) {
		sim_start(&sim, width, 3);
		enable(&sim);
		log_open(&log, &sim);
		sim.begin = 0;
		sim.dws = 1024;
		for (int i = 0; i < 300; i++) {
			sim.left = 1;
			sim.begin = 1000;
			log_all(&log);
		}
		assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOST), 0);
		sim_end(&sim);
	}
}

/* @tlps of up to @dws DWs on both streams without a pause, or with one by @hole */
static void overrun(unsigned int width, uint32_t tlps, uint32_t dws,
		    uint32_t hole)
{
	struct sim sim;
	struct log log;

	sim_start(&sim, width, 4 + hole);
	enable(&sim);
	log_open(&log, &sim);
	sim.hole = hole;
	sim.ragged = hole / 2;
	sim.dws = dws;
	sim.left = tlps;
	log_all(&log);
	assert_true(reg(&sim, ACCEL_REG_TAP_LOST));
	assert_true(log.records > 10);
	sim_end(&sim);
}

/* A reader that cannot follow; the queue of heads is full, or that of words */
static void test_overrun(void **state)
{
	FOR_EACH_WIDTH(width)
	{
		for (uint32_t hole = 0; hole < 700; hole += 300) {
			overrun(width, 8000, 64, hole);
			overrun(width, 1500, 800, hole);
		}
	}
}

/* A burst on both streams waits for the ring, which has room for it */
static void test_burst(void **state)
{
	struct sim sim;
	struct log log;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 5);
		enable(&sim);
		log_open(&log, &sim);
		sim.dws = 2;
		for (int i = 0; i < 50; i++) {
			sim.left = 60;
			log_all(&log);
		}
		assert_int_equal(log.records, 3000);
		sim_end(&sim);
	}
}

static uint32_t record_size(const struct sim_tlp *tlp)
{
	return ACCEL_TAP_TLP + (tlp->length + 15) / 16 * 16;
}

/* Nobody reads: exactly those are in the ring that found room, and one more is lost */
static void test_full(void **state)
{
	struct tph_tap_record record;
	struct sim sim;
	struct log log;
	uint32_t used, i, size, fits;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 6);
		enable(&sim);
		log_open(&log, &sim);
		size = 1u << ring_log2[width];
		for (used = fits = 0; used < size;) {
			/* One after the other, until the ring is full to the last byte */
			sim.left = 1;
			while (sim_busy(&sim))
				sim_step(&sim);
			sim_steps(&sim, 100);
			if (record_size(sim.taken[sim.count - 1]) <=
			    size - used) {
				used += record_size(sim.taken[sim.count - 1]);
				fits++;
			}
			assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOST),
					 sim.count - fits);
			assert_int_equal(reg(&sim, ACCEL_REG_TAP_WRITE) -
						 log.reader.read,
					 used);
			if (size - used < 32)
				break;
		}
		for (i = 0; i < fits; i++)
			assert_true(log_next(&log));
		assert_int_equal(tap_reader_next(&log.reader, &record), 0);
		sim.left = 1;
		log_all(&log);
		sim_end(&sim);
	}
}

static void test_snap(void **state)
{
	static const uint32_t snaps[] = {0, 16, 32, 48, 64, 112, 128};
	struct sim sim;
	struct log log;

	FOR_EACH_WIDTH(width)
	{
		for (uint32_t i = 0; i < ARRAY_SIZE(snaps); i++) {
			sim_start(&sim, width, 8 + i);
			enable(&sim);
			set(&sim, ACCEL_REG_TAP_SNAP, snaps[i]);
			log_open(&log, &sim);
			sim.left = 500;
			sim.begin = 3;
			log_all(&log);
			assert_true(log.records > 400);
			sim_end(&sim);
		}
	}
}

/* After CLEAR the ring begins with a whole TLP, wherever the streams were */
static void test_clear(void **state)
{
	struct sim sim;
	struct log log;
	uint32_t i;

	FOR_EACH_WIDTH(width)
	{
		sim_start(&sim, width, 31);
		enable(&sim);
		for (i = 0; i < 100; i++) {
			sim.left = 1000;
			sim_steps(&sim, 200 + i);
			sim_clear(&sim);
			log_open(&log, &sim);
			sim_steps(&sim, 100);
			sim.left = 0;
			log_all(&log);
			assert_true(log.records > 5);
			sim_clear(&sim);
			assert_int_equal(reg(&sim, ACCEL_REG_TAP_LOST), 0);
		}
		sim_end(&sim);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	cmocka_unit_test(test_longest),
		cmocka_unit_test(test_overrun), cmocka_unit_test(test_burst),
		cmocka_unit_test(test_full),	cmocka_unit_test(test_snap),
		cmocka_unit_test(test_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
