// SPDX-License-Identifier: BSD-3-Clause
/* The loop of tph capture, with a device that is memory: losses, ends, failures */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/capture/live.h"
#include "tests/libtph/ring.h"

static struct ring ring;
static struct live live;
static char path[] = "/tmp/tph-test-live-XXXXXX";

static void open_file(const char *file)
{
	live.path = file;
	assert_int_equal(
		capture_create(file, CAPTURE_LINKTYPE_USER0, &live.writer), 0);
	assert_int_equal(
		capture_add_interface(live.writer, "0000:03:00.0", NULL), 0);
	assert_int_equal(capture_go_live(live.writer, true), 0);
}

/* A device with @n TLPs in its ring or lost; messages are not the subject */
static void begin(const char *file, unsigned int n)
{
	static const uint8_t tlp[64] = {0x60, 0, 0, 12};
	sigset_t set;

	ring_init(&ring, 12);
	ring.regs[0x10c / 4] = 1000;
	live = (struct live){.command = "test", .bdf = "3:0.0", .bar = -1};
	live.tap = ring_tap(&ring);
	assert_non_null(live.tap);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	live.signals = signalfd(-1, &set, SFD_NONBLOCK);
	open_file(file);
	live.clock = (struct live_clock){1000, 0, 5000000000};
	assert_int_equal(tph_tap_start(live.tap, &live.filter), 0);
	while (n--)
		ring_take(&ring, false, 7, tlp, sizeof(tlp));
}

static void end(void)
{
	struct signalfd_siginfo info;

	/* A signal would end the next one too */
	while (read(live.signals, &info, sizeof(info)) > 0)
		;
	capture_close(live.writer);
	live_close(live.tap);
	close(live.signals);
	ring_free(&ring);
}

/* Return: TLPs in the file, all of them those of begin() */
static unsigned int read_back(void)
{
	struct capture_reader *reader;
	struct capture_packet packet;
	unsigned int n = 0;

	assert_int_equal(capture_open(path, &reader), 0);
	while (capture_next(reader, &packet) == 1) {
		assert_int_equal(packet.len, 64);
		/* 7 ticks of a MHz */
		assert_true(packet.ns == 5000007000);
		assert_int_equal(packet.dir, CAPTURE_DOWN);
		n++;
	}
	capture_free(reader);
	return n;
}

static void ended_by_signal(void **state)
{
	begin(path, 5);
	kill(getpid(), SIGTERM);
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_SIGNAL);
	assert_int_equal(live.failure, 0);
	assert_int_equal(live.taken, 5);
	assert_int_equal(live.bytes, 320);
	/* The tap is off, and no TLP follows */
	assert_int_equal(ring.regs[0x100 / 4], 0);
	end();
	assert_int_equal(read_back(), 5);
}

static void ended_by_count(void **state)
{
	begin(path, 5);
	live.count = 3;
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_COUNT);
	assert_int_equal(live.taken, 3);
	end();
	assert_int_equal(read_back(), 3);
}

/* The rest of the ring does not exceed the count */
static void count_after_signal(void **state)
{
	begin(path, 5);
	live.end = LIVE_BY_SIGNAL;
	live.count = 3;
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_SIGNAL);
	assert_int_equal(live.taken, 3);
	end();
	assert_int_equal(read_back(), 3);
}

static void ended_by_time(void **state)
{
	begin(path, 5);
	live.seconds = 1;
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_TIME);
	end();
	assert_int_equal(read_back(), 5);
}

/* Its number of nanoseconds exceeds 64 bits */
static void long_time(void **state)
{
	begin(path, 5);
	live.seconds = UINT64_C(1) << 63;
	kill(getpid(), SIGTERM);
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_SIGNAL);
	end();
}

/* Place of a block or option in the file, or NULL */
static const uint8_t *find(const uint8_t *bytes, size_t len, const void *what,
			   size_t n)
{
	return memmem(bytes, len, what, n);
}

/* 51 of 80 bytes fit into 4 KiB: 49 are lost, then one more comes */
static void losses(void **state)
{
	static const uint8_t dropcount[] = {4, 0, 8, 0, 49, 0,
					    0, 0, 0, 0, 0,  0};
	static const uint8_t received[] = {4, 0, 8, 0, 101, 0,
					   0, 0, 0, 0, 0,   0};
	static const uint8_t dropped[] = {5, 0, 8, 0, 49, 0, 0, 0, 0, 0, 0, 0};
	static uint8_t bytes[20000];
	struct tph_tap_record record;
	FILE *file;
	size_t n;

	begin(path, 100);
	/* As if the loop had read them */
	for (n = 0; n < 51; n++)
		assert_int_equal(tph_tap_next(live.tap, &record), 1);
	live.taken = 51;
	ring_take(&ring, false, 7, record.data, 64);
	kill(getpid(), SIGTERM);
	live_loop(&live);
	assert_int_equal(live.lost, 49);
	assert_int_equal(live_missing(&live), 49);
	assert_int_equal(live.reported, 49);
	live_statistics(&live);
	end();
	file = fopen(path, "rb");
	n = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	assert_non_null(find(bytes, n, dropcount, sizeof(dropcount)));
	assert_non_null(find(bytes, n, received, sizeof(received)));
	assert_non_null(find(bytes, n, dropped, sizeof(dropped)));
}

