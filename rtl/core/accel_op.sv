// SPDX-License-Identifier: BSD-3-Clause
// Properties of an operation, as accel_ops[] of src/device/accel/ops.c
`include "accel_regs.svh"

module accel_op (
  input  logic [7:0] number,        // ACCEL_OP_*
  output accel_slot_pkg::op_t op
);

  always_comb begin
    op.known = 1'b1;
    op.log2 = 2'd2;
    op.shape = accel_slot_pkg::SHAPE_SAME;
    op.reads = 1'b1;
    op.writes = 1'b1;
    op.mix = accel_slot_pkg::MIX_STORE;
    case (number)
      8'(`ACCEL_OP_STORE): begin
        op.log2 = 2'd0;
        op.reads = 1'b0;
      end
      8'(`ACCEL_OP_ADD_U32): op.mix = accel_slot_pkg::MIX_ADD_U32;
      8'(`ACCEL_OP_ADD_F32): op.mix = accel_slot_pkg::MIX_ADD_F32;
      8'(`ACCEL_OP_MAX_U32): op.mix = accel_slot_pkg::MIX_MAX_U32;
      8'(`ACCEL_OP_MAX_F32): op.mix = accel_slot_pkg::MIX_MAX_F32;
      8'(`ACCEL_OP_XOR): begin
        op.log2 = 2'd0;
        op.mix = accel_slot_pkg::MIX_XOR;
      end
      8'(`ACCEL_OP_F32_TO_BF16): begin
        op.shape = accel_slot_pkg::SHAPE_NARROW;
        op.reads = 1'b0;
      end
      8'(`ACCEL_OP_BF16_ADD_F32): begin
        op.log2 = 2'd1;
        op.shape = accel_slot_pkg::SHAPE_WIDE;
        op.mix = accel_slot_pkg::MIX_ADD_F32;
      end
      8'(`ACCEL_OP_DISCARD): begin
        op.log2 = 2'd0;
        op.reads = 1'b0;
        op.writes = 1'b0;
      end
      default: begin
        op.known = 1'b0;
        op.reads = 1'b0;
        op.writes = 1'b0;
      end
    endcase
  end

endmodule
