// SPDX-License-Identifier: BSD-3-Clause
/* The tap within accel_core: accesses to registers are requests to BAR0 */
#include <cstring>

#include "Vaccel_core.h"
#include "tests/rtl/tap/bench.h"

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

static Vaccel_core core;
static bool asked; /* a read is on its way */

/* Fields of request_t of rtl/accel_pkg.sv, from its end */
static void set_request(const struct bench_in *in)
{
	const uint64_t offset = in->reg_offset;
	const uint64_t length = 1, first_be = 0xf, regs = 1;

	core.req[0] = (uint32_t)offset;
	/* offset 39:32, length, last_be, first_be, ep, st 3:0 */
	core.req[1] = (uint32_t)(length << 8 | first_be << 23);
	/* st 15:4, st_ext, th, regs, write */
	core.req[2] = (uint32_t)(regs << 14 | (uint64_t)in->reg_write << 15);
}

static void set_beat(const struct bench_beat *beat, CData &valid, CData &first,
		     CData &last, CData &bytes, VlWide<4> &data)
{
	valid = beat->valid;
	first = beat->first;
	last = beat->last;
	bytes = beat->bytes;
	memcpy(data, beat->data, 16);
}

void bench_clock(const struct bench_in *in, struct bench_out *ret_out)
{
	const unsigned lane = in->reg_offset / 4 % 4;

	core.rst = in->rst;
	core.cpl_ready = 1;
	core.req_valid = in->reg_valid && !asked;
	core.req_first = core.req_last = 1;
	set_request(in);
	core.req_data[lane] = in->reg_wdata;
	set_beat(&in->rx, core.rx_valid, core.rx_first, core.rx_last,
		 core.rx_bytes, core.rx_data);
	set_beat(&in->tx, core.tx_valid, core.tx_first, core.tx_last,
		 core.tx_bytes, core.tx_data);
	core.clk = 0;
	core.eval();
	ret_out->reg_done = false;
	if (core.req_valid && core.req_ready) {
		/* Writes are posted */
		ret_out->reg_done = in->reg_write;
		asked = !in->reg_write;
	} else if (asked && core.cpl_valid) {
		ret_out->reg_done = true;
		ret_out->reg_rdata = core.cpl_data[lane];
		asked = false;
	}
	core.clk = 1;
	core.eval();
}
