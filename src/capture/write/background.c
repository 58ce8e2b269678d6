// SPDX-License-Identifier: BSD-3-Clause
#include "capture/write/background.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>

#define MEMORY ((size_t)BACKGROUND_CHUNKS * CHUNK_SIZE)

static void extend(struct background *bg)
{
	clock_gettime(CLOCK_MONOTONIC, &bg->deadline);
	bg->deadline.tv_sec += BACKGROUND_GRACE_S;
}

/* With the mutex. Return: false after the deadline */
static bool wait_change(struct background *bg)
{
	const struct timespec end = bg->deadline;

	if (!bg->hurried)
		pthread_cond_wait(&bg->changed, &bg->mutex);
	else if (pthread_cond_timedwait(&bg->changed, &bg->mutex, &end))
		/* It has moved if the thread has made progress */
		return end.tv_sec != bg->deadline.tv_sec ||
		       end.tv_nsec != bg->deadline.tv_nsec;
	return true;
}

/* With the mutex, which is released in the call, as after it */
static void take(struct background *bg, struct chunk *chunk, bool flush)
{
	const size_t from = chunk->done;
	int ret = bg->error;

	chunk->done = atomic_load_explicit(&chunk->fill, memory_order_acquire);
	pthread_mutex_unlock(&bg->mutex);
	/* Only write(2) can be cancelled: a reader can stall forever */
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
	if (!ret)
		ret = bg->ops->take(bg->ctx, chunk->data + from,
				    chunk->done - from);
	if (!ret && flush)
		ret = bg->ops->flush(bg->ctx);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	pthread_mutex_lock(&bg->mutex);
	bg->error = ret;
	if (bg->hurried && !bg->drop)
		extend(bg);
}

static void add_spare(struct background *bg, struct chunk *chunk)
{
	chunk->next = bg->spare;
	bg->spare = chunk;
}

static void free_first(struct background *bg)
{
	struct chunk *chunk = bg->first;

	bg->first = chunk->next;
	if (chunk == bg->held)
		bg->held_taken = true;
	else
		add_spare(bg, chunk);
}

/*
 * The buffer that is being filled is left alone unless somebody asks for it:
 * caches would hand its lines to and fro.
 */
static bool has_work(const struct background *bg)
{
	return bg->first->next || bg->asked != bg->served;
}

static void work(struct background *bg)
{
	const unsigned int asked = bg->asked;

	if (bg->first->next) {
		take(bg, bg->first, false);
		free_first(bg);
	} else {
		take(bg, bg->first, true);
		bg->served = asked;
	}
	pthread_cond_broadcast(&bg->changed);
}

static void *run(void *arg)
{
	struct background *bg = arg;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	/* Page faults of the caller would cost more than its copies */
	madvise(bg->memory, MEMORY, MADV_POPULATE_WRITE);
	pthread_mutex_lock(&bg->mutex);
	while (has_work(bg) || !bg->ending)
		if (has_work(bg))
			work(bg);
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
	if (!ret)
		pthread_setname_np(bg->thread, "capture");
	return ret;
}

static int allocate(struct background *bg)
{
	bg->memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (bg->memory == MAP_FAILED)
		return -ENOMEM;
	for (size_t i = 0; i < BACKGROUND_CHUNKS; i++) {
		bg->chunks[i].data = bg->memory + i * CHUNK_SIZE;
		bg->chunks[i].next = bg->spare;
		bg->spare = &bg->chunks[i];
	}
	bg->first = bg->spare;
	bg->spare = bg->first->next;
	bg->first->next = NULL;
	bg->current = bg->first;
	return 0;
}

static void destroy(struct background *bg)
{
	pthread_cond_destroy(&bg->changed);
	pthread_mutex_destroy(&bg->mutex);
	munmap(bg->memory, MEMORY);
	free(bg);
}

int background_start(const struct background_ops *ops, void *ctx, bool drop,
		     struct background **ret_bg)
{
	struct background *bg = calloc(1, sizeof(*bg));
	pthread_condattr_t attr;
	int ret;

