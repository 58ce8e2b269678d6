// SPDX-License-Identifier: BSD-3-Clause
#include "bench/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int bench_copy_init(struct bench_copy *copy, size_t size, size_t memory)
{
	*copy = (struct bench_copy){
		.src = aligned_alloc(4096, memory),
		.dst = aligned_alloc(4096, memory),
		.size = size,
		.memory = memory,
	};
	if (!copy->src || !copy->dst) {
		bench_copy_free(copy);
		return -ENOMEM;
	}
	for (size_t i = 0; i < memory; i++)
		copy->src[i] = i * 7 + 1;
	memset(copy->dst, 0, memory);
	return 0;
}

void bench_copy_free(struct bench_copy *copy)
{
	free(copy->src);
	free(copy->dst);
	*copy = (struct bench_copy){0};
}

int bench_copy_run(void *ctx, uint64_t n)
{
	struct bench_copy *copy = ctx;

	while (n--) {
		memcpy(copy->dst + copy->at, copy->src + copy->at, copy->size);
		/* The copy must be complete before the next one */
		__asm__ volatile("" ::: "memory");
		copy->at = (copy->at + copy->size) & (copy->memory - 1);
	}
	return 0;
}
