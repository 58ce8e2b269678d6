// SPDX-License-Identifier: BSD-3-Clause
// Maximum of two binary32 numbers: float_max() of src/device/accel/float.h, bit for bit.
// A number wins over a NaN, quiet or signalling, and +0 over -0.
`include "accel_regs.svh"

module f32_max (
  input  logic [31:0] a,
  input  logic [31:0] b,
  output logic [31:0] larger
);

  logic        nan_a, nan_b;
  logic [31:0] rank_a, rank_b;   // unsigned integers in the order of the numbers

  assign nan_a = &a[30:23] && |a[22:0];
  assign nan_b = &b[30:23] && |b[22:0];
  assign rank_a = {!a[31], a[30:0] ^ {31{a[31]}}};
  assign rank_b = {!b[31], b[30:0] ^ {31{b[31]}}};

  always_comb begin
    if (nan_a && nan_b) begin
      larger = `ACCEL_F32_NAN;
    end else if (nan_b) begin
      larger = a;
    end else if (nan_a || rank_a < rank_b) begin
      larger = b;
    end else begin
      larger = a;
    end
  end

endmodule
