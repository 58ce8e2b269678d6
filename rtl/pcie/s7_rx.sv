// SPDX-License-Identifier: BSD-3-Clause
// Receive stream of the 7-series integrated block (PG054, "Receive Interface") to whole
// TLPs. A TLP is dropped if its end has rx_ecrc_err, if it has another number of DWs than
// its header says, or if the link goes down within it. Two TLPs that share a beat of 128
// bits take two beats from here on.
//
// Prefixes: PG054 does not say that the block hands any over. A TLP that begins with one
// is dropped, so a 16-bit steering tag is never mistaken for an 8-bit one.
module s7_rx #(
  parameter int W = 128,
  parameter int MAX_PAYLOAD = 1024        // most bytes of a TLP: the block's limit
) (
  input  logic clk, rst,
  input  logic link_up,                   // user_lnk_up
  input  logic rx_tvalid,
  output logic rx_tready,
  input  logic rx_tlast,                  // 64 bits only
  input  logic [W/8-1:0] rx_tkeep,        // likewise
  input  logic [W-1:0] rx_tdata,
  input  logic [21:0] rx_tuser,
  // Beats of whole TLPs. `half`: the TLP begins in the upper half of this beat
  output logic out_valid,
  input  logic out_ready,
  output logic out_last,
  output logic out_half,
  output logic [2:0] out_bar,             // hit: BAR4, BAR2, BAR0
  output logic [W-1:0] out_data,
  output logic dropped,                   // pulse: a TLP was
  // All TLPs as they come, byte 0 in bits 7:0
  output logic tap_valid, tap_first, tap_last,
  output logic [$clog2(W/8):0] tap_bytes,
  output logic [W-1:0] tap_data
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);
  localparam int BytesBits = $clog2(W / 8) + 1;
  // A header of 4 DWs that begins in the middle of a beat, the payload, a digest
  localparam int FifoLog2 = $clog2((MAX_PAYLOAD / 4 + 5) / Lanes + 2);

  logic in_tlp;                           // a TLP has begun and not ended
  logic lost, lost_before;                // the link went down within it

  assign lost = in_tlp && (!link_up || lost_before);

  // ---- Beats of one TLP each
  logic valid;
  logic first, last, half, cut;           // cut: its TLP lacks its end
  logic [LaneBits:0] lanes;               // DWs of the TLP in this beat, `half` or not
  logic consume;                          // the block's beat is done with it

  if (W == 128) begin : g_beat
    // PG054: is_sof [14:10] and is_eof [21:17], a valid bit and the place of a byte
    logic sof, sof_half, eof, straddle, broken;
    logic [1:0] eof_lane;
    logic unused;

    assign sof = rx_tuser[14];
    assign sof_half = rx_tuser[13];
    assign eof = rx_tuser[21];
    assign eof_lane = rx_tuser[20:19];
    assign straddle = sof && sof_half && eof && !eof_lane[1];
    assign broken = sof && in_tlp && !straddle;
    assign unused = &{1'b0, rx_tkeep, rx_tlast, rx_tuser[18:15], rx_tuser[12:10]};

    always_comb begin
      valid = rx_tvalid && (in_tlp || sof);
      first = sof;
      last = eof;
      half = sof && sof_half;
      lanes = 3'd4;
      consume = 1'b1;
      if (eof) lanes = {1'b0, eof_lane} + 3'd1;
      // The end of one TLP first, then the begin of the next from the same beat
      if (straddle && in_tlp) begin
        first = 1'b0;
        half = 1'b0;
        consume = 1'b0;
      end else if (half) begin
        last = 1'b0;
        lanes = 3'd2;
      end
      cut = in_tlp && broken;
      if (lost) begin
        valid = 1'b1;
        cut = 1'b1;
      end
      if (cut) begin
        first = 1'b0;
        last = 1'b1;
        lanes = '0;
        consume = 1'b0;
      end
    end
  end else begin : g_beat
    logic unused;

    assign unused = &{1'b0, rx_tkeep[W/8-2:0], rx_tuser[21:10]};
    assign half = 1'b0;
    assign first = !in_tlp;
    assign cut = lost;
    assign valid = rx_tvalid || cut;
    assign last = rx_tlast || cut;
    assign lanes = cut ? '0 : rx_tkeep[W/8-1] ? 2'd2 : 2'd1;
    assign consume = !cut;
  end

  logic into, store, fifo_ready;

  assign store = valid && (link_up || cut);
  assign into = store && fifo_ready;
  // Beats that belong to no TLP, or come while the link is down, go nowhere
  assign rx_tready = store ? fifo_ready && consume : 1'b1;

  always_ff @(posedge clk) begin
    if (rst) in_tlp <= 1'b0;
    else if (into) in_tlp <= !last;
    lost_before <= lost && !into && !rst;  // the FIFO may be full
  end

  // ---- Number of DWs
  logic [31:0] dw0;
  logic [10:0] expected, seen, have, total;
  logic [10:0] expected_now;
  logic prefix, prefix_now;
  logic unused_dw0;

  if (W == 128) assign dw0 = half ? rx_tdata[W/2 +: 32] : rx_tdata[31:0];
  else assign dw0 = rx_tdata[31:0];
  assign unused_dw0 = &{1'b0, dw0[28:16], dw0[14:10]};

  assign prefix_now = first ? dw0[31] : prefix;
  assign expected_now = !first ? expected :
      11'd3 + 11'(dw0[29]) + 11'(dw0[15]) +
      (dw0[30] ? {dw0[9:0] == '0, dw0[9:0]} : '0);
  assign have = first ? '0 : seen;
  assign total = have + 11'(lanes);

  always_ff @(posedge clk) begin
    if (into) begin
      prefix <= prefix_now;
      expected <= expected_now;
      seen <= total;
    end
  end

  logic bad;

  assign bad = cut || prefix_now || total != expected_now || rx_tuser[0];

  // ---- BAR: rx_bar_hit, tuser [9:2]. In a shared beat it belongs to the TLP that begins
  logic [2:0] bar;
  logic unused_bar;

  assign bar = {rx_tuser[6], rx_tuser[4], rx_tuser[2]};
  assign unused_bar = &{1'b0, rx_tuser[9:7], rx_tuser[5], rx_tuser[3], rx_tuser[1]};

  logic aborted, too_long;

  tlp_fifo #(
    .WIDTH(W + 4),
    .DEPTH_LOG2(FifoLog2)
  ) u_fifo (
    .clk(clk),
    .rst(rst),
    .in_valid(store),
    .in_ready(fifo_ready),
    .in_last(last),
    .in_abort(bad),
    .in_data({half, bar, rx_tdata}),
    .out_valid(out_valid),
    .out_ready(out_ready),
    .out_last(out_last),
    .out_data({out_half, out_bar, out_data}),
    .aborted(aborted),
    .too_long(too_long)
  );

  assign dropped = aborted || too_long;

  // ---- Tap
  logic [W-1:0] wire_data;

  always_comb begin
    for (int i = 0; i < W / 8; i++)
      wire_data[8*i +: 8] = rx_tdata[8*(i ^ 3) +: 8];
  end

  assign tap_valid = into && !cut;
  assign tap_first = first;
  assign tap_last = last;
  assign tap_bytes = BytesBits'(lanes) << 2;
  assign tap_data = half ? wire_data >> (W / 2) : wire_data;

endmodule
