// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/place.h"

#include <inttypes.h>
#include <stdio.h>

#define SECOND 1000000000u

const char *where_link(const struct wire *wire, char *buf, size_t size)
{
	const char *name = *wire->packet.link ? wire->packet.link : "-";
	size_t n = 0;

	for (; name[n] && n + 1 < size; n++)
		buf[n] = name[n] >= 0x20 && name[n] < 0x7f ? name[n] : '?';
	buf[n] = (unsigned char)name[n] < 0x20 || name[n] == 0x7f ? '?'
								  : name[n];
	buf[n] = '\0';
	return buf;
}

const char *where_time(const struct wire *wire, char *buf, size_t size)
{
	uint64_t ns = wire->packet.ns, first = wire->first_ns;
	uint64_t d = ns < first ? first - ns : ns - first;

	if (wire->packet.timed)
		snprintf(buf, size, "%s%" PRIu64 ".%09" PRIu64,
			 ns < first ? "-" : "", d / SECOND, d % SECOND);
	else
		snprintf(buf, size, "-");
	return buf;
}

char where_dir(const struct wire *wire)
{
	static const char dirs[] = {
		[CAPTURE_DOWN] = 'v',
		[CAPTURE_UP] = '^',
		[CAPTURE_DIR_UNKNOWN] = '-',
	};

	return dirs[wire->packet.dir];
}

const char *where_text(const struct wire *wire, char *buf, size_t size)
{
	char position[WIRE_POSITION], link[WHERE_LINK], time[WHERE_TIME];

	snprintf(buf, size, "%s (%s %c %s)",
		 wire_position(wire, position, sizeof(position)),
		 where_link(wire, link, sizeof(link)), where_dir(wire),
		 where_time(wire, time, sizeof(time)));
	return buf;
}
