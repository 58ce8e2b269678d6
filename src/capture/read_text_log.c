// SPDX-License-Identifier: BSD-3-Clause
/* Header logs in messages of Linux and in the output of lspci */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "capture/read_text.h"
#include "ground.h"

#define HEADER_WORDS 4
#define PREFIX_WORDS 4

/* Text in front of the words */
static const struct mark {
	const char *text;
	bool flit;
} marks[] = {
	{"TLP Header (Flit):", true}, /* AER and DPC */
	{"TLP Header:", false},	      /* likewise, and firmware's */
	{"TLP Header={", false},      /* trace event aer_event */
	{"HeaderLog:", false},	      /* lspci */
};

static const char prefixes_mark[] = "E-E Prefixes:";

struct words {
	unsigned int count;
	uint32_t word[TEXT_LOG_WORDS];
};

static const char *find(const char *p, const char *end, const char *text)
{
	return memmem(p, end - p, text, strlen(text));
}

static const struct mark *find_mark(const struct text_line *line,
				    const char **ret_at)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		*ret_at = find(line->p, line->p + line->len, marks[i].text);
		if (*ret_at)
			return &marks[i];
	}
	return NULL;
}

/* All words of up to 8 digits */
static void take_words(const char *p, const char *end, struct words *words)
{
	words->count = 0;
	while (words->count < TEXT_LOG_WORDS) {
		uint32_t v = 0;
		int digits = 0;

		while (p < end && (*p == ' ' || *p == ','))
			p++;
		if (end - p > 2 && p[0] == '0' && p[1] == 'x')
			p += 2;
		for (; p < end && isxdigit((unsigned char)*p) && digits < 8;
		     p++, digits++)
			v = v << 4 | (isdigit((unsigned char)*p)
					      ? *p - '0'
					      : (*p | 0x20) - 'a' + 10);
		/* "E-E" is not a number */
		if (!digits ||
		    (p < end && (isalnum((unsigned char)*p) || *p == '-')))
			break;
		words->word[words->count++] = v;
	}
}

static void put_words(struct text_header *header, const uint32_t *word,
		      unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		for (int shift = 24; shift >= 0; shift -= 8)
			header->bytes[header->len++] = word[i] >> shift;
}

/* Prefixes are logged from the first one on; zero means no prefix */
static unsigned int count_prefixes(const uint32_t *word, unsigned int count)
{
	unsigned int n = 0;

	while (n < count && n < PREFIX_WORDS && word[n])
		n++;
	return n;
}

static bool all_zero(const struct words *words)
{
	for (unsigned int i = 0; i < words->count; i++)
		if (words->word[i])
			return false;
	return true;
}

enum text_log text_log_parse(const struct text_line *line,
			     struct text_header *header)
{
	const char *p, *end = line->p + line->len;
	const struct mark *mark = find_mark(line, &p);
	struct words words, prefixes = {0};

	if (!mark)
		return TEXT_LOG_NONE;
	p += strlen(mark->text);
	take_words(p, end, &words);
	if (all_zero(&words))
		return TEXT_LOG_NONE;
	if (words.count < HEADER_WORDS)
		return TEXT_LOG_SHORT;
	header->flit = mark->flit;
	header->len = 0;
	if (mark->flit) {
		put_words(header, words.word, words.count);
		return TEXT_LOG_HEADER;
	}
	p = find(p, end, prefixes_mark);
	if (p)
		take_words(p + strlen(prefixes_mark), end, &prefixes);
	else /* the trace event has them after the header */
		put_words(header, words.word + HEADER_WORDS,
			  count_prefixes(words.word + HEADER_WORDS,
					 words.count - HEADER_WORDS));
	put_words(header, prefixes.word,
		  count_prefixes(prefixes.word, prefixes.count));
	put_words(header, words.word, HEADER_WORDS);
	return TEXT_LOG_HEADER;
}

/* Return: true if all of @form fits; 'h' is a hex digit, 'o' an octal one */
static bool fits(const char *p, const char *end, const char *form)
{
	for (; *form; form++, p++) {
		if (p == end)
			return false;
		if (*form == 'h'   ? !isxdigit((unsigned char)*p)
		    : *form == 'o' ? *p < '0' || *p > '7'
				   : *p != *form)
			return false;
	}
	return true;
}

/* Return: characters of the PCI address at @p, with or without a domain, or 0
 */
static size_t device_at(const char *p, const char *end)
{
	static const char *const forms[] = {
		"hhhhhhhh:hh:hh.o",
		"hhhhh:hh:hh.o",
		"hhhh:hh:hh.o",
		"hh:hh.o",
	};

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		size_t len = strlen(forms[i]);

		if (fits(p, end, forms[i]) &&
		    (p + len == end || !isalnum((unsigned char)p[len])))
			return len;
	}
	return 0;
}

size_t text_device(const struct text_line *line, size_t *ret_at)
{
	const char *end = line->p + line->len, *mark;
	size_t found = 0;

	if (find_mark(line, &mark))
		end = mark;
	for (const char *p = line->p; p < end; p++) {
		size_t len;

		if (p > line->p && (isalnum((unsigned char)p[-1]) ||
				    p[-1] == ':' || p[-1] == '.'))
			continue;
		len = device_at(p, end);
		if (!len)
			continue;
		found = len;
		*ret_at = p - line->p;
	}
	return found;
}

/* "[ 1234.567890] ...", after "<3>" if it comes from the kernel directly */
bool text_time(const struct text_line *line, uint64_t *ret_ns)
{
	const char *p = line->p, *end = p + line->len;
	uint64_t ns = 0, unit = 100000000;
	int digits = 0;

	if (end - p > 3 && p[0] == '<') {
		p = memchr(p, '>', end - p);
		if (!p)
			return false;
		p++;
	}
	if (p == end || *p++ != '[')
		return false;
	while (p < end && *p == ' ')
		p++;
	for (; p < end && isdigit((unsigned char)*p) && digits < 10;
	     p++, digits++)
		ns = ns * 10 + (*p - '0');
	if (!digits || p == end || *p++ != '.')
		return false;
	ns *= 1000000000;
	for (; p < end && isdigit((unsigned char)*p) && unit; p++, unit /= 10)
		ns += (*p - '0') * unit;
	if (p == end || *p != ']')
		return false;
	*ret_ns = ns;
	return true;
}
