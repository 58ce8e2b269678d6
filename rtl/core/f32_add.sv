// SPDX-License-Identifier: BSD-3-Clause
// Sum of two binary32 numbers, to nearest even: float_add() of src/device/accel/float.c,
// bit for bit. Subnormals are kept, and each NaN sum is ACCEL_F32_NAN. A sum a clock;
// `sum` is that of the operands accel_pkg::F32_ADD_CLOCKS clocks ago.
`include "accel_regs.svh"

module f32_add (
  input  logic        clk,
  input  logic [31:0] a,
  input  logic [31:0] b,
  output logic [31:0] sum
);

  localparam logic [30:0] INFINITE = 31'h7f800000;

  // Numbers are fractions of 24 bits, the implicit one on top, with an exponent of at
  // least 1; below the fraction are guard, round and sticky bit.

  // First clock: find the operand of the larger magnitude (major), and special ones

  logic        swap;
  logic [31:0] major, minor;
  logic        major_normal, minor_normal;
  logic [ 7:0] major_exponent, minor_exponent;

  assign swap = a[30:0] < b[30:0];
  assign major = swap ? b : a;
  assign minor = swap ? a : b;
  assign major_normal = |major[30:23];
  assign minor_normal = |minor[30:23];
  assign major_exponent = major_normal ? major[30:23] : 8'd1;
  assign minor_exponent = minor_normal ? minor[30:23] : 8'd1;

  logic        sign_1, differ_1, nan_1, infinite_1;
  logic [ 7:0] exponent_1, shift_1;
  logic [23:0] major_1, minor_1;

  always_ff @(posedge clk) begin
    sign_1 <= major[31];
    differ_1 <= major[31] != minor[31];
    exponent_1 <= major_exponent;
    shift_1 <= major_exponent - minor_exponent;
    major_1 <= {major_normal, major[22:0]};
    minor_1 <= {minor_normal, minor[22:0]};
    // A NaN is above infinity, so the major operand shows it
    infinite_1 <= major[30:0] == INFINITE;
    nan_1 <= major[30:0] > INFINITE
        || (minor[30:0] == INFINITE && major[31] != minor[31]);
  end

  // Second clock: align, add or subtract

  logic [26:0] aligned;
  logic [31:0] lost;
  logic [26:0] addend;
  logic [27:0] total;

  assign {aligned, lost} = {minor_1, 35'd0} >> shift_1[4:0];
  assign addend = |shift_1[7:5] ? {26'd0, |minor_1} : {aligned[26:1], aligned[0] || |lost};
  // One adder: the carry in makes the two's complement
  assign total = {1'b0, major_1, 3'd0} + ({28{differ_1}} ^ {1'b0, addend}) + {27'd0, differ_1};

  logic        sign_2, differ_2, nan_2, infinite_2;
  logic [ 7:0] exponent_2;
  logic [27:0] total_2;

  always_ff @(posedge clk) begin
    sign_2 <= sign_1;
    differ_2 <= differ_1;
    nan_2 <= nan_1;
    infinite_2 <= infinite_1;
    exponent_2 <= exponent_1;
    total_2 <= total;
  end

  // Third clock: normalize, round

  logic [26:0] normal;
  logic [ 7:0] exponent;   // less 1, as the implicit bit counts it up
  logic        up;
  logic [31:0] magnitude;

  always_comb begin
    normal = total_2[26:0];
    exponent = exponent_2 - 8'd1;
    // Left by 16, 8, 4, 2, 1. A subnormal result has the smallest exponent
    for (int i = 4; i >= 0; i--) begin
      if ((normal >> (27 - (1 << i))) == '0 && (exponent >> i) != '0) begin
        normal = normal << (1 << i);
        exponent = exponent - 8'(1 << i);
      end
    end
    if (total_2[27]) begin
      normal = {total_2[27:2], |total_2[1:0]};
      exponent = exponent_2;
    end
    up = normal[2] && (normal[3] || |normal[1:0]);
    // A carry of the fraction counts the exponent up too
    magnitude = {1'b0, exponent, 23'd0} + {8'd0, normal[26:3]} + {31'd0, up};
  end

  always_ff @(posedge clk) begin
    if (nan_2) begin
      sum <= `ACCEL_F32_NAN;
    end else if (infinite_2 || magnitude >= {1'b0, INFINITE}) begin
      sum <= {sign_2, INFINITE};
    end else if (differ_2 && total_2 == '0) begin
      sum <= '0;
    end else begin
      sum <= {sign_2, magnitude[30:0]};
    end
  end

`ifndef SYNTHESIS
  initial begin
    assert (accel_pkg::F32_ADD_CLOCKS == 3);
  end
  always_ff @(posedge clk) begin
    // The major less the minor one does not wrap
    assert (!(differ_2 && total_2[27]));
  end
`endif

endmodule
