// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/ops.h"

#include <string.h>

#include "device/accel/float.h"
#include "device/enables.h"
#include "ground.h"

static void store(uint8_t *dst, const uint8_t *src, size_t n)
{
	memmove(dst, src, n);
}

static void add_u32(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--, dst += 4, src += 4)
		store_le32(dst, load_le32(dst) + load_le32(src));
}

static void add_f32(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--, dst += 4, src += 4)
		store_le32(dst, float_add(load_le32(dst), load_le32(src)));
}

static void max_u32(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--, dst += 4, src += 4) {
		uint32_t a = load_le32(dst), b = load_le32(src);

		store_le32(dst, a > b ? a : b);
	}
}

static void max_f32(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--, dst += 4, src += 4)
		store_le32(dst, float_max(load_le32(dst), load_le32(src)));
}

static void xor_bytes(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--)
		*dst++ ^= *src++;
}

static void f32_to_bf16(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--, dst += 2, src += 4)
		store_le16(dst, float_to_bf16(load_le32(src)));
}

static void bf16_add_f32(uint8_t *dst, const uint8_t *src, size_t n)
{
	for (; n; n--, dst += 4, src += 2)
		store_le32(dst, float_add(load_le32(dst),
					  float_from_bf16(load_le16(src))));
}

static void discard(uint8_t *dst, const uint8_t *src, size_t n)
{
}

const struct accel_op_info accel_ops[ACCEL_OP_MAX] = {
	/* src, dst, reads, writes */
	[ACCEL_OP_STORE] = {1, 1, false, true, store},
	[ACCEL_OP_ADD_U32] = {4, 4, true, true, add_u32},
	[ACCEL_OP_ADD_F32] = {4, 4, true, true, add_f32},
	[ACCEL_OP_MAX_U32] = {4, 4, true, true, max_u32},
	[ACCEL_OP_MAX_F32] = {4, 4, true, true, max_f32},
	[ACCEL_OP_XOR] = {1, 1, true, true, xor_bytes},
	[ACCEL_OP_F32_TO_BF16] = {4, 2, false, true, f32_to_bf16},
	[ACCEL_OP_BF16_ADD_F32] = {2, 4, true, true, bf16_add_f32},
	[ACCEL_OP_DISCARD] = {1, 1, false, false, discard},
};

/* The elements of a DW that is not fully enabled */
static size_t apply_dw(const struct accel_op_info *op, uint8_t *dst,
		       const uint8_t *src, unsigned int enables,
		       unsigned int *partial)
{
	unsigned int all = (1u << op->src) - 1;
	size_t n = 0;

	for (unsigned int i = 0; i < 4; i += op->src) {
		unsigned int on = enables >> i & all;

		if (on == all) {
			op->apply(dst + accel_op_scale(op, i), src + i, 1);
			n++;
		} else if (on) {
			++*partial;
		}
	}
	return n;
}

size_t accel_op_apply(const struct accel_op_info *op, uint8_t *dst,
		      const struct tlp *tlp, unsigned int *ret_partial)
{
	size_t from = 0, to = tlp->length, last = to - 1, n = 0;
	unsigned int partial = 0;

	/* Only the first and the last DW can have disabled bytes */
	if (enables_of_dw(tlp, 0) != ENABLES_ALL) {
		n += apply_dw(op, dst, tlp->payload, enables_of_dw(tlp, 0),
			      &partial);
		from = 1;
	}
	if (last && enables_of_dw(tlp, last) != ENABLES_ALL)
		to = last;
	if (from < to) {
		size_t elements = (to - from) * 4 / op->src;

		op->apply(dst + accel_op_scale(op, from * 4),
			  tlp->payload + from * 4, elements);
		n += elements;
	}
	if (to == last)
		n += apply_dw(op, dst + accel_op_scale(op, last * 4),
			      tlp->payload + last * 4, enables_of_dw(tlp, last),
			      &partial);
	*ret_partial = partial;
	return n;
}
