// SPDX-License-Identifier: BSD-3-Clause
// Taps of each width and of several sizes, for tests/rtl/tap. One is chosen, and the
// others see no beats.
module tap_bench (
  input  logic         clk,
  input  logic         rst,
  input  logic [1:0]   choose,      // 64, 128, 256 bits
  input  logic         rx_valid,
  input  logic         rx_first,
  input  logic         rx_last,
  input  logic [5:0]   rx_bytes,
  input  logic [255:0] rx_data,
  input  logic         tx_valid,
  input  logic         tx_first,
  input  logic         tx_last,
  input  logic [5:0]   tx_bytes,
  input  logic [255:0] tx_data,
  input  logic         reg_valid,
  input  logic         reg_write,
  input  logic [19:0]  reg_offset,
  input  logic [31:0]  reg_wdata,
  output logic         reg_done,
  output logic [31:0]  reg_rdata
);

  logic [2:0]       done;
  logic [2:0][31:0] rdata;

  for (genvar i = 0; i < 3; i++) begin : g_tap
    localparam int W = 64 << i;
    logic chosen;
    assign chosen = choose == 2'(i);
    tlp_tap #(
      .W         (W),
      .TAP_LOG2  (i == 0 ? 12 : i == 1 ? 14 : 18),
      .CLOCK_KHZ (i == 0 ? 0 : 125000),
      // The position of the first wraps soon, and so does the low half of the last's time
      .START     (i == 0 ? 28'hfffffe0 : 28'h0),
      .TICKS     (i == 2 ? 64'hfffff000 : 64'h0)
    ) u_tap (
      .clk        (clk),
      .rst        (rst),
      .rx_valid   (rx_valid && chosen),
      .rx_first   (rx_first),
      .rx_last    (rx_last),
      .rx_bytes   (rx_bytes[$clog2(W/8):0]),
      .rx_data    (rx_data[W-1:0]),
      .tx_valid   (tx_valid && chosen),
      .tx_first   (tx_first),
      .tx_last    (tx_last),
      .tx_bytes   (tx_bytes[$clog2(W/8):0]),
      .tx_data    (tx_data[W-1:0]),
      .reg_valid  (reg_valid && chosen),
      .reg_write  (reg_write),
      .reg_offset (reg_offset),
      .reg_wdata  (reg_wdata),
      .reg_done   (done[i]),
      .reg_rdata  (rdata[i])
    );
  end
  assign reg_done = done[choose];
  assign reg_rdata = rdata[choose];

endmodule
