// SPDX-License-Identifier: BSD-3-Clause
// A pass: an operation from memory to memory, through the same pipeline as writes that
// arrive. It goes in steps, each from one source line to one line of the destination. A
// step reads its source, turns it to the bytes of the destination, and waits in a queue
// for its write. An operation that reads memory takes two slots a step. Others need one:
// the write of a step goes together with the read of a later one.
module accel_pass #(
  parameter int W = 128,
  parameter int MEM_LOG2 = 18,
  parameter int LINES_LOG2 = MEM_LOG2 - $clog2(W / 8)
) (
  input  logic clk, rst,
  input  logic start,               // pulse; ignored while busy
  input  accel_pkg::pass_t pass,
  output logic busy,
  output logic done, error,         // pulses: it has ended; it is refused
  output logic [7:0] bytes_read, bytes_written,   // by the slot of this clock
  // Slots, as accel_pipe has them
  output logic slot_valid,
  input  logic slot_ready,
  output accel_slot_pkg::read_t slot_read,
  output logic [LINES_LOG2-1:0] slot_read_line,
  output logic [W/8-1:0] slot_write,
  output logic [LINES_LOG2-1:0] slot_write_line,
  output accel_slot_pkg::shape_t slot_shape,
  output accel_slot_pkg::mix_t slot_mix,
  output logic [W-1:0] slot_data,
  input  logic source,              // read_data is a line that was read here
  input  logic [W-1:0] read_data
);

  localparam int Bytes = W / 8;
  localparam int LineBits = $clog2(Bytes);
  // From the last slot until its write has had its effect
  localparam int Settle = accel_pkg::F32_ADD_CLOCKS + 1;
  localparam logic [41:0] MemSize = 42'd1 << MEM_LOG2;

  typedef enum logic [1:0] {
    IDLE,
    CHECK,
    RUN,
    SETTLE
  } state_t;

  state_t state;
  logic [7:0] number;
  logic [39:0] src, dst;
  logic [31:0] left;                // source bytes
  logic [2:0] wait_left;
  accel_slot_pkg::op_t op;

  accel_op u_op (.number(number), .op(op));

  // Bytes that a number of source bytes become
  logic [41:0] dst_length;
  logic aligned, in_memory, apart, valid;
  logic [1:0] src_mask, dst_mask;

  always_comb begin
    dst_length = 42'(left);
    src_mask = 2'b11;
    dst_mask = 2'b11;
    case (op.shape)
      accel_slot_pkg::SHAPE_NARROW: begin
        dst_length = 42'(left) >> 1;
        dst_mask = 2'b01;
      end
      accel_slot_pkg::SHAPE_WIDE: begin
        dst_length = {9'd0, left, 1'b0};
        src_mask = 2'b01;
      end
      default: if (op.log2 == 2'd0) begin
        src_mask = 2'b00;
        dst_mask = 2'b00;
      end
    endcase
  end

  assign aligned = (src[1:0] & src_mask) == '0 && (left[1:0] & src_mask) == '0 &&
                   (dst[1:0] & dst_mask) == '0;
  assign in_memory = {2'b00, src} + 42'(left) <= MemSize && {2'b00, dst} + dst_length <= MemSize;
  // In place is valid; other overlaps would depend on the order
  assign apart = (src == dst && op.shape == accel_slot_pkg::SHAPE_SAME) ||
                 {2'b00, src} + 42'(left) <= {2'b00, dst} ||
                 {2'b00, dst} + dst_length <= {2'b00, src};
  assign valid = op.known && aligned && in_memory && apart;

  // The next step: as far as both lines go
  logic [LineBits-1:0] src_at, dst_at, turn;
  logic [LineBits+1:0] src_room, dst_room, room, count, dst_count;
  logic [31:0] step_bytes;

  assign src_at = src[LineBits-1:0];
  assign dst_at = dst[LineBits-1:0];
  assign src_room = (LineBits + 2)'(Bytes) - (LineBits + 2)'(src_at);
  assign room = (LineBits + 2)'(Bytes) - (LineBits + 2)'(dst_at);

  always_comb begin
    dst_room = room;
    turn = dst_at - src_at;
    case (op.shape)
      accel_slot_pkg::SHAPE_NARROW: begin
        dst_room = room << 1;
        turn = (dst_at << 1) - src_at;
      end
      accel_slot_pkg::SHAPE_WIDE: begin
        dst_room = room >> 1;
        turn = (dst_at >> 1) - src_at;
      end
      default: ;
    endcase
    count = src_room < dst_room ? src_room : dst_room;
    if (left < 32'(count)) count = left[LineBits+1:0];
    dst_count = count;
    case (op.shape)
      accel_slot_pkg::SHAPE_NARROW: dst_count = count >> 1;
      accel_slot_pkg::SHAPE_WIDE: dst_count = count << 1;
      default: ;
    endcase
  end
  assign step_bytes = 32'(count);

  // A step whose source is being read
  logic step_taken;
  logic [LINES_LOG2-1:0] read_line;
  logic [LineBits-1:0] read_turn;
  logic [LineBits:0] read_count;    // bytes of the destination
  logic [Bytes-1:0] read_mask, step_mask;

  always_comb begin
    for (int i = 0; i < Bytes; i++) begin
      step_mask[i] = i >= 32'(dst_at) && i < 32'(dst_at) + 32'(dst_count);
    end
  end

  // Byte i of a line goes to byte i + read_turn
  logic [W-1:0] turned;

  always_comb begin
    turned = read_data;
    for (int i = 0; i < LineBits; i++) begin
      if (read_turn[i]) turned = turned << (8 << i) | turned >> (W - (8 << i));
    end
  end

  // Steps whose data are here
  logic queue_put, queue_valid, queue_taken;
  logic [1:0] unused_room;
  logic [W-1:0] queue_data;
  logic [Bytes-1:0] queue_mask;
  logic [LINES_LOG2-1:0] queue_line;
  logic [LineBits:0] queue_count;

  assign queue_put = source && op.writes;

  accel_fifo #(.WIDTH(W + Bytes + LineBits + 1 + LINES_LOG2), .DEPTH_LOG2(1)) u_queue (
    .clk(clk),
    .rst(rst),
    .in_valid(queue_put),
    .in_data({turned, read_mask, read_count, read_line}),
    .room(unused_room),
    .out_valid(queue_valid),
    .out_ready(queue_taken),
    .out_data({queue_data, queue_mask, queue_count, queue_line})
  );

  logic reads_source;               // the slot is to read the next step's source

  // There is room: a slot that reads a source takes a step from the queue, or the queue is
  // empty, and then a step is in it two clocks later
  assign reads_source = state == RUN && left != '0 && !(op.reads && queue_valid);
  assign slot_valid = reads_source || queue_valid;
  assign step_taken = slot_ready && reads_source;
  assign queue_taken = slot_ready && queue_valid;

  always_comb begin
    slot_read = accel_slot_pkg::READ_NONE;
    slot_read_line = src[MEM_LOG2-1:LineBits];
    if (reads_source) slot_read = accel_slot_pkg::READ_SOURCE;
    if (op.reads && queue_valid) begin
      slot_read = accel_slot_pkg::READ_COMBINE;
      slot_read_line = queue_line;
    end
  end
  assign slot_write = queue_valid ? queue_mask : '0;
  assign slot_write_line = queue_line;
  assign slot_shape = op.shape;
  assign slot_mix = op.mix;
  assign slot_data = queue_data;

  always_comb begin
    bytes_read = '0;
    bytes_written = '0;
    if (step_taken) bytes_read = 8'(count);
    if (queue_taken) bytes_written = 8'(queue_count);
    if (queue_taken && op.reads) bytes_read = 8'(queue_count);
  end

  always_ff @(posedge clk) begin
    done <= 1'b0;
    error <= 1'b0;
    wait_left <= wait_left - 3'd1;
    if (step_taken) begin
      src <= src + 40'(count);
      dst <= dst + 40'(dst_count);
      left <= left - step_bytes;
      read_line <= dst[MEM_LOG2-1:LineBits];
      read_turn <= turn;
      read_count <= dst_count[LineBits:0];
      read_mask <= step_mask;
    end
    case (state)
      IDLE: if (start) begin
        state <= CHECK;
        number <= pass.op;
        src <= pass.src;
        dst <= pass.dst;
        left <= pass.length;
      end
      CHECK: begin
        state <= valid ? RUN : IDLE;
        error <= !valid;
      end
      RUN: if (left == '0 && !source && !queue_valid) begin
        state <= SETTLE;
        wait_left <= 3'(Settle);
      end
      default: if (wait_left == '0) begin
        state <= IDLE;
        done <= 1'b1;
      end
    endcase
    if (rst) begin
      state <= IDLE;
      done <= 1'b0;
      error <= 1'b0;
    end
  end

  assign busy = state != IDLE;

`ifndef SYNTHESIS
  logic [accel_pkg::F32_ADD_CLOCKS:0] writing;

  always_ff @(posedge clk) begin
    writing <= {writing[accel_pkg::F32_ADD_CLOCKS-1:0], queue_taken};
    if (rst) writing <= '0;
    if (!rst && done) begin
      writes_come_before_the_end: assert (writing == '0);
    end
    if (!rst && step_taken) begin
      steps_go_on: assert (count != '0);
      steps_stay_in_memory: assert (src < 40'(MemSize) && dst < 40'(MemSize));
    end
  end
`endif

endmodule
