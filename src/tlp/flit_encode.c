// SPDX-License-Identifier: BSD-3-Clause
/* struct tlp to wire bytes of a link in flit mode (PCIe Base r6 sec 2.2) */
#include "tlp/flit.h"

static uint32_t dw1_base(uint16_t id, const struct tlp *tlp)
{
	return (uint32_t)id << 16 | (tlp->ep ? FLIT_EP : 0) | tlp->tag;
}

static void pack_request(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 4,
		   dw1_base(tlp->requester, tlp) |
			   (tlp->reserved & RESERVED_DW1_R ? FLIT_R : 0));
}

static void pack_mem(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h);
	if (tlp->addr64) {
		store_be32(h + 8, tlp->addr >> 32);
		h += 4;
	}
	store_be32(h + 8, (uint32_t)tlp->addr | tlp->at);
}

static void pack_io(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h);
	tlp_pack_io(tlp, h);
}

static void pack_cfg(const struct tlp *tlp, uint8_t *h)
{
	pack_request(tlp, h);
	tlp_pack_cfg(tlp, h);
}

static void pack_msg(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 4,
		   dw1_base(tlp->requester, tlp) |
			   (tlp->reserved >> RESERVED_MSG_R & FLIT_MSG_R));
	tlp_pack_msg(tlp, h);
}

static void pack_cpl(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 4, dw1_base(tlp->completer, tlp) |
				  (tlp->lower_addr & 0x40 ? FLIT_LA6 : 0));
	store_be32(h + 8, (uint32_t)tlp->requester << 16 |
				  (tlp->lower_addr >> 2 & 0xf) << FLIT_LA52 |
				  (tlp->byte_count & CPL_BYTE_COUNT));
}

static void pack_uio_cpl(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 4,
		   dw1_base(tlp->completer, tlp) |
			   (tlp->reserved & RESERVED_DW1_R ? FLIT_R : 0));
	store_be32(h + 8, (uint32_t)tlp->requester << 16 |
				  (tlp->reserved & RESERVED_UIO_DW2));
}

static void pack_nop(const struct tlp *tlp, uint8_t *h)
{
}

/* clang-format off */
static void (*const pack[SHAPE_MAX])(const struct tlp *tlp, uint8_t *h) = {
	[SHAPE_MEM] = pack_mem, [SHAPE_IO] = pack_io,	[SHAPE_CFG] = pack_cfg,
	[SHAPE_MSG] = pack_msg, [SHAPE_CPL] = pack_cpl,
	[SHAPE_UIO_CPL] = pack_uio_cpl, [SHAPE_NOP] = pack_nop,
};
/* clang-format on */

uint8_t tlp_wire_ts(const struct tlp *tlp)
{
	if (tlp->td)
		return TLP_TS_ECRC;
	return tlp->ts == TLP_TS_ECRC ? TLP_TS_NONE : tlp->ts & 7;
}

void tlp_pack_flit_header(const struct tlp *tlp, uint8_t *h, uint8_t code,
			  uint8_t ohc)
{
	const struct tlp_type_info *info = &tlp_types[tlp->type];

	store_be32(h, (uint32_t)code << 24 | tlp->tc << FLIT_TC |
			      ohc << FLIT_OHC | tlp_wire_ts(tlp) << FLIT_TS |
			      tlp->attr << FLIT_ATTR |
			      ((info->sized ? tlp->length : tlp->reserved) &
			       DW0_LENGTH));
	/* The most frequent type is called directly, which is faster */
	if (info->shape == SHAPE_MEM)
		pack_mem(tlp, h);
	else
		pack[info->shape](tlp, h);
	if (ohc)
		tlp_pack_ohc(tlp, ohc, h + tlp_codes[TLP_FLIT][code].dws * 4);
}

void tlp_pack_trailer(const struct tlp *tlp, uint8_t *p)
{
	if (tlp->td) {
		store_be32(p, tlp->ecrc);
		return;
	}
	for (unsigned int i = 0; i < tlp_trailer_dws[tlp_wire_ts(tlp)]; i++)
		store_be32(p + i * 4, tlp->trailer[i]);
}
