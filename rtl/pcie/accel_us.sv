// SPDX-License-Identifier: BSD-3-Clause
// The accelerator on an UltraScale or UltraScale+ integrated block: connect the streams
// and signals of the same names. The block's configuration: BAR0 64-bit 1 MiB, BAR2
// 64-bit prefetchable of 2 to the power of MEM_LOG2 bytes, BAR4 32-bit 8 KiB with MSI-X
// table and PBA as in include/opentph/hw/accel.h, MSI-X of external logic, TPH completer
// (PF0_DEV_CAP2_TPH_COMPLETER_SUPPORT), address-aligned streams.
module accel_us #(
  parameter int W = 128,
  parameter int MEM_LOG2 = 18,
  parameter int PARTS_LOG2 = 4,
  parameter bit PASSES = 1,
  parameter bit [31:0] BUILD = 0
) (
  input  logic clk, rst,                  // user_clk, user_reset
  input  logic m_axis_cq_tvalid,
  output logic m_axis_cq_tready,
  input  logic m_axis_cq_tlast,
  input  logic [W-1:0] m_axis_cq_tdata,
  input  logic [87:0] m_axis_cq_tuser,
  output logic s_axis_cc_tvalid,
  input  logic s_axis_cc_tready,
  output logic s_axis_cc_tlast,
  output logic [W/32-1:0] s_axis_cc_tkeep,
  output logic [W-1:0] s_axis_cc_tdata,
  output logic [32:0] s_axis_cc_tuser,
  output logic s_axis_rq_tvalid,
  input  logic s_axis_rq_tready,
  output logic s_axis_rq_tlast,
  output logic [W/32-1:0] s_axis_rq_tkeep,
  output logic [W-1:0] s_axis_rq_tdata,
  output logic [61:0] s_axis_rq_tuser,
  input  logic pcie_rq_seq_num_vld0,
  input  logic [5:0] pcie_rq_seq_num0,
  input  logic [2:0] cfg_max_payload,
  input  logic cfg_bus_master,            // cfg_function_status[2]
  input  logic cfg_interrupt_msix_enable, // bit 0 of each
  input  logic cfg_interrupt_msix_mask,
  input  logic cfg_flr_in_process,        // bit 0 of each
  output logic cfg_flr_done,
  output logic idle,                      // accel_core
  output logic [31:0] discontinued, unsupported
);

  // ---- Function Level Reset: the block holds cfg_flr_in_process until cfg_flr_done, which
  // stays until then, and presents no requests meanwhile (ports of PG156 and PG213). Those
  // before it come to their end first.
  typedef enum logic [2:0] {
    RUN,
    DRAIN,
    RESET,
    SWEEP,
    DONE
  } flr_t;

  flr_t flr;
  logic stop, quiet, device_rst;

  assign stop = flr == RESET || flr == SWEEP;
  assign device_rst = rst || flr == RESET;
  assign cfg_flr_done = flr == DONE;

  always_ff @(posedge clk) begin
    if (rst) begin
      flr <= RUN;
    end else begin
      case (flr)
        RUN: if (cfg_flr_in_process) flr <= DRAIN;
        DRAIN: if (quiet) flr <= RESET;
        RESET: flr <= SWEEP;
        SWEEP: if (idle) flr <= DONE;
        default: if (!cfg_flr_in_process) flr <= RUN;
      endcase
    end
  end

  logic req_valid, req_ready, req_first, req_last;
  accel_pkg::request_t req;
  logic [W-1:0] req_data;
  logic cpl_valid, cpl_ready, cpl_first, cpl_last, cpl_ok;
  logic [W-1:0] cpl_data;
  logic [1:0] due;
  logic retire;

  accel_core #(
    .W(W),
    .MEM_LOG2(MEM_LOG2),
    .PARTS_LOG2(PARTS_LOG2),
    .PASSES(PASSES),
    .TAP_LOG2(0),
    .BUILD(BUILD)
  ) u_core (
    .clk(clk),
    .rst(device_rst),
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
    .rx_valid(1'b0),
    .rx_first(1'b0),
    .rx_last(1'b0),
    .rx_bytes('0),
    .rx_data('0),
    .tx_valid(1'b0),
    .tx_first(1'b0),
    .tx_last(1'b0),
    .tx_bytes('0),
    .tx_data('0)
  );

  logic unused_first;
  assign unused_first = cpl_first;        // us counts the beats

  logic reg_valid, reg_write, reg_done, reg_known;
  logic [12:0] reg_offset;
  logic [3:0] reg_be;
  logic [31:0] reg_wdata, reg_rdata;
  logic msix_valid, msix_ready;
  logic [63:0] msix_addr;
  logic [31:0] msix_data;

  msix u_msix (
    .clk(clk),
    .rst(device_rst),
    .enable(cfg_interrupt_msix_enable && cfg_bus_master),
    .mask_all(cfg_interrupt_msix_mask),
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

  us #(.W(W)) u_us (
    .clk(clk),
    .rst(rst),
    .m_axis_cq_tvalid(m_axis_cq_tvalid),
    .m_axis_cq_tready(m_axis_cq_tready),
    .m_axis_cq_tlast(m_axis_cq_tlast),
    .m_axis_cq_tdata(m_axis_cq_tdata),
    .m_axis_cq_tuser(m_axis_cq_tuser),
    .s_axis_cc_tvalid(s_axis_cc_tvalid),
    .s_axis_cc_tready(s_axis_cc_tready),
    .s_axis_cc_tlast(s_axis_cc_tlast),
    .s_axis_cc_tkeep(s_axis_cc_tkeep),
    .s_axis_cc_tdata(s_axis_cc_tdata),
    .s_axis_cc_tuser(s_axis_cc_tuser),
    .s_axis_rq_tvalid(s_axis_rq_tvalid),
    .s_axis_rq_tready(s_axis_rq_tready),
    .s_axis_rq_tlast(s_axis_rq_tlast),
    .s_axis_rq_tkeep(s_axis_rq_tkeep),
    .s_axis_rq_tdata(s_axis_rq_tdata),
    .s_axis_rq_tuser(s_axis_rq_tuser),
    .pcie_rq_seq_num_vld0(pcie_rq_seq_num_vld0),
    .pcie_rq_seq_num0(pcie_rq_seq_num0),
    .cfg_max_payload(cfg_max_payload),
    .req_valid(req_valid),
    .req_ready(req_ready),
    .req_first(req_first),
    .req_last(req_last),
    .req(req),
    .req_data(req_data),
    .cpl_valid(cpl_valid),
    .cpl_ready(cpl_ready),
    .cpl_last(cpl_last),
    .cpl_ok(cpl_ok),
    .cpl_data(cpl_data),
    .retire(retire),
    .due(due != '0),
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
    .stop(stop),
    .quiet(quiet),
    .discontinued(discontinued),
    .unsupported(unsupported)
  );

endmodule
