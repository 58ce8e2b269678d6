/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Signals of a bench in a VCD, by Verilator: only in archives that "rtl/verilate -t" makes.
 * Programs in C see bench_trace() alone.
 */
#ifndef TESTS_RTL_WAVE_TRACE_H
#define TESTS_RTL_WAVE_TRACE_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Write all ports to @path from the next clock on; a clock has BENCH_PERIOD ns, and its
 * rising edge is in the middle. NULL: the file ends.
 */
void bench_trace(const char *path);
#define BENCH_PERIOD 4

#ifdef __cplusplus
}

#if VM_TRACE
#include <verilated_vcd_c.h>

static VerilatedVcdC *trace_file;
static const char *trace_path;
static uint64_t trace_time;

void bench_trace(const char *path)
{
	trace_path = path;
	if (path) {
		Verilated::traceEverOn(true);
		trace_file = new VerilatedVcdC;
		return;
	}
	trace_file->close();
	/* Before the end of the program, which takes Verilator's lists first */
	delete trace_file;
	trace_file = NULL;
}

/* The model has been evaluated: half a clock has passed. */
template <typename T> static void trace_half(T &top)
{
	if (!trace_file)
		return;
	if (!trace_file->isOpen()) {
		top.trace(trace_file, 1);
		trace_file->set_time_unit("1ns");
		trace_file->set_time_resolution("1ns");
		trace_file->open(trace_path);
	}
	trace_file->dump(trace_time);
	trace_time += BENCH_PERIOD / 2;
}
#else
template <typename T> static void trace_half(T &)
{
}
#endif
#endif

#endif /* TESTS_RTL_WAVE_TRACE_H */
