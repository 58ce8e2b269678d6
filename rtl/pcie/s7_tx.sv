// SPDX-License-Identifier: BSD-3-Clause
// Transmit stream of the 7-series integrated block: completions, and the memory writes of
// MSI-X, which go first (PG054, "Transmit Interface").
module s7_tx #(
  parameter int W = 128
) (
  input  logic clk, rst,
  input  logic [15:0] id,                 // Requester ID
  input  logic cpl_valid,
  output logic cpl_ready,
  input  logic cpl_first, cpl_last,
  input  logic [W/32-1:0] cpl_keep,
  input  logic [W-1:0] cpl_data,
  input  logic msix_valid,
  output logic msix_ready,
  input  logic [63:0] msix_addr,
  input  logic [31:0] msix_data,
  output logic tx_tvalid,
  input  logic tx_tready,
  output logic tx_tlast,
  output logic [W/8-1:0] tx_tkeep,
  output logic [W-1:0] tx_tdata,
  // All TLPs as they go, byte 0 in bits 7:0
  output logic tap_valid, tap_first, tap_last,
  output logic [$clog2(W/8):0] tap_bytes,
  output logic [W-1:0] tap_data
);

  localparam int Lanes = W / 32;
  localparam int BytesBits = $clog2(W / 8) + 1;

  // ---- The message: 4 or 5 DWs
  logic high;                             // above 4 GiB: header of 4 DWs
  logic [1:0] part, last_part;            // beat of it
  logic [31:0] h0, data;
  logic [191:0] message;

  assign high = msix_addr[63:32] != '0;
  assign h0 = {high ? s7_pkg::FMT_4DW_DATA : s7_pkg::FMT_3DW_DATA, s7_pkg::TYPE_MEM, 24'd1};
  assign data = {msix_data[7:0], msix_data[15:8], msix_data[23:16], msix_data[31:24]};
  assign message = high ?
      {32'b0, data, msix_addr[31:0], msix_addr[63:32], id, 16'h000f, h0} :
      {64'b0, data, msix_addr[31:0], id, 16'h000f, h0};
  if (W == 128) assign last_part = high ? 2'd1 : 2'd0;
  else assign last_part = high ? 2'd2 : 2'd1;

  // ---- Whose turn it is: only between TLPs it changes
  logic in_cpl, in_msix, to_msix, free;
  logic valid, first, last;
  logic [Lanes-1:0] keep;
  logic [W-1:0] beat;

  assign free = !tx_tvalid || tx_tready;
  assign to_msix = in_msix || (msix_valid && !in_cpl);
  assign cpl_ready = free && !to_msix;
  assign msix_ready = free && to_msix && part == last_part;

  always_comb begin
    valid = cpl_valid;
    first = cpl_first;
    last = cpl_last;
    keep = cpl_keep;
    beat = cpl_data;
    if (to_msix) begin
      valid = 1'b1;
      first = part == '0;
      last = part == last_part;
      keep = last && high ? Lanes'(1) : '1;
      beat = W'(message >> (32'(part) * W));
    end
  end

  logic tx_first;

  always_ff @(posedge clk) begin
    if (free) begin
      tx_tvalid <= valid;
      tx_first <= first;
      tx_tlast <= last;
      for (int i = 0; i < Lanes; i++) tx_tkeep[4*i +: 4] <= {4{keep[i]}};
      tx_tdata <= beat;
      if (valid) begin
        in_cpl <= !to_msix && !last;
        in_msix <= to_msix && !last;
        part <= to_msix && !last ? part + 1'b1 : '0;
      end
    end
    if (rst) begin
      tx_tvalid <= 1'b0;
      in_cpl <= 1'b0;
      in_msix <= 1'b0;
      part <= '0;
    end
  end

  // ---- Tap
  assign tap_valid = tx_tvalid && tx_tready;
  assign tap_first = tx_first;
  assign tap_last = tx_tlast;

  always_comb begin
    tap_bytes = '0;
    for (int i = 0; i < Lanes; i++) tap_bytes = tap_bytes + {BytesBits'(tx_tkeep[4*i]) << 2};
    for (int i = 0; i < W / 8; i++) tap_data[8*i +: 8] = tx_tdata[8*(i ^ 3) +: 8];
  end

endmodule
