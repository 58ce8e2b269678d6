// SPDX-License-Identifier: BSD-3-Clause
// Types of the wrapper for UltraScale (PG156) and UltraScale+ (PG213) integrated blocks
package us_pkg;

  // Sideband of a request that must be kept, from m_axis_cq_tuser of the first beat. The
  // same bits in the same order are the fourth DW of a completion with an error.
  typedef struct packed {
    logic [7:0] tph_st_tag;
    logic [1:0] tph_type;
    logic       tph_present;
    logic [3:0] last_be;
    logic [3:0] first_be;
  } side_t;

  // Descriptor of a memory request on CQ (PG156, PG213: "Completer Request Descriptor")
  typedef struct packed {
    logic        reserved_127;
    logic [ 2:0] attr;
    logic [ 2:0] tc;
    logic [ 5:0] aperture;   // log2 of the bytes of the BAR
    logic [ 2:0] bar;
    logic [ 7:0] func;
    logic [ 7:0] tag;
    logic [15:0] requester;
    logic        reserved_79;
    logic [ 3:0] kind;
    logic [10:0] length;     // DWs
    logic [61:0] addr;       // of a DW
    logic [ 1:0] at;
  } cq_t;

  // Request types of the descriptor (PG213, "Transaction Types"). 12 to 14 are messages.
  localparam logic [3:0] KIND_MRD = 4'd0;
  localparam logic [3:0] KIND_MWR = 4'd1;
  localparam logic [3:0] KIND_FETCH_ADD = 4'd4;
  localparam logic [3:0] KIND_SWAP = 4'd5;
  localparam logic [3:0] KIND_CAS = 4'd6;
  localparam logic [3:0] KIND_MRD_LOCKED = 4'd7;

  localparam logic [1:0] AT_TRANSLATION_REQUEST = 2'd1;

  // A non-posted request that waits for its completion, and the source of its data
  typedef struct packed {
    logic  refused;          // Unsupported Request
    logic  msix;             // data come from BAR4, else from the core
    side_t side;
    cq_t   head;
  } pending_t;

endpackage
