// SPDX-License-Identifier: BSD-3-Clause
#include "capture/write/background.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/**
 * struct background - the thread
 * @changed:	signals work, a spare buffer, or the end
 * @first:	oldest waiting buffer, which the thread writes
 * @last:	place to link the next buffer
 * @spare:	empty buffers
 * @chunks:	number of buffers, including the current one
 * @error:	error of a write, after which all data is dropped
 * @ending:	no more data follows
 * @ended:	all data is written
 */
struct background {
	pthread_t thread;
	pthread_mutex_t mutex; /* never held in a call that can block */
	pthread_cond_t changed;
	struct chunk *first, **last, *spare;
	unsigned int chunks;
	int fd, error;
	bool ending, ended;
};

int chunk_write(int fd, const struct chunk *chunk)
{
	size_t done = 0;

	while (done < chunk->fill) {
		ssize_t n = write(fd, chunk->data + done, chunk->fill - done);

		if (n >= 0)
			done += n;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

/* With the mutex, which is released during the write */
static void write_first(struct background *bg)
{
	struct chunk *chunk = bg->first;
	int ret = bg->error;

	pthread_mutex_unlock(&bg->mutex);
	/* Only the write can be cancelled: a reader can stall forever */
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	if (!ret)
		ret = chunk_write(bg->fd, chunk);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_mutex_lock(&bg->mutex);
	bg->error = ret;
	bg->first = chunk->next;
	if (!bg->first)
		bg->last = &bg->first;
	chunk->next = bg->spare;
	bg->spare = chunk;
	pthread_cond_broadcast(&bg->changed);
}

static void *run(void *arg)
{
	struct background *bg = arg;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_mutex_lock(&bg->mutex);
	while (bg->first || !bg->ending)
		if (bg->first)
			write_first(bg);
		else
			pthread_cond_wait(&bg->changed, &bg->mutex);
	bg->ended = true;
	pthread_cond_broadcast(&bg->changed);
	pthread_mutex_unlock(&bg->mutex);
	return NULL;
}

/* Blocks all signals: a closed pipe is an error of write(2). */
static int start_thread(struct background *bg)
{
	sigset_t all, before;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = -pthread_create(&bg->thread, NULL, run, bg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return ret;
}

static void destroy(struct background *bg)
{
	pthread_cond_destroy(&bg->changed);
	pthread_mutex_destroy(&bg->mutex);
	free(bg);
}

int background_start(int fd, struct background **ret_bg)
{
	struct background *bg = calloc(1, sizeof(*bg));
	pthread_condattr_t attr;
	int ret;

	if (!bg)
		return -ENOMEM;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&bg->changed, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&bg->mutex, NULL);
	bg->last = &bg->first;
	bg->chunks = 1;
	bg->fd = fd;
	ret = start_thread(bg);
	if (ret) {
		destroy(bg);
		return ret;
	}
	*ret_bg = bg;
	return 0;
}

/* With the mutex. Return: an empty buffer, in no list; NULL. */
static struct chunk *take_spare(struct background *bg)
{
	struct chunk *chunk = bg->spare;

	if (chunk) {
		bg->spare = chunk->next;
	} else {
		chunk = malloc(sizeof(*chunk));
		bg->chunks += !!chunk;
	}
	if (chunk)
		chunk->fill = 0;
	return chunk;
}

static void append(struct background *bg, struct chunk *chunk)
{
	chunk->next = NULL;
	*bg->last = chunk;
	bg->last = &chunk->next;
	pthread_cond_broadcast(&bg->changed);
}

/* With the mutex */
static int exchange(struct background *bg, struct chunk **chunk)
{
	struct chunk *empty = take_spare(bg);

	if (!empty)
		return -ENOMEM;
	append(bg, *chunk);
	*chunk = empty;
	return 0;
}

int background_exchange(struct background *bg, struct chunk **chunk)
{
	int ret;

	pthread_mutex_lock(&bg->mutex);
	if (bg->error)
		ret = bg->error;
	else if (!bg->spare && bg->chunks == BACKGROUND_CHUNKS)
		ret = -EAGAIN;
	else
		ret = exchange(bg, chunk);
	pthread_mutex_unlock(&bg->mutex);
	return ret;
}

int background_flush(struct background *bg, struct chunk **chunk)
{
	int ret;

	pthread_mutex_lock(&bg->mutex);
	ret = bg->error;
	/* A slow reader would otherwise fill all buffers with little data */
	if (!ret && !bg->first && (*chunk)->fill)
		ret = exchange(bg, chunk);
	pthread_mutex_unlock(&bg->mutex);
	return ret;
}

/* With the mutex. Return: true if all data is written. */
static bool wait_end(struct background *bg)
{
	struct timespec end;
	int ret = 0;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += BACKGROUND_GRACE_S;
	while (!bg->ended && !ret)
		ret = pthread_cond_timedwait(&bg->changed, &bg->mutex, &end);
	return bg->ended;
}

static void free_chunks(struct chunk *chunk)
{
	while (chunk) {
		struct chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

int background_stop(struct background *bg, struct chunk *chunk)
{
	bool late;
	int ret;

	pthread_mutex_lock(&bg->mutex);
	append(bg, chunk);
	bg->ending = true;
	late = !wait_end(bg);
	pthread_mutex_unlock(&bg->mutex);
	if (late)
		pthread_cancel(bg->thread);
	pthread_join(bg->thread, NULL);
	ret = late ? -ETIMEDOUT : bg->error;
	free_chunks(bg->first);
	free_chunks(bg->spare);
	destroy(bg);
	return ret;
}
