// SPDX-License-Identifier: BSD-3-Clause
/* A live capture, written by a thread: only counted packets get lost. */
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

#include "tests/capture/file.h"

#define LEN 4000
/* More than fits into memory, 16 MiB, and a pipe */
#define PACKETS 6000
#define FEW	3000

static uint8_t tlp[LEN];

static void write_some(struct capture_writer *writer, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(capture_write(writer, 0, CAPTURE_UP, i + 1,
					       tlp, LEN, NULL, 0),
				 0);
}

/* Whole packets, in the order of their times. Return: how many */
static void *count(void *arg)
{
	struct capture_reader *reader;
	struct capture_packet p;
	uintptr_t n = 0;
	uint64_t last = 0;
	int ret;

	assert_int_equal(capture_open(path, &reader), 0);
	while ((ret = capture_next(reader, &p)) == 1) {
		assert_int_equal(p.len, LEN);
		assert_true(p.ns > last);
		last = p.ns;
		n++;
	}
	assert_int_equal(ret, 0);
	capture_free(reader);
	return (void *)n;
}

static struct capture_writer *create(void)
{
	struct capture_writer *writer;

	assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0, &writer),
			 0);
	assert_int_equal(capture_add_interface(writer, "dn0", NULL), 0);
	assert_int_equal(capture_go_live(writer), 0);
	return writer;
}

static void a_file_is_complete(void **state)
{
	struct capture_writer *writer = create();

	write_some(writer, PACKETS);
	assert_int_equal(capture_lost(writer), 0);
	assert_int_equal(capture_close(writer), 0);
	assert_int_equal((uintptr_t)count(NULL), PACKETS);
}

/* Return: the reader's end, so that open(2) of the other does not wait */
static int make_fifo(void)
{
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	return open(path, O_RDONLY | O_NONBLOCK);
}

static void what_is_lost_is_counted(void **state)
{
	int fd = make_fifo();
	struct capture_writer *writer = create();
	pthread_t reader;
	uint64_t lost;
	void *got;

	write_some(writer, PACKETS);
	lost = capture_lost(writer);
	assert_int_not_equal(lost, 0);
	pthread_create(&reader, NULL, count, NULL);
	assert_int_equal(capture_close(writer), 0);
	close(fd);
	pthread_join(reader, &got);
	assert_int_equal((uintptr_t)got + lost, PACKETS);
}

static void a_reader_never_comes_back(void **state)
{
	int fd = make_fifo();
	struct capture_writer *writer = create();

	write_some(writer, FEW);
	assert_int_equal(capture_lost(writer), 0);
	assert_int_equal(capture_close(writer), -ETIMEDOUT);
	close(fd);
}

static int make_another(void **state)
{
	memset(path + sizeof(path) - 7, 'X', 6);
	return make_file(state);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_another, remove_file)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_complete),
		TEST(what_is_lost_is_counted),
		TEST(a_reader_never_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
