// SPDX-License-Identifier: BSD-3-Clause
// A counter of 64 bits.
module accel_counter (
  input  logic        clk,
  input  logic        clear,
  input  logic [13:0] add,
  output logic [63:0] count
);

  always_ff @(posedge clk) begin
    count <= clear ? '0 : count + {50'd0, add};
  end

endmodule
