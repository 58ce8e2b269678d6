// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/float_bench.h"

#include "Vfloat_bench.h"

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

void float_bench_clock(uint32_t a, uint32_t b, struct float_bench_out *out)
{
	static Vfloat_bench bench;

	bench.a = a;
	bench.b = b;
	bench.clk = 0;
	bench.eval();
	out->larger = bench.larger;
	out->narrow = bench.narrow;
	bench.clk = 1;
	bench.eval();
	out->sum = bench.sum;
}
