// SPDX-License-Identifier: BSD-3-Clause
// The units of binary32 arithmetic side by side, for tests/rtl/test_float.c
module float_bench (
  input  logic        clk,
  input  logic [31:0] a,
  input  logic [31:0] b,
  output logic [31:0] sum,      // F32_ADD_CLOCKS clocks later
  output logic [31:0] larger,   // the others at once
  output logic [15:0] narrow
);

  f32_add add (
    .clk(clk),
    .a(a),
    .b(b),
    .sum(sum)
  );

  f32_max max (
    .a(a),
    .b(b),
    .larger(larger)
  );

  f32_to_bf16 to_bf16 (
    .a(a),
    .narrow(narrow)
  );

endmodule
