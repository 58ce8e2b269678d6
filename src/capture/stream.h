/* SPDX-License-Identifier: BSD-3-Clause */
/* A file read front to back through one buffer; a pipe will do */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_BUFFER (1024 * 1024)

/* The bytes at hand are buf[start] to buf[fill - 1] */
struct stream {
	int fd;
	bool eof;
	uint64_t offset; /* of buf[start] in the file */
	size_t start, fill;
	uint8_t buf[STREAM_BUFFER];
};

/* @path may be "-". Return: 0 or -errno of open(2) */
int stream_open(struct stream *stream, const char *path);

/*
 * Read until @want bytes (at most STREAM_BUFFER) are at hand or the file ends.
 * Moves what is at hand. Return: 0 or -errno of read(2)
 */
int stream_fill(struct stream *stream, size_t want);

/* Drop @n bytes, which must be at hand */
void stream_consume(struct stream *stream, size_t n);

void stream_close(struct stream *stream);

static inline size_t stream_available(const struct stream *stream)
{
	return stream->fill - stream->start;
}

static inline const uint8_t *stream_data(const struct stream *stream)
{
	return stream->buf + stream->start;
}

#endif /* CAPTURE_STREAM_H */
