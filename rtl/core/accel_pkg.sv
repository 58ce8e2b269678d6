// SPDX-License-Identifier: BSD-3-Clause
// Types between the parts of the accelerator's ingress block. Numbers that software
// sees are in accel_regs.svh, which is made from include/opentph/hw/accel.h.
package accel_pkg;

  // Clocks from the operands of a binary32 sum to its registered result
  localparam int F32_ADD_CLOCKS = 3;

  // A request to the device, as the header of its TLP says
  typedef struct packed {
    logic        write;     // MWr, else MRd
    logic        regs;      // BAR0, else BAR2
    logic        th;        // st is valid
    logic        st_ext;    // st has 16 bits
    logic [15:0] st;
    logic        ep;        // poisoned
    logic [ 3:0] first_be;
    logic [ 3:0] last_be;   // 0 if length is 1
    logic [10:0] length;    // DWs, 1 to 1024
    logic [39:0] offset;    // bytes from the start of the BAR, a multiple of 4
  } request_t;

  // An entry of the ingress table
  typedef struct packed {
    logic       valid;
    logic       move;
    logic [7:0] partition;
    logic [7:0] op;
  } entry_t;

  typedef enum logic [1:0] {
    UNTAGGED,
    TAGGED,
    UNKNOWN
  } kind_t;

  // One write to BAR2 that has had its effect: all state changes but memory
  typedef struct packed {
    logic        valid;
    kind_t       kind;
    logic [ 7:0] tag;       // unless UNTAGGED
    logic        entry;     // ACCEL_EVENT_ENTRY
    logic        range;     // ACCEL_EVENT_RANGE
    logic        poison;    // ACCEL_EVENT_POISON
    logic [11:0] partial;   // elements enabled in part; not 0: ACCEL_EVENT_PARTIAL
    logic [12:0] bytes;     // payload, whole DWs
    logic        lands;     // not dropped, and the operation writes memory
    logic        counts;    // it combines or converts elements
    logic [ 1:0] log2;      // log2 of the bytes of an element in the payload
    logic [12:0] landed;    // payload bytes that took part
    logic [13:0] read;      // bytes read from memory
    logic [13:0] written;   // bytes written to memory
    logic [ 5:0] partition; // where it landed
    logic [ 5:0] addressed; // where it was addressed
    logic [39:0] offset;    // request_t, for EVENT_ADDR and EVENT_ST
    logic [15:0] st;
    logic        th;
    logic        st_ext;
  } commit_t;

  // A pass, as the registers say when it starts
  typedef struct packed {
    logic [ 7:0] op;
    logic [39:0] src;
    logic [39:0] dst;
    logic [31:0] length;
  } pass_t;

endpackage
