/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread that writes repeatedly while a case does something else */
#ifndef GUEST_DEMO_TRAFFIC_H
#define GUEST_DEMO_TRAFFIC_H

#include <pthread.h>
#include <stdatomic.h>

#include "guest/demo/demo.h"

/**
 * struct traffic - zero it, and set the first two
 * @write:	one write. Return: 0 or -errno, after which the thread ends
 * @ctx:	for @write
 * @writes:	completed writes
 */
struct traffic {
	int (*write)(void *ctx);
	void *ctx;
	atomic_uint writes;
	atomic_bool stop;
	atomic_int ret;
	pthread_t thread;
};

/* Start or restart the thread. Return: true if it runs; else the case failed */
bool traffic_start(struct demo_case *c, struct traffic *t);

/* Wait until @n more writes are done; false after half a minute or an error */
bool traffic_moves(struct traffic *t, unsigned int n);

/* Wait until the thread ends by an error. Return: the error. */
int traffic_join(struct traffic *t);

/* End the thread. Return: result of the last write. */
int traffic_stop(struct traffic *t);

#endif /* GUEST_DEMO_TRAFFIC_H */
