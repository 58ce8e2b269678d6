/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_SEQUENCE_H
#define CONTRIB_LEECHCORE_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "contrib/leechcore/statistics.h"

/* A number this far from the last one, forward or back, begins a new sequence; so does 0
 * that was not expected, because a peer that is started again counts from there */
#define SEQUENCE_FAR 4096

/**
 * struct sequence - numbers of the datagrams of one sender
 * @begun:	a number was seen
 * @next:	the number that is expected
 * @seen:	bit n is set if the number @next - 1 - n was seen
 */
struct sequence {
	bool begun;
	uint16_t next;
	uint64_t seen;
};

/**
 * sequence_take() - count a datagram
 * @s:		the numbers so far
 * @number:	its sequence number
 * @time:	its time stamp; a sender that does not count puts 0 in both
 * @counts:	lost, late, repeated and uncounted datagrams are added
 *
 * A late datagram was counted as lost, and is: later ones have been used, and TLPs must
 * not pass each other.
 *
 * Return: whether to use the datagram; false for one that is repeated or late.
 */
bool sequence_take(struct sequence *s, uint16_t number, uint32_t time,
		   struct statistics *counts);

#endif /* CONTRIB_LEECHCORE_SEQUENCE_H */