/* No record follows: only the device's counter knows of them */
static void losses_at_the_end(void **state)
{
	begin(path, 100);
	kill(getpid(), SIGTERM);
	live_loop(&live);
	assert_int_equal(live.taken, 51);
	assert_int_equal(live.lost, 49);
	end();
	assert_int_equal(read_back(), 51);
}

/* They are reported while it runs, and not again with the record that follows */
static void losses_without_a_record(void **state)
{
	struct tph_tap_record record;

	begin(path, 100);
	live.seconds = 1;
	live_loop(&live);
	assert_int_equal(live.reported, 49);
	/* The message at the end has no time */
	assert_true(live.report_ns < UINT64_MAX);
	end();

	begin(path, 100);
	for (unsigned int n = 0; n < 51; n++)
		assert_int_equal(tph_tap_next(live.tap, &record), 1);
	live.lost = 49;
	ring_take(&ring, false, 7, record.data, 64);
	kill(getpid(), SIGTERM);
	live_loop(&live);
	assert_int_equal(live.taken, 1);
	assert_int_equal(live.lost, 49);
	end();
}

static void device_goes(void **state)
{
	begin(path, 5);
	ring.gone_after = 40;
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_DEVICE);
	assert_int_equal(live.failure, -ENODEV);
	end();
}

static void device_is_reset(void **state)
{
	begin(path, 5);
	ring_reset(&ring);
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_DEVICE);
	assert_int_equal(live.failure, -ECONNRESET);
	end();
}

static void unplugged(void **state)
{
	begin(path, 5);
	live_catch_faults();
	ring.unmapped = true;
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_DEVICE);
	assert_int_equal(live.failure, -ENXIO);
	end();
}

static void unplugged_before_the_start(void **state)
{
	begin(path, 0);
	live_catch_faults();
	ring.unmapped = true;
	assert_int_equal(live_start(&live), -ENXIO);
	end();
}

/* The tap is freed all the same, which returns a device to its driver */
static void unplugged_before_the_end(void **state)
{
	int fd;

	begin(path, 0);
	live_catch_faults();
	fd = live.tap->fd = dup(live.signals);
	ring.unmapped = true;
	end();
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

static void full_disk(void **state)
{
	begin("/dev/full", 5);
	live_loop(&live);
	assert_int_equal(live.end, LIVE_BY_OUTPUT);
	assert_int_equal(live.failure, -ENOSPC);
	assert_int_equal(ring.regs[0x100 / 4], 0);
	end();
}

/* The reader of standard output leaves, while there is nothing to write */
static void closed_pipe(void **state)
{
	int fds[2], before = dup(STDOUT_FILENO);

	fflush(stdout);
	assert_int_equal(pipe(fds), 0);
	dup2(fds[1], STDOUT_FILENO);
	close(fds[1]);
	begin("-", 0);
	signal(SIGPIPE, SIG_IGN);
	close(fds[0]);
	live_loop(&live);
	end();
	dup2(before, STDOUT_FILENO);
	close(before);
	assert_int_equal(live.end, LIVE_BY_OUTPUT);
	assert_int_equal(live.failure, -EPIPE);
	assert_int_equal(ring.regs[0x100 / 4], 0);
}

static void times(void **state)
{
	static const struct {
		struct live_clock clock;
		uint64_t ticks, ns;
	} rows[] = {
		{{0, 50, 9000}, 77, 77},
		{{125000, 1000, 9000}, 1001, 9008},
		{{125000, 1000, 9000}, 999, 9000},
		/* 2^40 ticks at 125 MHz are 8796.093022208 s */
		{{125000, 0, 0}, UINT64_C(1) << 40, 8796093022208},
		{{3, 0, 0}, 10, 3333333},
		{{1, 0, 1}, UINT64_MAX, UINT64_MAX},
		{{UINT32_MAX, 0, 0}, UINT64_C(0xffffffff) * 5, 5000000},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_true(live_time(&rows[i].clock, rows[i].ticks) ==
			    rows[i].ns);
}

static int make_file(void **state)
{
	int fd = mkstemp(path);

	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ended_by_signal),
		cmocka_unit_test(ended_by_count),
		cmocka_unit_test(count_after_signal),
		cmocka_unit_test(ended_by_time),
		cmocka_unit_test(long_time),
		cmocka_unit_test(losses),
		cmocka_unit_test(losses_at_the_end),
		cmocka_unit_test(losses_without_a_record),
		cmocka_unit_test(device_goes),
		cmocka_unit_test(device_is_reset),
		cmocka_unit_test(unplugged),
		cmocka_unit_test(unplugged_before_the_start),
		cmocka_unit_test(unplugged_before_the_end),
		cmocka_unit_test(full_disk),
		cmocka_unit_test(closed_pipe),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests_name("cli-live", tests, make_file,
					   remove_file);
}
