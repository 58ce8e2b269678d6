// SPDX-License-Identifier: BSD-3-Clause
/* Captures: pcapng and pcap */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/convert/format.h"

/**
 * struct target - a capture
 * @writer:	the file; NULL in pcap until a packet decides its link type
 * @numbers:	interface in the file by interface of the source and framing,
 *		-1: not created yet
 * @count:	entries of @numbers
 * @sequence:	frames of NetTLP so far
 */
struct target {
	struct capture_writer *writer;
	int *numbers;
	size_t count;
	uint16_t sequence;
};

static int open_target(struct sink *sink)
{
	sink->state = calloc(1, sizeof(struct target));
	return sink->state ? 0 : -ENOMEM;
}

static int open_pcapng(struct sink *sink)
{
	struct target *target;
	int ret = open_target(sink);

	if (ret)
		return ret;
	target = sink->state;
	ret = capture_create(sink->path, CAPTURE_LINKTYPE_USER0,
			     &target->writer);
	if (ret)
		free(target);
	return ret;
}

static int open_pcap(struct sink *sink)
{
	struct target *target;
	int ret = open_target(sink);

	if (ret || sink->linktype == SINK_KEEP)
		return ret;
	target = sink->state;
	ret = capture_create_pcap(sink->path, sink->linktype, &target->writer);
	if (ret)
		free(target);
	return ret;
}

static int grow(struct target *target, size_t count)
{
	int *numbers;

	if (count <= target->count)
		return 0;
	count *= 2;
	numbers = realloc(target->numbers, count * sizeof(*numbers));
	if (!numbers)
		return -ENOMEM;
	memset(numbers + target->count, 0xff,
	       (count - target->count) * sizeof(*numbers));
	target->numbers = numbers;
	target->count = count;
	return 0;
}

/* Return: interface of the file, or -errno */
static int interface_of(struct target *target,
			const struct capture_packet *packet, int linktype)
{
	size_t i = packet->interface * 2ul + format_is_flit(linktype);
	int ret = grow(target, i + 1);

	if (ret)
		return ret;
	if (target->numbers[i] < 0)
		target->numbers[i] = capture_add_typed_interface(
			target->writer, linktype, packet->link, NULL);
	return target->numbers[i];
}

static int write_capture(struct sink *sink, const struct packet *packet,
			 const struct capture_packet *framed)
{
	uint8_t wrapping[CAPTURE_NETTLP_HEADER];
	size_t wrapping_len = 0;
	struct target *target = sink->state;
	int linktype = format_linktype(sink, framed), interface, ret;

	if (!target->writer) {
		ret = capture_create_pcap(sink->path, linktype,
					  &target->writer);
		if (ret)
			return ret;
	}
	interface = interface_of(target, framed, linktype);
	if (interface < 0)
		return interface;
	if (linktype == CAPTURE_LINKTYPE_ETHERNET) {
		capture_nettlp_header(framed, packet->tlp.tag,
				      target->sequence++, wrapping);
		wrapping_len = sizeof(wrapping);
	}
	ret = framed->lost ? capture_note_loss(target->writer, framed->lost)
			   : 0;
	return ret ? ret
		   : capture_write_packet(target->writer, interface, framed,
					  wrapping, wrapping_len);
}

static int flush_capture(struct sink *sink)
{
	struct target *target = sink->state;

	return target->writer ? capture_flush(target->writer) : 0;
}

/* A file without packets is valid too */
static int close_capture(struct sink *sink)
{
	struct target *target = sink->state;
	int ret = 0;

	if (!target->writer)
		ret = capture_create_pcap(sink->path, CAPTURE_LINKTYPE_USER0,
					  &target->writer);
	if (!ret)
		ret = capture_close(target->writer);
	free(target->numbers);
	free(target);
	return ret;
}

const struct sink_format format_pcapng = {
	.name = "pcapng",
	.binary = true,
	.typed = true,
	.open = open_pcapng,
	.write = write_capture,
	.flush = flush_capture,
	.close = close_capture,
};

const struct sink_format format_pcap = {
	.name = "pcap",
	.binary = true,
	.open = open_pcap,
	.write = write_capture,
	.flush = flush_capture,
	.close = close_capture,
};
