/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * binary32 and bfloat16 arithmetic on bit patterns, in integers: the same bits
 * on every host, independent of its floating-point control register.
 *
 * A NaN result is always FLOAT_NAN (IEEE 754 leaves sign and payload open).
 * Subnormals are kept in operands and results.
 */
#ifndef DEVICE_ACCEL_FLOAT_H
#define DEVICE_ACCEL_FLOAT_H

#include <stdint.h>

#define FLOAT_NAN 0x7fc00000u /* ACCEL_F32_NAN */

/* Return: a + b, round to nearest, ties to even */
uint32_t float_add(uint32_t a, uint32_t b);

/* Return: maximumNumber of IEEE 754-2019 sec 9.6: a number wins over a NaN,
 * quiet or signalling, +0 over -0; FLOAT_NAN if both are NaN */
uint32_t float_max(uint32_t a, uint32_t b);

/* Return: @a as bfloat16, nearest even; a NaN keeps its sign and the top of its
 * payload and becomes quiet */
uint16_t float_to_bf16(uint32_t a);

/* Return: @a as binary32, exact */
static inline uint32_t float_from_bf16(uint16_t a)
{
	return (uint32_t)a << 16;
}

#endif /* DEVICE_ACCEL_FLOAT_H */
