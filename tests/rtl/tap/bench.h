/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Taps of rtl/tap/tlp_tap.sv, simulated: one clock a call.
 */
#ifndef TESTS_RTL_TAP_BENCH_H
#define TESTS_RTL_TAP_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Widths of tap_bench.sv: 8 << width bytes */
#define BENCH_WIDTHS 3

struct bench_beat {
	bool valid, first, last;
	uint8_t bytes; /* in data */
	uint8_t data[32];
};

struct bench_in {
	bool rst;
	unsigned int width; /* below BENCH_WIDTHS */
	struct bench_beat rx, tx;
	bool reg_valid, reg_write;
	uint32_t reg_offset, reg_wdata;
};

struct bench_out {
	bool reg_done;
	uint32_t reg_rdata;
};

/* Set the inputs, read the outputs, and clock once. */
void bench_clock(const struct bench_in *in, struct bench_out *ret_out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_TAP_BENCH_H */
