// SPDX-License-Identifier: BSD-3-Clause
/* TLPs as they are on the wire, PCIe Base r5 sec 2.2; not in flit mode */
#include "contrib/leechcore/tlp.h"

#include <errno.h>

/* Byte 0 */
#define FMT_4DW	   0x20
#define FMT_DATA   0x40
#define FMT_PREFIX 0x80
#define TYPE_MASK  0x1f
/* Byte 1 */
#define TAG_UPPER 0x88 /* T9 and T8 */
#define TH	  0x01
/* Byte 2 */
#define TD	0x80
#define AT_MASK 0x0c

static unsigned int be16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
	return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static size_t header_size(uint8_t byte0)
{
	return byte0 & FMT_4DW ? 16 : 12;
}

static enum tlp_kind kind_of(uint8_t byte0)
{
	switch (byte0 & TYPE_MASK) {
	case 0x00:
		return byte0 & FMT_DATA ? TLP_WRITE : TLP_READ;
	case 0x01: /* locked read */
		return byte0 & FMT_DATA ? TLP_OTHER : TLP_NON_POSTED;
	case 0x02: /* I/O */
		return byte0 & FMT_4DW ? TLP_OTHER : TLP_NON_POSTED;
	case 0x0a:
		return byte0 & FMT_4DW ? TLP_OTHER : TLP_COMPLETION;
	case 0x0c: /* AtomicOps */
	case 0x0d:
	case 0x0e:
		return byte0 & FMT_DATA ? TLP_NON_POSTED : TLP_OTHER;
	default:
		return TLP_OTHER;
	}
}

static void parse_request(const uint8_t *p, struct tlp *t)
{
	uint64_t address = be32(p + 8);

	if (p[0] & FMT_4DW)
		address = address << 32 | be32(p + 12);
	t->requester = be16(p + 4);
	t->tag = p[6];
	t->first = p[7] & 0xf;
	t->last = p[7] >> 4;
	t->translated = p[2] & AT_MASK;
	t->ph = t->hinted ? address & 3 : 0;
	t->address = address & ~(uint64_t)3;
}

static void parse_completion(const uint8_t *p, struct tlp *t)
{
	t->completer = be16(p + 4);
	t->status = p[6] >> 5;
	t->bytes = be16(p + 6) & 0xfff;
	if (!t->bytes)
		t->bytes = 4096;
	t->requester = be16(p + 8);
	t->tag = p[10];
	t->low = p[11] & 0x7f;
}

int tlp_parse(const uint8_t *p, size_t len, struct tlp *ret_tlp)
{
	struct tlp t = {.kind = TLP_OTHER};
	size_t size;

	if (len < 12 || len > TLP_MAX || len % 4)
		return -EBADMSG;
	if (p[0] & FMT_PREFIX || p[1] & TAG_UPPER) {
		*ret_tlp = t;
		return 0;
	}
	t.kind = kind_of(p[0]);
	t.hinted = p[1] & TH;
	t.dw = be16(p + 2) & 0x3ff;
	if (!t.dw)
		t.dw = 1024;
	size = header_size(p[0]);
	if (p[0] & FMT_DATA) {
		t.payload = p + size;
		size += t.dw * 4;
	}
	if (p[2] & TD)
		size += 4;
	if (len != size)
		return -EBADMSG;
	if (t.kind == TLP_COMPLETION)
		parse_completion(p, &t);
	else if (t.kind != TLP_OTHER)
		parse_request(p, &t);
	*ret_tlp = t;
	return 0;
}

/* Sec 2.3.1.1: from the first enabled byte to the last one */
unsigned int tlp_wanted(const struct tlp *t, uint8_t *ret_low)
{
	unsigned int first = t->first, last = t->dw > 1 ? t->last : t->first;
	unsigned int skip = 0, bytes = t->dw * 4;

	if (t->hinted)
		first = last = 0xf;
	*ret_low = t->address & 0x7c;
	if (!first || !last)
		return t->dw > 1 ? bytes : 1;
	while (!(first & 1u << skip))
		skip++;
	for (unsigned int bit = 8; !(last & bit); bit >>= 1)
		bytes--;
	*ret_low |= skip;
	return bytes - skip;
}
