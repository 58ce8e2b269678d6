// SPDX-License-Identifier: BSD-3-Clause
/* Read pcapng: all sections, both byte orders, untrusted input */
#include <errno.h>

#include "capture/blocks.h"

/*
 * Functions of both byte orders are inlined with a constant order, which saves a
 * tenth of the instructions of reading.
 */
#define INLINE static inline __attribute__((always_inline))

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

/*
 * Fill in the common part of the two kinds of packet blocks, field by field:
 * compilers clear a struct of this size by "rep stos", which is slow.
 *
 * Return: NULL or the fault
 */
static inline const char *set_packet(const struct interface *interface,
				     const uint8_t *data, uint32_t len,
				     uint32_t orig_len, bool timed,
				     struct capture_packet *packet)
{
	if (len > CAPTURE_MAX_LEN)
		return "a packet is larger than 256 KiB";
	packet->data = data;
	packet->len = len;
	/* A shorter original length is a fault of the writer */
	packet->orig_len = orig_len < len ? len : orig_len;
	packet->line = 0;
	packet->interface = interface->number;
	packet->link = interface->name;
	packet->linktype = interface->linktype;
	packet->side = 0;
	packet->flit = packet->header_only = false;
	packet->timed = timed;
	return NULL;
}

/* Flags, comment and losses among other options. Return: NULL or the fault */
static __attribute__((noinline)) const char *
find_options(const struct section *s, const uint8_t *options, size_t len,
	     struct capture_packet *packet)
{
	const uint8_t *flags, *comment, *lost;
	size_t flags_len, comment_len, lost_len;
	const char *error = section_option(s, options, len, PCAPNG_EPB_FLAGS,
					   &flags, &flags_len);

	packet->dir =
		flags && flags_len == 4
			? directions[section_u32(s, flags) & PCAPNG_DIR_MASK]
			: CAPTURE_DIR_UNKNOWN;
	if (error)
		return error;
	error = section_option(s, options, len, PCAPNG_OPT_COMMENT, &comment,
			       &comment_len);
	packet->rebuilt = comment &&
			  comment_len == sizeof(PCAPNG_REBUILT) - 1 &&
			  !memcmp(comment, PCAPNG_REBUILT, comment_len);
	if (error)
		return error;
	error = section_option(s, options, len, PCAPNG_EPB_DROPCOUNT, &lost,
			       &lost_len);
	if (lost && lost_len == 8)
		packet->lost = section_u64(s, lost);
	return error;
}

/* Most packets have no options, or the flags first. Return: NULL or the fault */
INLINE const char *set_options(const struct section *s, bool big,
			       const uint8_t *options, size_t len,
			       struct capture_packet *packet)
{
	packet->rebuilt = false;
	packet->lost = 0;
	if (len < 4) {
		packet->dir = CAPTURE_DIR_UNKNOWN;
		return NULL;
	}
	if (len < 8 || len > 12 ||
	    order_u16(big, options) != PCAPNG_EPB_FLAGS ||
	    order_u16(big, options + 2) != 4)
		return find_options(s, options, len, packet);
	packet->dir = directions[order_u32(big, options + 4) & PCAPNG_DIR_MASK];
	return NULL;
}

/* Return: NULL or what is wrong */
INLINE const char *enhanced_packet(const struct section *s, bool big,
				   const struct block *block,
				   struct capture_packet *packet)
{
	const uint8_t *p = block->body, *data = p + PCAPNG_ENHANCED_BODY;
	const struct interface *interface;
	uint32_t len, orig_len;
	const char *error;
	uint64_t stamp;
	size_t room;

	if (block->body_len < PCAPNG_ENHANCED_BODY)
		return too_short;
	interface = section_interface(s, order_u32(big, p));
	if (!interface)
		return not_described;
	stamp = (uint64_t)order_u32(big, p + 4) << 32 | order_u32(big, p + 8);
	len = order_u32(big, p + 12);
	orig_len = order_u32(big, p + 16);
	room = block->body_len - PCAPNG_ENHANCED_BODY;
	if (len > room)
		return beyond_block;
	error = set_options(s, big, data + pcapng_pad(len),
			    room - pcapng_pad(len), packet);
	if (error)
		return error;
	if (!interface_ns(interface, stamp, &packet->ns))
		return "the time of a packet is out of its range";
	return set_packet(interface, data, len, orig_len, true, packet);
}

/* A Simple Packet Block has no time, no direction, and the first interface */
static const char *simple_packet(const struct section *s,
				 const struct block *block,
				 struct capture_packet *packet)
{
	const struct interface *interface = section_interface(s, 0);
	uint32_t len, orig_len;

	if (block->body_len < PCAPNG_SIMPLE_BODY)
		return too_short;
	if (!interface)
		return not_described;
	len = orig_len = section_u32(s, block->body);
	if (interface->snaplen && len > interface->snaplen)
		len = interface->snaplen;
	if (len > block->body_len - PCAPNG_SIMPLE_BODY)
		return beyond_block;
	packet->dir = CAPTURE_DIR_UNKNOWN;
	packet->rebuilt = false;
	packet->lost = 0;
	packet->ns = 0;
	return set_packet(interface, block->body + PCAPNG_SIMPLE_BODY, len,
			  orig_len, false, packet);
}

/* Consume a section or interface block. Return: 0; -EPROTO */
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

/* @error: NULL or the fault of the packet. Return: as capture_next() */
static inline int end_packet(struct capture_reader *reader, const char *error,
			     size_t size)
{
	if (error)
		return reader_damage(reader, error, size);
	reader->consumed = size;
	return 1;
}

/* All blocks up to a packet of either kind. Return: as capture_next() */
static __attribute__((noinline)) int find_packet(struct capture_reader *reader,
						 struct capture_packet *packet)
{
	const struct blocks *blocks = reader->state;
	const struct section *s = &blocks->section;
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
		packet->offset = reader->stream.offset;
		error = block.type == PCAPNG_ENHANCED_PACKET
				? enhanced_packet(s, s->big, &block, packet)
				: simple_packet(s, &block, packet);
		return end_packet(reader, error, block.size);
	}
	return ret;
}

INLINE int next(struct capture_reader *reader, bool big,
		struct capture_packet *packet)
{
	const struct blocks *blocks = reader->state;
	struct block block;
	const char *error;

	if (!blocks_packet(reader, big, &block))
		return find_packet(reader, packet);
	packet->offset = reader->stream.offset;
	error = enhanced_packet(&blocks->section, big, &block, packet);
	return end_packet(reader, error, block.size);
}

static int pcapng_next(struct capture_reader *reader,
		       struct capture_packet *packet)
{
	const struct blocks *blocks = reader->state;

	return blocks->section.big ? next(reader, true, packet)
				   : next(reader, false, packet);
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
