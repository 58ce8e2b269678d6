// SPDX-License-Identifier: BSD-3-Clause
// One direction of the tap: takes the beats of a stream, decides which TLPs the filters
// take and holds the kept bytes of these until the ring has time for them. The stream
// never waits: a TLP that finds the queue full is lost.
module tap_lane #(
  parameter  int W = 128,           // bits of a beat: 64, 128 or 256
  parameter  int FIFO_LOG2 = 9,     // log2 of the words that wait
  parameter  int TLPS_LOG2 = 6,     // log2 of the TLPs that wait
  localparam int WORD = W < 128 ? 128 : W
) (
  input  logic                  clk,
  input  logic                  rst,
  input  logic [63:0]           ticks,
  input  logic [ 8:0]           snap,       // bytes to keep, in units of 16
  input  tap_pkg::filter_t               filter,

  // Beats of whole DWs, from lane 0 on
  input  logic                  valid,
  input  logic                  first,
  input  logic                  last,
  input  logic [$clog2(W/8):0]  bytes,
  input  logic [W-1:0]          data,

  // Requests of one direction and their completions in the other: tap_match
  output logic [ 7:0]           look_tag,
  input  tap_pkg::asked_t                look_asked,
  output logic                  asks,
  output logic [ 7:0]           asks_tag,
  output tap_pkg::asked_t                asks_asked,

  output logic                  taken,      // pulse: the filters take a TLP
  input  logic [31:0]           number,     // its number
  output logic                  lost,       // pulse, with taken: there is no room for it

  // Queue: heads in order, and words of all of them in one row
  output logic                  head_valid,
  output tap_pkg::head_t                 head,
  input  logic                  head_pop,
  input  logic [FIFO_LOG2:0]    advance,    // words that are not needed any more
  output logic [WORD-1:0]       word        // first word, as it was one clock ago
);

  localparam int LANES_BITS = $clog2(WORD / 32) + 1;

  logic                  emit, emit_first, emit_last;
  logic [LANES_BITS-1:0] emit_dws;
  logic [WORD-1:0]       emit_data;
  tap_pack #(.W(W), .WORD(WORD)) u_pack (
    .clk        (clk),
    .rst        (rst),
    .valid      (valid),
    .first      (first),
    .last       (last),
    .bytes      (bytes),
    .data       (data),
    .emit       (emit),
    .emit_first (emit_first),
    .emit_last  (emit_last),
    .emit_dws   (emit_dws),
    .emit_data  (emit_data)
  );

  // Words wait until the filters know the start of their TLP
  logic [4:0]            valid_q, first_q, last_q;
  logic [LANES_BITS-1:0] dws_q1, dws_q2, dws_q3, dws_q4, dws_q5;
  logic [WORD-1:0]       data_q1, data_q2, data_q3, data_q4, data_q5;
  always_ff @(posedge clk) begin
    valid_q <= {valid_q[3:0], emit};
    first_q <= {first_q[3:0], emit_first};
    last_q  <= {last_q[3:0], emit_last};
    dws_q1  <= emit_dws;
    dws_q2  <= dws_q1;
    dws_q3  <= dws_q2;
    dws_q4  <= dws_q3;
    dws_q5  <= dws_q4;
    data_q1 <= emit_data;
    data_q2 <= data_q1;
    data_q3 <= data_q2;
    data_q4 <= data_q3;
    data_q5 <= data_q4;
    if (rst)
      valid_q <= '0;
  end

  // The first 8 DWs of the TLP whose word is the second in the row
  logic [255:0] start_q;
  if (WORD < 256) begin : g_start
    logic second_q;
    always_ff @(posedge clk)
      if (valid_q[0]) begin
        second_q <= first_q[0];
        if (first_q[0])
          start_q <= {128'b0, data_q1};
        else if (second_q)
          start_q[255:128] <= data_q1;
      end
  end else begin : g_start
    always_ff @(posedge clk)
      if (valid_q[0] && first_q[0])
        start_q <= data_q1;
  end

  logic   pass, answered;
  tap_match u_match (
    .clk        (clk),
    .filter     (filter),
    .start      (start_q),
    .look_tag   (look_tag),
    .look_asked (look_asked),
    .pass       (pass),
    .asks       (answered),
    .tag        (asks_tag),
    .asked      (asks_asked)
  );

  // The word at the end of the row, within its TLP
  logic        in_valid, in_first, in_last, within_q, ends;
  logic [10:0] dws_before_q, dws_before, dws;
  logic [11:0] dws_sum;
  logic [ 8:0] index_q, index;
  always_comb begin
    in_valid = valid_q[4] && (first_q[4] || within_q);
    in_first = first_q[4];
    in_last = last_q[4];
    ends = in_valid && in_last;
    dws_before = in_first ? '0 : dws_before_q;
    dws_sum = {1'b0, dws_before} + 12'(dws_q5);
    dws = dws_sum[11] ? '1 : dws_sum[10:0];
    index = in_first ? '0 : index_q;
  end
  assign asks = ends && answered;

  // The queue of words. Words of a TLP count only once it is whole and taken.
  logic [WORD-1:0]    words [0:2**FIFO_LOG2-1];
  logic [FIFO_LOG2:0] front_q, back_q, back, whole_q;
  logic [8:0]         snap_words;
  logic               keep, full, miss_q, miss;
  assign snap_words = 9'((10'(snap) + 10'(WORD / 128 - 1)) / 10'(WORD / 128));
  always_comb begin
    back = in_first ? whole_q : back_q;
    keep = index < snap_words;
    full = (back - front_q) == {1'b1, {FIFO_LOG2{1'b0}}};
    miss = (keep && full) || (miss_q && !in_first);
  end
  always_ff @(posedge clk) begin
    if (in_valid && keep && !full)
      words[back[FIFO_LOG2-1:0]] <= data_q5;
    word <= words[front_q[FIFO_LOG2-1:0]];
  end

  // The queue of heads
  logic [tap_pkg::HEAD_BITS-1:0] heads [0:2**TLPS_LOG2-1];
  logic [TLPS_LOG2:0]   head_front_q, head_back_q;
  logic                 heads_full, push;
  tap_pkg::head_t                pushed;
  always_comb begin
    heads_full = (head_back_q - head_front_q) == {1'b1, {TLPS_LOG2{1'b0}}};
    taken = ends && pass;
    lost = taken && (miss || heads_full);
    push = taken && !lost;
    pushed.ticks = ticks;
    pushed.number = number;
    pushed.dws = dws;
    pushed.kept = dws > {snap, 2'b0} ? {snap, 2'b0} : dws;
  end
  always_ff @(posedge clk)
    if (push)
      heads[head_back_q[TLPS_LOG2-1:0]] <= pushed;
  assign head = heads[head_front_q[TLPS_LOG2-1:0]];
  assign head_valid = head_back_q != head_front_q;

  always_ff @(posedge clk) begin
    if (in_valid) begin
      within_q     <= !in_last;
      dws_before_q <= dws;
      index_q      <= &index ? index : index + 9'd1;
      back_q       <= back + (FIFO_LOG2+1)'(keep && !full);
      miss_q       <= miss;
    end
    if (push) begin
      head_back_q <= head_back_q + (TLPS_LOG2+1)'(1);
      whole_q     <= back + (FIFO_LOG2+1)'(keep && !full);
    end
    head_front_q <= head_front_q + (TLPS_LOG2+1)'(head_pop);
    front_q      <= front_q + advance;
    if (rst) begin
      within_q     <= 1'b0;
      head_back_q  <= '0;
      head_front_q <= '0;
      whole_q      <= '0;
      front_q      <= '0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk)
    if (!rst) begin
      a_head: assert (!head_pop || head_valid);
      a_words: assert (advance <= whole_q - front_q);
    end
`endif

endmodule
