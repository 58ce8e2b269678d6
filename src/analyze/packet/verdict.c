// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/verdict.h"

#include <errno.h>

enum verdict_ecrc verdict_ecrc(const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	int ret = -ENODATA;

	if (!packet->tlp.td)
		return VERDICT_ECRC_NONE;
	if (!packet->missing)
		ret = tlp_ecrc_check(raw->data, raw->len,
				     raw->flit ? TLP_FLIT : TLP_NON_FLIT, NULL);
	switch (ret) {
	case 0:
		return VERDICT_ECRC_OK;
	case -EBADMSG:
		return VERDICT_ECRC_BAD;
	default:
		return VERDICT_ECRC_UNCHECKED;
	}
}

const char *verdict_ecrc_name(enum verdict_ecrc ecrc)
{
	static const char *const names[] = {
		[VERDICT_ECRC_NONE] = "none",
		[VERDICT_ECRC_OK] = "ok",
		[VERDICT_ECRC_BAD] = "bad",
		[VERDICT_ECRC_UNCHECKED] = "unchecked",
	};

	return names[ecrc];
}

const struct tlp_rule *verdict_next_broken(const struct packet *packet,
					   const struct tlp_rule *prev)
{
	const struct capture_packet *raw = &packet->raw;

	if (!packet->error)
		return tlp_next_broken(&packet->tlp, NULL, prev);
	/* Rules apply neither to damage nor to other kinds of packets */
	if (prev || packet->damage || packet->error == -EMEDIUMTYPE)
		return NULL;
	return tlp_broken_framing(raw->data, raw->len,
				  raw->flit ? TLP_FLIT : TLP_NON_FLIT);
}

unsigned int verdict_rule_number(const struct tlp_rule *rule)
{
	const struct tlp_rule *r = tlp_next_rule(NULL);
	unsigned int n = 0;

	for (; r && r != rule; r = tlp_next_rule(r))
		n++;
	return n;
}

static const struct tlp_rule *find_rule(unsigned int n)
{
	const struct tlp_rule *rule = tlp_next_rule(NULL);

	while (rule && n--)
		rule = tlp_next_rule(rule);
	return rule;
}

const char *verdict_rule_name(unsigned int n)
{
	const struct tlp_rule *rule = find_rule(n);

	return rule ? rule->name : NULL;
}

const char *verdict_rule_group(unsigned int n)
{
	const struct tlp_rule *rule = find_rule(n);

	return tlp_verdict_name(verdict_is_broken(rule) ? TLP_MALFORMED
							: rule->verdict);
}
