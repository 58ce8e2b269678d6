// SPDX-License-Identifier: BSD-3-Clause
/* Rules of flit mode: presence and contents of OHC words */
#include "tlp/flit.h"
#include "tlp/rules/rule.h"

/* Bits that have no meaning, by enum ohc_a */
static const uint32_t reserved_a[] = {
	[OHC_A_RAW] = 0,       [OHC_A1] = 0,	      [OHC_A2] = 0xffffff00,
	[OHC_A3] = 0x00ff7f00, [OHC_A4] = 0x00003000, [OHC_A5] = 0x00007fe0,
};

#define RESERVED_B 0xff000000u
#define RESERVED_C 0x0000008cu

/* These requests become Unsupported Requests, since they lack byte enables */
static bool no_a(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->flit && !(tlp->ohc & TLP_OHC_A);
}

static bool has_b(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->ohc & TLP_OHC_B;
}

static bool hv(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return (tlp->ohc_dw[TLP_OHC_SLOT_B] >> B_HV & 3) == 2;
}

static bool reserved(const struct tlp *tlp, const struct tlp_limits *limits)
{
	const uint32_t *dw = tlp->ohc_dw;

	return tlp->flit && (dw[TLP_OHC_SLOT_A] & reserved_a[tlp_ohc_a(tlp)] ||
			     dw[TLP_OHC_SLOT_B] & RESERVED_B ||
			     dw[TLP_OHC_SLOT_C] & RESERVED_C);
}

static const struct rule rows[] = {
	RULE("ohc-a-missing", "2.2.1.2", TLP_UNSUPPORTED, TYPES_IO | TYPES_CFG,
	     no_a, "in flit mode IO and configuration requests have OHC-A"),
	RULE("ohc-b-not-memory", "2.2.1.2", TLP_REMARK,
	     ~(TYPES_MEM | TYPES_UIO), has_b,
	     "OHC-B has a meaning only in memory requests"),
	RULE("hv-reserved", "2.2.7.1.1", TLP_REMARK, TYPES_MEM | TYPES_UIO, hv,
	     "HV 10b of OHC-B is reserved"),
	RULE("ohc-reserved-bits", "2.2.1.2", TLP_REMARK, ~TYPES_UIO_CPL,
	     reserved,
	     "reserved bits of OHC words are 0; receivers ignore them"),
};

const struct rule_set tlp_flit_rules = RULE_SET(rows, TYPES_ALL);
