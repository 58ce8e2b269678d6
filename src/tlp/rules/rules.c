// SPDX-License-Identifier: BSD-3-Clause
/* All rules that a TLP can break, in turn */
#include "tlp/rules/rule.h"
#include "ground.h"

static const struct rule_set *const sets[] = {
	&tlp_framing_rules, &tlp_memory_rules,	   &tlp_io_cfg_rules,
	&tlp_message_rules, &tlp_completion_rules, &tlp_common_rules,
	&tlp_flit_rules,
};

#define SETS (ARRAY_SIZE(sets))

static const struct tlp_limits no_limits;

/* Position of a walk: row @row of set @set */
struct place {
	unsigned int set, row;
};

/* Return: the position after @prev, or the first one for NULL */
static struct place after(const struct tlp_rule *prev)
{
	const struct rule *rule = (const struct rule *)prev;
	struct place at = {0, 0};

	while (rule && at.set < SETS) {
		const struct rule_set *set = sets[at.set];

		if (rule >= set->rows && rule < set->rows + set->count) {
			at.row = rule - set->rows + 1;
			break;
		}
		at.set++;
	}
	return at;
}

const struct tlp_rule *tlp_next_rule(const struct tlp_rule *prev)
{
	struct place at = after(prev);

	for (; at.set < SETS; at.set++, at.row = 0)
		if (at.row < sets[at.set]->count)
			return &sets[at.set]->rows[at.row].rule;
	return NULL;
}

const struct tlp_rule *tlp_next_broken(const struct tlp *tlp,
				       const struct tlp_limits *limits,
				       const struct tlp_rule *prev)
{
	struct place at = after(prev);
	uint32_t type;

	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return NULL;
	type = 1u << tlp->type;
	if (!limits)
		limits = &no_limits;
	for (; at.set < SETS; at.set++, at.row = 0) {
		const struct rule_set *set = sets[at.set];
		const struct rule *rule, *end = set->rows + set->count;

		if (!(set->types & type))
			continue;
		for (rule = set->rows + at.row; rule < end; rule++)
			if (rule->types & type && rule->broken(tlp, limits))
				return &rule->rule;
	}
	return NULL;
}

/* Whole DWs within a page */
static bool plain_request(const struct tlp *tlp, size_t size)
{
	return tlp->first_be == 0xf &&
	       tlp->last_be == implied_last_be(tlp->length) &&
	       (tlp->addr & 0xfff) + size <= 4096;
}

/* The last one, or one that ends where completions may */
static bool plain_completion(const struct tlp *tlp, size_t size)
{
	return tlp->byte_count + (tlp->lower_addr & 3u) <= size ||
	       !(((tlp->lower_addr & ~3u) + size) % TLP_RCB);
}

/*
 * Most requests and completions are like that. They cannot break a rule that makes
 * them malformed, so a device need not walk all rules for each TLP. Tests compare
 * this with the walk.
 */
static bool is_plain(const struct tlp *tlp, const struct tlp_limits *limits)
{
	const size_t size = tlp->length * 4u;

	if (tlp->nprefix)
		return false;
	if (tlp->type == TLP_MRD)
		return plain_request(tlp, size);
	if (limits && limits->max_payload && size > limits->max_payload)
		return false;
	if (tlp->type == TLP_MWR)
		return plain_request(tlp, size);
	return tlp->type == TLP_CPLD && plain_completion(tlp, size);
}

static NOINLINE const struct tlp_rule *
first_malformed(const struct tlp *tlp, const struct tlp_limits *limits)
{
	uint32_t type;

	if ((unsigned int)tlp->type >= TLP_TYPE_MAX)
		return NULL;
	type = 1u << tlp->type;
	for (unsigned int i = 0; i < SETS; i++) {
		const struct rule *rule = sets[i]->rows;
		const struct rule *end = rule + sets[i]->count;

		if (!(sets[i]->types & type))
			continue;
		for (; rule < end; rule++) {
			if (rule->rule.verdict > TLP_MALFORMED_IF_CHECKED)
				break;
			if (rule->types & type && rule->broken(tlp, limits))
				return &rule->rule;
		}
	}
	return NULL;
}

const struct tlp_rule *tlp_malformed(const struct tlp *tlp,
				     const struct tlp_limits *limits)
{
	if (is_plain(tlp, limits))
		return NULL;
	return first_malformed(tlp, limits ? limits : &no_limits);
}

const char *tlp_verdict_name(enum tlp_verdict verdict)
{
	static const char *const names[] = {
		[TLP_MALFORMED] = "malformed",
		[TLP_MALFORMED_IF_CHECKED] = "malformed if checked",
		[TLP_UNSUPPORTED] = "unsupported",
		[TLP_REMARK] = "remark",
	};

	return (unsigned int)verdict <= TLP_REMARK ? names[verdict] : "?";
}
