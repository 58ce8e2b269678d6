/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Completions without a request, held for a while: if the two directions of a
 * link are captured separately, a completion can appear in the file a few
 * packets before its request. Private to join.c.
 */
#ifndef ANALYZE_JOIN_HELD_H
#define ANALYZE_JOIN_HELD_H

#include "analyze/join/due.h"
#include "analyze/join/kept.h"

/* Most completions held, and packets after which one is dropped */
#define HELD_MAX    63
#define HELD_WINDOW 64

struct join_request;

/**
 * struct held - completions held; zero at first
 * @kept:	their packets, by slot
 * @busy:	slots in use, a bit each
 * @key:	key of the request that each would answer
 * @number:	number of its packet
 * @claim:	request that it may answer, or 0
 * @count:	completions held
 * @order:	their slots in order of the capture
 * @decided_count: completions whose fate is known since held_begin()
 * @decided:	their slots
 * @request:	request of each of @decided, NULL: unexpected
 */
struct held {
	struct kept kept;
	uint64_t busy;
	uint64_t key[HELD_MAX + 1], number[HELD_MAX + 1];
	uint32_t claim[HELD_MAX + 1];
	unsigned int count, decided_count;
	uint8_t order[HELD_MAX + 1], decided[HELD_MAX + 1];
	const struct join_request *request[HELD_MAX + 1];
};

/* Return: 0; -ENOMEM */
int held_init(struct held *held);

void held_free(struct held *held);

/* Clear @decided */
void held_begin(struct held *held);

/* Drop completions not claimed in the window before packet @number */
void held_expire(struct held *held, uint64_t number);

/* Hold a completion; if there are too many, drop the oldest */
void held_add(struct held *held, uint64_t key, const struct packet *packet);

/**
 * held_claim() - note that held completions may answer a request
 * @held:	completions held
 * @key:	key of the request
 * @claim:	number of the request, not 0
 * @due:	completions that it waits for
 *
 * Return: true if there is at least one, and all of them fit.
 */
bool held_claim(struct held *held, uint64_t key, uint32_t claim,
		const struct due *due);

/* Extent to which completions answer a request */
enum held_fit {
	HELD_MISFIT,
	HELD_PART, /* more completions must follow */
	HELD_ALL,
};

/**
 * held_fit() - do the claimed completions answer the request?
 * @held:	completions held
 * @claim:	number of the request
 * @due:	completions that it waits for; updated
 *
 * Return: enum held_fit.
 */
enum held_fit held_fit(const struct held *held, uint32_t claim,
		       struct due *due);

/**
 * held_decide() - release completions
 * @held:	completions held
 * @claim:	number of the request, 0 for all that are not claimed
 * @request:	request that they complete, NULL if they are unexpected
 *
 * Return: number of entries in @held->decided now.
 */
unsigned int held_decide(struct held *held, uint32_t claim,
			 const struct join_request *request);

#endif /* ANALYZE_JOIN_HELD_H */
