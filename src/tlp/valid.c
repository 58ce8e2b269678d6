// SPDX-License-Identifier: BSD-3-Clause
/* Can these fields be encoded? */
#include "tlp/flit.h"

static bool hints_valid(const struct tlp *tlp)
{
	unsigned int st_byte = tlp_types[tlp->type].st_byte;

	if (!tlp->th)
		return !tlp->st_ext;
	if (!st_byte || tlp->ph > TLP_PH_TARGET_PRIORITY ||
	    (!tlp->st_ext && tlp->st > 0xff))
		return false;
	if (st_byte == 6)
		return !tlp->tag;
	return tlp->first_be == 0xf &&
	       tlp->last_be == implied_last_be(tlp->length);
}

/* Bits of @tlp->reserved that have a place in the type */
static uint32_t reserved_mask(const struct tlp *tlp)
{
	static const uint32_t shape[SHAPE_MAX] = {
		[SHAPE_IO] = 3 << RESERVED_LOW,
		[SHAPE_CFG] = CFG_R | 3 << RESERVED_LOW,
		[SHAPE_CPL] = RESERVED_CPL_R,
	};
	const struct tlp_type_info *info = &tlp_types[tlp->type];
	uint32_t mask = shape[info->shape];

	if (!info->st_byte)
		mask |= DW0_TH;
	else if (!tlp->th)
		mask |= 3 << RESERVED_LOW;
	else if (info->st_byte == 6)
		mask |= DW0_T9 | DW0_T8;
	if (!info->sized)
		mask |= DW0_LENGTH;
	return mask;
}

static bool mem_valid(const struct tlp *tlp)
{
	return !(tlp->addr & 3) && (tlp->addr64 || !(tlp->addr >> 32));
}

static bool io_valid(const struct tlp *tlp)
{
	return !(tlp->addr & 3) && !(tlp->addr >> 32);
}

static bool cfg_valid(const struct tlp *tlp)
{
	return !(tlp->reg & ~CFG_REG);
}

static bool msg_valid(const struct tlp *tlp)
{
	if (tlp->routing == TLP_ROUTE_BY_ADDR && tlp->addr & 3)
		return false;
	return tlp->routing <= 7;
}

static bool cpl_valid(const struct tlp *tlp)
{
	return tlp->status <= 7 && tlp->lower_addr <= CPL_LOWER_ADDR &&
	       tlp->byte_count >= 1 && tlp->byte_count <= 4096;
}

static bool uio_cpl_valid(const struct tlp *tlp)
{
	return tlp->status <= 7;
}

static bool nop_valid(const struct tlp *tlp)
{
	return !tlp->ep && !tlp->tag;
}

static bool (*const shape_valid[SHAPE_MAX])(const struct tlp *tlp) = {
	[SHAPE_MEM] = mem_valid, [SHAPE_IO] = io_valid,
	[SHAPE_CFG] = cfg_valid, [SHAPE_MSG] = msg_valid,
	[SHAPE_CPL] = cpl_valid, [SHAPE_UIO_CPL] = uio_cpl_valid,
	[SHAPE_NOP] = nop_valid,
};

/* Fields that only flit mode can express */
static bool flit_only(const struct tlp *tlp)
{
	return tlp->nw | tlp->dsv | tlp->av | tlp->cpl_segment |
	       tlp->req_segment;
}

bool tlp_fields_valid(const struct tlp *tlp)
{
	const struct tlp_type_info *info;

	if ((unsigned int)tlp->type >= TLP_TYPE_MAX ||
	    tlp_type_code(tlp) == NO_CODE)
		return false;
	info = &tlp_types[tlp->type];
	if ((tlp->tc | tlp->attr) > 7 || tlp->at > 3 ||
	    (tlp->first_be | tlp->last_be) > 0xf)
		return false;
	if (info->sized ? tlp->length - 1u > 1023 : tlp->length)
		return false;
	if ((tlp->nprefix | tlp->st_ext | tlp->pv) && !tlp_prefixes_valid(tlp))
		return false;
	if (tlp->flit
		    ? !tlp_flit_fields_valid(tlp)
		    : tlp->tag > 0x3ff || flit_only(tlp) || !hints_valid(tlp) ||
			      (tlp->reserved &&
			       tlp->reserved & ~reserved_mask(tlp)))
		return false;
	/* The most frequent type is called directly, which is faster */
	return info->shape == SHAPE_MEM ? mem_valid(tlp)
					: shape_valid[info->shape](tlp);
}
