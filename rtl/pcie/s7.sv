// SPDX-License-Identifier: BSD-3-Clause
// Wrapper for the 7-series integrated block (PCIE_2_1, PG054) with a data path of 64 or
// 128 bits: its raw TLPs to the request stream of accel_core and to `msix`, and their
// completions and messages back. The configuration space is the block's.
//
//   m_axis_rx -> s7_rx -> s7_request -+-> core -+-> s7_cpl -> s7_tx -> s_axis_tx
//                             |       +-> BAR4 -+                ^
//                             +-> pending ------^       msix ----+
//
// Tie rx_np_ok, rx_np_req and tx_cfg_gnt to 1, s_axis_tx_tuser to 0.
module s7 #(
  parameter int W = 128,
  parameter int MEM_LOG2 = 18,            // log2 of the bytes of BAR2
  parameter int MAX_PAYLOAD = 1024        // most bytes of a TLP: the block's limit
) (
  input  logic clk, rst,                  // user_clk_out, user_reset_out

  // ---- The block's streams and signals
  input  logic user_lnk_up,
  input  logic m_axis_rx_tvalid,
  output logic m_axis_rx_tready,
  input  logic m_axis_rx_tlast,
  input  logic [W/8-1:0] m_axis_rx_tkeep,
  input  logic [W-1:0] m_axis_rx_tdata,
  input  logic [21:0] m_axis_rx_tuser,
  output logic s_axis_tx_tvalid,
  input  logic s_axis_tx_tready,
  output logic s_axis_tx_tlast,
  output logic [W/8-1:0] s_axis_tx_tkeep,
  output logic [W-1:0] s_axis_tx_tdata,
  input  logic [15:0] cfg_id,             // cfg_bus_number, device, function
  input  logic [2:0] cfg_max_payload,     // cfg_dcommand[7:5]

  // ---- accel_core
  output logic req_valid,
  input  logic req_ready,
  output logic req_first, req_last,
  output accel_pkg::request_t req,
  output logic [W-1:0] req_data,
  input  logic cpl_valid,
  output logic cpl_ready,
  input  logic cpl_ok,
  input  logic [W-1:0] cpl_data,
  input  logic due,                       // a vector is
  input  logic retire,
  output logic rx_valid, rx_first, rx_last,
  output logic [$clog2(W/8):0] rx_bytes,
  output logic [W-1:0] rx_data,
  output logic tx_valid, tx_first, tx_last,
  output logic [$clog2(W/8):0] tx_bytes,
  output logic [W-1:0] tx_data,

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

  // ---- TLPs that had no effect and no completion, modulo 2 to the power of 32
  output logic [31:0] damaged,            // see s7_rx
  output logic [31:0] unsupported         // posted, or completions
);

  // ---- Received TLPs
  logic whole_valid, whole_ready, whole_last, whole_half, whole_dropped;
  logic [2:0] whole_bar;
  logic [W-1:0] whole_data;

  s7_rx #(
    .W(W),
    .MAX_PAYLOAD(MAX_PAYLOAD)
  ) u_rx (
    .clk(clk),
    .rst(rst),
    .link_up(user_lnk_up),
    .rx_tvalid(m_axis_rx_tvalid),
    .rx_tready(m_axis_rx_tready),
    .rx_tlast(m_axis_rx_tlast),
    .rx_tkeep(m_axis_rx_tkeep),
    .rx_tdata(m_axis_rx_tdata),
    .rx_tuser(m_axis_rx_tuser),
    .out_valid(whole_valid),
    .out_ready(whole_ready),
    .out_last(whole_last),
    .out_half(whole_half),
    .out_bar(whole_bar),
    .out_data(whole_data),
    .dropped(whole_dropped),
    .tap_valid(rx_valid),
    .tap_first(rx_first),
    .tap_last(rx_last),
    .tap_bytes(rx_bytes),
    .tap_data(rx_data)
  );

  logic settled;

  settle u_settle (
    .clk(clk),
    .rst(rst),
    .taken(req_valid && req_ready && req_last && req.write),
    .retire(retire),
    .settled(settled)
  );

  logic to_msix, from_msix, request_dropped;
  logic pending_in, pending_room;
  s7_pkg::pending_t pending_new;

  s7_request #(
    .W(W),
    .MEM_LOG2(MEM_LOG2)
  ) u_request (
    .clk(clk),
    .rst(rst),
    .in_valid(whole_valid),
    .in_ready(whole_ready),
    .in_last(whole_last),
    .in_half(whole_half),
    .in_bar(whole_bar),
    .in_data(whole_data),
    .core_valid(req_valid),
    .core_ready(req_ready),
    .msix_valid(to_msix),
    .msix_ready(from_msix),
    .settled(settled),
    .req_first(req_first),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .pending_valid(pending_in),
    .pending_ready(pending_room),
    .pending(pending_new),
    .dropped(request_dropped)
  );

  // ---- BAR4
  logic port_valid, port_ready, port_ok, unused_port_last;
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
    .cpl_last(unused_port_last),
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

  // ---- Completions. One that begins after a vector is due goes after its message, as
  // posted requests are not passed (sec 2.4.1); the message is there two clocks later.
  logic pending_out, pending_done;
  s7_pkg::pending_t pending_old;
  logic unused_pending, unused_aborted, unused_too_long;
  logic due_before, hold;

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

  always_ff @(posedge clk) due_before <= due && !rst;

  assign hold = due || due_before || msix_valid;

  logic out_valid, out_ready, out_first, out_last;
  logic [W/32-1:0] out_keep;
  logic [W-1:0] out_data;

  s7_cpl #(.W(W)) u_cpl (
    .clk(clk),
    .rst(rst),
    .id(cfg_id),
    .max_payload(cfg_max_payload),
    .hold(hold),
    .pending_valid(pending_out),
    .pending_ready(pending_done),
    .pending(pending_old),
    .core_valid(cpl_valid),
    .msix_valid(port_valid),
    .core_ready(cpl_ready),
    .msix_ready(port_ready),
    .core_ok(cpl_ok),
    .msix_ok(port_ok),
    .core_data(cpl_data),
    .msix_data(port_data),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_first(out_first),
    .out_last(out_last),
    .out_keep(out_keep),
    .out_data(out_data)
  );

  s7_tx #(.W(W)) u_tx (
    .clk(clk),
    .rst(rst),
    .id(cfg_id),
    .cpl_valid(out_valid),
    .cpl_ready(out_ready),
    .cpl_first(out_first),
    .cpl_last(out_last),
    .cpl_keep(out_keep),
    .cpl_data(out_data),
    .msix_valid(msix_valid),
    .msix_ready(msix_ready),
    .msix_addr(msix_addr),
    .msix_data(msix_data),
    .tx_tvalid(s_axis_tx_tvalid),
    .tx_tready(s_axis_tx_tready),
    .tx_tlast(s_axis_tx_tlast),
    .tx_tkeep(s_axis_tx_tkeep),
    .tx_tdata(s_axis_tx_tdata),
    .tap_valid(tx_valid),
    .tap_first(tx_first),
    .tap_last(tx_last),
    .tap_bytes(tx_bytes),
    .tap_data(tx_data)
  );

  // ---- Counters
  always_ff @(posedge clk) begin
    if (rst) begin
      damaged <= '0;
      unsupported <= '0;
    end else begin
      damaged <= damaged + 32'(whole_dropped);
      unsupported <= unsupported + 32'(request_dropped);
    end
  end

endmodule
