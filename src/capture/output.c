// SPDX-License-Identifier: BSD-3-Clause
#include "capture/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int output_open(struct output *out, const char *path)
{
	out->error = 0;
	out->fill = 0;
	if (!strcmp(path, "-"))
		out->fd = STDOUT_FILENO;
	else
		out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			       0666);
	return out->fd < 0 ? -errno : 0;
}

int output_flush(struct output *out)
{
	size_t done = 0;

	while (!out->error && done < out->fill) {
		ssize_t n = write(out->fd, out->buf + done, out->fill - done);

		if (n >= 0)
			done += n;
		else if (errno != EINTR)
			out->error = -errno;
	}
	out->fill = 0;
	return out->error;
}

int output_close(struct output *out)
{
	int ret = output_flush(out);

	if (out->fd != STDOUT_FILENO && close(out->fd) && !ret)
		ret = -errno;
	return ret;
}
