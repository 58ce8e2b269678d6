// SPDX-License-Identifier: BSD-3-Clause
/* Wire bytes of a link in flit mode to struct tlp (PCIe Base r6 sec 2.2) */
#include "tlp/flit.h"

/* Codes 010b to 100b and 111b are reserved */
/* clang-format off */
const uint8_t tlp_trailer_dws[8] = {
	[TLP_TS_NONE] = 0,
	[TLP_TS_ECRC] = 1,
	[2 ... 4] = 0xff,
	[TLP_TS_IDE_MAC] = 3,
	[TLP_TS_IDE_MAC_PCRC] = 4,
	[7] = 0xff,
};
/* clang-format on */

static void unpack_request(uint32_t dw1, struct tlp *tlp)
{
	tlp->requester = dw1 >> 16;
	tlp->ep = dw1 & FLIT_EP;
	tlp->tag = dw1 & FLIT_TAG;
	tlp->reserved |= dw1 & FLIT_R ? RESERVED_DW1_R : 0;
}

static void unpack_mem(const uint8_t *h, struct tlp *tlp)
{
	unpack_request(load_be32(h + 4), tlp);
	tlp->first_be = 0xf;
	tlp->last_be = implied_last_be(tlp->length);
	tlp->addr = load_be32(h + 8);
	if (tlp->addr64)
		tlp->addr = tlp->addr << 32 | load_be32(h + 12);
	tlp->at = tlp->addr & 3;
	tlp->addr &= ~3ull;
}

static void unpack_io(const uint8_t *h, struct tlp *tlp)
{
	unpack_request(load_be32(h + 4), tlp);
	tlp_unpack_io(h, tlp);
	if (!(tlp->ohc & TLP_OHC_A))
		tlp->reserved |= RESERVED_NO_OHC_A;
}

static void unpack_cfg(const uint8_t *h, struct tlp *tlp)
{
	unpack_request(load_be32(h + 4), tlp);
	tlp_unpack_cfg(h, tlp);
	if (!(tlp->ohc & TLP_OHC_A))
		tlp->reserved |= RESERVED_NO_OHC_A;
}

static void unpack_msg(const uint8_t *h, struct tlp *tlp)
{
	uint32_t dw1 = load_be32(h + 4);

	tlp->requester = dw1 >> 16;
	tlp->ep = dw1 & FLIT_EP;
	tlp->reserved |= (dw1 & FLIT_MSG_R) << RESERVED_MSG_R;
	tlp_unpack_msg(h, tlp);
}

static void unpack_cpl_ids(const uint8_t *h, struct tlp *tlp)
{
	uint32_t dw1 = load_be32(h + 4);

	tlp->completer = dw1 >> 16;
	tlp->ep = dw1 & FLIT_EP;
	tlp->tag = dw1 & FLIT_TAG;
	tlp->requester = h[8] << 8 | h[9];
}

static void unpack_cpl(const uint8_t *h, struct tlp *tlp)
{
	uint32_t dw2 = load_be32(h + 8);

	unpack_cpl_ids(h, tlp);
	tlp->lower_addr = (load_be32(h + 4) & FLIT_LA6 ? 0x40 : 0) |
			  (dw2 >> FLIT_LA52 & 0xf) << 2;
	tlp->byte_count = ((dw2 - 1) & CPL_BYTE_COUNT) + 1;
}

/* No public source describes the rest of DW1 and DW2 */
static void unpack_uio_cpl(const uint8_t *h, struct tlp *tlp)
{
	unpack_cpl_ids(h, tlp);
	tlp->reserved |= load_be32(h + 8) & RESERVED_UIO_DW2;
	tlp->reserved |= load_be32(h + 4) & FLIT_R ? RESERVED_DW1_R : 0;
}

static void unpack_nop(const uint8_t *h, struct tlp *tlp)
{
}

static void (*const unpack[SHAPE_MAX])(const uint8_t *h, struct tlp *tlp) = {
	[SHAPE_MEM] = unpack_mem, [SHAPE_IO] = unpack_io,
	[SHAPE_CFG] = unpack_cfg, [SHAPE_MSG] = unpack_msg,
	[SHAPE_CPL] = unpack_cpl, [SHAPE_UIO_CPL] = unpack_uio_cpl,
	[SHAPE_NOP] = unpack_nop,
};

static void unpack_trailer(const uint8_t *p, struct tlp *tlp)
{
	if (tlp->td) {
		tlp->ecrc = load_be32(p);
		return;
	}
	for (unsigned int i = 0; i < tlp_trailer_dws[tlp->ts]; i++)
		tlp->trailer[i] = load_be32(p + i * 4);
}

void tlp_unpack_flit_frame(const uint8_t *buf, size_t len,
			   const struct tlp_frame *f, struct tlp *tlp)
{
	const uint8_t *h = f->header;
	uint32_t dw0 = f->dw0;

	tlp_clear(tlp);
	tlp->type = f->code->type;
	tlp->flit = true;
	tlp->addr64 = f->info->shape == SHAPE_MEM && f->code->dws == 4;
	tlp->tc = dw0 >> FLIT_TC & 7;
	tlp->attr = dw0 >> FLIT_ATTR & 7;
	tlp->ohc = dw0 >> FLIT_OHC & 0x1f;
	tlp->ts = dw0 >> FLIT_TS & 7;
	tlp->td = tlp->ts == TLP_TS_ECRC;
	tlp->length = f->info->sized ? f->length : 0;
	tlp->reserved = f->info->sized ? 0 : dw0 & DW0_LENGTH;
	unpack[f->info->shape](h, tlp);
	if (tlp->ohc)
		tlp_unpack_ohc(h + f->code->dws * 4, tlp);
	if (f->data && f->head + f->data <= len)
		tlp->payload = buf + f->head;
	if (f->tail && f->head + f->data + f->tail <= len)
		unpack_trailer(buf + f->head + f->data, tlp);
	if (f->nprefix) {
		for (unsigned int i = 0; i < f->nprefix; i++)
			tlp->prefix[i] = load_be32(buf + i * 4);
		tlp->nprefix = f->nprefix;
	}
}
