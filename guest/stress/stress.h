/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stress: queue pairs in pairs, each with several requests of any kind and size
 * under way all the time; every byte that a request moves, and those around
 * them, are compared with what they have to be.
 */
#ifndef GUEST_STRESS_STRESS_H
#define GUEST_STRESS_STRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/verbs/verbs.h"

#define SLOTS	  8	   /* requests under way, of a queue pair */
#define SLOT_SIZE 0x11000u /* 64 KiB and room around them */
#define DATA_MAX  0x10000u

enum kind { WRITE, READ, SEND, WRITE_IMM, FETCH_ADD, CMP_SWAP, KINDS };

/**
 * struct slot - one request and the memory that is its own
 * @busy:	under way
 * @waits:	completions that it still gets: its own, the receiver's
 * @kind:	what it is
 * @offset, @len: of the data, in the slot
 * @seed:	of the data
 * @expected:	what an atomic has to bring
 */
struct slot {
	bool busy;
	unsigned int waits;
	enum kind kind;
	uint32_t offset, len;
	uint64_t seed, expected;
};

/**
 * struct channel - one direction: a queue pair and what it sends
 * @qp:		its queue pair
 * @peer:	the other direction
 * @local, @remote: memory of the slots at both ends, and its regions
 * @counter:	what the atomics' word, behind the slots of @remote, has to be
 *		after all that were posted
 * @slots:	requests
 * @sent, @received: SENDs and WRITEs with immediate data, which use receives in
 *		this order; @order has their slots
 * @random:	state
 */
struct channel {
	struct ibv_qp *qp;
	struct channel *peer;
	uint8_t *local, *remote;
	struct verbs_region local_region, remote_region;
	struct ibv_mr *atomic;
	uint64_t *word, counter;
	struct slot slots[SLOTS];
	uint32_t sent, received;
	uint8_t order[SLOTS];
	uint64_t random;
};

/**
 * struct stress - all of it
 * @verbs:	device
 * @cq:		completions of all
 * @channels:	@n of them, an even number
 * @ops, @bytes: done so far
 */
struct stress {
	struct verbs *verbs;
	struct ibv_cq *cq;
	struct channel *channels;
	unsigned int n;
	uint64_t ops[KINDS], bytes;
};

/* channel.c. Return: 0; -errno after a message. */
int stress_open(struct stress *s, const char *device, unsigned int n);
void stress_close(struct stress *s);

/* work.c: post until every slot is busy. Return: 0; -errno after a message. */
int stress_post(struct stress *s);
/* Take a completion and compare. Return: 1, 0 there is none, -errno. */
int stress_complete(struct stress *s);

/*
 * hammer.c: reads of configuration space and of BAR 0 beside the traffic. If the
 * files of the function cannot be opened, nothing is read.
 */
struct hammer;
int hammer_start(const char *bdf, struct hammer **ret_hammer);
/* Return: register reads so far; and end it. */
uint64_t hammer_reads(const struct hammer *hammer);
void hammer_stop(struct hammer *hammer);

#endif /* GUEST_STRESS_STRESS_H */
