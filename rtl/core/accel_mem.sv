// SPDX-License-Identifier: BSD-3-Clause
// Device memory: lines of W bits, one read port and one write port with byte enables. A
// read of the line that is written in the same clock is undefined on some devices, so the
// pipeline never makes one. A sweep zeroes all lines after reset.
module accel_mem #(
  parameter int W = 128,            // bits of a line
  parameter int LINES_LOG2 = 14
) (
  input  logic clk, rst,
  output logic ready,               // the sweep is over
  input  logic read,
  input  logic [LINES_LOG2-1:0] read_line,
  output logic [W-1:0] read_data,   // one clock later, until the next read
  input  logic [W/8-1:0] write,     // bytes of write_line
  input  logic [LINES_LOG2-1:0] write_line,
  input  logic [W-1:0] write_data
);

  logic [W-1:0] lines [2**LINES_LOG2] /* verilator public_flat_rw */;

  logic [LINES_LOG2:0] sweep;       // next line to zero; its top bit: all are
  logic [W/8-1:0] enable;
  logic [LINES_LOG2-1:0] line;
  logic [W-1:0] data;

  assign ready = sweep[LINES_LOG2];

  always_ff @(posedge clk) begin
    if (rst) sweep <= '0;
    else if (!ready) sweep <= sweep + 1'b1;
  end

  always_comb begin
    enable = write;
    line = write_line;
    data = write_data;
    if (!ready) begin
      enable = '1;
      line = sweep[LINES_LOG2-1:0];
      data = '0;
    end
  end

  always_ff @(posedge clk) begin
    for (int i = 0; i < W / 8; i++) begin
      if (enable[i]) lines[line][i*8 +: 8] <= data[i*8 +: 8];
    end
  end

  always_ff @(posedge clk) begin
    if (read) read_data <= lines[read_line];
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    if (!rst) begin
      no_access_before_ready: assert (ready || (!read && write == '0));
      no_collision: assert (!(read && write != '0 && read_line == write_line));
    end
  end
`endif

endmodule
