// SPDX-License-Identifier: BSD-3-Clause
/* Wire bytes to struct tlp (PCIe Base sec 2.2) */
#include <errno.h>

#include "tlp/flit.h"

/*
 * Functions of both framings are inlined with a constant framing, so the frame
 * is never in memory.
 */
#define INLINE static inline __attribute__((always_inline))

/*
 * Sec 2.2.10: local prefixes, then at most four End-End prefixes, then a
 * header; flit mode has local prefixes only. Return: number of prefixes at @p,
 * or -errno.
 */
INLINE int count_prefixes(const uint8_t *p, size_t len,
			  enum tlp_framing framing)
{
	unsigned int shift = framing == TLP_FLIT ? 4 : 5;
	unsigned int n, end_end = 0;

	for (n = 0; len - n * 4 >= 4; n++) {
		if (p[n * 4] >> shift != BYTE0_PREFIX >> shift)
			return n;
		if (n == TLP_MAX_PREFIX)
			return -EPROTO;
		if (framing == TLP_FLIT)
			continue;
		if (tlp_prefix_is_end_end(load_be32(p + n * 4)))
			end_end++;
		else if (end_end)
			return -EPROTO;
		if (end_end > TLP_MAX_END_END)
			return -EPROTO;
	}
	return -ENODATA;
}

static void unpack_mem(const uint8_t *h, struct tlp *tlp)
{
	uint64_t addr = load_be32(h + 8);
	uint32_t low;

	tlp->addr64 = h[0] & BYTE0_4DW;
	if (tlp->addr64)
		addr = addr << 32 | load_be32(h + 12);
	tlp->addr = addr & ~3ull;
	low = addr & 3;
	if (!tlp->th) {
		tlp->reserved |= low << RESERVED_LOW;
		return;
	}
	tlp->ph = low;
	if (tlp_types[tlp->type].st_byte == 6) {
		tlp->st = h[6];
		tlp->tag = 0;
		tlp->reserved |= load_be32(h) & (DW0_T9 | DW0_T8);
	} else {
		tlp->st = h[7];
		tlp->first_be = 0xf;
		tlp->last_be = implied_last_be(tlp->length);
	}
}

static void unpack_msg(const uint8_t *h, struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp_unpack_msg(h, tlp);
}

static void unpack_cpl(const uint8_t *h, struct tlp *tlp)
{
	uint32_t dw1 = load_be32(h + 4), dw2 = load_be32(h + 8);

	tlp->first_be = tlp->last_be = 0;
	tlp->completer = dw1 >> 16;
	tlp->status = dw1 >> CPL_STATUS & 7;
	tlp->bcm = dw1 & CPL_BCM;
	tlp->byte_count = ((dw1 - 1) & CPL_BYTE_COUNT) + 1;
	tlp->requester = dw2 >> 16;
	/* T9 and T8 are set already */
	tlp->tag = (tlp->tag & 0x300) | (dw2 >> 8 & 0xff);
	tlp->reserved |= dw2 & CPL_R ? RESERVED_CPL_R : 0;
	tlp->lower_addr = dw2 & CPL_LOWER_ADDR;
}

static void (*const unpack[SHAPE_MAX])(const uint8_t *h, struct tlp *tlp) = {
	[SHAPE_MEM] = unpack_mem,     [SHAPE_IO] = tlp_unpack_io,
	[SHAPE_CFG] = tlp_unpack_cfg, [SHAPE_MSG] = unpack_msg,
	[SHAPE_CPL] = unpack_cpl,
};

/* Return: 0 or -errno, as tlp_decode(), but the TLP may be truncated */
INLINE int find_frame(const uint8_t *buf, size_t len, enum tlp_framing framing,
		      struct tlp_frame *f)
{
	unsigned int ohc = 0, trailer;
	int nprefix = 0;

	if (len < 4)
		return -ENODATA;
	if (buf[0] & BYTE0_PREFIX) {
		nprefix = count_prefixes(buf, len, framing);
		if (nprefix < 0)
			return nprefix;
	}
	f->nprefix = nprefix;
	f->header = buf + nprefix * 4;
	f->code = &tlp_codes[framing][f->header[0]];
	f->dw0 = load_be32(f->header);
	if (framing == TLP_FLIT) {
		ohc = tlp_ohc_dws[f->dw0 >> FLIT_OHC & 0x1f];
		trailer = tlp_trailer_dws[f->dw0 >> FLIT_TS & 7];
	} else {
		trailer = f->dw0 & DW0_TD ? 1 : 0;
	}
	if (!f->code->dws || trailer == 0xff)
		return -EPROTO;
	f->info = &tlp_types[f->code->type];
	f->length = ((f->dw0 - 1) & DW0_LENGTH) + 1;
	f->head = (f->nprefix + f->code->dws + ohc) * 4;
	f->data = f->info->data ? f->length * 4 : 0;
	f->tail = trailer * 4;
	return 0;
}

