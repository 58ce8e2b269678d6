// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rows of hex, as lspci -x prints them, perhaps between lines of text. libpci gets
 * nothing but headers and well-formed rows: one strange line spoils a file for it, and
 * long domains do.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "host/input/dump.h"
#include "host/input/input.h"

#define GAP -1

/**
 * struct hex - a dump that is sorted out
 * @dump:	for libpci
 * @address:	the last header, which has a row once @open
 * @headed:	there was a header
 * @open:	the function of @address is in @dump
 * @next:	offset of its next row, or GAP: rows after a gap are left out, because
 *		libpci would fill it with zeroes
 * @line:	number of the line
 */
struct hex {
	struct dump dump;
	struct host_address address;
	bool headed, open;
	long next;
	unsigned long line;
};

/* @c is a hexadecimal digit */
static unsigned int nibble(char c)
{
	return (unsigned int)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* Bytes of a row, "40: 01 50 03", at @text. Return: their number, -1: malformed. */
static int row_bytes(const char *text, uint8_t *bytes)
{
	int n = 0;

	while (*text == ' ') {
		if (n == DUMP_ROW || !isxdigit((unsigned char)text[1]) ||
		    !isxdigit((unsigned char)text[2]))
			return -1;
		bytes[n++] = (uint8_t)(nibble(text[1]) << 4 | nibble(text[2]));
		text += 3;
	}
	return !*text && n ? n : -1;
}

long hex_row_offset(const char *line, const char **ret_rest)
{
	char *end;
	unsigned long offset;

	if (!isxdigit((unsigned char)line[0]) ||
	    !isxdigit((unsigned char)line[1]))
		return -1;
	offset = strtoul(line, &end, 16);
	if (*end != ':' || end - line > 3 || (end[1] != ' ' && end[1] != '\0'))
		return -1;
	*ret_rest = end + 1;
	return (long)offset;
}

static int leave_out(struct hex *hex, const char *fault)
{
	host_note(hex->dump.host, "line %lu: %s left out", hex->line, fault);
	return 0;
}

static int take_row(struct hex *hex, long offset, const char *rest)
{
	uint8_t bytes[DUMP_ROW];
	int n = row_bytes(rest, bytes), ret;

	if (n < 0 || offset + n > DUMP_CONFIG_SIZE)
		return leave_out(hex, "malformed row,");
	if (!hex->headed)
		return leave_out(hex, "row without a function,");
	if (hex->next == GAP)
		return 0;
	if (offset != hex->next) {
		hex->next = GAP;
		return leave_out(
			hex,
			"rows are missing before this one; the rest of the function is");
	}
	hex->next = offset + n;
	ret = hex->open ? 0 : dump_function(&hex->dump, hex->address);
	if (ret)
		return ret;
	hex->open = true;
	dump_row(&hex->dump, bytes, (unsigned int)n);
	return 0;
}

static int take_line(struct hex *hex, char *line)
{
	struct host_address address;
	size_t len = strlen(line), n;
	const char *rest;
	long offset;

	while (len && isspace((unsigned char)line[len - 1]))
		line[--len] = '\0';
	n = host_address_parse(line, &address);
	if (n && (line[n] == ' ' || !line[n])) {
		hex->address = address;
		hex->headed = true;
		hex->open = false;
		hex->next = 0;
		return 0;
	}
	offset = hex_row_offset(line, &rest);
	return offset < 0 ? 0 : take_row(hex, offset, rest);
}

static int take_lines(struct hex *hex, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	while (!ret && getline(&line, &room, file) >= 0) {
		hex->line++;
		ret = take_line(hex, line);
	}
	free(line);
	return ret;
}

int input_hex(struct tph_host *host, FILE *file)
{
	struct hex hex = {0};
	int ret = dump_open(&hex.dump, host);

	if (ret)
		return ret;
	return dump_close(&hex.dump, take_lines(&hex, file));
}
