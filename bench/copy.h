/* SPDX-License-Identifier: BSD-3-Clause */
/* The yardstick of writes: memcpy of the same number of bytes */
#ifndef BENCH_COPY_H
#define BENCH_COPY_H

#include <stddef.h>
#include <stdint.h>

/* Size of the data, here and in the device: more than an L2 cache */
#define BENCH_MEMORY ((size_t)16 << 20)

struct bench_copy {
	uint8_t *src, *dst;
	size_t size, memory, at;
};

/* Consecutive copies of @size bytes through @memory bytes, a power of two.
 * Return: 0; -ENOMEM. */
int bench_copy_init(struct bench_copy *copy, size_t size, size_t memory);
void bench_copy_free(struct bench_copy *copy);

/* For struct bench_side */
int bench_copy_run(void *ctx, uint64_t n);

#endif /* BENCH_COPY_H */
