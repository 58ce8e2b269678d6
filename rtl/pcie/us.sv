// SPDX-License-Identifier: BSD-3-Clause
// Wrapper for the integrated blocks of UltraScale (PG156) and UltraScale+ (PG213) with a
// data path of 64, 128 or 256 bits: CQ, CC and RQ streams to the request stream of
// accel_core and to `msix`. All streams are address-aligned (AXISTEN_IF_*_ALIGNMENT_MODE;
// "AXI-ST Alignment Mode" in Vivado). The configuration space is the block's.
//
// Tie pcie_cq_np_req to 1: non-posted requests wait in the stream, in order. Do not
// connect m_axis_cq_tkeep: the descriptor says as much.
//
// The descriptor of a request has neither EP nor TD, so a poisoned write looks like any
// other: ACCEL_EVENT_POISON never occurs here.
module us #(
  parameter int W = 128,
  parameter int MAX_PAYLOAD = 1024        // most bytes of a TLP: the block's limit
) (
  input  logic clk, rst,

  // ---- The block's streams
  input  logic m_axis_cq_tvalid,
  output logic m_axis_cq_tready,
  input  logic m_axis_cq_tlast,
  input  logic [W-1:0] m_axis_cq_tdata,
  input  logic [87:0] m_axis_cq_tuser,    // UltraScale has 85: set the others to 0
  output logic s_axis_cc_tvalid,
  input  logic s_axis_cc_tready,          // UltraScale has 4: use bit 0
  output logic s_axis_cc_tlast,
  output logic [W/32-1:0] s_axis_cc_tkeep,
  output logic [W-1:0] s_axis_cc_tdata,
  output logic [32:0] s_axis_cc_tuser,
  output logic s_axis_rq_tvalid,
  input  logic s_axis_rq_tready,
  output logic s_axis_rq_tlast,
  output logic [W/32-1:0] s_axis_rq_tkeep,
  output logic [W-1:0] s_axis_rq_tdata,
  output logic [61:0] s_axis_rq_tuser,    // UltraScale has 60: the lower ones
  input  logic pcie_rq_seq_num_vld0,      // UltraScale: without 0 in the name
  input  logic [5:0] pcie_rq_seq_num0,    // UltraScale has 4: set the others to 0
  input  logic [2:0] cfg_max_payload,     // UltraScale+ has 2: set bit 2 to 0

  // ---- accel_core
  output logic req_valid,
  input  logic req_ready,
  output logic req_first, req_last,
  output accel_pkg::request_t req,
  output logic [W-1:0] req_data,
  input  logic cpl_valid,
  output logic cpl_ready,
  input  logic cpl_last,
  input  logic cpl_ok,
  input  logic [W-1:0] cpl_data,
  input  logic retire,
  input  logic due,                       // an interrupt is

  // ---- msix
  output logic reg_valid,
  output logic reg_write,
  output logic [12:0] reg_offset,
  output logic [3:0] reg_be,
  output logic [31:0] reg_wdata,
  input  logic reg_done,
  input  logic reg_known,
  input  logic [31:0] reg_rdata,
  input  logic msix_valid,
  output logic msix_ready,
  input  logic [63:0] msix_addr,
  input  logic [31:0] msix_data,

  // ---- For a reset of all but this module
  input  logic stop,                      // begin with no request or message
  output logic quiet,                     // none is under way, nor waits

  // ---- Requests that had no effect, modulo 2 to the power of 32
  output logic [31:0] discontinued,       // taken back by the block
  output logic [31:0] unsupported         // posted, of a type or to a BAR that is not ours
);

  // A descriptor, and a payload that begins anywhere in a beat
  localparam int FifoLog2 = $clog2(MAX_PAYLOAD * 8 / W + 3);

  // ---- m_axis_cq_tuser: PG156 and PG213, "Sideband Signal Descriptions". byte_en
  // [39:8], sop [40] and parity [84:53] repeat the descriptor and the data.
  us_pkg::side_t side;
  logic discontinue;

  assign side.first_be = m_axis_cq_tuser[3:0];
  assign side.last_be = m_axis_cq_tuser[7:4];
  assign discontinue = m_axis_cq_tuser[41];   // with the last beat
  assign side.tph_present = m_axis_cq_tuser[42];
  assign side.tph_type = m_axis_cq_tuser[44:43];
  assign side.tph_st_tag = m_axis_cq_tuser[52:45];

  logic unused_user;
  assign unused_user = ^{m_axis_cq_tuser[40:8], m_axis_cq_tuser[87:53]};

  // ---- CQ
  logic whole_valid, whole_ready, whole_last;
  logic [W-1:0] whole_data;
  us_pkg::side_t whole_side;
  logic aborted, too_long;

  tlp_fifo #(
    .WIDTH($bits(side) + W),
    .DEPTH_LOG2(FifoLog2)
  ) u_fifo (
    .clk(clk),
    .rst(rst),
    .in_valid(m_axis_cq_tvalid),
    .in_ready(m_axis_cq_tready),
    .in_last(m_axis_cq_tlast),
    .in_abort(discontinue),
    .in_data({side, m_axis_cq_tdata}),
    .out_valid(whole_valid),
    .out_ready(whole_ready),
    .out_last(whole_last),
    .out_data({whole_side, whole_data}),
    .aborted(aborted),
    .too_long(too_long)
  );

  logic settled;

  settle u_settle (
    .clk(clk),
    .rst(rst),
    .taken(req_valid && req_ready && req_last && req.write),
    .retire(retire),
    .settled(settled)
  );

  logic to_msix, from_msix, dropped, cq_between;
  logic pending_in, pending_room;
  us_pkg::pending_t pending_new;

  us_cq #(.W(W)) u_cq (
    .clk(clk),
    .rst(rst),
    .in_valid(whole_valid),
    .in_ready(whole_ready),
    .in_last(whole_last),
    .in_data(whole_data),
    .in_side(whole_side),
    .settled(settled),
    .stop(stop),
    .between(cq_between),
    .core_valid(req_valid),
    .core_ready(req_ready),
    .msix_valid(to_msix),
    .msix_ready(from_msix),
    .req_first(req_first),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .pending_valid(pending_in),
    .pending_ready(pending_room),
    .pending(pending_new),
    .dropped(dropped)
  );

  // ---- BAR4
  logic port_valid, port_ready, port_last, port_ok;
  logic [W-1:0] port_data;

  msix_port #(.W(W)) u_port (
    .clk(clk),
    .rst(rst),
    .req_valid(to_msix),
    .req_ready(from_msix),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .cpl_valid(port_valid),
    .cpl_ready(port_ready),
    .cpl_last(port_last),
    .cpl_ok(port_ok),
    .cpl_data(port_data),
    .reg_valid(reg_valid),
    .reg_write(reg_write),
    .reg_offset(reg_offset),
    .reg_be(reg_be),
    .reg_wdata(reg_wdata),
    .reg_done(reg_done),
    .reg_known(reg_known),
    .reg_rdata(reg_rdata)
  );

  // ---- CC. A completion that begins after an interrupt is due goes after its message
  // (PCIe sec 2.4.1): `due` is seen for two clocks, then msix has a message if it may.
  logic due_before, flying, hold;

  always_ff @(posedge clk) due_before <= due && !rst;

  assign hold = due || due_before || msix_valid || flying;

  logic pending_out, pending_done;
  us_pkg::pending_t pending_old;
  logic unused_pending, unused_aborted, unused_too_long;

  tlp_fifo #(
    .WIDTH($bits(pending_new)),
    .DEPTH_LOG2(4)
  ) u_pending (
    .clk(clk),
    .rst(rst),
    .in_valid(pending_in),
    .in_ready(pending_room),
    .in_last(1'b1),
    .in_abort(1'b0),
    .in_data(pending_new),
    .out_valid(pending_out),
    .out_ready(pending_done),
    .out_last(unused_pending),
    .out_data(pending_old),
    .aborted(unused_aborted),
    .too_long(unused_too_long)
  );

  us_cc #(.W(W)) u_cc (
    .clk(clk),
    .rst(rst),
    .max_payload(cfg_max_payload),
    .hold(hold),
    .pending_valid(pending_out),
    .pending_ready(pending_done),
    .pending(pending_old),
    .core_valid(cpl_valid),
    .core_ready(cpl_ready),
    .core_last(cpl_last),
    .core_ok(cpl_ok),
    .core_data(cpl_data),
    .msix_valid(port_valid),
    .msix_ready(port_ready),
    .msix_last(port_last),
    .msix_ok(port_ok),
    .msix_data(port_data),
    .out_valid(s_axis_cc_tvalid),
    .out_ready(s_axis_cc_tready),
    .out_last(s_axis_cc_tlast),
    .out_keep(s_axis_cc_tkeep),
    .out_data(s_axis_cc_tdata)
  );

  assign s_axis_cc_tuser = '0;            // no discontinue; parity is not used

  // ---- RQ
  logic rq_between;

  us_rq #(.W(W)) u_rq (
    .clk(clk),
    .rst(rst),
    .stop(stop),
    .between(rq_between),
    .in_valid(msix_valid),
    .in_ready(msix_ready),
    .in_addr(msix_addr),
    .in_data(msix_data),
    .out_valid(s_axis_rq_tvalid),
    .out_ready(s_axis_rq_tready),
    .out_last(s_axis_rq_tlast),
    .out_keep(s_axis_rq_tkeep),
    .out_data(s_axis_rq_tdata),
    .out_user(s_axis_rq_tuser),
    .seq_valid(pcie_rq_seq_num_vld0),
    .seq(pcie_rq_seq_num0),
    .flying(flying)
  );

  // ---- Packets in the FIFO, requests that are not completed
  logic [FifoLog2:0] packets;
  logic [4:0] open;

  always_ff @(posedge clk) begin
    if (rst) begin
      packets <= '0;
      open <= '0;
    end else begin
      packets <= packets +
          (FifoLog2+1)'(m_axis_cq_tvalid && m_axis_cq_tready && m_axis_cq_tlast) -
          (FifoLog2+1)'(whole_valid && whole_ready && whole_last) -
          (FifoLog2+1)'(aborted || too_long);
      open <= open + 5'(pending_in && pending_room) - 5'(pending_out && pending_done);
    end
  end

  assign quiet = packets == '0 && !m_axis_cq_tvalid && cq_between && rq_between &&
      settled && open == '0;

  // ---- Counters
  always_ff @(posedge clk) begin
    if (rst) begin
      discontinued <= '0;
      unsupported <= '0;
    end else begin
      discontinued <= discontinued + 32'(aborted);
      unsupported <= unsupported + 32'(dropped || too_long);
    end
  end

endmodule
