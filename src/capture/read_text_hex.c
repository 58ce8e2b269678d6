// SPDX-License-Identifier: BSD-3-Clause
/* A line of hex digits with any spacing */
#include <string.h>

#include "capture/read_text.h"

/* Larger offsets are invalid; the sum cannot overflow */
#define PLACE_DIGITS 12

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_separator(char c)
{
	return is_blank(c) || (c && strchr(",;:-_{}", c));
}

/* A part of the line, from @p up to @end */
struct part {
	const char *p, *end;
};

/* Skip 0x or \x. Return: true if it was there */
static bool skip_prefix(struct part *part)
{
	if (part->end - part->p < 2 || (part->p[1] | 0x20) != 'x' ||
	    (part->p[0] != '0' && part->p[0] != '\\'))
		return false;
	part->p += 2;
	return true;
}

/* Parse the digits of an offset. Return: their number */
static size_t take_place(struct part *part, uint64_t *ret_place)
{
	size_t n = 0;
	int d;

	*ret_place = 0;
	for (; part->p < part->end && (d = digit(*part->p)) >= 0; part->p++)
		if (n++ < PLACE_DIGITS)
			*ret_place = *ret_place << 4 | d;
	return n <= PLACE_DIGITS ? n : 0;
}

static void skip_blanks(struct part *part)
{
	while (part->p < part->end && is_blank(*part->p))
		part->p++;
}

/* "00000010: 6001 0040  `..@", also with 0x: up to two blanks in a row */
static bool take_xxd(struct part *part, struct text_bytes *bytes)
{
	struct part rest = *part;

	skip_prefix(&rest);
	if (!take_place(&rest, &bytes->place) || rest.end - rest.p < 2 ||
	    rest.p[0] != ':' || !is_blank(rest.p[1]))
		return false;
	rest.p++;
	skip_blanks(&rest);
	for (const char *c = rest.p; rest.end - c > 1; c++) {
		/* The colons only separate bytes */
		if (*c == ':' && is_blank(c[1]))
			return false;
		if (is_blank(*c) && is_blank(c[1])) {
			rest.end = c;
			break;
		}
	}
	*part = rest;
	return true;
}

/* "00000010  60 01 00 40 01 00 5a ff  00 00 00 12  |`..@..Z.....|" */
static bool take_table(struct part *part, struct text_bytes *bytes)
{
	struct part rest = *part;
	const char *bar = memchr(rest.p, '|', rest.end - rest.p);

	if (!bar || !take_place(&rest, &bytes->place) || rest.p >= bar ||
	    !is_blank(*rest.p))
		return false;
	rest.end = bar;
	*part = rest;
	return true;
}

/*
 * "0010    05 06 07 08 ... 0c  0d ... 14   ................" of LeechCore: only
 * the column distinguishes bytes from characters.
 */
static bool take_columns(struct part *part, struct text_bytes *bytes)
{
	enum { DIGITS = 4, BYTES = 8, CHARACTERS = 57 };
	struct part rest = *part;

	if (rest.end - rest.p < BYTES + 2 ||
	    !take_place(&rest, &bytes->place) || rest.p != part->p + DIGITS ||
	    memcmp(rest.p, "    ", 4) || digit(rest.p[4]) < 0 ||
	    digit(rest.p[5]) < 0 ||
	    (rest.end - rest.p > 6 && !is_blank(rest.p[6])))
		return false;
	if (rest.end > part->p + CHARACTERS)
		rest.end = part->p + CHARACTERS;
	*part = rest;
	return true;
}

static enum text_hex take_bytes(struct part part, struct text_bytes *bytes)
{
	enum text_hex result = TEXT_HEX_NONE;

	bytes->len = 0;
	for (;;) {
		size_t digits = 0;
		bool prefixed;

		while (part.p < part.end && is_separator(*part.p))
			part.p++;
		if (part.p == part.end)
			return result;
		prefixed = skip_prefix(&part);
		for (; part.p < part.end && digit(*part.p) >= 0; part.p++) {
			uint8_t *byte = &bytes->bytes[bytes->len];

			*byte = digits++ % 2 ? *byte << 4 | digit(*part.p)
					     : digit(*part.p);
			bytes->len += digits % 2 == 0;
		}
		if (!digits && !prefixed)
			return TEXT_HEX_NONE;
		if (part.p < part.end && !is_separator(*part.p) &&
		    *part.p != '\\')
			return TEXT_HEX_NONE;
		if (digits % 2 || !digits)
			result = TEXT_HEX_ODD;
		else if (result == TEXT_HEX_NONE)
			result = TEXT_HEX_BYTES;
	}
}

enum text_hex text_hex_parse(const struct text_line *line,
			     struct text_bytes *bytes)
{
	struct part part = {line->p, line->p + line->len};
	const char *comment;

	/* The characters of a table may include # */
	skip_blanks(&part);
	bytes->table = take_table(&part, bytes);
	bytes->placed = bytes->table;
	comment = memchr(part.p, '#', part.end - part.p);
	if (!bytes->table &&
	    (take_xxd(&part, bytes) || take_columns(&part, bytes)))
		bytes->placed = true;
	if (comment && comment < part.end)
		part.end = comment;
	return take_bytes(part, bytes);
}
