// SPDX-License-Identifier: BSD-3-Clause
// A slot is the pipeline's work on memory in one clock: at most one line read and
// one line written. These are the types of its parts.
package accel_slot_pkg;

  // Receiver of the line that is read
  typedef enum logic [1:0] {
    READ_NONE,
    READ_COMBINE,           // the combination with the slot's data
    READ_HOST,
    READ_SOURCE             // a pass
  } read_t;

  // Combination of a line and the slot's data
  typedef enum logic [2:0] {
    MIX_STORE,
    MIX_ADD_U32,
    MIX_ADD_F32,
    MIX_MAX_U32,
    MIX_MAX_F32,
    MIX_XOR
  } mix_t;

  // Width of elements in memory against that in the data
  typedef enum logic [1:0] {
    SHAPE_SAME,
    SHAPE_NARROW,           // binary32 to bfloat16
    SHAPE_WIDE              // bfloat16 to binary32
  } shape_t;

  // One ACCEL_OP_*
  typedef struct packed {
    logic       known;
    logic [1:0] log2;       // log2 of the bytes of an element in the data
    shape_t     shape;
    logic       reads;      // reads memory to combine with it
    logic       writes;     // writes memory
    mix_t       mix;
  } op_t;

endpackage
