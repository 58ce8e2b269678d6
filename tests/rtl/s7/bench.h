/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rtl/pcie/accel_s7.sv, simulated: its signals at one rising edge of the clock. A data path of
 * 64 bits uses the lower words.
 */
#ifndef TESTS_RTL_S7_BENCH_H
#define TESTS_RTL_S7_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_LANES 4

/* DWs of the data path that the program was built with */
extern const unsigned int bench_lanes;

struct bench_in {
	bool rst, link_up, rx_valid, rx_last, tx_ready;
	bool bus_master, msix_enable, msix_mask;
	uint8_t max_payload;
	uint16_t id, rx_keep;
	uint32_t rx_user, rx_data[BENCH_LANES];
};

struct bench_out {
	bool rx_ready, tx_valid, tx_last, idle;
	uint16_t tx_keep;
	uint32_t tx_data[BENCH_LANES];
	uint32_t damaged, unsupported;
};

/* Set the inputs, get the outputs before the edge, and clock once. */
void bench_clock(const struct bench_in *in, struct bench_out *out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_S7_BENCH_H */
