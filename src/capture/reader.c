// SPDX-License-Identifier: BSD-3-Clause
/* Read pcapng: every section, both byte orders, nothing trusted */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture.h"
#include "pcapng.h"
#include "section.h"
#include "stream.h"

/* Blocks that matter and are larger than the buffer are malformed */
struct capture_reader {
	int error;
	uint64_t packets;
	size_t consumed; /* by the packet handed out last */
	struct section section;
	char message[160];
	struct stream stream;
};

/* A block whose frame is sound */
struct block {
	uint32_t type;
	size_t size;
	const uint8_t *body;
	size_t body_len;
};

static int malformed(struct capture_reader *reader, const char *what)
{
	snprintf(reader->message, sizeof(reader->message),
		 "byte %" PRIu64 ": %s", reader->stream.offset, what);
	reader->error = -EPROTO;
	return reader->error;
}

static int ends_early(struct capture_reader *reader)
{
	return malformed(reader, "the file ends in a block");
}

/* Return: 0, or the error of read(2) with a message */
static int fill(struct capture_reader *reader, size_t want)
{
	reader->error = stream_fill(&reader->stream, want);
	if (reader->error)
		snprintf(reader->message, sizeof(reader->message),
			 "byte %" PRIu64 ": %s", reader->stream.offset,
			 strerror(-reader->error));
	return reader->error;
}

/* Pass over a block, which may be larger than the buffer */
static int skip(struct capture_reader *reader, size_t size)
{
	while (size) {
		size_t n;
		int ret = fill(reader, 1);

		if (ret)
			return ret;
		n = stream_available(&reader->stream);
		if (!n)
			return ends_early(reader);
		if (n > size)
			n = size;
		stream_consume(&reader->stream, n);
		size -= n;
	}
	return 0;
}

static bool is_known(uint32_t type)
{
	return type == PCAPNG_SECTION || type == PCAPNG_INTERFACE ||
	       type == PCAPNG_ENHANCED_PACKET || type == PCAPNG_SIMPLE_PACKET;
}

/*
 * Find the next block that matters. It stays in the buffer until it is
 * consumed. Return: 1 a block; 0 end of the file; -errno.
 */
static int next_block(struct capture_reader *reader, struct block *block)
{
	struct stream *stream = &reader->stream;
	struct section *s = &reader->section;
	const uint8_t *p;
	int ret;

again:
	ret = fill(reader, PCAPNG_OVERHEAD);
	if (ret)
		return ret;
	if (!stream_available(stream))
		return 0;
	if (stream_available(stream) < PCAPNG_OVERHEAD)
		return ends_early(reader);
	p = stream_data(stream);
	block->type = section_u32(s, p);
	/* A section header says itself in which byte order its length is */
	if (block->type == PCAPNG_SECTION)
		section_set_order(s, p + PCAPNG_HEAD);
	block->size = section_u32(s, p + 4);
	if (block->size < PCAPNG_OVERHEAD || block->size % 4)
		return malformed(reader, "a block has an impossible length");
	if (!is_known(block->type)) {
		ret = skip(reader, block->size);
		if (ret)
			return ret;
		goto again;
	}
	if (block->size > STREAM_BUFFER)
		return malformed(reader, "a block is larger than 1 MiB");
	ret = fill(reader, block->size);
	if (ret)
		return ret;
	if (stream_available(stream) < block->size)
		return ends_early(reader);
	p = stream_data(stream);
	if (section_u32(s, p + block->size - PCAPNG_TAIL) != block->size)
		return malformed(reader,
				 "the two lengths of a block are not the same");
	block->body = p + PCAPNG_HEAD;
	block->body_len = block->size - PCAPNG_OVERHEAD;
	return 1;
}

/* What the two kinds of packet blocks have in common */
static int finish_packet(struct capture_reader *reader, uint32_t n,
			 const struct interface *interface,
			 struct capture_packet *packet)
{
	if (packet->len > CAPTURE_MAX_LEN)
		return malformed(reader, "a packet is larger than 256 KiB");
	packet->number = ++reader->packets;
	packet->offset = reader->stream.offset;
	packet->interface = reader->section.first + n;
	packet->link = interface->name;
	packet->linktype = interface->linktype;
	return 1;
}

static int enhanced_packet(struct capture_reader *reader,
			   const struct block *block,
			   struct capture_packet *ret_packet)
{
	const struct section *s = &reader->section;
	struct capture_packet packet = {.dir = CAPTURE_DOWN};
	const struct interface *interface;
	const uint8_t *p = block->body, *flags;
	size_t room, flags_len;
	const char *error;
	uint32_t n;
	int ret;

