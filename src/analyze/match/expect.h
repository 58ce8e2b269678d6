/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Expectations of a capture: rules "SELECTORS : REQUIREMENTS", spans of the capture,
 * and names for values; tph-check(1) has the grammar. Handles TLPs, not files.
 */
#ifndef ANALYZE_MATCH_EXPECT_H
#define ANALYZE_MATCH_EXPECT_H

#include <stdio.h>
#include <stdlib.h>

#include "analyze/match/match.h"
#include "analyze/packet/place.h"

/* Rules, names for values, and spans of one file */
#define EXPECT_MAX_RULES 10000
#define EXPECT_MAX_NAMES 10000
#define EXPECT_MAX_SPANS 10000

/* Spans that one rule names */
#define EXPECT_MAX_IN 4

/* Offending TLPs kept for each rule */
#define EXPECT_MAX_OFFENDERS 3

/* The number of TLPs or bytes that a rule allows */
struct expect_range {
	uint64_t lo, hi;
};

/**
 * struct expect_offender - a TLP that broke a rule
 * @number:	number of the packet
 * @offset:	byte of the file where it begins
 * @reason:	broken requirement, as the user wrote it; NULL if the TLP
 *		exceeds the allowed count
 * @where:	place in the file, link, direction, time
 * @text:	the TLP
 */
struct expect_offender {
	uint64_t number, offset;
	const char *reason;
	char where[PLACE_TEXT];
	char text[512];
};

/**
 * struct expect_span - a part of the capture, between two TLPs
 * @line:	line in the file
 * @text:	the line as written
 * @tokens:	text with names replaced, to which the others point
 * @name:	name
 * @from:	conditions of the TLP after which it begins
 * @to:		conditions of the TLP before which it ends; none: the capture's end
 * @inside:	the next TLP is inside, unless it ends the span
 * @begun:	how often it has begun
 */
struct expect_span {
	unsigned int line;
	char *text, *tokens;
	const char *name;
	struct match from, to;
	bool inside;
	uint64_t begun;
};

/* "in=NAME" or "in!=NAME" of a rule; @span is an index */
struct expect_in {
	unsigned int span;
	bool outside;
};

/**
 * struct expect_rule - a rule and its findings
 * @line:	line in the file
 * @text:	the rule as written
 * @is_else:	applies only to TLPs that no earlier rule selects
 * @in:		spans inside or outside of which it applies
 * @in_count:	number of them
 * @select:	conditions that select TLPs
 * @require:	conditions that each of them must meet
 * @count_range: allowed number of TLPs
 * @total_range: allowed number of bytes in all of them
 * @count:	TLPs so far
 * @bytes:	bytes that they carried
 * @broken:	TLPs that do not meet @require or exceed the count
 * @offenders:	the first of them
 * @tokens:	text with names replaced, to which @select and @require point
 */
struct expect_rule {
	unsigned int line;
	char *text, *tokens;
	bool is_else;
	struct expect_in in[EXPECT_MAX_IN];
	unsigned int in_count;
	struct match select, require;
	struct expect_range count_range, total_range;
	uint64_t count, bytes, broken;
	struct expect_offender offenders[EXPECT_MAX_OFFENDERS];
};

/* A name for values, "let NAME = VALUE" */
struct expect_name {
	char *name, *value;
};

