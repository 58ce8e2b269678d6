// SPDX-License-Identifier: BSD-3-Clause
/* Calls that files of any kind have */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"

int op_fdinfo(struct uapi_thread *t)
{
	char path[64], text[1024];
	int fd, ret;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d",
		 uapi_any(t, uapi_one_in(t, 4) ? t->uapi->udmabufs
					       : t->uapi->fds));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((ret = (int)read(fd, text, sizeof(text))) > 0)
		;
	ret = uapi_result(ret);
	close(fd);
	return ret;
}

int op_close(struct uapi_thread *t)
{
	uapi_put(t, uapi_one_in(t, 4) ? t->uapi->udmabufs : t->uapi->fds, -1);
	return 0;
}

int op_dup(struct uapi_thread *t)
{
	int fd = uapi_copy(t, t->uapi->fds);

	if (fd < 0)
		return fd;
	uapi_put(t, t->uapi->fds, fd);
	return 0;
}
