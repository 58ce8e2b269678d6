/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * binary32 and bfloat16 arithmetic on bit patterns: the same bits on every
 * host, independent of its floating-point control register.
 *
 * A NaN result is always FLOAT_NAN (IEEE 754 leaves sign and payload open).
 * Subnormals are kept in operands and results. Functions without branches are
 * here so that compilers can make wide loops of them.
 */
#ifndef DEVICE_ACCEL_FLOAT_H
#define DEVICE_ACCEL_FLOAT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FLOAT_NAN      0x7fc00000u /* ACCEL_F32_NAN */
#define FLOAT_SIGN     0x80000000u
#define FLOAT_INFINITE 0x7f800000u

static inline bool float_is_nan(uint32_t a)
{
	/* Signed: SSE2 does not compare unsigned integers */
	return (int32_t)(a & ~FLOAT_SIGN) > (int32_t)FLOAT_INFINITE;
}

/* Return: a + b, round to nearest, ties to even; in integers */
uint32_t float_add(uint32_t a, uint32_t b);

/* Return: true if the host adds as float_add() now, for the calling thread:
 * nearest even, subnormals kept, no traps */
bool float_host_is_exact(void);

/* Return: a + b by the host */
static inline uint32_t float_host_add(uint32_t a, uint32_t b)
{
	float x, y;

	memcpy(&x, &a, sizeof(x));
	memcpy(&y, &b, sizeof(y));
	x += y;
	memcpy(&a, &x, sizeof(a));
	return float_is_nan(a) ? FLOAT_NAN : a;
}

/* Numbers as integers of the same order, NaNs below all; and back */
static inline int32_t float_rank(uint32_t a)
{
	return float_is_nan(a) ? INT32_MIN
			       : (int32_t)a ^ ((int32_t)a >> 31 & INT32_MAX);
}

static inline uint32_t float_of_rank(int32_t rank)
{
	return rank == INT32_MIN ? FLOAT_NAN
				 : (uint32_t)(rank ^ (rank >> 31 & INT32_MAX));
}

/* Return: maximumNumber of IEEE 754-2019 sec 9.6: a number wins over a NaN,
 * quiet or signalling, +0 over -0; FLOAT_NAN if both are NaN */
static inline uint32_t float_max(uint32_t a, uint32_t b)
{
	int32_t rank_a = float_rank(a), rank_b = float_rank(b);

	return float_of_rank(rank_a > rank_b ? rank_a : rank_b);
}

/* Return: @a as bfloat16, nearest even; a NaN keeps its sign and the top of its
 * payload and becomes quiet */
static inline uint16_t float_to_bf16(uint32_t a)
{
	uint32_t rounded = a + 0x7fff + (a >> 16 & 1);

	return (uint16_t)((float_is_nan(a) ? a | 0x400000 : rounded) >> 16);
}

/* Return: @a as binary32, exact */
static inline uint32_t float_from_bf16(uint16_t a)
{
	return (uint32_t)a << 16;
}

#endif /* DEVICE_ACCEL_FLOAT_H */
