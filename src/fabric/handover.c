// SPDX-License-Identifier: BSD-3-Clause
#include "fabric/daemon_private.h"

void turn_init(struct turn *turn)
{
	pthread_mutex_init(&turn->mutex, NULL);
	pthread_cond_init(&turn->handed, NULL);
	atomic_init(&turn->waiting, 0);
	turn->served = 0;
	turn->number = 0;
	turn->yielding = false;
}

void turn_destroy(struct turn *turn)
{
	pthread_cond_destroy(&turn->handed);
	pthread_mutex_destroy(&turn->mutex);
}

void turn_take(struct turn *turn)
{
	atomic_fetch_add(&turn->waiting, 1);
	pthread_mutex_lock(&turn->mutex);
	atomic_fetch_sub(&turn->waiting, 1);
	turn->number++;
}

void turn_give(struct turn *turn)
{
	turn->served++;
	if (turn->yielding)
		pthread_cond_signal(&turn->handed);
	pthread_mutex_unlock(&turn->mutex);
}

void turn_yield(struct turn *turn)
{
	/*
	 * The others get the turn only while this thread waits, so each is
	 * counted
	 */
	unsigned int until = turn->served + atomic_load(&turn->waiting);

	turn->yielding = true;
	while ((int)(until - turn->served) > 0)
		pthread_cond_wait(&turn->handed, &turn->mutex);
	turn->yielding = false;
}
