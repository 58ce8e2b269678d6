/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second implementation of the ingress block, byte by byte and element by
 * element, without code of the model. Slow and plain.
 */
#ifndef TESTS_DEVICE_ORACLE_H
#define TESTS_DEVICE_ORACLE_H

#include <stdbool.h>
#include <stdlib.h>

#include <opentph/hw/accel.h>

#include "tests/device/support.h"
#include "tests/device/reference.h"

struct oracle {
	unsigned int partitions, part_bytes;
	bool ingress;
	uint32_t table8[256], table16[65536];
	uint8_t *mem;
	uint64_t untagged, tagged, unknown, dropped, partial, link_bytes;
	uint64_t mem_read, mem_write, cycles;
	uint64_t part[64][4]; /* writes, bytes, elements, errors */
};

/* Bytes of an element before and after; 0 for an unknown operation */
static inline unsigned int oracle_width(unsigned int op, bool in_memory)
{
	switch (op) {
	case ACCEL_OP_STORE:
	case ACCEL_OP_XOR:
	case ACCEL_OP_DISCARD:
		return 1;
	case ACCEL_OP_F32_TO_BF16:
		return in_memory ? 2 : 4;
	case ACCEL_OP_BF16_ADD_F32:
		return in_memory ? 4 : 2;
	case ACCEL_OP_ADD_U32:
	case ACCEL_OP_ADD_F32:
	case ACCEL_OP_MAX_U32:
	case ACCEL_OP_MAX_F32:
		return 4;
	default:
		return 0;
	}
}

static inline void oracle_element(unsigned int op, uint8_t *mem,
				  const uint8_t *data)
{
	switch (op) {
	case ACCEL_OP_STORE:
		*mem = *data;
		break;
	case ACCEL_OP_XOR:
		*mem = (uint8_t)(*mem ^ *data);
		break;
	case ACCEL_OP_ADD_U32:
		put32(mem, get32(mem) + get32(data));
		break;
	case ACCEL_OP_MAX_U32:
		if (get32(data) > get32(mem))
			memcpy(mem, data, 4);
		break;
	case ACCEL_OP_ADD_F32:
		put32(mem, reference_add(get32(mem), get32(data)));
		break;
	case ACCEL_OP_MAX_F32:
		put32(mem, reference_max(get32(mem), get32(data)));
		break;
	case ACCEL_OP_F32_TO_BF16:
		put16(mem, reference_bf16(get32(data)));
		break;
	case ACCEL_OP_BF16_ADD_F32:
		put32(mem,
		      reference_add(get32(mem), (uint32_t)get16(data) << 16));
		break;
	}
}

static inline void oracle_write(struct oracle *o, uint64_t offset,
				const struct tlp *tlp)
{
	unsigned int op = ACCEL_OP_STORE, bytes = tlp->length * 4u, n = 0;
	unsigned int from = (unsigned int)(offset / o->part_bytes), to = from;
	unsigned int inside = (unsigned int)(offset % o->part_bytes);
	unsigned int in, out;
	bool enabled[4096], move = false, bad = tlp->ep, reads;
	uint32_t entry;

	o->link_bytes += bytes;
	if (!tlp->th || !o->ingress) {
		o->untagged++;
	} else {
		entry = tlp->st_ext ? o->table16[tlp->st]
				    : o->table8[tlp->st & 0xff];
		if (entry >> 31) {
			o->tagged++;
			op = entry & 0xff;
			move = entry >> 16 & 1;
			if (move)
				to = entry >> 8 & 0xff;
		} else {
			o->unknown++;
		}
	}
	in = oracle_width(op, false);
	out = oracle_width(op, true);
	bad |= !in || to >= o->partitions || (in != out && !move);
	bad = bad || inside + bytes > o->part_bytes ||
	      (inside + bytes) * out / in > o->part_bytes;
	if (bad) {
		o->dropped++;
		o->part[from][3]++;
		return;
	}
	for (unsigned int i = 0; i < bytes; i++) {
		unsigned int be = i < 4		   ? tlp->first_be
				  : i >= bytes - 4 ? tlp->last_be
						   : 0xf;

		enabled[i] = be >> i % 4 & 1;
	}
	for (unsigned int i = 0; i < bytes; i += in) {
		unsigned int on = 0;

		for (unsigned int k = 0; k < in; k++)
			on += enabled[i + k];
		if (on == in) {
			oracle_element(op,
				       o->mem + to * o->part_bytes +
					       (inside + i) * out / in,
				       tlp->payload + i);
			n++;
		} else if (on) {
			o->partial++;
		}
	}
	if (op == ACCEL_OP_DISCARD)
		return;
	reads = op != ACCEL_OP_STORE && op != ACCEL_OP_F32_TO_BF16;
	o->part[to][0]++;
	o->part[to][1] += n * in;
	if (op != ACCEL_OP_STORE)
		o->part[to][2] += n;
	o->mem_write += n * out;
	o->cycles += (n * out + 63) / 64;
	if (reads) {
		o->mem_read += n * out;
		o->cycles += (n * out + 63) / 64;
	}
}

#endif /* TESTS_DEVICE_ORACLE_H */
