// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/us/bench.h"

#include <string.h>

#include "Vaccel_us.h"

#include "tests/rtl/wave/trace.h"

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

/* Ports are words of 64 bits, or arrays of words of 32 bits */
template <typename T> static void set(T &port, const uint32_t *words)
{
	memcpy(&port, words, sizeof(port));
}

template <typename T> static void get(const T &port, uint32_t *words)
{
	memcpy(words, &port, sizeof(port));
}

const unsigned int bench_width = sizeof(Vaccel_us::m_axis_cq_tdata) * 8;

static void drive(Vaccel_us &top, const struct bench_in *in)
{
	top.rst = in->rst;
	top.m_axis_cq_tvalid = in->cq_valid;
	top.m_axis_cq_tlast = in->cq_last;
	set(top.m_axis_cq_tdata, in->cq_data);
	set(top.m_axis_cq_tuser, in->cq_user);
	top.s_axis_cc_tready = in->cc_ready;
	top.s_axis_rq_tready = in->rq_ready;
	top.cfg_bus_master = in->bus_master;
	top.cfg_interrupt_msix_enable = in->msix_enable;
	top.cfg_interrupt_msix_mask = in->msix_mask;
	top.cfg_max_payload = in->max_payload;
	top.pcie_rq_seq_num_vld0 = in->seq_valid;
	top.pcie_rq_seq_num0 = in->seq;
	top.cfg_flr_in_process = in->flr;
}

static void sample(Vaccel_us &top, struct bench_out *out)
{
	memset(out, 0, sizeof(*out));
	out->cq_ready = top.m_axis_cq_tready;
	out->cc_valid = top.s_axis_cc_tvalid;
	out->cc_last = top.s_axis_cc_tlast;
	out->cc_keep = top.s_axis_cc_tkeep;
	get(top.s_axis_cc_tdata, out->cc_data);
	out->cc_user = top.s_axis_cc_tuser;
	out->rq_valid = top.s_axis_rq_tvalid;
	out->rq_last = top.s_axis_rq_tlast;
	out->rq_keep = top.s_axis_rq_tkeep;
	get(top.s_axis_rq_tdata, out->rq_data);
	out->rq_user = top.s_axis_rq_tuser;
	out->idle = top.idle;
	out->flr_done = top.cfg_flr_done;
	out->discontinued = top.discontinued;
	out->unsupported = top.unsupported;
}

void bench_clock(const struct bench_in *in, struct bench_out *out)
{
	static Vaccel_us top;

	drive(top, in);
	top.clk = 0;
	top.eval();
	sample(top, out);
	trace_half(top);
	top.clk = 1;
	top.eval();
	trace_half(top);
}
