// SPDX-License-Identifier: BSD-3-Clause
#include <inttypes.h>

#include "analyze/match/expect.h"

static void print_range(FILE *out, const char *what, uint64_t found,
			struct expect_range range)
{
	if (found >= range.lo && found <= range.hi)
		return;
	fprintf(out, "  %s: %" PRIu64 ", expected ", what, found);
	if (range.lo == range.hi)
		fprintf(out, "%" PRIu64 "\n", range.lo);
	else if (range.hi == UINT64_MAX)
		fprintf(out, "at least %" PRIu64 "\n", range.lo);
	else
		fprintf(out, "%" PRIu64 " to %" PRIu64 "\n", range.lo,
			range.hi);
}

static void print_offenders(FILE *out, const struct expect_rule *rule)
{
	uint64_t shown = rule->broken < EXPECT_MAX_OFFENDERS
				 ? rule->broken
				 : EXPECT_MAX_OFFENDERS;

	for (uint64_t i = 0; i < shown; i++) {
		const struct expect_offender *o = &rule->offenders[i];

		if (o->reason)
			fprintf(out, "  %s is not %s:\n", o->where, o->reason);
		else
			fprintf(out, "  %s is not allowed:\n", o->where);
		fprintf(out, "    %s\n", o->text);
	}
	if (rule->broken > shown)
		fprintf(out, "  and %" PRIu64 " more\n", rule->broken - shown);
}

void expect_rule_report(const struct expect_rule *rule, FILE *out)
{
	print_range(out, "TLPs", rule->count, rule->count_range);
	print_range(out, "bytes", rule->bytes, rule->total_range);
	print_offenders(out, rule);
}

static void print_held(FILE *out, const struct expect_rule *rule)
{
	fprintf(out,
		"line %u holds: %s\n  TLPs: %" PRIu64 ", bytes: %" PRIu64 "\n",
		rule->line, rule->text, rule->count, rule->bytes);
}

/* Rules about a span that never began would hold for nothing */
static void print_spans(FILE *out, const struct expect *expect, bool all)
{
	for (size_t i = 0; i < expect->spans_count; i++) {
		const struct expect_span *span = &expect->spans[i];

		if (!span->begun)
			fprintf(out, "line %u never begins: %s\n", span->line,
				span->text);
		else if (all)
			fprintf(out,
				"line %u begins: %s\n  times: %" PRIu64 "\n",
				span->line, span->text, span->begun);
	}
}

void expect_report(const struct expect *expect, bool all, FILE *out)
{
	print_spans(out, expect, all);
	for (size_t i = 0; i < expect->count; i++) {
		const struct expect_rule *rule = &expect->rules[i];

		if (expect_rule_holds(rule)) {
			if (all)
				print_held(out, rule);
			continue;
		}
		fprintf(out, "line %u does not hold: %s\n", rule->line,
			rule->text);
		expect_rule_report(rule, out);
	}
}
