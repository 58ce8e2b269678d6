// SPDX-License-Identifier: BSD-3-Clause
/* DW2 and DW3 of types that have the same ones in both framings */
#include "tlp/layout.h"

void tlp_unpack_io(const uint8_t *h, struct tlp *tlp)
{
	uint32_t dw2 = load_be32(h + 8);

	tlp->addr = dw2 & ~3u;
	tlp->reserved |= (dw2 & 3) << RESERVED_LOW;
}

void tlp_pack_io(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 8, tlp->addr | (tlp->reserved >> RESERVED_LOW & 3));
}

void tlp_unpack_cfg(const uint8_t *h, struct tlp *tlp)
{
	uint32_t dw2 = load_be32(h + 8);

	tlp->target = dw2 >> 16;
	tlp->reg = dw2 & CFG_REG;
	tlp->reserved |= (dw2 & CFG_R) | (dw2 & 3) << RESERVED_LOW;
}

void tlp_pack_cfg(const struct tlp *tlp, uint8_t *h)
{
	store_be32(h + 8, (uint32_t)tlp->target << 16 | tlp->reg |
				  (tlp->reserved & CFG_R) |
				  (tlp->reserved >> RESERVED_LOW & 3));
}

void tlp_unpack_msg(const uint8_t *h, struct tlp *tlp)
{
	tlp->msg_code = h[7];
	tlp->routing = h[0] & 7;
	tlp->msg_dw[0] = load_be32(h + 8);
	tlp->msg_dw[1] = load_be32(h + 12);
	if (tlp->routing == TLP_ROUTE_BY_ID)
		tlp->target = tlp->msg_dw[0] >> 16;
	else if (tlp->routing == TLP_ROUTE_BY_ADDR)
		tlp->addr =
			(uint64_t)tlp->msg_dw[0] << 32 | (tlp->msg_dw[1] & ~3u);
}

void tlp_pack_msg(const struct tlp *tlp, uint8_t *h)
{
	uint32_t dw2 = tlp->msg_dw[0], dw3 = tlp->msg_dw[1];

	if (tlp->routing == TLP_ROUTE_BY_ID) {
		dw2 = (uint32_t)tlp->target << 16 | (dw2 & 0xffff);
	} else if (tlp->routing == TLP_ROUTE_BY_ADDR) {
		dw2 = tlp->addr >> 32;
		dw3 = (uint32_t)tlp->addr | (dw3 & 3);
	}
	h[0] |= tlp->routing;
	h[7] = tlp->msg_code;
	store_be32(h + 8, dw2);
	store_be32(h + 12, dw3);
}
