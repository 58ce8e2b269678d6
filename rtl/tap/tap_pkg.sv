// SPDX-License-Identifier: BSD-3-Clause
// Types between the parts of the tap.
package tap_pkg;

  // A TLP whose kept bytes are in the queue of its direction
  typedef struct packed {
    logic [63:0] ticks;     // when it was complete
    logic [31:0] number;    // of the TLPs that pass the filters
    logic [10:0] dws;       // of the TLP
    logic [10:0] kept;      // DWs of them in the queue
  } head_t;

  localparam int HEAD_BITS = 118;

  // Which TLPs to take
  typedef struct packed {
    logic        enable;
    logic        th;
    logic        only_range;
    logic        not_range;
    logic [61:0] base;      // DWs
    logic [61:0] limit;
  } filter_t;

  // The request that a tag stands for: which one, and whether it was inside the range
  typedef struct packed {
    logic        in_range;
    logic [17:0] id;        // Requester ID and the tag's bits 9:8
  } asked_t;

  localparam int ASKED_BITS = 19;

endpackage
