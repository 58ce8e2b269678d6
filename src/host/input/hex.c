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
#include <sys/mman.h>
#include <unistd.h>

#include "error/error.h"
#include "host/input/input.h"

#define CONFIG_SIZE 0x1000
#define ROW	    16
#define GAP	    -1

/**
 * struct hex - a dump that is sorted out
 * @host:	for remarks
 * @out:	for libpci
 * @addresses:	of the functions in @out
 * @count:	functions in @out
 * @room:	room in @addresses
 * @address:	the last header, which has a row once @open
 * @headed:	there was a header
 * @open:	the function of @address is in @out
 * @next:	offset of its next row, or GAP: rows after a gap are left out, because
 *		libpci would fill it with zeroes
 * @line:	number of the line
 */
struct hex {
	struct tph_host *host;
	FILE *out;
	struct host_address *addresses;
	size_t count, room;
	struct host_address address;
	bool headed, open;
	long next;
	unsigned long line;
};

/* Bytes of a row, "40: 01 50 03", at @text. Return: their number, -1: malformed. */
static int row_bytes(const char *text, uint8_t *bytes)
{
	int n = 0;

	while (*text == ' ') {
		if (n == ROW || !isxdigit((unsigned char)text[1]) ||
		    !isxdigit((unsigned char)text[2]))
			return -1;
		bytes[n++] = (uint8_t)strtoul(
			(const char[]){text[1], text[2], '\0'}, NULL, 16);
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

static int start_function(struct hex *hex)
{
	size_t room = hex->room ? hex->room * 2 : 64, n = hex->count;
	struct host_address *addresses;

	if (n == HOST_MAX_FUNCTIONS)
		return error_fail(-EFBIG, "more than %d functions",
				  HOST_MAX_FUNCTIONS);
	if (n == hex->room) {
		addresses = realloc(hex->addresses, room * sizeof(*addresses));
		if (!addresses)
			return error_fail(-ENOMEM, "out of memory");
		hex->addresses = addresses;
		hex->room = room;
	}
	hex->addresses[hex->count++] = hex->address;
	hex->open = true;
	fprintf(hex->out, "\n%04zx:%02zx:%02zx.%zx \n", n >> 16, n >> 8 & 0xff,
		n >> 3 & 0x1f, n & 7);
	return 0;
}

static int leave_out(struct hex *hex, const char *fault)
{
	host_note(hex->host, "line %lu: %s left out", hex->line, fault);
	return 0;
}

static int take_row(struct hex *hex, long offset, const char *rest)
{
	uint8_t bytes[ROW];
	int n = row_bytes(rest, bytes), ret;

	if (n < 0 || offset + n > CONFIG_SIZE)
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
	ret = hex->open ? 0 : start_function(hex);
	if (ret)
		return ret;
	fprintf(hex->out, "%02lx:", offset);
	for (int i = 0; i < n; i++)
		fprintf(hex->out, " %02x", bytes[i]);
	putc('\n', hex->out);
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
	int fd = memfd_create("hex", MFD_CLOEXEC), ret;
	struct hex hex = {.host = host};
	char path[32];

	if (fd < 0)
		return error_fail(-errno, "memfd: %s", strerror(errno));
	hex.out = fdopen(fd, "w");
	if (!hex.out) {
		close(fd);
		return error_fail(-ENOMEM, "out of memory");
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = take_lines(&hex, file);
	if (!ret && (fflush(hex.out) || ferror(hex.out)))
		ret = error_fail(-ENOSPC, "no memory for the dump");
	if (!ret && hex.count)
		ret = pcilib_dump(host, path, hex.addresses, hex.count);
	free(hex.addresses);
	fclose(hex.out);
	return ret;
}
