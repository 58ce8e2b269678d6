// SPDX-License-Identifier: BSD-3-Clause
/* Payloads: numbers at the corners of binary32 and bfloat16, and near each other */
#include "ground.h"
#include "tests/rtl/diff/step.h"

static const uint32_t corners[] = {
	0x00000000, 0x80000000, /* zeros */
	0x00000001, 0x80000001, /* least subnormals */
	0x007fffff, 0x807fffff, /* greatest subnormals */
	0x00800000, 0x80800000, /* least normal numbers */
	0x00800001, 0x00ffffff, 0x01000000,
	0x3f800000, 0xbf800000, /* 1 */
	0x3f800001, 0x3f7fffff, 0xbf7fffff,
	0x33800000, 0xb3800000, /* half an ulp of 1 */
	0x33800001, 0x337fffff, 0x34000000,
	0x4b800000, 0x4b7fffff, /* 2^24 */
	0x7f7fffff, 0xff7fffff, /* greatest finite numbers */
	0x73000000, 0x72ffffff, /* half an ulp of those */
	0x7f800000, 0xff800000, /* infinities */
	0x7fc00000, 0xffc00000, /* quiet NaNs */
	0x7f800001, 0xffbfffff, /* signalling NaNs */
	0x7fffffff, 0xffffffff, 0x3f807fff,
	0x3f808000, 0x3f808001, /* halves of bfloat16 */
	0x3f818000, 0x7f7f8000, 0x7f7f7fff,
};

static uint32_t corner(struct dice *dice)
{
	return corners[roll(dice, ARRAY_SIZE(corners))];
}

/* Two bfloat16 numbers */
static uint32_t narrow(struct dice *dice)
{
	return (corner(dice) & 0xffff0000) | corner(dice) >> 16;
}

/* Exponents near that of 1, so that sums shift and round */
static uint32_t near(struct dice *dice)
{
	const uint64_t bits = dice_next(dice);

	return ((uint32_t)bits & 0x807fffff) |
	       (120 + (uint32_t)(bits >> 32) % 30) << 23;
}

/* Few bits below 1: sums are ties, or cancel */
static uint32_t sparse(struct dice *dice)
{
	const uint64_t bits = dice_next(dice);

	return ((uint32_t)bits & 0x80600003) |
	       (110 + (uint32_t)(bits >> 32) % 26) << 23;
}

static uint32_t small(struct dice *dice)
{
	return roll(dice, 5) - 2;
}

static uint32_t any(struct dice *dice)
{
	return (uint32_t)(dice_next(dice) >> 32);
}

/* Subnormal numbers and those next to them */
static uint32_t tiny(struct dice *dice)
{
	return any(dice) & 0x81ffffff;
}

typedef uint32_t (*element_fn)(struct dice *dice);

static const element_fn elements[] = {
	corner, corner, narrow, near, near, sparse, small, any, tiny,
};

void step_payload(struct dice *dice, uint8_t *data, size_t len)
{
	const bool mixed = chance(dice, 3);
	element_fn element = elements[roll(dice, ARRAY_SIZE(elements))];

	for (size_t i = 0; i < len; i += 4) {
		if (mixed)
			element = elements[roll(dice, ARRAY_SIZE(elements))];
		store_le32(data + i, element(dice));
	}
}
