// SPDX-License-Identifier: BSD-3-Clause
/* Parses the settings of a group by a table. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "fabric/topology/parser.h"

const char *const topology_acs_words[] = {"SV", "TB", "RR", "CR",
					  "UF", "EC", "DT", NULL};

int topology_fail(const struct parser *parser, unsigned int line,
		  const char *format, ...)
{
	va_list args;
	int n;

	if (parser->error[0])
		return -EINVAL;
	n = snprintf(parser->error, FABRIC_ERROR_MAX, "%s:%u: ", parser->name,
		     line);
	if (n < 0 || n >= FABRIC_ERROR_MAX)
		return -EINVAL;
	va_start(args, format);
	vsnprintf(parser->error + n, FABRIC_ERROR_MAX - n, format, args);
	va_end(args);
	return -EINVAL;
}

static bool is_id(const char *text)
{
	if (!isalpha((unsigned char)text[0]))
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && *text != '-' &&
		    *text != '_')
			return false;
	return true;
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (!isprint((unsigned char)*text) || *text == ',')
			return false;
	return true;
}

static int read_text(const struct parser *parser, const config_setting_t *s,
		     const struct field *field, char *into)
{
	const char *text = config_setting_get_string(s);
	unsigned int line = config_setting_source_line(s);
	bool good;

	if (!text)
		return topology_fail(parser, line, "%s must be a string",
				     field->name);
	if (!text[0] || strlen(text) >= field->size)
		return topology_fail(parser, line,
				     "%s must have 1 to %zu characters",
				     field->name, field->size - 1);
	if (field->kind == FIELD_TEXT)
		good = is_plain(text);
	else
		good = is_id(text) ||
		       (field->kind == FIELD_PARENT && !strcmp(text, "pcie.0"));
	if (!good)
		return topology_fail(
			parser, line, "%s: %s", field->name,
			field->kind == FIELD_TEXT
				? "only printable characters without comma"
				: "a letter, then letters, digits, - and _");
	strcpy(into, text);
	return 0;
}

static int read_number(const struct parser *parser, const config_setting_t *s,
		       const struct field *field, uint64_t *into)
{
	unsigned int line = config_setting_source_line(s);
	int type = config_setting_type(s);
	uint64_t value;

	if (type == CONFIG_TYPE_INT)
		/* libconfig returns 0xffffffff as a negative int */
		value = config_setting_get_format(s) == CONFIG_FORMAT_HEX
				? (uint32_t)config_setting_get_int(s)
				: (uint64_t)config_setting_get_int(s);
	else if (type == CONFIG_TYPE_INT64)
		value = config_setting_get_int64(s);
	else
		return topology_fail(parser, line, "%s must be an integer",
				     field->name);
	if (value < field->min || value > field->max)
		return topology_fail(parser, line, "%s must be %ju to %ju",
				     field->name, (uintmax_t)field->min,
				     (uintmax_t)field->max);
	if (field->kind == FIELD_POWER && value & (value - 1))
		return topology_fail(parser, line, "%s must be a power of two",
				     field->name);
	*into = value * (field->scale ? field->scale : 1);
	return 0;
}

static int read_choice(const struct parser *parser, const config_setting_t *s,
		       const struct field *field, int *into)
{
	const char *text = config_setting_get_string(s);
	char words[128] = "";

	for (unsigned int i = 0; field->choices[i]; i++) {
		if (text && !strcmp(text, field->choices[i])) {
			*into = field->values ? field->values[i] : (int)i;
			return 0;
		}
		snprintf(words + strlen(words), sizeof(words) - strlen(words),
			 "%s\"%s\"", i ? ", " : "", field->choices[i]);
	}
	return topology_fail(parser, config_setting_source_line(s),
			     "%s must be one of %s", field->name, words);
}

/* Words in any order, separated by blanks */
static int read_flags(const struct parser *parser, const config_setting_t *s,
		      const struct field *field, int *into)
{
	unsigned int line = config_setting_source_line(s);
	const char *text = config_setting_get_string(s);
	int flags = 0;

	if (!text)
		return topology_fail(parser, line, "%s must be a string",
				     field->name);
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		const size_t len = strcspn(text, " ");
		unsigned int i = 0;

		while (field->choices[i] &&
		       (strlen(field->choices[i]) != len ||
			strncmp(field->choices[i], text, len) != 0))
			i++;
		if (!field->choices[i])
			return topology_fail(parser, line,
					     "%s: there is no \"%.*s\"",
					     field->name,
					     (int)(len < 20 ? len : 20), text);
		flags |= 1 << i;
		text += len;
	}
	*into = flags;
	return 0;
}

static int read_bool(const struct parser *parser, const config_setting_t *s,
		     const struct field *field, bool *into)
{
	if (config_setting_type(s) != CONFIG_TYPE_BOOL)
		return topology_fail(parser, config_setting_source_line(s),
				     "%s must be true or false", field->name);
	*into = config_setting_get_bool(s);
	return 0;
}

int topology_read_field(const struct parser *parser, const config_setting_t *s,
			const struct field *field, void *into)
{
	void *at = (char *)into + field->offset;

	switch (field->kind) {
	case FIELD_ID:
	case FIELD_PARENT:
	case FIELD_TEXT:
		return read_text(parser, s, field, at);
	case FIELD_BOOL:
		return read_bool(parser, s, field, at);
	case FIELD_NUMBER:
	case FIELD_POWER:
		return read_number(parser, s, field, at);
	case FIELD_CHOICE:
		return read_choice(parser, s, field, at);
	case FIELD_FLAGS:
		return read_flags(parser, s, field, at);
	}
	return -EINVAL;
}

int topology_read_group(const struct parser *parser,
			const config_setting_t *group,
			const struct field *fields, void *into)
{
	unsigned int line = config_setting_source_line(group);

	if (!config_setting_is_group(group))
		return topology_fail(parser, line, "expected { ... }");
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *s = config_setting_get_elem(group, i);
		const char *name = config_setting_name(s);
		const struct field *field = fields;
		int ret;

		while (field->name && strcmp(field->name, name))
			field++;
		if (!field->name)
			return topology_fail(parser,
					     config_setting_source_line(s),
					     "unknown setting \"%.40s\"", name);
		ret = topology_read_field(parser, s, field, into);
		if (ret)
			return ret;
	}
	for (; fields->name; fields++)
		if (fields->required &&
		    !config_setting_get_member(group, fields->name))
			return topology_fail(parser, line, "%s is missing",
					     fields->name);
	return 0;
}
