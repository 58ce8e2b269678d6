// SPDX-License-Identifier: BSD-3-Clause
#include "cli/convert/sink.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"

/**
 * struct sink_format - a file format
 * @name:	name for users
 * @create:	creates such a file; NULL for text
 * @typed:	each interface has a link type
 */
struct sink_format {
	const char *name;
	int (*create)(const char *path, int linktype,
		      struct capture_writer **ret_writer);
	bool typed;
};

static const struct sink_format formats[] = {
	{"pcapng", capture_create, true},
	{"pcap", capture_create_pcap, false},
	{"hex", NULL, true},
};

const struct sink_format *sink_find_format(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
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
	return sink->format->create;
}

static bool is_user(int linktype)
{
	return linktype >= CAPTURE_LINKTYPE_MIN &&
	       linktype <= CAPTURE_LINKTYPE_MAX;
}

static bool is_flit(int linktype)
{
	return is_user(linktype) && (linktype - CAPTURE_LINKTYPE_MIN) % 2;
}

/* A link type for the framing of the packet */
static int natural_linktype(const struct capture_packet *packet)
{
	if (is_user(packet->linktype) &&
	    is_flit(packet->linktype) == packet->flit)
		return packet->linktype;
	return CAPTURE_LINKTYPE_USER0 + packet->flit;
}

static int linktype_of(struct sink *sink, const struct capture_packet *packet)
{
	if (sink->linktype == SINK_KEEP && !sink->format->typed)
		sink->linktype = natural_linktype(packet);
	return sink->linktype == SINK_KEEP ? natural_linktype(packet)
					   : sink->linktype;
}

bool sink_wants_flit(struct sink *sink, const struct capture_packet *packet)
{
	return is_flit(linktype_of(sink, packet));
}

static int open_text(struct sink *sink)
{
	sink->text = strcmp(sink->path, "-") ? fopen(sink->path, "we") : stdout;
	return sink->text ? 0 : -errno;
}

int sink_open(struct sink *sink)
{
	if (!sink->format->create)
		return open_text(sink);
	/* The first packet may decide the link type */
	if (!sink->format->typed && sink->linktype == SINK_KEEP)
		return 0;
	return sink->format->create(sink->path,
				    sink->format->typed ? CAPTURE_LINKTYPE_USER0
							: sink->linktype,
				    &sink->writer);
}

static int grow(struct sink *sink, size_t count)
{
	int *numbers;

	if (count <= sink->count)
		return 0;
	count *= 2;
	numbers = realloc(sink->numbers, count * sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	memset(numbers + sink->count, 0xff,
	       (count - sink->count) * sizeof(*numbers));
	sink->numbers = numbers;
	sink->count = count;
	return 0;
}

/* Return: interface of the file, or -errno */
static int interface_of(struct sink *sink, const struct capture_packet *packet,
			int linktype)
{
	size_t i = packet->interface * 2ul + is_flit(linktype);
	int ret = grow(sink, i + 1);

	if (ret)
		return ret;
	if (sink->numbers[i] < 0)
		sink->numbers[i] = capture_add_typed_interface(
			sink->writer, linktype, packet->link, NULL);
	return sink->numbers[i];
}

static int write_text(struct sink *sink, const struct capture_packet *packet)
{
	errno = 0;
	for (size_t i = 0; i < packet->len; i++)
		fprintf(sink->text, "%s%02x", i && i % 4 == 0 ? " " : "",
			packet->data[i]);
	putc('\n', sink->text);
	return !ferror(sink->text) ? 0 : errno ? -errno : -EIO;
}

int sink_write(struct sink *sink, const struct capture_packet *packet,
	       unsigned int tag)
{
	uint8_t wrapping[CAPTURE_NETTLP_HEADER];
	size_t wrapping_len = 0;
	int linktype = linktype_of(sink, packet), interface, ret;

	if (sink->text)
		return write_text(sink, packet);
	if (!sink->writer) {
		ret = sink_open(sink);
		if (ret)
			return ret;
	}
	interface = interface_of(sink, packet, linktype);
	if (interface < 0)
		return interface;
	if (linktype == CAPTURE_LINKTYPE_ETHERNET) {
		capture_nettlp_header(packet, tag, sink->sequence++, wrapping);
		wrapping_len = sizeof(wrapping);
	}
	return capture_write_packet(sink->writer, interface, packet, wrapping,
				    wrapping_len);
}

int sink_flush(struct sink *sink)
{
	if (sink->text)
		return fflush(sink->text) ? -errno : 0;
	return sink->writer ? capture_flush(sink->writer) : 0;
}

/* A file without packets is valid too */
static int open_empty(struct sink *sink)
{
	if (sink->text || sink->writer)
		return 0;
	sink->linktype = CAPTURE_LINKTYPE_USER0;
	return sink_open(sink);
}

int sink_close(struct sink *sink)
{
	int ret = open_empty(sink), flushed = sink_flush(sink);

	if (sink->text && sink->text != stdout && fclose(sink->text) &&
	    !flushed)
		flushed = -errno;
	free(sink->numbers);
	if (sink->writer) {
		int closed = capture_close(sink->writer);

		flushed = flushed ? flushed : closed;
	}
	return ret ? ret : flushed;
}
