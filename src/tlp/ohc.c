// SPDX-License-Identifier: BSD-3-Clause
/* Orthogonal Header Content: the words after a flit-mode header base */
#include "tlp/flit.h"

/* Bits 4:3 are a number: none, E1, E2, E4 */
#define OHC_DWS(_e)                                                           \
	(_e) + 0, (_e) + 1, (_e) + 1, (_e) + 2, (_e) + 1, (_e) + 2, (_e) + 2, \
		(_e) + 3
const uint8_t tlp_ohc_dws[32] = {OHC_DWS(0), OHC_DWS(1), OHC_DWS(2),
				 OHC_DWS(4)};

/* Bits under a valid bit: from the field if it is set, 0 if it was cleared */
static uint32_t place(uint32_t raw, uint32_t valid, uint32_t mask, bool set,
		      uint32_t bits)
{
	mask |= valid;
	if (set)
		return (raw & ~mask) | valid | bits;
	return raw & valid ? raw & ~mask : raw;
}

static void take_be(uint32_t dw, struct tlp *tlp)
{
	tlp->first_be = dw & 0xf;
	tlp->last_be = dw >> 4 & 0xf;
}

static void take_dst_segment(uint32_t dw, struct tlp *tlp)
{
	tlp->dsv = dw & OHC_DSV;
	if (tlp->dsv)
		tlp->dst_segment = dw >> OHC_DST_SEGMENT;
}

static uint32_t put_dst_segment(uint32_t dw, const struct tlp *tlp)
{
	return place(dw, OHC_DSV, 0xffu << OHC_DST_SEGMENT, tlp->dsv,
		     (uint32_t)tlp->dst_segment << OHC_DST_SEGMENT);
}

static void take_a1(uint32_t dw, struct tlp *tlp)
{
	if (tlp_types[tlp->type].shape == SHAPE_MEM) {
		take_be(dw, tlp);
		tlp->nw = dw & A1_NW;
	}
	tlp->pv = dw & A1_PV;
	if (tlp->pv) {
		tlp->pmr = dw & A1_PMR;
		tlp->er = dw & A1_ER;
		tlp->pasid = dw >> A1_PASID & 0xfffff;
	}
}

static uint32_t put_be(uint32_t dw, const struct tlp *tlp)
{
	return (dw & ~OHC_BE) | tlp->last_be << 4 | tlp->first_be;
}

static uint32_t put_a1(uint32_t dw, const struct tlp *tlp)
{
	if (tlp_types[tlp->type].shape == SHAPE_MEM)
		dw = (put_be(dw, tlp) & ~A1_NW) | (tlp->nw ? A1_NW : 0);
	return place(dw, A1_PV, A1_PMR | A1_ER | 0xfffffu << A1_PASID, tlp->pv,
		     (tlp->pmr ? A1_PMR : 0) | (tlp->er ? A1_ER : 0) |
			     tlp->pasid << A1_PASID);
}

static void take_a3(uint32_t dw, struct tlp *tlp)
{
	take_be(dw, tlp);
	take_dst_segment(dw, tlp);
}

static uint32_t put_a3(uint32_t dw, const struct tlp *tlp)
{
	return put_dst_segment(put_be(dw, tlp), tlp);
}

/* PASID 15:8, 19:16, 7:0 in 23:16, 11:8, 7:0 */
static void take_a4(uint32_t dw, struct tlp *tlp)
{
	take_dst_segment(dw, tlp);
	tlp->pv = dw & A4_PV;
	if (tlp->pv)
		tlp->pasid =
			(dw & 0xf00) << 8 | (dw >> 8 & 0xff00) | (dw & 0xff);
}

static uint32_t put_a4(uint32_t dw, const struct tlp *tlp)
{
	uint32_t pasid = tlp->pasid;

	return place(put_dst_segment(dw, tlp), A4_PV, A4_PASID, tlp->pv,
		     (pasid >> 8 & 0xf00) | (pasid & 0xff00) << 8 |
			     (pasid & 0xff));
}

