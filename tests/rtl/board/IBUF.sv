// SPDX-License-Identifier: BSD-3-Clause
// Stand-in for lint of rtl/board: Xilinx's input buffer
module IBUF (
  input  logic I,
  output logic O
);
  assign O = I;
endmodule
