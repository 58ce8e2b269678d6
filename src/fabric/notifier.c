// SPDX-License-Identifier: BSD-3-Clause
#include "fabric/notifier.h"

#include <string.h>
#include <unistd.h>

void notifier_init(struct notifier *notifier)
{
	pthread_mutex_init(&notifier->mutex, NULL);
	pthread_cond_init(&notifier->raised, NULL);
	for (unsigned int i = 0; i < MSIX_VECTORS_MAX; i++)
		notifier->fds[i] = -1;
	notifier->writing = -1;
}

/* Return: a vector that is pending and no longer is; -1 none */
static int take_pending(struct notifier *notifier)
{
	for (unsigned int i = 0; i < MSIX_VECTORS_MAX / 64; i++) {
		uint64_t *word = &notifier->pending[i];

		if (*word) {
			int bit = __builtin_ctzll(*word);

			*word &= *word - 1;
			return 64 * i + bit;
		}
	}
	return -1;
}

/* With the mutex, which is given away for the write */
static void write_one(struct notifier *notifier, int fd)
{
	const uint64_t one = 1;

	notifier->writing = fd;
	pthread_mutex_unlock(&notifier->mutex);
	/* Only this call may be broken off. A full counter that does not block
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

/* Cancelled while it waits */
static void wait_raised(struct notifier *notifier)
{
	pthread_cleanup_push(unlock, &notifier->mutex);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	pthread_cond_wait(&notifier->raised, &notifier->mutex);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_cleanup_pop(0);
}

static void *run(void *arg)
{
	struct notifier *notifier = arg;
	int vector;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_mutex_lock(&notifier->mutex);
	for (;;) {
		vector = take_pending(notifier);
		if (vector < 0)
			wait_raised(notifier);
		else if (notifier->fds[vector] >= 0)
			write_one(notifier, notifier->fds[vector]);
	}
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
	pthread_mutex_destroy(&notifier->mutex);
}

void notifier_assign(struct notifier *notifier, unsigned int vector, int fd)
{
	int old;

	pthread_mutex_lock(&notifier->mutex);
	old = notifier->fds[vector];
	notifier->fds[vector] = fd;
	/* An interrupt on its way must not be lost to another eventfd */
	if (fd < 0)
		notifier->pending[vector / 64] &= ~(1ull << vector % 64);
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
