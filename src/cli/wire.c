// SPDX-License-Identifier: BSD-3-Clause
#include "wire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int wire_open(const char *command, const char *path,
	      struct capture_reader **ret_reader)
{
	int ret = capture_open(path, ret_reader);

	if (ret)
		fprintf(stderr, "tph %s: %s: %s\n", command, path,
			ret == -EPROTO ? "not a pcapng file" : strerror(-ret));
	return ret;
}

int wire_next(struct capture_reader *reader, struct wire *ret_wire)
{
	struct capture_packet *packet = &ret_wire->packet;
	int ret = capture_next(reader, packet);

	if (ret != 1)
		return ret;
	if (packet->number == 1)
		ret_wire->first_ns = packet->ns;
	if (packet->linktype < CAPTURE_LINKTYPE_MIN ||
	    packet->linktype > CAPTURE_LINKTYPE_MAX)
		ret_wire->error = -EMEDIUMTYPE;
	else
		ret_wire->error =
			tlp_decode(packet->data, packet->len, &ret_wire->tlp);
	return 1;
}

const char *wire_error(const struct wire *wire)
{
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

const char *wire_dir_name(const struct wire *wire)
{
	return wire->packet.dir == CAPTURE_UP ? "up" : "down";
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
		return all;
	default:
		if (tlp->length == 1)
			return __builtin_popcount(tlp->first_be);
		return all - 8 + __builtin_popcount(tlp->first_be) +
		       __builtin_popcount(tlp->last_be);
	}
}
