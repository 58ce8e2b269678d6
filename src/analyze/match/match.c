// SPDX-License-Identifier: BSD-3-Clause
/* Conditions: parse them and compare packets with them */
#include "analyze/match/match.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The longest value, a link's name, and its NUL */
#define MAX_VALUE 256

/* "field=" or "field!=" of @text. Return: start of the values; NULL for other
 * text. */
static const char *parse_field(struct match_term *term, const char *text,
			       char *error, size_t size)
{
	const char *equals = strchr(text, '=');
	char name[32];
	size_t len;

	len = equals ? equals - text : 0;
	term->unequal = len && text[len - 1] == '!';
	len -= term->unequal;
	if (!len || len >= sizeof(name)) {
		snprintf(error, size, "\"%s\" is not FIELD=VALUE", text);
		return NULL;
	}
	snprintf(name, sizeof(name), "%.*s", (int)len, text);
	term->field = field_find(name);
	if (!term->field) {
		snprintf(error, size,
			 "unknown field \"%s\"; tph-dump(1) lists the fields",
			 name);
		return NULL;
	}
	return equals + 1;
}

/* Texts point to the user's words; other values are copied to be terminated */
static int add_value(struct match *match, const struct field *field,
		     const char *text, size_t len, char *error, size_t size)
{
	char value[MAX_VALUE];

	if (len >= sizeof(value)) {
		snprintf(error, size, "%s= has a value of %zu characters",
			 field->name, len);
		return -EINVAL;
	}
	if (match->values_count == MATCH_MAX_VALUES) {
		snprintf(error, size, "more than %d values", MATCH_MAX_VALUES);
		return -EINVAL;
	}
	if (field->kind == FIELD_TEXT && len) {
		match->values[match->values_count++] =
			(struct match_value){.text = text, .len = len};
		return 0;
	}
	snprintf(value, sizeof(value), "%.*s", (int)len, text);
	return match_parse_value(field, value, match, error, size);
}

int match_add(struct match *match, const char *text, char *error, size_t size)
{
	struct match_term *term = &match->terms[match->count];
	unsigned int first = match->values_count;
	const char *p;
	int ret;

	if (match->count == MATCH_MAX_TERMS) {
		snprintf(error, size, "more than %d conditions",
			 MATCH_MAX_TERMS);
		return -EINVAL;
	}
	*term = (struct match_term){.text = text, .first = first};
	p = parse_field(term, text, error, size);
	if (!p)
		return -EINVAL;
	for (;; p++) {
		size_t len = strcspn(p, ",");

		ret = add_value(match, term->field, p, len, error, size);
		p += len;
		if (ret || !*p)
			break;
	}
	if (ret) {
		match->values_count = first;
		return ret;
	}
	term->count = match->values_count - first;
	match->count++;
	return 0;
}

static bool is_one_of(const struct match_term *term,
		      const struct match_value *values,
		      const struct field_value *found)
{
	const struct match_value *end = values + term->count;

	if (term->field->kind == FIELD_TEXT) {
		for (; values < end; values++)
			if (!strncmp(found->text, values->text, values->len) &&
			    !found->text[values->len])
				return true;
		return false;
	}
	for (; values < end; values++)
		if (found->number >= values->lo && found->number <= values->hi)
			return true;
	return false;
}

static bool term_holds(const struct match *match, const struct match_term *term,
		       const struct packet *packet)
{
	const struct field *field = term->field;
	struct field_value found;

	if ((packet->error && !field->of_packet) || !field->get(packet, &found))
		return term->unequal;
	do
		if (is_one_of(term, &match->values[term->first], &found))
			return !term->unequal;
	while (field->next && field->next(packet, &found));
	return term->unequal;
}

const struct match_term *match_first_failure(const struct match *match,
					     const struct packet *packet)
{
	for (unsigned int i = 0; i < match->count; i++)
		if (!term_holds(match, &match->terms[i], packet))
			return &match->terms[i];
	return NULL;
}
