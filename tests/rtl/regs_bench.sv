// SPDX-License-Identifier: BSD-3-Clause
// The registers alone, for tests/rtl/test_regs.c: commits come as single signals.
module regs_bench (
  input  logic        clk,
  input  logic        rst,
  input  logic        tph,
  output logic        ready,
  input  logic [ 7:0] look_tag,
  output logic [17:0] look_entry,   // valid, move, partition, op
  output logic        ingress,
  input  logic        commit_valid,
  input  logic [ 1:0] commit_kind,
  input  logic [ 7:0] commit_tag,
  input  logic        commit_entry,
  input  logic        commit_range,
  input  logic        commit_poison,
  input  logic [11:0] commit_partial,
  input  logic [12:0] commit_bytes,
  input  logic        commit_lands,
  input  logic        commit_counts,
  input  logic [ 1:0] commit_log2,
  input  logic [12:0] commit_landed,
  input  logic [13:0] commit_read,
  input  logic [13:0] commit_written,
  input  logic [ 5:0] commit_partition,
  input  logic [ 5:0] commit_addressed,
  input  logic [39:0] commit_offset,
  input  logic [15:0] commit_st,
  input  logic        commit_th,
  input  logic        commit_st_ext,
  input  logic        busy,
  input  logic [ 7:0] pass_read,
  input  logic [ 7:0] pass_written,
  input  logic        reg_valid,
  input  logic        reg_write,
  input  logic [19:0] reg_offset,
  input  logic [31:0] reg_wdata,
  output logic        reg_done,
  output logic [31:0] reg_rdata,
  input  logic        reg_poison,
  output logic        pass_start,
  output logic [ 7:0] pass_op,
  output logic [39:0] pass_src,
  output logic [39:0] pass_dst,
  output logic [31:0] pass_length,
  input  logic        pass_busy,
  input  logic        pass_done,
  input  logic        pass_error,
  output logic [ 1:0] msix
);

  accel_pkg::commit_t commit;
  accel_pkg::pass_t pass;

  assign commit.valid = commit_valid;
  assign commit.kind = accel_pkg::kind_t'(commit_kind);
  assign commit.tag = commit_tag;
  assign commit.entry = commit_entry;
  assign commit.range = commit_range;
  assign commit.poison = commit_poison;
  assign commit.partial = commit_partial;
  assign commit.bytes = commit_bytes;
  assign commit.lands = commit_lands;
  assign commit.counts = commit_counts;
  assign commit.log2 = commit_log2;
  assign commit.landed = commit_landed;
  assign commit.read = commit_read;
  assign commit.written = commit_written;
  assign commit.partition = commit_partition;
  assign commit.addressed = commit_addressed;
  assign commit.offset = commit_offset;
  assign commit.st = commit_st;
  assign commit.th = commit_th;
  assign commit.st_ext = commit_st_ext;

  assign pass_op = pass.op;
  assign pass_src = pass.src;
  assign pass_dst = pass.dst;
  assign pass_length = pass.length;

  accel_regs #(
    .MEM_LOG2(16),
    .PARTS_LOG2(2),
    .BUILD(32'h89abcdef)
  ) regs (
    .clk(clk),
    .rst(rst),
    .tph(tph),
    .ready(ready),
    .look_tag(look_tag),
    .look_entry(look_entry),
    .ingress(ingress),
    .commit(commit),
    .busy(busy),
    .pass_read(pass_read),
    .pass_written(pass_written),
    .reg_valid(reg_valid),
    .reg_write(reg_write),
    .reg_offset(reg_offset),
    .reg_wdata(reg_wdata),
    .reg_done(reg_done),
    .reg_rdata(reg_rdata),
    .reg_poison(reg_poison),
    .pass_start(pass_start),
    .pass(pass),
    .pass_busy(pass_busy),
    .pass_done(pass_done),
    .pass_error(pass_error),
    .msix(msix)
  );

endmodule
