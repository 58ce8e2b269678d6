/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The system calls of the library, in a table that tests can replace. Every one
 * returns -errno on failure.
 */
#ifndef LIBTPH_SYS_H
#define LIBTPH_SYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct sys_ops - system calls
 * @open:	O_CLOEXEC is added. Return: fd.
 * @ioctl:	Return: value of the ioctl.
 * @mmap:	shared, readable and writable
 * @lock:	exclusive, for as long as @fd is open. Return: 0; -EWOULDBLOCK
 *		another has it.
 * @eventfd:	non-blocking. Return: fd.
 * @wait:	wait until @fd is readable. Return: 1; 0 after @timeout_ms.
 * @readlink:	NUL-terminated, -ENAMETOOLONG if it does not fit. Return:
 *		length.
 * @list:	call @each for every entry but . and .. until it returns not 0.
 *		Return: what @each returned last, 0 for an empty directory.
 */
struct sys_ops {
	int (*open)(const char *path, int flags);
	void (*close)(int fd);
	ssize_t (*read)(int fd, void *buf, size_t len);
	ssize_t (*write)(int fd, const void *buf, size_t len);
	ssize_t (*pread)(int fd, void *buf, size_t len, uint64_t offset);
	ssize_t (*pwrite)(int fd, const void *buf, size_t len, uint64_t offset);
	int (*ioctl)(int fd, unsigned long request, void *arg);
	int (*mmap)(int fd, uint64_t offset, size_t len, void **ret_addr);
	void (*munmap)(void *addr, size_t len);
	int (*lock)(int fd);
	int (*eventfd)(void);
	int (*wait)(int fd, int timeout_ms);
	int (*readlink)(const char *path, char *buf, size_t size);
	int (*list)(const char *path, int (*each)(void *ctx, const char *name),
		    void *ctx);
};

/* The table in use; tests may replace it */
extern const struct sys_ops *sys;

/**
 * sys_read_file() - read a whole small file
 * @path:	file
 * @buf:	contents, NUL-terminated
 * @size:	bytes of @buf
 *
 * Return: length; -EFBIG it does not fit; or an error of the calls.
 */
int sys_read_file(const char *path, char *buf, size_t size);

/* Write @text to an existing file. Return: 0; -EIO short write; or an error. */
int sys_write_file(const char *path, const char *text);

#endif /* LIBTPH_SYS_H */
