/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Completions that no request was seen for, held for a while: where both
 * directions of a link are captured apart, a completion may come into the file
 * a few packets before its request. Private to join.c.
 */
#ifndef ANALYZE_JOIN_HELD_H
#define ANALYZE_JOIN_HELD_H

#include "analyze/join/due.h"
#include "analyze/join/kept.h"

/* Completions held at a time, and packets after which one is let go */
#define EARLY_MAX    63
#define EARLY_WINDOW 64

struct join_request;

/**
 * struct early - completions held; zero at first
 * @memory:	their packets, by slot
 * @busy:	slots in use, a bit each
 * @key:	of the request that each would answer
 * @number:	of its packet
 * @claim:	request that might have asked for it, 0 if there is none
 * @count:	completions held
 * @order:	their slots in order of the capture
 * @decided_count: completions whose fate is known since early_begin()
 * @decided:	their slots
 * @request:	what each of those belongs to, NULL: unexpected
 */
struct early {
	struct memory memory;
	uint64_t busy;
	uint64_t key[EARLY_MAX + 1], number[EARLY_MAX + 1];
	uint32_t claim[EARLY_MAX + 1];
	unsigned int count, decided_count;
	uint8_t order[EARLY_MAX + 1], decided[EARLY_MAX + 1];
	const struct join_request *request[EARLY_MAX + 1];
};

/* Return: 0; -ENOMEM */
int early_init(struct early *early);

void early_free(struct early *early);

/* Forget what was decided */
void early_begin(struct early *early);

/* Let go of what nobody claimed in the window before packet @number */
void early_expire(struct early *early, uint64_t number);

/* Hold a completion; if there are too many, let go of the oldest */
void early_hold(struct early *early, uint64_t key, const struct packet *packet);

/**
 * early_claim() - note that held completions may be for a request
 * @early:	completions held
 * @key:	of the request
 * @claim:	number of the request, not 0
 * @answer:	what it waits for
 *
 * Return: true if there are any, and all of them fit.
 */
bool early_claim(struct early *early, uint64_t key, uint32_t claim,
		 const struct answer *answer);

/* How far completions answer a request */
enum early_fit {
	EARLY_MISFIT,
	EARLY_PART, /* more must come */
	EARLY_ALL,
};

/**
 * early_fit() - see how far what was claimed answers the request
 * @early:	completions held
 * @claim:	number of the request
 * @answer:	what it waits for, brought up to date
 *
 * Return: enum early_fit.
 */
enum early_fit early_fit(const struct early *early, uint32_t claim,
			 struct answer *answer);

/**
 * early_decide() - let go of what was claimed
 * @early:	completions held
 * @claim:	number of the request, 0 for all that nobody claimed
 * @request:	whom they belong to, NULL if they are unexpected
 *
 * Return: how many there are now in @early->decided.
 */
unsigned int early_decide(struct early *early, uint32_t claim,
			  const struct join_request *request);

#endif /* ANALYZE_JOIN_HELD_H */
