// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rules of memory requests. Implied byte enables are valid, since tlp_decode()
 * fills them in, so no rule checks TH.
 */
#include "tlp/rules/rule.h"

static bool be_of_1_dw(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->length == 1 && tlp->last_be;
}

static bool be_first_zero(const struct tlp *tlp,
			  const struct tlp_limits *limits)
{
	return tlp->length > 1 && !tlp->first_be;
}

static bool be_last_zero(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->length > 1 && !tlp->last_be;
}

/* No gap from the first enabled byte to the last one */
static bool be_gap(const struct tlp *tlp, const struct tlp_limits *limits)
{
	unsigned int first = tlp->first_be, last = tlp->last_be;

	if (tlp->length == 1 || (tlp->length == 2 && !(tlp->addr & 7)))
		return false;
	return (0x10 - first) & (0xf - first) || last & (last + 1);
}

/* AtomicOps aligned to their operand cannot */
static bool crosses_4k(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return (tlp->addr & 0xfff) + tlp->length * 4u > 4096;
}

/* Return: DW of one operand, 0 for an invalid size (table 2-12) */
static unsigned int operand(const struct tlp *tlp)
{
	if (tlp->type != TLP_CAS)
		return tlp->length <= 2 ? tlp->length : 0;
	return tlp->length == 2 || tlp->length == 4 || tlp->length == 8
		       ? tlp->length / 2
		       : 0;
}

static bool operand_size(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return !operand(tlp);
}

static bool operand_unaligned(const struct tlp *tlp,
			      const struct tlp_limits *limits)
{
	unsigned int size = operand(tlp) * 4;

	return size && tlp->addr & (size - 1);
}

static bool at_reserved(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->at == TLP_AT_RESERVED;
}

static bool asks_translation(const struct tlp *tlp,
			     const struct tlp_limits *limits)
{
	return tlp->at == TLP_AT_TRANSLATION_REQUEST;
}

/* A translation has 8 bytes */
static bool half_translation(const struct tlp *tlp,
			     const struct tlp_limits *limits)
{
	return tlp->at == TLP_AT_TRANSLATION_REQUEST && tlp->length & 1;
}

static bool max_read(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return limits->max_read && tlp->length * 4u > limits->max_read;
}

static bool below_4g(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->addr64 && !(tlp->addr >> 32);
}

static bool not_tc0(const struct tlp *tlp, const struct tlp_limits *limits)
{
	return tlp->tc;
}

static const struct rule rows[] = {
	RULE("atomic-operand-size", "2.2.7", TLP_MALFORMED, TYPES_ATOMIC,
	     operand_size,
	     "FetchAdd and Swap have 1 or 2 DW, CAS has 2, 4 or 8 DW"),
	RULE("atomic-unaligned", "2.2.7", TLP_MALFORMED, TYPES_ATOMIC,
	     operand_unaligned,
	     "the address of an AtomicOp is aligned to its operand"),
	RULE("be-of-1-dw", "2.2.5", TLP_MALFORMED_IF_CHECKED, TYPES_BE,
	     be_of_1_dw, "the last byte enables are 0 if Length is 1"),
	RULE("be-first-zero", "2.2.5", TLP_MALFORMED_IF_CHECKED, TYPES_BE,
	     be_first_zero,
	     "the first byte enables are not 0 if Length is 2 or more"),
	RULE("be-last-zero", "2.2.5", TLP_MALFORMED_IF_CHECKED, TYPES_BE,
	     be_last_zero,
	     "the last byte enables are not 0 if Length is 2 or more"),
	RULE("be-not-contiguous", "2.2.5", TLP_MALFORMED_IF_CHECKED, TYPES_BE,
	     be_gap,
	     "enabled bytes have gaps in 1 DW or an aligned quadword only"),
	RULE("crosses-4k", "2.2.7", TLP_MALFORMED_IF_CHECKED, TYPES_BE,
	     crosses_4k, "a memory request does not cross a 4 KiB boundary"),
	RULE("at-reserved", "2.2.4.1", TLP_UNSUPPORTED, TYPES_MEM | TYPES_UIO,
	     at_reserved, "address type 3 is reserved"),
	RULE("at-not-read", "2.2.4.1", TLP_UNSUPPORTED,
	     (TYPES_MEM | TYPES_UIO) & ~TYPE(MRD), asks_translation,
	     "a translation request is a MRd"),
	RULE("at-length", "10.2.2", TLP_REMARK, TYPE(MRD), half_translation,
	     "a translation request asks for whole translations of 2 DW each"),
	RULE("max-read-request", "2.2.7", TLP_REMARK, TYPE(MRD) | TYPE(MRDLK),
	     max_read, "a read asks for no more than Max_Read_Request_Size"),
	RULE("addr64-below-4g", "2.2.4.1", TLP_REMARK, TYPES_MEM, below_4g,
	     "an address below 4 GiB takes the 3 DW header"),
	RULE("lock-tc", "6.5.2", TLP_REMARK, TYPE(MRDLK), not_tc0,
	     "a locked read has traffic class 0"),
};

const struct rule_set tlp_memory_rules = RULE_SET(rows, TYPES_MEM | TYPES_UIO);
