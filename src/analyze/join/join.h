/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests and their completions, joined on each link by transaction ID:
 * Requester ID and tag (sec 2.2.6.2).
 *
 * TLPs are processed in the order of the capture. A completion travels against
 * the direction of its request, so a request that crosses several links, or
 * passes one tap in both directions, is joined on each. In NetTLP the addresses
 * identify the sender. Directions are ignored if the capture has neither.
 *
 * The capture is treated as ordered by time, with one exception: a completion
 * without a request is held for 64 packets. If it fits a request that follows,
 * and the later completions allow no other explanation, it belongs to that
 * request. So join_add() returns JOIN_EARLY, and join_decided() reports the
 * result later.
 *
 * Memory is bounded: see join_create(). No TLP causes an allocation.
 */
#ifndef ANALYZE_JOIN_JOIN_H
#define ANALYZE_JOIN_JOIN_H

#include "analyze/join/due.h"
#include "analyze/packet/packet.h"

/* Most outstanding requests of the commands */
#define JOIN_CAPACITY 65536

/* Most JOIN_EARLY completions that join_decided() has not returned */
#define JOIN_EARLY_MAX 64

enum join_state {
	JOIN_OUTSTANDING,
	JOIN_COMPLETED,
	JOIN_NEVER,	 /* no last completion in the capture */
	JOIN_TAG_REUSED, /* another request reused its transaction ID */
	JOIN_GIVEN_UP,	 /* the oldest of too many: unknown */
	JOIN_STATES,
};

/**
 * struct join_request - a request and the completions seen so far
 * @number:	packet of the request
 * @ns:		its time
 * @slot:	0..capacity, an index for data of the caller; unique until the
 *		next call after the request ended
 * @interface:	interface of the capture
 * @type:	type of the request
 * @requester:	transaction ID
 * @tag:	transaction ID
 * @timed:	the times are known
 * @state:	enum join_state
 * @misfit:	enum due_misfit of the first completion that did not fit
 * @misfit_number: packet of that completion
 * @status:	status of the last completion
 * @cpl_type:	type of the last completion
 * @completions: number of completions
 * @early:	completions before the request in the capture
 * @bytes:	data in all completions
 * @first_ns:	time of the first one
 * @last_ns:	time of the last one
 * @wanted:	requested data
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
 * struct join_event - effect of one TLP
 * @kind:	kind of TLP
 * @request:	the request that it is or completes, else NULL
 * @misfit:	reason why it does not fit its request
 * @ended:	request that ended with it, else NULL: @request, if the TLP is
 *		its last completion; or an older one, if the TLP is a request
 *		that reuses its tag or its place
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
 * join_create() - begin without outstanding requests
 * @capacity:	most outstanding requests, 1..2^24; the oldest is given up for
 *		one more. Each uses 160 bytes, from its first use on
 * @ret_join:	result; untouched on failure
 *
 * Return: 0; -EINVAL @capacity is out of range; -ENOMEM.
 */
int join_create(size_t capacity, struct join **ret_join);

/**
 * join_add() - process a TLP
 * @join:	state
 * @packet:	next packet of the capture, with @packet->error 0
 *
 * Return: its effect.
 */
struct join_event join_add(struct join *join, const struct packet *packet);

/**
 * join_drain() - end an outstanding request at the end of the capture
 * @join:	state
 *
 * Return: the oldest outstanding request, now JOIN_NEVER, or JOIN_COMPLETED by
 * early completions, valid until the next call; NULL if all requests have
 * ended.
 */
const struct join_request *join_drain(struct join *join);

/**
 * join_decided() - result for a completion that was JOIN_EARLY
 * @join:	state
 * @ret_packet:	the completion without its payload; @ret_packet->first_ns is not
 *		changed
 * @ret_request: its request, NULL if it is unexpected
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
 * completion, a capture without times, or time that runs backwards.
 */
bool join_latency(const struct join_request *request, uint64_t *ret_first,
		  uint64_t *ret_last);

/* Return: short name for machines: "completed", "never", "tag_reused", ... */
const char *join_state_name(enum join_state state);

/* @join may be NULL */
void join_free(struct join *join);

#endif /* ANALYZE_JOIN_JOIN_H */
