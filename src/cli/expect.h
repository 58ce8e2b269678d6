/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Expectations of a capture: rules "SELECTORS : REQUIREMENTS", grammar in
 * tph-check(1). Knows of TLPs, not of files.
 */
#ifndef CLI_EXPECT_H
#define CLI_EXPECT_H

#include <stdio.h>

#include "match.h"

/* TLPs kept of those that broke a rule */
#define EXPECT_MAX_OFFENDERS 3

/* The number of TLPs or bytes that a rule allows */
struct expect_range {
	uint64_t lo, hi;
};

/**
 * struct expect_offender - a TLP that broke a rule
 * @number:	of the packet
 * @reason:	what did not hold, as the user wrote it
 * @text:	the TLP
 */
struct expect_offender {
	uint64_t number;
	const char *reason;
	char text[320];
};

/**
 * struct expect_rule - a rule and what was found
 * @line:	where it stands
 * @text:	the rule as written
 * @is_else:	sees only TLPs that no rule before it selected
 * @select:	which TLPs it is about
 * @require:	what must hold for each of them
 * @count_range: how many there may be
 * @total_range: what they may carry in all
 * @count:	how many there were
 * @bytes:	what they carried
 * @broken:	how many did not have what is required, or were one too many
 * @offenders:	the first of them
 * @tokens:	where @select and @require point
 */
struct expect_rule {
	unsigned int line;
	char *text, *tokens;
	bool is_else;
	struct match select, require;
	struct expect_range count_range, total_range;
	uint64_t count, bytes, broken;
	struct expect_offender offenders[EXPECT_MAX_OFFENDERS];
};

struct expect {
	size_t count;
	struct expect_rule *rules;
};

/**
 * expect_add() - take a line of an expectations file
 * @expect:	rules so far, zero at first
 * @line:	a rule, a comment or nothing
 * @number:	of the line
 * @error:	what is wrong with it
 * @size:	bytes at @error
 *
 * Return: 0; -EINVAL, with @error set; -ENOMEM, likewise.
 */
int expect_add(struct expect *expect, const char *line, unsigned int number,
	       char *error, size_t size);

/* Show the rules a TLP; @wire->error must be 0 */
void expect_feed(struct expect *expect, const struct wire *wire);

/* Return: true if the rule holds for what it has been fed */
bool expect_rule_holds(const struct expect_rule *rule);

/* Return: true if all rules hold */
bool expect_holds(const struct expect *expect);

/* Print each rule that does not hold and the first TLPs that broke it */
void expect_report(const struct expect *expect, FILE *out);

void expect_free(struct expect *expect);

#endif /* CLI_EXPECT_H */
