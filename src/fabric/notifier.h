/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Interrupts of one client, written by a thread of their own. The client shares
 * the open file description of its eventfds: it may make them blocking and fill
 * their counters at any time, so a write can block for as long as it likes.
 */
#ifndef FABRIC_NOTIFIER_H
#define FABRIC_NOTIFIER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "fabric/msix.h"

/**
 * struct notifier - the eventfds of a client
 * @started:	there is a thread
 * @fds:	of each vector, -1 none
 * @pending:	a bit for each vector that the next round has to write
 * @round:	likewise, what is left of the round that is written now
 * @active:	there is one
 * @rounds:	that have been written
 * @broken:	nobody waits for the thread any more
 * @writing:	the eventfd that the thread writes, -1 none
 * @dropped:	@writing has left @fds: the thread closes it
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
 * @fd:		eventfd, owned from now on; -1: none
 *
 * What was raised before is not written to @fd.
 */
void notifier_assign(struct notifier *notifier, unsigned int vector, int fd);

/* Return: the vector has an eventfd. */
bool notifier_assigned(struct notifier *notifier, unsigned int vector);

/* Never blocks. Interrupts that come before they are written are one. */
void notifier_raise(struct notifier *notifier, unsigned int vector);

#define NOTIFIER_FLUSH_S 5

/*
 * Wait until all is written that has been raised by now. For a counter that is
 * full and blocks at most NOTIFIER_FLUSH_S: its owner keeps itself waiting, and
 * nobody else, and its end has to be noticed.
 */
void notifier_flush(struct notifier *notifier);

/* No notifier_flush() waits any more. */
void notifier_break(struct notifier *notifier);

#endif /* FABRIC_NOTIFIER_H */
