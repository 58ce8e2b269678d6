// SPDX-License-Identifier: BSD-3-Clause
/*
 * The accelerator's tap: its registers, and records made by hand of TLPs made by hand.
 */
#include "tests/device/tap_support.h"

static void registers_keep_their_bits(void **state)
{
	static const uint32_t bits[][2] = {
		{0x100, 0x1d},	     {0x104, 0},	  {0x108, 0x1ff0},
		{0x10c, 0},	     {0x110, 0xfffffffc}, {0x114, 0xffffffff},
		{0x118, 0xfffffffc}, {0x11c, 0xffffffff}, {0x120, 0},
		{0x124, 0xfffffff0}, {0x128, 0},	  {0x12c, 0},
		{0x130, 0},	     {0x134, 0},	  {0x138, 0},
		{0x13c, 0},
	};
	struct accel *accel = *state;

	assert_int_equal(reg_get(accel, ACCEL_REG_CAPS) >> 19 & 1, 1);
	for (size_t i = 0; i < COUNT(bits); i++) {
		uint32_t offset = bits[i][0];
		uint32_t fixed = offset == 0x104   ? 18
				 : offset == 0x10c ? 1000000
						   : 0;

		assert_int_equal(reg_get(accel, offset),
				 offset == 0x108 ? 0x1ff0 : fixed);
		reg_set(accel, offset, 0xffffffff);
		assert_int_equal(reg_get(accel, offset), bits[i][1] | fixed);
		reg_set(accel, offset, 0);
		assert_int_equal(reg_get(accel, offset), fixed);
	}
	accel->tap.has_clock = NULL;
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_KHZ), 0);
	/* An access of 8 bytes sets both halves */
	accel_reset(accel);
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_SNAP), 0x1ff0);
}

static void records_have_their_form(void **state)
{
	struct accel *accel = *state;

	see(accel, RX, "40000001 0000000f e0000000 01020304");
	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE);
	expect_empty(accel);
	clock_now = 1000 + 0x123456789;
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	expect_record(accel, "10001000 00000000 8967452301000000"
			     "40000001 0000000f e0000000 01020304");
	clock_now++;
	/* A completion of five DWs: filled up to 32 bytes */
	see(accel, TX, "4a000002 04000008 01000c00 11223344 55667788");
	expect_record(accel, "14201400 01000000 8a67452301000000"
			     "4a000002 04000008 01000c00 11223344"
			     "55667788 00000000 00000000 00000000");
	/* Bytes that are not a TLP, and not a multiple of 4 */
	see(accel, RX, "ffee");
	expect_record(accel, "02000200 02000000 8a67452301000000"
			     "ffee0000 00000000 00000000 00000000");
	accel_tap_see(&accel->tap, RX, NULL, 0);
	expect_record(accel, "00000000 03000000 8a67452301000000");
	expect_empty(accel);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_TIME), 0x12345678a);
	reg_set(accel, ACCEL_REG_TAP_CTRL, 0);
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	expect_empty(accel);
}

static void snap_cuts(void **state)
{
	struct accel *accel = *state;

	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE);
	reg_set(accel, ACCEL_REG_TAP_SNAP, 16);
	see(accel, TX, "40000002 0000000f e0000000 01020304 05060708");
	expect_record(accel, "14601000 00000000 0000000000000000"
			     "40000002 0000000f e0000000 01020304");
	/* Not longer than SNAP: not cut */
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	expect_record(accel, "10001000 01000000 0000000000000000"
			     "40000001 0000000f e0000000 01020304");
	reg_set(accel, ACCEL_REG_TAP_SNAP, 0);
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	expect_record(accel, "10400000 02000000 0000000000000000");
	expect_empty(accel);
}

/* 32 bytes remain, then 16: what fits is recorded, all else is counted */
static void overrun_is_counted(void **state)
{
	struct accel *accel = *state;
	uint8_t big[4096 + 16] = {0x60, 0, 0, 0};
	const uint32_t each = 16 + sizeof(big), fit = RING / each;
	const uint32_t rest = RING - fit * each;

	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE);
	for (uint32_t i = 0; i < fit + 3; i++)
		accel_tap_see(&accel->tap, RX, big, sizeof(big));
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), fit * each);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_LOST), 3);
	/* Fill it to the last byte: rest - 16 bytes of a TLP, or too many by one unit */
	accel_tap_see(&accel->tap, RX, big, rest);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_LOST), 4);
	accel_tap_see(&accel->tap, RX, big, rest - 16);
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), RING);
	see(accel, TX, "4a000001 04000004 01000500 00000000");
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_LOST), 5);
	/* Room for one: it has the flag, and lies at the start of the ring */
	reg_set(accel, ACCEL_REG_TAP_READ, 32);
	see(accel, TX, "4a000001 04000004 01000500 00000000");
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), RING + 32);
	reg_set(accel, ACCEL_REG_TAP_READ, RING);
	expect_record(accel, "10a01000 45000000 0000000000000000"
			     "4a000001 04000004 01000500 00000000");
	see(accel, TX, "4a000001 04000004 01000500 00000000");
	expect_record(accel, "10201000 46000000 0000000000000000"
			     "4a000001 04000004 01000500 00000000");
	assert_int_equal(fit + 3 + 1 + 1 + 1,
			 0x45); /* TLPs before the first of them */
	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE | CLEAR);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_LOST), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_READ), 0);
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	expect_record(accel, "10001000 00000000 0000000000000000"
			     "40000001 0000000f e0000000 01020304");
}

