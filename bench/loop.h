/* SPDX-License-Identifier: BSD-3-Clause */
/* The yardstick of arithmetic on landing: the same numbers added in memory */
#ifndef BENCH_LOOP_H
#define BENCH_LOOP_H

#include <stdbool.h>

#include "bench/copy.h"

/* Numbers whose sums stay numbers: @floats, or integers. @copy->dst is 0. */
void bench_loop_fill(struct bench_copy *copy, bool floats);

/* For struct bench_side: add @copy->size bytes of numbers to the target */
int bench_loop_add_u32(void *ctx, uint64_t n);
int bench_loop_add_f32(void *ctx, uint64_t n);

#endif /* BENCH_LOOP_H */
