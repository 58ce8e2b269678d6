/* SPDX-License-Identifier: BSD-3-Clause */
/* A capture file that a test makes byte by byte, and its reader */
#ifndef TESTS_CAPTURE_FILE_H
#define TESTS_CAPTURE_FILE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/capture.h"

/* In either byte order */
static struct {
	bool big;
	size_t len;
	uint8_t bytes[4 * 1024 * 1024];
} file;

static char path[] = "/tmp/tph-test-capture-XXXXXX";

static inline void start(void)
{
	file.len = 0;
}

static inline void put(uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		file.bytes[file.len++] = v >> 8 * (file.big ? n - 1 - i : i);
}

static inline void put_zeroes(size_t n)
{
	memset(file.bytes + file.len, 0, n);
	file.len += n;
}

static inline void put_bytes(const void *bytes, size_t n)
{
	memcpy(file.bytes + file.len, bytes, n);
	file.len += n;
}

/* Padded to 4 bytes */
static inline void put_text(const char *text)
{
	put_bytes(text, strlen(text));
	put_zeroes(-strlen(text) & 3);
}

static inline int open_file(struct capture_reader **ret_reader)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(file.bytes, 1, file.len, f), file.len);
	assert_int_equal(fclose(f), 0);
	return capture_open(path, ret_reader);
}

/* The last damage and its place */
static inline const char *message(const struct capture_reader *r)
{
	const struct capture_damage *damage = capture_damage(r);
	static char text[200];

	snprintf(text, sizeof(text), "%s %llu: %s",
		 damage->line ? "line" : "byte",
		 (unsigned long long)(damage->line ? damage->line
						   : damage->offset),
		 damage->what);
	return text;
}

/* Until the file ends. Return: packets; damaged places are counted apart */
static inline int read_all(struct capture_reader *r, int *ret_damaged)
{
	struct capture_packet p;
	int packets = 0, ret;

	*ret_damaged = 0;
	while ((ret = capture_next(r, &p)) != 0) {
		assert_true(ret == 1 || ret == -EPROTO);
		packets += ret == 1;
		*ret_damaged += ret != 1;
	}
	assert_int_equal(capture_next(r, &p), 0);
	return packets;
}

static inline int make_file(void **state)
{
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static inline int remove_file(void **state)
{
	return unlink(path);
}

#endif /* TESTS_CAPTURE_FILE_H */
