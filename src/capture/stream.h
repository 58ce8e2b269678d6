/* SPDX-License-Identifier: BSD-3-Clause */
/* A file read front to back through one buffer, or bytes in memory; a pipe will do */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest number of bytes at hand on request */
#define STREAM_MAX    (1024 * 1024)
#define STREAM_BUFFER (2 * STREAM_MAX)

/* Bytes of one read(2): small enough to be used while in the cache */
#define STREAM_READ (256 * 1024)

/*
 * The bytes at hand are data[start] to data[fill - 1]; @data is @buf, or the
 * caller's memory, of which all is at hand from the beginning
 */
struct stream {
	int fd; /* -1: memory */
	bool eof;
	int64_t base;	 /* of the first byte in the file, -1: a pipe */
	uint64_t offset; /* of data[start], from @base */
	void (*before_wait)(void *arg); /* or NULL: called when read(2) will */
	void *wait_arg;
	size_t start, fill;
	const uint8_t *data;
	uint8_t *buf;
};

/* @path may be "-". Return: 0; -ENOMEM; -errno of open(2) */
int stream_open(struct stream *stream, const char *path);

/* @data must live as long as @stream */
void stream_open_memory(struct stream *stream, const void *data, size_t len);

/*
 * Read until @want bytes (at most STREAM_MAX) are at hand or the file ends.
 * Moves what is at hand: never more than has been consumed since the last time,
 * so that the work grows with the bytes only. Return: 0
 * or -errno of read(2)
 */
int stream_read(struct stream *stream, size_t want);

/*
 * Look at @n bytes further on. Return: 0; -ESPIPE only what is at hand can be
 * seen; -ENODATA the file is shorter; -errno of pread(2)
 */
int stream_peek(struct stream *stream, uint64_t offset, void *buf, size_t n);

void stream_close(struct stream *stream);

static inline size_t stream_available(const struct stream *stream)
{
	return stream->fill - stream->start;
}

static inline const uint8_t *stream_data(const struct stream *stream)
{
	return stream->data + stream->start;
}

/* Nearly always they are there: no call then. As stream_read() */
static inline int stream_fill(struct stream *stream, size_t want)
{
	return stream_available(stream) < want ? stream_read(stream, want) : 0;
}

/* Drop @n bytes, which must be at hand */
static inline void stream_consume(struct stream *stream, size_t n)
{
	stream->start += n;
	stream->offset += n;
}

#endif /* CAPTURE_STREAM_H */
