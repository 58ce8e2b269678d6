// SPDX-License-Identifier: BSD-3-Clause
// Event bits that stay until software clears them, a mask of those that interrupt, and the
// first write that raised an error. An interrupt is due when a chosen bit becomes set, or a
// set bit becomes chosen: never twice for one setting of a bit.
`include "accel_regs.svh"

module accel_events #(
  parameter int N = $clog2(`ACCEL_EVENT_ALL + 1)
) (
  input  logic         clk,
  input  logic         rst,
  input  logic [N-1:0] clear,       // bits that software clears
  input  logic         choose,      // the mask becomes `chosen`
  input  logic [N-1:0] chosen,
  input  logic [N-1:0] faults,      // errors of a write to BAR2, at `fault_offset`
  input  logic [39:0]  fault_offset,
  input  logic [31:0]  fault_st,    // ACCEL_REG_EVENT_ST
  input  logic [N-1:0] others,      // bits raised by anything else
  output logic [N-1:0] status,
  output logic [N-1:0] mask,
  output logic [39:0]  first_offset,
  output logic [31:0]  first_st,
  output logic         due          // pulse: one clock later, as the other outputs
);

  localparam logic [N-1:0] Errors = N'(`ACCEL_EVENT_ENTRY | `ACCEL_EVENT_RANGE |
                                       `ACCEL_EVENT_PARTIAL | `ACCEL_EVENT_POISON);

  logic [N-1:0] raised, kept, next_mask;

  assign raised = faults | others;
  assign kept = status & ~clear;
  assign next_mask = choose ? chosen : mask;

  always_ff @(posedge clk) begin
    status <= kept | raised;
    mask <= next_mask;
    due <= |(raised & ~kept & next_mask) || |(kept & next_mask & ~mask);
    if (|faults && !(|(kept & Errors))) begin
      first_offset <= fault_offset;
      first_st <= fault_st;
    end
    if (rst) begin
      status <= '0;
      mask <= '0;
      due <= 1'b0;
      first_offset <= '0;
      first_st <= '0;
    end
  end

endmodule
