/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations on runs of elements, and their cost.
 */
#ifndef DEVICE_ACCEL_OPS_H
#define DEVICE_ACCEL_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/hw/accel.h>
#include <opentph/tlp.h>

/* @grow of an operation that keeps the width of elements */
#define ACCEL_OP_SAME 2

/**
 * struct accel_op_info - one enum accel_op
 * @log2:	log2 of the bytes of an incoming element: 0, 1 or 2
 * @grow:	bytes of an element in memory, in halves of an incoming one: 1, 2
 *		or 4
 * @reads:	reads memory to combine with it
 * @writes:	writes memory
 * @apply:	apply @len bytes at @src, whole elements, to @dst. They are apart, or
 *		the same memory if the widths are equal. Reads each byte of @src
 *		once
 */
struct accel_op_info {
	uint8_t log2, grow;
	bool reads, writes;
	void (*apply)(uint8_t *dst, const uint8_t *src, size_t len);
};

extern const struct accel_op_info accel_ops[ACCEL_OP_MAX];

/* Return: bytes of an incoming element */
static inline unsigned int accel_op_width(const struct accel_op_info *op)
{
	return 1u << op->log2;
}

/* Return: true if the operation changes the width of elements */
static inline bool accel_op_resizes(const struct accel_op_info *op)
{
	return op->grow != ACCEL_OP_SAME;
}

/* Return: @bytes of incoming data, or an offset in them, scaled to memory */
static inline uint64_t accel_op_scale(const struct accel_op_info *op,
				      uint64_t bytes)
{
	return bytes * op->grow / ACCEL_OP_SAME;
}

/**
 * accel_op_apply() - apply a write's payload to memory, obeying byte enables
 * @op:		operation
 * @dst:	memory, accel_op_scale() of the payload's bytes
 * @tlp:	the write; elements lie at multiples of their size in the
 *		payload
 * @ret_partial: unchanged elements with only some bytes enabled
 *
 * Return: bytes of elements that were combined, converted or stored.
 */
size_t accel_op_apply(const struct accel_op_info *op, uint8_t *dst,
		      const struct tlp *tlp, unsigned int *ret_partial);

#endif /* DEVICE_ACCEL_OPS_H */
