// SPDX-License-Identifier: BSD-3-Clause
// The pipeline in front of memory. A slot issues, reads its line (one clock), combines it
// with its data (as long as a binary32 sum takes) and writes. All slots take this way in
// the same number of clocks, so writes happen in the order of issue, and with a TLP's last
// write all else that it changes. A slot that reads a line with a pending write waits, so
// sums never interleave.
module accel_pipe #(
  parameter int W = 128,
  parameter int LINES_LOG2 = 14
) (
  input  logic clk, rst,
  output logic empty,               // nothing is in flight
  // Slots
  input  logic slot_valid,
  output logic slot_ready,
  input  accel_slot_pkg::read_t slot_read,
  input  logic [LINES_LOG2-1:0] slot_read_line,
  input  logic [W/8-1:0] slot_write,            // bytes of slot_write_line
  input  logic [LINES_LOG2-1:0] slot_write_line,
  input  accel_slot_pkg::shape_t slot_shape,
  input  accel_slot_pkg::mix_t slot_mix,
  input  logic [W-1:0] slot_data,   // narrow: a whole line; wide: the lower half
  input  accel_pkg::commit_t slot_commit,       // valid: in the last slot of a TLP
  output logic source,              // READ_SOURCE of the slot before: mem_read_data has it
  // Memory
  output logic mem_read,
  output logic [LINES_LOG2-1:0] mem_read_line,
  input  logic [W-1:0] mem_read_data,
  output logic [W/8-1:0] mem_write,
  output logic [LINES_LOG2-1:0] mem_write_line,
  output logic [W-1:0] mem_write_data,
  // Effects
  output accel_pkg::commit_t commit,
  output logic busy                 // ingress or a pass accesses memory
);

  localparam int Lanes = W / 32;
  localparam int Last = accel_pkg::F32_ADD_CLOCKS;

  // Stage 0 has the line that was read; stage Last writes
  logic [Last:0] valid, writes;
  logic [W/8-1:0] write [Last+1];
  logic [LINES_LOG2-1:0] line [Last+1];
  accel_pkg::commit_t commits [Last+1];
  accel_slot_pkg::read_t read;
  accel_slot_pkg::mix_t mix;
  logic [W-1:0] shaped, data;

  // Hazards
  logic pending;
  logic [Last:0] commit_valid;

  always_comb begin
    pending = 1'b0;
    for (int i = 0; i <= Last; i++) begin
      if (writes[i] && line[i] == slot_read_line) pending = 1'b1;
    end
    if (slot_read == accel_slot_pkg::READ_NONE) pending = 1'b0;
  end

  // The counters are in RAM: a read, a write, and then the next
  assign slot_ready = !pending && !(slot_commit.valid && commit_valid[0]);
  assign empty = valid == '0;

  assign mem_read = slot_valid && slot_ready && slot_read != accel_slot_pkg::READ_NONE;
  assign mem_read_line = slot_read_line;

  accel_shape #(.W(W)) u_shape (.shape(slot_shape), .data(slot_data), .shaped(shaped));

  always_ff @(posedge clk) begin
    valid <= {valid[Last-1:0], slot_valid && slot_ready};
    writes <= {writes[Last-1:0], slot_valid && slot_ready && slot_write != '0};
    commit_valid <= {commit_valid[Last-1:0], slot_valid && slot_ready && slot_commit.valid};
    if (rst) begin
      valid <= '0;
      writes <= '0;
      commit_valid <= '0;
    end
  end

  always_ff @(posedge clk) begin
    read <= slot_read;
    mix <= slot_mix;
    data <= shaped;
    write[0] <= slot_write;
    line[0] <= slot_write_line;
    commits[0] <= slot_commit;
    for (int i = 1; i <= Last; i++) begin
      write[i] <= write[i-1];
      line[i] <= line[i-1];
      commits[i] <= commits[i-1];
    end
  end

  assign source = valid[0] && read == accel_slot_pkg::READ_SOURCE;

  for (genvar i = 0; i < Lanes; i++) begin : g_lane
    accel_lane u_lane (
      .clk(clk),
      .mix(mix),
      .old(mem_read_data[i*32 +: 32]),
      .data(data[i*32 +: 32]),
      .result(mem_write_data[i*32 +: 32])
    );
  end

  assign mem_write = writes[Last] ? write[Last] : '0;
  assign mem_write_line = line[Last];

  always_comb begin
    commit = commits[Last];
    commit.valid = commit_valid[Last];
  end

  assign busy = writes[Last] || (mem_read && slot_read != accel_slot_pkg::READ_HOST);

`ifndef SYNTHESIS
  // Memory still has the line that a slot combines when it writes
  logic [Last:0] combines;

  always_ff @(posedge clk) begin
    combines <= {combines[Last-1:0],
                 slot_valid && slot_ready && slot_read == accel_slot_pkg::READ_COMBINE};
    if (rst) combines <= '0;
    for (int i = 0; i < Last; i++) begin
      if (!rst && combines[i] && mem_write != '0) begin
        no_update_is_lost: assert (line[i] != mem_write_line);
      end
    end
  end
`endif

endmodule
