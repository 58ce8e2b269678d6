// SPDX-License-Identifier: BSD-3-Clause
// Stand-in for lint of rtl/board: Xilinx's buffer of a transceiver's reference clock
module IBUFDS_GTE2 (
  input  logic I, IB, CEB,
  output logic O, ODIV2
);
  logic unused;
  assign unused = &{1'b0, IB, CEB};
  assign {O, ODIV2} = {2{I}};
endmodule
