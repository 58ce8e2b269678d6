// SPDX-License-Identifier: BSD-3-Clause
/* Read pcapng: every section, both byte orders, nothing trusted */
#include "pcapng.h"

#include <errno.h>

#include "blocks.h"

static const char too_short[] = "packet block is too short";
static const char not_described[] =
	"packet of an interface that has not been described";
static const char beyond_block[] = "a packet is longer than its block";

/* By epb_flags */
static const enum capture_dir directions[PCAPNG_DIR_MASK + 1] = {
	CAPTURE_DIR_UNKNOWN,
	[PCAPNG_DIR_INBOUND] = CAPTURE_UP,
	[PCAPNG_DIR_OUTBOUND] = CAPTURE_DOWN,
	CAPTURE_DIR_UNKNOWN,
};

/* What the two kinds of packet blocks have in common. Return: NULL or a fault
 */
static const char *set_interface(const struct section *s, uint32_t n,
				 const struct interface *interface,
				 struct capture_packet *packet)
{
	if (packet->len > CAPTURE_MAX_LEN)
		return "a packet is larger than 256 KiB";
	/* Nobody's fault but the writer's; it says nothing */
	if (packet->orig_len < packet->len)
		packet->orig_len = packet->len;
	packet->interface = s->first + n;
	packet->link = interface->name;
	packet->linktype = interface->linktype;
	return NULL;
}

/* Return: NULL or what is wrong */
static const char *enhanced_packet(const struct section *s,
				   const struct block *block,
				   struct capture_packet *packet)
{
	const struct interface *interface;
	const uint8_t *p = block->body, *flags;
	size_t room, flags_len;
	const char *error;
	uint32_t n;

	if (block->body_len < PCAPNG_ENHANCED_BODY)
		return too_short;
	n = section_u32(s, p);
	interface = section_interface(s, n);
	if (!interface)
		return not_described;
	packet->timed = true;
	packet->ns =
		interface_ns(interface, (uint64_t)section_u32(s, p + 4) << 32 |
						section_u32(s, p + 8));
	packet->len = section_u32(s, p + 12);
	packet->orig_len = section_u32(s, p + 16);
	packet->data = p + PCAPNG_ENHANCED_BODY;
	room = block->body_len - PCAPNG_ENHANCED_BODY;
	if (packet->len > room)
		return beyond_block;
	p = packet->data + pcapng_pad(packet->len);
	room -= pcapng_pad(packet->len);
	error = section_option(s, p, room, PCAPNG_EPB_FLAGS, &flags,
			       &flags_len);
	if (error)
		return error;
	if (flags && flags_len == 4)
		packet->dir =
			directions[section_u32(s, flags) & PCAPNG_DIR_MASK];
	return set_interface(s, n, interface, packet);
}

/* No time, no direction, always the first interface */
static const char *simple_packet(const struct section *s,
				 const struct block *block,
				 struct capture_packet *packet)
{
	const struct interface *interface = section_interface(s, 0);

	if (block->body_len < PCAPNG_SIMPLE_BODY)
		return too_short;
	if (!interface)
		return not_described;
	packet->orig_len = section_u32(s, block->body);
	packet->len = packet->orig_len;
	if (interface->snaplen && packet->len > interface->snaplen)
		packet->len = interface->snaplen;
	if (packet->len > block->body_len - PCAPNG_SIMPLE_BODY)
		return beyond_block;
	packet->data = block->body + PCAPNG_SIMPLE_BODY;
	return set_interface(s, 0, interface, packet);
}

/* Section and interface blocks change what is known, and are done with */
static int take_description(struct capture_reader *reader,
			    const struct block *block)
{
	struct blocks *blocks = reader->state;
	const char *error;

	if (block->type == PCAPNG_SECTION)
		error = section_begin(&blocks->section, block->body,
				      block->body_len);
	else
		error = section_add_interface(&blocks->section, block->body,
					      block->body_len);
	if (error)
		return reader_damage(reader, error, block->size);
	stream_consume(&reader->stream, block->size);
	return 0;
}

static int pcapng_next(struct capture_reader *reader,
		       struct capture_packet *packet)
{
	struct blocks *blocks = reader->state;
	struct block block;
	const char *error;
	int ret;

	while ((ret = blocks_next(reader, &block)) == 1) {
		if (block.type == PCAPNG_SECTION ||
		    block.type == PCAPNG_INTERFACE) {
			ret = take_description(reader, &block);
			if (ret)
				return ret;
			continue;
		}
		*packet = (struct capture_packet){
			.offset = reader->stream.offset,
			.dir = CAPTURE_DIR_UNKNOWN,
		};
		error = block.type == PCAPNG_ENHANCED_PACKET
				? enhanced_packet(&blocks->section, &block,
						  packet)
				: simple_packet(&blocks->section, &block,
						packet);
		if (error)
			return reader_damage(reader, error, block.size);
		reader->consumed = block.size;
		return 1;
	}
	return ret;
}

static bool is_pcapng(const uint8_t *p, size_t len)
{
	static const uint8_t type[] = {0x0a, 0x0d, 0x0d, 0x0a};

	return len >= sizeof(type) && !memcmp(p, type, sizeof(type));
}

/* The file must begin with a section. Return: 0 or -errno */
static int pcapng_open(struct capture_reader *reader)
{
	struct block block;
	int ret = blocks_next(reader, &block);

	return ret == 1 ? take_description(reader, &block) : ret;
}

static void pcapng_close(void *state)
{
	struct blocks *blocks = state;

	section_free(&blocks->section);
}

const struct format pcapng_format = {
	.name = "pcapng",
	.state_size = sizeof(struct blocks),
	.is = is_pcapng,
	.open = pcapng_open,
	.next = pcapng_next,
	.close = pcapng_close,
};
