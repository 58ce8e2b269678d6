// SPDX-License-Identifier: BSD-3-Clause
// A binary32 number as bfloat16, to nearest even: float_to_bf16() of
// src/device/accel/float.h, bit for bit. A NaN keeps its sign and the top of its payload
// and becomes quiet.
module f32_to_bf16 (
  input  logic [31:0] a,
  output logic [15:0] narrow
);

  localparam logic [30:0] INFINITE = 31'h7f800000;
  localparam logic [15:0] QUIET = 16'h0040;

  logic up;

  // A carry of the fraction counts the exponent up, to infinity in the end
  assign up = a[15] && (a[16] || |a[14:0]);
  assign narrow = a[30:0] > INFINITE ? a[31:16] | QUIET : a[31:16] + {15'd0, up};

endmodule
