// SPDX-License-Identifier: BSD-3-Clause
// Converts data to the width that elements have in memory. Combinational.
module accel_shape #(
  parameter int W = 128
) (
  input  accel_slot_pkg::shape_t shape,
  input  logic [W-1:0] data,        // narrow: a whole line; wide: the lower half
  output logic [W-1:0] shaped       // narrow: the result in both halves
);

  logic [W/2-1:0] narrow;
  logic [W-1:0] wide;

  for (genvar i = 0; i < W / 32; i++) begin : g_lane
    f32_to_bf16 u_narrow (.a(data[i*32 +: 32]), .narrow(narrow[i*16 +: 16]));
    // bfloat16 is the upper half of binary32
    assign wide[i*32 +: 32] = {data[i*16 +: 16], 16'h0000};
  end

  always_comb begin
    case (shape)
      accel_slot_pkg::SHAPE_NARROW: shaped = {narrow, narrow};
      accel_slot_pkg::SHAPE_WIDE: shaped = wide;
      default: shaped = data;
    endcase
  end

endmodule
