// SPDX-License-Identifier: BSD-3-Clause
// Files of accel_core, in the order of their use
accel_pkg.sv
accel_slot_pkg.sv
accel_access.sv
accel_core.sv
accel_count_ram.sv
accel_counter.sv
accel_events.sv
accel_fifo.sv
accel_ingress.sv
accel_lane.sv
accel_mem.sv
accel_op.sv
accel_pass.sv
accel_pipe.sv
accel_regs.sv
accel_resolve.sv
accel_shape.sv
f32_add.sv
f32_max.sv
f32_to_bf16.sv
