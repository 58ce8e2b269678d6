// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rules of IO and configuration requests (PCIe Base sec 2.2.7): a receiver may
 * check each of them, but must not check Attr and AT.
 */
#include "tlp/rules/rule.h"

static bool length(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->length != 1;
}

static bool tc(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->tc;
}

static bool last_be(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->last_be;
}

static bool attr(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->attr;
}

static const struct rule rows[] = {
	RULE("io-length", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_IO, length,
	     "an IO request has Length 1"),
	RULE("io-tc", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_IO, tc,
	     "an IO request has traffic class 0"),
	RULE("io-last-be", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_IO, last_be,
	     "the last byte enables of an IO request are 0"),
	RULE("cfg-length", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_CFG, length,
	     "a configuration request has Length 1"),
	RULE("cfg-tc", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_CFG, tc,
	     "a configuration request has traffic class 0"),
	RULE("cfg-last-be", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_CFG,
	     last_be, "the last byte enables of a configuration request are 0"),
	RULE("io-attr", "2.2.7", TLP_REMARK, TYPES_IO, attr,
	     "the attributes of an IO request are 0"),
	RULE("cfg-attr", "2.2.7", TLP_REMARK, TYPES_CFG, attr,
	     "the attributes of a configuration request are 0"),
};

const struct rule_set tlp_io_cfg_rules = RULE_SET(rows, TYPES_IO | TYPES_CFG);
