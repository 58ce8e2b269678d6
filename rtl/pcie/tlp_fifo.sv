// SPDX-License-Identifier: BSD-3-Clause
// FIFO of whole packets: a packet comes out once its last beat is in. So a receiver sees
// no packet that the hard IP takes back at its end (`discontinue` of UltraScale,
// rx_ecrc_err of 7-series): a last beat with `in_abort` removes all beats of its packet.
//
// A full FIFO stops its input and loses nothing. A packet that has more beats than the
// FIFO could never leave: it is removed whole, as if aborted, and its beats are taken
// until its last. So the FIFO must have the largest packet that is good: header and
// payload. For 1,024 bytes and four DWs of header, 2 to the power of
// $clog2(1040 * 8 / W + 1) beats.
//
// `data` is opaque; put signals that belong to a beat (keep, tuser) into it. One beat a
// clock in and out; a packet of one beat is out two clocks after it is in. The memory is
// read by a registered port, so it becomes block RAM.
module tlp_fifo #(
  parameter int WIDTH = 128,        // bits of `data`
  parameter int DEPTH_LOG2 = 7      // log2 of the beats, at least 1
) (
  input  logic clk, rst,
  input  logic in_valid,
  output logic in_ready,
  input  logic in_last,             // last beat of its packet
  input  logic in_abort,            // with in_last: remove the packet
  input  logic [WIDTH-1:0] in_data,
  output logic out_valid,
  input  logic out_ready,
  output logic out_last,
  output logic [WIDTH-1:0] out_data,
  output logic aborted,             // pulse: a packet was removed by in_abort
  output logic too_long             // pulse: a packet was removed as it has too many beats
);

  localparam logic [DEPTH_LOG2:0] Depth = {1'b1, {DEPTH_LOG2{1'b0}}};

  logic [WIDTH:0] mem [2**DEPTH_LOG2];

  // Counts of beats modulo twice the depth: put, of whole packets, and taken
  logic [DEPTH_LOG2:0] put, whole, taken;
  logic overrun;                    // beats of this packet are dropped until its last

  logic full, store, last, take;

  assign full = put - taken == Depth;
  // Nothing but this packet is inside, so waiting would not help
  assign in_ready = !full || whole == taken;
  assign last = in_valid && in_ready && in_last;
  assign store = in_valid && in_ready && !full && !overrun;
  assign take = whole != taken && (!out_valid || out_ready);

  always_ff @(posedge clk) begin
    if (store) mem[put[DEPTH_LOG2-1:0]] <= {in_last, in_data};
    if (take) {out_last, out_data} <= mem[taken[DEPTH_LOG2-1:0]];
  end

  always_ff @(posedge clk) begin
    aborted <= 1'b0;
    too_long <= 1'b0;
    if (rst) begin
      put <= '0;
      whole <= '0;
      taken <= '0;
      overrun <= 1'b0;
      out_valid <= 1'b0;
    end else begin
      if (last) begin
        if (overrun || !store || in_abort) begin
          put <= whole;
          aborted <= in_abort;
          too_long <= !in_abort;
        end else begin
          put <= put + 1'b1;
          whole <= put + 1'b1;
        end
        overrun <= 1'b0;
      end else if (in_valid && in_ready) begin
        if (store) put <= put + 1'b1;
        else begin
          put <= whole;
          overrun <= 1'b1;
        end
      end
      if (take) begin
        taken <= taken + 1'b1;
        out_valid <= 1'b1;
      end else if (out_ready) out_valid <= 1'b0;
    end
  end

`ifndef SYNTHESIS
  logic held, held_last;
  logic [WIDTH-1:0] held_data;

  always_ff @(posedge clk) begin
    held <= out_valid && !out_ready && !rst;
    held_last <= out_last;
    held_data <= out_data;
    if (!rst) begin
      assert (put - taken <= Depth) else $error("tlp_fifo: more beats than it has");
      assert (!held || (out_valid && out_last == held_last && out_data == held_data))
        else $error("tlp_fifo: a beat that waits has changed");
    end
  end
`endif

endmodule
