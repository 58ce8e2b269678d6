// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/packet/packet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* The bytes behind the header are not its payload */
static int decode_log(struct wire *wire, enum tlp_framing framing, size_t size)
{
	size_t header = tlp_header_size(&wire->tlp);

	wire->missing = size - header;
	tlp_parse(wire->packet.data, header, framing, &wire->tlp);
	return 0;
}

static int decode(struct wire *wire)
{
	const struct capture_packet *packet = &wire->packet;
	enum tlp_framing framing = packet->flit ? TLP_FLIT : TLP_NON_FLIT;
	ssize_t n;
	size_t size;

	wire->missing = 0;
	wire->damage = NULL;
	if (!capture_has_tlps(packet->linktype))
		return -EMEDIUMTYPE;
	n = tlp_parse(packet->data, packet->len, framing, &wire->tlp);
	if (n < 0)
		return n;
	size = n;
	if (packet->header_only)
		return decode_log(wire, framing, size);
	if (size != packet->orig_len)
		return size > packet->orig_len ? -ENODATA : -EMSGSIZE;
	wire->missing = size - packet->len;
	return 0;
}

int wire_next(struct capture_reader *reader, struct wire *ret_wire)
{
	struct capture_packet *packet = &ret_wire->packet;
	int ret = capture_next(reader, packet);

	if (ret != 1 && ret != -EPROTO)
		return ret;
	if (ret == -EPROTO) {
		const struct capture_damage *damage = capture_damage(reader);

		*packet = (struct capture_packet){
			.offset = damage->offset,
			.line = damage->line,
			.link = "",
			.dir = CAPTURE_DIR_UNKNOWN,
		};
		ret_wire->damage = damage->what;
		ret_wire->error = ret;
		return 1;
	}
	if (packet->number == capture_skipped(reader) + 1)
		ret_wire->first_ns = packet->ns;
	ret_wire->error = decode(ret_wire);
	return 1;
}

const char *wire_error(const struct wire *wire)
{
	if (wire->damage)
		return wire->damage;
	switch (wire->error) {
	case -EMEDIUMTYPE:
		return "the link type is not that of TLPs";
	case -ENODATA:
		return wire->packet.len < wire->packet.orig_len
			       ? "the capture kept only its beginning"
			       : "it ends early";
	case -EMSGSIZE:
		return "bytes follow its end";
	default:
		return "reserved type or wrong prefixes";
	}
}

const char *wire_position(const struct wire *wire, char *buf, size_t size)
{
	const struct capture_packet *packet = &wire->packet;
	char number[32] = "";

	if (packet->number)
		snprintf(number, sizeof(number), "packet %" PRIu64 " at ",
			 packet->number);
	snprintf(buf, size, "%s%s %" PRIu64, number,
		 packet->line ? "line" : "byte",
		 packet->line ? packet->line : packet->offset);
	return buf;
}

const char *wire_dir_name(const struct wire *wire)
{
	static const char *const names[] = {
		[CAPTURE_DOWN] = "down",
		[CAPTURE_UP] = "up",
		[CAPTURE_DIR_UNKNOWN] = "unknown",
	};

	return names[wire->packet.dir];
}

bool wire_has_addr(const struct tlp *tlp)
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

/* Bytes of a DW that are enabled. Without the instruction popcount is a call. */
static unsigned int enabled(uint8_t enables)
{
	static const uint8_t count[16] = {0, 1, 1, 2, 1, 2, 2, 3,
					  1, 2, 2, 3, 2, 3, 3, 4};

	return count[enables & 0xf];
}

unsigned int wire_bytes(const struct tlp *tlp)
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
