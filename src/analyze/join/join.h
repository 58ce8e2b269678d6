/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests and their completions, joined on each link by transaction ID:
 * Requester ID and tag (sec 2.2.6.2).
 *
 * TLPs are taken in the order of the capture. A completion goes against the
 * direction of its request, so a request that was seen on several links, or on
 * both ways past one tap, is joined on each. NetTLP shows the sender of a TLP by its
 * addresses. Where a capture has neither, directions are ignored.
 *
 * The capture is in order of time, with one exception: a completion that no
 * request was seen for is held for 64 packets. If a request comes that it fits,
 * and the completions after it leave no other explanation, it is that
 * request's. So join_add() says JOIN_EARLY, and join_decided() later what it
 * was.
 *
 * Memory is bounded: see join_create(). No TLP costs an allocation.
 */
#ifndef ANALYZE_JOIN_JOIN_H
#define ANALYZE_JOIN_JOIN_H

#include "analyze/join/due.h"
#include "analyze/packet/packet.h"

/* Requests outstanding at a time that are worth remembering */
#define JOIN_CAPACITY 65536

enum join_state {
	JOIN_OUTSTANDING,
	JOIN_COMPLETED,
	JOIN_NEVER,	 /* nothing more until the end of the capture */
	JOIN_TAG_REUSED, /* another request took its transaction ID */
	JOIN_GIVEN_UP,	 /* the oldest of too many: not known */
	JOIN_STATES,
};

/**
 * struct join_request - a request and the completions seen so far
 * @number:	packet of the request
 * @ns:		its time
 * @slot:	0..capacity, its own until the next call after it ended: an index
 *		into what a user remembers of it
 * @interface:	of the capture
 * @type:	of the request
 * @requester:	transaction ID
 * @tag:	transaction ID
 * @timed:	the times mean something
 * @state:	enum join_state
 * @misfit:	enum due_misfit of the first completion that did not fit
 * @misfit_number: packet of that completion
 * @status:	of the last completion
 * @cpl_type:	of the last completion
 * @completions: number of completions
 * @early:	completions that the capture has before the request
 * @bytes:	data that came with them
 * @first_ns:	time of the first one
 * @last_ns:	time of the last one
 * @wanted:	data that the request asked for
 */
struct join_request {
	uint64_t number, ns;
	unsigned int slot, interface;
	uint16_t requester, tag;
	bool timed;
	uint8_t type, state, misfit, status, cpl_type;
	uint16_t wanted;
	uint32_t completions, early;
	uint64_t bytes, first_ns, last_ns, misfit_number;
};

enum join_kind {
	JOIN_NEITHER,	 /* needs no completion */
	JOIN_REQUEST,	 /* now outstanding */
	JOIN_COMPLETION, /* of an outstanding request */
	JOIN_EARLY,	 /* a completion, no such request outstanding */
};

/**
 * struct join_event - what one TLP did
 * @kind:	what the TLP is
 * @request:	the request it is or completes, else NULL
 * @misfit:	how it does not fit its request
 * @ended:	a request that ended with it, else NULL: @request, if the TLP is
 *		its last completion; or an older one, if the TLP is a request that
 *		took its tag or its place
 *
 * The requests are valid until the next call.
 */
struct join_event {
	enum join_kind kind;
	enum due_misfit misfit;
	const struct join_request *request, *ended;
};

struct join;

/**
 * join_create() - begin with nothing outstanding
 * @capacity:	most requests outstanding at a time, 1..2^24; one more and the
 *		oldest is given up. 160 bytes each, taken when used
 * @ret_join:	result; untouched on failure
 *
 * Return: 0; -EINVAL @capacity is out of range; -ENOMEM.
 */
int join_create(size_t capacity, struct join **ret_join);

/**
 * join_add() - take account of a TLP
 * @join:	state
 * @packet:	next packet of the capture, with @packet->error 0
 *
 * Return: what it did.
 */
struct join_event join_add(struct join *join, const struct packet *packet);

/**
 * join_drain() - take out an outstanding request at the end of the capture
 * @join:	state
 *
 * Return: the oldest request outstanding, now JOIN_NEVER, or JOIN_COMPLETED by
 * early completions, valid until the next call; NULL if none is outstanding.
 */
const struct join_request *join_drain(struct join *join);

/**
 * join_decided() - fate of a completion that was JOIN_EARLY
 * @join:	state
 * @ret_packet:	the completion, but for its payload; @ret_packet->first_ns stays
 *		as it was
 * @ret_request: whose it is, NULL if it is unexpected
 *
 * Optional. Call it after each join_add() and join_drain(), also if the latter
 * returned NULL, until it returns false.
 *
 * Return: true if there was one more.
 */
bool join_decided(struct join *join, struct packet *ret_packet,
		  const struct join_request **ret_request);

/**
 * join_latency() - time from a request to its completions
 * @request:	request
 * @ret_first:	ns to the first one
 * @ret_last:	ns to the last one
 *
 * Return: true; false, with results untouched, if the latency is unknown: no
 * completion, a capture without time, or time that runs backwards in between.
 */
bool join_latency(const struct join_request *request, uint64_t *ret_first,
		  uint64_t *ret_last);

/* Return: short name for machines: "completed", "never", "tag_reused", ... */
const char *join_state_name(enum join_state state);

/* @join may be NULL */
void join_free(struct join *join);

#endif /* ANALYZE_JOIN_JOIN_H */
