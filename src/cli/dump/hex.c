// SPDX-License-Identifier: BSD-3-Clause
/* Bytes in hexadecimal */
#include "cli/dump/dump.h"
#include "ground.h"

#define PER_LINE 16

/* Three columns for a byte, one more in the middle */
#define COLUMNS (PER_LINE * 3 + 1)

static void put_digits(struct line *line, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char text[COLUMNS], *p = text;

	memset(text, ' ', sizeof(text));
	for (size_t i = 0; i < n; i++, p += 3) {
		if (i == PER_LINE / 2)
			p++;
		p[0] = digits[bytes[i] >> 4];
		p[1] = digits[bytes[i] & 0xf];
	}
	line_bytes(line, text, sizeof(text));
}

static void put_chars(struct line *line, const uint8_t *bytes, size_t n)
{
	char text[PER_LINE];

	for (size_t i = 0; i < n; i++)
		text[i] = bytes[i] >= 0x20 && bytes[i] < 0x7f ? bytes[i] : '.';
	line_bytes(line, text, n);
}

void dump_bytes(struct line *line, const uint8_t *bytes, size_t len,
		uint64_t addr)
{
	for (size_t at = 0; at < len; at += PER_LINE) {
		size_t n = min_t(size_t, len - at, PER_LINE);

		line_named_hex(line, "\t  ", addr + at, 10);
		line_text(line, "  ");
		put_digits(line, bytes + at, n);
		line_text(line, " |");
		put_chars(line, bytes + at, n);
		line_text(line, "|\n");
	}
}

const uint8_t *dump_payload(const struct packet *packet, size_t *ret_len)
{
	const struct capture_packet *raw = &packet->raw;
	size_t header = tlp_header_size(&packet->tlp);
	size_t len = packet->tlp.length * 4u;

	if (!tlp_has_data(packet->tlp.type) || raw->header_only ||
	    raw->len <= header)
		return NULL;
	*ret_len = len < raw->len - header ? len : raw->len - header;
	return raw->data + header;
}
