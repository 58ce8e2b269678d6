// SPDX-License-Identifier: BSD-3-Clause
/* Read pcapng: every section, both byte orders, nothing trusted */
#include <errno.h>
#include <stdlib.h>

#include "blocks.h"
#include "capture.h"
#include "pcapng.h"

struct capture_reader {
	bool flit;
	uint64_t packets, skipped;
	size_t consumed; /* by the packet handed out last */
	struct blocks blocks;
};

static int malformed(struct capture_reader *reader, const char *what)
{
	return blocks_malformed(&reader->blocks, what);
}

/* Of the types for users every other one */
static bool is_flit(int linktype)
{
	return capture_has_tlps(linktype) &&
	       (linktype - CAPTURE_LINKTYPE_USER0) % 2;
}

/* What the two kinds of packet blocks have in common */
static int finish_packet(struct capture_reader *reader, uint32_t n,
			 const struct interface *interface,
			 struct capture_packet *packet)
{
	if (packet->len > CAPTURE_MAX_LEN)
		return malformed(reader, "a packet is larger than 256 KiB");
	packet->number = ++reader->packets;
	packet->offset = reader->blocks.stream.offset;
	packet->interface = reader->blocks.section.first + n;
	packet->link = interface->name;
	packet->linktype = interface->linktype;
	packet->flit = reader->flit || is_flit(interface->linktype);
	return 1;
}

/* By epb_flags */
static const enum capture_dir directions[PCAPNG_DIR_MASK + 1] = {
	CAPTURE_DIR_UNKNOWN,
	[PCAPNG_DIR_INBOUND] = CAPTURE_UP,
	[PCAPNG_DIR_OUTBOUND] = CAPTURE_DOWN,
	CAPTURE_DIR_UNKNOWN,
};

static int enhanced_packet(struct capture_reader *reader,
			   const struct block *block,
			   struct capture_packet *ret_packet)
{
	const struct section *s = &reader->blocks.section;
	struct capture_packet packet = {
		.dir = CAPTURE_DIR_UNKNOWN,
		.timed = true,
	};
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
	if (flags && flags_len == 4)
		packet.dir = directions[section_u32(s, flags) & PCAPNG_DIR_MASK];
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
		section_interface(&reader->blocks.section, 0);
	struct capture_packet packet = {.dir = CAPTURE_DIR_UNKNOWN};
	int ret;

	if (block->body_len < PCAPNG_SIMPLE_BODY)
		return malformed(reader, "packet block is too short");
	if (!interface)
		return malformed(
			reader,
			"packet of an interface that has not been described");
	packet.orig_len = section_u32(&reader->blocks.section, block->body);
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
		error = section_begin(&reader->blocks.section, block->body,
				      block->body_len);
	else
		error = section_add_interface(&reader->blocks.section,
					      block->body, block->body_len);
	if (error)
		return malformed(reader, error);
	stream_consume(&reader->blocks.stream, block->size);
	return 0;
}

int capture_next(struct capture_reader *reader,
		 struct capture_packet *ret_packet)
{
	struct block block;
	int ret;

	if (reader->blocks.error)
		return reader->blocks.error == -EPROTO ? 0 : reader->blocks.error;
	stream_consume(&reader->blocks.stream, reader->consumed);
	reader->consumed = 0;
	while ((ret = blocks_next(&reader->blocks, &block)) == 1) {
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

	ret = blocks_fill(&reader->blocks, sizeof(type));
	if (ret)
		return ret;
	if (stream_available(&reader->blocks.stream) < sizeof(type) ||
	    memcmp(stream_data(&reader->blocks.stream), type, sizeof(type)))
		return -EPROTO;
	ret = blocks_next(&reader->blocks, &block);
	return ret == 1 ? take_description(reader, &block) : ret;
}

int capture_open(const char *path, struct capture_reader **ret_reader)
{
	struct capture_reader *reader = malloc(sizeof(*reader));
	int ret;

	if (!reader)
		return -ENOMEM;
	memset(reader, 0, offsetof(struct capture_reader, blocks.stream));
	ret = stream_open(&reader->blocks.stream, path);
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

void capture_assume_flit(struct capture_reader *reader)
{
	reader->flit = true;
}

const struct capture_damage *capture_damage(const struct capture_reader *reader)
{
	return &reader->blocks.damage;
}

uint64_t capture_skipped(const struct capture_reader *reader)
{
	return reader->skipped;
}

bool capture_has_tlps(int linktype)
{
	return linktype >= CAPTURE_LINKTYPE_MIN &&
	       linktype <= CAPTURE_LINKTYPE_MAX;
}

void capture_free(struct capture_reader *reader)
{
	if (!reader)
		return;
	stream_close(&reader->blocks.stream);
	section_free(&reader->blocks.section);
	free(reader);
}