	if (block->body_len < PCAPNG_ENHANCED_BODY)
		return malformed(reader, "packet block is too short");
	n = section_u32(s, p);
	interface = section_interface(s, n);
	if (!interface)
		return malformed(
			reader,
			"packet of an interface that has not been described");
	packet.ns =
		interface_ns(interface, (uint64_t)section_u32(s, p + 4) << 32 |
						section_u32(s, p + 8));
	packet.len = section_u32(s, p + 12);
	packet.orig_len = section_u32(s, p + 16);
	packet.data = p + PCAPNG_ENHANCED_BODY;
	room = block->body_len - PCAPNG_ENHANCED_BODY;
	if (packet.len > room)
		return malformed(reader, "a packet is longer than its block");
	p = packet.data + pcapng_pad(packet.len);
	room -= pcapng_pad(packet.len);
	error = section_option(s, p, room, PCAPNG_EPB_FLAGS, &flags,
			       &flags_len);
	if (error)
		return malformed(reader, error);
	if (flags && flags_len == 4 &&
	    (section_u32(s, flags) & PCAPNG_DIR_MASK) == PCAPNG_DIR_INBOUND)
		packet.dir = CAPTURE_UP;
	ret = finish_packet(reader, n, interface, &packet);
	if (ret == 1)
		*ret_packet = packet;
	return ret;
}

/* No time, no direction, always the first interface */
static int simple_packet(struct capture_reader *reader,
			 const struct block *block,
			 struct capture_packet *ret_packet)
{
	const struct interface *interface =
		section_interface(&reader->section, 0);
	struct capture_packet packet = {.dir = CAPTURE_DOWN};
	int ret;

	if (block->body_len < PCAPNG_SIMPLE_BODY)
		return malformed(reader, "packet block is too short");
	if (!interface)
		return malformed(
			reader,
			"packet of an interface that has not been described");
	packet.orig_len = section_u32(&reader->section, block->body);
	packet.len = packet.orig_len;
	if (interface->snaplen && packet.len > interface->snaplen)
		packet.len = interface->snaplen;
	if (packet.len > block->body_len - PCAPNG_SIMPLE_BODY)
		return malformed(reader, "a packet is longer than its block");
	packet.data = block->body + PCAPNG_SIMPLE_BODY;
	ret = finish_packet(reader, 0, interface, &packet);
	if (ret == 1)
		*ret_packet = packet;
	return ret;
}

/* Section and interface blocks change what is known, and are done with */
static int take_description(struct capture_reader *reader,
			    const struct block *block)
{
	const char *error;

	if (block->type == PCAPNG_SECTION)
		error = section_begin(&reader->section, block->body,
				      block->body_len);
	else
		error = section_add_interface(&reader->section, block->body,
					      block->body_len);
	if (error)
		return malformed(reader, error);
	stream_consume(&reader->stream, block->size);
	return 0;
}

int capture_next(struct capture_reader *reader,
		 struct capture_packet *ret_packet)
{
	struct block block;
	int ret;

	if (reader->error)
		return reader->error;
	stream_consume(&reader->stream, reader->consumed);
	reader->consumed = 0;
	while ((ret = next_block(reader, &block)) == 1) {
		if (block.type == PCAPNG_SECTION ||
		    block.type == PCAPNG_INTERFACE) {
			ret = take_description(reader, &block);
			if (ret)
				return ret;
			continue;
		}
		reader->consumed = block.size;
		return block.type == PCAPNG_ENHANCED_PACKET
			       ? enhanced_packet(reader, &block, ret_packet)
			       : simple_packet(reader, &block, ret_packet);
	}
	return ret;
}

/* The file must begin with a section. Return: 0 or -errno */
static int first_section(struct capture_reader *reader)
{
	static const uint8_t type[4] = {0x0a, 0x0d, 0x0d, 0x0a};
	struct block block;
	int ret;

	ret = fill(reader, sizeof(type));
	if (ret)
		return ret;
	if (stream_available(&reader->stream) < sizeof(type) ||
	    memcmp(stream_data(&reader->stream), type, sizeof(type)))
		return -EPROTO;
	ret = next_block(reader, &block);
	return ret == 1 ? take_description(reader, &block) : ret;
}

int capture_open(const char *path, struct capture_reader **ret_reader)
{
	struct capture_reader *reader = malloc(sizeof(*reader));
	int ret;

	if (!reader)
		return -ENOMEM;
	memset(reader, 0, offsetof(struct capture_reader, stream));
	ret = stream_open(&reader->stream, path);
	if (ret) {
		free(reader);
		return ret;
	}
	ret = first_section(reader);
	if (ret) {
		capture_free(reader);
		return ret;
	}
	*ret_reader = reader;
	return 0;
}

const char *capture_error(const struct capture_reader *reader)
{
	return reader->message;
}

void capture_free(struct capture_reader *reader)
{
	if (!reader)
		return;
	stream_close(&reader->stream);
	section_free(&reader->section);
	free(reader);
}
