// SPDX-License-Identifier: BSD-3-Clause
// Reports that all writes which the core took have had their effect, interrupts among it. An
// access to BAR4, or a refusal, waits for that.
module settle (
  input  logic clk, rst,
  input  logic taken,                     // pulse: the last beat of a write
  input  logic retire,                    // pulse: a write has had its effect
  output logic settled
);

  logic [7:0] writes;                     // under way

  always_ff @(posedge clk) begin
    if (rst) begin
      writes <= '0;
      settled <= 1'b1;
    end else begin
      writes <= writes + 8'(taken) - 8'(retire);
      settled <= writes == '0 && !taken;
    end
  end

endmodule
