/* SPDX-License-Identifier: BSD-3-Clause */
/* A packet of a capture and the TLP in it */
#ifndef ANALYZE_PACKET_PACKET_H
#define ANALYZE_PACKET_PACKET_H

#include <opentph/tlp.h>

#include "capture/capture.h"

/**
 * struct packet - one packet, or a damaged place of the capture
 * @raw:	where and when it was seen; of a damaged place only its position
 * @tlp:	what it is; only with @error 0
 * @error:	0; else as tlp_parse(); -EMSGSIZE bytes follow the TLP;
 *		-EMEDIUMTYPE packets of this interface are not TLPs; -EPROTO also
 *		the capture is damaged
 * @damage:	what is wrong with the capture at this place, a constant; else NULL
 * @missing:	bytes of the TLP, all of them after its header, that the capture
 *		did not keep (snap length, header log). No error: @tlp is complete
 *		but for @tlp.payload, digest and trailer
 * @first_ns:	time of the capture's first packet; packet_next() keeps it, so
 *		one struct goes through the whole capture
 */
struct packet {
	struct capture_packet raw;
	struct tlp tlp;
	int error;
	const char *damage;
	size_t missing;
	uint64_t first_ns;
};

/* Room for the text of packet_position() */
#define PACKET_POSITION 64

/**
 * packet_next() - next packet, decoded
 * @reader:	reader
 * @ret_packet:	the packet; @ret_packet->error is 0 if it is a TLP
 *
 * Damage to the capture is one more packet that is not a TLP, so that nothing ends
 * a run.
 *
 * Return: 1 a packet; 0 end of the file; -errno of read(2).
 */
int packet_next(struct capture_reader *reader, struct packet *ret_packet);

/* Return: the fault of a packet whose @packet->error is set, a constant */
const char *packet_error(const struct packet *packet);

/**
 * packet_position() - say where a packet is
 * @packet:	packet or damaged place
 * @buf:	where the text goes
 * @size:	bytes at @buf; PACKET_POSITION are always enough
 *
 * Return: @buf: "packet 17 at byte 4711", "packet 2 at line 3", "byte 4711".
 */
const char *packet_position(const struct packet *packet, char *buf,
			    size_t size);

/* Return: "up", "down" or "unknown" */
const char *packet_dir_name(const struct packet *packet);

/* Return: true if @tlp->addr means something */
bool packet_has_addr(const struct tlp *tlp);

/*
 * Return: bytes that the TLP carries or asks for: of a request those that its
 * byte enables let through, of a completion those that belong to its request.
 */
unsigned int packet_bytes(const struct tlp *tlp);

#endif /* ANALYZE_PACKET_PACKET_H */
