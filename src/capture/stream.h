/* SPDX-License-Identifier: BSD-3-Clause */
/* A file or pipe read sequentially through one buffer, or bytes in memory */
#ifndef CAPTURE_STREAM_H
#define CAPTURE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Most bytes that can be buffered on request */
#define STREAM_MAX    (1024 * 1024)
#define STREAM_BUFFER (2 * STREAM_MAX)

/*
 * Bytes of one read(2): small enough to stay in the cache. A mapped file is not
 * faster, as the page cache is copied at some 20 bytes a ns, and its pages could
 * vanish while they are looked at.
 */
#define STREAM_READ (256 * 1024)

/*
 * The buffered bytes are data[start] to data[fill - 1]; @data is @buf, or the
 * caller's memory, which is complete from the start
 */
struct stream {
	int fd; /* -1: memory */
	bool eof;
	int64_t base;	 /* file offset of the first byte, -1: a pipe */
	uint64_t offset; /* of data[start], from @base */
	void (*before_wait)(void *arg); /* before read(2) waits; may be NULL */
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
 * Read until @want bytes (at most STREAM_MAX) are buffered or the file ends.
 * Moves the buffered bytes, never more than were consumed since the last move,
 * so the work is linear. Return: 0 or -errno of read(2)
 */
int stream_read(struct stream *stream, size_t want);

/*
 * Read @n bytes further on. Return: 0; -ESPIPE only buffered bytes can be read;
 * -ENODATA the file is shorter; -errno of pread(2)
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

/* As stream_read(), without a call in the usual case */
static inline int stream_fill(struct stream *stream, size_t want)
{
	return stream_available(stream) < want ? stream_read(stream, want) : 0;
}

/* Drop @n bytes, which must be buffered */
static inline void stream_consume(struct stream *stream, size_t n)
{
	stream->start += n;
	stream->offset += n;
}

#endif /* CAPTURE_STREAM_H */
