// SPDX-License-Identifier: BSD-3-Clause
/* Devices that are not what they seem, contradict themselves, are reset, or are gone */
#include "tests/libtph/tap_tlps.h"

static void identities(void **state)
{
	static const struct {
		uint32_t reg, value;
		const char *says;
	} rows[] = {
		{0x000, 0x12345678, "not an accelerator"},
		{0x000, UINT32_MAX, "does not answer"},
		{0x004, 2, "register version 2"},
		{0x008, 4 | 17 << 8, "has no tap"},
		{0x104, 3, "unknown size"},
		{0x104, 19, "unknown size"},
		{0x104, UINT32_MAX, "unknown size"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const uint32_t before = ring.regs[rows[i].reg / 4];

		ring.regs[rows[i].reg / 4] = rows[i].value;
		assert_null(ring_tap(&ring));
		assert_non_null(strstr(tph_error(), rows[i].says));
		ring.regs[rows[i].reg / 4] = before;
	}
}

/* @n records, then the value at @offset of the one at @position is a lie */
static void lie(uint32_t offset, uint32_t value, const char *says)
{
	struct tph_tap_record record;
	int ret;

	begin(NULL);
	start_tap();
	take(3);
	ring.sequence = 1;
	ring_poke(&ring, 4, 0);
	take(4);
	ring_poke(&ring, ring.regs[0x120 / 4] - 16 - 224 + offset, value);
	assert_int_equal(tph_tap_next(tap, &record), 1);
	ret = tph_tap_next(tap, &record);
	assert_int_equal(ret, -EBADMSG);
	assert_non_null(strstr(tph_error(), says));
	end(NULL);
}

/* The second record has 220 bytes, 12 + 4 * 52 */
static void lies(void **state)
{
	end(NULL);
	lie(0, 220 | 221 << 16, "the length of a TLP");
	lie(0, 300 | 0x4000 | 240 << 16, "the length of a record");
	lie(0, 8191 | 8191u << 16, "the length of a record");
	lie(0, 8191 | 0x2000 | 220u << 16, "the length of a TLP");
	lie(0, 220 | 0x4000 | 220u << 16, "the length of a TLP");
	lie(0, 0, "the length of a TLP");
	lie(0, UINT32_MAX, "the length of a record");
	lie(4, 0, "the number of a TLP");
	lie(4, 2, "the number of a TLP");
	lie(4, UINT32_MAX, "the number of a TLP");
	lie(0, 220 | 0x8000 | 220u << 16, "the number of a TLP");
	lie(12, 0, "the time of a TLP");
	begin(NULL);
}

/* The number goes back, and a loss is claimed to be the reason */
static void number_goes_back(void **state)
{
	struct tph_tap_record record;

	start_tap();
	take(3);
	ring.sequence = 0;
	ring.lost = true;
	ring_poke(&ring, 4, 0);
	take(4);
	assert_int_equal(tph_tap_next(tap, &record), 1);
	assert_int_equal(tph_tap_next(tap, &record), -EBADMSG);
	assert_non_null(strstr(tph_error(), "the number of a TLP"));
}

static void wrong_positions(void **state)
{
	static const uint32_t positions[] = {
		8, 0x1010, 0xfffffff0, UINT32_MAX - 1, 0x80000000,
	};
	struct tph_tap_record record;

	for (size_t i = 0; i < ARRAY_SIZE(positions); i++) {
		start_tap();
		ring.regs[0x120 / 4] = positions[i];
		assert_int_equal(tph_tap_next(tap, &record), -EBADMSG);
		assert_non_null(strstr(tph_error(), "a position"));
		assert_int_equal(tph_tap_stop(tap), 0);
	}
}

static void reset_meanwhile(void **state)
{
	struct tph_tap_record record;

	/* Idle: the positions are the same as before */
	start_tap();
	ring_reset(&ring);
	assert_int_equal(tph_tap_next(tap, &record), -ECONNRESET);
	assert_non_null(strstr(tph_error(), "was reset"));
	/* With records, and positions that cannot be */
	start_tap();
	take(0);
	expect_record(0, 0, 0x1ff0);
	ring_reset(&ring);
	assert_int_equal(tph_tap_next(tap, &record), -ECONNRESET);
	/* At the stop: the new owner's settings stay */
	start_tap();
	ring_reset(&ring);
	ring.regs[0x100 / 4] = 0x15;
	ring.regs[0x108 / 4] = 0x30;
	assert_int_equal(tph_tap_stop(tap), -ECONNRESET);
	tph_tap_close(tap);
	assert_int_equal(ring.regs[0x100 / 4], 0x15);
	assert_int_equal(ring.regs[0x108 / 4], 0x30);
	ring.regs[0x100 / 4] = 0;
	tap = ring_tap(&ring);
}

/* It goes at any access: no record is made of ones */
static void gone(void **state)
{
	struct tph_tap_record record;
	uint32_t after, n;
	int ret = 0;

	end(NULL);
	for (after = 1; ret != 1000; after++) {
		begin(NULL);
		start_tap();
		for (n = 0; n < 6; n++)
			take(n);
		ring.gone_after = after;
		for (n = 0; (ret = tph_tap_next(tap, &record)) == 1; n++) {
			uint8_t bytes[1100];

			assert_int_equal(record.length, make(n, bytes));
			assert_memory_equal(record.data, bytes, record.kept);
		}
		if (ret == 0 && ring.gone_after)
			ret = 1000;
		else if (ret == 0)
			assert_int_equal(tph_tap_next(tap, &record), -ENODEV);
		else
			assert_int_equal(ret, -ENODEV);
		end(NULL);
	}
	assert_true(after > 240);
	begin(NULL);
}

static void accesses_fail(void **state)
{
	struct tph_tap_record record;
	uint64_t value;

	start_tap();
	ring.error = -EIO;
	assert_int_equal(tph_tap_next(tap, &record), -EIO);
	assert_int_equal(tph_tap_lost(tap, &value), -EIO);
	assert_int_equal(tph_tap_time(tap, &value), -EIO);
	assert_int_equal(tph_tap_stop(tap), -EIO);
	ring.error = 0;
	ring.regs[0x100 / 4] = 0;
	start_tap();
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(identities),	TEST(lies),
		TEST(number_goes_back), TEST(wrong_positions),
		TEST(reset_meanwhile),	TEST(gone),
		TEST(accesses_fail),
	};

	return cmocka_run_group_tests_name("libtph: tap faults", tests, NULL,
					   NULL);
}
