// SPDX-License-Identifier: BSD-3-Clause
/* The tap: records, losses, filters, a tap that is in use */
#include "tests/libtph/tap_tlps.h"

static void expect_nothing(void)
{
	struct tph_tap_record record;

	assert_int_equal(tph_tap_next(tap, &record), 0);
}

/* Many times around the ring, in portions of any size */
static void records(void **state)
{
	uint32_t n = 0, read = 0;

	start_tap();
	expect_nothing();
	for (uint32_t round = 0; round < 500; round++) {
		for (uint32_t i = 0; i < round % 4; i++)
			take(n++);
		for (; read < n; read++)
			expect_record(read, 0, 0x1ff0);
		expect_nothing();
	}
	assert_true(ring.regs[0x120 / 4] > 50u << LOG2);
	/* In blocks: one call for many accesses */
	assert_true(ring.wide >= 1024);
}

/* A ring that overran: the gap is the number of those without a record */
static void losses(void **state)
{
	uint32_t n = 0, read, kept;
	uint64_t lost = 0;

	start_tap();
	for (uint32_t round = 0; round < 20; round++) {
		const uint32_t before = (uint32_t)lost, first = n;

		for (uint32_t i = 0; i < 40; i++)
			take(n++);
		kept = 0;
		for (read = first; read < n; read++) {
			struct tph_tap_record record;
			const int ret = tph_tap_next(tap, &record);

			if (!ret)
				break;
			assert_int_equal(ret, 1);
			assert_int_equal(record.kept, record.length);
			kept++;
			lost += record.lost;
		}
		assert_true(kept > 3 && kept < 40);
		assert_true(round == 0 || lost > before);
	}
	/* The last of them are followed by no record */
	take(n);
	expect_record(n, ring.regs[0x128 / 4] - (uint32_t)lost, 0x1ff0);
	assert_int_equal(tph_tap_lost(tap, &lost), 0);
	assert_int_equal(lost, ring.regs[0x128 / 4]);
}

static void snapped(void **state)
{
	assert_int_equal(
		tph_tap_start(tap, &(struct tph_tap_filter){.snap = 17}), 0);
	for (uint32_t n = 0; n < 30; n++) {
		take(n);
		expect_record(n, 0, 32);
	}
}

/* Registers while it runs, and after it */
static void filters(void **state)
{
	static const struct {
		struct tph_tap_filter filter;
		uint32_t ctrl;
	} rows[] = {
		{{0}, 1},
		{{.th = true}, 5},
		{{.range = TPH_TAP_INSIDE,
		  .base = 0x8000000003,
		  .limit = 0x8000000fff},
		 9},
		{{.th = true, .range = TPH_TAP_OUTSIDE, .limit = 0xfff}, 0x15},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ring.regs[0x100 / 4] = 4;
		ring.regs[0x108 / 4] = 0x40;
		ring.regs[0x114 / 4] = 9;
		ring.regs[0x118 / 4] = 0x77770;
		assert_int_equal(tph_tap_start(tap, &rows[i].filter), 0);
		assert_int_equal(ring.regs[0x100 / 4], rows[i].ctrl);
		assert_int_equal(ring.regs[0x108 / 4], 0x1ff0);
		if (rows[i].filter.range == TPH_TAP_INSIDE) {
			assert_int_equal(ring.regs[0x110 / 4], 0);
			assert_int_equal(ring.regs[0x114 / 4], 0x80);
			assert_int_equal(ring.regs[0x118 / 4], 0xffc);
			assert_int_equal(ring.regs[0x11c / 4], 0x80);
		}
		assert_int_equal(tph_tap_stop(tap), 0);
		assert_int_equal(ring.regs[0x100 / 4], 4);
		tph_tap_close(tap);
		assert_int_equal(ring.regs[0x100 / 4], 4);
		assert_int_equal(ring.regs[0x108 / 4], 0x40);
		assert_int_equal(ring.regs[0x110 / 4], 0);
		assert_int_equal(ring.regs[0x114 / 4], 9);
		assert_int_equal(ring.regs[0x118 / 4], 0x77770);
		tap = ring_tap(&ring);
	}
	assert_int_equal(tph_tap_start(tap,
				       &(struct tph_tap_filter){
					       .range = TPH_TAP_INSIDE,
					       .base = 8,
					       .limit = 4,
				       }),
			 -EINVAL);
}

/* Records in the ring outlive the stop; nothing comes after it */
static void stopped(void **state)
{
	start_tap();
	take(0);
	take(1);
	assert_int_equal(tph_tap_stop(tap), 0);
	take(2);
	expect_record(0, 0, 0x1ff0);
	expect_record(1, 0, 0x1ff0);
	expect_nothing();
}

static void in_use(void **state)
{
	ring.regs[0x100 / 4] = 0x11;
	ring.regs[0x110 / 4] = 0x1000;
	assert_int_equal(tph_tap_start(tap, &(struct tph_tap_filter){0}),
			 -EBUSY);
	assert_non_null(strstr(tph_error(), "in use"));
	assert_int_equal(ring.regs[0x100 / 4], 0x11);
	assert_int_equal(
		tph_tap_start(tap, &(struct tph_tap_filter){.force = true}), 0);
	take(0);
	expect_record(0, 0, 0x1ff0);
	assert_int_equal(tph_tap_stop(tap), 0);
	assert_int_equal(ring.regs[0x100 / 4], 0x10);
}

/* Its own filters are not those that it found */
static void started_again(void **state)
{
	const struct tph_tap_filter filter = {.th = true, .force = true};

	ring.regs[0x100 / 4] = 8;
	ring.regs[0x108 / 4] = 0x20;
	assert_int_equal(tph_tap_start(tap, &filter), 0);
	assert_int_equal(tph_tap_start(tap, &filter), 0);
	assert_int_equal(ring.regs[0x100 / 4], 5);
	assert_int_equal(tph_tap_stop(tap), 0);
	assert_int_equal(ring.regs[0x100 / 4], 8);
	tph_tap_close(tap);
	assert_int_equal(ring.regs[0x108 / 4], 0x20);
	tap = ring_tap(&ring);
}

/* A device without one of the filters is left as it was */
static void missing_filter(void **state)
{
	ring.stuck = 4;
	ring.regs[0x108 / 4] = 0x20;
	assert_int_equal(tph_tap_start(tap,
				       &(struct tph_tap_filter){.th = true}),
			 -EOPNOTSUPP);
	assert_int_equal(ring.regs[0x100 / 4], 0);
	assert_int_equal(ring.regs[0x108 / 4], 0x20);
	start_tap();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(records),	     TEST(losses),	   TEST(snapped),
		TEST(filters),	     TEST(stopped),	   TEST(in_use),
		TEST(started_again), TEST(missing_filter),
	};

	return cmocka_run_group_tests_name("libtph: tap", tests, NULL, NULL);
}
