// SPDX-License-Identifier: BSD-3-Clause
// Registers of BAR0 but those of the tap: the table of 8-bit tags, counters, events and the
// registers of a pass. docs/accelerator.md and include/opentph/hw/accel.h describe them.
// Counters and events are those after a commit once the register port accepts an access.
`include "accel_regs.svh"

module accel_regs #(
  parameter int MEM_LOG2 = 18,      // log2 of the bytes of memory
  parameter int PARTS_LOG2 = 4,     // log2 of the number of partitions
  parameter bit PASSES = 1,
  parameter bit TAP = 0,
  parameter bit [31:0] BUILD = 0
) (
  input  logic clk,
  input  logic rst,
  input  logic tph,                 // the function is a TPH completer
  output logic ready,               // the table and the counters are not being swept
  // The table: an entry comes one clock after its tag
  input  logic [7:0] look_tag,
  output accel_pkg::entry_t look_entry,
  output logic ingress,             // CTRL.INGRESS
  // Effects of ingress and passes
  input  accel_pkg::commit_t commit,  // not in the clock after another
  input  logic busy,                // a clock of CYCLES
  input  logic [7:0] pass_read,     // bytes that a pass reads and writes in this clock
  input  logic [7:0] pass_written,
  // An access to a register: holds until it is done. Not while a commit is on its way
  input  logic reg_valid,
  input  logic reg_write,
  input  logic [19:0] reg_offset,
  input  logic [31:0] reg_wdata,
  output logic reg_done,
  output logic [31:0] reg_rdata,
  input  logic reg_poison,          // pulse: a poisoned write to BAR0
  // A pass: its error, if any, comes at most 3 clocks after its start
  output logic pass_start,
  output accel_pkg::pass_t pass,
  input  logic pass_busy,
  input  logic pass_done,
  input  logic pass_error,
  output logic [1:0] msix           // pulse: vector is due
);

  localparam int EventBits = $clog2(`ACCEL_EVENT_ALL + 1);
  localparam int Counters = (`ACCEL_REG_CYCLES - `ACCEL_REG_UNTAGGED) / 8 + 1;
  localparam int PartBits = PARTS_LOG2 == 0 ? 1 : PARTS_LOG2;
  localparam logic [31:0] Id = `ACCEL_ID_MAGIC;
  localparam logic [31:0] Version = `ACCEL_VERSION;
  localparam logic [31:0] Ops = (1 << `ACCEL_OP_MAX) - 1;
  localparam logic [31:0] Caps = (1 << PARTS_LOG2) | ((MEM_LOG2 - PARTS_LOG2) << 8) |
                                 (PASSES ? `ACCEL_CAPS_PASS : 0) | `ACCEL_CAPS_CLOCKS |
                                 (TAP ? `ACCEL_CAPS_TAP : 0);
  localparam logic [19:0] Table = `ACCEL_REG_TABLE8;
  localparam logic [19:0] Parts = `ACCEL_REG_PART;

  // An access: find its value or have its effect, then answer

  typedef enum logic [2:0] {
    IDLE,
    FETCH,                          // RAM has the value
    SWEEP,                          // counters are being cleared
    START,                          // a pass is being checked
    ANSWER
  } state_t;

  state_t state;
  logic accept, write;              // pulses: an access begins; it is a write
  logic [1:0] wait_left;
  logic in_table;
  logic clear;                      // of all counters
  logic counters_busy, table_busy;
  logic [63:0] value;               // of an 8-byte aligned pair of registers
  logic wide;                       // they are one register

  assign accept = state == IDLE && reg_valid && !commit.valid && !counters_busy && !table_busy;
  assign write = accept && reg_write;
  assign in_table = reg_offset[19:10] == Table[19:10];
  assign clear = write && reg_offset == `ACCEL_REG_CTRL && |(reg_wdata & `ACCEL_CTRL_CLEAR);
  assign reg_done = state == ANSWER;

  always_ff @(posedge clk) begin
    case (state)
      IDLE: begin
        wait_left <= 2'd3;
        if (pass_start) begin
          state <= START;
        end else if (clear) begin
          state <= SWEEP;
        end else if (accept) begin
          state <= reg_write ? ANSWER : FETCH;
        end
      end
      SWEEP: begin
        if (!counters_busy) begin
          state <= ANSWER;
        end
      end
      START: begin
        wait_left <= wait_left - 2'd1;
        if (wait_left == '0) begin
          state <= ANSWER;
        end
      end
      FETCH: state <= ANSWER;
      default: state <= IDLE;
    endcase
    if (rst) begin
      state <= IDLE;
    end
  end

  // The table

  logic [17:0] entries [0:255];
  logic [17:0] entry;
  logic [ 7:0] sweep_tag;

  assign look_entry = entry;

  always_ff @(posedge clk) begin
    if (table_busy) begin
      entries[sweep_tag] <= '0;
    end else if (write && in_table) begin
      entries[reg_offset[9:2]] <= {|(reg_wdata & `ACCEL_ENTRY_VALID),
                                   |(reg_wdata & `ACCEL_ENTRY_MOVE), reg_wdata[15:0]};
    end
    // The next lookup comes while an access is answered
    entry <= entries[accept ? reg_offset[9:2] : look_tag];
  end

  always_ff @(posedge clk) begin
    sweep_tag <= sweep_tag + 1'b1;
    if (&sweep_tag) begin
      table_busy <= 1'b0;
    end
    if (rst) begin
      sweep_tag <= '0;
      table_busy <= 1'b1;
    end
  end

  // Counters of the device, in the order of their registers

  logic fault;
  logic [Counters*14-1:0] add;
  logic [Counters*64-1:0] counts;

  assign fault = commit.entry || commit.range || commit.poison;
  // The last comes first
  assign add = {
    14'(busy),
    (commit.valid ? commit.written : '0) + 14'(pass_written),
    (commit.valid ? commit.read : '0) + 14'(pass_read),
    commit.valid ? 14'(commit.bytes) : 14'd0,
    commit.valid ? 14'(commit.partial) : 14'd0,
    14'(commit.valid && fault),
    14'(commit.valid && commit.kind == accel_pkg::UNKNOWN),
    14'(commit.valid && commit.kind == accel_pkg::TAGGED),
    14'(commit.valid && commit.kind == accel_pkg::UNTAGGED)
  };

  for (genvar i = 0; i < Counters; i++) begin : g_counter
    accel_counter u_counter (
      .clk(clk),
      .clear(clear || rst),
      .add(add[i*14 +: 14]),
      .count(counts[i*64 +: 64])
    );
  end

  // Counters of tags and of partitions

  logic [16:0] tag_select;          // ACCEL_TAG_SELECT_EXT and _TAG
  logic tags_ready, landings_ready, others_ready;
  logic tags_busy, landings_busy, others_busy;
  logic [63:0] tag_count, landing_count, other_count;
  logic lands, lost;
  logic [PartBits-1:0] other_part;
  logic [12:0] elements;

  assign ready = !table_busy && tags_ready && landings_ready && others_ready;
  assign counters_busy = tags_busy || landings_busy || others_busy;
  assign lands = commit.valid && commit.lands;
  // Writes beyond memory are addressed to no partition
  assign lost = commit.valid && fault && commit.offset[39:MEM_LOG2] == '0;
  assign other_part = lost ? commit.addressed[PartBits-1:0] : commit.partition[PartBits-1:0];
  assign elements = lands && commit.counts ? commit.landed >> commit.log2 : '0;

  accel_count_ram #(.LOG2(8)) u_tags (
    .clk(clk),
    .clear(clear || rst),
    .ready(tags_ready),
    .busy(tags_busy),
    .add(commit.valid && commit.kind != accel_pkg::UNTAGGED),
    .add_pair(commit.tag),
    .add_first(13'd1),
    .add_second(commit.bytes),
    .read({tag_select[7:0], reg_offset[4]}),
    .read_count(tag_count)
  );

  // ACCEL_PART_WRITES, _BYTES
  accel_count_ram #(.LOG2(PartBits)) u_landings (
    .clk(clk),
    .clear(clear || rst),
    .ready(landings_ready),
    .busy(landings_busy),
    .add(lands),
    .add_pair(commit.partition[PartBits-1:0]),
    .add_first(13'd1),
    .add_second(commit.landed),
    .read({reg_offset[5 +: PartBits], reg_offset[3]}),
    .read_count(landing_count)
  );

  // ACCEL_PART_ELEMENTS, _ERRORS
  accel_count_ram #(.LOG2(PartBits)) u_others (
    .clk(clk),
    .clear(clear || rst),
    .ready(others_ready),
    .busy(others_busy),
    .add(lands || lost),
    .add_pair(other_part),
    .add_first(elements),
    .add_second(13'(lost)),
    .read({reg_offset[5 +: PartBits], reg_offset[3]}),
    .read_count(other_count)
  );

  // Events

  logic [EventBits-1:0] event_status, event_mask, faults, others;
  logic [39:0] event_offset;
  logic [31:0] event_st, fault_st;
  logic event_due, pass_due, pass_ends;

  always_comb begin
    faults = '0;
    if (commit.valid) begin
      faults = (commit.entry ? EventBits'(`ACCEL_EVENT_ENTRY) : '0) |
               (commit.range ? EventBits'(`ACCEL_EVENT_RANGE) : '0) |
               (commit.poison ? EventBits'(`ACCEL_EVENT_POISON) : '0) |
               (|commit.partial ? EventBits'(`ACCEL_EVENT_PARTIAL) : '0);
    end
    others = (reg_poison ? EventBits'(`ACCEL_EVENT_POISON) : '0) |
             (pass_ends ? EventBits'(`ACCEL_EVENT_PASS) : '0);
    fault_st = '0;
    if (commit.th) begin
      fault_st = 32'(commit.st) | `ACCEL_EVENT_ST_TH |
                 (commit.st_ext ? `ACCEL_EVENT_ST_EXT : '0);
    end
  end

  accel_events u_events (
    .clk(clk),
    .rst(rst),
    .clear(write && reg_offset == `ACCEL_REG_EVENT ? reg_wdata[EventBits-1:0] : '0),
    .choose(write && reg_offset == `ACCEL_REG_EVENT_MASK),
    .chosen(reg_wdata[EventBits-1:0]),
    .faults(faults),
    .fault_offset(commit.offset),
    .fault_st(fault_st),
    .others(others),
    .status(event_status),
    .mask(event_mask),
    .first_offset(event_offset),
    .first_st(event_st),
    .due(event_due)
  );

  // Passes

  logic [63:0] pass_src, pass_dst;
  logic [31:0] pass_length, pass_op, pass_status;
  logic representable;

  assign pass_ends = pass_done || pass_error;
  assign pass_start = write && reg_offset == `ACCEL_REG_PASS_OP && pass_status != `ACCEL_PASS_BUSY;
  // Wider numbers are out of range, and so is an operation of all ones
  assign representable = pass_src[63:40] == '0 && pass_dst[63:40] == '0 && reg_wdata[31:8] == '0;
  assign pass.op = representable ? reg_wdata[7:0] : '1;
  assign pass.src = pass_src[39:0];
  assign pass.dst = pass_dst[39:0];
  assign pass.length = pass_length;

  always_ff @(posedge clk) begin
    pass_due <= pass_ends;
    if (pass_start) begin
      pass_op <= reg_wdata;
      pass_status <= `ACCEL_PASS_BUSY;
    end
    if (pass_ends) begin
      pass_status <= pass_error ? `ACCEL_PASS_ERROR : `ACCEL_PASS_DONE;
    end
    if (rst) begin
      pass_due <= 1'b0;
      pass_op <= '0;
      pass_status <= `ACCEL_PASS_IDLE;
    end
  end

  always_comb begin
    msix = '0;
    msix[`ACCEL_VECTOR_EVENT] = event_due;
    msix[`ACCEL_VECTOR_PASS] = pass_due;
  end

  // Registers that only hold a value

  always_ff @(posedge clk) begin
    if (write) begin
      case (reg_offset)
        `ACCEL_REG_CTRL: ingress <= tph && |(reg_wdata & `ACCEL_CTRL_INGRESS);
        `ACCEL_REG_TAG_SELECT: tag_select <= reg_wdata[16:0];
        `ACCEL_REG_PASS_SRC: pass_src[31:0] <= reg_wdata;
        `ACCEL_REG_PASS_SRC + 4: pass_src[63:32] <= reg_wdata;
        `ACCEL_REG_PASS_DST: pass_dst[31:0] <= reg_wdata;
        `ACCEL_REG_PASS_DST + 4: pass_dst[63:32] <= reg_wdata;
        `ACCEL_REG_PASS_LEN: pass_length <= reg_wdata;
        default: ;
      endcase
    end
    if (rst) begin
      ingress <= 1'b0;
      tag_select <= '0;
      pass_src <= '0;
      pass_dst <= '0;
      pass_length <= '0;
    end
  end

  // Values

  logic [19:0] pair;
  logic [63:0] fetched;

  assign pair = {reg_offset[19:3], 3'd0};

  always_comb begin
    fetched = '0;
    wide = 1'b0;
    case (pair)
      `ACCEL_REG_ID: fetched = {Version, Id};
      `ACCEL_REG_CAPS: fetched = {Ops, Caps};
      `ACCEL_REG_CTRL: fetched = {32'(event_status), 31'd0, ingress};
      `ACCEL_REG_EVENT_MASK: fetched = 64'(event_mask);
      `ACCEL_REG_EVENT_ADDR: begin
        fetched = 64'(event_offset);
        wide = 1'b1;
      end
      `ACCEL_REG_EVENT_ST: fetched = {32'd0, event_st};
      `ACCEL_REG_BUILD: fetched = {32'd0, BUILD};
      `ACCEL_REG_TAG_SELECT: fetched = 64'(tag_select);
      `ACCEL_REG_TAG_WRITES, `ACCEL_REG_TAG_BYTES: begin
        // Counters of 16-bit tags do not exist
        fetched = tag_select[16] ? '0 : tag_count;
        wide = 1'b1;
      end
      `ACCEL_REG_PASS_SRC: fetched = pass_src;
      `ACCEL_REG_PASS_DST: fetched = pass_dst;
      `ACCEL_REG_PASS_LEN: fetched = {pass_op, pass_length};
      `ACCEL_REG_PASS_STATUS: fetched = {32'd0, pass_status};
      default: begin
        for (int i = 0; i < Counters; i++) begin
          if (pair == 20'(`ACCEL_REG_UNTAGGED + i * 8)) begin
            fetched = counts[i*64 +: 64];
            wide = 1'b1;
          end
        end
        if (pair[19:11] == Parts[19:11]) begin
          fetched = pair[4] ? other_count : landing_count;
          wide = 1'b1;
          if (32'(pair[10:5]) >= (1 << PARTS_LOG2)) begin
            fetched = '0;
          end
        end
        if (in_table) begin
          fetched = {2{entry[17], 14'd0, entry[16:0]}};
        end
      end
    endcase
  end

  // The high half of a register is that at the last read of its low half

  logic latched;
  logic [19:0] latch_pair;
  logic [31:0] latch_high;

  always_ff @(posedge clk) begin
    if (state == FETCH) begin
      value <= fetched;
      if (wide && !reg_offset[2]) begin
        latched <= 1'b1;
        latch_pair <= pair;
        latch_high <= fetched[63:32];
      end else if (latched && latch_pair == pair) begin
        value[63:32] <= latch_high;
      end
    end
    if (rst) begin
      latched <= 1'b0;
    end
  end

  assign reg_rdata = reg_offset[2] ? value[63:32] : value[31:0];

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    if (!rst) begin
      commits_wait_for_sweeps: assert (!commit.valid || ready);
      a_write_lands_or_is_lost: assert (!(lands && fault));
      a_pass_ends_before_another: assert (!pass_start || !pass_busy);
    end
  end
`endif

endmodule
