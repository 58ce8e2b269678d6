// SPDX-License-Identifier: BSD-3-Clause
/* Can these fields be expressed on the wire? */
#include "layout.h"

unsigned int tlp_find_ext_tph(const struct tlp *tlp)
{
	unsigned int i;

	for (i = 0; i < tlp->nprefix && i < TLP_MAX_PREFIX; i++)
		if (tlp->prefix[i] >> 24 == TLP_PREFIX_EXT_TPH)
			break;
	return i;
}

static bool prefixes_valid(const struct tlp *tlp)
{
	unsigned int end_end = 0, ext;

	if (tlp->nprefix > TLP_MAX_PREFIX)
		return false;
	for (unsigned int i = 0; i < tlp->nprefix; i++) {
		if (tlp->prefix[i] >> 29 != BYTE0_PREFIX >> 5)
			return false;
		if (tlp_prefix_is_end_end(tlp->prefix[i]))
			end_end++;
		else if (end_end)
			return false;
	}
	ext = tlp_find_ext_tph(tlp);
	if (tlp->st_ext && ext == tlp->nprefix) {
		end_end++;
		if (tlp->nprefix == TLP_MAX_PREFIX)
			return false;
	}
	/* The prefix would make an 8-bit ST a 16-bit one */
	if (tlp->th && !tlp->st_ext && ext != tlp->nprefix)
		return false;
	return end_end <= TLP_MAX_END_END;
}

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

static bool (*const shape_valid[SHAPE_MAX])(const struct tlp *tlp) = {
	[SHAPE_MEM] = mem_valid, [SHAPE_IO] = io_valid,
	[SHAPE_CFG] = cfg_valid, [SHAPE_MSG] = msg_valid,
	[SHAPE_CPL] = cpl_valid,
};

bool tlp_fields_valid(const struct tlp *tlp)
{
	const struct tlp_type_info *info;

	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return false;
	info = &tlp_types[tlp->type];
	if (tlp->tc > 7 || tlp->attr > 7 || tlp->at > 3 || tlp->tag > 0x3ff ||
	    tlp->first_be > 0xf || tlp->last_be > 0xf)
		return false;
	if (info->sized ? tlp->length < 1 || tlp->length > 1024 : tlp->length)
		return false;
	if (tlp->reserved & ~reserved_mask(tlp))
		return false;
	if ((tlp->nprefix || tlp->st_ext) && !prefixes_valid(tlp))
		return false;
	return hints_valid(tlp) && shape_valid[info->shape](tlp);
}
