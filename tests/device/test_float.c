// SPDX-License-Identifier: BSD-3-Clause
/*
 * binary32 and bfloat16: edges by hand, the rest against the host.
 */
#include <fenv.h>

#include "tests/device/support.h"
#include "device/accel/float.h"
#include "tests/device/reference.h"

struct binary_case {
	uint32_t a, b, want;
};

/* Worked out by hand from IEEE 754 */
static const struct binary_case sums[] = {
	{0x3f800000, 0x40000000, 0x40400000}, /* 1 + 2 = 3 */
	{0x3f800000, 0xbf800000, 0x00000000}, /* 1 - 1 = +0 */
	{0x00000000, 0x80000000, 0x00000000}, /* +0 + -0 = +0 */
	{0x80000000, 0x80000000, 0x80000000}, /* -0 + -0 = -0 */
	{0x80000000, 0x00000000, 0x00000000},
	{0x00000001, 0x00000001, 0x00000002}, /* subnormals are kept */
	{0x00000001, 0x80000001, 0x00000000},
	{0x007fffff, 0x00000001, 0x00800000}, /* up into the normal numbers */
	{0x00800000, 0x80000001, 0x007fffff}, /* and down out of them */
	{0x00800001, 0x80800000, 0x00000001},
	{0x3f800000, 0x33800000, 0x3f800000}, /* 1 + 2^-24: tie, to even */
	{0x3f800001, 0x33800000, 0x3f800002}, /* tie, away to even */
	{0x3f800000, 0x33800001, 0x3f800001}, /* just above the tie */
	{0x3f800000, 0xb3000000, 0x3f800000}, /* 1 - 2^-25: tie, to even */
	{0x3f800000, 0xb3800000, 0x3f7fffff}, /* 1 - 2^-24: exact */
	{0x3f800000, 0x00000001, 0x3f800000},
	{0x7f7fffff, 0x7f7fffff, 0x7f800000}, /* overflow */
	{0x7f7fffff, 0x73000000, 0x7f800000}, /* half an ulp: tie, overflow */
	{0x7f7fffff, 0x72ffffff, 0x7f7fffff}, /* just below it */
	{0xff7fffff, 0xff7fffff, 0xff800000},
	{0x7f800000, 0x3f800000, 0x7f800000},
	{0x3f800000, 0xff800000, 0xff800000},
	{0x7f800000, 0x7f800000, 0x7f800000},
	{0x7f800000, 0xff800000, 0x7fc00000}, /* inf - inf */
	{0xff800000, 0x7f800000, 0x7fc00000},
	{0x7fc12345, 0x3f800000, 0x7fc00000}, /* NaNs become one */
	{0x3f800000, 0xffc00001, 0x7fc00000},
	{0x7f800001, 0x7f800000, 0x7fc00000}, /* signalling */
};

static const struct binary_case maxima[] = {
	{0x3f800000, 0x40000000, 0x40000000},
	{0xbf800000, 0xc0000000, 0xbf800000}, /* -1 over -2 */
	{0xc0000000, 0xbf800000, 0xbf800000},
	{0xbf800000, 0x3f800000, 0x3f800000},
	{0x00000000, 0x80000000, 0x00000000}, /* +0 over -0, both ways */
	{0x80000000, 0x00000000, 0x00000000},
	{0x80000000, 0x80000000, 0x80000000},
	{0x00000001, 0x00000000, 0x00000001},
	{0x80000001, 0x80000000, 0x80000000},
	{0xff800000, 0xff7fffff, 0xff7fffff},
	{0x7f800000, 0x7f7fffff, 0x7f800000},
	{0x7fc00000, 0xff800000, 0xff800000}, /* any number wins over a NaN */
	{0xff800000, 0x7fc00000, 0xff800000},
	{0x7f800001, 0x80000001, 0x80000001}, /* a signalling NaN too */
	{0x3f800000, 0xffffffff, 0x3f800000},
	{0xffc00001, 0x7f800001, 0x7fc00000}, /* only NaNs */
};

