/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * stress: pairs of queue pairs, each always with several requests of random kind
 * and size under way; every byte that a request moves, and the bytes around it,
 * are compared with their expected value.
 */
#ifndef GUEST_STRESS_STRESS_H
#define GUEST_STRESS_STRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/verbs/verbs.h"

#define SLOTS	  8	   /* requests under way per queue pair */
#define SLOT_SIZE 0x11000u /* 64 KiB and space around them */
#define DATA_MAX  0x10000u

enum kind { WRITE, READ, SEND, WRITE_IMM, FETCH_ADD, CMP_SWAP, KINDS };

/**
 * struct slot - one request and its memory
 * @busy:	under way
 * @waits:	outstanding completions: its own, the receiver's
 * @kind:	kind of request
 * @offset, @len: place of the data in the slot
 * @seed:	seed of the data
 * @expected:	value that an atomic must return
 */
struct slot {
	bool busy;
	unsigned int waits;
	enum kind kind;
	uint32_t offset, len;
	uint64_t seed, expected;
};

/**
 * struct channel - one direction: a queue pair and its requests
 * @qp:		its queue pair
 * @peer:	the other direction
 * @local, @remote: memory of the slots at both ends, and its regions
 * @counter:	expected value of the atomics' word, which follows the slots of
 *		@remote, after all posted atomics
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
 * struct stress - one run
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
/* Poll a completion and compare. Return: 1, 0 if there is no completion, -errno. */
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
