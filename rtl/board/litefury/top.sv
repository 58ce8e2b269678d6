// SPDX-License-Identifier: BSD-3-Clause
// The accelerator on LiteFury, and on Acorn CLE-215 and NiteFury, which have the same pins:
// the integrated block as build.tcl configures it, the wrapper, and the core. Not yet run
// on hardware.
module top #(
  parameter int W = 64,                   // C_DATA_WIDTH of the block
  parameter int LANES = 4,
  parameter int MEM_LOG2 = 18,            // BAR2 of the block has as many bytes
  parameter int TAP_LOG2 = 14,            // ring of the tap: 16 KiB
  parameter bit [31:0] BUILD = 0
) (
  input  logic sys_clk_p, sys_clk_n,      // 100 MHz of the slot
  input  logic sys_rst_n,                 // PERST#
  output logic clkreq_n,
  input  logic [LANES-1:0] pci_exp_rxp, pci_exp_rxn,
  output logic [LANES-1:0] pci_exp_txp, pci_exp_txn,
  output logic [3:0] led
);

  logic sys_clk, rst_n;

  IBUFDS_GTE2 u_clk (.O(sys_clk), .ODIV2(), .I(sys_clk_p), .IB(sys_clk_n), .CEB(1'b0));
  IBUF u_rst (.O(rst_n), .I(sys_rst_n));

  assign clkreq_n = 1'b0;                 // the clock is always needed

  logic clk, user_reset, link_up, rst;
  logic rx_tvalid, rx_tready, rx_tlast, tx_tvalid, tx_tready, tx_tlast;
  logic [W/8-1:0] rx_tkeep, tx_tkeep;
  logic [W-1:0] rx_tdata, tx_tdata;
  logic [21:0] rx_tuser;
  logic [15:0] command, dcommand;
  logic [7:0] bus;
  logic [4:0] device;
  logic [2:0] fn;
  logic msix_enable, msix_mask, to_turnoff, turnoff_ok;

  pcie_block u_block (
    .pci_exp_txp(pci_exp_txp),
    .pci_exp_txn(pci_exp_txn),
    .pci_exp_rxp(pci_exp_rxp),
    .pci_exp_rxn(pci_exp_rxn),
    .sys_clk(sys_clk),
    .sys_rst_n(rst_n),
    .user_clk_out(clk),
    .user_reset_out(user_reset),
    .user_lnk_up(link_up),
    .user_app_rdy(),

    // Streams
    .s_axis_tx_tdata(tx_tdata),
    .s_axis_tx_tkeep(tx_tkeep),
    .s_axis_tx_tlast(tx_tlast),
    .s_axis_tx_tvalid(tx_tvalid),
    .s_axis_tx_tready(tx_tready),
    .s_axis_tx_tuser(4'b0),               // no digest, no poison, no cut-through
    .m_axis_rx_tdata(rx_tdata),
    .m_axis_rx_tkeep(rx_tkeep),
    .m_axis_rx_tlast(rx_tlast),
    .m_axis_rx_tvalid(rx_tvalid),
    .m_axis_rx_tready(rx_tready),
    .m_axis_rx_tuser(rx_tuser),
    .tx_cfg_gnt(1'b1),
    .rx_np_ok(1'b1),
    .rx_np_req(1'b1),
    .tx_buf_av(),
    .tx_cfg_req(),
    .tx_err_drop(),

    // Configuration
    .cfg_command(command),
    .cfg_dcommand(dcommand),
    .cfg_bus_number(bus),
    .cfg_device_number(device),
    .cfg_function_number(fn),
    .cfg_status(),
    .cfg_dstatus(),
    .cfg_lstatus(),
    .cfg_lcommand(),
    .cfg_dcommand2(),
    .cfg_pcie_link_state(),
    .cfg_pmcsr_pme_en(),
    .cfg_pmcsr_powerstate(),
    .cfg_pmcsr_pme_status(),
    .cfg_received_func_lvl_rst(),
    .cfg_bridge_serr_en(),
    .cfg_slot_control_electromech_il_ctl_pulse(),
    .cfg_root_control_syserr_corr_err_en(),
    .cfg_root_control_syserr_non_fatal_err_en(),
    .cfg_root_control_syserr_fatal_err_en(),
    .cfg_root_control_pme_int_en(),
    .cfg_aer_rooterr_corr_err_reporting_en(),
    .cfg_aer_rooterr_non_fatal_err_reporting_en(),
    .cfg_aer_rooterr_fatal_err_reporting_en(),
    .cfg_aer_rooterr_corr_err_received(),
    .cfg_aer_rooterr_non_fatal_err_received(),
    .cfg_aer_rooterr_fatal_err_received(),
    .cfg_vc_tcvc_map(),

    // Control: no requests wait for completions, power management as the host wants it
    .cfg_trn_pending(1'b0),
    .cfg_pm_halt_aspm_l0s(1'b0),
    .cfg_pm_halt_aspm_l1(1'b0),
    .cfg_pm_force_state_en(1'b0),
    .cfg_pm_force_state(2'b0),
    .cfg_pm_wake(1'b0),
    .cfg_pm_send_pme_to(1'b0),
    .cfg_dsn(64'h1),
    .cfg_turnoff_ok(turnoff_ok),
    .cfg_to_turnoff(to_turnoff),
    .cfg_ds_bus_number(8'b0),
    .cfg_ds_device_number(5'b0),
    .cfg_ds_function_number(3'b0),

    // Interrupts: MSI-X is ours
    .cfg_interrupt(1'b0),
    .cfg_interrupt_assert(1'b0),
    .cfg_interrupt_di(8'b0),
    .cfg_interrupt_stat(1'b0),
    .cfg_pciecap_interrupt_msgnum(5'b0),
    .cfg_interrupt_rdy(),
    .cfg_interrupt_do(),
    .cfg_interrupt_mmenable(),
    .cfg_interrupt_msienable(),
    .cfg_interrupt_msixenable(msix_enable),
    .cfg_interrupt_msixfm(msix_mask)
  );

  always_ff @(posedge clk) begin
    rst <= user_reset;
    // PME_Turn_Off: nothing is lost, as the state goes with the power
    turnoff_ok <= to_turnoff && !user_reset;
  end

  logic [15:0] id;
  logic idle;
  logic [31:0] damaged, unsupported;
  logic unused;

  assign id = {bus, device, fn};
  assign unused = &{1'b0, command[15:3], command[1:0], dcommand[15:8], dcommand[4:0],
                    unsupported};

  accel_s7 #(
    .W(W),
    .MEM_LOG2(MEM_LOG2),
    .TAP_LOG2(TAP_LOG2),
    .BUILD(BUILD)
  ) u_accel (
    .clk(clk),
    .rst(rst),
    .user_lnk_up(link_up),
    .m_axis_rx_tvalid(rx_tvalid),
    .m_axis_rx_tready(rx_tready),
    .m_axis_rx_tlast(rx_tlast),
    .m_axis_rx_tkeep(rx_tkeep),
    .m_axis_rx_tdata(rx_tdata),
    .m_axis_rx_tuser(rx_tuser),
    .s_axis_tx_tvalid(tx_tvalid),
    .s_axis_tx_tready(tx_tready),
    .s_axis_tx_tlast(tx_tlast),
    .s_axis_tx_tkeep(tx_tkeep),
    .s_axis_tx_tdata(tx_tdata),
    .cfg_id(id),
    .cfg_max_payload(dcommand[7:5]),
    .cfg_bus_master(command[2]),
    .cfg_interrupt_msixenable(msix_enable),
    .cfg_interrupt_msixfm(msix_mask),
    .idle(idle),
    .damaged(damaged),
    .unsupported(unsupported)
  );

  // Link, work, MSI-X enabled, a TLP was damaged
  assign led = {damaged != '0, msix_enable, !idle, link_up};

endmodule
