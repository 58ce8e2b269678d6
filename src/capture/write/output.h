/* SPDX-License-Identifier: BSD-3-Clause */
/* A file or pipe written sequentially through one buffer */
#ifndef CAPTURE_WRITE_OUTPUT_H
#define CAPTURE_WRITE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OUTPUT_SIZE (1024 * 1024)

/**
 * struct output - the file
 * @fd:		file
 * @error:	0 or the first -errno, after which nothing is written
 * @fill:	bytes waiting in @data
 * @data:	the buffer
 */
struct output {
	int fd;
	int error;
	size_t fill;
	uint8_t *data;
};

/* @path may be "-". Return: 0; -ENOMEM; -errno of open(2) */
int output_open(struct output *out, const char *path);

/* Write out the buffer. Return: 0 or @out->error. */
int output_flush(struct output *out);

/* Flush and close. Return: 0 or -errno */
int output_close(struct output *out);

/*
 * Return: room for @size bytes, at most OUTPUT_SIZE, for the caller to fill in;
 * NULL after an error.
 */
static inline uint8_t *output_room(struct output *out, size_t size)
{
	uint8_t *p;

	if (out->error || (OUTPUT_SIZE - out->fill < size && output_flush(out)))
		return NULL;
	p = out->data + out->fill;
	out->fill += size;
	return p;
}

#endif /* CAPTURE_WRITE_OUTPUT_H */
