// SPDX-License-Identifier: BSD-3-Clause
/*
 * A pass: the same operations, from device memory to device memory.
 */
#include "device/accel/core.h"
#include "device/accel/ops.h"

#define PIECE 4096 /* source bytes per call of run */

static void end(struct accel *accel, uint32_t status)
{
	accel->pass.status = status;
	accel->vectors |= 1u << ACCEL_VECTOR_PASS;
	accel_event(accel, ACCEL_EVENT_PASS);
}

/* Return: true if @len bytes at @offset are in memory */
static bool inside(const struct accel *accel, uint64_t offset, uint64_t len)
{
	return offset <= accel->size && len <= accel->size - offset;
}

static bool valid(const struct accel *accel, const struct accel_pass *pass,
		  const struct accel_op_info *op)
{
	uint64_t dst_len = accel_op_scale(op, pass->len);
	unsigned int width = accel_op_width(op);

	if (pass->src % width || pass->len % width ||
	    pass->dst % accel_op_scale(op, width))
		return false;
	if (!inside(accel, pass->src, pass->len) ||
	    !inside(accel, pass->dst, dst_len))
		return false;
	/* In place is valid; other overlaps would depend on the order */
	if (pass->src == pass->dst && !accel_op_resizes(op))
		return true;
	return pass->src + pass->len <= pass->dst ||
	       pass->dst + dst_len <= pass->src;
}

void accel_pass_start(struct accel *accel, uint32_t op)
{
	struct accel_pass *pass = &accel->pass;

	if (pass->status == ACCEL_PASS_BUSY)
		return;
	pass->op = op;
	if (op >= ACCEL_OP_MAX || !valid(accel, pass, &accel_ops[op])) {
		end(accel, ACCEL_PASS_ERROR);
		return;
	}
	pass->from = pass->src;
	pass->to = pass->dst;
	pass->left = pass->len;
	pass->status = ACCEL_PASS_BUSY;
}

bool accel_pass_run(struct accel *accel)
{
	struct accel_pass *pass = &accel->pass;
	const struct accel_op_info *op;
	uint32_t len = pass->left < PIECE ? pass->left : PIECE;
	uint64_t dst_len;

	if (pass->status != ACCEL_PASS_BUSY)
		return false;
	op = &accel_ops[pass->op];
	dst_len = accel_op_scale(op, len);
	op->apply(accel->mem + pass->to, accel->mem + pass->from, len);
	accel_cost(accel, 1, len + (op->reads ? dst_len : 0),
		   op->writes ? dst_len : 0);
	pass->from += len;
	pass->to += dst_len;
	pass->left -= len;
	if (pass->left)
		return true;
	end(accel, ACCEL_PASS_DONE);
	return false;
}
