// SPDX-License-Identifier: BSD-3-Clause
/*
 * The filters of the accelerator's tap, on TLPs made by hand.
 */
#include "tests/device/tap_support.h"

/* Which of these the filters take, as bits from the first on */
static uint32_t taken(struct accel *accel, const char *const *tlps, size_t n)
{
	uint32_t bits = 0, before = reg_get(accel, ACCEL_REG_TAP_WRITE);

	for (size_t i = 0; i < n; i++) {
		uint32_t after;

		see(accel, tlps[i][0] == 't', tlps[i] + 2);
		after = reg_get(accel, ACCEL_REG_TAP_WRITE);
		bits |= (after != before) << i;
		before = after;
	}
	return bits;
}

/* @n TLPs, of which @inside are inside, and @hint have hints */
static void filter(struct accel *accel, const char *const *tlps, size_t n,
		   uint32_t inside, uint32_t hint)
{
	const uint32_t all = (1u << n) - 1;
	const struct {
		uint32_t ctrl, taken;
	} cases[] = {
		{0, 0},
		{ENABLE, all},
		{ENABLE | ACCEL_TAP_CTRL_TH, hint},
		{ENABLE | INSIDE, inside},
		{ENABLE | OUTSIDE, all & ~inside},
		{ENABLE | INSIDE | OUTSIDE, 0},
		{ENABLE | INSIDE | ACCEL_TAP_CTRL_TH, inside & hint},
		{ENABLE | OUTSIDE | ACCEL_TAP_CTRL_TH, hint & ~inside},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		reg_set(accel, ACCEL_REG_TAP_CTRL, cases[i].ctrl | CLEAR);
		assert_int_equal(taken(accel, tlps, n), cases[i].taken);
	}
}

static void filters_see_both_ends(void **state)
{
	static const char *const low[] = {
		"r 40010002 0000000f e0000ff8 00000000 00000000", /* ends before */
		"r 40000002 0000000f e0000ffe 00000000 00000000", /* last DW, PH 2 */
		"r 40000001 0000000f e0001000 00000000",
		"t 00010001 0000000f e0001ffc",
		"r 00000001 0000000f e0002000", /* begins after */
		"r 60000001 0000000f 00000001 e0001000 00000000", /* above 4 GiB */
		"r 4c000001 0000000f e0001000 00000000",	  /* FetchAdd */
		"r 42000001 0000000f e0001000 00000000",	  /* IOWr */
		"r 00000000 0000000f e0000004",			  /* 1024 DWs */
		"r 34010000 0000007f e0001000 e0001000",	  /* Msg */
	};
	static const char *const high[] = {
		"r 20000001 0000000f 00000008 fffffffc",
		"r 20010001 0000000f 00000009 00000000",
		"r 20010002 0000000f 00000008 fffffffc",
		"r 00000001 0000000f 00000000",
		/* Two prefixes; four; five: the fifth is the header */
		"r 91000000 90000000 60010001 0000000f 00000009 00000000 00000000",
		"r 90000000 90000000 90000000 90000000 20000001 0000000f 00000009"
		"00000004",
		"r 90000000 90000000 90000000 90000000 90000000 20000001 0000000f"
		"00000009 00000000",
		"r 20000001 0000000f 00000009", /* ends early */
	};
	struct accel *accel = *state;

	set_range(accel, 0xe0001000, 0xe0001fff);
	filter(accel, low, COUNT(low), 0x14e, 0x009);
	set_range(accel, 0x900000000, 0x900000003);
	filter(accel, high, COUNT(high), 0x096, 0x016);
}

/* Completions of the device are inside if the request was */
static void filters_follow_completions(void **state)
{
	static const char *const tlps[] = {
		"r 00000001 0100050f e0001000", /* inside, tag 5 */
		"t 4a000001 04000004 01000500 00000000",
		"t 4a000001 04000004 01010500 00000000", /* another requester */
		"r 4a000001 04000004 01000500 00000000", /* received */
		"t 4a080001 04000004 01000500 00000000", /* another tag: bit 8 */
		"r 04000001 0100050f 04000000", /* CfgRd0 with this tag */
		"t 4a000001 04000004 01000500 00000000",
		"r 00880001 0100060f e0001000", /* tag bits 9 and 8 */
		"t 0a880000 04002004 01000600",
		"t 0b080000 04002004 01000600",
		"r 00000001 0100060f e0000000", /* outside */
		"t 0a880000 04002004 01000600",
		"r 40000001 0100050f e0001000 00000000", /* posted: keeps tag 5 */
		"t 4a000001 04000004 01000500 00000000",
		"r 00000001 0100050f e0001000",
		"t 6a000001 04000004 01000500 00000000", /* reserved */
	};
	struct accel *accel = *state;

	set_range(accel, 0xe0001000, 0xe0001fff);
	filter(accel, tlps, COUNT(tlps), 0x5183, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(filters_see_both_ends),
		TEST(filters_follow_completions),
	};

	return cmocka_run_group_tests_name("device-tap-match", tests, NULL,
					   NULL);
}
