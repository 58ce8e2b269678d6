// SPDX-License-Identifier: BSD-3-Clause
/* Words and numbers in text of lspci */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "host/input/text.h"

#define NUMBER_DIGITS 10

const char *text_skip(const char *text, const char *start)
{
	size_t n = strlen(start);

	text += strspn(text, " \t");
	return strncmp(text, start, n) ? NULL : text + n;
}

const char *text_after(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = strstr(text, word); p; p = strstr(p + 1, word))
		if ((p == text || strchr(" \t,;", p[-1])) &&
		    !isalnum((unsigned char)p[n]))
			return p + n;
	return NULL;
}

const char *text_number(const char *text, int base, uint32_t *ret)
{
	unsigned long value;
	char *end;

	text += strspn(text, " \t:=");
	if (base == 16 ? !isxdigit((unsigned char)*text)
		       : !isdigit((unsigned char)*text))
		return NULL;
	value = strtoul(text, &end, base);
	if (end - text > NUMBER_DIGITS || value > INT32_MAX)
		return NULL;
	*ret = (uint32_t)value;
	return end;
}

void text_clean(char *text)
{
	size_t len = strlen(text);

	while (len && isspace((unsigned char)text[len - 1]))
		text[--len] = '\0';
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}
