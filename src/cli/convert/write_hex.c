// SPDX-License-Identifier: BSD-3-Clause
/* A line of hexadecimal words for each TLP */
#include <errno.h>

#include "cli/convert/format.h"
#include "line/line.h"
#include "ground.h"

static int open_hex(struct sink *sink)
{
	FILE *file;
	int ret = format_fopen(sink, &file);

	if (!ret)
		sink->state = file;
	return ret;
}

static int write_hex(struct sink *sink, const struct packet *packet,
		     const struct capture_packet *framed)
{
	FILE *file = sink->state;
	char text[1024];
	struct line line = {.buf = text, .size = sizeof(text), .out = file};

	errno = 0;
	for (size_t at = 0; at < framed->len; at += 4) {
		line_text(&line, at ? " " : "");
		line_hex_bytes(&line, framed->data + at,
			       min_t(size_t, framed->len - at, 4));
	}
	line_char(&line, '\n');
	line_flush(&line);
	return format_ferror(file);
}

static int flush_hex(struct sink *sink)
{
	return fflush(sink->state) ? -errno : 0;
}

static int close_hex(struct sink *sink)
{
	return format_fclose(sink->state);
}

const struct sink_format format_hex = {
	.name = "hex",
	.typed = true,
	.open = open_hex,
	.write = write_hex,
	.flush = flush_hex,
	.close = close_hex,
};
