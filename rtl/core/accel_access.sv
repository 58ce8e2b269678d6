// SPDX-License-Identifier: BSD-3-Clause
// Accesses to registers: one DW after the other, lowest first. Starts when nothing else
// is under way.
module accel_access #(
  parameter int W = 128
) (
  input  logic clk, rst,
  input  logic start,               // earlier requests have had their effect
  // A beat of a request, as accel_ingress has it
  input  logic valid,
  output logic done,
  input  logic first, last,
  input  logic write, ep,           // request_t
  input  logic [3:0] first_be, last_be,
  input  logic [10:0] length,
  input  logic [39:0] start_offset,
  input  logic [W-1:0] data,
  output logic active,              // a request is under way
  output logic retire,              // pulse: a write has had its effect
  // Data of reads
  output logic out_valid,
  input  logic out_ready,
  output logic out_first, out_last,
  output logic [W-1:0] out_data,
  // Registers: an access lasts until it is done
  output logic reg_valid,
  output logic reg_write,
  output logic [19:0] reg_offset,
  output logic [31:0] reg_wdata,
  input  logic reg_done,
  input  logic [31:0] reg_rdata,
  output logic reg_poison
);

  localparam int Lanes = W / 32;
  localparam int LaneBits = $clog2(Lanes);

  typedef enum logic [1:0] {
    WAIT,
    DWORD,                          // access the register of `lane`
    OUT                             // hand data of a read over
  } state_t;

  state_t state;
  logic [LaneBits-1:0] lane;
  logic [39:0] offset;              // of the register
  logic [10:0] left;                // DWs of the request, with this one
  logic head, begun;
  logic [3:0] be;
  logic exists, dword_done, beat_ends;

  // A register that is written in part keeps its value
  always_comb begin
    be = 4'hf;
    if (left == 11'd1) be = last_be;
    if (head) be = first_be;
  end

  assign exists = offset[39:20] == '0;
  assign reg_valid = state == DWORD && exists && (!write || be == 4'hf);
  assign reg_write = write;
  assign reg_offset = offset[19:0];
  assign reg_wdata = data[lane*32 +: 32];
  assign dword_done = state == DWORD && (!reg_valid || reg_done);
  assign beat_ends = left == 11'd1 || lane == LaneBits'(Lanes - 1);

  assign reg_poison = state == WAIT && valid && start && write && ep && last;
  assign active = begun || state != WAIT;

  always_comb begin
    done = 1'b0;
    if (state == WAIT) done = valid && start && write && ep;
    if (state == DWORD) done = dword_done && beat_ends && write;
    if (state == OUT) done = out_ready && left == '0;
  end

  always_ff @(posedge clk) begin
    retire <= done && last && write;
    case (state)
      WAIT: if (valid && start && !done) begin
        state <= DWORD;
        begun <= 1'b1;
        if (first) begin
          lane <= start_offset[LaneBits+1:2];
          offset <= start_offset;
          left <= length;
          head <= 1'b1;
          out_first <= 1'b1;
        end
      end
      DWORD: if (dword_done) begin
        for (int i = 0; i < Lanes; i++) begin
          if (lane == LaneBits'(i)) out_data[i*32 +: 32] <= exists ? reg_rdata : '0;
        end
        lane <= lane + 1'b1;
        offset <= offset + 40'd4;
        left <= left - 11'd1;
        head <= 1'b0;
        if (beat_ends) state <= write ? WAIT : OUT;
      end
      default: if (out_ready) begin
        out_first <= 1'b0;
        state <= left == '0 ? WAIT : DWORD;
      end
    endcase
    if (done && last) begun <= 1'b0;
    if (rst) begin
      state <= WAIT;
      begun <= 1'b0;
      retire <= 1'b0;
    end
  end

  assign out_valid = state == OUT;
  assign out_last = left == '0;

endmodule
