// SPDX-License-Identifier: BSD-3-Clause
/* A live capture, written by a thread: only counted packets get lost. */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#include "tests/capture/file.h"

#define LEN 4000
/* More than fits into memory, 16 MiB, and a pipe */
#define PACKETS 6000
#define FEW	3000
/* The queue, the buffer of the file, and the pipe */
#define MEMORY ((16 + 1 + 1) << 20)

static uint8_t tlp[LEN];

/* Packets from number @from on, which is the time too */
static void write_some_after(struct capture_writer *writer, unsigned int from,
			     unsigned int to)
{
	for (unsigned int i = from; i < to; i++)
		assert_int_equal(capture_write(writer, 0, CAPTURE_UP, i + 1,
					       tlp, LEN, NULL, 0),
				 0);
}

static void write_some(struct capture_writer *writer, unsigned int n)
{
	write_some_after(writer, 0, n);
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

static struct capture_writer *create(bool drop)
{
	struct capture_writer *writer;

	assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0, &writer),
			 0);
	assert_int_equal(capture_add_interface(writer, "dn0", NULL), 0);
	assert_int_equal(capture_go_live(writer, drop), 0);
	return writer;
}

static void a_file_is_complete(void **state)
{
	struct capture_writer *writer = create(true);

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
	struct capture_writer *writer = create(true);
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
	assert_true((uintptr_t)got * LEN < MEMORY);
}

static void all_is_kept_for_a_reader_who_is_awaited(void **state)
{
	int fd = make_fifo();
	struct capture_writer *writer = create(false);
	pthread_t reader;
	void *got;

	write_some(writer, FEW);
	pthread_create(&reader, NULL, count, NULL);
	write_some_after(writer, FEW, PACKETS);
	assert_int_equal(capture_lost(writer), 0);
	assert_int_equal(capture_close(writer), 0);
	close(fd);
	pthread_join(reader, &got);
	assert_int_equal((uintptr_t)got, PACKETS);
}

static void *write_all(void *arg)
{
	write_some(arg, PACKETS);
	return NULL;
}

/* Return: state of a thread, as in /proc/self/task/TID/stat */
static char state_of(const char *tid)
{
	char name[64], state = 0;
	FILE *f;

	snprintf(name, sizeof(name), "/proc/self/task/%.20s/stat", tid);
	f = fopen(name, "r");
	if (!f)
		return 0;
	assert_int_equal(fscanf(f, "%*d (%*[^)]) %c", &state), 1);
	fclose(f);
	return state;
}

/* Return: threads, and those of them that sleep */
static unsigned int threads(unsigned int *ret_asleep)
{
	DIR *dir = opendir("/proc/self/task");
	unsigned int n = 0;
	struct dirent *e;

	assert_non_null(dir);
	*ret_asleep = 0;
	while ((e = readdir(dir)))
		if (e->d_name[0] != '.') {
			n++;
			*ret_asleep += state_of(e->d_name) == 'S';
		}
	closedir(dir);
	return n;
}

/* One thread waits for the queue, the writer's for the pipe */
static void a_hurry_ends_all_waits(void **state)
{
	int fd = make_fifo();
	struct capture_writer *writer = create(false);
	unsigned int asleep, before = threads(&asleep);
	struct timespec end;
	pthread_t thread;

	pthread_create(&thread, NULL, write_all, writer);
	do
		assert_int_equal(threads(&asleep), before + 1);
	while (asleep < 2);
	assert_int_equal(capture_lost(writer), 0);
	capture_hurry(writer);
	/* It ends after two seconds */
	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 20;
	assert_int_equal(pthread_timedjoin_np(thread, NULL, &end), 0);
	assert_int_not_equal(capture_lost(writer), 0);
	/* If this hangs, the alarm ends the test */
	alarm(60);
	assert_int_equal(capture_close(writer), -ETIMEDOUT);
	alarm(0);
	close(fd);
}

/* A hurry does not cut a file that makes progress */
static void a_hurried_file_is_complete(void **state)
{
	struct capture_writer *writer = create(true);

	capture_hurry(writer);
	write_some(writer, PACKETS);
	assert_int_equal(capture_lost(writer), 0);
	assert_int_equal(capture_close(writer), 0);
	assert_int_equal((uintptr_t)count(NULL), PACKETS);
}

static void a_full_disk_is_reported(void **state)
{
	struct capture_writer *writer;
	int ret = 0;

	if (access("/dev/full", W_OK))
		skip();
	assert_int_equal(capture_create("/dev/full", 147, &writer), 0);
	assert_int_equal(capture_add_interface(writer, "x", NULL), 0);
	assert_int_equal(capture_go_live(writer, true), 0);
	assert_int_equal(capture_drain(writer), -ENOSPC);
	assert_int_equal(capture_flush(writer), -ENOSPC);
	/* It is found when the next buffer is needed, at the latest */
	for (int i = 0; i < PACKETS && !ret; i++)
		ret = capture_write(writer, 0, CAPTURE_UP, i, tlp, LEN, NULL,
				    0);
	assert_int_equal(ret, -ENOSPC);
	assert_int_equal(capture_lost(writer), 0);
	assert_int_equal(capture_close(writer), -ENOSPC);
}

/* Return: does a thread block SIGTERM and SIGPIPE? */
static bool blocks_signals(const char *tid)
{
	unsigned long long mask = 0;
	char line[256];
	FILE *f;

	snprintf(line, sizeof(line), "/proc/self/task/%.20s/status", tid);
	f = fopen(line, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "SigBlk: %llx", &mask) == 1)
			break;
	fclose(f);
	return mask >> (SIGTERM - 1) & mask >> (SIGPIPE - 1) & 1;
}

static unsigned int blocking(void)
{
	DIR *dir = opendir("/proc/self/task");
	unsigned int n = 0;
	struct dirent *e;

	assert_non_null(dir);
	while ((e = readdir(dir)))
		n += e->d_name[0] != '.' && blocks_signals(e->d_name);
	closedir(dir);
	return n;
}

static void signals_go_to_others(void **state)
{
	unsigned int asleep, n = threads(&asleep), blocked = blocking();
	struct capture_writer *writer = create(true);

	assert_int_equal(threads(&asleep), n + 1);
	assert_int_equal(blocking(), blocked + 1);
	assert_int_equal(capture_close(writer), 0);
	/* It has ended, but may be listed for an instant */
	alarm(60);
	while (threads(&asleep) != n)
		usleep(1000);
	alarm(0);
}

static void a_reader_never_comes_back(void **state)
{
	int fd = make_fifo();
	struct capture_writer *writer = create(true);

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
		TEST(all_is_kept_for_a_reader_who_is_awaited),
		TEST(a_reader_never_comes_back),
		TEST(a_hurry_ends_all_waits),
		TEST(a_hurried_file_is_complete),
		TEST(a_full_disk_is_reported),
		TEST(signals_go_to_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
