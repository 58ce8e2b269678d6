// SPDX-License-Identifier: BSD-3-Clause
/* Parse the values of conditions */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "analyze/match/match.h"

/*
 * A value at the beginning of @text, which may stand for a span of numbers.
 * Return: 0 or -EINVAL
 */
typedef int scalar_fn(const char *text, const char **ret_end, uint64_t *ret_lo,
		      uint64_t *ret_hi);

/* Decimal or 0x; no sign, no octal */
static int parse_number(const char *text, const char **ret_end,
			uint64_t *ret_lo, uint64_t *ret_hi)
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
	*ret_lo = n;
	*ret_hi = n;
	*ret_end = end;
	return 0;
}

/* Seconds with up to nine decimals, as ns. "1..2" is a range from 1. */
static int parse_seconds(const char *text, const char **ret_end,
			 uint64_t *ret_lo, uint64_t *ret_hi)
{
	uint64_t n, scale = 1000000000;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || __builtin_mul_overflow(n, scale, &n))
		return -EINVAL;
	if (*end == '.' && isdigit((unsigned char)end[1]))
		for (end++; isdigit((unsigned char)*end) && scale; end++) {
			scale /= 10;
			if (__builtin_add_overflow(n, (*end - '0') * scale, &n))
				return -EINVAL;
		}
	if (!scale)
		return -EINVAL;
	*ret_lo = n;
	*ret_hi = n;
	*ret_end = end;
	return 0;
}

/* Parse at most two hexadecimal digits. Return: -1 without a digit */
static int parse_hex_byte(const char **p)
{
	int n = -1;

	for (int i = 0; i < 2 && isxdigit((unsigned char)**p); i++, (*p)++)
		n = (n < 0 ? 0 : n * 16) + (isdigit((unsigned char)**p)
						    ? **p - '0'
						    : (**p | 0x20) - 'a' + 10);
	return n;
}

/* [0000:]bus:device.function, bus:device.*, bus:* */
static int parse_bdf(const char *text, const char **ret_end, uint64_t *ret_lo,
		     uint64_t *ret_hi)
{
	const char *p = text;
	int bus, dev = 0, last_dev = 0x1f, fn = 0, last_fn = 7;

	if (!strncmp(p, "0000:", 5))
		p += 5;
	bus = parse_hex_byte(&p);
	if (bus < 0 || *p++ != ':')
		return -EINVAL;
	if (*p == '*') {
		p++;
	} else {
		dev = parse_hex_byte(&p);
		if (dev < 0 || dev > 0x1f || *p++ != '.')
			return -EINVAL;
		last_dev = dev;
		if (*p == '*') {
			p++;
		} else {
			fn = *p++ - '0';
			if (fn < 0 || fn > 7)
				return -EINVAL;
			last_fn = fn;
		}
	}
	*ret_lo = TLP_BDF(bus, dev, fn);
	*ret_hi = TLP_BDF(bus, last_dev, last_fn);
	*ret_end = p;
	return 0;
}

/* N, FIRST..LAST, FIRST.., FIRST+SIZE; @size NULL: sizes are not allowed */
static int parse_range(scalar_fn *scalar, scalar_fn *size, const char *text,
		       struct match_value *ret_value)
{
	uint64_t lo, hi, end, unused;
	const char *p;

	if (scalar(text, &p, &lo, &hi))
		return -EINVAL;
	if (!strcmp(p, "..")) {
		hi = UINT64_MAX;
	} else if (!strncmp(p, "..", 2)) {
		if (scalar(p + 2, &p, &end, &hi) || *p)
			return -EINVAL;
	} else if (*p == '+' && size) {
		if (size(p + 1, &p, &hi, &unused) || *p || !hi)
			return -EINVAL;
		if (__builtin_add_overflow(lo, hi - 1, &hi))
			return -EINVAL;
	} else if (*p) {
		return -EINVAL;
	}
	if (lo > hi)
		return -EINVAL;
	*ret_value = (struct match_value){.lo = lo, .hi = hi};
	return 0;
}

