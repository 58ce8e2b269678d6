/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sums of many floating-point numbers, bit for bit those of float_add().
 */
#ifndef DEVICE_ACCEL_SUM_H
#define DEVICE_ACCEL_SUM_H

#include <stddef.h>
#include <stdint.h>

/* Add binary32 numbers @src[0..n) to @dst[0..n), little-endian at any place. The
 * two are apart or the same. */
void sum_f32(uint8_t *dst, const uint8_t *src, size_t n);

/* The same, but those of @src are bfloat16; apart from @dst */
void sum_bf16(uint8_t *dst, const uint8_t *src, size_t n);

#endif /* DEVICE_ACCEL_SUM_H */
