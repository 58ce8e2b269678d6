// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/fifo/bench.h"

#include "Vtlp_fifo.h"

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

void bench_clock(const struct bench_in *in, struct bench_out *out)
{
	static Vtlp_fifo top;

	top.rst = in->rst;
	top.in_valid = in->valid;
	top.in_last = in->last;
	top.in_abort = in->abort;
	top.in_data = in->data;
	top.out_ready = in->ready;
	top.clk = 0;
	top.eval();
	out->ready = top.in_ready;
	out->valid = top.out_valid;
	out->last = top.out_last;
	out->data = top.out_data;
	out->aborted = top.aborted;
	out->too_long = top.too_long;
	top.clk = 1;
	top.eval();
}