int match_parse_range(const char *text, uint64_t *ret_lo, uint64_t *ret_hi)
{
	struct match_value value;
	int ret = parse_range(parse_number, parse_number, text, &value);

	if (ret)
		return ret;
	*ret_lo = value.lo;
	*ret_hi = value.hi;
	return 0;
}

static int parse_flag(const char *text, const char **ret_end, uint64_t *ret_lo,
		      uint64_t *ret_hi)
{
	if ((*text != '0' && *text != '1') || text[1])
		return -EINVAL;
	*ret_lo = *ret_hi = *text - '0';
	*ret_end = text + 1;
	return 0;
}

static bool is_name(const char *name, const char *text)
{
	return name && !strcasecmp(name, text);
}

static void list_names(const struct field *field, char *error, size_t size,
		       size_t len)
{
	const char *name, *before = "";

	for (unsigned int i = 0; (name = field->value_name(i)) && len < size;
	     i++) {
		if (strcmp(name, before))
			len += snprintf(error + len, size - len, " %s", name);
		before = name;
	}
}

/* Add @n to the values from index @first on; runs of numbers are one value */
static int add_number(struct match *match, unsigned int first, uint64_t n,
		      char *error, size_t size)
{
	unsigned int count = match->values_count;

	if (count > first && match->values[count - 1].hi + 1 == n) {
		match->values[count - 1].hi = n;
		return 0;
	}
	if (count == MATCH_MAX_VALUES) {
		snprintf(error, size, "more than %d values", MATCH_MAX_VALUES);
		return -EINVAL;
	}
	match->values[count] = (struct match_value){.lo = n, .hi = n};
	match->values_count++;
	return 0;
}

/* A name may stand for several numbers */
static int parse_name(const struct field *field, const char *text,
		      struct match *match, char *error, size_t size)
{
	unsigned int first = match->values_count;
	const char *name;

	for (unsigned int i = 0; (name = field->value_name(i)); i++) {
		if (!is_name(name, text) &&
		    !(field->other_name && is_name(field->other_name(i), text)))
			continue;
		if (add_number(match, first, i, error, size))
			return -EINVAL;
	}
	if (match->values_count > first)
		return 0;
	list_names(field, error, size,
		   snprintf(error, size, "%s=%s is not one of", field->name,
			    text));
	return -EINVAL;
}

int match_parse_value(const struct field *field, const char *text,
		      struct match *match, char *error, size_t size)
{
	static const char range[] =
		"a number or a range (N, FIRST..LAST, FIRST.., FIRST+SIZE; decimal or 0x)";
	static const struct {
		scalar_fn *scalar, *size;
		const char *what;
	} kinds[] = {
		[FIELD_NUMBER] = {parse_number, parse_number, range},
		[FIELD_HEX] = {parse_number, parse_number, range},
		[FIELD_FLAG] = {parse_flag, NULL, "0 or 1"},
		[FIELD_BDF] = {parse_bdf, NULL,
			       "bus:device.function (or bus:device.*, bus:*)"},
		[FIELD_TIME] =
			{parse_seconds, parse_seconds,
			 "seconds or a range of them (N, FIRST..LAST, FIRST.., FIRST+LENGTH)"},
	};

	if (!*text) {
		snprintf(error, size, "%s= needs a value", field->name);
		return -EINVAL;
	}
	if (field->kind == FIELD_NAME)
		return parse_name(field, text, match, error, size);
	if (!parse_range(kinds[field->kind].scalar, kinds[field->kind].size,
			 text, &match->values[match->values_count])) {
		match->values_count++;
		return 0;
	}
	snprintf(error, size, "%s=%s is not %s", field->name, text,
		 kinds[field->kind].what);
	return -EINVAL;
}
