// SPDX-License-Identifier: BSD-3-Clause
/* Wire bytes to struct tlp (PCIe Base sec 2.2) */
#include <errno.h>

#include "tlp/flit.h"
#include "tlp/plain.h"

/* Functions of both framings are inlined with a constant framing */

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

/* @st_byte: byte that holds ST[7:0]; 0 without hints */
INLINE void unpack_mem_as(const uint8_t *h, bool addr64, unsigned int st_byte,
			  struct tlp *tlp)
{
	const uint64_t addr = addr64 ? load_be64(h + 8) : load_be32(h + 8);
	const uint32_t low = addr & 3;

	tlp->addr64 = addr64;
	tlp->addr = addr & ~3ull;
	if (!st_byte) {
		tlp->reserved |= low << RESERVED_LOW;
		return;
	}
	tlp->ph = low;
	tlp->st = h[st_byte];
	if (st_byte == 6) {
		tlp->tag = 0;
		tlp->reserved |= load_be32(h) & (DW0_T9 | DW0_T8);
	} else {
		tlp->first_be = 0xf;
		tlp->last_be = implied_last_be(tlp->length);
	}
}

static void unpack_mem(const uint8_t *h, struct tlp *tlp)
{
	unpack_mem_as(h, h[0] & BYTE0_4DW,
		      tlp->th ? tlp_types[tlp->type].st_byte : 0, tlp);
}

static void unpack_msg(const uint8_t *h, struct tlp *tlp)
{
	tlp->first_be = tlp->last_be = 0;
	tlp_unpack_msg(h, tlp);
}

INLINE void unpack_cpl(const uint8_t *h, struct tlp *tlp)
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

/* Fields of DW0 that are 0 in most TLPs */
static NOINLINE void unpack_options(uint32_t dw0, struct tlp *tlp)
{
	tlp->td = dw0 & DW0_TD;
	tlp->ep = dw0 & DW0_EP;
	tlp->ln = dw0 & DW0_LN;
	tlp->tc = dw0 >> DW0_TC & 7;
	tlp->attr = (dw0 & DW0_ATTR2) >> 16 | (dw0 >> DW0_ATTR10 & 3);
	tlp->at = dw0 >> DW0_AT & 3;
	tlp->tag |= (dw0 & DW0_T9) >> 14 | (dw0 & DW0_T8) >> 11;
}

/* Fields that all types have */
INLINE void unpack_common(const uint8_t *h, uint32_t dw0, unsigned int type,
			  struct tlp *tlp)
{
	const uint32_t dw1 = load_be32(h + 4);

	tlp_clear(tlp);
	tlp->type = type;
	tlp->requester = dw1 >> 16;
	tlp->tag = dw1 >> 8 & 0xff;
	tlp->first_be = dw1 & 0xf;
	tlp->last_be = dw1 >> 4 & 0xf;
	if (dw0 & DW0_OPTIONS)
		unpack_options(dw0, tlp);
}

/* @len may end after the header, not inside it */
INLINE void unpack_non_flit(const uint8_t *buf, size_t len,
			    const struct tlp_frame *f, struct tlp *tlp)
{
	const struct tlp_type_info *info = f->info;
	const uint8_t *h = f->header;
	const uint32_t dw0 = f->dw0;

	unpack_common(h, dw0, f->code->type, tlp);
	tlp->th = (dw0 & DW0_TH) && info->st_byte;
	tlp->length = info->sized ? f->length : 0;
	if (f->data && f->head + f->data <= len)
		tlp->payload = buf + f->head;
	if (f->tail && f->head + f->data + 4 <= len)
		tlp->ecrc = load_be32(buf + f->head + f->data);
	tlp->reserved = (info->sized ? 0 : dw0 & DW0_LENGTH) |
			(info->st_byte ? 0 : dw0 & DW0_TH);
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

/*
 * A shorter way for TLPs that are plain: half the instructions of decode(). With
 * @whole, @tlp is set only if the TLP has @len bytes. Return: bytes of the TLP; 0: it
 * is not plain, or ends inside its header.
 */
INLINE size_t decode_plain(const uint8_t *buf, size_t len, bool whole,
			   struct tlp *tlp)
{
	const struct tlp_plain *plain;
	uint32_t dw0, length;
	size_t data, need;

	if (len < 4)
		return 0;
	dw0 = load_be32(buf);
	plain = tlp_plain_codes[dw0 >> 24][dw0 >> 16 & 1];
	if (!plain || plain->size > len)
		return 0;
	length = ((dw0 - 1) & DW0_LENGTH) + 1;
	data = plain->data ? length * 4 : 0;
	need = plain->size + data + (dw0 & DW0_TD ? 4 : 0);
	if (whole && need != len)
		return need;
	unpack_common(buf, dw0, plain->type, tlp);
	tlp->th = plain->st_byte;
	tlp->length = length;
	if (data && (whole || plain->size + data <= len))
		tlp->payload = buf + plain->size;
	if (dw0 & DW0_TD && need <= len)
		tlp->ecrc = load_be32(buf + need - 4);
	if (plain->completion)
		unpack_cpl(buf, tlp);
	else
		unpack_mem_as(buf, plain->size == 16, plain->st_byte, tlp);
	return need;
}

static NOINLINE int decode_any(const uint8_t *buf, size_t len, struct tlp *tlp)
{
	return decode(buf, len, TLP_NON_FLIT, tlp);
}

int tlp_decode(const void *buf, size_t len, struct tlp *tlp)
{
	const size_t need = decode_plain(buf, len, true, tlp);

	if (!need)
		return decode_any(buf, len, tlp);
	return need == len ? 0 : len < need ? -ENODATA : -EMSGSIZE;
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

static NOINLINE ssize_t parse_flit(const uint8_t *buf, size_t len,
				   struct tlp *tlp)
{
	return parse(buf, len, TLP_FLIT, tlp);
}

static NOINLINE ssize_t parse_any(const uint8_t *buf, size_t len,
				  struct tlp *tlp)
{
	return parse(buf, len, TLP_NON_FLIT, tlp);
}

ssize_t tlp_parse(const void *buf, size_t len, enum tlp_framing framing,
		  struct tlp *tlp)
{
	size_t need;

	if (framing == TLP_FLIT)
		return parse_flit(buf, len, tlp);
	if (framing != TLP_NON_FLIT)
		return -EINVAL;
	need = decode_plain(buf, len, false, tlp);
	return need ? (ssize_t)need : parse_any(buf, len, tlp);
}
