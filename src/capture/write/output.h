/* SPDX-License-Identifier: BSD-3-Clause */
/* A file or pipe written sequentially through one buffer */
#ifndef CAPTURE_WRITE_OUTPUT_H
#define CAPTURE_WRITE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/write/background.h"

/**
 * struct output - the file
 * @fd:		file
 * @error:	0 or the first -errno, after which nothing is written
 * @lost:	requests for room that failed because the reader is slow
 * @chunk:	current buffer
 * @background:	thread that writes to a slow reader; NULL: the caller writes
 */
struct output {
	int fd;
	int error;
	uint64_t lost;
	struct chunk *chunk;
	struct background *background;
};

/* @path may be "-". Return: 0; -ENOMEM; -errno of open(2) */
int output_open(struct output *out, const char *path);

/* Flush the buffer, see background_flush(). Return: 0 or @out->error. */
int output_flush(struct output *out);

/* Flush and close. Return: 0 or -errno, as background_stop() */
int output_close(struct output *out);

/* Empty the buffer. Return: false if that failed. */
bool output_make_room(struct output *out);

/*
 * Return: room for @size bytes, at most CHUNK_SIZE, for the caller to fill in;
 * NULL after an error, or if the reader is too slow.
 */
static inline uint8_t *output_room(struct output *out, size_t size)
{
	uint8_t *p;

	if (out->error ||
	    (CHUNK_SIZE - out->chunk->fill < size && !output_make_room(out)))
		return NULL;
	p = out->chunk->data + out->chunk->fill;
	out->chunk->fill += size;
	return p;
}

#endif /* CAPTURE_WRITE_OUTPUT_H */
