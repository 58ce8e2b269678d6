// SPDX-License-Identifier: BSD-3-Clause
/* struct tlp to wire bytes (PCIe Base sec 2.2) */
#include <errno.h>

#include "tlp/flit.h"
#include "tlp/plain.h"

/* Most TLPs have no prefixes: avoid a list on the stack */
static bool has_prefixes(const struct tlp *tlp)
{
	return tlp->nprefix | tlp->st_ext | tlp->pv;
}

static NOINLINE size_t count_prefixes(const struct tlp *tlp)
{
	uint32_t list[TLP_MAX_PREFIX + 2];

	return tlp_list_prefixes(tlp, list);
}

static size_t prefixes_size(const struct tlp *tlp)
{
	return has_prefixes(tlp) ? count_prefixes(tlp) * 4 : 0;
}

/* Prefixes, header base, OHC */
static size_t head_size(const struct tlp *tlp, uint8_t code, uint8_t ohc)
{
	unsigned int dws = tlp_codes[tlp->flit][code].dws;

	return prefixes_size(tlp) + (dws + tlp_ohc_dws[ohc & 0x1f]) * 4;
}

static size_t data_size(const struct tlp *tlp)
{
	return tlp_types[tlp->type].data ? tlp->length * 4u : 0;
}

static size_t tail_size(const struct tlp *tlp)
{
	unsigned int dws;

	if (!tlp->flit)
		return tlp->td ? 4 : 0;
	dws = tlp_trailer_dws[tlp_wire_ts(tlp)];
	return dws == 0xff ? 0 : dws * 4;
}

size_t tlp_header_size(const struct tlp *tlp)
{
	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return 0;
	return head_size(tlp, tlp_type_code(tlp),
			 tlp->flit ? tlp_needed_ohc(tlp) : 0);
}

size_t tlp_size(const struct tlp *tlp)
{
	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return 0;
	return tlp_header_size(tlp) + data_size(tlp) + tail_size(tlp);
}

static uint8_t byte_enables(const struct tlp *tlp)
{
	return tlp->last_be << 4 | tlp->first_be;
}

static void pack_request(const struct tlp *tlp, uint8_t *h, uint8_t byte7)
{
	store_be32(h + 4, (uint32_t)tlp->requester << 16 |
				  (tlp->tag & 0xff) << 8 | byte7);
}

/* @st_byte: byte that holds ST[7:0]; 0 without hints */
INLINE void pack_mem_as(const struct tlp *tlp, uint8_t *h, unsigned int st_byte)
{
	uint8_t byte6 = tlp->tag, byte7 = byte_enables(tlp);
	uint32_t low = tlp->ph;

	if (!st_byte)
		low = tlp->reserved >> RESERVED_LOW & 3;
	else if (st_byte == 6)
		byte6 = tlp->st;
	else
		byte7 = tlp->st;
	store_be32(h + 4, (uint32_t)tlp->requester << 16 | byte6 << 8 | byte7);
	if (tlp->addr64)
		store_be64(h + 8, tlp->addr | low);
	else
		store_be32(h + 8, (uint32_t)tlp->addr | low);
}

static void pack_mem(const struct tlp *tlp, uint8_t *h)
{
	pack_mem_as(tlp, h, tlp->th ? tlp_types[tlp->type].st_byte : 0);
}

static void pack_io(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h, byte_enables(tlp));
	tlp_pack_io(tlp, h);
}

static void pack_cfg(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h, byte_enables(tlp));
	tlp_pack_cfg(tlp, h);
}

static void pack_msg(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h, 0);
	tlp_pack_msg(tlp, h);
}

INLINE void pack_cpl(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 4, (uint32_t)tlp->completer << 16 |
				  tlp->status << CPL_STATUS |
				  (tlp->bcm ? CPL_BCM : 0) |
				  (tlp->byte_count & CPL_BYTE_COUNT));
	store_be32(h + 8, (uint32_t)tlp->requester << 16 |
				  (tlp->tag & 0xff) << 8 |
				  (tlp->reserved & RESERVED_CPL_R ? CPL_R : 0) |
				  tlp->lower_addr);
}

static void (*const pack[SHAPE_MAX])(const struct tlp *tlp, uint8_t *h) = {
	[SHAPE_MEM] = pack_mem, [SHAPE_IO] = pack_io,	[SHAPE_CFG] = pack_cfg,
	[SHAPE_MSG] = pack_msg, [SHAPE_CPL] = pack_cpl,
};

/* Fields of DW0 that are 0 in most TLPs */
static NOINLINE uint32_t pack_options(const struct tlp *tlp)
{
	return (tlp->tag & 0x200) << 14 | tlp->tc << DW0_TC |
	       (tlp->tag & 0x100) << 11 | (tlp->attr & 4) << 16 |
	       (tlp->ln ? DW0_LN : 0) | (tlp->td ? DW0_TD : 0) |
	       (tlp->ep ? DW0_EP : 0) | (tlp->attr & 3) << DW0_ATTR10 |
	       tlp->at << DW0_AT;
}

