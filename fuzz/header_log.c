// SPDX-License-Identifier: BSD-3-Clause
/* Any text: each line alone, and the whole text as a capture */
#include <stdlib.h>
#include <string.h>

#include "analyze/packet/packet.h"
#include "capture/read_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A block of the exact size, so that an access beyond it is detected */
static void parse_line(const char *p, size_t len)
{
	static struct text_bytes bytes;
	char *copy = malloc(len);
	struct text_line line = {copy, len, len, 1};
	struct text_header header = {0};
	size_t at, n;
	uint64_t ns;

	if (len && !copy)
		return;
	if (len)
		memcpy(copy, p, len);
	if (text_hex_parse(&line, &bytes) == TEXT_HEX_BYTES &&
	    (!bytes.len || bytes.len > len / 2))
		abort();
	if (text_log_parse(&line, &header) == TEXT_LOG_HEADER &&
	    (header.len < 16 || header.len > sizeof(header.bytes)))
		abort();
	n = text_device(&line, &at);
	if (n && at + n > len)
		abort();
	text_time(&line, &ns);
	free(copy);
}

static void read_all(const uint8_t *data, size_t len)
{
	struct capture_reader *reader;
	uint64_t last = 0;
	struct packet packet;

	if (capture_open_memory(data, len, &reader))
		return;
	/* Samples of signals are for another target: a fault of the whole has no line */
	while (!capture_has_streams(reader) &&
	       packet_next(reader, &packet) == 1) {
		/* Damage is reported once and in order */
		if (!packet.raw.line || packet.raw.line < last ||
		    packet.raw.offset >= len)
			abort();
		last = packet.raw.line;
		if (packet.error && !*packet_error(&packet))
			abort();
	}
	capture_free(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *p = (const char *)data, *end = p + len, *eol;

	for (; p < end; p = eol + 1) {
		eol = memchr(p, '\n', end - p);
		if (!eol)
			eol = end;
		parse_line(p, eol - p);
	}
	/* Input that does not begin as text is for another target */
	if (memchr(data, 0, len) || (len && data[0] == '\n'))
		return 0;
	read_all(data, len);
	return 0;
}
