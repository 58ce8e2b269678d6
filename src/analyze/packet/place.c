// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/place.h"

#include <inttypes.h>
#include <stdio.h>

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

const char *place_time(const struct packet *packet, char *buf, size_t size)
{
	uint64_t ns = packet->raw.ns, first = packet->first_ns;
	uint64_t d = ns < first ? first - ns : ns - first;

	if (packet->raw.timed)
		snprintf(buf, size, "%s%" PRIu64 ".%09" PRIu64,
			 ns < first ? "-" : "", d / SECOND, d % SECOND);
	else
		snprintf(buf, size, "-");
	return buf;
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
	char position[PACKET_POSITION], link[PLACE_LINK], time[PLACE_TIME];

	snprintf(buf, size, "%s (%s %c %s)",
		 packet_position(packet, position, sizeof(position)),
		 place_link(packet, link, sizeof(link)), place_dir(packet),
		 place_time(packet, time, sizeof(time)));
	return buf;
}
