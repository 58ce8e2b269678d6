// SPDX-License-Identifier: BSD-3-Clause
/* The loop of tph export: a flood of clients, looks, programs and signals */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/export/child.h"
#include "cli/export/loop.h"

static char dir[] = "/tmp/tph-loop.XXXXXX";
static char path[64];

static struct hold hold;
static struct loop loop;
static unsigned int looks;

static int begin(void **state)
{
	snprintf(path, sizeof(path), "%s/sock", dir);
	assert_int_equal(hold_open(&hold, path), 0);
	loop = (struct loop){.fd = memfd_create("held", MFD_CLOEXEC)};
	assert_true(loop.fd >= 0);
	assert_int_equal(loop_begin(&loop), 0);
	looks = 0;
	return 0;
}

static int end(void **state)
{
	sigprocmask(SIG_SETMASK, &loop.mask, NULL);
	close(loop.signals);
	close(loop.fd);
	hold_close(&hold);
	return 0;
}

static atomic_bool flooding;
static atomic_uint connected;

/* Clients that come as fast as they can, and leave at once. A full backlog must not
 * keep them after the loop's end. */
static void *flood(void *arg)
{
	while (flooding) {
		int sock = socket(
			AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

		if (!connect(sock, (struct sockaddr *)&hold.addr,
			     sizeof(hold.addr)))
			connected++;
		close(sock);
	}
	return NULL;
}

/* The third look ends the loop by a signal */
static int look_and_end(void *run)
{
	if (++looks == 3)
		kill(getpid(), *(int *)run);
	return 0;
}

static void a_flood_delays_neither_looks_nor_the_end(void **state)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	pthread_t threads[4];

	loop.hold = &hold;
	loop.watch = look_and_end;
	flooding = true;
	for (unsigned int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, flood, NULL),
				 0);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		int number = numbers[i];

		looks = 0;
		loop.run = &number;
		assert_int_equal(loop_run(&loop), 0);
		assert_true(looks >= 3);
	}
	flooding = false;
	for (unsigned int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_true(connected > 0);
}

static int look_and_fail(void *run)
{
	return ++looks == 2 ? -EIO : 0;
}

static void a_failed_look_ends_the_loop(void **state)
{
	loop.watch = look_and_fail;
	assert_int_equal(loop_run(&loop), -EIO);
	assert_int_equal(looks, 2);
}

/* It waits until the file has contents, which the end of the looks writes */
static char *const waits[] = {
	"sh", "-c",
	"until [ -s /proc/self/fd/{fd} ]; do sleep 0.02; done; exit 5", NULL};

static int look_and_release(void *run)
{
	assert_int_equal(write(loop.fd, "x", 1), 1);
	looks++;
	return -EIO;
}

static void a_failed_look_does_not_end_a_program(void **state)
{
	loop.watch = look_and_release;
	assert_int_equal(child_start(waits, loop.fd, &loop.mask, &loop.child),
			 0);
	assert_int_equal(loop_run(&loop), 5);
	assert_int_equal(looks, 1);
}

/* A client that gets the file while no descriptor is free at first */
static int look_and_restore(void *run)
{
	struct rlimit *limit = run;

	if (++looks == 2)
		setrlimit(RLIMIT_NOFILE, limit);
	if (looks == 5)
		kill(getpid(), SIGTERM);
	return 0;
}

static void clients_wait_for_a_free_number(void **state)
{
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct rlimit limit, none;
	char text[32];

	assert_int_equal(connect(sock, (struct sockaddr *)&hold.addr,
				 sizeof(hold.addr)),
			 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	loop.hold = &hold;
	loop.watch = look_and_restore;
	loop.run = &limit;
	/* One is free: that of the timer */
	none.rlim_cur = sock + 2;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(loop_run(&loop), 0);
	assert_int_equal(recv(sock, text, sizeof(text), MSG_DONTWAIT), 13);
	close(sock);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_flood_delays_neither_looks_nor_the_end, begin, end),
		cmocka_unit_test_setup_teardown(a_failed_look_ends_the_loop,
						begin, end),
		cmocka_unit_test_setup_teardown(
			a_failed_look_does_not_end_a_program, begin, end),
		cmocka_unit_test_setup_teardown(clients_wait_for_a_free_number,
						begin, end),
	};
	int ret;

	if (!mkdtemp(dir))
		return 1;
	/* The starter of the test may ignore it */
	signal(SIGHUP, SIG_DFL);
	ret = cmocka_run_group_tests_name("cli-loop", tests, NULL, NULL);
	return rmdir(dir) ? 1 : ret;
}
