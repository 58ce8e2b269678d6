/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rtl/pcie/accel_us.sv, simulated: its signals at one rising edge of the clock. A data path of
 * less than 256 bits uses the lower words.
 */
#ifndef TESTS_RTL_US_BENCH_H
#define TESTS_RTL_US_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_LANES 8

/* Width in bits of the data path that the program was built with */
extern const unsigned int bench_width;

struct bench_in {
	bool rst, cq_valid, cq_last, cc_ready, rq_ready;
	bool bus_master, msix_enable, msix_mask, seq_valid, flr;
	uint8_t max_payload, seq;
	uint32_t cq_data[BENCH_LANES], cq_user[3];
};

struct bench_out {
	bool cq_ready, cc_valid, cc_last, rq_valid, rq_last, idle, flr_done;
	uint8_t cc_keep, rq_keep;
	uint32_t cc_data[BENCH_LANES], rq_data[BENCH_LANES];
	uint64_t cc_user, rq_user;
	uint32_t discontinued, unsupported;
};

/* Set the inputs, get the outputs before the edge, and clock once. */
void bench_clock(const struct bench_in *in, struct bench_out *out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_US_BENCH_H */
