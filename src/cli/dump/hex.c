// SPDX-License-Identifier: BSD-3-Clause
/* Bytes in hexadecimal */
#include <inttypes.h>

#include "cli/dump/dump.h"

#define PER_LINE 16

static const char digits[] = "0123456789abcdef";

void dump_bytes(FILE *out, const uint8_t *bytes, size_t len, uint64_t addr)
{
	for (size_t at = 0; at < len; at += PER_LINE) {
		size_t n = len - at < PER_LINE ? len - at : PER_LINE;
		/* Three columns for a byte, one more in the middle */
		char hex[PER_LINE * 3 + 2], chars[PER_LINE + 1], *p = hex;

		for (size_t i = 0; i < PER_LINE; i++) {
			if (i == PER_LINE / 2)
				*p++ = ' ';
			*p++ = i < n ? digits[bytes[at + i] >> 4] : ' ';
			*p++ = i < n ? digits[bytes[at + i] & 0xf] : ' ';
			*p++ = ' ';
		}
		*p = '\0';
		for (size_t i = 0; i < n; i++) {
			uint8_t c = bytes[at + i];

			chars[i] = c >= 0x20 && c < 0x7f ? c : '.';
		}
		chars[n] = '\0';
		fprintf(out, "\t  %010" PRIx64 "  %s |%s|\n", addr + at, hex,
			chars);
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
