// SPDX-License-Identifier: BSD-3-Clause
/* Spans of a capture in expectations: span NAME from ... [to ...], then in=NAME */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/match/expect.h"

#define BLANKS " \t\r\n"

static bool is_name(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789_-";

	return text && *text && !text[strspn(text, letters)];
}

/* Return: index of a span, or -ENOENT */
static int find(const struct expect *expect, const char *name)
{
	/* Rules are mostly about the latest ones */
	for (size_t i = expect->spans_count; i-- > 0;)
		if (!strcmp(expect->spans[i].name, name))
			return (int)i;
	return -ENOENT;
}

static int parse_tokens(const struct expect *expect, struct expect_span *span,
			char *save, char *error, size_t size)
{
	const char *token = strtok_r(NULL, BLANKS, &save);
	struct match *part = NULL;
	int ret = 0;

	if (is_name(token) && find(expect, token) >= 0) {
		snprintf(error, size, "span %s is already defined", token);
		return -EINVAL;
	}
	if (is_name(token))
		span->name = token;
	for (; token && !ret; token = strtok_r(NULL, BLANKS, &save)) {
		if (token == span->name)
			continue;
		if (!part && !strcmp(token, "from"))
			part = &span->from;
		else if (part == &span->from && !strcmp(token, "to"))
			part = &span->to;
		else if (part)
			ret = match_add(part, token, error, size);
		else
			break;
	}
	if (!ret && (!part || !span->from.count || !part->count)) {
		snprintf(
			error, size,
			"a span is of the form span NAME from FIELD=VALUE... [to FIELD=VALUE...]");
		ret = -EINVAL;
	}
	return ret;
}

static int add_span(struct expect *expect, char *text, unsigned int number,
		    char *error, size_t size)
{
	struct expect_span *spans, *span;
	char *save = NULL;
	int ret;

	if (expect->spans_count == EXPECT_MAX_SPANS) {
		snprintf(error, size, "more than %d spans", EXPECT_MAX_SPANS);
		return -EINVAL;
	}
	spans = expect_room(expect->spans, expect->spans_count, sizeof(*spans));
	expect->spans = spans ? spans : expect->spans;
	if (!spans || expect_now_room(expect)) {
		snprintf(error, size, "out of memory");
		return -ENOMEM;
	}
	span = &spans[expect->spans_count];
	*span = (struct expect_span){.line = number};
	span->tokens = expect_replace(expect, text, error, size);
	if (!span->tokens)
		return -EINVAL;
	strtok_r(span->tokens, BLANKS, &save);
	ret = parse_tokens(expect, span, save, error, size);
	if (ret) {
		free(span->tokens);
		return ret;
	}
	span->text = text;
	expect->spans_count++;
	return 1;
}

int expect_span(struct expect *expect, char *text, unsigned int number,
		char *error, size_t size)
{
	size_t len = strcspn(text, BLANKS);

	if (len != strlen("span") || strncmp(text, "span", len))
		return 0;
	return add_span(expect, text, number, error, size);
}

int expect_in(const struct expect *expect, struct expect_rule *rule,
	      const char *token, char *error, size_t size)
{
	bool outside = !strncmp(token, "in!=", 4);
	int span;

	if (!outside && strncmp(token, "in=", 3))
		return 0;
	token += 3 + outside;
	span = find(expect, token);
	if (span < 0) {
		snprintf(
			error, size,
			"unknown span \"%s\"; define it above by span %s from FIELD=VALUE...",
			token, token);
		return -EINVAL;
	}
	if (rule->in_count == EXPECT_MAX_IN) {
		snprintf(error, size, "more than %d spans in a rule",
			 EXPECT_MAX_IN);
		return -EINVAL;
	}
	rule->in[rule->in_count++] = (struct expect_in){
		.span = (unsigned int)span, .outside = outside};
	return 1;
}

void expect_span_free(struct expect *expect)
{
	for (size_t i = 0; i < expect->spans_count; i++) {
		free(expect->spans[i].text);
		free(expect->spans[i].tokens);
	}
	free(expect->spans);
}
