// SPDX-License-Identifier: BSD-3-Clause
/*
 * Text of lspci -v, -vv or -vvv, as people post it: of any version, with tabs or blanks,
 * quoted in mail, with rows of hex between. Nothing depends on indentation. A function
 * begins at its header; its list of capabilities counts as complete if an empty line, a
 * row of hex or the driver follows it, since people post parts.
 */
#include "host/input/text.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "error/error.h"
#include "ground.h"

#define DRIVER_SIZE 64

static int take_capability(struct text *text, const char *rest)
{
	text_capability(text, rest);
	return 0;
}

static int take_shown(struct text *text, const char *rest)
{
	text->block.shown = true;
	return 0;
}

static int take_no_list(struct text *text, const char *rest)
{
	text->block.none = true;
	return 0;
}

static void set_number(struct tph_host_value *value, const char *text)
{
	uint32_t number;

	if (text && text_number(text, 10, &number))
		*value = (struct tph_host_value){.value = (int32_t)number};
}

static int take_node(struct text *text, const char *rest)
{
	set_number(&text->block.function->numa, rest);
	return 0;
}

static int take_group(struct text *text, const char *rest)
{
	set_number(&text->block.function->group, rest);
	return 0;
}

/* -v: "Flags: bus master, fast devsel, latency 0, NUMA node 1, IOMMU group 2" */
static int take_flags(struct text *text, const char *rest)
{
	if (text->block.listed)
		return 0;
	set_number(&text->block.function->numa, text_after(rest, "NUMA node"));
	set_number(&text->block.function->group,
		   text_after(rest, "IOMMU group"));
	return take_shown(text, rest);
}

static int take_driver(struct text *text, const char *rest)
{
	struct tph_host_function *function = text->block.function;
	char name[DRIVER_SIZE];

	text->block.whole = true;
	snprintf(name, sizeof(name), "%s", rest + strspn(rest, " \t"));
	text_clean(name);
	function->driver = host_string(text->host, name);
	if (!function->driver)
		return error_fail(-ENOMEM, "out of memory");
	function->driver_why = TPH_HOST_KNOWN;
	return 0;
}

/* It follows the line of the driver, if there is one */
static int take_modules(struct text *text, const char *rest)
{
	text->block.whole = true;
	text->block.function->driver_why = TPH_HOST_KNOWN;
	return 0;
}

/* "ST[8]: 0001 0002 ...", of a patched lspci */
static int take_entries(struct text *text, const char *rest)
{
	struct text_block *block = &text->block;
	uint32_t first, entry;

	rest = block->cap == TPH_HOST_TPH ? text_number(rest, 10, &first)
					  : NULL;
	if (!rest || *rest != ']' || first != block->st_count)
		return 0;
	text_register_end(block);
	for (rest = text_number(rest + 1, 16, &entry);
	     rest && entry <= UINT16_MAX && block->st_count < HOST_MAX_ST;
	     rest = text_number(rest, 16, &entry))
		block->st[block->st_count++] = (uint16_t)entry;
	return 0;
}

static int take_cut(struct text *text, const char *rest)
{
	text_register_end(&text->block);
	text->block.cut = true;
	return 0;
}

/* Lines by their beginning; the first that fits counts */
static const struct {
	const char *start;
	int (*take)(struct text *text, const char *rest);
} lines[] = {
	{"Capabilities:", take_capability},
	{"Control: I/O", take_shown},
	{"Status: Cap-", take_no_list},
	{"Flags:", take_flags},
	{"NUMA node:", take_node},
	{"IOMMU group:", take_group},
	{"Kernel driver in use:", take_driver},
	{"Kernel modules:", take_modules},
	{"ST[", take_entries},
	/* People and grep -A mark parts that they left out */
	{"...", take_cut},
	{"[...", take_cut},
	{"(...", take_cut},
	{"\u2026", take_cut},
	{"<snip", take_cut},
	{"[snip", take_cut},
	{"--", take_cut},
};

/* Sentences below the TPH capability */
static const struct {
	const char *start;
	uint8_t field, value;
} sentences[] = {
	{"Interrupt vector mode supported", TPH_HOST_F_TPH_INT_VEC, 1},
	{"Device specific mode supported", TPH_HOST_F_TPH_DEV_SPEC, 1},
	{"Extended requester support", TPH_HOST_F_TPH_EXT, 1},
	{"No steering table available", TPH_HOST_F_TPH_TABLE, 0},
	{"Steering table in TPH capability structure", TPH_HOST_F_TPH_TABLE, 1},
	{"Steering table in MSI-X table", TPH_HOST_F_TPH_TABLE, 2},
	{"Reserved steering table location", TPH_HOST_F_TPH_TABLE, 3},
};

static void take_sentence(struct text_block *block, const char *line)
{
	for (size_t i = 0; i < ARRAY_SIZE(sentences); i++)
		if (text_skip(line, sentences[i].start))
			host_set(block->function, sentences[i].field,
				 sentences[i].value);
}

static int take_body(struct text *text, const char *line)
{
	struct text_block *block = &text->block;
	const char *rest;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		rest = text_skip(line, lines[i].start);
		if (rest)
			return lines[i].take(text, rest);
	}
	if (block->cap == TPH_HOST_TPH)
		take_sentence(block, line);
	if (block->shown && !text_register(block, line))
		text_register_add(block, line);
	return 0;
}

/* Return: the line without quotes of mail, blanks around it, and the mark of UTF-8 */
static char *strip(char *line)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len = strlen(line);

	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	if (!strncmp(line, mark, strlen(mark)))
		line += strlen(mark);
	return line + strspn(line, "> \t");
}

static int take_line(struct text *text, char *line)
{
	const char *rest;
	int ret;

	line = strip(line);
	if (!*line || hex_row_offset(line, &rest) >= 0) {
		text->block.whole = true;
		return text_capabilities_end(text);
	}
	ret = text_header(text, line);
	if (ret)
		return min(ret, 0);
	return text->block.function ? take_body(text, line) : 0;
}

/* A line that is longer than the buffer is of no interest after its end */
static int take_lines(struct text *text, FILE *file)
{
	char line[TEXT_LINE];
	int ret = 0, c;

	while (!ret && fgets(line, sizeof(line), file)) {
		text->line++;
		if (!strchr(line, '\n'))
			do
				c = getc(file);
			while (c != EOF && c != '\n');
		ret = take_line(text, line);
	}
	return ret ? ret : text_capabilities_end(text);
}

int input_text(struct tph_host *host, FILE *file)
{
	struct text text = {.host = host, .names = names_open()};
	int ret;

	if (!text.names)
		return error_fail(-ENOMEM, "out of memory");
	ret = take_lines(&text, file);
	names_close(text.names);
	return ret;
}
