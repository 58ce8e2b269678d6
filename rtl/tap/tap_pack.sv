// SPDX-License-Identifier: BSD-3-Clause
// Beats of TLPs, which may have fewer DWs than lanes, to words that are full but for the
// last of a TLP. Lanes after its end are 0. A word comes when there is more than a word, so
// at most one a clock, and the last word comes one clock after the last beat.
module tap_pack #(
  parameter  int W = 128,           // bits of a beat
  parameter  int WORD = 128,        // bits of a word, at least W
  localparam int LANES = WORD / 32,
  localparam int BITS = $clog2(LANES) + 1
) (
  input  logic                  clk,
  input  logic                  rst,
  input  logic                  valid,
  input  logic                  first,      // also within a TLP that has no end
  input  logic                  last,
  input  logic [$clog2(W/8):0]  bytes,
  input  logic [W-1:0]          data,
  output logic                  emit,
  output logic                  emit_first,
  output logic                  emit_last,
  output logic [BITS-1:0]       emit_dws,
  output logic [WORD-1:0]       emit_data
);

  // DWs that wait, and whether they are the end of their TLP, and its beginning
  logic [WORD-1:0] rest_q, rest;
  logic [BITS-1:0] count_q, count;
  logic            end_q, first_q, begins;
  always_comb begin
    rest = rest_q;
    count = count_q;
    begins = first_q;
    if (end_q || first) begin
      rest = '0;
      count = '0;
      begins = first;
    end
  end

  logic [BITS-1:0]   dws;           // of the beat
  logic [BITS:0]     sum;
  logic [WORD-1:0]   lanes;
  logic [2*WORD-1:0] row;           // those that wait, then the beat
  logic              over;
  always_comb begin
    dws = BITS'(bytes[$clog2(W/8):2]);
    lanes = '0;
    for (int i = 0; i < W / 32; i++)
      if (BITS'(i) < dws)
        lanes[32*i +: 32] = data[32*i +: 32];
    row = {{WORD{1'b0}}, lanes};
    for (int i = 0; i < BITS; i++)
      if (count[i])
        row = row << (32 << i);
    row = row | {{WORD{1'b0}}, rest};
    sum = {1'b0, count} + {1'b0, dws};
    over = valid && sum > (BITS+1)'(LANES);
  end

  always_ff @(posedge clk) begin
    end_q <= valid && last;
    if (valid) begin
      rest_q  <= over ? row[2*WORD-1:WORD] : row[WORD-1:0];
      count_q <= over ? BITS'(sum - (BITS+1)'(LANES)) : BITS'(sum);
      first_q <= begins && !over;
    end
    if (rst) begin
      end_q   <= 1'b0;
      first_q <= 1'b0;
    end
  end

  assign emit = end_q || over;
  assign emit_first = end_q ? first_q : begins;
  assign emit_last = end_q;
  assign emit_dws = end_q ? count_q : BITS'(LANES);
  assign emit_data = end_q ? rest_q : row[WORD-1:0];

`ifndef SYNTHESIS
  always_ff @(posedge clk)
    if (!rst && valid) begin
      a_whole_dws: assert (bytes[1:0] == 2'b0 && bytes != '0);
      a_lanes: assert (int'(bytes) <= W / 8);
    end
`endif

  logic unused;
  assign unused = ^bytes[1:0];

endmodule
