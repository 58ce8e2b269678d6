// SPDX-License-Identifier: BSD-3-Clause
/* Writes TLPs, PCIe Base r5 sec 2.2; not in flit mode */
#include <string.h>

#include "contrib/leechcore/tlp.h"

/* Byte 0 */
#define FMT_4DW	  0x20
#define TYPE_MASK 0x1f
/* Byte 1 */
#define TC_MASK 0x70
#define IDO	0x04
/* Byte 2 */
#define TD	  0x80
#define ATTR_MASK 0x30

#define STATUS_UR 1

static void put16(uint8_t *p, unsigned int value)
{
	p[0] = value >> 8;
	p[1] = value;
}

static void put32(uint8_t *p, uint32_t value)
{
	put16(p, value >> 16);
	put16(p + 2, value & 0xffff);
}

static size_t put_payload(uint8_t *out, size_t at, const struct tlp *t)
{
	if (!t->payload)
		return at;
	memcpy(out + at, t->payload, t->dw * 4);
	return at + t->dw * 4;
}

size_t tlp_request(uint8_t *out, const uint8_t *p, const struct tlp *t)
{
	uint32_t low = (uint32_t)t->address | t->ph, high = t->address >> 32;

	memcpy(out, p, 8);
	out[0] &= ~FMT_4DW;
	out[2] &= ~TD;
	put16(out + 4, t->requester);
	out[6] = t->tag;
	if (!high) {
		put32(out + 8, low);
		return put_payload(out, 12, t);
	}
	out[0] |= FMT_4DW;
	put32(out + 8, high);
	put32(out + 12, low);
	return put_payload(out, 16, t);
}

size_t tlp_completion(uint8_t *out, const uint8_t *p, const struct tlp *t)
{
	memcpy(out, p, 12);
	out[2] &= ~TD;
	put16(out + 4, t->completer);
	put16(out + 8, t->requester);
	out[10] = t->tag;
	return put_payload(out, 12, t);
}

size_t tlp_unsupported(uint8_t *out, const uint8_t *p, const struct tlp *t,
		       uint16_t completer)
{
	unsigned int type = p[0] & TYPE_MASK, bytes = 4;
	uint8_t low = 0;

	if (type <= 0x01)
		bytes = tlp_wanted(t, &low);
	else if (type == 0x0e) /* compare and swap has two operands */
		bytes = t->dw * 2;
	else if (type >= 0x0c)
		bytes = t->dw * 4;
	memset(out, 0, 12);
	out[0] = 0x0a;
	out[1] = p[1] & (TC_MASK | IDO);
	out[2] = p[2] & ATTR_MASK;
	put16(out + 4, completer);
	put16(out + 6, STATUS_UR << 13 | (bytes & 0xfff));
	put16(out + 8, t->requester);
	out[10] = t->tag;
	out[11] = low;
	return 12;
}
