/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The units of binary32 arithmetic of rtl/, simulated.
 */
#ifndef TESTS_RTL_FLOAT_BENCH_H
#define TESTS_RTL_FLOAT_BENCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Clocks from the operands to their sum: F32_ADD_CLOCKS of rtl/core/accel_pkg.sv */
#define FLOAT_BENCH_CLOCKS 3

/* Results of the operands at hand; @sum: of those FLOAT_BENCH_CLOCKS before */
struct float_bench_out {
	uint32_t sum, larger;
	uint16_t narrow;
};

/* Set the operands, and clock once. */
void float_bench_clock(uint32_t a, uint32_t b, struct float_bench_out *out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_FLOAT_BENCH_H */
