/* SPDX-License-Identifier: BSD-3-Clause */
/* The forms in which tph dump prints a packet */
#ifndef CLI_DUMP_DUMP_H
#define CLI_DUMP_DUMP_H

#include "analyze/packet/packet.h"
#include "cli/style.h"
#include "line/line.h"

/* Room for lines that are written together */
#define DUMP_ROOM 65536

/**
 * struct dump - form of the output
 * @line:	output, with a file
 * @style:	style of the file
 * @hex:	show the payload, on the line or below it
 * @verbose:	0; 1 explain each field; 2 show the payload too
 * @bare:	print the text of the TLP alone, as tph make reads it
 */
struct dump {
	struct line *line;
	const struct style *style;
	bool hex, bare;
	unsigned int verbose;
};

/* Append a JSON object */
void dump_object(const struct dump *dump, const struct packet *packet);

/* The same on a line of its own */
void dump_json(const struct dump *dump, const struct packet *packet);

/* Append a line of text without its end */
void dump_text(const struct dump *dump, const struct packet *packet);

/* The same with its end */
void dump_line(const struct dump *dump, const struct packet *packet);

/* Append lines that explain each field, indented; @packet->error must be 0 */
void dump_detail(const struct dump *dump, const struct packet *packet);

/**
 * dump_bytes() - hexadecimal digits and characters, 16 bytes a line
 * @line:	output
 * @bytes:	bytes
 * @len:	number of bytes
 * @addr:	address of the first byte
 */
void dump_bytes(struct line *line, const uint8_t *bytes, size_t len,
		uint64_t addr);

/**
 * dump_payload() - captured part of a payload
 * @packet:	packet with @error 0
 * @ret_len:	number of bytes, fewer than in the TLP if it is truncated
 *
 * Return: the bytes, or NULL.
 */
const uint8_t *dump_payload(const struct packet *packet, size_t *ret_len);

#endif /* CLI_DUMP_DUMP_H */
