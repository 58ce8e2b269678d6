// SPDX-License-Identifier: BSD-3-Clause
/* Spans that the next TLP may end or begin, and rules that apply to it */
#include <errno.h>
#include <stdlib.h>

#include "analyze/match/expect.h"

int expect_now_room(struct expect *expect)
{
	struct expect_now *now = &expect->now;
	size_t n = expect->spans_count;
	void *rules, *inside, *keys;

	rules = expect_room(now->rules, expect->count, sizeof(*now->rules));
	now->rules = rules ? rules : now->rules;
	inside = expect_room(now->inside, n, sizeof(*now->inside));
	now->inside = inside ? inside : now->inside;
	keys = expect_room(now->keys, n, sizeof(*now->keys));
	now->keys = keys ? keys : now->keys;
	now->rules_old = now->keys_old = true;
	return rules && inside && keys ? 0 : -ENOMEM;
}

void expect_now_free(struct expect *expect)
{
	free(expect->now.rules);
	free(expect->now.inside);
	free(expect->now.keys);
}

/* Fields of few values say little about a TLP, and are keys only without another */
static bool is_rare(const struct field *field)
{
	return field->kind == FIELD_NUMBER || field->kind == FIELD_HEX ||
	       field->kind == FIELD_TIME;
}

/* The value of one field without which the span does not begin */
static struct expect_key key_of(const struct match *from)
{
	struct expect_key key = {0};
	bool rare = false;

	for (unsigned int i = 0; i < from->count && !rare; i++) {
		const struct match_term *term = &from->terms[i];
		const struct match_value *value = &from->values[term->first];

		if (term->unequal || term->count != 1 || term->field->next ||
		    term->field->kind == FIELD_TEXT || value->lo != value->hi)
			continue;
		rare = is_rare(term->field);
		if (key.field && !rare)
			continue;
		key.field = (unsigned int)(term->field - fields) + 1;
		key.value = value->lo;
	}
	return key;
}

static int compare(const void *a, const void *b)
{
	const struct expect_key *x = a, *y = b;

	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	return x->value < y->value ? -1 : x->value > y->value;
}

static void renew_keys(struct expect *expect)
{
	struct expect_now *now = &expect->now;

	for (unsigned int i = 0; i < expect->spans_count; i++) {
		now->keys[i] = key_of(&expect->spans[i].from);
		now->keys[i].span = i;
	}
	qsort(now->keys, expect->spans_count, sizeof(*now->keys), compare);
	now->keys_old = false;
}

/* Return: the first of the keys that is not before @field and @value */
static const struct expect_key *first_of(const struct expect_key *key,
					 const struct expect_key *end,
					 unsigned int field, uint64_t value)
{
	const struct expect_key wanted = {.field = field, .value = value};

	while (key < end) {
		const struct expect_key *middle = key + (end - key) / 2;

		if (compare(middle, &wanted) < 0)
			key = middle + 1;
		else
			end = middle;
	}
	return key;
}

static void begin(struct expect *expect, unsigned int index,
		  const struct packet *packet)
{
	struct expect_span *span = &expect->spans[index];
	struct expect_now *now = &expect->now;

	if (span->inside || !match_holds(&span->from, packet))
		return;
	span->inside = true;
	span->begun++;
	now->inside[now->inside_count++] = index;
	now->rules_old = true;
}

void expect_now_begin(struct expect *expect, const struct packet *packet)
{
	const struct expect_key *key, *end;

	if (!expect->spans_count)
		return;
	if (expect->now.keys_old)
		renew_keys(expect);
	key = expect->now.keys;
	end = key + expect->spans_count;
	while (key < end) {
		unsigned int field = key->field;
		struct field_value found = {0};

		if (!field || fields[field - 1].get(packet, &found))
			key = first_of(key, end, field, found.number);
		for (; key < end && key->field == field &&
		       key->value == found.number;
		     key++)
			begin(expect, key->span, packet);
		key = first_of(key, end, field + 1, 0);
	}
}

void expect_now_end(struct expect *expect, const struct packet *packet)
{
	struct expect_now *now = &expect->now;

	for (size_t i = now->inside_count; i-- > 0;) {
		struct expect_span *span = &expect->spans[now->inside[i]];

		if (!span->to.count || !match_holds(&span->to, packet))
			continue;
		span->inside = false;
		now->inside[i] = now->inside[--now->inside_count];
		now->rules_old = true;
	}
}

static bool is_in(const struct expect *expect, const struct expect_rule *rule)
{
	for (unsigned int i = 0; i < rule->in_count; i++) {
		const struct expect_in *in = &rule->in[i];

		if (expect->spans[in->span].inside == in->outside)
			return false;
	}
	return true;
}

void expect_now_rules(struct expect *expect)
{
	struct expect_now *now = &expect->now;

	if (!now->rules_old)
		return;
	now->rules_count = 0;
	for (unsigned int i = 0; i < expect->count; i++)
		if (is_in(expect, &expect->rules[i]))
			now->rules[now->rules_count++] = i;
	now->rules_old = false;
}
