/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_BRIDGE_H
#define CONTRIB_LEECHCORE_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contrib/leechcore/statistics.h"
#include "contrib/leechcore/tlp.h"

/* Ports: of the peer's requests and their completions, plus the tag; of the host's
 * requests and their completions, plus the lower four bits of the tag */
#define PORT_PEER  0x3000
#define PORT_PEERS 256
#define PORT_HOST  0x4000
#define PORT_HOSTS 16

#define BARS	       6
#define HOST_READS_MAX 1024
#define TAGS_MAX       256

/**
 * struct window - a BAR of the board that the peer sees
 * @size:	bytes, 0 if it does not see the BAR
 * @base:	address in the host
 * @to:		address at the peer
 */
struct window {
	uint64_t size, base, to;
};

/**
 * struct bridge - translation between a board and a peer
 * @id:			ID of the board
 * @windows:		by number of the BAR
 * @max_payload:	bytes that a TLP of the board may carry
 * @max_read:		bytes that a read of the board may ask for
 * @tags:		tags for reads of the board: 32 or 256
 * @answer_only:	requests of the peer do not pass
 * @timeout_ms:		after this time a read counts as unanswered
 * @counts:		events
 * @host_reads:		reads that the peer has not answered
 * @peer_reads:		reads that the host has not answered, by their tag there
 */
struct bridge {
	uint16_t id;
	struct window windows[BARS];
	unsigned int max_payload, max_read, tags;
	bool answer_only;
	unsigned int timeout_ms;
	struct statistics counts;
	struct waiting {
		bool used;
		uint16_t requester;
		uint8_t tag;
		unsigned int dw; /* that are to come */
		uint64_t deadline_ms;
	} host_reads[HOST_READS_MAX], peer_reads[TAGS_MAX];
};

enum direction {
	NOWHERE,
	TO_PEER,
	TO_BOARD,
};

/**
 * struct outgoing - a TLP to pass on
 * @direction:	if NOWHERE, the other members are not set
 * @port:	of the datagram, if it goes to the peer
 * @size:	number of bytes
 * @bytes:	the TLP
 */
struct outgoing {
	enum direction direction;
	uint16_t port;
	size_t size;
	uint8_t bytes[TLP_MAX];
};

/**
 * bridge_from_board() - translate a TLP that the board received
 * @b:		the bridge
 * @now_ms:	time
 * @p:		the TLP
 * @len:	its size in bytes
 * @ret_out:	what to pass on
 */
void bridge_from_board(struct bridge *b, uint64_t now_ms, const uint8_t *p,
		       size_t len, struct outgoing *ret_out);

/**
 * bridge_from_peer() - translate a TLP that the peer sent
 * @b:		the bridge
 * @now_ms:	time
 * @port:	of the datagram, PORT_PEER or PORT_HOST and a tag
 * @p:		the TLP
 * @len:	its size in bytes
 * @ret_out:	what to pass on
 */
void bridge_from_peer(struct bridge *b, uint64_t now_ms, uint16_t port,
		      const uint8_t *p, size_t len, struct outgoing *ret_out);

/**
 * bridge_expire() - give up reads that took too long
 * @b:		the bridge
 * @now_ms:	time
 */
void bridge_expire(struct bridge *b, uint64_t now_ms);

#endif /* CONTRIB_LEECHCORE_BRIDGE_H */
