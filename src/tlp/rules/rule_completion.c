// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rules of completions (PCIe Base sec 2.2.9, 2.3.1.1) that can be checked
 * without the request. Length, Byte Count and Lower Address have no meaning in
 * a completion with an error.
 */
#include "tlp/rules/rule.h"

/* Return: bytes from the first requested one to the end of the payload */
static unsigned int room(const struct tlp *tlp)
{
	return tlp->length * 4u - (tlp->lower_addr & 3);
}

/* With BCM, the Byte Count covers only the first completion (PCI-X) */
static bool counts(const struct tlp *tlp)
{
	return tlp->status == TLP_CPL_SC && !tlp->bcm;
}

/* More completions follow, so this one ends at a boundary */
static bool boundary(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return counts(tlp) && tlp->byte_count > room(tlp) &&
	       ((tlp->lower_addr & ~3u) + tlp->length * 4u) % TLP_RCB;
}

static bool status(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->status != TLP_CPL_SC && tlp->status != TLP_CPL_UR &&
	       tlp->status != TLP_CPL_RRS && tlp->status != TLP_CPL_CA;
}

static bool error_with_data(const struct tlp *tlp,
			    const struct tlp_limits *limits)
{
	return tlp->status != TLP_CPL_SC;
}

/* The last DW holds the last byte, if the request ends here */
static bool count_of_data(const struct tlp *tlp,
			  const struct tlp_limits *limits)
{
	return counts(tlp) && tlp->byte_count + 4u <= room(tlp);
}

/* Success without data answers a write, whose Byte Count is 4 by definition */
static bool count_of_none(const struct tlp *tlp,
			  const struct tlp_limits *limits)
{
	return counts(tlp) && tlp->byte_count != 4;
}

static bool lower_addr(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->status == TLP_CPL_SC && tlp->lower_addr;
}

static bool bcm(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->bcm;
}

static const struct rule rows[] = {
	RULE("cpl-boundary", "2.3.1.1", TLP_MALFORMED_IF_CHECKED,
	     TYPE(CPLD) | TYPE(CPLDLK), boundary,
	     "all completions but the last end at a multiple of 64 bytes"),
	RULE("cpl-status-reserved", "2.2.9", TLP_UNSUPPORTED, TYPES_CPL, status,
	     "this status is reserved; it counts as Unsupported Request"),
	RULE("cpl-error-data", "2.2.9", TLP_REMARK, TYPE(CPLD) | TYPE(CPLDLK),
	     error_with_data, "a completion with an error has no data"),
	RULE("cpl-excess-data", "2.3.1.1", TLP_REMARK,
	     TYPE(CPLD) | TYPE(CPLDLK), count_of_data,
	     "a completion has no more data than Byte Count says"),
	RULE("cpl-byte-count", "2.2.9", TLP_REMARK, TYPE(CPL), count_of_none,
	     "a successful completion without data has Byte Count 4"),
	RULE("cpl-lower-addr", "2.2.9", TLP_REMARK, TYPE(CPL), lower_addr,
	     "a successful completion without data has Lower Address 0"),
	RULE("cpl-bcm", "2.2.9", TLP_REMARK, TYPES_CPL, bcm,
	     "Byte Count Modified is for PCI-X completers"),
};

const struct rule_set tlp_completion_rules = RULE_SET(rows, TYPES_CPL);