/* The lower address of a UIO completion has more bits, at unknown places */
static void take_a5(uint32_t dw, struct tlp *tlp)
{
	take_dst_segment(dw, tlp);
	tlp->cpl_segment = dw >> A5_CPL_SEGMENT;
	tlp->status = dw & A5_STATUS;
	if (tlp_types[tlp->type].shape == SHAPE_CPL)
		tlp->lower_addr |= dw >> A5_LA & 3;
}

static uint32_t put_a5(uint32_t dw, const struct tlp *tlp)
{
	dw &= ~(0xffu << A5_CPL_SEGMENT | A5_STATUS);
	dw |= (uint32_t)tlp->cpl_segment << A5_CPL_SEGMENT | tlp->status;
	if (tlp_types[tlp->type].shape == SHAPE_CPL)
		dw = (dw & ~(3u << A5_LA)) | (tlp->lower_addr & 3) << A5_LA;
	return put_dst_segment(dw, tlp);
}

static void take_raw(uint32_t dw, struct tlp *tlp)
{
}

static uint32_t put_raw(uint32_t dw, const struct tlp *tlp)
{
	return dw;
}

static void (*const take_a[])(uint32_t dw, struct tlp *tlp) = {
	[OHC_A_RAW] = take_raw, [OHC_A1] = take_a1, [OHC_A2] = take_be,
	[OHC_A3] = take_a3,	[OHC_A4] = take_a4, [OHC_A5] = take_a5,
};

static uint32_t (*const put_a[])(uint32_t dw, const struct tlp *tlp) = {
	[OHC_A_RAW] = put_raw, [OHC_A1] = put_a1, [OHC_A2] = put_be,
	[OHC_A3] = put_a3,     [OHC_A4] = put_a4, [OHC_A5] = put_a5,
};

static void take_b(uint32_t dw, struct tlp *tlp)
{
	unsigned int hv = dw >> B_HV & 3;

	tlp->th = hv & 1;
	if (tlp->th) {
		tlp->st_ext = hv == HV_ST_16;
		tlp->ph = dw >> B_PH & 3;
		tlp->st = dw >> B_ST & (tlp->st_ext ? 0xffff : 0xff);
	}
	tlp->av = dw & B_AV;
	if (tlp->av)
		tlp->ama = dw >> B_AMA & 7;
}

static uint32_t put_b(uint32_t dw, const struct tlp *tlp)
{
	unsigned int was = dw >> B_HV & 3;
	uint32_t mask = 0xffu << B_ST | 3u << B_PH | 3u << B_HV;

	/* The high byte is kept as found if the ST has 8 bits */
	if (tlp->st_ext || was == HV_ST_16)
		mask |= 0xff00u << B_ST;
	if (tlp->th)
		dw = (dw & ~mask) | (uint32_t)tlp->st << B_ST |
		     tlp->ph << B_PH |
		     (tlp->st_ext ? HV_ST_16 : HV_ST_8) << B_HV;
	else if (was & 1)
		dw &= ~mask;
	return place(dw, B_AV, 7u << B_AMA, tlp->av, tlp->ama << B_AMA);
}

void tlp_unpack_ohc(const uint8_t *p, struct tlp *tlp)
{
	unsigned int n = tlp->ohc & TLP_OHC_E;
	uint32_t *dw = tlp->ohc_dw;

	if (tlp->ohc & TLP_OHC_A) {
		dw[TLP_OHC_SLOT_A] = load_be32(p);
		take_a[tlp_ohc_a(tlp)](dw[TLP_OHC_SLOT_A], tlp);
		p += 4;
	}
	if (tlp->ohc & TLP_OHC_B) {
		dw[TLP_OHC_SLOT_B] = load_be32(p);
		if (tlp_types[tlp->type].hints)
			take_b(dw[TLP_OHC_SLOT_B], tlp);
		p += 4;
	}
	if (tlp->ohc & TLP_OHC_C) {
		dw[TLP_OHC_SLOT_C] = load_be32(p);
		tlp->req_segment = dw[TLP_OHC_SLOT_C] >> C_REQ_SEGMENT;
		p += 4;
	}
	n = tlp_ohc_dws[n];
	for (unsigned int i = 0; i < n; i++)
		dw[TLP_OHC_SLOT_E + i] = load_be32(p + i * 4);
}

