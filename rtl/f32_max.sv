// SPDX-License-Identifier: BSD-3-Clause
// Maximum of two binary32 numbers: float_max() of src/device/accel/float.h, bit for bit.
// A number wins over a NaN, quiet or signalling, and +0 over -0.
`include "accel_regs.svh"

module f32_max (
  input  logic [31:0] a,
  input  logic [31:0] b,
  output logic [31:0] larger
);

  localparam logic [30:0] INFINITE = 31'h7f800000;

  logic nan_a, nan_b;
  logic less;   // a < b, neither is a NaN

  assign nan_a = a[30:0] > INFINITE;
  assign nan_b = b[30:0] > INFINITE;

  // Numbers have the order of integers in sign and magnitude, and -0 is below +0
  always_comb begin
    if (a[31] != b[31]) begin
      less = a[31];
    end else begin
      less = a[31] ? a[30:0] > b[30:0] : a[30:0] < b[30:0];
    end
  end

  always_comb begin
    if (nan_a && nan_b) begin
      larger = `ACCEL_F32_NAN;
    end else if (nan_b) begin
      larger = a;
    end else if (nan_a || less) begin
      larger = b;
    end else begin
      larger = a;
    end
  end

endmodule
