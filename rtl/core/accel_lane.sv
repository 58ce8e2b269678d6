// SPDX-License-Identifier: BSD-3-Clause
// Combines 32 bits of a line with 32 bits of data. The result of each combination comes
// after accel_pkg::F32_ADD_CLOCKS clocks, one a clock.
module accel_lane (
  input  logic clk,
  input  accel_slot_pkg::mix_t mix,
  input  logic [31:0] old, data,
  output logic [31:0] result
);

  localparam int Clocks = accel_pkg::F32_ADD_CLOCKS;

  logic [31:0] sum, max, simple;
  logic [31:0] delayed [Clocks];
  logic [Clocks-1:0] is_sum;

  f32_add u_add (.clk(clk), .a(old), .b(data), .sum(sum));
  f32_max u_max (.a(old), .b(data), .larger(max));

  always_comb begin
    case (mix)
      accel_slot_pkg::MIX_ADD_U32: simple = old + data;
      accel_slot_pkg::MIX_MAX_U32: simple = old > data ? old : data;
      accel_slot_pkg::MIX_MAX_F32: simple = max;
      accel_slot_pkg::MIX_XOR: simple = old ^ data;
      default: simple = data;
    endcase
  end

  always_ff @(posedge clk) begin
    delayed[0] <= simple;
    for (int i = 1; i < Clocks; i++) delayed[i] <= delayed[i-1];
    is_sum <= {is_sum[Clocks-2:0], mix == accel_slot_pkg::MIX_ADD_F32};
  end

  assign result = is_sum[Clocks-1] ? sum : delayed[Clocks-1];

endmodule
