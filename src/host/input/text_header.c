// SPDX-License-Identifier: BSD-3-Clause
/*
 * The header of a function:
 *
 *	00:01.0 PCI bridge: Intel Corporation Device 0151 (rev 09) (prog-if 00 [...])
 *	00:01.0 PCI bridge [0604]: Intel Corporation Device [8086:0151] (rev 09)
 *	0000:00:01.0 0604: 8086:0151 (rev 09)
 *	00:01.0 Class 0604: Device 8086:0151 (rev 09)
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "error/error.h"
#include "ground.h"
#include "host/input/text.h"

#define NAME_SIZE 160

/* @n hexadecimal digits and no further one. Return: false if they are not there. */
static bool digits(const char *text, size_t n, uint32_t *ret)
{
	size_t have = 0;

	while (isxdigit((unsigned char)text[have]))
		have++;
	return have == n && text_number(text, 16, ret);
}

/* Four digits in brackets at the end of the class, or alone, or after "Class" */
static bool class_code(const char *text, size_t len, uint32_t *ret)
{
	const char *word = text_skip(text, "Class ");

	if (!word)
		word = text;
	if (len > 6 && text[len - 1] == ']' && text[len - 6] == '[')
		word = text + len - 5;
	return digits(word, 4, ret) &&
	       (word + 4 == text + len || word + 5 == text + len);
}

static uint32_t class_of(struct names *names, const char *text, size_t len)
{
	static const char bridge[] = "PCI bridge";
	uint32_t code;

	if (class_code(text, len, &code))
		return code;
	/* Also on a machine without pci.ids */
	if (len == strlen(bridge) && !strncmp(text, bridge, len))
		return CLASS_PCI_BRIDGE;
	return names_class(names, text, len);
}

/* "[8086:0151]", or without brackets. Return: false if there are no IDs. */
static bool ids(const char *text, struct tph_host_function *function)
{
	uint32_t vendor, device;

	text += *text == '[';
	if (!digits(text, 4, &vendor) || text[4] != ':' ||
	    !digits(text + 5, 4, &device))
		return false;
	function->vendor = (uint16_t)vendor;
	function->device = (uint16_t)device;
	return true;
}

/* Cut the last word off if it has IDs */
static void take_ids(struct tph_host_function *function, char *name)
{
	char *word = strrchr(name, ' ');

	word = word ? word + 1 : name;
	if (ids(word, function))
		*word = '\0';
}

/* Cut " (prog-if 00 [Normal decode])" and " (rev 09)" off. Return: prog-if or -1. */
static int cut_suffixes(char *name)
{
	static const char *const suffixes[] = {" (prog-if ", " (rev "};
	uint32_t value, prog_if = 0;
	bool known = false;

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		char *at = strstr(name, suffixes[i]);

		if (!at || !digits(at + strlen(suffixes[i]), 2, &value))
			continue;
		*at = '\0';
		if (!i) {
			prog_if = value;
			known = true;
		}
	}
	return known ? (int)prog_if : -1;
}

static bool is_nameless(const char *name)
{
	const char *word = strrchr(name, ' ');

	return !*name || !strcmp(word ? word + 1 : name, "Device");
}

/* @name: a buffer of TEXT_LINE bytes */
static int take_name(struct text *text, char *name)
{
	struct tph_host_function *function = text->block.function;

	take_ids(function, name);
	text_clean(name);
	if (is_nameless(name) &&
	    (function->name || !function->vendor ||
	     !names_device(text->names, function->vendor, function->device,
			   name, NAME_SIZE)))
		return 0;
	name[NAME_SIZE - 1] = '\0';
	function->name = host_string(text->host, name);
	return function->name ? 0 : error_fail(-ENOMEM, "out of memory");
}

static void take_class(struct tph_host_function *function, uint32_t code,
		       int prog_if)
{
	if (code && code != function->class_code >> 8)
		function->class_code = code << 8;
	if (prog_if >= 0)
		function->class_code =
			(function->class_code & ~0xffu) | (uint32_t)prog_if;
	if (!function->class_code || tph_host_is_bridge(function))
		return;
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		if (tph_host_field_info(i)->cap == TPH_HOST_HEADER)
			host_unset(function, i, TPH_HOST_ABSENT);
}

int text_header(struct text *text, const char *line)
{
	struct text_block *block = &text->block;
	struct host_address address;
	size_t n = host_address_parse(line, &address);
	char name[TEXT_LINE];
	const char *colon;
	uint32_t code;
	int ret;

	if (!n || line[n] != ' ')
		return 0;
	ret = text_capabilities_end(text);
	line += n + strspn(line + n, " ");
	colon = strstr(line, ": ");
	/* A line of another list ends the function too */
	if (ret || !colon)
		return ret ? ret : 1;
	memset(block, 0, sizeof(*block));
	block->cap = TPH_HOST_CAPS;
	ret = host_add(text->host, address, TPH_HOST_NOT_SHOWN,
		       &block->function);
	if (ret)
		return ret;
	code = class_of(text->names, line, (size_t)(colon - line));
	snprintf(name, sizeof(name), "%s", colon + 2 + strspn(colon + 2, " "));
	take_class(block->function, code, cut_suffixes(name));
	ret = take_name(text, name);
	return ret ? ret : 1;
}
