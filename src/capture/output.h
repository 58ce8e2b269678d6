/* SPDX-License-Identifier: BSD-3-Clause */
/* A file written front to back through one buffer; a pipe will do */
#ifndef CAPTURE_OUTPUT_H
#define CAPTURE_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

#define OUTPUT_BUFFER (1024 * 1024)

/**
 * struct output - the file
 * @fd:		where it goes
 * @error:	0 or the first -errno, after which nothing more is written
 * @fill:	bytes waiting in @buf
 */
struct output {
	int fd;
	int error;
	size_t fill;
	uint8_t buf[OUTPUT_BUFFER];
};

/* @path may be "-". Return: 0 or -errno of open(2) */
int output_open(struct output *out, const char *path);

/* Return: 0 or @out->error. Nothing waits afterwards. */
int output_flush(struct output *out);

/* Flush and close. Return: 0 or -errno */
int output_close(struct output *out);

/*
 * Return: room for @size bytes, at most OUTPUT_BUFFER, that the caller fills in;
 * NULL after an error.
 */
static inline uint8_t *output_room(struct output *out, size_t size)
{
	uint8_t *p;

	if (out->error ||
	    (OUTPUT_BUFFER - out->fill < size && output_flush(out)))
		return NULL;
	p = out->buf + out->fill;
	out->fill += size;
	return p;
}

#endif /* CAPTURE_OUTPUT_H */
