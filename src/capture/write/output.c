// SPDX-License-Identifier: BSD-3-Clause
#include "capture/write/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int output_open(struct output *out, const char *path)
{
	int ret;

	out->error = 0;
	out->lost = 0;
	out->background = NULL;
	out->chunk = malloc(sizeof(*out->chunk));
	if (!out->chunk)
		return -ENOMEM;
	out->chunk->fill = 0;
	if (!strcmp(path, "-"))
		out->fd = STDOUT_FILENO;
	else
		out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			       0666);
	if (out->fd >= 0)
		return 0;
	ret = -errno;
	free(out->chunk);
	return ret;
}

int output_flush(struct output *out)
{
	if (out->error)
		return out->error;
	if (out->background) {
		out->error = background_flush(out->background, &out->chunk);
	} else {
		out->error = chunk_write(out->fd, out->chunk);
		out->chunk->fill = 0;
	}
	return out->error;
}

bool output_make_room(struct output *out)
{
	int ret;

	if (!out->background)
		return !output_flush(out);
	ret = background_exchange(out->background, &out->chunk);
	if (ret == -EAGAIN)
		out->lost++;
	else
		out->error = ret;
	return !ret;
}

int output_close(struct output *out)
{
	int ret;

	if (out->background) {
		ret = background_stop(out->background, out->chunk);
		ret = out->error ? out->error : ret;
	} else {
		ret = output_flush(out);
		free(out->chunk);
	}
	if (out->fd != STDOUT_FILENO && close(out->fd) && !ret)
		ret = -errno;
	return ret;
}