/* Return: true if a field of OHC-A does not have its default */
static bool mem_needs_a(const struct tlp *tlp)
{
	return tlp->first_be != 0xf ||
	       tlp->last_be != implied_last_be(tlp->length) || tlp->pv ||
	       tlp->nw;
}

/* A2 and A3 are mandatory, unless the TLP was decoded without them */
static bool register_needs_a(const struct tlp *tlp)
{
	return !(tlp->reserved & RESERVED_NO_OHC_A);
}

static bool msg_needs_a(const struct tlp *tlp)
{
	return tlp->pv || tlp->dsv;
}

static bool uio_cpl_needs_a(const struct tlp *tlp)
{
	return tlp->status || tlp->dsv || tlp->cpl_segment;
}

static bool cpl_needs_a(const struct tlp *tlp)
{
	return tlp->lower_addr & 3 || uio_cpl_needs_a(tlp);
}

static bool nop_needs_a(const struct tlp *tlp)
{
	return false;
}

static bool (*const needs_a[SHAPE_MAX])(const struct tlp *tlp) = {
	[SHAPE_MEM] = mem_needs_a,	[SHAPE_IO] = register_needs_a,
	[SHAPE_CFG] = register_needs_a, [SHAPE_MSG] = msg_needs_a,
	[SHAPE_CPL] = cpl_needs_a,	[SHAPE_UIO_CPL] = uio_cpl_needs_a,
	[SHAPE_NOP] = nop_needs_a,
};

uint8_t tlp_needed_ohc(const struct tlp *tlp)
{
	unsigned int shape = tlp_types[tlp->type].shape;

	return tlp->ohc | (needs_a[shape](tlp) ? TLP_OHC_A : 0) |
	       (tlp->th || tlp->av ? TLP_OHC_B : 0) |
	       (tlp->req_segment ? TLP_OHC_C : 0);
}

/* Return: the word as found, or @fresh if there was none */
static uint32_t found(const struct tlp *tlp, uint8_t bit, unsigned int slot,
		      uint32_t fresh)
{
	return tlp->ohc & bit ? tlp->ohc_dw[slot] : fresh;
}

uint8_t *tlp_pack_ohc(const struct tlp *tlp, uint8_t ohc, uint8_t *p)
{
	unsigned int n = tlp_ohc_dws[ohc & TLP_OHC_E];
	uint32_t dw;

	if (ohc & TLP_OHC_A) {
		dw = found(tlp, TLP_OHC_A, TLP_OHC_SLOT_A, 0);
		store_be32(p, put_a[tlp_ohc_a(tlp)](dw, tlp));
		p += 4;
	}
	if (ohc & TLP_OHC_B) {
		dw = found(tlp, TLP_OHC_B, TLP_OHC_SLOT_B, 0);
		store_be32(p, tlp_types[tlp->type].hints ? put_b(dw, tlp) : dw);
		p += 4;
	}
	if (ohc & TLP_OHC_C) {
		dw = found(tlp, TLP_OHC_C, TLP_OHC_SLOT_C, C_NOT_IDE);
		store_be32(p,
			   (dw & ~(0xffu << C_REQ_SEGMENT)) |
				   (uint32_t)tlp->req_segment << C_REQ_SEGMENT);
		p += 4;
	}
	for (unsigned int i = 0; i < n; i++, p += 4)
		store_be32(p, tlp->ohc_dw[TLP_OHC_SLOT_E + i]);
	return p;
}
