/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of one client, written by a thread of their own. The client shares
 * the open file description of its eventfds: it may make them blocking and fill
 * their counters at any time, so a write can block for any time.
 */
#ifndef FABRIC_NOTIFIER_H
#define FABRIC_NOTIFIER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "fabric/msix.h"

/**
 * struct notifier - the eventfds of a client
 * @started:	the thread runs
 * @fds:	eventfd of each vector, or -1
 * @pending:	a bit for each vector that the next round must write
 * @round:	likewise, the vectors left in the current round
 * @active:	a round is being written
 * @rounds:	number of finished rounds
 * @broken:	flushes no longer wait for the thread
 * @writing:	eventfd that the thread writes now, or -1
 * @dropped:	@writing was removed from @fds: the thread closes it
 */
struct notifier {
	pthread_t thread;
	bool started;
	pthread_mutex_t mutex; /* never held in a call that can block */
	pthread_cond_t raised, written;
	int fds[MSIX_VECTORS_MAX];
	uint64_t pending[MSIX_VECTORS_MAX / 64];
	uint64_t round[MSIX_VECTORS_MAX / 64];
	uint64_t rounds;
	bool active, broken;
	int writing;
	bool dropped;
};

void notifier_init(struct notifier *notifier);

/* Return: 0; -errno of pthread_create(3). */
int notifier_start(struct notifier *notifier);

/* End the thread, even in the middle of a write; close everything. */
void notifier_stop(struct notifier *notifier);

/**
 * notifier_assign() - give a vector its eventfd
 * @notifier:	notifier
 * @vector:	below MSIX_VECTORS_MAX
 * @fd:		eventfd, owned by the notifier from now on; or -1
 *
 * Interrupts that were raised before are not written to @fd.
 */
void notifier_assign(struct notifier *notifier, unsigned int vector, int fd);

/* Return: true if the vector has an eventfd. */
bool notifier_assigned(struct notifier *notifier, unsigned int vector);

/* Never blocks. Interrupts of a vector merge until they are written. */
void notifier_raise(struct notifier *notifier, unsigned int vector);

#define NOTIFIER_FLUSH_S 5

/*
 * Wait until all interrupts raised so far are written. The wait for a full,
 * blocking counter is limited to NOTIFIER_FLUSH_S: it delays only the counter's
 * owner, whose disconnection must still be noticed.
 */
void notifier_flush(struct notifier *notifier);

/* End all waits in notifier_flush(), now and later. */
void notifier_break(struct notifier *notifier);

#endif /* FABRIC_NOTIFIER_H */
