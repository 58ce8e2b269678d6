// SPDX-License-Identifier: BSD-3-Clause
// The accelerator on a 7-series integrated block: connect the streams and signals of the
// same names. The block's configuration: BAR0 64-bit 1 MiB, BAR2 64-bit prefetchable of 2
// to the power of MEM_LOG2 bytes, BAR4 32-bit 8 KiB with MSI-X table and PBA as in
// include/opentph/hw/accel.h, TPH completer (DEV_CAP2_TPH_COMPLETER_SUPPORTED).
module accel_s7 #(
  parameter int W = 128,
  parameter int MEM_LOG2 = 18,
  parameter int PARTS_LOG2 = 4,
  parameter bit PASSES = 1,
  parameter int TAP_LOG2 = 0,
  parameter bit [31:0] BUILD = 0
) (
  input  logic clk, rst,                  // user_clk_out, user_reset_out
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
  input  logic cfg_bus_master,            // cfg_command[2]
  input  logic cfg_interrupt_msixenable,
  input  logic cfg_interrupt_msixfm,
  output logic idle,                      // accel_core
  output logic [31:0] damaged, unsupported
);

  logic req_valid, req_ready, req_first, req_last;
  accel_pkg::request_t req;
  logic [W-1:0] req_data;
  logic cpl_valid, cpl_ready, cpl_first, cpl_last, cpl_ok;
  logic [W-1:0] cpl_data;
  logic [1:0] due;
  logic retire;
  logic rx_valid, rx_first, rx_last, tx_valid, tx_first, tx_last;
  logic [$clog2(W/8):0] rx_bytes, tx_bytes;
  logic [W-1:0] rx_data, tx_data;

  accel_core #(
    .W(W),
    .MEM_LOG2(MEM_LOG2),
    .PARTS_LOG2(PARTS_LOG2),
    .PASSES(PASSES),
    .TAP_LOG2(TAP_LOG2),
    .BUILD(BUILD)
  ) u_core (
    .clk(clk),
    .rst(rst),
    .tph(1'b1),
    .idle(idle),
    .req_valid(req_valid),
    .req_ready(req_ready),
    .req_first(req_first),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .cpl_valid(cpl_valid),
    .cpl_ready(cpl_ready),
    .cpl_first(cpl_first),
    .cpl_last(cpl_last),
    .cpl_ok(cpl_ok),
    .cpl_data(cpl_data),
    .msix(due),
    .retire(retire),
    .rx_valid(rx_valid),
    .rx_first(rx_first),
    .rx_last(rx_last),
    .rx_bytes(rx_bytes),
    .rx_data(rx_data),
    .tx_valid(tx_valid),
    .tx_first(tx_first),
    .tx_last(tx_last),
    .tx_bytes(tx_bytes),
    .tx_data(tx_data)
  );

  logic unused_beats;
  assign unused_beats = &{1'b0, cpl_first, cpl_last};     // s7 counts them

  logic reg_valid, reg_write, reg_done, reg_known;
  logic [12:0] reg_offset;
  logic [3:0] reg_be;
  logic [31:0] reg_wdata, reg_rdata;
  logic msix_valid, msix_ready;
  logic [63:0] msix_addr;
  logic [31:0] msix_data;

  msix u_msix (
    .clk(clk),
    .rst(rst),
    .enable(cfg_interrupt_msixenable && cfg_bus_master),
    .mask_all(cfg_interrupt_msixfm),
    .due(due),
    .reg_valid(reg_valid),
    .reg_write(reg_write),
    .reg_offset(reg_offset),
    .reg_be(reg_be),
    .reg_wdata(reg_wdata),
    .reg_done(reg_done),
    .reg_known(reg_known),
    .reg_rdata(reg_rdata),
    .out_valid(msix_valid),
    .out_ready(msix_ready),
    .out_addr(msix_addr),
    .out_data(msix_data)
  );

  s7 #(
    .W(W),
    .MEM_LOG2(MEM_LOG2)
  ) u_s7 (
    .clk(clk),
    .rst(rst),
    .user_lnk_up(user_lnk_up),
    .m_axis_rx_tvalid(m_axis_rx_tvalid),
    .m_axis_rx_tready(m_axis_rx_tready),
    .m_axis_rx_tlast(m_axis_rx_tlast),
    .m_axis_rx_tkeep(m_axis_rx_tkeep),
    .m_axis_rx_tdata(m_axis_rx_tdata),
    .m_axis_rx_tuser(m_axis_rx_tuser),
    .s_axis_tx_tvalid(s_axis_tx_tvalid),
    .s_axis_tx_tready(s_axis_tx_tready),
    .s_axis_tx_tlast(s_axis_tx_tlast),
    .s_axis_tx_tkeep(s_axis_tx_tkeep),
    .s_axis_tx_tdata(s_axis_tx_tdata),
    .cfg_id(cfg_id),
    .cfg_max_payload(cfg_max_payload),
    .req_valid(req_valid),
    .req_ready(req_ready),
    .req_first(req_first),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .cpl_valid(cpl_valid),
    .cpl_ready(cpl_ready),
    .cpl_ok(cpl_ok),
    .cpl_data(cpl_data),
    .due(|due),
    .retire(retire),
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
    .reg_valid(reg_valid),
    .reg_write(reg_write),
    .reg_offset(reg_offset),
    .reg_be(reg_be),
    .reg_wdata(reg_wdata),
    .reg_done(reg_done),
    .reg_known(reg_known),
    .reg_rdata(reg_rdata),
    .msix_valid(msix_valid),
    .msix_ready(msix_ready),
    .msix_addr(msix_addr),
    .msix_data(msix_data),
    .damaged(damaged),
    .unsupported(unsupported)
  );

endmodule
