/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The registers of rtl/core/accel_regs.sv, simulated: 64 KiB in 4 partitions.
 */
#ifndef TESTS_RTL_REGS_BENCH_H
#define TESTS_RTL_REGS_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define REGS_BENCH_MEMORY     0x10000
#define REGS_BENCH_PARTITIONS 4
#define REGS_BENCH_BUILD      0x89abcdefu

/* commit_t of rtl/core/accel_pkg.sv; @kind: in the order of the counters */
struct regs_bench_commit {
	bool valid, entry, range, poison, lands, counts, th, st_ext;
	uint8_t kind, tag, log2, partition, addressed;
	uint16_t partial, bytes, landed, read, written, st;
	uint64_t offset;
};

struct regs_bench_in {
	bool rst, tph, busy;
	uint8_t look_tag;
	struct regs_bench_commit commit;
	bool reg_valid, reg_write, reg_poison;
	uint32_t reg_offset, reg_wdata;
	bool pass_busy, pass_done, pass_error;
	uint8_t pass_read, pass_written;
};

/* @look_entry: ACCEL_ENTRY_* */
struct regs_bench_out {
	bool ready, ingress, reg_done, pass_start;
	uint32_t look_entry, reg_rdata;
	uint8_t msix, pass_op;
	uint64_t pass_src, pass_dst;
	uint32_t pass_length;
};

/* Set inputs, take the outputs that they give, and clock once. */
void regs_bench_clock(const struct regs_bench_in *in,
		      struct regs_bench_out *out);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_REGS_BENCH_H */
