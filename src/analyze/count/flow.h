/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs that count alike: in the same rows, with the same sizes */
#ifndef ANALYZE_COUNT_FLOW_H
#define ANALYZE_COUNT_FLOW_H

#include "analyze/packet/packet.h"
#include "ground.h"

/**
 * struct flow_key - properties that TLPs of a flow share
 * @kind:	type, requester, hints; never 0
 * @place:	interface, direction, sizes
 */
struct flow_key {
	uint64_t kind, place;
};

static inline bool flow_same(const struct flow_key *a, const struct flow_key *b)
{
	return a->kind == b->kind && a->place == b->place;
}

/* Return: hash of @bits bits */
static inline size_t flow_hash(const struct flow_key *key, unsigned int bits)
{
	const uint64_t h = key->kind ^ key->place * 0xd6e8feb86659fd93;

	return h * 0x9e3779b97f4a7c15 >> (64 - bits);
}

_Static_assert(TLP_MAX_SIZE < 1 << 15, "@wire has 15 bits");
_Static_assert(TLP_MAX_PAYLOAD < 1 << 13, "@data has 13 bits");

/* Return: @place of a key. A plain write has a wide ST's upper byte as @data. */
static inline uint64_t flow_place(const struct capture_packet *raw, size_t wire,
				  unsigned int data, unsigned int ph)
{
	return (uint64_t)raw->interface << 32 | wire << 17 | data << 4 |
	       raw->dir << 2 | ph;
}

/* DW0 and DW1 of a memory write, read as a big-endian number (sec 2.2.1, 2.2.7) */
#define FLOW_TYPE    0xdf00000000000000 /* Fmt and Type, but not Fmt[0] */
#define FLOW_WRITE   0x4000000000000000
#define FLOW_4DW     59 /* Fmt[0] becomes 4 bytes */
#define FLOW_TH	     0x0001000000000000
#define FLOW_ST	     0x000000000000ff00 /* the tag, which has no use, without TH */
#define FLOW_DECIDES 0xff0183ffffffffff /* not TC, T9, T8, Attr, LN, EP, AT */

/* In place of the bytes of data: the ST is wide, and has this upper byte */
#define FLOW_WIDE 0x100

/* Least bytes: a header of 3 DW, and data */
#define FLOW_LEAST  16
#define FLOW_PREFIX 4

/**
 * flow_of_write() - key of a plain memory write, by the bytes of its header
 * @raw:	packet, which need not have been decoded
 * @ret_key:	key
 *
 * A plain write has no prefix but that of a wide ST, no flit-mode framing, and
 * was captured whole. Most TLPs of a busy link are plain writes of a few flows; so
 * they are counted without decoding each. A packet that cannot be decoded may have
 * a key too, but it is that of no TLP: @ret_key has its size and the bits that
 * decide the size.
 *
 * Return: true; false for all other packets, with @ret_key untouched.
 */
static inline bool flow_of_write(const struct capture_packet *raw,
				 struct flow_key *ret_key)
{
	const uint8_t *p = raw->data;
	unsigned int ph = 0, wide = 0;
	uint64_t head;

	if (raw->len < FLOW_LEAST || raw->len > TLP_MAX_SIZE ||
	    raw->len != raw->orig_len || raw->flit || raw->header_only)
		return false;
	if (p[0] == TLP_PREFIX_EXT_TPH) {
		if (raw->len < FLOW_LEAST + FLOW_PREFIX)
			return false;
		wide = FLOW_WIDE | p[1];
		p += FLOW_PREFIX;
	}
	head = load_be64(p);
	if ((head & FLOW_TYPE) != FLOW_WRITE)
		return false;
	if (head & FLOW_TH)
		ph = p[11 + (head >> FLOW_4DW & 4)] & 3;
	else
		head &= ~(uint64_t)FLOW_ST;
	ret_key->kind = head & FLOW_DECIDES;
	ret_key->place = flow_place(raw, raw->len, wide, ph);
	return true;
}

#endif /* ANALYZE_COUNT_FLOW_H */