/* Return: @array of @count elements with room for one more; NULL */
static inline void *expect_room(void *array, size_t count, size_t size)
{
	/* Twice as many whenever they are a power of two */
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

/**
 * struct expect_key - a value without which a span does not begin
 * @field:	index of its field in fields[], and 1; 0: there is no such value
 * @value:	value, 0 without field
 * @span:	index of the span
 */
struct expect_key {
	unsigned int field;
	uint64_t value;
	unsigned int span;
};

/**
 * struct expect_now - the few of many rules and spans that the next TLP is about
 * @rules:	indices of the rules that apply, by their spans, in order
 * @rules_count: number of them
 * @rules_old:	a span has begun or ended since, or a rule is new
 * @inside:	indices of the spans that the next TLP is inside, unless it ends them
 * @inside_count: number of them
 * @keys:	a key of each span, sorted by field and value
 * @keys_old:	a span is new
 */
struct expect_now {
	unsigned int *rules, *inside;
	size_t rules_count, inside_count;
	struct expect_key *keys;
	bool rules_old, keys_old;
};

struct expect {
	size_t count, names_count, spans_count;
	struct expect_rule *rules;
	struct expect_name *names;
	struct expect_span *spans;
	struct expect_now now;
};

/**
 * expect_add() - add a line of an expectations file
 * @expect:	rules so far, zero at first
 * @line:	a rule, a name for a value, a span, a comment or nothing
 * @number:	number of the line
 * @error:	message for a wrong line
 * @size:	bytes at @error
 *
 * Return: 0; -EINVAL, with @error set; -ENOMEM, likewise.
 */
int expect_add(struct expect *expect, const char *line, unsigned int number,
	       char *error, size_t size);

/**
 * expect_let() - add "let NAME = VALUE"
 * @expect:	names so far
 * @line:	line without comment and surrounding blanks
 * @error:	message for a wrong line
 * @size:	bytes at @error
 *
 * Return: 1 added; 0 it does not begin with "let"; -EINVAL, with @error set;
 * -ENOMEM, likewise.
 */
int expect_let(struct expect *expect, const char *line, char *error,
	       size_t size);

/**
 * expect_replace() - replace names by their values
 * @expect:	names
 * @text:	text with $NAME in it
 * @error:	message for a wrong text
 * @size:	bytes at @error
 *
 * Return: the text, to be freed; NULL, with @error set.
 */
char *expect_replace(const struct expect *expect, const char *text, char *error,
		     size_t size);

/**
 * expect_span() - add "span NAME from CONDITION... [to CONDITION...]"
 * @expect:	spans so far
 * @text:	line without comment and surrounding blanks; kept if it is a span
 * @number:	number of the line
 * @error:	message for a wrong line
 * @size:	bytes at @error
 *
 * Return: 1 added; 0 it does not begin with "span"; -EINVAL, with @error set;
 * -ENOMEM, likewise.
 */
int expect_span(struct expect *expect, char *text, unsigned int number,
		char *error, size_t size);

/**
 * expect_in() - add "in=NAME" or "in!=NAME" to the selectors of a rule
 * @expect:	spans
 * @rule:	rule
 * @token:	selector
 * @error:	message for a wrong selector
 * @size:	bytes at @error
 *
 * Return: 1 added; 0 another selector; -EINVAL, with @error set.
 */
int expect_in(const struct expect *expect, struct expect_rule *rule,
	      const char *token, char *error, size_t size);

void expect_span_free(struct expect *expect);

/* Make room in @expect->now for one more rule or span. Return: 0; -ENOMEM */
int expect_now_room(struct expect *expect);

/* End and begin spans: the former before the rules see @packet, the latter after */
void expect_now_end(struct expect *expect, const struct packet *packet);
void expect_now_begin(struct expect *expect, const struct packet *packet);

/* Bring the rules of @expect->now up to date */
void expect_now_rules(struct expect *expect);

void expect_now_free(struct expect *expect);

/* Compare a TLP with the rules; @packet->error must be 0 */
void expect_feed(struct expect *expect, const struct packet *packet);

/* Return: true if the rule holds for the TLPs so far */
bool expect_rule_holds(const struct expect_rule *rule);

/* Return: true if all rules hold, and each span has begun */
bool expect_holds(const struct expect *expect);

/* Print why a rule does not hold: wrong counts, and the first TLPs */
void expect_rule_report(const struct expect_rule *rule, FILE *out);

/**
 * expect_report() - print each rule that does not hold and the first TLPs that
 * broke it, and each span that has not begun
 * @expect:	rules
 * @all:	also print rules that hold, with their counts
 * @out:	file to print to
 */
void expect_report(const struct expect *expect, bool all, FILE *out);

void expect_free(struct expect *expect);

#endif /* ANALYZE_MATCH_EXPECT_H */
