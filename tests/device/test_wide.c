// SPDX-License-Identifier: BSD-3-Clause
/*
 * Operations on many elements, against the same on one: any number of elements,
 * any alignment, any state of the host's floating-point control register.
 */
#include "tests/device/support.h"
#include "device/accel/float.h"
#include "device/accel/ops.h"
#include "tests/device/float_control.h"
#include "tests/device/reference.h"

#define FEW  67	  /* elements */
#define MANY 4096 /* elements */
#define ROOM 64	  /* bytes beside the elements */

/* Zeros, subnormals, numbers beside powers of 2 and ties, the greatest,
 * infinities, NaNs of both kinds */
static const uint32_t specials[] = {
	0x00000000, 0x80000000, 0x00000001, 0x80000001, 0x00000002, 0x007fffff,
	0x807fffff, 0x00400000, 0x00800000, 0x80800000, 0x00800001, 0x00ffffff,
	0x01000000, 0x33000000, 0x33800000, 0x33800001, 0xb3800000, 0xb3000001,
	0x34000000, 0x3f800000, 0xbf800000, 0x3f800001, 0xbf800001, 0x3f7fffff,
	0x40000000, 0x3f808000, 0x3f818000, 0x4b800000, 0x4b7fffff, 0xcb800001,
	0x72ffffff, 0x73000000, 0x7f000000, 0x7f7fffff, 0xff7fffff, 0x7f7f8000,
	0x7f800000, 0xff800000, 0x7f800001, 0xff800001, 0x7fc00000, 0xffc00000,
	0x7fa50000, 0x7fffffff, 0xffffffff, 0xff7f7fff, 0x00008000, 0x00018000,
};

#define PAIRS (COUNT(specials) * COUNT(specials))

static uint32_t want_add_u32(uint32_t a, uint32_t b)
{
	return a + b;
}

static uint32_t want_max_u32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static uint32_t want_xor(uint32_t a, uint32_t b)
{
	return a ^ b;
}

static uint32_t want_bf16(uint32_t a, uint32_t b)
{
	return reference_bf16(b);
}

static uint32_t want_bf16_add(uint32_t a, uint32_t b)
{
	return float_add(a, b << 16);
}

/* struct kind - an operation: bytes of its elements, and one by one */
static const struct kind {
	enum accel_op op;
	unsigned int src, dst;
	uint32_t (*want)(uint32_t mem, uint32_t data);
} kinds[] = {
	{ACCEL_OP_ADD_U32, 4, 4, want_add_u32},
	{ACCEL_OP_ADD_F32, 4, 4, float_add},
	{ACCEL_OP_MAX_U32, 4, 4, want_max_u32},
	{ACCEL_OP_MAX_F32, 4, 4, reference_max},
	{ACCEL_OP_XOR, 4, 4, want_xor},
	{ACCEL_OP_F32_TO_BF16, 4, 2, want_bf16},
	{ACCEL_OP_BF16_ADD_F32, 2, 4, want_bf16_add},
};

static void put(uint8_t *p, unsigned int bytes, uint32_t value)
{
	if (bytes == 2)
		put16(p, (uint16_t)value);
	else
		put32(p, value);
}

static uint32_t get(const uint8_t *p, unsigned int bytes)
{
	return bytes == 2 ? get16(p) : get32(p);
}

/* Misalignments of both sides, in bytes */
static const struct skew {
	unsigned int dst, src;
} skews[] = {{0, 0}, {0, 4}, {4, 0}, {8, 8}, {1, 0}, {0, 3}, {2, 13}, {15, 7}};

/* Apply @n elements in one go, with the control register @control. */
static void check(const struct kind *kind, const uint32_t *a, const uint32_t *b,
		  size_t n, const struct skew *skew, uint32_t control)
{
	static uint8_t mem[MANY * 4 + 3 * ROOM], data[MANY * 4 + ROOM];
	uint8_t *dst = mem + ROOM + skew->dst, *src = data + skew->src;
	size_t len = n * kind->dst;

	memset(mem, 0xa5, sizeof(mem));
	for (size_t i = 0; i < n; i++) {
		put(dst + i * kind->dst, kind->dst, a[i]);
		put(src + i * kind->src, kind->src, b[i]);
	}
	control = float_control_set(control);
	accel_ops[kind->op].apply(dst, src, n * kind->src);
	float_control_set(control);
	for (size_t i = 0; i < n; i++) {
		uint32_t is = get(dst + i * kind->dst, kind->dst);
		uint32_t want = kind->want(a[i], b[i]);

		if (is != want)
			fail_msg("op %d of %08x and %08x: %08x, not %08x",
				 kind->op, a[i], b[i], is, want);
	}
	for (size_t i = 0; i < ROOM; i++)
		if (dst[-1 - (ptrdiff_t)i] != 0xa5 || dst[len + i] != 0xa5)
			fail_msg("op %d reaches beyond its elements", kind->op);
}

/* All pairs of special values, FEW more to go round */
static uint32_t special_a[PAIRS + FEW], special_b[PAIRS + FEW];

static int pair_up(void **state)
{
	for (size_t i = 0; i < PAIRS + FEW; i++) {
		special_a[i] = specials[i / COUNT(specials) % COUNT(specials)];
		special_b[i] = specials[i % COUNT(specials)];
	}
	return 0;
}

static void check_specials(const struct kind *kind, size_t n,
			   const struct skew *skew, uint32_t control)
{
	for (size_t i = 0; i < PAIRS; i += n)
		check(kind, special_a + i, special_b + i, n, skew, control);
}

static void any_length_and_place(void **state)
{
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t s = 0; s < COUNT(skews); s++)
			for (size_t n = 1; n <= FEW; n++)
				check_specials(&kinds[k], n, &skews[s],
					       float_controls[0]);
}

static void any_control_register(void **state)
{
	for (size_t k = 0; k < COUNT(kinds); k++)
		for (size_t c = 0; c < COUNT(float_controls); c++)
			check_specials(&kinds[k], FEW, &skews[0],
				       float_controls[c]);
}

/* The host adds in the default state, and only there */
static void host_is_exact(void **state)
{
	for (size_t c = 0; c < COUNT(float_controls); c++) {
		uint32_t before = float_control_set(float_controls[c]);
		bool exact = float_host_is_exact();

		float_control_set(before);
		assert_int_equal(exact, FLOAT_CONTROLS_KNOWN && !c);
	}
}

/* A million pairs, of them half with nearly the same exponent */
static void random_pairs(void **state)
{
	static uint32_t a[MANY], b[MANY];
	struct rng rng = {0x77696465};

	for (int round = 0; round < 256; round++) {
		for (size_t i = 0; i < MANY; i++) {
			a[i] = (uint32_t)(rng_next(&rng) >> 32);
			b[i] = (uint32_t)(rng_next(&rng) >> 32);
			if (i & 1)
				b[i] = (a[i] & 0x7f000000) ^
				       (b[i] & 0x83ffffff);
		}
		for (size_t k = 0; k < COUNT(kinds); k++)
			check(&kinds[k], a, b, MANY, &skews[0],
			      float_controls
				      [round % 2
					       ? 0
					       : round / 2 %
							 COUNT(float_controls)]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_length_and_place),
		cmocka_unit_test(any_control_register),
		cmocka_unit_test(host_is_exact),
		cmocka_unit_test(random_pairs),
	};

	return cmocka_run_group_tests(tests, pair_up, NULL);
}
