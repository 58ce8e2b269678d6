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
	out->fill = 0;
	out->data = malloc(OUTPUT_SIZE);
	if (!out->data)
		return -ENOMEM;
	if (!strcmp(path, "-"))
		out->fd = STDOUT_FILENO;
	else
		out->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			       0666);
	if (out->fd >= 0)
		return 0;
	ret = -errno;
	free(out->data);
	return ret;
}

int output_flush(struct output *out)
{
	for (size_t done = 0; done < out->fill && !out->error;) {
		ssize_t n = write(out->fd, out->data + done, out->fill - done);

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

	free(out->data);
	if (out->fd != STDOUT_FILENO && close(out->fd) && !ret)
		ret = -errno;
	return ret;
}
