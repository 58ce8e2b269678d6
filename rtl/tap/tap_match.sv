// SPDX-License-Identifier: BSD-3-Clause
// The filters' knowledge of a TLP, three clocks after its start: 8 DWs that hold up
// to four prefixes and the header, 0 where the TLP is shorter.
module tap_match (
  input  logic         clk,
  input  tap_pkg::filter_t      filter,
  input  logic [255:0] start,     // byte 0 in bits 7:0

  // The request that a completion answers: its tag one clock after start, then the entry
  output logic [  7:0] look_tag,
  input  tap_pkg::asked_t       look_asked,

  output logic         pass,      // the filters take it
  // A request that is answered by a completion
  output logic         asks,
  output logic [  7:0] tag,
  output tap_pkg::asked_t       asked
);

  localparam logic [2:0] FMT_PREFIX = 3'b100;

  function automatic logic [31:0] big_endian(input logic [31:0] bytes);
    big_endian = {bytes[7:0], bytes[15:8], bytes[23:16], bytes[31:24]};
  endfunction

  // The header begins at the first DW that is not a prefix
  logic [127:0] header;
  always_comb begin
    header = start[255:128];
    for (int i = 3; i >= 0; i--)
      if (start[32*i+5 +: 3] != FMT_PREFIX)
        header = start[32*i +: 128];
  end

  logic [31:0] dw0, dw1, dw2, dw3;
  always_comb begin
    dw0 = big_endian(header[31:0]);
    dw1 = big_endian(header[63:32]);
    dw2 = big_endian(header[95:64]);
    dw3 = big_endian(header[127:96]);
  end

  // MRd, MWr, MRdLk, the AtomicOps and DMWr; requests of I/O and configuration space; Cpl
  // and CplLk, with data or without
  logic memory, posted, other, completion;
  always_comb begin
    memory = !dw0[31] && (dw0[28:24] == 5'b00000 || dw0[28:24] == 5'b00001 ||
                          dw0[28:24] == 5'b01100 || dw0[28:24] == 5'b01101 ||
                          dw0[28:24] == 5'b01110 || dw0[28:24] == 5'b11011);
    other = !dw0[31] && (dw0[28:24] == 5'b00010 || dw0[28:25] == 4'b0010);
    posted = dw0[30] && dw0[28:24] == 5'b00000;
    completion = !dw0[31] && !dw0[29] && dw0[28:25] == 4'b0101;
  end

  // One clock later: fields
  logic        memory_q, asks_q, completion_q, th_q;
  logic [61:0] first_q;
  logic [ 9:0] more_q;           // DWs after the first, modulo 1024
  logic [ 7:0] tag_q;
  logic [17:0] id_q;
  always_ff @(posedge clk) begin
    memory_q     <= memory;
    asks_q       <= other || (memory && !posted);
    completion_q <= completion;
    th_q         <= dw0[16];
    first_q      <= dw0[29] ? {dw2, dw3[31:2]} : {32'b0, dw2[31:2]};
    more_q       <= dw0[9:0] - 10'd1;
    tag_q        <= completion ? dw2[15:8] : dw1[15:8];
    id_q         <= {completion ? dw2[31:16] : dw1[31:16], dw0[23], dw0[19]};
  end
  assign look_tag = tag_q;

  // Two clocks: one end of the range
  logic        memory_q2, asks_q2, completion_q2, th_q2, begins_q2;
  logic [61:0] last_q2;
  logic [ 7:0] tag_q2;
  logic [17:0] id_q2;
  always_ff @(posedge clk) begin
    memory_q2     <= memory_q;
    asks_q2       <= asks_q;
    completion_q2 <= completion_q;
    th_q2         <= memory_q && th_q;
    begins_q2     <= first_q <= filter.limit;
    last_q2       <= first_q + 62'(more_q);
    tag_q2        <= tag_q;
    id_q2         <= id_q;
  end

  // Three: the other end
  logic        is_inside, inside_q, th_q3;
  logic [17:0] id_q3;
  always_comb begin
    is_inside = memory_q2 && begins_q2 && last_q2 >= filter.base;
    if (completion_q2)
      is_inside = look_asked.in_range && look_asked.id == id_q2;
  end
  always_ff @(posedge clk) begin
    inside_q <= is_inside;
    th_q3    <= th_q2;
    asks     <= asks_q2;
    tag      <= tag_q2;
    id_q3    <= id_q2;
  end
  assign asked = {inside_q, id_q3};
  assign pass = filter.enable && (th_q3 || !filter.th) && (inside_q || !filter.only_range) &&
                !(inside_q && filter.not_range);

  logic unused;
  assign unused = ^{dw0[22:20], dw0[18:17], dw0[15:10], dw1[7:0], dw3[1:0]};

endmodule
