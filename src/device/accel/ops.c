// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/ops.h"

#include <string.h>

#include "device/accel/float.h"
#include "device/accel/sum.h"
#include "device/enables.h"
#include "ground.h"

/* Loops without branches, which compilers make wide */

static void store(uint8_t *dst, const uint8_t *src, size_t len)
{
	memmove(dst, src, len);
}

static void add_u32(uint8_t *dst, const uint8_t *src, size_t len)
{
	for (size_t i = 0; i < len; i += 4)
		store_le32(dst + i, load_le32(dst + i) + load_le32(src + i));
}

static void max_u32(uint8_t *dst, const uint8_t *src, size_t len)
{
	for (size_t i = 0; i < len; i += 4)
		store_le32(dst + i,
			   max(load_le32(dst + i), load_le32(src + i)));
}

static void max_f32(uint8_t *dst, const uint8_t *src, size_t len)
{
	for (size_t i = 0; i < len; i += 4)
		store_le32(dst + i,
			   float_max(load_le32(dst + i), load_le32(src + i)));
}

static void xor_bytes(uint8_t *dst, const uint8_t *src, size_t len)
{
	for (size_t i = 0; i < len; i++)
		dst[i] ^= src[i];
}

static void f32_to_bf16(uint8_t *dst, const uint8_t *src, size_t len)
{
	for (size_t n = len / 4; n; n--, dst += 2, src += 4)
		store_le16(dst, float_to_bf16(load_le32(src)));
}

static void add_f32(uint8_t *dst, const uint8_t *src, size_t len)
{
	sum_f32(dst, src, len / 4);
}

static void bf16_add_f32(uint8_t *dst, const uint8_t *src, size_t len)
{
	sum_bf16(dst, src, len / 2);
}

static void discard(uint8_t *dst, const uint8_t *src, size_t len)
{
}

const struct accel_op_info accel_ops[ACCEL_OP_MAX] = {
	/* log2, grow, reads, writes */
	[ACCEL_OP_STORE] = {0, 2, false, true, store},
	[ACCEL_OP_ADD_U32] = {2, 2, true, true, add_u32},
	[ACCEL_OP_ADD_F32] = {2, 2, true, true, add_f32},
	[ACCEL_OP_MAX_U32] = {2, 2, true, true, max_u32},
	[ACCEL_OP_MAX_F32] = {2, 2, true, true, max_f32},
	[ACCEL_OP_XOR] = {0, 2, true, true, xor_bytes},
	[ACCEL_OP_F32_TO_BF16] = {2, 1, false, true, f32_to_bf16},
	[ACCEL_OP_BF16_ADD_F32] = {1, 4, true, true, bf16_add_f32},
	[ACCEL_OP_DISCARD] = {0, 2, false, false, discard},
};

/* The elements of a DW that is not fully enabled. Return: their bytes */
static size_t apply_dw(const struct accel_op_info *op, uint8_t *dst,
		       const uint8_t *src, unsigned int enables,
		       unsigned int *partial)
{
	unsigned int width = accel_op_width(op), all = (1u << width) - 1;
	size_t bytes = 0;

	for (unsigned int i = 0; i < 4; i += width) {
		unsigned int on = enables >> i & all;

		if (on == all) {
			op->apply(dst + accel_op_scale(op, i), src + i, width);
			bytes += width;
		} else if (on) {
			++*partial;
		}
	}
	return bytes;
}

size_t accel_op_apply(const struct accel_op_info *op, uint8_t *dst,
		      const struct tlp *tlp, unsigned int *ret_partial)
{
	size_t from = 0, to = tlp->length, last = to - 1, bytes = 0;
	unsigned int partial = 0;

	/* Only the first and the last DW can have disabled bytes */
	if (enables_of_dw(tlp, 0) != ENABLES_ALL) {
		bytes += apply_dw(op, dst, tlp->payload, enables_of_dw(tlp, 0),
				  &partial);
		from = 1;
	}
	if (last && enables_of_dw(tlp, last) != ENABLES_ALL)
		to = last;
	if (from < to) {
		op->apply(dst + accel_op_scale(op, from * 4),
			  tlp->payload + from * 4, (to - from) * 4);
		bytes += (to - from) * 4;
	}
	if (to == last)
		bytes += apply_dw(op, dst + accel_op_scale(op, last * 4),
				  tlp->payload + last * 4,
				  enables_of_dw(tlp, last), &partial);
	*ret_partial = partial;
	return bytes;
}
