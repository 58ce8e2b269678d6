// SPDX-License-Identifier: BSD-3-Clause
// Requests to BAR4 as accesses of single DWs to `msix`. Its streams are like those of
// accel_core. A read that leaves table and PBA is answered with ok = 0, all of it; so the
// first of its two rounds only looks if all DWs are there.
module msix_port #(
  parameter int W = 128
) (
  input  logic clk, rst,
  input  logic req_valid,
  output logic req_ready,
  input  logic req_last,
  input  accel_pkg::request_t req,
  input  logic [W-1:0] req_data,
  output logic cpl_valid,
  input  logic cpl_ready,
  output logic cpl_last,
  output logic cpl_ok,
  output logic [W-1:0] cpl_data,
  output logic reg_valid,
  output logic reg_write,
  output logic [12:0] reg_offset,
  output logic [3:0] reg_be,
  output logic [31:0] reg_wdata,
  input  logic reg_done,
  input  logic reg_known,
  input  logic [31:0] reg_rdata
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);

  typedef enum logic [2:0] {
    IDLE,
    WRITE,
    CHECK,
    READ,
    GIVE
  } state_t;

  state_t state;
  logic [10:0] addr;                      // of the next DW; BAR4 has 8 KiB
  logic [10:0] left, length;              // DWs with and after it; of the request
  logic [10:0] start;
  logic first;
  logic [LaneBits-1:0] lane;
  logic beat_ends, last;

  // Only fields that a request to BAR4 needs
  logic unused_req;
  assign unused_req = ^{req.regs, req.th, req.st_ext, req.st, req.ep, req.offset[39:13],
                        req.offset[1:0]};

  assign lane = addr[LaneBits-1:0];
  assign last = left == 11'd1;
  assign beat_ends = last || lane == LaneBits'(Lanes - 1);

  assign reg_valid = (state == WRITE && req_valid) || state == CHECK || state == READ;
  assign reg_write = state == WRITE;
  assign reg_offset = {addr, 2'b0};
  assign reg_be = state != WRITE ? 4'hf : first ? req.first_be : last ? req.last_be : 4'hf;
  assign reg_wdata = req_data[32 * lane +: 32];

  // A read is accepted at once, as its completion can only come after that
  assign req_ready = state == WRITE ? reg_done && beat_ends : state == IDLE && !req.write;
  assign cpl_valid = state == GIVE;
  assign cpl_last = left == '0 || !cpl_ok;

  always_ff @(posedge clk) begin
    if (rst) begin
      state <= IDLE;
    end else begin
      case (state)
        IDLE: begin
          addr <= req.offset[12:2];
          start <= req.offset[12:2];
          left <= req.length;
          length <= req.length;
          first <= 1'b1;
          cpl_ok <= 1'b1;
          if (req_valid) begin
            // A flush reads nothing
            if (req.write) state <= WRITE;
            else state <= req.first_be == '0 ? READ : CHECK;
          end
        end
        WRITE: begin
          if (reg_done) begin
            addr <= addr + 1'b1;
            left <= left - 1'b1;
            first <= 1'b0;
            if (beat_ends && req_last) state <= IDLE;
          end
        end
        CHECK: begin
          if (reg_done) begin
            addr <= addr + 1'b1;
            left <= left - 1'b1;
            if (!reg_known) begin
              cpl_ok <= 1'b0;
              state <= GIVE;
            end else if (last) begin
              addr <= start;
              left <= length;
              state <= READ;
            end
          end
        end
        READ: begin
          if (reg_done) begin
            cpl_data[32 * lane +: 32] <= reg_rdata;
            addr <= addr + 1'b1;
            left <= left - 1'b1;
            if (beat_ends) state <= GIVE;
          end
        end
        default: if (cpl_ready) state <= cpl_last ? IDLE : READ;
      endcase
    end
  end

endmodule
