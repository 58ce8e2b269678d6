// SPDX-License-Identifier: BSD-3-Clause
// MSI-X: table, Pending Bit Array and interrupt messages (PCIe sec 6.1.4, 7.7.2), laid
// out as include/opentph/hw/accel.h says. The capability itself is the hard IP's, which
// gives `enable` and `mask_all`.
//
// A vector that is due waits in its pending bit until it is enabled and not masked; it is
// then moved to the message, which software can no longer change or mask. So a vector
// that is due again while its message waits for the link sends one more, but not two.
`include "accel_regs.svh"

module msix (
  input  logic clk, rst,
  input  logic enable,                // MSI-X Enable, and Bus Master Enable
  input  logic mask_all,              // Function Mask
  input  logic [`ACCEL_MSIX_VECTORS-1:0] due,  // pulses; lost while not enabled
  // One DW an access: valid holds until done, which is a pulse in a later clock
  input  logic reg_valid,
  input  logic reg_write,
  input  logic [12:0] reg_offset,     // bytes from the start of the BAR
  input  logic [3:0] reg_be,
  input  logic [31:0] reg_wdata,
  output logic reg_done,
  output logic reg_known,             // with done: table or PBA are there
  output logic [31:0] reg_rdata,
  // Memory write of one DW; MWr with a header of 4 DWs if the upper half is not 0
  output logic out_valid,
  input  logic out_ready,
  output logic [63:0] out_addr,
  output logic [31:0] out_data
);

  localparam int Vectors = `ACCEL_MSIX_VECTORS;
  localparam int EntryLog2 = 4;       // log2 of the bytes of an entry
  localparam logic [12:0] TableEnd = 13'(`ACCEL_MSIX_TABLE + (Vectors << EntryLog2));
  localparam logic [12:0] PbaEnd = 13'(`ACCEL_MSIX_PBA + 8);
  localparam int IndexBits = Vectors > 1 ? $clog2(Vectors) : 1;

  logic [Vectors*64-1:0] addr;
  logic [Vectors*32-1:0] data;
  logic [Vectors-1:0] masked;         // Vector Control bit 0
  logic [Vectors-1:0] pending;

  // ---- Messages: the lowest vector first
  logic [Vectors-1:0] may_go;
  logic [Vectors-1:0] go;             // at most one
  logic [Vectors-1:0] held;

  assign held = masked | {Vectors{mask_all}};
  assign may_go = enable ? pending & ~held : '0;
  assign go = out_valid && !out_ready ? '0 : may_go & ~(may_go - 1'b1);

  always_ff @(posedge clk) begin
    if (rst) begin
      pending <= '0;
      out_valid <= 1'b0;
    end else begin
      pending <= (pending & ~go) | (enable ? due : '0);
      if (!out_valid || out_ready) out_valid <= go != 0;
    end
    for (int v = 0; v < Vectors; v++) begin
      if (go[v]) begin
        out_addr <= addr[64*v +: 64];
        out_data <= data[32*v +: 32];
      end
    end
  end

  // ---- Table and PBA
  logic in_table, in_pba, access;
  logic [12:0] table_offset;
  logic [IndexBits-1:0] index;
  logic [1:0] word;                   // DW of the entry
  logic [31:0] old, merged;

  assign access = reg_valid && !reg_done;
  assign in_pba = reg_offset >= 13'(`ACCEL_MSIX_PBA) && reg_offset < PbaEnd;
  assign table_offset = reg_offset - 13'(`ACCEL_MSIX_TABLE);
  assign in_table = reg_offset < TableEnd &&
      table_offset < 13'(Vectors << EntryLog2);
  assign index = table_offset[EntryLog2 +: IndexBits];
  assign word = reg_offset[3:2];

  always_comb begin
    old = '0;
    for (int v = 0; v < Vectors; v++) begin
      if (index == IndexBits'(v)) begin
        case (word)
          2'd0: old = addr[64*v +: 32];
          2'd1: old = addr[64*v+32 +: 32];
          2'd2: old = data[32*v +: 32];
          default: old = {31'b0, masked[v]};
        endcase
      end
    end
  end

  always_comb begin
    for (int i = 0; i < 4; i++)
      merged[8*i +: 8] = reg_be[i] ? reg_wdata[8*i +: 8] : old[8*i +: 8];
  end

  always_ff @(posedge clk) begin
    reg_done <= access && !rst;
    reg_known <= in_table || in_pba;
    reg_rdata <= '0;
    if (in_table) reg_rdata <= old;
    // A vector that only waits for the link is not pending for software
    else if (in_pba && !reg_offset[2]) reg_rdata[Vectors-1:0] <= pending & held;
    if (rst) begin
      addr <= '0;
      data <= '0;
      masked <= '1;
    end else if (access && reg_write && in_table) begin
      for (int v = 0; v < Vectors; v++) begin
        if (index == IndexBits'(v)) begin
          case (word)
            2'd0: addr[64*v +: 32] <= {merged[31:2], 2'b0};
            2'd1: addr[64*v+32 +: 32] <= merged;
            2'd2: data[32*v +: 32] <= merged;
            default: masked[v] <= merged[0];
          endcase
        end
      end
    end
  end

`ifndef SYNTHESIS
  logic waits;
  logic [95:0] message;

  always_ff @(posedge clk) begin
    waits <= out_valid && !out_ready && !rst;
    message <= {out_addr, out_data};
    if (!rst) begin
      assert (!waits || (out_valid && message == {out_addr, out_data}))
        else $error("msix: a message that waits has changed");
    end
  end
`endif

endmodule
