// SPDX-License-Identifier: BSD-3-Clause
#include "capture/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int stream_open(struct stream *stream, const char *path)
{
	int ret;

	*stream = (struct stream){.buf = malloc(STREAM_BUFFER)};
	if (!stream->buf)
		return -ENOMEM;
	stream->data = stream->buf;
	if (!strcmp(path, "-"))
		stream->fd = STDIN_FILENO;
	else
		stream->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (stream->fd < 0) {
		ret = -errno;
		free(stream->buf);
		return ret;
	}
	stream->base = lseek(stream->fd, 0, SEEK_CUR);
	return 0;
}

void stream_open_memory(struct stream *stream, const void *data, size_t len)
{
	*stream = (struct stream){
		.fd = -1,
		.eof = true,
		.data = data,
		.fill = len,
	};
}

static void tell_if_waiting(const struct stream *stream)
{
	struct pollfd fd = {.fd = stream->fd, .events = POLLIN};

	if (stream->before_wait && !poll(&fd, 1, 0))
		stream->before_wait(stream->wait_arg);
}

int stream_read(struct stream *stream, size_t want)
{
	size_t have = stream_available(stream);

	if (stream->eof)
		return 0;
	if (stream->start >= have) {
		memmove(stream->buf, stream_data(stream), have);
		stream->start = 0;
		stream->fill = have;
	}
	while (stream_available(stream) < want) {
		size_t room = STREAM_BUFFER - stream->fill;
		ssize_t n;

		tell_if_waiting(stream);
		n = read(stream->fd, stream->buf + stream->fill,
			 room < STREAM_READ ? room : STREAM_READ);
		if (n > 0) {
			stream->fill += n;
		} else if (n == 0) {
			stream->eof = true;
			return 0;
		} else if (errno != EINTR) {
			return -errno;
		}
	}
	return 0;
}

int stream_peek(struct stream *stream, uint64_t offset, void *buf, size_t n)
{
	ssize_t ret;

	if (stream->base < 0)
		return -ESPIPE;
	if (stream->fd < 0) {
		if (offset > stream->fill || n > stream->fill - offset)
			return -ENODATA;
		memcpy(buf, stream->data + offset, n);
		return 0;
	}
	if (offset > (uint64_t)INT64_MAX - stream->base)
		return -ENODATA;
	ret = pread(stream->fd, buf, n, stream->base + offset);
	if (ret < 0)
		return -errno;
	return (size_t)ret == n ? 0 : -ENODATA;
}

void stream_close(struct stream *stream)
{
	if (stream->fd > STDIN_FILENO)
		close(stream->fd);
	free(stream->buf);
}
