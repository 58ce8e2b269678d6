/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Expected results of the operations, by the host's own floating point.
 */
#ifndef TESTS_DEVICE_REFERENCE_H
#define TESTS_DEVICE_REFERENCE_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#define REFERENCE_NAN 0x7fc00000u

static inline float bits_to_float(uint32_t bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static inline uint32_t float_to_bits(float f)
{
	uint32_t bits;

	if (isnan(f))
		return REFERENCE_NAN;
	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

static inline uint32_t reference_add(uint32_t a, uint32_t b)
{
	volatile float x = bits_to_float(a), y = bits_to_float(b);

	return float_to_bits(x + y);
}

static inline uint32_t reference_max(uint32_t a, uint32_t b)
{
	float x = bits_to_float(a), y = bits_to_float(b);

	if (isnan(x) && isnan(y))
		return REFERENCE_NAN;
	if (isnan(x) || isnan(y))
		return isnan(x) ? b : a;
	if (x == 0 && y == 0)
		return signbit(x) && signbit(y) ? 0x80000000u : 0;
	return x > y ? a : b;
}

/* The nearer of the two bfloat16 values that enclose a number */
static inline uint16_t reference_bf16(uint32_t a)
{
	double x = fabs((double)bits_to_float(a)), below, above;
	uint16_t low = (uint16_t)(a >> 16);

	if (isnan(bits_to_float(a)))
		return low | 0x0040;
	if (isinf(bits_to_float(a)))
		return low;
	below = fabs((double)bits_to_float((uint32_t)low << 16));
	/* Above the greatest number: as if the exponent had no end */
	above = (low & 0x7fff) == 0x7f7f ? ldexp(1, 128)
					 : fabs((double)bits_to_float(
						   (uint32_t)(low + 1) << 16));
	if (x - below != above - x)
		return x - below < above - x ? low : (uint16_t)(low + 1);
	return low & 1 ? (uint16_t)(low + 1) : low;
}

#endif /* TESTS_DEVICE_REFERENCE_H */
