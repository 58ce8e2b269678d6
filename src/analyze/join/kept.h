/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Headers of packets for later: of requests until they end, each with its
 * completions. Bounded; no packet costs an allocation.
 */
#ifndef ANALYZE_JOIN_KEPT_H
#define ANALYZE_JOIN_KEPT_H

#include "analyze/packet/packet.h"

/**
 * struct kept_packet - what is kept of a packet
 * @next:	the next completion of the same request, KEPT_END if none
 * @raw:	where and when it was seen; @raw.data is gone
 * @missing:	of struct packet
 * @ecrc:	of struct tlp
 * @trailer:	of struct tlp
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
 * @last:	where the last completion of each request is, or the request
 *		itself; 1 more, so that 0 is not a request
 * @packets:	requests, then completions
 */
struct kept {
	uint32_t slots, total, used, spare;
	uint32_t *last;
	struct kept_packet *packets;
};

/**
 * kept_create() - make room
 * @kept:	to set up
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

/* Keep a completion of a request. Return: false if there is no room for it. */
bool kept_completion(struct kept *kept, uint32_t slot,
		     const struct packet *packet);

/**
 * kept_recall() - a packet as it was, but for its payload
 * @kept:	packets
 * @place:	slot of a request, or place of a completion
 * @ret_packet:	the packet; @ret_packet->first_ns stays as it was
 *
 * Return: place of the next completion, KEPT_END if there is none.
 */
uint32_t kept_recall(const struct kept *kept, uint32_t place,
		     struct packet *ret_packet);

/* Drop a request and its completions */
void kept_forget(struct kept *kept, uint32_t slot);

void kept_free(struct kept *kept);

#endif /* ANALYZE_JOIN_KEPT_H */
