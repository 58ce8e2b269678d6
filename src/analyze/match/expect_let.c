// SPDX-License-Identifier: BSD-3-Clause
/* Names for values in expectations: let NAME = VALUE, then $NAME */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/match/expect.h"

#define BLANKS " \t\r\n"

/* Values may contain names, so a short file could make a long text */
#define MAX_TEXT 4096

/* Return: length of the name at @p, 0 if it is not a name */
static size_t name_length(const char *p)
{
	size_t n = 0;

	if (isdigit((unsigned char)*p))
		return 0;
	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

static const char *find(const struct expect *expect, const char *name,
			size_t len)
{
	for (size_t i = 0; i < expect->names_count; i++)
		if (!strncmp(expect->names[i].name, name, len) &&
		    !expect->names[i].name[len])
			return expect->names[i].value;
	return NULL;
}

/* Return: length of the name at @text whose value is *ret_value; 0, with
 * @error set */
static size_t take_name(const struct expect *expect, const char *text,
			const char **ret_value, char *error, size_t size)
{
	size_t len = name_length(text + 1);

	*ret_value = len ? find(expect, text + 1, len) : NULL;
	if (*ret_value)
		return len + 1;
	if (len)
		snprintf(
			error, size,
			"unknown name $%.*s; define it above by let %.*s = VALUE",
			(int)len, text + 1, (int)len, text + 1);
	else
		snprintf(error, size, "no name after $");
	return 0;
}

char *expect_replace(const struct expect *expect, const char *text, char *error,
		     size_t size)
{
	char *buf = malloc(MAX_TEXT + 1), *fitted;
	size_t len = 0, n;

	if (!buf) {
		snprintf(error, size, "out of memory");
		return NULL;
	}
	for (; *text; text += n) {
		const char *value = text;
		size_t value_len = 1;

		n = 1;
		if (*text == '$') {
			n = take_name(expect, text, &value, error, size);
			if (!n)
				break;
			value_len = strlen(value);
		}
		if (len + value_len > MAX_TEXT) {
			snprintf(error, size, "more than %d characters",
				 MAX_TEXT);
			break;
		}
		memcpy(buf + len, value, value_len);
		len += value_len;
	}
	if (*text) {
		free(buf);
		return NULL;
	}
	buf[len] = '\0';
	/* Most are short */
	fitted = realloc(buf, len + 1);
	return fitted ? fitted : buf;
}

/* Takes over @value. Return: 1 or -ENOMEM */
static int add_name(struct expect *expect, const char *name, size_t len,
		    char *value)
{
	struct expect_name *names;
	char *copy = strndup(name, len);

	names = expect_room(expect->names, expect->names_count, sizeof(*names));
	if (names)
		expect->names = names;
	if (!names || !copy) {
		free(copy);
		free(value);
		return -ENOMEM;
	}
	names[expect->names_count++] =
		(struct expect_name){.name = copy, .value = value};
	return 1;
}

int expect_let(struct expect *expect, const char *line, char *error,
	       size_t size)
{
	const char *name = line + strlen("let"), *p;
	char *value;
	size_t len;
	int ret;

	if (strncmp(line, "let", strlen("let")) || !*name ||
	    !strchr(BLANKS, *name))
		return 0;
	name += strspn(name, BLANKS);
	len = name_length(name);
	p = name + len + strspn(name + len, BLANKS);
	if (!len || *p++ != '=') {
		snprintf(error, size,
			 "\"%s\" is not of the form let NAME = VALUE", line);
		return -EINVAL;
	}
	p += strspn(p, BLANKS);
	if (!*p || p[strcspn(p, BLANKS)]) {
		snprintf(error, size,
			 "let %.*s = needs one value without blanks", (int)len,
			 name);
		return -EINVAL;
	}
	if (expect->names_count == EXPECT_MAX_NAMES) {
		snprintf(error, size, "more than %d names", EXPECT_MAX_NAMES);
		return -EINVAL;
	}
	if (find(expect, name, len)) {
		snprintf(error, size, "$%.*s is already defined", (int)len,
			 name);
		return -EINVAL;
	}
	value = expect_replace(expect, p, error, size);
	if (!value)
		return -EINVAL;
	ret = add_name(expect, name, len, value);
	if (ret < 0)
		snprintf(error, size, "out of memory");
	return ret;
}
