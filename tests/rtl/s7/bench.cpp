// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/s7/bench.h"

#include <string.h>

#include "Vaccel_s7.h"

#include "tests/rtl/wave/trace.h"

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

const unsigned int bench_lanes = sizeof(Vaccel_s7::m_axis_rx_tdata) / 4;

static void drive(Vaccel_s7 &top, const struct bench_in *in)
{
	top.rst = in->rst;
	top.user_lnk_up = in->link_up;
	top.m_axis_rx_tvalid = in->rx_valid;
	top.m_axis_rx_tlast = in->rx_last;
	top.m_axis_rx_tkeep = in->rx_keep;
	/* A port of 64 bits is a word, a wider one an array of words of 32 bits */
	memcpy(&top.m_axis_rx_tdata, in->rx_data, sizeof(top.m_axis_rx_tdata));
	top.m_axis_rx_tuser = in->rx_user;
	top.s_axis_tx_tready = in->tx_ready;
	top.cfg_id = in->id;
	top.cfg_max_payload = in->max_payload;
	top.cfg_bus_master = in->bus_master;
	top.cfg_interrupt_msixenable = in->msix_enable;
	top.cfg_interrupt_msixfm = in->msix_mask;
}

static void sample(Vaccel_s7 &top, struct bench_out *out)
{
	out->rx_ready = top.m_axis_rx_tready;
	out->tx_valid = top.s_axis_tx_tvalid;
	out->tx_last = top.s_axis_tx_tlast;
	out->tx_keep = top.s_axis_tx_tkeep;
	memcpy(out->tx_data, &top.s_axis_tx_tdata, sizeof(top.s_axis_tx_tdata));
	out->idle = top.idle;
	out->damaged = top.damaged;
	out->unsupported = top.unsupported;
}

void bench_clock(const struct bench_in *in, struct bench_out *out)
{
	static Vaccel_s7 top;

	drive(top, in);
	top.clk = 0;
	top.eval();
	sample(top, out);
	trace_half(top);
	top.clk = 1;
	top.eval();
	trace_half(top);
}
