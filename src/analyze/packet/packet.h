/* SPDX-License-Identifier: BSD-3-Clause */
/* A packet of a capture and the TLP in it */
#ifndef ANALYZE_PACKET_PACKET_H
#define ANALYZE_PACKET_PACKET_H

#include <opentph/tlp.h>

#include "capture/capture.h"

/**
 * struct packet - one packet, or a damaged place of the capture
 * @raw:	place and time of the packet; only the position of a damaged
 *		place
 * @tlp:	the TLP; only with @error 0
 * @error:	0; else as tlp_parse(); -EMSGSIZE bytes follow the TLP;
 *		-EMEDIUMTYPE packets of this interface are not TLPs; -EPROTO
 *		also the capture is damaged
 * @damage:	damage of the capture at this place, a constant; else NULL
 * @missing:	bytes after the header that were not captured (snap length,
 *		header log). Not an error: @tlp is complete except for
 *		@tlp.payload, digest and trailer
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
 * Damage to the capture is returned as a packet that is not a TLP, and does not
 * end the run.
 *
 * Return: 1 if a packet was read; 0 at the end of the file; -errno of read(2).
 */
int packet_next(struct capture_reader *reader, struct packet *ret_packet);

/**
 * packet_read() - next packet, not decoded
 * @reader:	reader
 * @ret_packet:	the packet; unless @ret_packet->damage is set, its @tlp, @error and
 *		@missing are undefined until packet_decode()
 *
 * Return: as packet_next().
 */
int packet_read(struct capture_reader *reader, struct packet *ret_packet);

/* Decode a packet of packet_read(). Nothing changes for a damaged place. */
void packet_decode(struct packet *packet);

/* Return: the fault of a packet whose @packet->error is set, a constant */
const char *packet_error(const struct packet *packet);

/**
 * packet_position() - position of a packet as text
 * @packet:	packet or damaged place
 * @buf:	text
 * @size:	bytes at @buf; PACKET_POSITION are always enough
 *
 * Return: @buf: "packet 17 at byte 4711", "packet 2 at line 3", "byte 4711".
 */
const char *packet_position(const struct packet *packet, char *buf,
			    size_t size);

/* Return: "up", "down" or "unknown" */
const char *packet_dir_name(const struct packet *packet);

/* Return: true if @tlp->addr has a meaning */
bool packet_has_addr(const struct tlp *tlp);

/*
 * Return: bytes that the TLP carries or requests: the enabled bytes of a
 * request, the bytes of a completion that belong to its request.
 */
unsigned int packet_bytes(const struct tlp *tlp);

#endif /* ANALYZE_PACKET_PACKET_H */
