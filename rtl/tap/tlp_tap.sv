// SPDX-License-Identifier: BSD-3-Clause
// Records the TLPs that the device receives and sends in a ring that software reads while
// they pass. docs/accelerator.md has the registers and the form of a record.
`include "accel_regs.svh"
module tlp_tap #(
  parameter int W = 128,            // bits of a beat: 64, 128 or 256
  parameter int TAP_LOG2 = 14,      // log2 of the ring's bytes, 10 to 18
  parameter int FIFO_LOG2 = 9,      // log2 of the words that wait in each direction
  parameter int TLPS_LOG2 = 6,      // log2 of the TLPs that wait in each direction
  parameter int CLOCK_KHZ = 0,      // 0: not known
  // Positions, in units of 16 bytes, and time after reset: tests begin before a wrap
  parameter bit [27:0] START = 0,
  parameter bit [63:0] TICKS = 0
) (
  input  logic                  clk,
  input  logic                  rst,

  // TLPs as on the link, byte 0 in bits 7:0. No beat waits.
  input  logic                  rx_valid,
  input  logic                  rx_first,
  input  logic                  rx_last,
  input  logic [$clog2(W/8):0]  rx_bytes,
  input  logic [W-1:0]          rx_data,
  input  logic                  tx_valid,
  input  logic                  tx_first,
  input  logic                  tx_last,
  input  logic [$clog2(W/8):0]  tx_bytes,
  input  logic [W-1:0]          tx_data,

  // Registers from ACCEL_REG_TAP_CTRL on, and the window. The request holds until reg_done
  input  logic                  reg_valid,
  input  logic                  reg_write,
  input  logic [19:0]           reg_offset,
  input  logic [31:0]           reg_wdata,
  output logic                  reg_done,
  output logic [31:0]           reg_rdata
);

  localparam int WORD = W < 128 ? 128 : W;

  // A register access takes three clocks: accept, execute, and select from the ring
  logic        busy_q, execute_q, select_q, done_q, write_q, window_q;
  logic [19:0] offset_q;
  logic [31:0] wdata_q;
  always_ff @(posedge clk) begin
    execute_q <= reg_valid && !busy_q;
    select_q  <= execute_q;
    done_q    <= select_q;
    if (reg_valid && !busy_q) begin
      busy_q   <= 1'b1;
      write_q  <= reg_write;
      offset_q <= reg_offset;
      wdata_q  <= reg_wdata;
    end else if (done_q) begin
      busy_q   <= 1'b0;
    end
    if (rst) begin
      busy_q    <= 1'b0;
      execute_q <= 1'b0;
      select_q  <= 1'b0;
      done_q    <= 1'b0;
    end
  end
  assign reg_done = done_q;

  // Registers that software writes
  tap_pkg::filter_t      filter_q;
  logic [ 8:0]  snap_q;
  logic [27:0]  read_q;
  logic         clear_q;
  always_ff @(posedge clk) begin
    clear_q <= 1'b0;
    if (execute_q && write_q)
      case (offset_q)
        20'(`ACCEL_REG_TAP_CTRL): begin
          filter_q.enable  <= (wdata_q & `ACCEL_TAP_CTRL_ENABLE) != '0;
          filter_q.th      <= (wdata_q & `ACCEL_TAP_CTRL_TH) != '0;
          filter_q.only_range  <= (wdata_q & `ACCEL_TAP_CTRL_INSIDE) != '0;
          filter_q.not_range <= (wdata_q & `ACCEL_TAP_CTRL_OUTSIDE) != '0;
          clear_q          <= (wdata_q & `ACCEL_TAP_CTRL_CLEAR) != '0;
        end
        20'(`ACCEL_REG_TAP_SNAP):      snap_q                <= wdata_q[12:4];
        20'(`ACCEL_REG_TAP_BASE):      filter_q.base[29:0]   <= wdata_q[31:2];
        20'(`ACCEL_REG_TAP_BASE) + 4:  filter_q.base[61:30]  <= wdata_q;
        20'(`ACCEL_REG_TAP_LIMIT):     filter_q.limit[29:0]  <= wdata_q[31:2];
        20'(`ACCEL_REG_TAP_LIMIT) + 4: filter_q.limit[61:30] <= wdata_q;
        20'(`ACCEL_REG_TAP_READ):      read_q                <= wdata_q[31:4];
        default: ;
      endcase
    if (clear_q)
      read_q <= START;
    if (rst) begin
      filter_q <= '0;
      snap_q   <= 9'(`ACCEL_TAP_SNAP_MAX >> 4);
      read_q   <= START;
    end
  end

  // The streams
  logic         clear;
  logic [ 63:0] ticks_q;
  logic [ 31:0] number_q, tx_number;
  logic         rx_taken, rx_lost, rx_asks, tx_taken, tx_lost;
  logic [  7:0] rx_tag, tx_look_tag;
  tap_pkg::asked_t       rx_asked, tx_look_asked;
  logic         rx_head_valid, rx_pop, tx_head_valid, tx_pop, ring_lost;
  tap_pkg::head_t        rx_head, tx_head;
  logic [FIFO_LOG2:0] rx_advance, tx_advance;
  logic [WORD-1:0]    rx_word, tx_word;
  assign clear = rst || clear_q;
  assign tx_number = number_q + 32'(rx_taken);

  logic [7:0] rx_look_tag, tx_tag;
  logic       tx_asks;
  tap_pkg::asked_t     tx_asked;
  tap_lane #(.W(W), .FIFO_LOG2(FIFO_LOG2), .TLPS_LOG2(TLPS_LOG2)) u_rx (
    .clk         (clk),
    .rst         (clear),
    .ticks       (ticks_q),
    .snap        (snap_q),
    .filter      (filter_q),
    .valid       (rx_valid),
    .first       (rx_first),
    .last        (rx_last),
    .bytes       (rx_bytes),
    .data        (rx_data),
    .look_tag    (rx_look_tag),
    .look_asked  ('0),
    .asks        (rx_asks),
    .asks_tag    (rx_tag),
    .asks_asked  (rx_asked),
    .taken       (rx_taken),
    .number      (number_q),
    .lost        (rx_lost),
    .head_valid  (rx_head_valid),
    .head        (rx_head),
    .head_pop    (rx_pop),
    .advance     (rx_advance),
    .word        (rx_word)
  );
  tap_lane #(.W(W), .FIFO_LOG2(FIFO_LOG2), .TLPS_LOG2(TLPS_LOG2)) u_tx (
    .clk         (clk),
    .rst         (clear),
    .ticks       (ticks_q),
    .snap        (snap_q),
    .filter      (filter_q),
    .valid       (tx_valid),
    .first       (tx_first),
    .last        (tx_last),
    .bytes       (tx_bytes),
    .data        (tx_data),
    .look_tag    (tx_look_tag),
    .look_asked  (tx_look_asked),
    .asks        (tx_asks),
    .asks_tag    (tx_tag),
    .asks_asked  (tx_asked),
    .taken       (tx_taken),
    .number      (tx_number),
    .lost        (tx_lost),
    .head_valid  (tx_head_valid),
    .head        (tx_head),
    .head_pop    (tx_pop),
    .advance     (tx_advance),
    .word        (tx_word)
  );
  logic unused;
  assign unused = ^{rx_look_tag, tx_asks, tx_tag, tx_asked, offset_q[1:0]};

  // The last request of each tag; a completion comes at least ten clocks after it
  logic [tap_pkg::ASKED_BITS-1:0] asked [0:255];
  logic [tap_pkg::ASKED_BITS-1:0] look_q;
  always_ff @(posedge clk) begin
    if (rx_asks)
      asked[rx_tag] <= rx_asked;
    look_q <= asked[tx_look_tag];
  end
  assign tx_look_asked = look_q;

  logic [27:0] write;
  logic [31:0] peek_data;
  tap_ring #(.W(W), .TAP_LOG2(TAP_LOG2), .FIFO_LOG2(FIFO_LOG2), .START(START)) u_ring (
    .clk        (clk),
    .rst        (clear),
    .rx_valid   (rx_head_valid),
    .rx_head    (rx_head),
    .rx_pop     (rx_pop),
    .rx_advance (rx_advance),
    .rx_word    (rx_word),
    .tx_valid   (tx_head_valid),
    .tx_head    (tx_head),
    .tx_pop     (tx_pop),
    .tx_advance (tx_advance),
    .tx_word    (tx_word),
    .read       (read_q),
    .write      (write),
    .lost       (ring_lost),
    .peek       (offset_q[TAP_LOG2-1:2]),
    .peek_data  (peek_data)
  );

  logic [63:0] lost_q;
  always_ff @(posedge clk) begin
    ticks_q  <= ticks_q + 64'd1;
    number_q <= number_q + 32'(rx_taken) + 32'(tx_taken);
    lost_q   <= lost_q + 64'(rx_lost) + 64'(tx_lost) + 64'(ring_lost);
    if (clear) begin
      number_q <= '0;
      lost_q   <= '0;
    end
    if (rst)
      ticks_q <= TICKS;
  end

  // Reads. The low half of a counter latches the high half.
  logic [31:0] latch_q, rdata_q;
  always_ff @(posedge clk) begin
    window_q <= offset_q[19:18] == 2'(`ACCEL_TAP_WINDOW >> 18) &&
                (18'(offset_q) >> TAP_LOG2) == '0;
    if (execute_q)
      case (offset_q)
        20'(`ACCEL_REG_TAP_CTRL):
          rdata_q <= (filter_q.enable ? `ACCEL_TAP_CTRL_ENABLE : '0) |
                     (filter_q.th ? `ACCEL_TAP_CTRL_TH : '0) |
                     (filter_q.only_range ? `ACCEL_TAP_CTRL_INSIDE : '0) |
                     (filter_q.not_range ? `ACCEL_TAP_CTRL_OUTSIDE : '0);
        20'(`ACCEL_REG_TAP_LOG2):      rdata_q <= 32'(TAP_LOG2);
        20'(`ACCEL_REG_TAP_SNAP):      rdata_q <= {19'b0, snap_q, 4'b0};
        20'(`ACCEL_REG_TAP_KHZ):       rdata_q <= 32'(CLOCK_KHZ);
        20'(`ACCEL_REG_TAP_BASE):      rdata_q <= {filter_q.base[29:0], 2'b0};
        20'(`ACCEL_REG_TAP_BASE) + 4:  rdata_q <= filter_q.base[61:30];
        20'(`ACCEL_REG_TAP_LIMIT):     rdata_q <= {filter_q.limit[29:0], 2'b0};
        20'(`ACCEL_REG_TAP_LIMIT) + 4: rdata_q <= filter_q.limit[61:30];
        20'(`ACCEL_REG_TAP_WRITE):     rdata_q <= {write, 4'b0};
        20'(`ACCEL_REG_TAP_READ):      rdata_q <= {read_q, 4'b0};
        20'(`ACCEL_REG_TAP_LOST):      {latch_q, rdata_q} <= lost_q;
        20'(`ACCEL_REG_TAP_TIME):      {latch_q, rdata_q} <= ticks_q;
        20'(`ACCEL_REG_TAP_LOST) + 4,
        20'(`ACCEL_REG_TAP_TIME) + 4:  rdata_q <= latch_q;
        default:                       rdata_q <= '0;
      endcase
    else if (select_q && window_q)
      rdata_q <= peek_data;
    if (rst)
      latch_q <= '0;
  end
  assign reg_rdata = rdata_q;

endmodule
