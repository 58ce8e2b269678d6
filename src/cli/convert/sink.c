// SPDX-License-Identifier: BSD-3-Clause
#include "cli/convert/sink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/convert/format.h"
#include "ground.h"

static const struct sink_format *const formats[] = {
	&format_pcapng,
	&format_pcap,
	&format_hex,
	&format_perfetto,
};

const struct sink_format *sink_find_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i]->name, name))
			return formats[i];
	return NULL;
}

static bool ends_with(const char *path, const char *extension)
{
	size_t len = strlen(path), n = strlen(extension);

	return len > n && !strcmp(path + len - n, extension);
}

const struct sink_format *sink_guess_format(const char *path)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (formats[i]->extension &&
		    ends_with(path, formats[i]->extension))
			return formats[i];
	return &format_pcapng;
}

int sink_find_linktype(const char *name)
{
	char text[16];

	if (!strcmp(name, "nettlp"))
		return CAPTURE_LINKTYPE_ETHERNET;
	for (int i = CAPTURE_LINKTYPE_MIN; i <= CAPTURE_LINKTYPE_MAX; i++) {
		snprintf(text, sizeof(text), "user%d",
			 i - CAPTURE_LINKTYPE_MIN);
		if (!strcmp(name, text))
			return i;
	}
	return -EINVAL;
}

bool sink_is_binary(const struct sink *sink)
{
	return sink->format->binary;
}

int sink_open(struct sink *sink)
{
	return sink->format->open(sink);
}

bool sink_wants_flit(struct sink *sink, const struct capture_packet *packet)
{
	return format_is_flit(format_linktype(sink, packet));
}

int sink_write(struct sink *sink, const struct packet *packet,
	       const struct capture_packet *framed)
{
	return sink->format->write(sink, packet, framed);
}

int sink_pass(struct sink *sink, const struct packet *packet)
{
	return sink->format->pass ? sink->format->pass(sink, packet) : 0;
}

int sink_flush(struct sink *sink)
{
	return sink->format->flush(sink);
}

int sink_close(struct sink *sink)
{
	return sink->format->close(sink);
}
