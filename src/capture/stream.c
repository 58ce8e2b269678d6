// SPDX-License-Identifier: BSD-3-Clause
#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int stream_open(struct stream *stream, const char *path)
{
	stream->eof = false;
	stream->offset = stream->start = stream->fill = 0;
	if (!strcmp(path, "-"))
		stream->fd = STDIN_FILENO;
	else
		stream->fd = open(path, O_RDONLY | O_CLOEXEC);
	return stream->fd < 0 ? -errno : 0;
}

int stream_fill(struct stream *stream, size_t want)
{
	if (stream->start + want > STREAM_BUFFER) {
		memmove(stream->buf, stream_data(stream),
			stream_available(stream));
		stream->fill -= stream->start;
		stream->start = 0;
	}
	while (stream_available(stream) < want && !stream->eof) {
		ssize_t n = read(stream->fd, stream->buf + stream->fill,
				 STREAM_BUFFER - stream->fill);

		if (n > 0)
			stream->fill += n;
		else if (n == 0)
			stream->eof = true;
		else if (errno != EINTR)
			return -errno;
	}
	return 0;
}

void stream_consume(struct stream *stream, size_t n)
{
	stream->start += n;
	stream->offset += n;
	if (stream->start == stream->fill)
		stream->start = stream->fill = 0;
}

void stream_close(struct stream *stream)
{
	if (stream->fd != STDIN_FILENO)
		close(stream->fd);
}
