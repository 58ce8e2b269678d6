// SPDX-License-Identifier: BSD-3-Clause
/* Random numbers, descriptors that all threads share, and files of sysfs */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest/uapi/uapi.h"

uint32_t uapi_random(struct uapi_thread *t, uint32_t below)
{
	t->seed ^= t->seed << 13;
	t->seed ^= t->seed >> 7;
	t->seed ^= t->seed << 17;
	return (uint32_t)(t->seed >> 32) % below;
}

bool uapi_one_in(struct uapi_thread *t, uint32_t n)
{
	return !uapi_random(t, n);
}

int uapi_result(int ret)
{
	return ret < 0 ? -errno : 0;
}

int uapi_slot(struct uapi_thread *t, atomic_int *slots)
{
	return atomic_load(&slots[uapi_random(t, UAPI_SLOTS)]);
}

int uapi_any(struct uapi_thread *t, atomic_int *slots)
{
	if (uapi_one_in(t, 40))
		return (int)uapi_random(t, 8) - 1;
	return uapi_slot(t, slots);
}

int uapi_copy(struct uapi_thread *t, atomic_int *slots)
{
	int fd = fcntl(uapi_slot(t, slots), F_DUPFD_CLOEXEC, 64);
	struct stat st;

	if (fd < 0)
		return -errno;
	/* Its number may have become another file's before it was copied */
	if (!fstat(fd, &st) && !S_ISCHR(st.st_mode))
		return fd;
	close(fd);
	return -EBADF;
}

void uapi_put(struct uapi_thread *t, atomic_int *slots, int fd)
{
	int old = atomic_exchange(&slots[uapi_random(t, UAPI_SLOTS)], fd);

	if (old >= 0)
		close(old);
}

int uapi_write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = uapi_result((int)write(fd, text, strlen(text)));
	close(fd);
	return ret;
}
