// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/reframe.h"

#include <string.h>

#include "analyze/packet/kind.h"
#include "ground.h"

#define TAG_MAX_NON_FLIT 0x3ff

/* Unused bits of the prefixes that have fields in struct tlp */
#define TPH_PREFIX_REST	  0x0000ffffu
#define PASID_PREFIX_REST 0x00300000u

static bool is_posted_with_hints(const struct tlp *t)
{
	return t->type == TLP_MWR && t->th;
}

static bool has_ohc(const struct tlp *t, unsigned int bits)
{
	return t->ohc & bits;
}

static bool has_reserved(const struct tlp *t)
{
	return t->reserved;
}

/* Fields hold all of an Extended TPH or PASID prefix, but only one of each */
static bool has_other_prefix(const struct tlp *t)
{
	bool tph = t->st_ext, pasid = t->pv;

	for (unsigned int i = 0; i < t->nprefix; i++) {
		uint32_t dw = t->prefix[i];

		if (!tlp_prefix_is_end_end(dw))
			continue;
		if (dw >> 24 == TLP_PREFIX_EXT_TPH && tph &&
		    !(dw & TPH_PREFIX_REST))
			tph = false;
		else if (dw >> 24 == TLP_PREFIX_PASID && pasid &&
			 !(dw & PASID_PREFIX_REST))
			pasid = false;
		else
			return true;
	}
	return false;
}

static bool has_bcm(const struct tlp *t)
{
	return t->bcm;
}

static bool has_ln(const struct tlp *t)
{
	return t->ln;
}

static bool has_message_tag(const struct tlp *t)
{
	return is_message(t) && t->tag;
}

static bool has_odd_at(const struct tlp *t)
{
	return t->at && !tlp_may_hint(t->type);
}

static bool is_flit_only(const struct tlp *t)
{
	return t->type >= TLP_NOP;
}

static bool has_wide_tag(const struct tlp *t)
{
	return t->tag > TAG_MAX_NON_FLIT && !is_posted_with_hints(t);
}

/* Non-flit reads with hints have the ST where the byte enables would be */
static bool has_enables_beside_hints(const struct tlp *t)
{
	return t->th && t->type != TLP_MWR &&
	       (t->first_be != 0xf || t->last_be != (t->length > 1 ? 0xf : 0));
}

static bool has_memory_flags(const struct tlp *t)
{
	return t->nw || t->av;
}

static bool has_segments(const struct tlp *t)
{
	return t->dsv || t->cpl_segment || has_ohc(t, TLP_OHC_C);
}

static bool has_ohc_e(const struct tlp *t)
{
	return has_ohc(t, TLP_OHC_E);
}

static bool has_void_hints(const struct tlp *t)
{
	return has_ohc(t, TLP_OHC_B) && !t->th && t->ohc_dw[TLP_OHC_SLOT_B];
}

static bool has_ide(const struct tlp *t)
{
	return t->ts > TLP_TS_ECRC;
}

struct loss {
	bool flit; /* framing that has the property */
	bool (*has)(const struct tlp *tlp);
	const char *what;
};

static const struct loss losses[] = {
	{false, has_other_prefix,
	 "non-flit only: an End-End prefix other than Extended TPH and PASID"},
	{false, has_bcm, "non-flit only: Byte Count Modified"},
	{false, has_ln, "non-flit only: LN"},
	{false, has_message_tag, "non-flit only: the tag of a message"},
	{false, has_odd_at, "non-flit only: AT outside memory requests"},
	{false, has_reserved, "non-flit only: reserved bits"},
	{true, is_flit_only, "flit mode only: its type"},
	{true, has_wide_tag, "flit mode only: a tag of more than 10 bits"},
	{true, has_enables_beside_hints,
	 "flit mode only: byte enables beside hints"},
	{true, has_memory_flags, "flit mode only: No Write or AMA"},
	{true, has_void_hints, "flit mode only: an OHC-B without hints"},
	{true, has_segments, "flit mode only: segments or IDE"},
	{true, has_ohc_e, "flit mode only: OHC-E"},
	{true, has_ide, "flit mode only: an IDE trailer"},
	{true, has_reserved, "flit mode only: reserved bits"},
};

static void drop_end_end_prefixes(struct tlp *tlp)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < tlp->nprefix; i++)
		if (!tlp_prefix_is_end_end(tlp->prefix[i]))
			tlp->prefix[n++] = tlp->prefix[i];
	tlp->nprefix = n;
}

const char *reframe(const struct tlp *tlp, struct tlp *ret_tlp)
{
	uint8_t header[TLP_MAX_HEADER];
	struct tlp other = *tlp;

	for (size_t i = 0; i < ARRAY_SIZE(losses); i++)
		if (losses[i].flit == tlp->flit && losses[i].has(tlp))
			return losses[i].what;
	other.flit = !tlp->flit;
	tlp_ecrc_drop(&other);
	other.ts = TLP_TS_NONE;
	other.ohc = 0;
	memset(other.ohc_dw, 0, sizeof(other.ohc_dw));
	memset(other.trailer, 0, sizeof(other.trailer));
	drop_end_end_prefixes(&other);
	if (is_posted_with_hints(&other))
		other.tag = 0;
	if (tlp_encode_header(&other, header, sizeof(header)) < 0)
		return "the other framing has no place for some fields";
	*ret_tlp = other;
	return NULL;
}
