// SPDX-License-Identifier: BSD-3-Clause
// The accelerator without PCIe: a stream of requests in; data of reads, interrupts out.
// docs/accelerator.md describes it.
//
//   req -> accel_ingress -+-> accel_pipe <-> accel_mem
//             |           |       |
//             |      accel_pass   +-> accel_regs (counters, events), cpl
//             +-> accel_access -> accel_regs, tlp_tap -> cpl
`include "accel_regs.svh"

module accel_core #(
  parameter int W = 128,            // bits of a beat and of a line of memory: 64, 128, 256
  parameter int MEM_LOG2 = 18,      // log2 of the bytes of memory
  parameter int PARTS_LOG2 = 4,     // log2 of the number of partitions
  parameter bit PASSES = 1,
  parameter int TAP_LOG2 = 0,       // log2 of the bytes of the tap's ring; 0: no tap
  parameter bit [31:0] BUILD = 0    // ACCEL_REG_BUILD
) (
  input  logic clk, rst,
  input  logic tph,                 // the function is a TPH completer
  output logic idle,                // nothing is under way: no request, pass, sweep
  // Requests, one TLP after the other. `req` holds for all beats of its TLP. Data are
  // aligned to addresses: byte lane i of beat k is for offset (req.offset rounded down to
  // W/8) + k*W/8 + i. A read is one beat. Only whole, good TLPs come.
  input  logic req_valid,
  output logic req_ready,
  input  logic req_first, req_last,
  input  accel_pkg::request_t req,
  input  logic [W-1:0] req_data,
  // Data of reads, in order, aligned the same way
  output logic cpl_valid,
  input  logic cpl_ready,
  output logic cpl_first, cpl_last,
  output logic cpl_ok,              // 0: Unsupported Request, one beat without data
  output logic [W-1:0] cpl_data,
  output logic [1:0] msix,          // pulse: vector is due
  output logic retire,              // pulse: a write has had its effect, and no later one
  // Tap: raw TLPs as on the wire, byte 0 in bits 7:0; never stops the stream
  input  logic rx_valid, rx_first, rx_last,
  input  logic [$clog2(W/8):0] rx_bytes,
  input  logic [W-1:0] rx_data,
  input  logic tx_valid, tx_first, tx_last,
  input  logic [$clog2(W/8):0] tx_bytes,
  input  logic [W-1:0] tx_data
);

  localparam int LinesLog2 = MEM_LOG2 - $clog2(W / 8);
  localparam int CplLog2 = 3;       // log2 of the beats that wait for cpl_ready

  logic ready, mem_ready, regs_ready;

  assign ready = mem_ready && regs_ready;

  // Requests

  logic [7:0] look_tag;
  accel_pkg::entry_t look_entry;
  logic ingress, ingress_empty;
  logic access_valid, access_done, access_first, access_last;
  accel_pkg::request_t access_req;
  logic [W-1:0] access_data;

  logic tlp_valid, tlp_ready, tlp_host, tlp_first, tlp_last, tlp_ok;
  accel_slot_pkg::read_t tlp_read;
  logic [LinesLog2-1:0] tlp_line;
  logic [W/8-1:0] tlp_write;
  accel_slot_pkg::shape_t tlp_shape;
  accel_slot_pkg::mix_t tlp_mix;
  logic [W-1:0] tlp_data;
  accel_pkg::commit_t tlp_commit;

  accel_ingress #(
    .W(W),
    .MEM_LOG2(MEM_LOG2),
    .PARTS_LOG2(PARTS_LOG2)
  ) u_ingress (
    .clk(clk),
    .rst(rst),
    .ready(ready),
    .empty(ingress_empty),
    .req_valid(req_valid),
    .req_ready(req_ready),
    .req_first(req_first),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .look_tag(look_tag),
    .look_entry(look_entry),
    .ingress(ingress),
    .access_valid(access_valid),
    .access_done(access_done),
    .access_first(access_first),
    .access_last(access_last),
    .access_req(access_req),
    .access_data(access_data),
    .slot_valid(tlp_valid),
    .slot_ready(tlp_ready),
    .slot_read(tlp_read),
    .slot_line(tlp_line),
    .slot_write(tlp_write),
    .slot_shape(tlp_shape),
    .slot_mix(tlp_mix),
    .slot_data(tlp_data),
    .slot_commit(tlp_commit),
    .slot_host(tlp_host),
    .slot_first(tlp_first),
    .slot_last(tlp_last),
    .slot_ok(tlp_ok)
  );

  // Passes

  logic pass_start, pass_busy, pass_done, pass_error;
  accel_pkg::pass_t pass;
  logic [7:0] pass_bytes_read, pass_bytes_written;
  logic pass_valid, pass_ready, source;
  accel_slot_pkg::read_t pass_read;
  logic [LinesLog2-1:0] pass_read_line, pass_write_line;
  logic [W/8-1:0] pass_write;
  accel_slot_pkg::shape_t pass_shape;
  accel_slot_pkg::mix_t pass_mix;
  logic [W-1:0] pass_data, mem_read_data;

  if (PASSES) begin : g_pass
    accel_pass #(.W(W), .MEM_LOG2(MEM_LOG2)) u_pass (
      .clk(clk),
      .rst(rst),
      .start(pass_start),
      .pass(pass),
      .busy(pass_busy),
      .done(pass_done),
      .error(pass_error),
      .bytes_read(pass_bytes_read),
      .bytes_written(pass_bytes_written),
      .slot_valid(pass_valid),
      .slot_ready(pass_ready),
      .slot_read(pass_read),
      .slot_read_line(pass_read_line),
      .slot_write(pass_write),
      .slot_write_line(pass_write_line),
      .slot_shape(pass_shape),
      .slot_mix(pass_mix),
      .slot_data(pass_data),
      .source(source),
      .read_data(mem_read_data)
    );
  end else begin : g_no_pass
    logic unused_pass;

    assign unused_pass = &{1'b0, pass, pass_ready, source};
    always_ff @(posedge clk) pass_error <= pass_start && !rst;
    assign pass_busy = 1'b0;
    assign pass_done = 1'b0;
    assign pass_bytes_read = '0;
    assign pass_bytes_written = '0;
    assign pass_valid = 1'b0;
    assign pass_read = accel_slot_pkg::READ_NONE;
    assign pass_read_line = '0;
    assign pass_write = '0;
    assign pass_write_line = '0;
    assign pass_shape = accel_slot_pkg::SHAPE_SAME;
    assign pass_mix = accel_slot_pkg::MIX_STORE;
    assign pass_data = '0;
  end

  logic unused_request;             // fields that registers ignore
  assign unused_request = &{1'b0, access_req.regs, access_req.th, access_req.st_ext,
                            access_req.st};

  // Slots: TLPs and a pass take turns, and nothing comes between the slots of a TLP.
  // Registers are accessed only while the pipeline is empty.

  logic access_active, access_start;
  logic turn;                       // the pass is next
  logic mid_tlp;                    // a TLP has more slots
  logic grant, host_room;
  logic slot_valid, slot_ready, pipe_empty, mem_busy;
  logic [CplLog2:0] cpl_room;
  accel_pkg::commit_t slot_commit, commit;

  assign host_room = cpl_room > (CplLog2 + 1)'(1);      // one may be on its way
  assign grant = pass_valid && !mid_tlp && !access_active &&
                 (turn || !(tlp_valid || access_valid));
  assign pass_ready = grant && slot_ready;
  assign tlp_ready = !grant && slot_ready && (!tlp_host || host_room);
  assign slot_valid = grant || (tlp_valid && (!tlp_host || host_room));
  // The beats of an access follow each other: a pass waits for the last
  assign access_start = pipe_empty && (access_active || !(pass_valid && turn));

  always_comb begin
    slot_commit = tlp_commit;
    if (grant) slot_commit.valid = 1'b0;
  end

  always_ff @(posedge clk) begin
    if (tlp_valid && tlp_ready) begin
      mid_tlp <= !tlp_last;
      turn <= 1'b1;
    end
    if (access_done) turn <= 1'b1;
    if (pass_valid && pass_ready) turn <= 1'b0;
    if (rst) begin
      mid_tlp <= 1'b0;
      turn <= 1'b0;
    end
  end

  // Memory

  logic mem_read;
  logic [LinesLog2-1:0] mem_read_line, mem_write_line;
  logic [W/8-1:0] mem_write;
  logic [W-1:0] mem_write_data;

  accel_pipe #(.W(W), .LINES_LOG2(LinesLog2)) u_pipe (
    .clk(clk),
    .rst(rst),
    .empty(pipe_empty),
    .slot_valid(slot_valid),
    .slot_ready(slot_ready),
    .slot_read(grant ? pass_read : tlp_read),
    .slot_read_line(grant ? pass_read_line : tlp_line),
    .slot_write(grant ? pass_write : tlp_write),
    .slot_write_line(grant ? pass_write_line : tlp_line),
    .slot_shape(grant ? pass_shape : tlp_shape),
    .slot_mix(grant ? pass_mix : tlp_mix),
    .slot_data(grant ? pass_data : tlp_data),
    .slot_commit(slot_commit),
    .source(source),
    .mem_read(mem_read),
    .mem_read_line(mem_read_line),
    .mem_read_data(mem_read_data),
    .mem_write(mem_write),
    .mem_write_line(mem_write_line),
    .mem_write_data(mem_write_data),
    .commit(commit),
    .busy(mem_busy)
  );

  accel_mem #(.W(W), .LINES_LOG2(LinesLog2)) u_mem (
    .clk(clk),
    .rst(rst),
    .ready(mem_ready),
    .read(mem_read),
    .read_line(mem_read_line),
    .read_data(mem_read_data),
    .write(mem_write),
    .write_line(mem_write_line),
    .write_data(mem_write_data)
  );

  // Registers

  logic access_retire, out_valid, out_ready, out_first, out_last;
  logic [W-1:0] out_data;
  logic reg_valid, reg_write, reg_done, reg_poison;
  logic [19:0] reg_offset;
  logic [31:0] reg_wdata, reg_rdata, regs_rdata;
  logic in_tap, regs_done;

  accel_access #(.W(W)) u_access (
    .clk(clk),
    .rst(rst),
    .start(access_start),
    .valid(access_valid),
    .done(access_done),
    .first(access_first),
    .last(access_last),
    .write(access_req.write),
    .ep(access_req.ep),
    .first_be(access_req.first_be),
    .last_be(access_req.last_be),
    .length(access_req.length),
    .start_offset(access_req.offset),
    .data(access_data),
    .active(access_active),
    .retire(access_retire),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_first(out_first),
    .out_last(out_last),
    .out_data(out_data),
    .reg_valid(reg_valid),
    .reg_write(reg_write),
    .reg_offset(reg_offset),
    .reg_wdata(reg_wdata),
    .reg_done(reg_done),
    .reg_rdata(reg_rdata),
    .reg_poison(reg_poison)
  );

  accel_regs #(
    .BUILD(BUILD),
    .PASSES(PASSES),
    .MEM_LOG2(MEM_LOG2),
    .PARTS_LOG2(PARTS_LOG2),
    .TAP(TAP_LOG2 != 0)
  ) u_regs (
    .clk(clk),
    .rst(rst),
    .tph(tph),
    .ready(regs_ready),
    .look_tag(look_tag),
    .look_entry(look_entry),
    .ingress(ingress),
    .commit(commit),
    .busy(mem_busy),
    .pass_read(pass_bytes_read),
    .pass_written(pass_bytes_written),
    .reg_valid(reg_valid && !in_tap),
    .reg_write(reg_write),
    .reg_offset(reg_offset),
    .reg_wdata(reg_wdata),
    .reg_done(regs_done),
    .reg_rdata(regs_rdata),
    .reg_poison(reg_poison),
    .pass_start(pass_start),
    .pass(pass),
    .pass_busy(pass_busy),
    .pass_done(pass_done),
    .pass_error(pass_error),
    .msix(msix)
  );

  // Tap: has some of the registers, and the window on its ring

  logic tap_done;
  logic [31:0] tap_rdata;

  if (TAP_LOG2 != 0) begin : g_tap
    localparam logic [19:0] TapRegs = `ACCEL_REG_TAP_CTRL;
    localparam logic [19:0] TapWindow = `ACCEL_TAP_WINDOW;

    assign in_tap = reg_offset[19:6] == TapRegs[19:6] || reg_offset[19:18] == TapWindow[19:18];

    tlp_tap #(.W(W), .TAP_LOG2(TAP_LOG2)) u_tap (
      .clk(clk),
      .rst(rst),
      .rx_valid(rx_valid),
      .rx_first(rx_first),
      .rx_last(rx_last),
      .rx_bytes(rx_bytes),
      .rx_data(rx_data),
      .tx_valid(tx_valid),
      .tx_first(tx_first),
      .tx_last(tx_last),
      .tx_bytes(tx_bytes),
      .tx_data(tx_data),
      .reg_valid(reg_valid && in_tap),
      .reg_write(reg_write),
      .reg_offset(reg_offset),
      .reg_wdata(reg_wdata),
      .reg_done(tap_done),
      .reg_rdata(tap_rdata)
    );
  end else begin : g_no_tap
    logic unused_tap;

    assign unused_tap = &{1'b0, rx_valid, rx_first, rx_last, rx_bytes, rx_data,
                          tx_valid, tx_first, tx_last, tx_bytes, tx_data};
    assign in_tap = 1'b0;
    assign tap_done = 1'b0;
    assign tap_rdata = '0;
  end

  assign reg_done = in_tap ? tap_done : regs_done;
  assign reg_rdata = in_tap ? tap_rdata : regs_rdata;

  // Data of reads: from memory, which come a clock after their slot, or from registers,
  // which are accessed while no slot is under way

  logic host, host_first, host_last, host_ok, retired;

  always_ff @(posedge clk) begin
    host <= tlp_valid && tlp_ready && tlp_host && !rst;
    host_first <= tlp_first;
    host_last <= tlp_last;
    host_ok <= tlp_ok;
    retired <= commit.valid && !rst;
  end

  assign out_ready = host_room && !host;
  assign retire = retired || access_retire;

  accel_fifo #(.WIDTH(W + 3), .DEPTH_LOG2(CplLog2)) u_cpl (
    .clk(clk),
    .rst(rst),
    .in_valid(host || (out_valid && out_ready)),
    .in_data(host ? {host_first, host_last, host_ok, mem_read_data} :
             {out_first, out_last, 1'b1, out_data}),
    .room(cpl_room),
    .out_valid(cpl_valid),
    .out_ready(cpl_ready),
    .out_data({cpl_first, cpl_last, cpl_ok, cpl_data})
  );

  // The end of a pass becomes a status and an interrupt after its last clock
  assign idle = ready && ingress_empty && pipe_empty && !access_active && !pass_busy &&
                !pass_done && !pass_error && msix == '0 && !host && !cpl_valid && !retire;

`ifndef SYNTHESIS
  // Nothing comes between the slots of a TLP, and neither TLPs nor a pass starve
  logic pass_was_last, tlp_was_last;

  always_ff @(posedge clk) begin
    if (tlp_valid && tlp_ready) begin
      tlp_was_last <= 1'b1;
      pass_was_last <= 1'b0;
    end
    if (access_done) pass_was_last <= 1'b0;
    if (pass_valid && pass_ready) begin
      tlp_was_last <= 1'b0;
      pass_was_last <= 1'b1;
    end
    if (rst) begin
      tlp_was_last <= 1'b0;
      pass_was_last <= 1'b0;
    end
    if (!rst && pass_valid && pass_ready) begin
      tlps_are_whole: assert (!mid_tlp);
      tlps_get_turns: assert (!(pass_was_last && tlp_valid));
    end
    if (!rst && tlp_valid && tlp_ready && tlp_first) begin
      passes_get_turns: assert (!(tlp_was_last && pass_valid));
    end
  end

  // A stalled request stays as it is; requests have the form that is asked for; each write
  // retires once
  logic stalled, stalled_first, stalled_last, mid_request;
  accel_pkg::request_t stalled_req, held_req;
  logic [W-1:0] stalled_data;
  logic [7:0] writes_left;
  logic taken;

  assign taken = req_valid && req_ready;

  always_ff @(posedge clk) begin
    stalled <= req_valid && !req_ready && !rst;
    stalled_first <= req_first;
    stalled_last <= req_last;
    stalled_req <= req;
    stalled_data <= req_data;
    if (taken) begin
      mid_request <= !req_last;
      held_req <= req;
    end
    writes_left <= writes_left + 8'(taken && req_last && req.write) - 8'(retire);
    if (rst) begin
      mid_request <= 1'b0;
      writes_left <= '0;
    end
    if (!rst && stalled) begin
      requests_wait: assert (req_valid && req == stalled_req && req_first == stalled_first &&
                             req_last == stalled_last &&
                             (!req.write || req_data == stalled_data));
    end
    if (!rst && req_valid) begin
      requests_are_well_formed: assert (req.length != '0 && req.length <= 11'd1024 &&
                                        req.offset[1:0] == '0);
      reads_have_one_beat: assert (req.write || (req_first && req_last));
      requests_do_not_mix: assert (req_first == !mid_request);
    end
    if (!rst && req_valid && mid_request) begin
      headers_hold: assert (req == held_req);
    end
    if (!rst) begin
      each_write_retires_once: assert (!retire || writes_left != '0);
      idle_is_idle: assert (!idle || writes_left == '0);
    end
  end
`endif

endmodule
