// SPDX-License-Identifier: BSD-3-Clause
/* Calls that files of any kind have, and of the process that has them */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
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

int op_mmap(struct uapi_thread *t)
{
	struct uapi *u = t->uapi;
	size_t len = (size_t)(1 + uapi_random(t, 4)) * UAPI_PAGE;
	int fd = uapi_slot(t, uapi_one_in(t, 2) ? u->udmabufs : u->fds), ret;
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (p == MAP_FAILED)
		return -errno;
	/* If there is no page, this is an error, where a write would be a signal */
	ret = uapi_result((int)getrandom(p, len, 0));
	munmap(p, len);
	return ret;
}

/* Return: status of a child that closes some of its files, and the others at exit */
static int child(const struct uapi *u)
{
	int failed = 0;

	for (unsigned int i = 0; i < UAPI_SLOTS; i += 2) {
		int fd = atomic_load(&u->fds[i]);

		if (fd >= 0 && close(fd))
			failed++;
	}
	return failed;
}

int op_fork(struct uapi_thread *t)
{
	pid_t pid = fork();
	int status = 0;

	if (!pid)
		_exit(child(t->uapi));
	if (pid < 0)
		return -errno;
	return uapi_result(waitpid(pid, &status, 0));
}
