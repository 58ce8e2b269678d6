// SPDX-License-Identifier: BSD-3-Clause
/* Link types and streams, for all formats */
#include "cli/convert/format.h"

#include <errno.h>
#include <string.h>

static bool is_user(int linktype)
{
	return linktype >= CAPTURE_LINKTYPE_MIN &&
	       linktype <= CAPTURE_LINKTYPE_MAX;
}

bool format_is_flit(int linktype)
{
	return is_user(linktype) && (linktype - CAPTURE_LINKTYPE_MIN) % 2;
}

/* A link type for the framing of the packet */
static int natural_linktype(const struct capture_packet *packet)
{
	if (is_user(packet->linktype) &&
	    format_is_flit(packet->linktype) == packet->flit)
		return packet->linktype;
	return CAPTURE_LINKTYPE_USER0 + packet->flit;
}

int format_linktype(struct sink *sink, const struct capture_packet *packet)
{
	if (sink->linktype == SINK_KEEP && !sink->format->typed)
		sink->linktype = natural_linktype(packet);
	return sink->linktype == SINK_KEEP ? natural_linktype(packet)
					   : sink->linktype;
}

int format_fopen(const struct sink *sink, FILE **ret_file)
{
	FILE *file = strcmp(sink->path, "-") ? fopen(sink->path, "we") : stdout;

	if (!file)
		return -errno;
	*ret_file = file;
	errno = 0;
	return 0;
}

int format_ferror(FILE *file)
{
	return !ferror(file) ? 0 : errno ? -errno : -EIO;
}

int format_fclose(FILE *file)
{
	int ret = fflush(file) ? -errno : 0;

	if (file != stdout && fclose(file) && !ret)
		ret = -errno;
	return ret;
}
