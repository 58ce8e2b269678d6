/* SPDX-License-Identifier: BSD-3-Clause */
/* A packet of a capture and the TLP in it */
#ifndef ANALYZE_PACKET_H
#define ANALYZE_PACKET_H

#include <opentph/tlp.h>

#include "capture/capture.h"

/**
 * struct wire - one packet, or a damaged place of the capture
 * @packet:	where and when it was seen; of a damaged place only its position
 * @tlp:	what it is; only with @error 0
 * @error:	0; else that of tlp_parse(); -EMSGSIZE bytes follow the TLP;
 *		-EMEDIUMTYPE packets of this interface are no TLPs; -EPROTO also
 *		the capture is damaged
 * @damage:	what is wrong with the capture at this place, a constant; else NULL
 * @missing:	bytes of the TLP, all of them behind its header, that the capture
 *		did not keep (snap length, header log). No error: @tlp is complete
 *		but for @tlp.payload, digest and trailer
 * @first_ns:	time of the capture's first packet; wire_next() keeps it, so one
 *		struct goes through the whole capture
 */
struct wire {
	struct capture_packet packet;
	struct tlp tlp;
	int error;
	const char *damage;
	size_t missing;
	uint64_t first_ns;
};

/* Room for the text of wire_position() */
#define WIRE_POSITION 64

/**
 * wire_next() - next packet, decoded
 * @reader:	reader
 * @ret_wire:	the packet; @ret_wire->error tells if it is a TLP
 *
 * Damage to the capture is one more packet that is no TLP, so that nothing ends
 * a run.
 *
 * Return: 1 a packet; 0 end of the file; -errno of read(2).
 */
int wire_next(struct capture_reader *reader, struct wire *ret_wire);

/* Return: what is wrong with a packet whose @wire->error is set, a constant */
const char *wire_error(const struct wire *wire);

/**
 * wire_position() - say where a packet is
 * @wire:	packet or damaged place
 * @buf:	where the text goes
 * @size:	bytes at @buf; WIRE_POSITION are always enough
 *
 * Return: @buf: "packet 17 at byte 4711", "packet 2 at line 3", "byte 4711".
 */
const char *wire_position(const struct wire *wire, char *buf, size_t size);

/* Return: "up", "down" or "unknown" */
const char *wire_dir_name(const struct wire *wire);

/* Return: true if @tlp->addr means something */
bool wire_has_addr(const struct tlp *tlp);

/*
 * Return: bytes that the TLP carries or asks for: of a request those that its
 * byte enables let through, of a completion those that belong to its request.
 */
unsigned int wire_bytes(const struct tlp *tlp);

#endif /* ANALYZE_PACKET_H */
