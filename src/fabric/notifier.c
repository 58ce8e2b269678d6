// SPDX-License-Identifier: BSD-3-Clause
#include "fabric/notifier.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

#define WORDS (MSIX_VECTORS_MAX / 64)

void notifier_init(struct notifier *notifier)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&notifier->mutex, NULL);
	pthread_cond_init(&notifier->raised, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&notifier->written, &attr);
	pthread_condattr_destroy(&attr);
	for (unsigned int i = 0; i < MSIX_VECTORS_MAX; i++)
		notifier->fds[i] = -1;
	notifier->writing = -1;
}

/* Begin a round with all pending vectors. Return: true if there are any */
static bool take_pending(struct notifier *notifier)
{
	bool any = false;

	for (unsigned int i = 0; i < WORDS; i++) {
		any |= notifier->pending[i];
		notifier->round[i] = notifier->pending[i];
		notifier->pending[i] = 0;
	}
	return any;
}

/* Remove a vector from the round. Return: the vector; -1 the round is empty */
static int take_vector(struct notifier *notifier)
{
	for (unsigned int i = 0; i < WORDS; i++) {
		uint64_t *word = &notifier->round[i];

		if (*word) {
			int bit = __builtin_ctzll(*word);

			*word &= *word - 1;
			return 64 * i + bit;
		}
	}
	return -1;
}

/* With the mutex, which is released for the write */
static void write_one(struct notifier *notifier, int fd)
{
	const uint64_t one = 1;

	notifier->writing = fd;
	pthread_mutex_unlock(&notifier->mutex);
	/* Only this call may be cancelled. A full counter that does not block
	   is an interrupt that is pending already. */
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	if (write(fd, &one, sizeof(one)) < 0)
		pthread_testcancel();
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_mutex_lock(&notifier->mutex);
	if (notifier->dropped)
		close(fd);
	notifier->dropped = false;
	notifier->writing = -1;
}

static void unlock(void *arg)
{
	pthread_mutex_unlock(arg);
}

/* Cancelled while waiting */
static void wait_raised(struct notifier *notifier)
{
	pthread_cleanup_push(unlock, &notifier->mutex);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_cond_wait(&notifier->raised, &notifier->mutex);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_cleanup_pop(0);
}

static void write_round(struct notifier *notifier)
{
	int vector;

	notifier->active = true;
	while ((vector = take_vector(notifier)) >= 0)
		if (notifier->fds[vector] >= 0)
			write_one(notifier, notifier->fds[vector]);
	notifier->active = false;
	notifier->rounds++;
	pthread_cond_broadcast(&notifier->written);
}

static void *run(void *arg)
{
	struct notifier *notifier = arg;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_mutex_lock(&notifier->mutex);
	for (;;)
		if (take_pending(notifier))
			write_round(notifier);
		else
			wait_raised(notifier);
	return NULL;
}

int notifier_start(struct notifier *notifier)
{
	int ret = -pthread_create(&notifier->thread, NULL, run, notifier);

	notifier->started = !ret;
	return ret;
}

void notifier_stop(struct notifier *notifier)
{
	if (notifier->started) {
		pthread_cancel(notifier->thread);
		pthread_join(notifier->thread, NULL);
	}
	if (notifier->dropped)
		close(notifier->writing);
	for (unsigned int i = 0; i < MSIX_VECTORS_MAX; i++)
		if (notifier->fds[i] >= 0)
			close(notifier->fds[i]);
	pthread_cond_destroy(&notifier->raised);
	pthread_cond_destroy(&notifier->written);
	pthread_mutex_destroy(&notifier->mutex);
}

void notifier_assign(struct notifier *notifier, unsigned int vector, int fd)
{
	int old;

	pthread_mutex_lock(&notifier->mutex);
	old = notifier->fds[vector];
	notifier->fds[vector] = fd;
	/* An interrupt on its way must not be lost to another eventfd */
	if (fd < 0) {
		notifier->pending[vector / 64] &= ~(1ull << vector % 64);
		notifier->round[vector / 64] &= ~(1ull << vector % 64);
	}
	if (old >= 0 && old == notifier->writing)
		notifier->dropped = true;
	else if (old >= 0)
		close(old);
	pthread_mutex_unlock(&notifier->mutex);
}

bool notifier_assigned(struct notifier *notifier, unsigned int vector)
{
	bool assigned;

	pthread_mutex_lock(&notifier->mutex);
	assigned = notifier->fds[vector] >= 0;
	pthread_mutex_unlock(&notifier->mutex);
	return assigned;
}

void notifier_raise(struct notifier *notifier, unsigned int vector)
{
	pthread_mutex_lock(&notifier->mutex);
	if (notifier->fds[vector] >= 0)
		notifier->pending[vector / 64] |= 1ull << vector % 64;
	pthread_cond_signal(&notifier->raised);
	pthread_mutex_unlock(&notifier->mutex);
}

static bool is_pending(const struct notifier *notifier)
{
	uint64_t any = 0;

	for (unsigned int i = 0; i < WORDS; i++)
		any |= notifier->pending[i];
	return any;
}

/* With the mutex */
static void wait_written(struct notifier *notifier, uint64_t until)
{
	struct timespec end;
	int ret = 0;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += NOTIFIER_FLUSH_S;
	while (notifier->rounds < until && !notifier->broken && !ret)
		ret = pthread_cond_timedwait(&notifier->written,
					     &notifier->mutex, &end);
}

void notifier_flush(struct notifier *notifier)
{
	uint64_t until;

	pthread_mutex_lock(&notifier->mutex);
	/* The current round does not include pending vectors */
	until = notifier->rounds + notifier->active + is_pending(notifier);
	if (notifier->rounds < until)
		wait_written(notifier, until);
	pthread_mutex_unlock(&notifier->mutex);
}

void notifier_break(struct notifier *notifier)
{
	pthread_mutex_lock(&notifier->mutex);
	notifier->broken = true;
	pthread_cond_broadcast(&notifier->written);
	pthread_mutex_unlock(&notifier->mutex);
}
