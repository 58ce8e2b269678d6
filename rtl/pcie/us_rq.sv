// SPDX-License-Identifier: BSD-3-Clause
// Interrupt messages as memory writes of one DW on the RQ stream, address-aligned.
// Layout: PG156 and PG213, "Requester Request Descriptor Formats" and the table of
// s_axis_rq_tuser. Requester ID and tag are the block's (bit 120 is 0).
//
// `flying`: a message was given to the block, but completions could still pass it there
// ("Maintaining Transaction Order"); its sequence number comes back when they cannot.
module us_rq #(
  parameter int W = 128
) (
  input  logic clk, rst,
  input  logic stop,                      // begin with no message
  output logic between,                   // two messages
  input  logic in_valid,
  output logic in_ready,
  input  logic [63:0] in_addr,
  input  logic [31:0] in_data,
  output logic out_valid,
  input  logic out_ready,
  output logic out_last,
  output logic [W/32-1:0] out_keep,
  output logic [W-1:0] out_data,
  output logic [61:0] out_user,
  input  logic seq_valid,
  input  logic [5:0] seq,
  output logic flying
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);
  localparam logic [1:0] DataBeat = W == 64 ? 2'd2 : 2'd1;
  localparam logic [5:0] Sequence = 6'd1; // one message at a time

  logic [1:0] beat;
  logic [LaneBits-1:0] lane;
  logic [127:0] descriptor;

  assign lane = in_addr[2 +: LaneBits];
  assign between = beat == '0;
  assign out_valid = in_valid && !flying && !(stop && between);
  assign out_last = beat == DataBeat;
  assign in_ready = out_valid && out_ready && out_last;

  always_comb begin
    descriptor = '0;
    descriptor[63:2] = in_addr[63:2];
    descriptor[74:64] = 11'd1;            // DWs
    descriptor[78:75] = us_pkg::KIND_MWR;
    out_user = '0;
    out_user[3:0] = 4'hf;                 // first_be; last_be is 0
    out_user[8 +: LaneBits] = lane;       // addr_offset
    out_user[27:24] = Sequence[3:0];
    out_user[61:60] = Sequence[5:4];
    out_keep = '1;
    if (out_last) begin
      out_data = W'(in_data) << (32 * lane);
      for (int i = 0; i < Lanes; i++) out_keep[i] = LaneBits'(i) <= lane;
    end else begin
      out_data = W'({128'b0, descriptor} >> (8'(beat[0]) * 8'd64));
    end
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      beat <= '0;
      flying <= 1'b0;
    end else begin
      if (out_valid && out_ready) beat <= out_last ? '0 : beat + 1'b1;
      if (in_valid && in_ready) flying <= 1'b1;
      else if (seq_valid && seq == Sequence) flying <= 1'b0;
    end
  end

  logic unused_addr;
  assign unused_addr = ^in_addr[1:0];

endmodule