	if (!bg)
		return -ENOMEM;
	ret = allocate(bg);
	if (ret) {
		free(bg);
		return ret;
	}
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&bg->changed, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&bg->mutex, NULL);
	bg->ops = ops;
	bg->ctx = ctx;
	bg->drop = drop;
	ret = start_thread(bg);
	if (ret) {
		destroy(bg);
		return ret;
	}
	*ret_bg = bg;
	return 0;
}

/* With the mutex, and a spare buffer */
static void use_spare(struct background *bg)
{
	struct chunk *chunk = bg->spare;

	bg->spare = chunk->next;
	chunk->next = NULL;
	chunk->done = 0;
	atomic_store_explicit(&chunk->fill, 0, memory_order_relaxed);
	if (bg->holding && !bg->held)
		bg->held = bg->current;
	bg->current->next = chunk;
	bg->current = chunk;
	pthread_cond_broadcast(&bg->changed);
}

int background_next(struct background *bg)
{
	int ret;

	pthread_mutex_lock(&bg->mutex);
	while (!bg->error && !bg->spare && !bg->drop)
		if (!wait_change(bg))
			bg->drop = true;
	ret = bg->error;
	if (!ret && !bg->spare)
		ret = -EAGAIN;
	if (!ret)
		use_spare(bg);
	pthread_mutex_unlock(&bg->mutex);
	return ret;
}

void background_release(struct background *bg)
{
	bg->holding = false;
	if (!bg->held)
		return;
	pthread_mutex_lock(&bg->mutex);
	if (bg->held_taken)
		add_spare(bg, bg->held);
	bg->held = NULL;
	bg->held_taken = false;
	pthread_mutex_unlock(&bg->mutex);
}

int background_flush(struct background *bg)
{
	int ret;

	pthread_mutex_lock(&bg->mutex);
	bg->asked++;
	pthread_cond_broadcast(&bg->changed);
	ret = bg->error;
	pthread_mutex_unlock(&bg->mutex);
	return ret;
}

int background_drain(struct background *bg)
{
	unsigned int asked;
	int ret;

	pthread_mutex_lock(&bg->mutex);
	asked = ++bg->asked;
	pthread_cond_broadcast(&bg->changed);
	while ((int)(asked - bg->served) > 0 && wait_change(bg))
		;
	ret = (int)(asked - bg->served) > 0 ? -ETIMEDOUT : bg->error;
	pthread_mutex_unlock(&bg->mutex);
	return ret;
}

/* With the mutex */
static void hurry(struct background *bg)
{
	if (!bg->hurried)
		extend(bg);
	bg->hurried = true;
	pthread_cond_broadcast(&bg->changed);
}

void background_hurry(struct background *bg)
{
	pthread_mutex_lock(&bg->mutex);
	hurry(bg);
	pthread_mutex_unlock(&bg->mutex);
}

/* Return: false if the thread hangs in a write(2) that cannot be cancelled */
static bool cancel(struct background *bg)
{
	struct timespec end;

	pthread_cancel(bg->thread);
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += BACKGROUND_CANCEL_S;
	if (!pthread_timedjoin_np(bg->thread, NULL, &end))
		return true;
	pthread_detach(bg->thread);
	return false;
}

int background_stop(struct background *bg)
{
	bool late;
	int ret;

	pthread_mutex_lock(&bg->mutex);
	bg->asked++;
	bg->ending = true;
	pthread_cond_broadcast(&bg->changed);
	if (bg->drop)
		hurry(bg);
	while (!bg->ended && wait_change(bg))
		;
	late = !bg->ended;
	pthread_mutex_unlock(&bg->mutex);
	if (late && !cancel(bg))
		return -EINPROGRESS;
	if (!late)
		pthread_join(bg->thread, NULL);
	ret = late ? -ETIMEDOUT : bg->error;
	destroy(bg);
	return ret;
}
