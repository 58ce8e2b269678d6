// SPDX-License-Identifier: BSD-3-Clause
#include "match.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decimal or 0x; no sign, no octal. Return: 0 or -EINVAL */
static int parse_number(const char *text, const char **ret_end, uint64_t *ret_n)
{
	int base = text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10;
	char *end;
	uint64_t n;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, base);
	if (errno)
		return -EINVAL;
	*ret_n = n;
	*ret_end = end;
	return 0;
}

int match_parse_range(const char *text, uint64_t *ret_lo, uint64_t *ret_hi)
{
	uint64_t lo, hi;
	const char *p;

	if (parse_number(text, &p, &lo))
		return -EINVAL;
	hi = lo;
	if (!strcmp(p, "..")) {
		hi = UINT64_MAX;
	} else if (!strncmp(p, "..", 2)) {
		if (parse_number(p + 2, &p, &hi) || *p)
			return -EINVAL;
	} else if (*p == '+') {
		if (parse_number(p + 1, &p, &hi) || *p || !hi)
			return -EINVAL;
		if (__builtin_add_overflow(lo, hi - 1, &hi))
			return -EINVAL;
	} else if (*p) {
		return -EINVAL;
	}
	if (lo > hi)
		return -EINVAL;
	*ret_lo = lo;
	*ret_hi = hi;
	return 0;
}

/* [0000:]bus:device.function */
static int parse_bdf(const char *text, uint64_t *ret_bdf)
{
	unsigned int bus, dev, fn;
	int n = 0;

	if (!strncmp(text, "0000:", 5) && strchr(text + 5, ':'))
		text += 5;
	if (strspn(text, "0123456789abcdefABCDEF:.") != strlen(text) ||
	    sscanf(text, "%2x:%2x.%1u%n", &bus, &dev, &fn, &n) != 3 ||
	    text[n] || dev > 0x1f || fn > 7)
		return -EINVAL;
	*ret_bdf = TLP_BDF(bus, dev, fn);
	return 0;
}

static int parse_name(const struct field *field, const char *text, char *error,
		      size_t size)
{
	size_t len;

	if (!*text) {
		snprintf(error, size, "%s= needs a value", field->name);
		return -EINVAL;
	}
	if (!field->names)
		return 0;
	for (unsigned int i = 0; field->names(i); i++)
		if (!strcmp(field->names(i), text))
			return 0;
	len = snprintf(error, size, "%s=%s is none of", field->name, text);
	for (unsigned int i = 0; field->names(i) && len < size; i++)
		if (!i || strcmp(field->names(i), field->names(i - 1)))
			len += snprintf(error + len, size - len, " %s",
					field->names(i));
	return -EINVAL;
}

static int parse_value(struct match_term *term, const char *text, char *error,
		       size_t size)
{
	const char *what = "a number or a range (N, FIRST..LAST, FIRST.., "
			   "FIRST+SIZE; decimal or 0x)";
	int ret;

	switch (term->field->kind) {
	case FIELD_NAME:
		term->name = text;
		return parse_name(term->field, text, error, size);
	case FIELD_BDF:
		ret = parse_bdf(text, &term->lo);
		term->hi = term->lo;
		what = "bus:device.function";
		break;
	case FIELD_FLAG:
		ret = match_parse_range(text, &term->lo, &term->hi);
		if (!ret && (term->lo != term->hi || term->hi > 1))
			ret = -EINVAL;
		what = "0 or 1";
		break;
	default:
		ret = match_parse_range(text, &term->lo, &term->hi);
	}
	if (ret)
		snprintf(error, size, "%s=%s is not %s", term->field->name,
			 text, what);
	return ret;
}

int match_add(struct match *match, const char *text, char *error, size_t size)
{
	struct match_term *term = &match->terms[match->count];
	const char *equals = strchr(text, '=');
	char name[32];
	int ret;

	if (!equals || equals == text ||
	    equals - text >= (ptrdiff_t)sizeof(name)) {
		snprintf(error, size, "\"%s\" is not FIELD=VALUE", text);
		return -EINVAL;
	}
	if (match->count == MATCH_MAX_TERMS) {
		snprintf(error, size, "more than %d conditions",
			 MATCH_MAX_TERMS);
		return -EINVAL;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(equals - text), text);
	*term = (struct match_term){.field = field_find(name), .text = text};
	if (!term->field) {
		snprintf(error, size, "there is no field \"%s\"", name);
		return -EINVAL;
	}
	ret = parse_value(term, equals + 1, error, size);
	if (!ret)
		match->count++;
	return ret;
}

static bool term_holds(const struct match_term *term, const struct wire *wire)
{
	struct field_value value;

	if (!term->field->get(wire, &value))
		return false;
	if (term->name)
		return !strcmp(value.name, term->name);
	return value.number >= term->lo && value.number <= term->hi;
}

const struct match_term *match_first_failure(const struct match *match,
					     const struct wire *wire)
{
	for (unsigned int i = 0; i < match->count; i++)
		if (!term_holds(&match->terms[i], wire))
			return &match->terms[i];
	return NULL;
}
