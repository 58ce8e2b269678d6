// SPDX-License-Identifier: BSD-3-Clause
// Completions for the CC stream, address-aligned, in the order of the requests. Data of a
// read are split at Max_Payload_Size, and so that each completion but the last ends at a
// multiple of 128 bytes, the Read Completion Boundary of an endpoint (PCIe sec 2.3.1.1):
// a completion thus begins and ends with a beat of data. Layout: PG156 and PG213,
// "Completer Completion Descriptor Format", "Completions with Error Status".
module us_cc #(
  parameter int W = 128
) (
  input  logic clk, rst,
  input  logic [2:0] max_payload,         // Device Control: 128 bytes << this
  input  logic hold,                      // do not begin to answer a request
  input  logic pending_valid,
  output logic pending_ready,
  input  us_pkg::pending_t pending,
  // Data, from the source that pending.msix says
  input  logic core_valid, msix_valid,
  output logic core_ready, msix_ready,
  input  logic core_last, msix_last,
  input  logic core_ok, msix_ok,
  input  logic [W-1:0] core_data, msix_data,
  output logic out_valid,
  input  logic out_ready,
  output logic out_last,
  output logic [W/32-1:0] out_keep,
  output logic [W-1:0] out_data
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);
  localparam logic [2:0] StatusSc = 3'd0;
  localparam logic [2:0] StatusUr = 3'd1;

  typedef enum logic [2:0] {
    IDLE,
    SIZE,                                 // of the next completion
    HEAD,
    DATA,
    ERROR
  } state_t;

  state_t state;

  logic cpl_valid, cpl_ready, cpl_ok;
  logic [W-1:0] cpl_data;

  assign cpl_valid = pending.msix ? msix_valid : core_valid;
  assign cpl_ok = pending.msix ? msix_ok : core_ok;
  assign cpl_data = pending.msix ? msix_data : core_data;
  assign core_ready = cpl_ready && !pending.msix;
  assign msix_ready = cpl_ready && pending.msix;

  // ---- Byte count and first byte of the request (PCIe sec 2.2.9)
  us_pkg::cq_t head;
  logic read, implied, flush;
  logic [3:0] first_be, last_be;
  logic [1:0] skip, rest;                 // bytes before the first and after the last
  logic [12:0] count;

  function automatic logic [1:0] lowest(input logic [3:0] be);
    lowest = be[0] ? 2'd0 : be[1] ? 2'd1 : be[2] ? 2'd2 : be[3] ? 2'd3 : 2'd0;
  endfunction

  function automatic logic [1:0] above(input logic [3:0] be);
    above = be[3] ? 2'd0 : be[2] ? 2'd1 : be[1] ? 2'd2 : be[0] ? 2'd3 : 2'd0;
  endfunction

  assign head = pending.head;
  assign read = head.kind == us_pkg::KIND_MRD || head.kind == us_pkg::KIND_MRD_LOCKED;
  // The ST is in the place of a read's byte enables: all bytes are read
  assign implied = read && pending.side.tph_present;
  assign first_be = implied ? 4'hf : pending.side.first_be;
  assign last_be = head.length == 11'd1 ? first_be : implied ? 4'hf : pending.side.last_be;
  assign skip = read ? lowest(first_be) : 2'd0;
  assign rest = above(last_be);
  assign flush = head.length == 11'd1 && first_be == 4'h0;

  always_comb begin
    case (head.kind)
      us_pkg::KIND_MRD, us_pkg::KIND_MRD_LOCKED:
        count = flush ? 13'd1 : {head.length, 2'b0} - 13'(skip) - 13'(rest);
      us_pkg::KIND_FETCH_ADD, us_pkg::KIND_SWAP: count = {head.length, 2'b0};
      us_pkg::KIND_CAS: count = {1'b0, head.length, 1'b0};  // compare and swap values
      default: count = 13'd4;
    endcase
  end

  // ---- State of a read: the next byte, and the number of those left
  logic [4:0] dw;                         // address inside 128 bytes, in DWs
  logic [1:0] into;                       // bytes into that DW
  logic [12:0] left;                      // bytes
  logic [10:0] left_dws;
  logic [10:0] most, size;                // DWs up to the boundary; of this completion
  logic [10:0] dws;                       // that are not sent yet
  logic zero;                             // a flush reads nothing

  // Completions of a request follow each other, also if a vector becomes due between them
  logic begun, go;

  assign go = begun || !hold;

  assign most = (11'd32 << max_payload) - 11'(dw);
  assign size = left_dws < most ? left_dws : most;

  // ---- Beats
  logic [95:0] descriptor;
  logic [255:0] error;
  logic [1:0] part;                       // beat of the descriptor or the error
  logic [LaneBits-1:0] lane, last_lane;   // first lane of the beat, last one of the data
  logic [10:0] room;                      // DWs that this beat may hold

  assign lane = dw[LaneBits-1:0];
  assign room = 11'(Lanes) - 11'(lane);
  assign last_lane = lane + dws[LaneBits-1:0] - 1'b1;

  always_comb begin
    descriptor = '0;
    descriptor[6:0] = {dw, into};
    descriptor[9:8] = head.at;
    descriptor[28:16] = left;
    descriptor[29] = head.kind == us_pkg::KIND_MRD_LOCKED;
    descriptor[42:32] = state == ERROR ? 11'd0 : dws;
    descriptor[45:43] = state == ERROR ? StatusUr : StatusSc;
    descriptor[63:48] = head.requester;
    descriptor[71:64] = head.tag;
    descriptor[79:72] = head.func;        // bus and device are the block's (bit 88 is 0)
    descriptor[91:89] = head.tc;
    descriptor[94:92] = head.attr;
  end

  // The request's sideband and descriptor follow, for the header log of AER
  assign error = {head, 8'b0, pending.side.tph_st_tag, 5'b0, pending.side.tph_type,
                  pending.side.tph_present, pending.side.last_be, pending.side.first_be,
                  descriptor};

  logic last_part, take;

  assign take = out_valid && out_ready;

  if (W == 64) begin : g_parts
    assign last_part = part == (state == ERROR ? 2'd3 : 2'd1);
  end else if (W == 128) begin : g_parts
    assign last_part = part == (state == ERROR ? 2'd1 : 2'd0);
  end else begin : g_parts
    assign last_part = 1'b1;
  end

  always_comb begin
    out_last = 1'b0;
    out_keep = '1;
    case (state)
      DATA: begin
        out_valid = cpl_valid;
        out_data = zero ? '0 : cpl_data;
        if (dws <= room) begin
          out_last = 1'b1;
          for (int i = 0; i < Lanes; i++) out_keep[i] = LaneBits'(i) <= last_lane;
        end
      end
      HEAD: begin
        out_valid = 1'b1;
        out_data = W'({160'b0, descriptor} >> (8'(part) * 8'd64));
      end
      default: begin
        out_valid = state == ERROR;
        out_last = last_part;
        out_data = W'(error >> (32'(part) * W));
      end
    endcase
  end

  assign cpl_ready = (state == DATA && out_ready) ||
      (state == SIZE && cpl_valid && go && !cpl_ok);
  assign pending_ready = (state == ERROR && take && last_part) ||
      (state == DATA && take && out_last && left_dws == '0);

  always_ff @(posedge clk) begin
    if (rst) begin
      state <= IDLE;
    end else begin
      case (state)
        IDLE: begin
          part <= '0;
          dw <= read ? head.addr[4:0] : '0;
          into <= skip;
          left <= count;
          left_dws <= head.length;
          zero <= flush;
          begun <= 1'b0;
          if (pending_valid && !pending.refused) state <= SIZE;
          else if (pending_valid && !hold) state <= ERROR;
        end
        SIZE: begin
          if (cpl_valid && go) begin
            begun <= 1'b1;
            state <= cpl_ok ? HEAD : ERROR;
            dws <= size;
            left_dws <= left_dws - size;
          end
        end
        HEAD: begin
          if (take) begin
            part <= part + 1'b1;
            if (last_part) begin
              part <= '0;
              state <= DATA;
              left <= left - ({dws, 2'b0} - 13'(into));
              into <= '0;
            end
          end
        end
        DATA: begin
          if (take) begin
            dws <= dws - room;
            dw <= dw + room[4:0];
            if (out_last) begin
              dw <= '0;
              state <= left_dws == '0 ? IDLE : SIZE;
            end
          end
        end
        default: begin
          if (take) begin
            part <= part + 1'b1;
            if (last_part) state <= IDLE;
          end
        end
      endcase
    end
  end

`ifndef SYNTHESIS
  always_ff @(posedge clk) begin
    if (!rst && state == DATA && take)
      assert ((pending.msix ? msix_last : core_last) == (out_last && left_dws == '0))
        else $error("us_cc: the data of a read are not as long as it");
  end
`endif

endmodule
