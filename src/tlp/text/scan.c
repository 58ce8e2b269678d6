// SPDX-License-Identifier: BSD-3-Clause
/* Words and numbers of a line, and messages about them */
#include "tlp/text/scan.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

/* Longer words are truncated in messages */
#define SHOWN 32

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* '>' needs no blanks around it; '#' begins a comment */
bool scan_next(struct scan *s)
{
	const char *p = s->next;
	const char *end;

	while (is_blank(*p))
		p++;
	end = p;
	if (*p == '>')
		end++;
	else
		while (*end && !is_blank(*end) && *end != '>' && *end != '#')
			end++;
	s->word = (struct word){.p = p, .len = end - p};
	s->next = end;
	return s->word.len;
}

bool scan_is(const struct scan *s, const char *name)
{
	return strlen(name) == s->word.len &&
	       !strncasecmp(s->word.p, name, s->word.len);
}

int scan_fail_at(struct scan *s, const struct word *word, const char *format,
		 ...)
{
	struct tlp_scan_error *error = s->error;
	va_list ap;

	if (!error)
		return -EINVAL;
	error->column = word->p - s->line + 1;
	va_start(ap, format);
	vsnprintf(error->message, sizeof(error->message), format, ap);
	va_end(ap);
	/* The line is untrusted, and the message goes to a terminal */
	for (char *p = error->message; *p; p++)
		if (!isprint((unsigned char)*p))
			*p = '?';
	return -EINVAL;
}

int scan_fail(struct scan *s, const char *expected)
{
	unsigned int len = s->word.len;

	if (!len)
		return scan_fail_at(s, &s->word,
				    "the line ends where %s is expected",
				    expected);
	return scan_fail_at(s, &s->word, "\"%.*s%s\" is not %s",
			    (int)(len > SHOWN ? SHOWN : len), s->word.p,
			    len > SHOWN ? "..." : "", expected);
}

unsigned int scan_hex(const char *p, unsigned int max, uint64_t *ret_n)
{
	static const char digits[] = "0123456789abcdef";
	uint64_t n = 0;
	unsigned int i;

	for (i = 0; i < max && isxdigit((unsigned char)p[i]); i++)
		n = n << 4 | (strchr(digits, tolower(p[i])) - digits);
	*ret_n = n;
	return i;
}

/* Return: length of the number, 0 if missing or too large */
static unsigned int take_number(const struct word *word, uint64_t *ret_n)
{
	const char *p = word->p;
	unsigned int i, n;

	if (word->len > 2 && p[0] == '0' && (p[1] | 0x20) == 'x') {
		/* Leading zeros do not count */
		for (i = 2; i + 1 < word->len && p[i] == '0'; i++)
			;
		n = scan_hex(p + i, 16, ret_n);
		return n ? i + n : 0;
	}
	*ret_n = 0;
	for (i = 0; i < word->len && isdigit((unsigned char)p[i]); i++)
		if (__builtin_mul_overflow(*ret_n, 10, ret_n) ||
		    __builtin_add_overflow(*ret_n, p[i] - '0', ret_n))
			return 0;
	return i;
}

int scan_number(struct scan *s, const char *name, uint64_t max, uint64_t *ret_n)
{
	char expected[64];
	uint64_t n;

	if (s->word.len && take_number(&s->word, &n) == s->word.len &&
	    n <= max) {
		*ret_n = n;
		return 0;
	}
	snprintf(expected, sizeof(expected), "a number from 0 to 0x%llx (%s)",
		 (unsigned long long)max, name);
	return scan_fail(s, expected);
}

int scan_bdf(const struct scan *s, uint16_t *ret_bdf)
{
	const char *p = s->word.p, *end = p + s->word.len;
	uint64_t bus, dev, fn;
	unsigned int n;

	if (s->word.len > 5 && !memcmp(p, "0000:", 5) &&
	    memchr(p + 5, ':', end - p - 5))
		p += 5;
	n = scan_hex(p, 2, &bus);
	p += n;
	if (!n || *p++ != ':')
		return -EINVAL;
	n = scan_hex(p, 2, &dev);
	p += n;
	if (!n || *p++ != '.')
		return -EINVAL;
	n = scan_hex(p, 1, &fn);
	p += n;
	if (!n || p != end || dev > 0x1f || fn > 7)
		return -EINVAL;
	*ret_bdf = TLP_BDF(bus, dev, fn);
	return 0;
}

unsigned int scan_one_of(const struct scan *s, const char *const words[],
			 unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (words[i] && *words[i] && scan_is(s, words[i]))
			break;
	return i;
}

int scan_mark(struct scan *s, enum scan_what what)
{
	if (scan_has(s, what))
		return scan_fail_at(s, &s->word, "already given in column %td",
				    s->at[what].p - s->line + 1);
	s->at[what] = s->word;
	return 0;
}
