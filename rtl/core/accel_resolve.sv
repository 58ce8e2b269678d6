// SPDX-License-Identifier: BSD-3-Clause
// Decides the fate of a write to BAR2 from its header and the entry of its tag: the
// operation, the partition, the fault, and all that the counters need. Combinational.
module accel_resolve #(
  parameter int MEM_LOG2 = 18,
  parameter int PARTS_LOG2 = 4
) (
  input  accel_pkg::request_t req,
  input  accel_pkg::entry_t entry,  // of its tag
  input  logic ingress,             // tables apply
  output accel_slot_pkg::op_t op,
  output logic move,
  output accel_pkg::commit_t commit,
  output logic in_memory             // all bytes are in memory, for reads
);

  localparam int Shift = MEM_LOG2 - PARTS_LOG2;
  localparam logic [Shift+1:0] Size = (Shift + 2)'(1) << Shift;
  localparam logic [MEM_LOG2+1:0] MemSize = (MEM_LOG2 + 2)'(1) << MEM_LOG2;

  // Bytes of a DW that take part, of whole elements
  function automatic logic [2:0] taken(logic [3:0] be, logic [1:0] log2);
    case (log2)
      2'd0: taken = 3'(be[0]) + 3'(be[1]) + 3'(be[2]) + 3'(be[3]);
      2'd1: taken = {1'b0, &be[1:0], 1'b0} + {1'b0, &be[3:2], 1'b0};
      default: taken = {&be, 2'b00};
    endcase
  endfunction

  // Elements of a DW that are enabled in part
  function automatic logic [1:0] split(logic [3:0] be, logic [1:0] log2);
    case (log2)
      2'd0: split = 2'd0;
      2'd1: split = 2'(^be[1:0]) + 2'(^be[3:2]);
      default: split = 2'(be != 4'h0 && be != 4'hf);
    endcase
  endfunction

  logic with_tag, known_tag, long_one, bad_entry, outside, fault;
  logic [7:0] number;
  logic [12:0] bytes, landed;
  logic [13:0] scaled;
  logic [2:0] first, last;
  logic [1:0] first_split, last_split;
  logic [5:0] addressed;
  logic [Shift+1:0] ends, limit;
  logic [MEM_LOG2+1:0] read_ends;

  logic unused;
  assign unused = &{1'b0, req.write, req.regs};

  assign with_tag = req.th && ingress;
  assign known_tag = with_tag && entry.valid;
  assign number = known_tag ? entry.op : 8'(`ACCEL_OP_STORE);
  assign move = known_tag && entry.move;

  accel_op u_op (.number(number), .op(op));

  assign bytes = {req.length, 2'b00};
  assign long_one = req.length != 11'd1;
  assign outside = |(req.offset >> MEM_LOG2);
  assign addressed = 6'((req.offset >> Shift) & 40'(2**PARTS_LOG2 - 1));

  // Address and destination must each be within one partition
  assign ends = {2'b00, req.offset[Shift-1:0]} + (Shift + 2)'(bytes);
  assign limit = move && op.shape == accel_slot_pkg::SHAPE_WIDE ? Size >> 1 : Size;
  assign read_ends = {2'b00, req.offset[MEM_LOG2-1:0]} + (MEM_LOG2 + 2)'(bytes);
  assign in_memory = !outside && read_ends <= MemSize;

  always_comb begin
    bad_entry = !op.known;
    if (move && 32'(entry.partition) >= 2**PARTS_LOG2) bad_entry = 1'b1;
    if (!move && op.shape != accel_slot_pkg::SHAPE_SAME) bad_entry = 1'b1;
  end
  assign fault = req.ep || bad_entry || outside || ends > limit;

  // Only the first and the last DW can have disabled bytes
  assign first = taken(req.first_be, op.log2);
  assign last = long_one ? taken(req.last_be, op.log2) : 3'd0;
  assign first_split = split(req.first_be, op.log2);
  assign last_split = long_one ? split(req.last_be, op.log2) : 2'd0;
  assign landed = (long_one ? bytes - 13'd8 : 13'd0) + 13'(first) + 13'(last);
  always_comb begin
    case (op.shape)
      accel_slot_pkg::SHAPE_NARROW: scaled = 14'(landed) >> 1;
      accel_slot_pkg::SHAPE_WIDE: scaled = {landed, 1'b0};
      default: scaled = 14'(landed);
    endcase
  end

  always_comb begin
    commit = '0;
    commit.valid = 1'b1;
    commit.kind = accel_pkg::UNTAGGED;
    if (with_tag) commit.kind = entry.valid ? accel_pkg::TAGGED : accel_pkg::UNKNOWN;
    // A tag of 16 bits falls under its low 8: there is no other table
    commit.tag = req.st[7:0];
    commit.poison = req.ep;
    commit.entry = !req.ep && bad_entry;
    commit.range = fault && !req.ep && !bad_entry;
    commit.bytes = bytes;
    commit.counts = op.reads || op.shape != accel_slot_pkg::SHAPE_SAME;
    commit.log2 = op.log2;
    commit.addressed = addressed;
    commit.partition = move ? entry.partition[5:0] : addressed;
    commit.offset = req.offset;
    commit.st = req.st;
    commit.th = req.th;
    commit.st_ext = req.st_ext;
    if (!fault) begin
      commit.partial = 12'(first_split) + 12'(last_split);
      commit.lands = op.writes;
      if (op.writes) begin
        commit.landed = landed;
        commit.written = scaled;
        if (op.reads) commit.read = scaled;
      end
    end
  end

endmodule
