// SPDX-License-Identifier: BSD-3-Clause
/* The core as the device has it, with other parameters and a back door */
#include "Vaccel_core.h"
#include "Vaccel_core___024root.h"

/* As meson.build gives them to Verilator, and to C */
#define RTL_CORE_BYTES (sizeof(Vaccel_core::req_data))
#define RTL_CORE_MEM_LOG2     \
	__builtin_ctz(sizeof( \
		Vaccel_core___024root::accel_core__DOT__u_mem__DOT__lines))
#include "src/device/accel_rtl/verilated.cpp"

#include "tests/rtl/diff/core.h"

#define REGS(member) core->top.rootp->accel_core__DOT__u_regs__DOT__##member
#define RAM(ram)     REGS(ram##__DOT__counts)
#define PAIRS(ram)   (sizeof(RAM(ram)) / sizeof(uint64_t[2]))

static_assert(sizeof(core_state::count) <=
		      sizeof(Vaccel_core___024root::
				     accel_core__DOT__u_regs__DOT__counts),
	      "counters");

extern "C" void core_state(const struct rtl_core *core, struct core_state *ret)
{
	ret->event = REGS(event_status);
	ret->event_st = REGS(event_st);
	ret->event_addr = REGS(event_offset);
	for (unsigned i = 0; i < CORE_COUNTERS; i++)
		ret->count[i] = REGS(counts)[2 * i] |
				(uint64_t)REGS(counts)[2 * i + 1] << 32;
}

extern "C" void core_counts(const struct rtl_core *core, uint8_t tag,
			    struct core_counts *ret)
{
	for (unsigned p = 0; p < PAIRS(u_landings); p++)
		for (unsigned i = 0; i < 2; i++) {
			ret->part[p][i] = RAM(u_landings)[2 * p + i];
			ret->part[p][2 + i] = RAM(u_others)[2 * p + i];
		}
	for (unsigned i = 0; i < 2; i++)
		ret->tag[i] = RAM(u_tags)[2 * tag + i];
}

#define COUNTER(i) \
	REGS(g_counter__BRA__##i##__KET____DOT__u_counter__DOT__count)

extern "C" void core_preset(struct rtl_core *core, uint64_t count)
{
	for (auto &c : RAM(u_landings).m_storage)
		c = count;
	for (auto &c : RAM(u_others).m_storage)
		c = count;
	for (auto &c : RAM(u_tags).m_storage)
		c = count;
	for (auto c : {&COUNTER(0), &COUNTER(1), &COUNTER(2), &COUNTER(3),
		       &COUNTER(4), &COUNTER(5), &COUNTER(6), &COUNTER(7)})
		*c = count;
}

extern "C" void core_assertions(struct rtl_core *core, bool on)
{
	core->context.assertOn(on);
}
