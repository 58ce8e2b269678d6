// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/regs_bench.h"

#include "Vregs_bench.h"

static Vregs_bench bench;

/* Verilator's runtime asks for it: simulated time is not used */
double sc_time_stamp()
{
	return 0;
}

static void set_commit(const struct regs_bench_commit *commit)
{
	bench.commit_valid = commit->valid;
	bench.commit_kind = commit->kind;
	bench.commit_tag = commit->tag;
	bench.commit_entry = commit->entry;
	bench.commit_range = commit->range;
	bench.commit_poison = commit->poison;
	bench.commit_partial = commit->partial;
	bench.commit_bytes = commit->bytes;
	bench.commit_lands = commit->lands;
	bench.commit_counts = commit->counts;
	bench.commit_log2 = commit->log2;
	bench.commit_landed = commit->landed;
	bench.commit_read = commit->read;
	bench.commit_written = commit->written;
	bench.commit_partition = commit->partition;
	bench.commit_addressed = commit->addressed;
	bench.commit_offset = commit->offset;
	bench.commit_st = commit->st;
	bench.commit_th = commit->th;
	bench.commit_st_ext = commit->st_ext;
}

static void set_inputs(const struct regs_bench_in *in)
{
	bench.rst = in->rst;
	bench.tph = in->tph;
	bench.busy = in->busy;
	bench.look_tag = in->look_tag;
	bench.reg_valid = in->reg_valid;
	bench.reg_write = in->reg_write;
	bench.reg_poison = in->reg_poison;
	bench.reg_offset = in->reg_offset;
	bench.reg_wdata = in->reg_wdata;
	bench.pass_busy = in->pass_busy;
	bench.pass_done = in->pass_done;
	bench.pass_error = in->pass_error;
	bench.pass_read = in->pass_read;
	bench.pass_written = in->pass_written;
}

static void get_outputs(struct regs_bench_out *out)
{
	uint32_t entry = bench.look_entry;

	out->ready = bench.ready;
	out->ingress = bench.ingress;
	out->reg_done = bench.reg_done;
	out->reg_rdata = bench.reg_rdata;
	out->look_entry = (entry >> 17 << 31) | (entry & 0x1ffff);
	out->msix = bench.msix;
	out->pass_start = bench.pass_start;
	out->pass_op = bench.pass_op;
	out->pass_src = bench.pass_src;
	out->pass_dst = bench.pass_dst;
	out->pass_length = bench.pass_length;
}

void regs_bench_clock(const struct regs_bench_in *in,
		      struct regs_bench_out *out)
{
	set_inputs(in);
	set_commit(&in->commit);
	bench.clk = 0;
	bench.eval();
	get_outputs(out);
	bench.clk = 1;
	bench.eval();
}
