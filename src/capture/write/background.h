/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A queue of bytes and the thread that takes them, so that the caller neither
 * formats nor waits for a file. One thread at a time appends.
 */
#ifndef CAPTURE_WRITE_BACKGROUND_H
#define CAPTURE_WRITE_BACKGROUND_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Most waits in few buffers, which stay in a cache */
#define BACKGROUND_CHUNKS 16
#define CHUNK_SIZE	  (1024 * 1024)

/* Time for a slow reader to read the rest when the capture ends */
#define BACKGROUND_GRACE_S 2

/* Time for the thread to notice that it was cancelled */
#define BACKGROUND_CANCEL_S 1

/**
 * struct chunk - a buffer
 * @next:	link of its list
 * @fill:	bytes that the thread may take
 * @done:	bytes that it has taken
 * @data:	CHUNK_SIZE bytes
 */
struct chunk {
	struct chunk *next;
	_Atomic(size_t) fill;
	size_t done;
	uint8_t *data;
};

/**
 * struct background_ops - the receiver, called in the thread
 * @take:	takes bytes, which begin and end as background_append() was called
 * @flush:	all bytes so far have been taken
 *
 * They hold no lock in write(2), where the thread can be cancelled. Return: 0;
 * -errno, after which all further data is dropped.
 */
struct background_ops {
	int (*take)(void *ctx, const uint8_t *bytes, size_t len);
	int (*flush)(void *ctx);
};

/**
 * struct background - the queue and the thread
 * @current:	buffer that is being filled, the last of the list from @first
 * @ops, @ctx:	receiver
 * @changed:	signals work, a spare buffer, or the end
 * @first:	oldest buffer that is not taken
 * @spare:	empty buffers; the last one that was taken is used first
 * @chunks, @memory: all buffers, and their data
 * @asked:	requests to take all data so far
 * @served:	of these, those that have been done
 * @holding:	the caller still uses bytes that it appended
 * @held:	the buffer with these, if it is not @current
 * @held_taken:	it has been taken, and is in no list
 * @error:	of @ops
 * @drop:	the caller does not wait for a buffer
 * @hurried:	waits end at @deadline
 * @ending:	no more data follows
 * @ended:	all data is taken
 */
struct background {
	struct chunk *current;
	const struct background_ops *ops;
	void *ctx;
	pthread_t thread;
	pthread_mutex_t mutex; /* never held in a call that can block */
	pthread_cond_t changed;
	struct chunk *first, *spare, chunks[BACKGROUND_CHUNKS];
	uint8_t *memory;
	unsigned int asked, served;
	bool holding, held_taken;
	struct chunk *held;
	int error;
	bool drop, hurried, ending, ended;
	struct timespec deadline;
};

/**
 * background_start() - start the thread
 * @ops:	receiver
 * @ctx:	its argument
 * @drop:	do not wait for a buffer
 * @ret_bg:	the thread
 *
 * Return: 0; -ENOMEM; -errno of pthread_create(3).
 */
int background_start(const struct background_ops *ops, void *ctx, bool drop,
		     struct background **ret_bg);

/* Return: bytes that fit into the current buffer. */
static inline size_t background_left(const struct background *bg)
{
	return CHUNK_SIZE -
	       atomic_load_explicit(&bg->current->fill, memory_order_relaxed);
}

/* Return: the place of the next byte. */
static inline uint8_t *background_end(const struct background *bg)
{
	return bg->current->data + CHUNK_SIZE - background_left(bg);
}

/* Append the @len bytes that are at background_end(). */
static inline void background_append(struct background *bg, size_t len)
{
	atomic_store_explicit(&bg->current->fill,
			      CHUNK_SIZE - background_left(bg) + len,
			      memory_order_release);
}

/**
 * background_next() - continue with an empty buffer
 * @bg:		thread
 *
 * Waits for one unless data is dropped; see background_hurry().
 *
 * Return: 0; -EAGAIN there is none; -errno of @ops.
 */
int background_next(struct background *bg);

/* The bytes of the current buffer stay as they are until background_release(). */
static inline void background_hold(struct background *bg)
{
	bg->holding = true;
}

void background_release(struct background *bg);

/*
 * Have the thread take all data so far, and flush it. Any thread may call it.
 * Never waits. Return: 0; -errno of @ops.
 */
int background_flush(struct background *bg);

/* The same, and wait until it is done. */
int background_drain(struct background *bg);

/*
 * No wait lasts longer than BACKGROUND_GRACE_S without progress from now on;
 * after it, data is dropped. Any thread may call it.
 */
void background_hurry(struct background *bg);

/**
 * background_stop() - take the rest and end the thread
 * @bg:		thread, freed
 *
 * Return: 0; -ETIMEDOUT it was not done in time; -EINPROGRESS it still hangs in
 * @ops, so @bg is not freed, and the context of @ops must stay; -errno of @ops.
 */
int background_stop(struct background *bg);

#endif /* CAPTURE_WRITE_BACKGROUND_H */
