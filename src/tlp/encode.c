// SPDX-License-Identifier: BSD-3-Clause
/* struct tlp to wire bytes (PCIe Base sec 2.2) */
#include <errno.h>

#include "layout.h"

static unsigned int prefix_count(const struct tlp *tlp)
{
	return tlp->nprefix +
	       (tlp->st_ext && tlp_find_ext_tph(tlp) == tlp->nprefix);
}

static size_t header_dws(const struct tlp *tlp)
{
	const struct tlp_type_info *info = &tlp_types[tlp->type];

	return info->shape == SHAPE_MSG ||
			       (info->shape == SHAPE_MEM && tlp->addr64)
		       ? 4
		       : 3;
}

size_t tlp_header_size(const struct tlp *tlp)
{
	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return 0;
	return (prefix_count(tlp) + header_dws(tlp)) * 4;
}

size_t tlp_size(const struct tlp *tlp)
{
	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return 0;
	return tlp_header_size(tlp) + tlp->td * 4u +
	       (tlp_types[tlp->type].data ? tlp->length * 4u : 0);
}

static void pack_request(const struct tlp *tlp, uint8_t *h, uint8_t byte7)
{
	put_be32(h + 4, (uint32_t)tlp->requester << 16 |
				(tlp->tag & 0xff) << 8 | byte7);
}

static uint8_t byte_enables(const struct tlp *tlp)
{
	return tlp->last_be << 4 | tlp->first_be;
}

static void pack_mem(const struct tlp *tlp, uint8_t *h)
{
	uint32_t low = tlp->th ? tlp->ph : tlp->reserved >> RESERVED_LOW & 3;

	pack_request(tlp, h, byte_enables(tlp));
	if (tlp->th)
		h[tlp_types[tlp->type].st_byte] = tlp->st;
	if (tlp->addr64) {
		put_be32(h + 8, tlp->addr >> 32);
		h += 4;
	}
	put_be32(h + 8, (uint32_t)tlp->addr | low);
}

static void pack_io(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h, byte_enables(tlp));
	put_be32(h + 8, tlp->addr | (tlp->reserved >> RESERVED_LOW & 3));
}

static void pack_cfg(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h, byte_enables(tlp));
	put_be32(h + 8, (uint32_t)tlp->target << 16 | tlp->reg |
				(tlp->reserved & CFG_R) |
				(tlp->reserved >> RESERVED_LOW & 3));
}

static void pack_msg(const struct tlp *tlp, uint8_t *h)
{
	uint32_t dw2 = tlp->msg_dw[0], dw3 = tlp->msg_dw[1];

	if (tlp->routing == TLP_ROUTE_BY_ID) {
		dw2 = (uint32_t)tlp->target << 16 | (dw2 & 0xffff);
	} else if (tlp->routing == TLP_ROUTE_BY_ADDR) {
		dw2 = tlp->addr >> 32;
		dw3 = (uint32_t)tlp->addr | (dw3 & 3);
	}
	h[0] |= tlp->routing;
	pack_request(tlp, h, tlp->msg_code);
	put_be32(h + 8, dw2);
	put_be32(h + 12, dw3);
}

static void pack_cpl(const struct tlp *tlp, uint8_t *h)
{
	put_be32(h + 4, (uint32_t)tlp->completer << 16 |
				tlp->status << CPL_STATUS |
				(tlp->bcm ? CPL_BCM : 0) |
				(tlp->byte_count & CPL_BYTE_COUNT));
	put_be32(h + 8, (uint32_t)tlp->requester << 16 |
				(tlp->tag & 0xff) << 8 |
				(tlp->reserved & RESERVED_CPL_R ? CPL_R : 0) |
				tlp->lower_addr);
}

static void (*const pack[SHAPE_MAX])(const struct tlp *tlp, uint8_t *h) = {
	[SHAPE_MEM] = pack_mem, [SHAPE_IO] = pack_io,	[SHAPE_CFG] = pack_cfg,
	[SHAPE_MSG] = pack_msg, [SHAPE_CPL] = pack_cpl,
};

static uint32_t pack_dw0(const struct tlp *tlp, unsigned int dws)
{
	const struct tlp_type_info *info = &tlp_types[tlp->type];
	uint32_t byte0 = info->byte0;

	if (dws == 4)
		byte0 |= BYTE0_4DW;
	return byte0 << 24 | (tlp->tag & 0x200) << 14 | tlp->tc << DW0_TC |
	       (tlp->tag & 0x100) << 11 | (tlp->attr & 4) << 16 |
	       (tlp->ln ? DW0_LN : 0) | (tlp->th ? DW0_TH : 0) |
	       (tlp->td ? DW0_TD : 0) | (tlp->ep ? DW0_EP : 0) |
	       (tlp->attr & 3) << DW0_ATTR10 | tlp->at << DW0_AT |
	       (tlp->length & DW0_LENGTH) |
	       (tlp->reserved & (DW0_T9 | DW0_T8 | DW0_TH)) |
	       (info->sized ? 0 : tlp->reserved & DW0_LENGTH);
}

static uint8_t *pack_prefixes(const struct tlp *tlp, uint8_t *p)
{
	unsigned int ext = tlp->st_ext ? tlp_find_ext_tph(tlp) : TLP_MAX_PREFIX;
	uint32_t dw;

	for (unsigned int i = 0; i < prefix_count(tlp); i++, p += 4) {
		dw = i < tlp->nprefix ? tlp->prefix[i]
				      : (uint32_t)TLP_PREFIX_EXT_TPH << 24;
		if (i == ext)
			dw = (dw & ~(0xffu << PREFIX_ST)) |
			     (uint32_t)(tlp->st >> 8) << PREFIX_ST;
		put_be32(p, dw);
	}
	return p;
}

static void encode_header(const struct tlp *tlp, uint8_t *p, size_t dws)
{
	if (tlp->nprefix || tlp->st_ext)
		p = pack_prefixes(tlp, p);
	put_be32(p, pack_dw0(tlp, dws));
	pack[tlp_types[tlp->type].shape](tlp, p);
}

ssize_t tlp_encode_header(const struct tlp *tlp, void *buf, size_t size)
{
	size_t dws, head;

	if (!tlp_fields_valid(tlp))
		return -EINVAL;
	dws = header_dws(tlp);
	head = (prefix_count(tlp) + dws) * 4;
	if (head > size)
		return -ENOSPC;
	encode_header(tlp, buf, dws);
	return head;
}

ssize_t tlp_encode(const struct tlp *tlp, void *buf, size_t size)
{
	size_t dws, head, data, total;
	uint8_t *p = buf;

	if (!tlp_fields_valid(tlp))
		return -EINVAL;
	dws = header_dws(tlp);
	head = (prefix_count(tlp) + dws) * 4;
	data = tlp_types[tlp->type].data ? tlp->length * 4u : 0;
	total = head + data + (tlp->td ? 4 : 0);
	if (data && !tlp->payload)
		return -EINVAL;
	if (total > size)
		return -ENOSPC;
	/* First, since the header may come to lie over the old place */
	if (data && p + head != tlp->payload)
		memmove(p + head, tlp->payload, data);
	encode_header(tlp, p, dws);
	if (tlp->td)
		put_be32(p + head + data, tlp->ecrc);
	return total;
}
