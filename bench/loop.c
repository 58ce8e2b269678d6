// SPDX-License-Identifier: BSD-3-Clause
#include "bench/loop.h"

#include <string.h>

void bench_loop_fill(struct bench_copy *copy, bool floats)
{
	for (size_t i = 0; i < copy->memory / 4; i++) {
		const uint32_t number = (uint32_t)i % 1000 + 1;
		const float real = (float)number;

		memcpy(copy->src + 4 * i,
		       floats ? (const void *)&real : &number, 4);
	}
}

/* Plain loops, which the compiler makes wide */
static void add_u32(uint32_t *restrict dst, const uint32_t *restrict src,
		    size_t n)
{
	for (size_t i = 0; i < n; i++)
		dst[i] += src[i];
}

static void add_f32(float *restrict dst, const float *restrict src, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dst[i] += src[i];
}

static void step(struct bench_copy *copy)
{
	/* The sums must be complete before the next ones */
	__asm__ volatile("" ::: "memory");
	copy->at = (copy->at + copy->size) & (copy->memory - 1);
}

int bench_loop_add_u32(void *ctx, uint64_t n)
{
	struct bench_copy *copy = ctx;

	for (; n--; step(copy))
		add_u32((uint32_t *)(copy->dst + copy->at),
			(const uint32_t *)(copy->src + copy->at),
			copy->size / 4);
	return 0;
}

int bench_loop_add_f32(void *ctx, uint64_t n)
{
	struct bench_copy *copy = ctx;

	for (; n--; step(copy))
		add_f32((float *)(copy->dst + copy->at),
			(const float *)(copy->src + copy->at), copy->size / 4);
	return 0;
}
