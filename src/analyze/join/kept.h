/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Headers of requests, kept until they end, and of their completions. Memory is
 * bounded; no packet causes an allocation.
 */
#ifndef ANALYZE_JOIN_KEPT_H
#define ANALYZE_JOIN_KEPT_H

#include "analyze/packet/packet.h"

/**
 * struct kept_packet - kept part of a packet
 * @next:	next completion of the same request, or KEPT_END
 * @raw:	place and time of the packet, without @raw.data
 * @missing:	as in struct packet
 * @ecrc:	as in struct tlp
 * @trailer:	as in struct tlp
 * @bytes:	the TLP up to its payload, with its digest if it has no payload
 */
struct kept_packet {
	uint32_t next;
	struct capture_packet raw;
	size_t missing;
	uint32_t ecrc;
	uint32_t trailer[TLP_MAX_TRAILER];
	uint8_t bytes[TLP_MAX_HEADER + sizeof(uint32_t)];
};

#define KEPT_END UINT32_MAX

/**
 * struct kept - packets kept
 * @slots:	requests that can be kept
 * @total:	requests and completions that can be kept
 * @used:	places of completions ever used
 * @spare:	free places of completions, a list
 * @last:	place of the last completion of each request, or of the request
 *		itself, plus 1; 0 means no request
 * @packets:	requests, then completions
 */
struct kept {
	uint32_t slots, total, used, spare;
	uint32_t *last;
	struct kept_packet *packets;
};

/**
 * kept_create() - allocate room
 * @kept:	packets to set up
 * @slots:	requests
 * @completions: completions of all of them together
 *
 * Return: 0; -ENOMEM.
 */
int kept_create(struct kept *kept, uint32_t slots, uint32_t completions);

/* Keep a request; @packet->error is 0 */
void kept_request(struct kept *kept, uint32_t slot,
		  const struct packet *packet);

/* Return: true if a request is kept there */
static inline bool kept_has(const struct kept *kept, uint32_t slot)
{
	return kept->last[slot];
}

/* Keep a completion of a request. Return: false if there is no room. */
bool kept_completion(struct kept *kept, uint32_t slot,
		     const struct packet *packet);

/**
 * kept_recall() - restore a packet without its payload
 * @kept:	packets
 * @place:	slot of a request, or place of a completion
 * @ret_packet:	the packet; @ret_packet->first_ns is not changed
 *
 * Return: place of the next completion; KEPT_END after the last.
 */
uint32_t kept_recall(const struct kept *kept, uint32_t place,
		     struct packet *ret_packet);

/* Drop a request and its completions */
void kept_forget(struct kept *kept, uint32_t slot);

void kept_free(struct kept *kept);

#endif /* ANALYZE_JOIN_KEPT_H */
