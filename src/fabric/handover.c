// SPDX-License-Identifier: BSD-3-Clause
#include "fabric/clock.h"
#include "fabric/daemon_private.h"

void turn_init(struct turn *turn)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&turn->mutex, NULL);
	pthread_cond_init(&turn->handed, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&turn->given, &attr);
	pthread_condattr_destroy(&attr);
	atomic_init(&turn->waiting, 0);
	turn->sleepers = 0;
	turn->served = 0;
	turn->number = 0;
	turn->yielding = false;
}

void turn_destroy(struct turn *turn)
{
	pthread_cond_destroy(&turn->given);
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

static void count(struct turn *turn)
{
	turn->served++;
	if (turn->yielding)
		pthread_cond_signal(&turn->handed);
}

void turn_show(struct turn *turn)
{
	if (turn->sleepers)
		pthread_cond_broadcast(&turn->given);
}

void turn_give(struct turn *turn)
{
	count(turn);
	turn_show(turn);
	pthread_mutex_unlock(&turn->mutex);
}

void turn_wait(struct turn *turn, uint64_t end)
{
	const struct timespec until = {
		.tv_sec = end / NS_PER_S,
		.tv_nsec = end % NS_PER_S,
	};

	count(turn);
	turn->sleepers++;
	pthread_cond_timedwait(&turn->given, &turn->mutex, &until);
	turn->sleepers--;
	turn->number++;
	/* turn_yield() did not count this thread, which will be counted again */
	turn->served--;
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
