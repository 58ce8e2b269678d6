/* SPDX-License-Identifier: BSD-3-Clause */
/* The yardstick of writes: memcpy of as many bytes between two places */
#ifndef BENCH_COPY_H
#define BENCH_COPY_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that are walked through, here and in the device: more than an L2 */
#define BENCH_MEMORY ((size_t)16 << 20)

struct bench_copy {
	uint8_t *src, *dst;
	size_t size, memory, at;
};

/* Copies of @size bytes, one behind the other, through @memory bytes, which is
 * a power of two. Return: 0; -ENOMEM. */
int bench_copy_init(struct bench_copy *copy, size_t size, size_t memory);
void bench_copy_free(struct bench_copy *copy);

/* For struct bench_side */
int bench_copy_run(void *ctx, uint64_t n);

#endif /* BENCH_COPY_H */
