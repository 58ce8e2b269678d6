// SPDX-License-Identifier: BSD-3-Clause
/* Rules: parse them and compare TLPs with them */
#include "analyze/match/expect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n"

/* Return: 1 if it is count= or bytes=, 0 if not, -EINVAL if it is malformed */
static int take_total(struct expect_rule *rule, const char *token, char *error,
		      size_t size)
{
	struct {
		const char *prefix;
		struct expect_range *range;
	} totals[] = {
		{"count=", &rule->count_range},
		{"total=", &rule->total_range},
	};

	for (int i = 0; i < 2; i++) {
		size_t len = strlen(totals[i].prefix);

		if (strncmp(token, totals[i].prefix, len))
			continue;
		if (!match_parse_range(token + len, &totals[i].range->lo,
				       &totals[i].range->hi))
			return 1;
		snprintf(
			error, size,
			"%s is not a number or a range (N, FIRST..LAST, FIRST..)",
			token);
		return -EINVAL;
	}
	return 0;
}

static int parse_requirement(struct expect_rule *rule, const char *token,
			     char *error, size_t size)
{
	int ret = take_total(rule, token, error, size);

	if (ret)
		return ret < 0 ? ret : 0;
	return match_add(&rule->require, token, error, size);
}

static int parse_selector(const struct expect *expect, struct expect_rule *rule,
			  const char *token, char *error, size_t size)
{
	int ret = expect_in(expect, rule, token, error, size);

	if (ret)
		return ret < 0 ? ret : 0;
	return match_add(&rule->select, token, error, size);
}

static int parse_tokens(const struct expect *expect, struct expect_rule *rule,
			char *error, size_t size)
{
	char *save = NULL, *token = strtok_r(rule->tokens, BLANKS, &save);
	bool colon = false;
	int ret = 0;

	if (token && !strcmp(token, "else")) {
		rule->is_else = true;
		token = strtok_r(NULL, BLANKS, &save);
	}
	/* The TLPs of an else rule are optional */
	rule->count_range = (struct expect_range){!rule->is_else, UINT64_MAX};
	rule->total_range = (struct expect_range){0, UINT64_MAX};
	for (; token && !ret; token = strtok_r(NULL, BLANKS, &save)) {
		if (!colon && !strcmp(token, ":"))
			colon = true;
		else if (colon)
			ret = parse_requirement(rule, token, error, size);
		else
			ret = parse_selector(expect, rule, token, error, size);
	}
	if (!ret && !colon) {
		snprintf(
			error, size,
			"no \" : \" between the selection and the requirement");
		return -EINVAL;
	}
	return ret;
}

/* Return: 0; -EINVAL, -ENOMEM with @error set */
static int add_rule(struct expect *expect, char *text, unsigned int number,
		    char *error, size_t size)
{
	struct expect_rule *rules, *rule;
	int ret;

	if (expect->count == EXPECT_MAX_RULES) {
		snprintf(error, size, "more than %d rules", EXPECT_MAX_RULES);
		return -EINVAL;
	}
	rules = expect_room(expect->rules, expect->count, sizeof(*rules));
	expect->rules = rules ? rules : expect->rules;
	if (!rules || expect_now_room(expect)) {
		snprintf(error, size, "out of memory");
		return -ENOMEM;
	}
	rule = &rules[expect->count];
	*rule = (struct expect_rule){.line = number};
	rule->tokens = expect_replace(expect, text, error, size);
	if (!rule->tokens)
		return -EINVAL;
	ret = parse_tokens(expect, rule, error, size);
	if (ret) {
		free(rule->tokens);
		return ret;
	}
	rule->text = text;
	expect->count++;
	return 0;
}

int expect_add(struct expect *expect, const char *line, unsigned int number,
	       char *error, size_t size)
{
	size_t len;
	char *text;
	int ret;

	line += strspn(line, BLANKS);
	len = strcspn(line, "#");
	while (len && strchr(BLANKS, line[len - 1]))
		len--;
	if (!len)
		return 0;
	text = strndup(line, len);
	if (!text) {
		snprintf(error, size, "out of memory");
		return -ENOMEM;
	}
	ret = expect_let(expect, text, error, size);
	if (ret) {
		free(text);
		return ret < 0 ? ret : 0;
	}
	/* Spans and rules keep their text */
	ret = expect_span(expect, text, number, error, size);
	if (!ret)
		ret = add_rule(expect, text, number, error, size);
	if (ret < 0)
		free(text);
	return ret < 0 ? ret : 0;
}

static void blame(struct expect_rule *rule, const struct packet *packet,
		  const char *reason)
{
	struct expect_offender *offender;

	if (rule->broken++ >= EXPECT_MAX_OFFENDERS)
		return;
	offender = &rule->offenders[rule->broken - 1];
	offender->number = packet->raw.number;
	offender->offset = packet->raw.offset;
	offender->reason = reason;
	place_text(packet, offender->where, sizeof(offender->where));
	tlp_format(&packet->tlp, offender->text, sizeof(offender->text));
}

static void judge(struct expect_rule *rule, const struct packet *packet)
{
	const struct match_term *failed;

	rule->count++;
	rule->bytes += packet_bytes(&packet->tlp);
	failed = match_first_failure(&rule->require, packet);
	if (failed)
		blame(rule, packet, failed->text);
	else if (rule->count > rule->count_range.hi)
		blame(rule, packet, NULL);
}

void expect_feed(struct expect *expect, const struct packet *packet)
{
	bool selected = false;

	expect_now_end(expect, packet);
	expect_now_rules(expect);
	for (size_t i = 0; i < expect->now.rules_count; i++) {
		struct expect_rule *rule = &expect->rules[expect->now.rules[i]];

		if (rule->is_else && selected)
			continue;
		if (match_first_failure(&rule->select, packet))
			continue;
		selected = true;
		judge(rule, packet);
	}
	expect_now_begin(expect, packet);
}

static bool in_range(uint64_t n, struct expect_range range)
{
	return n >= range.lo && n <= range.hi;
}

bool expect_rule_holds(const struct expect_rule *rule)
{
	return !rule->broken && in_range(rule->count, rule->count_range) &&
	       in_range(rule->bytes, rule->total_range);
}

bool expect_holds(const struct expect *expect)
{
	for (size_t i = 0; i < expect->count; i++)
		if (!expect_rule_holds(&expect->rules[i]))
			return false;
	for (size_t i = 0; i < expect->spans_count; i++)
		if (!expect->spans[i].begun)
			return false;
	return true;
}

void expect_free(struct expect *expect)
{
	for (size_t i = 0; i < expect->count; i++) {
		free(expect->rules[i].text);
		free(expect->rules[i].tokens);
	}
	for (size_t i = 0; i < expect->names_count; i++) {
		free(expect->names[i].name);
		free(expect->names[i].value);
	}
	expect_span_free(expect);
	expect_now_free(expect);
	free(expect->rules);
	free(expect->names);
	*expect = (struct expect){0};
}
