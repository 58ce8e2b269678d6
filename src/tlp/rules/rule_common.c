// SPDX-License-Identifier: BSD-3-Clause
/* Rules of all TLPs: prefixes, sizes, reserved bits */
#include "tlp/flit.h"
#include "tlp/rules/rule.h"

#define TYPES_WITH_DATA                                                      \
	(TYPE(MWR) | TYPE(DMWR) | TYPES_ATOMIC | TYPE(IOWR) | TYPE(CFGWR0) | \
	 TYPE(CFGWR1) | TYPE(MSGD) | TYPE(CPLD) | TYPE(CPLDLK) |             \
	 TYPE(UIOMWR) | TYPE(UIORDCPLD))
/* Types whose tag a completion returns, and completions */
#define TYPES_TAGGED (~(TYPE(MWR) | TYPES_MSG | TYPE(NOP)))

static unsigned int count_end_end(const struct tlp *tlp)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < tlp->nprefix && i < TLP_MAX_PREFIX; i++)
		n += tlp_prefix_is_end_end(tlp->prefix[i]);
	return n;
}

static unsigned int count_of(const struct tlp *tlp, enum tlp_prefix byte0)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < tlp->nprefix && i < TLP_MAX_PREFIX; i++)
		n += tlp->prefix[i] >> 24 == byte0;
	return n;
}

static bool prefix_unsupported(const struct tlp *tlp,
			       const struct tlp_limits *limits)
{
	return tlp->nprefix && limits->no_end_end && count_end_end(tlp);
}

static bool prefix_limit(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->nprefix && limits->max_end_end &&
	       count_end_end(tlp) > limits->max_end_end;
}

static bool max_payload(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return limits->max_payload && tlp->length * 4u > limits->max_payload;
}

static bool prefix_unknown(const struct tlp *tlp,
			   const struct tlp_limits *limits)
{
	for (unsigned int i = 0; i < tlp->nprefix && i < TLP_MAX_PREFIX; i++) {
		switch (tlp->prefix[i] >> 24) {
		case TLP_PREFIX_MRIOV:
		case TLP_PREFIX_VENDOR_L0:
		case TLP_PREFIX_VENDOR_L1:
		case TLP_PREFIX_EXT_TPH:
		case TLP_PREFIX_PASID:
		case TLP_PREFIX_IDE:
		case TLP_PREFIX_VENDOR_E0:
		case TLP_PREFIX_VENDOR_E1:
			continue;
		case TLP_PREFIX_FLIT_LOCAL:
			if (tlp->flit)
				continue;
		}
		return true;
	}
	return false;
}

static bool prefix_repeated(const struct tlp *tlp,
			    const struct tlp_limits *limits)
{
	return tlp->nprefix && (count_of(tlp, TLP_PREFIX_EXT_TPH) > 1 ||
				count_of(tlp, TLP_PREFIX_PASID) > 1 ||
				count_of(tlp, TLP_PREFIX_IDE) > 1);
}

static bool ext_tph_alone(const struct tlp *tlp,
			  const struct tlp_limits *limits)
{
	return tlp->nprefix && !tlp->th && count_of(tlp, TLP_PREFIX_EXT_TPH);
}

static bool pasid_misplaced(const struct tlp *tlp,
			    const struct tlp_limits *limits)
{
	return tlp->nprefix && count_of(tlp, TLP_PREFIX_PASID);
}

static bool th(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return !tlp->flit && tlp->reserved & DW0_TH;
}

static bool at(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->at;
}

static bool ep(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->ep;
}

static bool ln(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->ln;
}

static bool tag(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return limits->tag_bits && tlp->tag >> limits->tag_bits;
}

/* Ignores bits that have a rule of their own or a use */
static bool reserved(const struct tlp *tlp, const struct tlp_limits *limits)
{
	uint32_t bits =
		tlp->reserved & ~(tlp->flit ? RESERVED_NO_OHC_A : DW0_TH);

	/* The low address bit means "no write" in a translation request */
	if (tlp->at == TLP_AT_TRANSLATION_REQUEST)
		bits &= ~(1u << RESERVED_LOW);
	return bits;
}

static const struct rule rows[] = {
	RULE("max-payload", "2.2.2", TLP_MALFORMED, TYPES_WITH_DATA,
	     max_payload, "a TLP has no more data than Max_Payload_Size"),
	RULE("prefix-unsupported", "2.2.10.2", TLP_MALFORMED, TYPES_ALL,
	     prefix_unsupported, "the receiver does not take End-End prefixes"),
	RULE("prefix-limit", "2.2.10.2", TLP_MALFORMED, TYPES_ALL, prefix_limit,
	     "the receiver accepts fewer End-End prefixes"),
	RULE("th-not-memory", "2.2.7.1.1", TLP_REMARK, ~TYPES_MEM, th,
	     "TH is reserved in TLPs that are not memory requests"),
	RULE("ext-tph-without-th", "2.2.7.1.1", TLP_REMARK, TYPES_ALL,
	     ext_tph_alone,
	     "an Extended TPH prefix has a meaning only with TH"),
	RULE("prefix-unknown", "2.2.10", TLP_REMARK, TYPES_ALL, prefix_unknown,
	     "no prefix has this type; a receiver that checks treats it as malformed"),
	RULE("prefix-repeated", "2.2.10.2", TLP_REMARK, TYPES_ALL,
	     prefix_repeated,
	     "a TLP has at most one End-End prefix of each type"),
	RULE("pasid-misplaced", "6.20", TLP_REMARK,
	     TYPES_IO | TYPES_CFG | TYPES_CPL, pasid_misplaced,
	     "a PASID has a meaning only in memory requests and messages"),
	RULE("at-not-memory", "2.2.4.1", TLP_REMARK, ~(TYPES_MEM | TYPES_UIO),
	     at, "the address type is 0 in TLPs that are not memory requests"),
	RULE("ep-without-data", "2.7.2", TLP_REMARK, ~TYPES_WITH_DATA, ep,
	     "only data can be poisoned"),
	RULE("ln-withdrawn", "6.21", TLP_REMARK, TYPES_ALL, ln,
	     "LN is withdrawn; the bit is reserved"),
	RULE("tag-width", "2.2.6.2", TLP_REMARK, TYPES_TAGGED, tag,
	     "the tag has more bits than are enabled"),
	RULE("reserved-bits", "2.2.1", TLP_REMARK, ~TYPES_UIO_CPL, reserved,
	     "reserved bits are 0; receivers ignore them"),
};

const struct rule_set tlp_common_rules = RULE_SET(rows, TYPES_ALL);
