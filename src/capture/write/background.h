/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread that writes to a slow reader, so its callers do not wait */
#ifndef CAPTURE_WRITE_BACKGROUND_H
#define CAPTURE_WRITE_BACKGROUND_H

#include <stddef.h>
#include <stdint.h>

/* Most buffers, including the current one */
#define BACKGROUND_CHUNKS 16

/* Time for a slow reader to read the rest when the capture ends */
#define BACKGROUND_GRACE_S 2

#define CHUNK_SIZE (1024 * 1024)

/**
 * struct chunk - a buffer
 * @next:	link of the owner's list
 * @fill:	bytes waiting in @data
 */
struct chunk {
	struct chunk *next;
	size_t fill;
	uint8_t data[CHUNK_SIZE];
};

/* In the thread of the caller. Return: 0 or -errno of write(2). */
int chunk_write(int fd, const struct chunk *chunk);

struct background;

/**
 * background_start() - start the thread
 * @fd:		file to write to
 * @ret_bg:	the thread
 *
 * Return: 0; -ENOMEM; -errno of pthread_create(3).
 */
int background_start(int fd, struct background **ret_bg);

/**
 * background_exchange() - give a full buffer and get an empty one
 * @bg:		thread
 * @chunk:	buffer, exchanged on success
 *
 * Never waits.
 *
 * Return: 0; -EAGAIN no buffer is left; -ENOMEM; -errno of an
 * earlier write(2).
 */
int background_exchange(struct background *bg, struct chunk **chunk);

/*
 * Exchange if the thread has nothing to do. Never waits. Return: 0; -ENOMEM;
 * -errno of an earlier write(2).
 */
int background_flush(struct background *bg, struct chunk **chunk);

/**
 * background_stop() - write the rest and end the thread
 * @bg:		thread
 * @chunk:	the rest; freed
 *
 * Return: 0; -ETIMEDOUT the reader did not read it within BACKGROUND_GRACE_S;
 * -errno of a write(2).
 */
int background_stop(struct background *bg, struct chunk *chunk);

#endif /* CAPTURE_WRITE_BACKGROUND_H */
