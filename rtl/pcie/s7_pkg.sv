// SPDX-License-Identifier: BSD-3-Clause
// Types of the wrapper for the 7-series integrated block (PG054)
package s7_pkg;

  // A non-posted request that waits for its completion
  typedef struct packed {
    logic        refused;   // Unsupported Request
    logic        msix;      // data come from BAR4, else from the core
    logic        locked;    // MRdLk
    logic        flush;     // a read of no bytes: data are 0
    logic [15:0] requester;
    logic [ 9:0] tag;
    logic [ 2:0] tc;
    logic [ 2:0] attr;
    logic [11:0] addr;      // of the first byte that is read, within 4 KiB
    logic [12:0] count;     // bytes from the first to the last that are read
  } pending_t;

  // Fmt (PCIe sec 2.2.1): bit 0 is a header of 4 DWs, bit 1 data, bit 2 a prefix
  localparam logic [2:0] FMT_3DW = 3'b000;
  localparam logic [2:0] FMT_3DW_DATA = 3'b010;
  localparam logic [2:0] FMT_4DW_DATA = 3'b011;

  // Type (PCIe table 2-3)
  localparam logic [4:0] TYPE_MEM = 5'b00000;
  localparam logic [4:0] TYPE_MRD_LOCKED = 5'b00001;
  localparam logic [4:0] TYPE_IO = 5'b00010;
  localparam logic [4:0] TYPE_CPL = 5'b01010;
  localparam logic [4:0] TYPE_CPL_LOCKED = 5'b01011;
  localparam logic [4:0] TYPE_FETCH_ADD = 5'b01100;
  localparam logic [4:0] TYPE_SWAP = 5'b01101;
  localparam logic [4:0] TYPE_CAS = 5'b01110;
  localparam logic [4:0] TYPE_DMWR = 5'b11011;

endpackage
