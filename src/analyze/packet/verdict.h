/* SPDX-License-Identifier: BSD-3-Clause */
/* Faults of a TLP that could be decoded */
#ifndef ANALYZE_PACKET_VERDICT_H
#define ANALYZE_PACKET_VERDICT_H

#include "analyze/packet/packet.h"

/* State of a digest */
enum verdict_ecrc {
	VERDICT_ECRC_NONE,
	VERDICT_ECRC_OK,
	VERDICT_ECRC_BAD,
	VERDICT_ECRC_UNCHECKED, /* flit mode, or not captured */
};

/* Return: whether the digest of the TLP is right; @packet->error must be 0 */
enum verdict_ecrc verdict_ecrc(const struct packet *packet);

/* Return: "ok", "bad", ... */
const char *verdict_ecrc_name(enum verdict_ecrc ecrc);

/**
 * verdict_next_broken() - the next rule that a packet breaks
 * @packet:	packet; with @error it breaks the rule of its framing
 * @prev:	rule to continue from, or NULL
 *
 * Return: rule; NULL if no rule follows @prev.
 */
const struct tlp_rule *verdict_next_broken(const struct packet *packet,
					   const struct tlp_rule *prev);

/* Return: true if breaking the rule makes a TLP malformed */
static inline bool verdict_is_broken(const struct tlp_rule *rule)
{
	return rule->verdict == TLP_MALFORMED ||
	       rule->verdict == TLP_MALFORMED_IF_CHECKED;
}

/* Return: index of a rule among all */
unsigned int verdict_rule_number(const struct tlp_rule *rule);

/* Return: name of rule @n; NULL if there are fewer */
const char *verdict_rule_name(unsigned int n);

/* Return: consequence of rule @n: "malformed", "unsupported" or "remark" */
const char *verdict_rule_group(unsigned int n);

#endif /* ANALYZE_PACKET_VERDICT_H */
