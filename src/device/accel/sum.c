// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/sum.h"

#include <string.h>

#include "device/accel/float.h"
#include "ground.h"

typedef float float4 __attribute__((vector_size(16)));
typedef int32_t int4 __attribute__((vector_size(16)));
typedef uint64_t long2 __attribute__((vector_size(16)));
typedef uint16_t short8 __attribute__((vector_size(16)));

static inline uint32_t load_float(const uint8_t *p, size_t width)
{
	return width == 2 ? float_from_bf16(load_le16(p)) : load_le32(p);
}

/* For little-endian hosts */
static inline float4 load_float4(const uint8_t *p, size_t width)
{
	short8 narrow, zeros = {0};
	float4 v;

	if (width == 2) {
		narrow = (short8)(long2){load_le64(p), 0};
		/* Zeros below each */
		return (float4)__builtin_shufflevector(zeros, narrow, 0, 8, 1,
						       9, 2, 10, 3, 11);
	}
	memcpy(&v, p, sizeof(v));
	return v;
}

/* Add 4 floats by the host. Return: not all 0 if a sum is a NaN, of any kind */
static inline int4 host_add4(uint8_t *dst, const uint8_t *src, size_t width)
{
	float4 sum = load_float4(dst, 4) + load_float4(src, width);

	memcpy(dst, &sum, sizeof(sum));
	return sum != sum;
}

static void unify_nans(uint8_t *p, size_t n)
{
	for (; n; n--, p += 4)
		if (float_is_nan(load_le32(p)))
			store_le32(p, FLOAT_NAN);
}

/* Add @n floats by the host, most of them 16 at a time; NaNs are rare and become
 * the one of FLOAT_NAN in the end. 80 times as fast as in integers. */
static inline void host_add(uint8_t *dst, const uint8_t *src, size_t width,
			    size_t n)
{
	int4 nans = {0};
	size_t i = 0;

	for (; i + 16 <= n; i += 16) {
		uint8_t *d = dst + i * 4;
		const uint8_t *s = src + i * width;

		nans |= (host_add4(d, s, width) |
			 host_add4(d + 16, s + 4 * width, width)) |
			(host_add4(d + 32, s + 8 * width, width) |
			 host_add4(d + 48, s + 12 * width, width));
	}
	if (nans[0] | nans[1] | nans[2] | nans[3])
		unify_nans(dst, i);
	for (; i < n; i++)
		store_le32(dst + i * 4,
			   float_host_add(load_le32(dst + i * 4),
					  load_float(src + i * width, width)));
}

/* @width: bytes of an element of @src */
static inline void sum(uint8_t *dst, const uint8_t *src, size_t width, size_t n)
{
	if (float_host_is_exact()) {
		host_add(dst, src, width, n);
		return;
	}
	for (; n; n--, dst += 4, src += width)
		store_le32(dst,
			   float_add(load_le32(dst), load_float(src, width)));
}

void sum_f32(uint8_t *dst, const uint8_t *src, size_t n)
{
	sum(dst, src, 4, n);
}

void sum_bf16(uint8_t *dst, const uint8_t *src, size_t n)
{
	sum(dst, src, 2, n);
}