static const struct {
	uint32_t a;
	uint16_t want;
} narrowings[] = {
	{0x3f800000, 0x3f80}, {0x80000000, 0x8000},
	{0x3f808000, 0x3f80}, /* tie, to even */
	{0x3f818000, 0x3f82}, /* tie, to even, up */
	{0x3f808001, 0x3f81}, {0x3f807fff, 0x3f80},
	{0xbf818000, 0xbf82}, {0x3fffffff, 0x4000}, /* carry to the exponent */
	{0x7f7f7fff, 0x7f7f}, {0x7f7f8000, 0x7f80}, /* overflow */
	{0xff7fffff, 0xff80}, {0x7f800000, 0x7f80},
	{0xff800000, 0xff80}, {0x00000001, 0x0000},
	{0x00008000, 0x0000}, {0x00008001, 0x0001},
	{0x00018000, 0x0002},			    /* subnormals round alike */
	{0x007fffff, 0x0080}, {0x7f800001, 0x7fc0}, /* stays a NaN, quiet */
	{0xff800001, 0xffc0}, {0x7fa50000, 0x7fe5}, /* payload's top is kept */
	{0xffffffff, 0xffff}, {0x7fc1ffff, 0x7fc1}, /* and not rounded */
};

static void add_edges(void **state)
{
	for (size_t i = 0; i < COUNT(sums); i++) {
		assert_int_equal(float_add(sums[i].a, sums[i].b), sums[i].want);
		assert_int_equal(float_add(sums[i].b, sums[i].a), sums[i].want);
	}
}

static void narrow_edges(void **state)
{
	for (size_t i = 0; i < COUNT(narrowings); i++)
		assert_int_equal(float_to_bf16(narrowings[i].a),
				 narrowings[i].want);
}

/* The host's rounding mode has no effect */
static void any_rounding_mode(void **state)
{
	static const int modes[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

	for (size_t i = 0; i < COUNT(modes); i++) {
		assert_int_equal(fesetround(modes[i]), 0);
		add_edges(state);
		narrow_edges(state);
	}
	fesetround(FE_TONEAREST);
}

static void max_edges(void **state)
{
	for (size_t i = 0; i < COUNT(maxima); i++)
		assert_int_equal(float_max(maxima[i].a, maxima[i].b),
				 maxima[i].want);
}

static void widen_and_narrow(void **state)
{
	for (uint32_t a = 0; a < 0x10000; a++) {
		bool nan = (a & 0x7fff) > 0x7f80;

		assert_int_equal(float_from_bf16((uint16_t)a), a << 16);
		assert_int_equal(float_to_bf16(a << 16), nan ? a | 0x40 : a);
	}
}

/* Related numbers: near exponents, few bits, sometimes random bits */
static uint32_t operand(struct rng *rng, uint32_t near)
{
	uint32_t r = (uint32_t)(rng_next(rng) >> 32);

	switch (rng_below(rng, 5)) {
	case 0:
		return r;
	case 1:
		return (near & 0x7f800000) ^ (r & 0x80ffffff);
	case 2:
		return near ^ 0x80000000 ^ (r & 0xff);
	case 3:
		return r & 0x81ffffff; /* subnormal and just above */
	default:
		return (r & 0x80000000) |
		       ((near + (r & 0x1f) * 0x800000 - 0x8000000) &
			0x7f800000) |
		       (1u << (r >> 5) % 23);
	}
}

static void add_as_the_host(void **state)
{
	struct rng rng = {1};

	for (int i = 0; i < 2000000; i++) {
		uint32_t a = (uint32_t)(rng_next(&rng) >> 32);
		uint32_t b = operand(&rng, a);

		if (float_add(a, b) != reference_add(a, b))
			fail_msg("%08x + %08x = %08x, not %08x", a, b,
				 reference_add(a, b), float_add(a, b));
	}
}

static void max_as_the_host(void **state)
{
	struct rng rng = {2};

	for (int i = 0; i < 500000; i++) {
		uint32_t a = operand(&rng, 0x3f800000), b = operand(&rng, a);

		if (float_max(a, b) != reference_max(a, b))
			fail_msg("max(%08x, %08x) = %08x, not %08x", a, b,
				 reference_max(a, b), float_max(a, b));
	}
}

static void narrow_as_the_host(void **state)
{
	for (uint64_t a = 0; a <= UINT32_MAX; a += 1021) {
		uint32_t x = (uint32_t)a;

		if (float_to_bf16(x) != reference_bf16(x))
			fail_msg("bf16(%08x) = %04x, not %04x", x,
				 reference_bf16(x), float_to_bf16(x));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(add_edges),
		cmocka_unit_test(max_edges),
		cmocka_unit_test(narrow_edges),
		cmocka_unit_test(any_rounding_mode),
		cmocka_unit_test(widen_and_narrow),
		cmocka_unit_test(add_as_the_host),
		cmocka_unit_test(max_as_the_host),
		cmocka_unit_test(narrow_as_the_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
