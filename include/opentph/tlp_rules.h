/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules that a TLP may break */
#ifndef OPENTPH_TLP_RULES_H
#define OPENTPH_TLP_RULES_H

#include <opentph/tlp_packet.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Consequence of a broken rule at the receiver, gravest first */
enum tlp_verdict {
	TLP_MALFORMED,		  /* Malformed TLP */
	TLP_MALFORMED_IF_CHECKED, /* Malformed TLP; checking it is optional */
	TLP_UNSUPPORTED,	  /* Unsupported Request */
	TLP_REMARK,		  /* none; the sender is at fault, or unusual */
};

/**
 * struct tlp_rule - a rule that TLPs must or should keep
 * @name:	unique, stable: lower case letters, digits and "-"
 * @section:	of the PCIe Base specification, r5 or r6
 * @what:	the rule, as a property of TLPs that keep it
 * @verdict:	consequence of breaking it
 */
struct tlp_rule {
	const char *name, *section, *what;
	enum tlp_verdict verdict;
};

/**
 * struct tlp_limits - facts that the receiver knows and the TLP does not contain
 * @max_payload: Max_Payload_Size in bytes; 0: not checked
 * @max_read:	Max_Read_Request_Size of the requester in bytes; 0: not checked
 * @tag_bits:	size of the tags that are enabled, 5, 8, 10 or 14; 0: not checked
 * @max_end_end: supported number of End-End prefixes; 0: not checked
 * @no_end_end:	End-End prefixes are not supported
 */
struct tlp_limits {
	size_t max_payload, max_read;
	unsigned int tag_bits, max_end_end;
	bool no_end_end;
};

/**
 * tlp_next_broken() - the next rule that a TLP breaks
 * @tlp:	as tlp_decode() or tlp_decode_flit() returns it; @payload is not read
 * @limits:	limits to check as well, or NULL
 * @prev:	the previous rule, or NULL for the first
 *
 * Where the specification allows two forms, neither breaks a rule: a zero-length
 * request, byte enables replaced by a steering tag, ...
 *
 * Return: rule; NULL if no rule follows @prev.
 */
const struct tlp_rule *tlp_next_broken(const struct tlp *tlp,
				       const struct tlp_limits *limits,
				       const struct tlp_rule *prev);

/**
 * tlp_malformed() - is a TLP malformed?
 * @tlp:	as for tlp_next_broken()
 * @limits:	likewise
 *
 * Quicker than a walk through all rules.
 *
 * Return: the first rule broken with the verdict TLP_MALFORMED or
 * TLP_MALFORMED_IF_CHECKED; NULL if the TLP is not malformed.
 */
const struct tlp_rule *tlp_malformed(const struct tlp *tlp,
				     const struct tlp_limits *limits);

/**
 * tlp_broken_framing() - why are these bytes not a TLP?
 * @buf:	wire bytes that tlp_decode() or tlp_decode_flit() refuses
 * @len:	bytes in @buf
 * @framing:	framing of the bytes
 *
 * Return: rule; NULL if the bytes are a TLP.
 */
const struct tlp_rule *tlp_broken_framing(const void *buf, size_t len,
					  enum tlp_framing framing);

/**
 * tlp_next_rule() - walk all rules, including the rules of framing
 * @prev: the previous rule, or NULL for the first
 *
 * Return: rule; NULL after the last.
 */
const struct tlp_rule *tlp_next_rule(const struct tlp_rule *prev);

/**
 * tlp_verdict_name() - name of a verdict
 * @verdict: verdict
 *
 * Return: "malformed", "malformed if checked", "unsupported", "remark"; "?" if
 * out of range.
 */
const char *tlp_verdict_name(enum tlp_verdict verdict);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_TLP_RULES_H */
