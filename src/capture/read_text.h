/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs in text: parsers of a line */
#ifndef CAPTURE_READ_TEXT_H
#define CAPTURE_READ_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most characters of a line that is parsed */
#define TEXT_LINE 65536

/* Words of a header log: 14 in flit mode, else 4 and 4 prefixes */
#define TEXT_LOG_WORDS 14

/**
 * struct text_line - one line without its newline
 * @p:		characters, not terminated
 * @len:	number of characters
 * @size:	bytes with the newline
 * @number:	1 for the first line
 */
struct text_line {
	const char *p;
	size_t len, size;
	uint64_t number;
};

enum text_hex {
	TEXT_HEX_NONE, /* something else */
	TEXT_HEX_BYTES,
	TEXT_HEX_ODD, /* a number with an odd number of digits */
};

/**
 * struct text_bytes - a line of hex digits
 * @len:	bytes in @bytes
 * @placed:	the line shows its offset
 * @place:	the offset, with @placed
 * @table:	it is part of a table with a column of characters between bars
 * @bytes:	the bytes
 */
struct text_bytes {
	size_t len;
	bool placed, table;
	uint64_t place;
	uint8_t bytes[TEXT_LINE / 2];
};

/**
 * text_hex_parse() - parse a line of hex digits
 * @line:	line
 * @bytes:	its bytes, undefined unless TEXT_HEX_BYTES is returned
 *
 * Accepts bytes and words of any size, with or without 0x or \x, separated by
 * blanks, commas, semicolons, colons, dashes, underscores or braces, and the
 * output of xxd, hexdump -C, tcpdump -X and LeechCore with their offsets and
 * characters.
 * "#" begins a comment.
 *
 * Return: kind of the line.
 */
enum text_hex text_hex_parse(const struct text_line *line,
			     struct text_bytes *bytes);

enum text_log {
	TEXT_LOG_NONE, /* not a log, or an empty log */
	TEXT_LOG_HEADER,
	TEXT_LOG_SHORT, /* words are missing */
};

/**
 * struct text_header - a header log
 * @flit:	the log says that the link is in flit mode
 * @len:	bytes in @bytes
 * @bytes:	prefixes and header
 */
struct text_header {
	bool flit;
	size_t len;
	uint8_t bytes[4 * TEXT_LOG_WORDS];
};

/**
 * text_log_parse() - parse a line with a header log
 * @line:	line
 * @header:	the header; untouched unless TEXT_LOG_HEADER is returned
 *
 * Accepts the logs of Linux (AER, DPC, firmware, the trace event) and of lspci.
 * An all-zero log was never written.
 *
 * Return: kind of the line.
 */
enum text_log text_log_parse(const struct text_line *line,
			     struct text_header *header);

/**
 * text_device() - find a PCI address
 * @line:	line
 * @ret_at:	its start in the line
 *
 * Return: length of the last address in front of a log, or in a line without a
 * log; 0 without an address.
 */
size_t text_device(const struct text_line *line, size_t *ret_at);

/*
 * Return: true if the line begins with the time since boot, as in dmesg
 */
bool text_time(const struct text_line *line, uint64_t *ret_ns);

#endif /* CAPTURE_READ_TEXT_H */
