// SPDX-License-Identifier: BSD-3-Clause
// Raw TLPs to requests (PCIe sec 2.2): unpacks the header, and moves DWs so that the
// payload is aligned to its address. With TH, a write has its steering tag where others
// have the tag, and a read where others have the byte enables, which are all ones then
// (sec 2.2.7.1.1); PH is in the low bits of the address. The digest, if there is one
// (TD), ends here.
//
// Memory requests that hit a BAR go on. Non-posted requests of other types, or to nowhere,
// are refused; posted ones and completions are dropped.
module s7_request #(
  parameter int W = 128,
  parameter int MEM_LOG2 = 18             // log2 of the bytes of BAR2
) (
  input  logic clk, rst,
  input  logic in_valid,                  // beats of s7_rx
  output logic in_ready,
  input  logic in_last,
  input  logic in_half,
  input  logic [2:0] in_bar,
  input  logic [W-1:0] in_data,
  // Requests to the core, and to BAR4
  output logic core_valid,
  input  logic core_ready,
  output logic msix_valid,
  input  logic msix_ready,
  input  logic settled,                   // all writes before have had their effect
  output logic req_first, req_last,
  output accel_pkg::request_t req,
  output logic [W-1:0] req_data,
  // Requests that need a completion
  output logic pending_valid,
  input  logic pending_ready,
  output s7_pkg::pending_t pending,
  output logic dropped                    // pulse: a TLP without effect or completion
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);
  localparam logic [39:0] RegsMask = 40'hf_ffff;            // 1 MiB
  localparam logic [39:0] MemMask = (40'd1 << MEM_LOG2) - 40'd1;
  localparam logic [39:0] MsixMask = 40'h1fff;              // 8 KiB

  // ---- Header: the first beat of a TLP has it all or only its first half
  logic begun, whole;                     // beats before this one had DW0, DW3
  logic flush;                            // the payload's end waits in `carry`
  logic [31:0] h0, h1, h2, h3;
  logic [31:0] h0_old, h1_old, h2_old, h3_old;
  logic [2:0] bar, bar_old;
  logic now;                              // this beat completes the header
  logic wide;                             // this beat has four DWs of it

  if (W == 128) begin : g_header
    assign wide = !begun && !in_half;
    assign h0 = begun || flush ? h0_old : in_half ? in_data[95:64] : in_data[31:0];
    assign h1 = begun || flush ? h1_old : in_half ? in_data[127:96] : in_data[63:32];
    assign h2 = whole || flush ? h2_old : wide ? in_data[95:64] : in_data[31:0];
    assign h3 = whole || flush ? h3_old : wide ? in_data[127:96] : in_data[63:32];
  end else begin : g_header
    logic unused;

    assign unused = in_half;
    assign wide = 1'b0;
    assign h0 = begun || flush ? h0_old : in_data[31:0];
    assign h1 = begun || flush ? h1_old : in_data[63:32];
    assign h2 = whole || flush ? h2_old : in_data[31:0];
    assign h3 = whole || flush ? h3_old : in_data[63:32];
  end

  assign now = !whole && (begun || wide);
  assign bar = begun || flush ? bar_old : in_bar;

  // ---- Fields
  logic [2:0] fmt;
  logic [4:0] kind;
  logic th, ep;
  logic [3:0] first_be, last_be;
  logic [10:0] length;
  logic [63:0] addr;
  logic mem, locked, read, write, other, posted;

  assign fmt = h0[31:29];
  assign kind = h0[28:24];
  assign th = h0[16];
  assign ep = h0[14];
  assign length = {h0[9:0] == '0, h0[9:0]};
  assign addr = fmt[0] ? {h2, h3[31:2], 2'b0} : {32'b0, h2[31:2], 2'b0};

  assign mem = kind == s7_pkg::TYPE_MEM;
  assign locked = kind == s7_pkg::TYPE_MRD_LOCKED && !fmt[1];
  assign read = mem && !fmt[1];
  assign write = mem && fmt[1];

  // Other requests that need a completion
  always_comb begin
    case (kind)
      s7_pkg::TYPE_FETCH_ADD, s7_pkg::TYPE_SWAP, s7_pkg::TYPE_CAS,
      s7_pkg::TYPE_DMWR: other = fmt[1];
      s7_pkg::TYPE_IO: other = !fmt[0];
      default: other = locked;
    endcase
  end

  always_comb begin
    first_be = h1[3:0];
    last_be = h1[7:4];
    if (th && !write) begin
      first_be = 4'hf;
      last_be = 4'hf;
    end
    if (length == 11'd1) last_be = '0;
  end

  // ---- Its way: at most one
  logic to_core, to_msix, refused;

  assign posted = !(read || other);
  assign to_core = (read || write) && |bar[1:0];
  // A poisoned write to the MSI-X table has no effect
  assign to_msix = (read || (write && !ep)) && bar[2];
  assign refused = !posted && !to_core && !to_msix;

  accel_pkg::request_t fields;

  always_comb begin
    fields = '0;
    fields.write = write;
    fields.regs = bar[0];
    fields.th = th;
    fields.st = th ? {8'b0, write ? h1[15:8] : h1[7:0]} : '0;
    fields.ep = ep;
    fields.first_be = first_be;
    fields.last_be = last_be;
    fields.length = length;
    fields.offset = addr[39:0] & (bar[0] ? RegsMask : bar[1] ? MemMask : MsixMask);
  end

  // ---- Byte count of the completion and its first byte (sec 2.2.9)
  function automatic logic [1:0] lowest(input logic [3:0] be);
    lowest = be[0] ? 2'd0 : be[1] ? 2'd1 : be[2] ? 2'd2 : be[3] ? 2'd3 : 2'd0;
  endfunction

  function automatic logic [1:0] above(input logic [3:0] be);
    above = be[3] ? 2'd0 : be[2] ? 2'd1 : be[1] ? 2'd2 : be[0] ? 2'd3 : 2'd0;
  endfunction

  logic empty;                            // a read of no bytes: a flush
  logic [12:0] count;
  s7_pkg::pending_t waits;

  assign empty = length == 11'd1 && first_be == '0;

  always_comb begin
    case (kind)
      s7_pkg::TYPE_FETCH_ADD, s7_pkg::TYPE_SWAP: count = {length, 2'b0};
      s7_pkg::TYPE_CAS: count = {1'b0, length, 1'b0};       // compare and swap values
      s7_pkg::TYPE_MEM, s7_pkg::TYPE_MRD_LOCKED:
        count = empty ? 13'd1 : {length, 2'b0} - 13'(lowest(first_be)) -
                                13'(above(length == 11'd1 ? first_be : last_be));
      default: count = 13'd4;
    endcase
  end

  always_comb begin
    waits = '0;
    waits.refused = refused;
    waits.msix = to_msix;
    waits.locked = locked;
    waits.flush = empty;
    waits.requester = h1[31:16];
    waits.tag = {h0[23], h0[19], h1[15:8]};
    waits.tc = h0[22:20];
    waits.attr = {h0[18], h0[13:12]};
    waits.addr = read || locked ? {addr[11:2], lowest(first_be)} : '0;
    waits.count = count;
  end

  // ---- Alignment. Lane 0 of the beat that completes the header is DW 0 of the TLP if
  // that is its first beat, else DW 2. So lane l of the beat goes to lane l + turn of the
  // k-th beat of the request, or beyond it, of the next.
  logic [2:0] base;                       // lane of DW 0 of the payload minus its place
  logic [LaneBits-1:0] turn, turn_old, lane0;
  logic [9:0] k, k_old;                   // 0: before the first
  logic [9:0] last_k;
  logic [W-1:0] swapped, turned, carry, merged;

  assign lane0 = addr[LaneBits+1:2];
  assign base = 3'(lane0) + (wide ? 3'd0 : 3'd2) - (fmt[0] ? 3'd4 : 3'd3);
  assign turn = whole || flush ? turn_old : base[LaneBits-1:0];
  assign k = whole || flush ? k_old : {9'b0, !base[2]};
  assign last_k = 10'((11'(lane0) + length - 11'd1) >> LaneBits) + 10'd1;

  always_comb begin
    for (int l = 0; l < Lanes; l++) begin
      for (int b = 0; b < 4; b++)         // byte 0 of a DW is in its upper bits
        swapped[32*l + 8*b +: 8] = in_data[32*l + 8*(3-b) +: 8];
    end
    for (int l = 0; l < Lanes; l++)
      turned[32*l +: 32] = swapped[32 * LaneBits'(LaneBits'(l) - turn) +: 32];
    for (int l = 0; l < Lanes; l++)
      merged[32*l +: 32] = LaneBits'(l) < turn || flush ? carry[32*l +: 32] : turned[32*l +: 32];
  end

  // LN and AT do not matter to a completer without address translation; s7_rx drops
  // prefixes
  logic unused_fields;
  assign unused_fields = &{1'b0, fmt[2], h0[17], h0[15], h0[11:10], h2[1:0], h3[1:0],
                           addr[63:40], base};

  // ---- Beats out
  logic out_valid, out_core, out_msix, out_refused;
  logic free, advance, emit, takes;

  assign free = !out_valid || takes;
  assign in_ready = free && !flush;
  assign advance = in_valid && in_ready;

  always_comb begin
    emit = 1'b0;
    if (flush) emit = 1'b1;
    else if (!write) emit = now && !posted;
    else emit = (now || whole) && k != '0 && k <= last_k && (to_core || to_msix);
  end

  always_ff @(posedge clk) begin
    dropped <= advance && in_last && posted && !to_core && !to_msix && !rst;
    if (advance) begin
      begun <= !in_last;
      whole <= !in_last && (begun || wide);
      flush <= in_last && write && (to_core || to_msix) && k < last_k;
      {h0_old, h1_old, h2_old, h3_old} <= {h0, h1, h2, h3};
      bar_old <= bar;
      turn_old <= turn;
      k_old <= now || whole ? k + 10'd1 : '0;
      carry <= turned;
    end else if (free) flush <= 1'b0;
    if (free) begin
      out_valid <= emit && (advance || flush);
      out_core <= to_core;
      out_msix <= to_msix;
      out_refused <= refused;
      req_first <= !write || k == 10'd1;
      req_last <= !write || k == last_k;
      req <= fields;
      req_data <= merged;
      pending <= waits;
    end
    if (rst) begin
      begun <= 1'b0;
      whole <= 1'b0;
      flush <= 1'b0;
      out_valid <= 1'b0;
    end
  end

  // A read goes on only together with its completion's entry. Only the core's answers come
  // after the interrupts of earlier writes by themselves.
  logic room;

  assign room = req.write || pending_ready;
  assign core_valid = out_valid && out_core && room;
  assign msix_valid = out_valid && out_msix && room && settled;
  assign pending_valid = out_valid && takes && !req.write;
  assign takes = room && ((out_core && core_ready) ||
      (settled && (out_refused || (out_msix && msix_ready))));

endmodule
