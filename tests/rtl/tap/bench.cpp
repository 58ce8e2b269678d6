// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/tap/bench.h"

#include <cstring>

#include "Vtap_bench.h"

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

void bench_clock(const struct bench_in *in, struct bench_out *ret_out)
{
	static Vtap_bench bench;

	bench.rst = in->rst;
	bench.choose = in->width;
	bench.rx_valid = in->rx.valid;
	bench.rx_first = in->rx.first;
	bench.rx_last = in->rx.last;
	bench.rx_bytes = in->rx.bytes;
	memcpy(bench.rx_data, in->rx.data, sizeof(in->rx.data));
	bench.tx_valid = in->tx.valid;
	bench.tx_first = in->tx.first;
	bench.tx_last = in->tx.last;
	bench.tx_bytes = in->tx.bytes;
	memcpy(bench.tx_data, in->tx.data, sizeof(in->tx.data));
	bench.reg_valid = in->reg_valid;
	bench.reg_write = in->reg_write;
	bench.reg_offset = in->reg_offset;
	bench.reg_wdata = in->reg_wdata;
	bench.clk = 0;
	bench.eval();
	ret_out->reg_done = bench.reg_done;
	ret_out->reg_rdata = bench.reg_rdata;
	bench.clk = 1;
	bench.eval();
}
