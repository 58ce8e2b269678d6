// SPDX-License-Identifier: BSD-3-Clause
// The ingress block: takes requests, looks up the tags of writes, and makes slots of the
// pipeline from their beats. Requests to registers go to accel_access, in their turn.
//
// Stage A has a beat as it came, and the entry of its tag. Stage B has a beat, the fate
// of its TLP and the place in memory, and offers one slot a beat: two if elements become
// wider, one a line for reads.
module accel_ingress #(
  parameter int W = 128,
  parameter int MEM_LOG2 = 18,
  parameter int PARTS_LOG2 = 4,
  parameter int LINES_LOG2 = MEM_LOG2 - $clog2(W / 8)
) (
  input  logic clk, rst,
  input  logic ready,               // memory, tables and counters can be used
  output logic empty,               // no request is here
  // Requests, as accel_core has them
  input  logic req_valid,
  output logic req_ready,
  input  logic req_first, req_last,
  input  accel_pkg::request_t req,
  input  logic [W-1:0] req_data,
  // Table
  output logic [7:0] look_tag,
  input  accel_pkg::entry_t look_entry,
  input  logic ingress,
  // A beat of a request to registers; those before it have left
  output logic access_valid,
  input  logic access_done,
  output logic access_first, access_last,
  output accel_pkg::request_t access_req,
  output logic [W-1:0] access_data,
  // Slots, as accel_pipe has them
  output logic slot_valid,
  input  logic slot_ready,
  output accel_slot_pkg::read_t slot_read,
  output logic [LINES_LOG2-1:0] slot_line,
  output logic [W/8-1:0] slot_write,
  output accel_slot_pkg::shape_t slot_shape,
  output accel_slot_pkg::mix_t slot_mix,
  output logic [W-1:0] slot_data,
  output accel_pkg::commit_t slot_commit,
  output logic slot_host,           // a read by the host
  output logic slot_first, slot_last,           // of its request
  output logic slot_ok              // with slot_host: it is in memory
);

  localparam int Bytes = W / 8;
  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);
  localparam int LineBits = $clog2(Bytes);
  // log2 of a partition's lines
  localparam int PartLines = MEM_LOG2 - PARTS_LOG2 - LineBits;
  localparam logic [LINES_LOG2-1:0] InPart = LINES_LOG2'(2**PartLines - 1);

  // Stage A
  logic a_valid, a_first, a_last, a_done, a_moves;
  accel_pkg::request_t a_req;
  logic [W-1:0] a_data;

  // Stage B. `left` counts DWs of the request from this line on, `start` is the lane of
  // the first of them.
  logic b_valid, b_last, b_write, b_in_memory, b_move, b_head, b_begun, b_half, b_several;
  logic [W-1:0] b_data;
  logic [3:0] b_first_be, b_last_be;
  logic [LINES_LOG2-1:0] b_line;
  logic [LaneBits-1:0] b_start;
  logic [10:0] b_left;
  logic [5:0] b_partition;
  logic [1:0] b_log2;
  accel_slot_pkg::shape_t b_shape;
  accel_slot_pkg::mix_t b_mix;
  logic b_reads;
  accel_pkg::commit_t b_commit;
  logic b_steps, b_done, b_final, b_two;
  logic [10:0] b_room;

  accel_slot_pkg::op_t op;
  accel_pkg::commit_t commit;
  logic move, in_memory;

  accel_resolve #(.MEM_LOG2(MEM_LOG2), .PARTS_LOG2(PARTS_LOG2)) u_resolve (
    .req(a_req),
    .entry(look_entry),
    .ingress(ingress),
    .op(op),
    .move(move),
    .commit(commit),
    .in_memory(in_memory)
  );

  // u_resolve uses the others
  logic unused;
  assign unused = &{1'b0, op.known, op.writes};

  // The entry comes a clock after its tag, so that of a waiting beat is asked for again
  assign look_tag = a_valid && !a_done ? a_req.st[7:0] : req.st[7:0];

  assign a_moves = a_valid && ready && !a_req.regs && (!b_valid || b_done);
  assign a_done = a_moves || access_done;
  assign req_ready = ready && (!a_valid || a_done);

  always_ff @(posedge clk) begin
    if (req_ready) begin
      a_valid <= req_valid;
      a_first <= req_first;
      a_last <= req_last;
      a_req <= req;
      a_data <= req_data;
    end else if (a_done) begin
      a_valid <= 1'b0;
    end
    if (rst) a_valid <= 1'b0;
  end

  assign access_valid = a_valid && ready && a_req.regs && !b_valid;
  assign access_first = a_first;
  assign access_last = a_last;
  assign access_req = a_req;
  assign access_data = a_data;

  assign b_room = 11'(Lanes) - 11'(b_start);
  assign b_final = b_write ? b_last : b_left <= b_room || !b_in_memory;
  assign b_two = b_write && b_shape == accel_slot_pkg::SHAPE_WIDE && b_commit.lands;
  assign b_steps = slot_valid && slot_ready && (!b_two || b_half);
  assign b_done = b_steps && (b_write || b_final);

  always_ff @(posedge clk) begin
    if (b_done) b_valid <= 1'b0;
    if (slot_valid && slot_ready) begin
      b_begun <= 1'b1;
      b_half <= b_two && !b_half;
    end
    if (b_steps) begin
      b_line <= b_line + 1'b1;
      b_left <= b_left <= b_room ? '0 : b_left - b_room;
      b_start <= '0;
      b_head <= 1'b0;
    end
    if (a_moves) begin
      b_valid <= 1'b1;
      b_last <= a_last;
      b_data <= a_data;
      if (a_first) begin
        b_write <= a_req.write;
        b_in_memory <= in_memory;
        b_move <= move;
        b_several <= a_req.length != 11'd1;
        b_first_be <= a_req.first_be;
        b_last_be <= a_req.last_be;
        b_partition <= commit.partition;
        b_log2 <= op.log2;
        b_shape <= op.shape;
        b_mix <= op.mix;
        b_reads <= op.reads;
        b_commit <= commit;
        b_line <= a_req.offset[MEM_LOG2-1:LineBits];
        b_start <= a_req.offset[LineBits-1:2];
        b_left <= a_req.length;
        b_head <= 1'b1;
        b_begun <= 1'b0;
        b_half <= 1'b0;
      end
    end
    if (rst) b_valid <= 1'b0;
  end

  // Bytes of the beat that take part: enabled, of elements that are wholly enabled
  logic [Bytes-1:0] enable;
  logic [3:0] be;
  logic [10:0] dw;

  always_comb begin
    enable = '0;
    be = '0;
    dw = '0;
    for (int i = 0; i < Lanes; i++) begin
      dw = 11'(i) - 11'(b_start);       // DWs from the first one of this beat
      be = 4'hf;
      if (b_several && dw + 11'd1 == b_left) be = b_last_be;
      if (b_head && dw == '0) be = b_first_be;
      if (i < 32'(b_start) || dw >= b_left) be = 4'h0;
      case (b_log2)
        2'd0: ;
        2'd1: be = {{2{&be[3:2]}}, {2{&be[1:0]}}};
        default: be = {4{&be}};
      endcase
      enable[i*4 +: 4] = be;
    end
  end

  // The same bytes and their line as they lie in memory
  logic [Bytes-1:0] narrow, wide;
  logic [LINES_LOG2-1:0] part_line, scaled;
  logic high;                       // the beat is for the upper half of a line

  assign part_line = b_line & InPart;
  assign high = b_line[0];

  always_comb begin
    narrow = '0;
    wide = '0;
    for (int i = 0; i < Bytes / 2; i++) begin
      if (high) narrow[Bytes/2 + i] = enable[i*2];
      else narrow[i] = enable[i*2];
      wide[i*2 +: 2] = {2{enable[b_half ? Bytes/2 + i : i]}};
    end
    slot_write = enable;
    scaled = part_line;
    case (b_shape)
      accel_slot_pkg::SHAPE_NARROW: begin
        slot_write = narrow;
        scaled = part_line >> 1;
      end
      accel_slot_pkg::SHAPE_WIDE: begin
        slot_write = wide;
        scaled = {part_line[LINES_LOG2-2:0], b_half};
      end
      default: ;
    endcase
    if (!b_write || !b_commit.lands) slot_write = '0;
    slot_line = b_line;
    if (b_write && b_move) slot_line = LINES_LOG2'(b_partition) << PartLines | scaled;
  end

  assign slot_valid = b_valid;
  assign slot_host = !b_write;
  assign slot_first = !b_begun;
  assign slot_last = b_final && (!b_two || b_half);
  assign slot_ok = b_in_memory;
  assign slot_shape = b_shape;
  assign slot_mix = b_mix;

  always_comb begin
    slot_data = b_data;
    if (b_shape == accel_slot_pkg::SHAPE_WIDE && b_half) slot_data = b_data >> W / 2;
    slot_read = accel_slot_pkg::READ_NONE;
    if (b_write && b_commit.lands && b_reads) slot_read = accel_slot_pkg::READ_COMBINE;
    if (slot_host && slot_ok) slot_read = accel_slot_pkg::READ_HOST;
    slot_commit = b_commit;
    slot_commit.valid = b_write && slot_last;
  end

  assign empty = !a_valid && !b_valid;

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    if (!rst && b_valid) begin
      beats_follow_the_length: assert (!b_write || b_last == (b_left <= b_room));
      lines_stay_in_the_partition: assert (slot_write == '0 || (scaled & ~InPart) == '0);
    end
  end
`endif

endmodule
