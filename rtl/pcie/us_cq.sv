// SPDX-License-Identifier: BSD-3-Clause
// Requests of the CQ stream, address-aligned: routes each by type and BAR. The payload
// begins in the beat after the descriptor, at the byte lane of its address (PG156 and
// PG213, "Completer Request Interface Operation"), as `req_data` wants it: so there is
// nothing to rotate. Packets are whole and good: tlp_fifo stands before.
//
// Unsupported non-posted requests are only noted in `pending`, and so completed in their
// turn; unsupported posted ones are dropped. A request that does not go to the core waits
// until all before it had their effect.
module us_cq #(
  parameter int W = 128,
  parameter int BAR_REGS = 0,
  parameter int BAR_MEM = 2,
  parameter int BAR_MSIX = 4
) (
  input  logic clk, rst,
  input  logic in_valid,
  output logic in_ready,
  input  logic in_last,
  input  logic [W-1:0] in_data,
  input  us_pkg::side_t in_side,          // of the first beat
  input  logic settled,                   // the core has no write
  input  logic stop,                      // begin with no request
  output logic between,                   // two requests
  // Requests: the lines are shared, valid and ready are not
  output logic core_valid,
  input  logic core_ready,
  output logic msix_valid,
  input  logic msix_ready,
  output logic req_first, req_last,
  output accel_pkg::request_t req,
  output logic [W-1:0] req_data,
  output logic pending_valid,
  input  logic pending_ready,
  output us_pkg::pending_t pending,
  output logic dropped                    // pulse: an unsupported posted request
);

  typedef enum logic [1:0] {
    HEAD,                                 // descriptor
    HEAD_HIGH,                            // its second half, if W is 64
    ROUTE,                                // request, with its payload
    SKIP                                  // rest of a payload that goes nowhere
  } state_t;

  localparam bit Halves = W == 64;

  state_t state;
  us_pkg::cq_t head;
  us_pkg::side_t side;
  logic payload;                          // beats follow the descriptor
  logic begun;                            // a beat of the payload was taken

  logic [127:0] head_in;

  if (Halves) begin : g_head
    assign head_in = {2{in_data}};
  end else begin : g_head
    assign head_in = in_data[127:0];
  end

  // ---- Kind of request
  logic read, write, posted, mine, to_msix, to_core;

  assign read = head.kind == us_pkg::KIND_MRD && !payload &&
      head.at != us_pkg::AT_TRANSLATION_REQUEST;
  assign write = head.kind == us_pkg::KIND_MWR && payload;
  assign posted = head.kind == us_pkg::KIND_MWR || head.kind[3:2] == 2'b11;
  assign mine = read || write;
  assign to_msix = mine && head.bar == 3'(BAR_MSIX);
  assign to_core = mine && (head.bar == 3'(BAR_REGS) || head.bar == 3'(BAR_MEM));

  // ---- Request
  always_comb begin
    req = '0;
    req.write = write;
    req.regs = head.bar == 3'(BAR_REGS);
    req.th = side.tph_present;
    req.st = {8'b0, side.tph_st_tag};     // the block takes no End-End prefixes
    req.length = head.length;
    // A read with TH has an ST in place of its byte enables: all are implied. PG156 and
    // PG213 do not say if the block puts these or the ST into first_be and last_be.
    if (side.tph_present && !write) begin
      req.first_be = 4'hf;
      req.last_be = head.length == 11'd1 ? 4'h0 : 4'hf;
    end else begin
      req.first_be = side.first_be;
      req.last_be = side.last_be;
    end
    req.offset = {head.addr[37:0], 2'b0} & ~({40{1'b1}} << head.aperture);
  end

  assign between = state == HEAD;
  assign req_data = in_data;
  assign req_first = !begun;
  assign req_last = read || in_last;

  // A read and its entry of `pending` are accepted in the same clock
  logic ready, offer;

  assign ready = to_msix ? msix_ready && settled : core_ready;
  assign offer = state == ROUTE && (write ? in_valid : pending_ready);
  assign core_valid = to_core && offer;
  assign msix_valid = to_msix && offer && settled;

  assign pending_valid = state == ROUTE && !posted && (to_core || to_msix ? ready : settled);
  always_comb begin
    pending = '0;
    pending.refused = !(to_core || to_msix);
    pending.msix = to_msix;
    pending.side = side;
    pending.head = head;
  end

  assign dropped = state == ROUTE && posted && !(to_core || to_msix);

  always_comb begin
    case (state)
      HEAD: in_ready = !stop;
      HEAD_HIGH, SKIP: in_ready = 1'b1;
      default: in_ready = write && (to_core || to_msix) && ready;
    endcase
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      state <= HEAD;
    end else begin
      case (state)
        HEAD: begin
          if (in_valid && !stop) begin
            head <= head_in;
            side <= in_side;
            payload <= !in_last;
            begun <= 1'b0;
            state <= Halves ? HEAD_HIGH : ROUTE;
          end
        end
        HEAD_HIGH: begin
          if (in_valid) begin
            head[127:64] <= head_in[127:64];
            payload <= !in_last;
            state <= ROUTE;
          end
        end
        ROUTE: begin
          if (to_core || to_msix) begin
            if (offer && ready) begin
              begun <= 1'b1;
              if (req_last) state <= HEAD;
            end
          end else if (posted || (settled && pending_ready)) begin
            state <= payload ? SKIP : HEAD;
          end
        end
        default: if (in_valid && in_last) state <= HEAD;
      endcase
    end
  end

endmodule