/* @len may end after the header, not inside it */
INLINE void unpack_non_flit(const uint8_t *buf, size_t len,
			    const struct tlp_frame *f, struct tlp *tlp)
{
	const struct tlp_type_info *info = f->info;
	const uint8_t *h = f->header;
	uint32_t dw0 = f->dw0;

	tlp_clear(tlp);
	tlp->type = f->code->type;
	tlp->th = (dw0 & DW0_TH) && info->st_byte;
	tlp->td = dw0 & DW0_TD;
	tlp->ep = dw0 & DW0_EP;
	tlp->ln = dw0 & DW0_LN;
	tlp->tc = dw0 >> DW0_TC & 7;
	tlp->attr = (dw0 & DW0_ATTR2) >> 16 | (dw0 >> DW0_ATTR10 & 3);
	tlp->at = dw0 >> DW0_AT & 3;
	tlp->length = info->sized ? f->length : 0;
	tlp->requester = h[4] << 8 | h[5];
	tlp->tag = (dw0 & DW0_T9) >> 14 | (dw0 & DW0_T8) >> 11 | h[6];
	tlp->first_be = h[7] & 0xf;
	tlp->last_be = h[7] >> 4;
	if (f->data && f->head + f->data <= len)
		tlp->payload = buf + f->head;
	if (f->tail && f->head + f->data + 4 <= len)
		tlp->ecrc = load_be32(buf + f->head + f->data);
	tlp->reserved = (info->sized ? 0 : dw0 & DW0_LENGTH) |
			(info->st_byte ? 0 : dw0 & DW0_TH);
	/* The most frequent type is called directly, which is faster */
	if (info->shape == SHAPE_MEM)
		unpack_mem(h, tlp);
	else
		unpack[info->shape](h, tlp);
	if (f->nprefix)
		tlp_unpack_prefixes(buf, f->nprefix, tlp);
}

/* The bytes end: are these only prefixes, without a header? */
static int whole(int error, size_t len)
{
	return error == -ENODATA && len && !(len % 4) ? -EPROTO : error;
}

INLINE void unpack_frame(const uint8_t *buf, size_t len,
			 enum tlp_framing framing, const struct tlp_frame *f,
			 struct tlp *tlp)
{
	if (framing == TLP_FLIT)
		tlp_unpack_flit_frame(buf, len, f, tlp);
	else
		unpack_non_flit(buf, len, f, tlp);
}

INLINE int decode(const uint8_t *buf, size_t len, enum tlp_framing framing,
		  struct tlp *tlp)
{
	struct tlp_frame f;
	size_t need;
	int ret;

	ret = find_frame(buf, len, framing, &f);
	if (ret)
		return whole(ret, len);
	need = f.head + f.data + f.tail;
	if (len != need)
		return len < need ? -ENODATA : -EMSGSIZE;
	unpack_frame(buf, len, framing, &f, tlp);
	return 0;
}

int tlp_decode(const void *buf, size_t len, struct tlp *tlp)
{
	return decode(buf, len, TLP_NON_FLIT, tlp);
}

int tlp_decode_flit(const void *buf, size_t len, struct tlp *tlp)
{
	return decode(buf, len, TLP_FLIT, tlp);
}

INLINE ssize_t parse(const uint8_t *buf, size_t len, enum tlp_framing framing,
		     struct tlp *tlp)
{
	struct tlp_frame f;
	int ret = find_frame(buf, len, framing, &f);

	if (ret)
		return ret;
	if (f.head > len)
		return -ENODATA;
	unpack_frame(buf, len, framing, &f, tlp);
	return f.head + f.data + f.tail;
}

static __attribute__((noinline)) ssize_t parse_flit(const uint8_t *buf,
						    size_t len, struct tlp *tlp)
{
	return parse(buf, len, TLP_FLIT, tlp);
}

ssize_t tlp_parse(const void *buf, size_t len, enum tlp_framing framing,
		  struct tlp *tlp)
{
	if (framing == TLP_FLIT)
		return parse_flit(buf, len, tlp);
	if (framing != TLP_NON_FLIT)
		return -EINVAL;
	return parse(buf, len, TLP_NON_FLIT, tlp);
}
