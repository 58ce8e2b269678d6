/* SPDX-License-Identifier: BSD-3-Clause */
/* rtl/pcie/tlp_fifo.sv of 8 beats of 16 bits, simulated */
#ifndef TESTS_RTL_FIFO_BENCH_H
#define TESTS_RTL_FIFO_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_DEPTH 8

struct bench_in {
	bool rst, valid, last, abort, ready;
	uint16_t data;
};

struct bench_out {
	bool ready, valid, last, aborted, too_long;
	uint16_t data;
};

/* Set the inputs, get the outputs before the edge, and clock once. */
void bench_clock(const struct bench_in *in, struct bench_out *out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_FIFO_BENCH_H */