/* A record that goes on at the start of the ring, within the TLP */
static void records_wrap(void **state)
{
	struct accel *accel = *state;
	uint8_t big[RING / 64 - 16] = {0x60, 0, 0, 0};

	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE);
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	for (int i = 0; i < 63; i++)
		accel_tap_see(&accel->tap, RX, big, sizeof(big));
	see(accel, RX, "40000001 0000000f e0000000 01020304");
	reg_set(accel, ACCEL_REG_TAP_READ, reg_get(accel, ACCEL_REG_TAP_WRITE));
	accel_tap_see(&accel->tap, RX, big, sizeof(big) - 96);
	reg_set(accel, ACCEL_REG_TAP_READ, reg_get(accel, ACCEL_REG_TAP_WRITE));
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), RING - 32);
	see(accel, TX, "4a000002 04000008 01000c00 11223344 55667788");
	expect_record(accel, "14201400 42000000 0000000000000000"
			     "4a000002 04000008 01000c00 11223344"
			     "55667788 00000000 00000000 00000000");
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), RING + 16);
}

/* READ that cannot be: nothing fits, and nothing breaks */
static void wrong_positions_lose(void **state)
{
	static const uint32_t reads[] = {16, RING, 0x80000000,
					 0xfffffff0 - RING};
	struct accel *accel = *state;

	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE);
	for (uint32_t i = 0; i < COUNT(reads); i++) {
		reg_set(accel, ACCEL_REG_TAP_READ, reads[i]);
		see(accel, RX, "40000001 0000000f e0000000 01020304");
		assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), 0);
		assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_LOST), i + 1);
	}
}

/* The low half of LOST and TIME holds the high half */
static void counters_are_latched(void **state)
{
	struct accel *accel = *state;

	clock_now = 1000 + 0xffffffffull;
	accel->tap.lost = 0x5ffffffff;
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_TIME), 0xffffffff);
	clock_now++;
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_TIME + 4), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_TIME), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_TIME + 4), 1);
	assert_int_equal(reg_get64(accel, ACCEL_REG_TAP_LOST), 0x5ffffffff);
}

static void reset_clears(void **state)
{
	struct accel *accel = *state;

	set_range(accel, 4, 8);
	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE | INSIDE);
	see(accel, RX, "40000001 0000000f 00000004 01020304");
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE), 32);
	assert_int_equal(reg_get(accel, ACCEL_TAP_WINDOW), 0x00100010);
	clock_now = 5000;
	accel_reset(accel);
	for (uint32_t at = ACCEL_REG_TAP_CTRL; at < 0x140; at += 4)
		if (at != ACCEL_REG_TAP_LOG2 && at != ACCEL_REG_TAP_SNAP &&
		    at != ACCEL_REG_TAP_KHZ)
			assert_int_equal(reg_get(accel, at), 0);
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_SNAP), 0x1ff0);
	assert_int_equal(reg_get(accel, ACCEL_TAP_WINDOW), 0);
	assert_null(accel->tap.ring);
}

/* An idle function is small: 1,024 of them are in one hierarchy */
static void idle_takes_no_memory(void **state)
{
	struct accel *accel = *state;

	assert_null(accel->tap.ring);
	reg_set(accel, ACCEL_REG_TAP_CTRL, CLEAR | INSIDE);
	assert_null(accel->tap.ring);
	assert_in_range(sizeof(*accel), 1, 8192);
	reg_set(accel, ACCEL_REG_TAP_CTRL, ENABLE);
	assert_non_null(accel->tap.ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(registers_keep_their_bits),
		TEST(records_have_their_form),
		TEST(snap_cuts),
		TEST(overrun_is_counted),
		TEST(records_wrap),
		TEST(wrong_positions_lose),
		TEST(counters_are_latched),
		TEST(reset_clears),
		TEST(idle_takes_no_memory),
	};

	return cmocka_run_group_tests_name("device-tap", tests, NULL, NULL);
}