static uint32_t pack_dw0(const struct tlp *tlp, uint8_t code)
{
	const struct tlp_type_info *info = &tlp_types[tlp->type];

	return (uint32_t)code << 24 | pack_options(tlp) |
	       (tlp->th ? DW0_TH : 0) | (tlp->length & DW0_LENGTH) |
	       (tlp->reserved & (DW0_T9 | DW0_T8 | DW0_TH)) |
	       (info->sized ? 0 : tlp->reserved & DW0_LENGTH);
}

static NOINLINE uint8_t *pack_prefixes(const struct tlp *tlp, uint8_t *p)
{
	uint32_t list[TLP_MAX_PREFIX + 2];
	unsigned int n = tlp_list_prefixes(tlp, list);

	for (unsigned int i = 0; i < n; i++, p += 4)
		store_be32(p, list[i]);
	return p;
}

/* @flit is @tlp->flit, a constant in each caller: both copies are short */
INLINE void encode_header(const struct tlp *tlp, uint8_t *p, uint8_t code,
			  uint8_t ohc, bool flit)
{
	if (has_prefixes(tlp))
		p = pack_prefixes(tlp, p);
	if (flit) {
		tlp_pack_flit_header(tlp, p, code, ohc);
		return;
	}
	store_be32(p, pack_dw0(tlp, code));
	pack[tlp_types[tlp->type].shape](tlp, p);
}

/* As encode_header(), a quarter of its instructions: no prefixes, no reserved bits */
INLINE void encode_plain(const struct tlp *tlp, const struct tlp_plain *plain,
			 uint8_t *p)
{
	uint32_t dw0 = plain->dw0 | (tlp->length & DW0_LENGTH);

	if (tlp_options(tlp) || tlp->tag > 0xff)
		dw0 |= pack_options(tlp);
	store_be32(p, dw0);
	if (plain->completion)
		pack_cpl(tlp, p);
	else
		pack_mem_as(tlp, p, plain->st_byte);
}

static NOINLINE ssize_t encode_any_header(const struct tlp *tlp, uint8_t *p,
					  size_t size)
{
	uint8_t code, ohc;
	size_t head;

	if (!tlp_fields_valid(tlp))
		return -EINVAL;
	code = tlp_type_code(tlp);
	ohc = tlp->flit ? tlp_needed_ohc(tlp) : 0;
	head = head_size(tlp, code, ohc);
	if (head > size)
		return -ENOSPC;
	encode_header(tlp, p, code, ohc, tlp->flit);
	return head;
}

ssize_t tlp_encode_header(const struct tlp *tlp, void *buf, size_t size)
{
	const struct tlp_plain *plain = tlp_find_plain(tlp);

	if (!plain)
		return encode_any_header(tlp, buf, size);
	if (plain->size > size)
		return -ENOSPC;
	encode_plain(tlp, plain, buf);
	return plain->size;
}

/*
 * Check that the payload is there and that the TLP fits, and move the payload: first,
 * since the header may overwrite its old place. Return: bytes of the TLP; -errno
 */
static inline ssize_t place(const struct tlp *tlp, uint8_t *p, size_t size,
			    size_t head, size_t data, size_t tail)
{
	if (data && !tlp->payload)
		return -EINVAL;
	if (head + data + tail > size)
		return -ENOSPC;
	if (data && p + head != tlp->payload)
		memmove(p + head, tlp->payload, data);
	return head + data + tail;
}

INLINE ssize_t encode(const struct tlp *tlp, uint8_t *p, size_t size, bool flit)
{
	uint8_t code = tlp_type_code(tlp), ohc = flit ? tlp_needed_ohc(tlp) : 0;
	size_t head = head_size(tlp, code, ohc), data = data_size(tlp);
	size_t tail = tail_size(tlp);
	ssize_t ret = place(tlp, p, size, head, data, tail);

	if (ret < 0)
		return ret;
	encode_header(tlp, p, code, ohc, flit);
	if (flit)
		tlp_pack_trailer(tlp, p + head + data);
	else if (tail)
		store_be32(p + head + data, tlp->ecrc);
	return ret;
}

static NOINLINE ssize_t encode_flit(const struct tlp *tlp, uint8_t *p,
				    size_t size)
{
	if (!tlp_fields_valid(tlp))
		return -EINVAL;
	return encode(tlp, p, size, true);
}

static NOINLINE ssize_t encode_any(const struct tlp *tlp, uint8_t *p,
				   size_t size)
{
	if (!tlp_fields_valid(tlp))
		return -EINVAL;
	return encode(tlp, p, size, false);
}

ssize_t tlp_encode(const struct tlp *tlp, void *buf, size_t size)
{
	const struct tlp_plain *plain;
	uint8_t *p = buf;
	size_t data, tail;
	ssize_t ret;

	if (tlp->flit)
		return encode_flit(tlp, buf, size);
	plain = tlp_find_plain(tlp);
	if (!plain)
		return encode_any(tlp, buf, size);
	data = plain->data ? tlp->length * 4u : 0;
	tail = tlp->td ? 4 : 0;
	ret = place(tlp, p, size, plain->size, data, tail);
	if (ret < 0)
		return ret;
	encode_plain(tlp, plain, p);
	if (tail)
		store_be32(p + plain->size + data, tlp->ecrc);
	return ret;
}
