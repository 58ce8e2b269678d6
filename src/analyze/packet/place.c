// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/place.h"

#define SECOND 1000000000u

const char *place_link(const struct packet *packet, char *buf, size_t size)
{
	const char *name = *packet->raw.link ? packet->raw.link : "-";
	size_t n = 0;

	for (; name[n] && n + 1 < size; n++)
		buf[n] = name[n] >= 0x20 && name[n] < 0x7f ? name[n] : '?';
	buf[n] = (unsigned char)name[n] < 0x20 || name[n] == 0x7f ? '?'
								  : name[n];
	buf[n] = '\0';
	return buf;
}

void place_time(const struct packet *packet, struct line *line)
{
	uint64_t ns = packet->raw.ns, first = packet->first_ns;
	uint64_t d = ns < first ? first - ns : ns - first;

	if (!packet->raw.timed) {
		line_char(line, '-');
		return;
	}
	if (ns < first)
		line_char(line, '-');
	line_dec(line, d / SECOND, 1);
	line_char(line, '.');
	line_dec_zero(line, d % SECOND, 9);
}

char place_dir(const struct packet *packet)
{
	static const char dirs[] = {
		[CAPTURE_DOWN] = 'v',
		[CAPTURE_UP] = '^',
		[CAPTURE_DIR_UNKNOWN] = '-',
	};

	return dirs[packet->raw.dir];
}

const char *place_text(const struct packet *packet, char *buf, size_t size)
{
	char position[PACKET_POSITION], link[PLACE_LINK];
	struct line line = {.buf = buf, .size = size};

	line_printf(&line, "%s (%s %c ",
		    packet_position(packet, position, sizeof(position)),
		    place_link(packet, link, sizeof(link)), place_dir(packet));
	place_time(packet, &line);
	line_char(&line, ')');
	buf[line.len] = '\0';
	return buf;
}
