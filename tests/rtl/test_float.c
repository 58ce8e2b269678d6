// SPDX-License-Identifier: BSD-3-Clause
/*
 * The RTL's arithmetic is the C model's and the host's, bit for bit.
 */
#include "tests/device/support.h"
#include "device/accel/float.h"
#include "tests/device/reference.h"
#include "tests/rtl/float_bench.h"

#define RANDOM_PAIRS 40000000u

/* Operands whose sum is under way, the newest first */
static struct {
	uint32_t a, b;
} pipe[FLOAT_BENCH_CLOCKS];
static unsigned int filled;

static void check_sum(uint32_t a, uint32_t b, uint32_t sum)
{
	if (sum == reference_add(a, b) && sum == float_add(a, b))
		return;
	fail_msg("%#x + %#x is %#x, not %#x", a, b, sum, reference_add(a, b));
}

static void check_larger(uint32_t a, uint32_t b, uint32_t larger)
{
	if (larger == reference_max(a, b) && larger == float_max(a, b))
		return;
	fail_msg("the maximum of %#x and %#x is %#x, not %#x", a, b, larger,
		 reference_max(a, b));
}

static void check_narrow(uint32_t a, uint16_t narrow)
{
	if (narrow == reference_bf16(a) && narrow == float_to_bf16(a))
		return;
	fail_msg("%#x as bfloat16 is %#x, not %#x", a, narrow,
		 reference_bf16(a));
}

/* A clock: operands go in, and the sum of the oldest comes out */
static void try(uint32_t a, uint32_t b)
{
	struct float_bench_out out;

	memmove(&pipe[1], &pipe[0], sizeof(pipe) - sizeof(pipe[0]));
	pipe[0].a = a;
	pipe[0].b = b;
	float_bench_clock(a, b, &out);
	check_larger(a, b, out.larger);
	check_narrow(a, out.narrow);
	if (++filled >= FLOAT_BENCH_CLOCKS)
		check_sum(pipe[FLOAT_BENCH_CLOCKS - 1].a,
			  pipe[FLOAT_BENCH_CLOCKS - 1].b, out.sum);
}

static const uint32_t exponents[] = {0,	  1,   2,   3,	 22,  23,  24,	25,
				     26,  27,  28,  126, 127, 128, 229, 230,
				     231, 232, 252, 253, 254, 255};
static const uint32_t fractions[] = {0,	       1,	 2,	   3,
				     4,	       0x7fff,	 0x8000,   0x8001,
				     0x18000,  0x3ffffe, 0x3fffff, 0x400000,
				     0x400001, 0x555555, 0x7f8000, 0x7ffffe,
				     0x7fffff};

/* The @n-th operand with special exponent and fraction. Return: false: no more */
static bool corner(unsigned int n, uint32_t *ret_operand)
{
	unsigned int e = n / 2 / COUNT(fractions);

	if (e >= COUNT(exponents))
		return false;
	*ret_operand = n % 2 << 31 | exponents[e] << 23 |
		       fractions[n / 2 % COUNT(fractions)];
	return true;
}

static void test_corners(void **state)
{
	uint32_t a, b;

	for (unsigned int i = 0; corner(i, &a); i++)
		for (unsigned int j = 0; corner(j, &b); j++)
			try(a, b);
}

static void test_every_upper_half(void **state)
{
	static const uint32_t lower[] = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};

	for (uint32_t upper = 0; upper < 0x10000; upper++)
		for (unsigned int i = 0; i < COUNT(lower); i++)
			try(upper << 16 | lower[i], lower[5 - i] << 16 | upper);
}

/* Clear or set a random number of the lowest bits of a fraction: near ties */
static uint32_t long_run(uint32_t a, uint32_t random)
{
	uint32_t mask = (1u << (random >> 1) % 24) - 1;

	return random & 1 ? a | mask : a & ~mask;
}

/* An exponent of an operand that meets that of @a within 31 places */
static uint32_t near(uint32_t a, uint32_t b, uint32_t random)
{
	uint32_t e = ((a >> 23) + random % 63 - 31) & 0xff;

	return (b & ~FLOAT_INFINITE) | e << 23;
}

static void test_random(void **state)
{
	struct rng rng = {0x9e3779b97f4a7c15};

	for (unsigned int i = 0; i < RANDOM_PAIRS; i++) {
		uint64_t r = rng_next(&rng), s = rng_next(&rng);
		uint32_t a = (uint32_t)(r >> 32), b = (uint32_t)r;

		/* 1 in 8 of each kind has any bits; sums of others interact */
		if (s & 7)
			b = near(a, b, s >> 8 & 0xffff);
		if (s & 0x18)
			a = long_run(a, s >> 24 & 0xff);
		if (s & 0x60)
			b = long_run(b, s >> 32 & 0xff);
		/* The other way round, equal magnitudes and their neighbours */
		if (!(s >> 40 & 0x1f))
			b = (a ^ FLOAT_SIGN) + (s >> 48 & 3);
		if (s >> 50 & 1)
			try(b, a);
		else
			try(a, b);
	}
}

/* Worked out by hand from IEEE 754 */
static void test_examples(void **state)
{
	static const struct {
		uint32_t a, b, sum, larger;
		uint16_t narrow;
	} cases[] = {
		/* 1 + 2^-24 is a tie: to even; 1 is above */
		{0x3f800000, 0x33800000, 0x3f800000, 0x3f800000, 0x3f80},
		{0x3f800001, 0x33800000, 0x3f800002, 0x3f800001, 0x3f80},
		/* Smallest normal less the smallest subnormal number */
		{0x00800000, 0x80000001, 0x007fffff, 0x00800000, 0x0080},
		/* Overflow by half a unit, and not by less */
		{0x7f7fffff, 0x73000000, 0x7f800000, 0x7f7fffff, 0x7f80},
		{0x7f7fffff, 0x72ffffff, 0x7f7fffff, 0x7f7fffff, 0x7f80},
		/* Infinities of both signs, NaN and number, zeros */
		{0xff800000, 0x7f800000, 0x7fc00000, 0x7f800000, 0xff80},
		{0xff812345, 0xc0000000, 0x7fc00000, 0xc0000000, 0xffc1},
		{0x80000000, 0x00000000, 0x00000000, 0x00000000, 0x8000},
		{0x80000000, 0x80000000, 0x80000000, 0x80000000, 0x8000},
	};
	struct float_bench_out out;

	for (unsigned int i = 0; i < COUNT(cases); i++) {
		for (unsigned int n = 0; n < FLOAT_BENCH_CLOCKS; n++)
			float_bench_clock(n ? 0 : cases[i].a,
					  n ? 0 : cases[i].b, &out);
		assert_int_equal(out.sum, cases[i].sum);
		float_bench_clock(cases[i].a, cases[i].b, &out);
		assert_int_equal(out.larger, cases[i].larger);
		assert_int_equal(out.narrow, cases[i].narrow);
	}
	filled = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_corners),
		cmocka_unit_test(test_every_upper_half),
		cmocka_unit_test(test_random),
	};

	/* Comparisons with the host need its nearest even and subnormals */
	assert_true(float_host_is_exact());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
