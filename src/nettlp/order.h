/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sequence numbers of a peer's datagrams: gaps, duplicates, and the order. One counter
 * numbers the datagrams of all ports, so that it gives the order across sockets. A peer
 * that does not count (libtlp) sends 0 always.
 */
#ifndef NETTLP_ORDER_H
#define NETTLP_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#define ORDER_WINDOW 4096 /* datagrams that may wait for earlier ones */
#define ORDER_PAST   4096 /* numbers that are remembered, a power of two */

/**
 * struct order_stats - datagrams of a peer
 * @lost:	numbers that never came, or too late
 * @reordered:	came after a later one had been seen in settled sockets, and were put
 *		into their place
 * @duplicates:	came again; dropped
 * @late:	came after they had been counted as lost; dropped, since later ones had
 *		been taken
 * @unnumbered:	had the number 0 out of turn: the peer does not count, or began again
 * @restarts:	jumps back that are too far for a late one: the peer began again
 */
struct order_stats {
	uint64_t lost, reordered, duplicates, late, unnumbered, restarts;
};

/**
 * struct order - a peer's datagrams
 * @next:	the number that is due
 * @top:	the one after the highest that came
 * @settled:	that number when no socket had more
 * @begun:	they are known
 * @waiting:	datagrams that came before earlier ones, by number modulo the window
 * @nwaiting:	number of them
 * @seen:	bit of each number of the past, modulo ORDER_PAST: it came
 */
struct order {
	struct order_stats stats;
	uint16_t next, top, settled;
	bool begun;
	void *waiting[ORDER_WINDOW];
	unsigned int nwaiting;
	uint64_t seen[ORDER_PAST / 64];
};

enum order_verdict {
	ORDER_TAKE, /* it is due: take it, then order_next() */
	ORDER_WAIT, /* it waits for earlier ones */
	ORDER_DROP,
	ORDER_FLUSH, /* take those that wait, by order_skip(), then judge again */
};

/* Judge datagram @item with @number. ORDER_DROP: the caller frees it. */
enum order_verdict order_judge(struct order *order, uint16_t number,
			       void *item);

/* All sockets are empty: an earlier datagram that comes from now on was reordered. */
void order_settle(struct order *order);

/* Return: a waiting datagram that is due now; NULL: none */
void *order_next(struct order *order);

/* Count the gap before the first waiting datagram as lost. Return: that datagram; NULL:
 * none waits. Its followers: order_next() */
void *order_skip(struct order *order);

#endif /* NETTLP_ORDER_H */
