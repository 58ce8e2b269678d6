// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/packet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* The bytes after the header are not its payload */
static int decode_log(struct packet *packet, enum tlp_framing framing,
		      size_t size)
{
	size_t header = tlp_header_size(&packet->tlp);

	packet->missing = size - header;
	tlp_parse(packet->raw.data, header, framing, &packet->tlp);
	return 0;
}

static int decode(struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	enum tlp_framing framing = raw->flit ? TLP_FLIT : TLP_NON_FLIT;
	ssize_t n;
	size_t size;

	if (!capture_has_tlps(raw->linktype))
		return -EMEDIUMTYPE;
	n = tlp_parse(raw->data, raw->len, framing, &packet->tlp);
	if (n < 0)
		return n;
	size = n;
	if (raw->header_only)
		return decode_log(packet, framing, size);
	if (size != raw->orig_len)
		return size > raw->orig_len ? -ENODATA : -EMSGSIZE;
	packet->missing = size - raw->len;
	return 0;
}

void packet_decode(struct packet *packet)
{
	if (packet->damage)
		return;
	packet->missing = 0;
	packet->error = decode(packet);
}

/* A packet in the place of the damage */
static __attribute__((noinline)) void
take_damage(const struct capture_damage *damage, struct packet *packet)
{
	packet->raw = (struct capture_packet){
		.offset = damage->offset,
		.line = damage->line,
		.link = "",
		.dir = CAPTURE_DIR_UNKNOWN,
	};
	packet->damage = damage->what;
	packet->error = -EPROTO;
}

int packet_read(struct capture_reader *reader, struct packet *ret_packet)
{
	struct capture_packet *raw = &ret_packet->raw;
	int ret = capture_next(reader, raw);

	if (ret != 1) {
		if (ret != -EPROTO)
			return ret;
		take_damage(capture_damage(reader), ret_packet);
		return 1;
	}
	ret_packet->damage = NULL;
	if (raw->number == capture_skipped(reader) + 1)
		ret_packet->first_ns = raw->ns;
	return 1;
}

int packet_next(struct capture_reader *reader, struct packet *ret_packet)
{
	int ret = packet_read(reader, ret_packet);

	if (ret == 1)
		packet_decode(ret_packet);
	return ret;
}

const char *packet_error(const struct packet *packet)
{
	if (packet->damage)
		return packet->damage;
	switch (packet->error) {
	case -EMEDIUMTYPE:
		return "the link type does not carry TLPs";
	case -ENODATA:
		return packet->raw.len < packet->raw.orig_len
			       ? "only its beginning was captured"
			       : "it ends early";
	case -EMSGSIZE:
		return "bytes follow its end";
	default:
		return "reserved type or wrong prefixes";
	}
}

const char *packet_position(const struct packet *packet, char *buf, size_t size)
{
	const struct capture_packet *raw = &packet->raw;
	char number[32] = "";

	if (raw->number)
		snprintf(number, sizeof(number), "packet %" PRIu64 " at ",
			 raw->number);
	snprintf(buf, size, "%s%s %" PRIu64, number,
		 raw->line ? "line" : "byte",
		 raw->line ? raw->line : raw->offset);
	return buf;
}

const char *packet_dir_name(const struct packet *packet)
{
	static const char *const names[] = {
		[CAPTURE_DOWN] = "down",
		[CAPTURE_UP] = "up",
		[CAPTURE_DIR_UNKNOWN] = "unknown",
	};

	return names[packet->raw.dir];
}

bool packet_has_addr(const struct tlp *tlp)
{
	switch (tlp->type) {
	case TLP_IORD:
	case TLP_IOWR:
		return true;
	case TLP_MSG:
	case TLP_MSGD:
		return tlp->routing == TLP_ROUTE_BY_ADDR;
	default:
		return tlp_may_hint(tlp->type);
	}
}

/* Enabled bytes of a DW. A table, since popcount may be a function call. */
static unsigned int enabled(uint8_t enables)
{
	static const uint8_t count[16] = {0, 1, 1, 2, 1, 2, 2, 3,
					  1, 2, 2, 3, 2, 3, 3, 4};

	return count[enables & 0xf];
}

unsigned int packet_bytes(const struct tlp *tlp)
{
	unsigned int all = tlp->length * 4u, lead;

	switch (tlp->type) {
	case TLP_CPL ... TLP_CPLDLK:
		lead = tlp->lower_addr & 3;
		if (!all)
			return 0;
		return tlp->byte_count < all - lead ? tlp->byte_count
						    : all - lead;
	case TLP_MSG ... TLP_MSGD:
	case TLP_NOP:
	case TLP_UIOWRCPL ... TLP_UIORDCPLD:
		return all;
	default:
		if (tlp->length == 1)
			return enabled(tlp->first_be);
		return all - 8 + enabled(tlp->first_be) + enabled(tlp->last_be);
	}
}
