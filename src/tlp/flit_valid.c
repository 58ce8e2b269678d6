// SPDX-License-Identifier: BSD-3-Clause
/* Can these fields be encoded in flit mode? */
#include "tlp/flit.h"

/* Bits of @tlp->reserved that have a place in the type */
static uint32_t reserved_mask(const struct tlp *tlp)
{
	static const uint32_t shape[SHAPE_MAX] = {
		[SHAPE_MEM] = RESERVED_DW1_R,
		[SHAPE_IO] =
			RESERVED_DW1_R | RESERVED_NO_OHC_A | 3 << RESERVED_LOW,
		[SHAPE_CFG] = RESERVED_DW1_R | RESERVED_NO_OHC_A | CFG_R |
			      3 << RESERVED_LOW,
		[SHAPE_MSG] = FLIT_MSG_R << RESERVED_MSG_R,
		[SHAPE_UIO_CPL] = RESERVED_DW1_R | RESERVED_UIO_DW2,
	};
	const struct tlp_type_info *info = &tlp_types[tlp->type];

	return shape[info->shape] | (info->sized ? 0 : DW0_LENGTH);
}

/* Return: true if the layout of OHC-A has room for the fields */
static bool ohc_a_valid(const struct tlp *tlp)
{
	static const struct {
		bool pv, flags, dsv;
	} room[] = {
		[OHC_A_RAW] = {false, false, false},
		[OHC_A1] = {true, true, false},
		[OHC_A2] = {false, false, false},
		[OHC_A3] = {false, false, true},
		[OHC_A4] = {true, false, true},
		[OHC_A5] = {false, false, true},
	};
	unsigned int a = tlp_ohc_a(tlp);

	if (tlp->pv &&
	    (!room[a].pv || (!room[a].flags && (tlp->pmr || tlp->er))))
		return false;
	if (tlp->dsv && !room[a].dsv)
		return false;
	return !tlp->nw || tlp_types[tlp->type].shape == SHAPE_MEM;
}

/* A request that lacks its OHC-A has no byte enables and no segment */
static bool missing_ohc_a_valid(const struct tlp *tlp)
{
	return !(tlp->reserved & RESERVED_NO_OHC_A) ||
	       !(tlp->ohc & TLP_OHC_A || tlp->first_be || tlp->last_be ||
		 tlp->dsv);
}

static bool hints_valid(const struct tlp *tlp)
{
	if (tlp->av && (!tlp_types[tlp->type].hints || tlp->ama > 7))
		return false;
	if (!tlp->th)
		return !tlp->st_ext;
	return tlp_types[tlp->type].hints &&
	       tlp->ph <= TLP_PH_TARGET_PRIORITY &&
	       (tlp->st_ext || tlp->st <= 0xff);
}

static bool trailer_valid(const struct tlp *tlp)
{
	if (tlp->td)
		return tlp->ts == TLP_TS_NONE || tlp->ts == TLP_TS_ECRC;
	return tlp->ts <= 7 && tlp_trailer_dws[tlp->ts] != 0xff;
}

bool tlp_flit_fields_valid(const struct tlp *tlp)
{
	unsigned int shape = tlp_types[tlp->type].shape;

	if (tlp->tag > (shape == SHAPE_MSG ? 0 : FLIT_TAG) || tlp->ln ||
	    tlp->bcm || tlp->ohc > 0x1f || (tlp->at && shape != SHAPE_MEM) ||
	    tlp->reserved & ~reserved_mask(tlp))
		return false;
	return hints_valid(tlp) && trailer_valid(tlp) &&
	       missing_ohc_a_valid(tlp) && ohc_a_valid(tlp);
}
