// SPDX-License-Identifier: BSD-3-Clause
// A short FIFO in distributed memory; its first item is there without a request.
module accel_fifo #(
  parameter int WIDTH = 128,
  parameter int DEPTH_LOG2 = 3
) (
  input  logic clk, rst,
  input  logic in_valid,            // there must be room
  input  logic [WIDTH-1:0] in_data,
  output logic [DEPTH_LOG2:0] room,
  output logic out_valid,
  input  logic out_ready,
  output logic [WIDTH-1:0] out_data
);

  localparam logic [DEPTH_LOG2:0] Depth = {1'b1, {DEPTH_LOG2{1'b0}}};

  logic [WIDTH-1:0] items [2**DEPTH_LOG2];
  logic [DEPTH_LOG2:0] put, taken;  // counts, modulo twice the depth

  assign room = Depth - (put - taken);
  assign out_valid = put != taken;
  assign out_data = items[taken[DEPTH_LOG2-1:0]];

  always_ff @(posedge clk) begin
    if (in_valid) items[put[DEPTH_LOG2-1:0]] <= in_data;
  end

  always_ff @(posedge clk) begin
    if (in_valid) put <= put + 1'b1;
    if (out_valid && out_ready) taken <= taken + 1'b1;
    if (rst) begin
      put <= '0;
      taken <= '0;
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    if (!rst && in_valid) there_is_room: assert (room != '0);
  end
`endif

endmodule
