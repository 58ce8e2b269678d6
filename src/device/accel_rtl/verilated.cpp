// SPDX-License-Identifier: BSD-3-Clause
/* The one file in C++: Verilator makes a class of the RTL. */
#include <Vaccel_core.h>
#include <Vaccel_core___024root.h>
#include <cstring>
#include <new>

#include "device/accel_rtl/rtl_core.h"

/* Lines of accel_mem.sv, where Verilator puts them */
#define LINES accel_core__DOT__u_mem__DOT__lines

struct rtl_core {
	VerilatedContext context;
	Vaccel_core top{&context};
	uint64_t clocks = 0;
};

static_assert(sizeof(Vaccel_core::req_data) == RTL_CORE_BYTES, "W");
static_assert(sizeof(Vaccel_core___024root::LINES) == 1u << RTL_CORE_MEM_LOG2,
	      "MEM_LOG2");

extern "C" struct rtl_core *rtl_core_create(void)
{
	try {
		return new rtl_core;
	} catch (const std::bad_alloc &) {
		return nullptr;
	}
}

extern "C" void rtl_core_destroy(struct rtl_core *core)
{
	if (core)
		core->top.final();
	delete core;
}

/* Members of request_t from its top bit on: accel_pkg.sv */
static void set_request(Vaccel_core *top, const struct rtl_request *req)
{
	uint64_t low = req->offset, high = 0;

	low |= (uint64_t)req->length << 40;
	low |= (uint64_t)req->last_be << 51;
	low |= (uint64_t)req->first_be << 55;
	low |= (uint64_t)req->ep << 59;
	low |= (uint64_t)req->st << 60;
	high = req->st >> 4;
	high |= req->st_ext << 12;
	high |= req->th << 13;
	high |= req->regs << 14;
	high |= req->write << 15;
	top->req[0] = (uint32_t)low;
	top->req[1] = (uint32_t)(low >> 32);
	top->req[2] = (uint32_t)high;
}

/* Signals of a stream of the tap, which rests most of the time */
template <typename data>
static void set_beat(const struct rtl_beat *beat, CData *valid, CData *first,
		     CData *last, CData *bytes, data *to)
{
	static_assert(sizeof(data) == RTL_CORE_BYTES, "W");

	*valid = beat->valid;
	if (!beat->valid)
		return;
	*first = beat->first;
	*last = beat->last;
	*bytes = beat->bytes;
	memcpy(to, beat->data, RTL_CORE_BYTES);
}

extern "C" void rtl_core_settle(struct rtl_core *core, const struct rtl_in *in,
				struct rtl_out *ret_out)
{
	Vaccel_core *top = &core->top;

	top->clk = 0;
	top->rst = in->rst;
	top->tph = in->tph;
	top->req_valid = in->req_valid;
	top->req_first = in->req_first;
	top->req_last = in->req_last;
	set_request(top, &in->req);
	memcpy(&top->req_data, in->req_data, RTL_CORE_BYTES);
	top->cpl_ready = in->cpl_ready;
	set_beat(&in->rx, &top->rx_valid, &top->rx_first, &top->rx_last,
		 &top->rx_bytes, &top->rx_data);
	set_beat(&in->tx, &top->tx_valid, &top->tx_first, &top->tx_last,
		 &top->tx_bytes, &top->tx_data);
	top->eval();
	ret_out->idle = top->idle;
	ret_out->req_ready = top->req_ready;
	ret_out->cpl_valid = top->cpl_valid;
	ret_out->cpl_first = top->cpl_first;
	ret_out->cpl_last = top->cpl_last;
	ret_out->cpl_ok = top->cpl_ok;
	ret_out->retire = top->retire;
	ret_out->msix = top->msix;
	memcpy(ret_out->cpl_data, &top->cpl_data, RTL_CORE_BYTES);
}

extern "C" void rtl_core_edge(struct rtl_core *core)
{
	core->top.clk = 1;
	core->top.eval();
	core->clocks++;
}

extern "C" uint64_t rtl_core_clocks(const struct rtl_core *core)
{
	return core->clocks;
}

extern "C" void rtl_core_peek(const struct rtl_core *core, uint64_t offset,
			      void *buf, size_t len)
{
	/* Words of a line lie in the order of their bits, as in memory */
	memcpy(buf, (const uint8_t *)&core->top.rootp->LINES[0] + offset, len);
}
