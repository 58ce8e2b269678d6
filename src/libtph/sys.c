// SPDX-License-Identifier: BSD-3-Clause
#include "libtph/sys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "libtph/lib.h"

static int real_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static void real_close(int fd)
{
	close(fd);
}

static ssize_t real_read(int fd, void *buf, size_t len)
{
	ssize_t n = read(fd, buf, len);

	return n < 0 ? -errno : n;
}

static ssize_t real_write(int fd, const void *buf, size_t len)
{
	ssize_t n = write(fd, buf, len);

	return n < 0 ? -errno : n;
}

static ssize_t real_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	ssize_t n = pread(fd, buf, len, (off_t)offset);

	return n < 0 ? -errno : n;
}

static ssize_t real_pwrite(int fd, const void *buf, size_t len, uint64_t offset)
{
	ssize_t n = pwrite(fd, buf, len, (off_t)offset);

	return n < 0 ? -errno : n;
}

static int real_ioctl(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

static int real_mmap(int fd, uint64_t offset, size_t len, void **ret_addr)
{
	void *addr = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			  (off_t)offset);

	if (addr == MAP_FAILED)
		return -errno;
	*ret_addr = addr;
	return 0;
}

static void real_munmap(void *addr, size_t len)
{
	munmap(addr, len);
}

static int real_lock(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) ? -errno : 0;
}

static int real_eventfd(void)
{
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

static int real_wait(int fd, int timeout_ms)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};
	int n = poll(&pfd, 1, timeout_ms);

	return n < 0 ? -errno : n;
}

static int real_readlink(const char *path, char *buf, size_t size)
{
	ssize_t n = readlink(path, buf, size);

	if (n < 0)
		return -errno;
	if ((size_t)n >= size)
		return -ENAMETOOLONG;
	buf[n] = '\0';
	return (int)n;
}

static int real_list(const char *path, int (*each)(void *ctx, const char *name),
		     void *ctx)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	int ret = 0;

	if (!dir)
		return -errno;
	while (!ret) {
		errno = 0;
		entry = readdir(dir);
		if (!entry) {
			ret = -errno;
			break;
		}
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			ret = each(ctx, entry->d_name);
	}
	closedir(dir);
	return ret;
}

static const struct sys_ops real_ops = {
	.open = real_open,
	.close = real_close,
	.read = real_read,
	.write = real_write,
	.pread = real_pread,
	.pwrite = real_pwrite,
	.ioctl = real_ioctl,
	.mmap = real_mmap,
	.munmap = real_munmap,
	.lock = real_lock,
	.eventfd = real_eventfd,
	.wait = real_wait,
	.readlink = real_readlink,
	.list = real_list,
};

const struct sys_ops *sys = &real_ops;

int sys_read_file(const char *path, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n;
	int fd;

	fd = sys->open(path, O_RDONLY);
	if (fd < 0)
		return fd;
	do {
		n = sys->read(fd, buf + len, size - len);
		if (n > 0)
			len += (size_t)n;
	} while (n > 0 && len < size);
	sys->close(fd);
	if (n < 0)
		return (int)n;
	if (len == size)
		return -EFBIG;
	buf[len] = '\0';
	return (int)len;
}

int sys_write_file(const char *path, const char *text)
{
	size_t len = strlen(text);
	ssize_t n;
	int fd;

	fd = sys->open(path, O_WRONLY);
	if (fd < 0)
		return fd;
	n = sys->write(fd, text, len);
	sys->close(fd);
	if (n < 0)
		return (int)n;
	return (size_t)n == len ? 0 : -EIO;
}

uint64_t lib_page_size(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

int64_t lib_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}
