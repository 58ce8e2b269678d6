/* SPDX-License-Identifier: BSD-3-Clause */
/* Which ports of switches stand between a function that sends tags and one that takes them */
#ifndef HOST_DOCTOR_PEERS_H
#define HOST_DOCTOR_PEERS_H

#include <stdbool.h>
#include <stddef.h>

#include <opentph/host.h>

enum peers_answer { PEERS_NO, PEERS_MAYBE, PEERS_YES };

/**
 * struct peers_crossing - tagged requests that cross a port or leave a function
 * @up:		towards the Root Port, enum peers_answer
 * @down:	towards the functions below it
 * @turn:	they turn around in the switch, at this Upstream Port
 */
struct peers_crossing {
	enum peers_answer up, down, turn;
};

struct peers;

/**
 * peers_create() - find senders and takers
 * @host:	machine
 * @wide:	of 16-bit tags
 * @ret_peers:	release them with peers_free()
 *
 * Return: 0; -ENOMEM.
 */
int peers_create(const struct tph_host *host, bool wide,
		 struct peers **ret_peers);

/* @peers may be NULL */
void peers_free(struct peers *peers);

/**
 * peers_cross() - requests between peers that cross function @index
 * @peers:	senders and takers
 * @index:	number of the function in its machine
 *
 * Return: the requests of one sender to one taker, or of more.
 */
struct peers_crossing peers_cross(const struct peers *peers, size_t index);

#endif /* HOST_DOCTOR_PEERS_H */
