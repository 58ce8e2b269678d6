// SPDX-License-Identifier: BSD-3-Clause
// The ring of the tap: appends TLPs that wait in two queues, in the order of their
// numbers, at 16 bytes a clock. It never writes between the position that software has
// read and its own, so a record that does not fit is lost.
module tap_ring #(
  parameter  int W = 128,           // bits of a beat
  parameter  int TAP_LOG2 = 14,     // log2 of the ring's bytes
  parameter  int FIFO_LOG2 = 9,     // of tap_lane
  parameter  bit [27:0] START = 0,  // position after reset
  localparam int WORD = W < 128 ? 128 : W
) (
  input  logic                clk,
  input  logic                rst,

  input  logic                rx_valid,
  input  tap_pkg::head_t               rx_head,
  output logic                rx_pop,
  output logic [FIFO_LOG2:0]  rx_advance,
  input  logic [WORD-1:0]     rx_word,
  input  logic                tx_valid,
  input  tap_pkg::head_t               tx_head,
  output logic                tx_pop,
  output logic [FIFO_LOG2:0]  tx_advance,
  input  logic [WORD-1:0]     tx_word,

  // Positions, in units of 16 bytes
  input  logic [27:0]         read,
  output logic [27:0]         write,
  output logic                lost,       // pulse

  input  logic [TAP_LOG2-3:0] peek,       // a DW of the ring
  output logic [31:0]         peek_data   // one clock later
);

  localparam int UNITS = WORD / 128;
  localparam logic [27:0] SIZE = 28'(1) << (TAP_LOG2 - 4);

  // The TLP to write next
  logic  next_valid_q, next_tx_q;
  tap_pkg::head_t next_q;
  logic  next_done;
  logic  choose_tx, choose;
  always_comb begin
    // Numbers wrap around
    choose_tx = tx_valid &&
                (!rx_valid || $signed(tx_head.number - rx_head.number) < 32'sd0);
    choose = (rx_valid || tx_valid) && (!next_valid_q || next_done);
    rx_pop = choose && !choose_tx;
    tx_pop = choose && choose_tx;
  end
  always_ff @(posedge clk) begin
    if (choose) begin
      next_q    <= choose_tx ? tx_head : rx_head;
      next_tx_q <= choose_tx;
    end
    next_valid_q <= !rst && (choose || (next_valid_q && !next_done));
  end

  // One step a clock: the header of a record, then its units
  logic [ 8:0] next_units;           // of kept bytes
  logic [27:0] used, end_q;          // end_q: of the records begun
  logic        fits, start, drop;
  logic        busy_q, tx_q;
  logic [ 8:0] left_q;
  logic        odd_q;                // upper half of a word of 256 bits
  logic        last_step, word_done;
  always_comb begin
    next_units = next_q.kept[10:2] + 9'(|next_q.kept[1:0]);
    used = end_q - read;
    fits = used <= SIZE && 28'(next_units) < SIZE - used;
    start = next_valid_q && !busy_q && fits;
    drop = next_valid_q && !busy_q && !fits;
    next_done = start || drop;
    last_step = busy_q ? left_q == 9'd1 : next_units == '0;
    word_done = busy_q && (UNITS == 1 || odd_q || last_step);
  end
  assign lost = drop;

  logic [FIFO_LOG2:0] advance;
  logic               advance_tx;
  always_comb begin
    advance = (FIFO_LOG2+1)'(word_done);
    advance_tx = tx_q;
    if (drop) begin
      advance = (FIFO_LOG2+1)'((10'(next_units) + 10'(UNITS - 1)) / 10'(UNITS));
      advance_tx = next_tx_q;
    end
    rx_advance = advance_tx ? '0 : advance;
    tx_advance = advance_tx ? advance : '0;
  end

  logic [31:0] expect_q;             // number of the TLP after the last record
  always_ff @(posedge clk) begin
    if (start) begin
      busy_q   <= !last_step;
      tx_q     <= next_tx_q;
      left_q   <= next_units;
      odd_q    <= 1'b0;
      end_q    <= end_q + 28'(next_units) + 28'd1;
      expect_q <= next_q.number + 32'd1;
    end else if (busy_q) begin
      busy_q   <= !last_step;
      left_q   <= left_q - 9'd1;
      odd_q    <= !odd_q;
    end
    if (rst) begin
      busy_q   <= 1'b0;
      end_q    <= START;
      expect_q <= '0;
    end
  end

  // One clock later, when the word is there: write
  logic         put_q, put_head_q, put_tx_q, put_odd_q, put_last_q;
  logic [127:0] put_header_q;
  logic [ 31:0] info;
  logic         cut, loss;
  always_comb begin
    cut = next_q.kept != next_q.dws;
    loss = next_q.number != expect_q;
    info = {3'b0, next_q.kept, 2'b0, loss, cut, next_tx_q, next_q.dws, 2'b0};
  end
  always_ff @(posedge clk) begin
    put_q        <= !rst && (start || busy_q);
    put_head_q   <= start;
    put_tx_q     <= tx_q;
    put_odd_q    <= odd_q;
    put_last_q   <= last_step;
    put_header_q <= {next_q.ticks, next_q.number, info};
  end

  logic [WORD-1:0] put_word;
  logic [   127:0] put_unit;
  logic [    27:0] place_q;
  assign put_word = put_tx_q ? tx_word : rx_word;
  if (UNITS == 1) begin : g_unit
    assign put_unit = put_word;
    logic unused;
    assign unused = put_odd_q;
  end else begin : g_unit
    assign put_unit = put_odd_q ? put_word[WORD-1 -: 128] : put_word[127:0];
  end

  logic [127:0] ring [0:2**(TAP_LOG2-4)-1];
  always_ff @(posedge clk)
    if (put_q)
      ring[place_q[TAP_LOG2-5:0]] <= put_head_q ? put_header_q : put_unit;

  // The position moves with the last unit: software sees it after the record
  always_ff @(posedge clk) begin
    if (put_q) begin
      place_q <= place_q + 28'd1;
      if (put_last_q)
        write <= place_q + 28'd1;
    end
    if (rst) begin
      place_q <= START;
      write   <= START;
    end
  end

  logic [127:0] peek_unit_q;
  logic [  1:0] peek_dw_q;
  always_ff @(posedge clk) begin
    peek_unit_q <= ring[peek[TAP_LOG2-3:2]];
    peek_dw_q   <= peek[1:0];
  end
  assign peek_data = peek_unit_q[32*peek_dw_q +: 32];

`ifndef SYNTHESIS
  always_ff @(posedge clk)
    if (!rst) begin
      a_place: assert (!(start && !put_q) || place_q == end_q);
      a_room: assert (!start || end_q + 28'(next_units) + 28'd1 - read <= SIZE);
    end
`endif

endmodule
