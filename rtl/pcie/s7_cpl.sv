// SPDX-License-Identifier: BSD-3-Clause
// Completions as raw TLPs, in the order of the requests. Data of a read are split at
// Max_Payload_Size, and so that each completion but the last ends at a multiple of 128
// bytes, the Read Completion Boundary of an endpoint (PCIe sec 2.3.1.1). So a completion
// begins and ends with a beat of data, whose DWs only change their lanes.
module s7_cpl #(
  parameter int W = 128
) (
  input  logic clk, rst,
  input  logic [15:0] id,                 // Completer ID
  input  logic [2:0] max_payload,         // Device Control: 128 bytes << this
  input  logic hold,                      // do not begin with another request
  input  logic pending_valid,
  output logic pending_ready,
  input  s7_pkg::pending_t pending,
  // Data, from the source that pending.msix says
  input  logic core_valid, msix_valid,
  output logic core_ready, msix_ready,
  input  logic core_ok, msix_ok,
  input  logic [W-1:0] core_data, msix_data,
  // Beats of TLPs
  output logic out_valid,
  input  logic out_ready,
  output logic out_first, out_last,
  output logic [W/32-1:0] out_keep,       // DWs
  output logic [W-1:0] out_data
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);
  localparam logic [2:0] StatusSc = 3'd0;
  localparam logic [2:0] StatusUr = 3'd1;

  typedef enum logic [1:0] {
    IDLE,
    SIZE,                                 // of the next completion
    SEND
  } state_t;

  state_t state;

  logic data_valid, data_ok, data_ready;
  logic [W-1:0] data;

  assign data_valid = pending.msix ? msix_valid : core_valid;
  assign data_ok = pending.msix ? msix_ok : core_ok;
  assign data = pending.msix ? msix_data : core_data;
  assign core_ready = data_ready && !pending.msix;
  assign msix_ready = data_ready && pending.msix;

  // ---- Rest of the request
  logic refused;
  logic [11:0] addr;                      // of the next byte, within 4 KiB
  logic [12:0] left;                      // bytes

  // ---- Size of the next completion
  logic [10:0] left_dws, most, dws;
  logic [12:0] bytes;

  assign left_dws = 11'((14'(addr[1:0]) + 14'(left) + 14'd3) >> 2);
  // 110b and 111b are reserved
  assign most = (11'd32 << (max_payload > 3'd5 ? 3'd0 : max_payload)) - 11'(addr[6:2]);
  assign dws = refused ? '0 : left_dws < most ? left_dws : most;
  assign bytes = left_dws <= most ? left : {dws, 2'b0} - 13'(addr[1:0]);

  // ---- Header (sec 2.2.9)
  logic [31:0] h0, h1, h2;

  always_comb begin
    h0 = '0;
    h0[31:29] = refused ? s7_pkg::FMT_3DW : s7_pkg::FMT_3DW_DATA;
    h0[28:24] = pending.locked ? s7_pkg::TYPE_CPL_LOCKED : s7_pkg::TYPE_CPL;
    {h0[23], h0[19]} = pending.tag[9:8];
    h0[22:20] = pending.tc;
    {h0[18], h0[13:12]} = pending.attr;
    h0[9:0] = dws[9:0];
    h1 = {id, refused ? StatusUr : StatusSc, 1'b0, left[11:0]};
    h2 = {pending.requester, pending.tag[7:0], 1'b0, addr[6:0]};
  end

  // ---- Beats. DW 0 of the data is DW 3 of the TLP: lane l of a beat of data goes to lane
  // l + turn of the same beat of the TLP, or of the one after it; with 64 bits, a beat later
  logic [127:0] head;                     // three DWs
  logic [LaneBits-1:0] turn;
  logic [9:0] beats, sources;             // left: of the TLP, of its data
  logic first, second;
  logic [LaneBits-1:0] last_lane;
  logic [W-1:0] swapped, turned, carry;
  logic needs, step;

  logic [LaneBits-1:0] lane0;
  assign lane0 = addr[LaneBits+1:2];

  if (W == 128) assign needs = sources != '0;
  else assign needs = sources != '0 && !first;

  assign out_valid = state == SEND && (!needs || data_valid);
  assign out_first = first;
  assign out_last = beats == 10'd1;
  assign step = out_valid && out_ready;

  always_comb begin
    for (int l = 0; l < Lanes; l++) begin
      for (int b = 0; b < 4; b++)         // byte 0 of a DW is in its upper bits
        swapped[32*l + 8*b +: 8] = pending.flush ? 8'd0 : data[32*l + 8*(3-b) +: 8];
    end
    for (int l = 0; l < Lanes; l++)
      turned[32*l +: 32] = swapped[32 * LaneBits'(LaneBits'(l) - turn) +: 32];
    for (int l = 0; l < Lanes; l++) begin
      out_data[32*l +: 32] = LaneBits'(l) < turn || !needs ? carry[32*l +: 32] :
          turned[32*l +: 32];
      out_keep[l] = !out_last || LaneBits'(l) <= last_lane;
    end
    for (int l = 0; l < Lanes; l++) begin
      if (first && l < 3) out_data[32*l +: 32] = head[32*l +: 32];
    end
    if (W == 64 && second) out_data[31:0] = head[95:64];
  end

  // The one beat that goes with a refusal of the core is taken without use
  assign data_ready = (state == SEND && needs && out_ready) ||
      (state == IDLE && pending_valid && !hold && !pending.refused && data_valid && !data_ok);
  assign pending_ready = step && out_last && left == '0;

  always_ff @(posedge clk) begin
    case (state)
      IDLE: begin
        addr <= pending.addr;
        left <= pending.count;
        refused <= pending.refused || !data_ok;
        if (pending_valid && !hold && (pending.refused || data_valid)) state <= SIZE;
      end
      SIZE: begin
        head <= {32'b0, h2, h1, h0};
        turn <= LaneBits'(2'd3) - lane0;
        beats <= 10'((dws + 11'd3 + 11'(Lanes - 1)) >> LaneBits);
        sources <= refused ? '0 : 10'((11'(lane0) + dws + 11'(Lanes - 1)) >> LaneBits);
        last_lane <= LaneBits'(dws + 11'd2);
        first <= 1'b1;
        second <= 1'b0;
        left <= refused ? '0 : left - bytes;
        addr <= addr + 12'(bytes);
        state <= SEND;
      end
      default: begin
        if (step) begin
          first <= 1'b0;
          second <= first;
          beats <= beats - 1'b1;
          if (needs) sources <= sources - 1'b1;
          carry <= turned;
          if (out_last) state <= left == '0 ? IDLE : SIZE;
        end
      end
    endcase
    if (rst) state <= IDLE;
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    if (!rst && step && out_last)
      data_is_used: assert (sources == (needs ? 10'd1 : 10'd0));
  end
`endif

endmodule
