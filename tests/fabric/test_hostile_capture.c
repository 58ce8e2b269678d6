// SPDX-License-Identifier: BSD-3-Clause
/*
 * Readers of a capture that stop or leave: the fabric continues without them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fabric/served.h"

/* Return: the reader's end of a FIFO that the fabric shall write to. */
static int open_fifo(struct fixture *f)
{
	int fd;

	assert_int_equal(mkfifo(f->capture, 0600), 0);
	fd = open(f->capture, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_true(fd >= 0);
	return fd;
}

static void copy(struct fixture *f)
{
	start_copy(f, ACCEL_BAR2, 4096, 0);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
}

static bool has_said(struct fixture *f, const char *text)
{
	char buf[1024] = "";
	FILE *file = fopen(f->errors, "r");

	assert_non_null(file);
	buf[fread(buf, 1, sizeof(buf) - 1, file)] = 0;
	fclose(file);
	return strstr(buf, text);
}

/* Each copy is more than 4096 bytes of capture; 16 MiB and the pipe wait. */
static void a_capture_reader_stalls(void **state)
{
	struct fixture *f = *state;
	int fd = open_fifo(f);

	assert_true(start(f, f->capture, NULL));
	boot(f);
	/* If this hangs, the alarm ends the test */
	alarm(30);
	for (int i = 0; i < 4200; i++)
		copy(f);
	while (!has_said(f, "packets are dropped from the capture\n"))
		copy(f);
	assert_int_equal(client_read(&f->accel, CONFIG, 0, 4), 0x74111234);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 1);
	assert_errors(f, " packets were dropped\n");
	assert_errors(f, "the reader did not read the end of the capture\n");
	shut_down(f);
	close(fd);
}

static void a_capture_reader_leaves(void **state)
{
	const char *message =
		"capture: Broken pipe; continuing without a capture\n";
	struct fixture *f = *state;
	int fd = open_fifo(f);

	assert_true(start(f, f->capture, NULL));
	boot(f);
	close(fd);
	alarm(30);
	while (!has_said(f, message))
		copy(f);
	copy(f);
	assert_int_equal(client_read(&f->accel, CONFIG, 0, 4), 0x74111234);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 1);
	/* There is no other message */
	assert_true(has_said(f, message));
	shut_down(f);
}

/* State of a process as in /proc/PID/stat */
static char state_of(pid_t pid)
{
	char path[32], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%*d (%*[^)]) %c", &state), 1);
	fclose(file);
	return state;
}

/* It waits for a reader, and a signal ends the wait. */
static void a_fifo_without_a_reader(void **state)
{
	struct fixture *f = *state;
	const struct fabric_options options = {
		.topology = &f->topology,
		.dir = f->dir,
		.capture = f->capture,
	};
	int status;

	assert_int_equal(mkfifo(f->capture, 0600), 0);
	f->pid = fork();
	assert_true(f->pid >= 0);
	if (!f->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		exit(fabric_serve(&options) ? 1 : 0);
	}
	alarm(20);
	/* All that it can sleep in is the call that opens the FIFO */
	while (state_of(f->pid) != 'S')
		usleep(1000);
	kill(f->pid, SIGTERM);
	assert_int_equal(waitpid(f->pid, &status, 0), f->pid);
	alarm(0);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

/* Both pipes are broken before the first message. */
static void nobody_reads_what_it_says(void **state)
{
	struct fixture *f = *state;
	const struct fabric_options options = {
		.topology = &f->topology,
		.dir = f->dir,
	};
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	close(pipes[0]);
	f->pid = fork();
	assert_true(f->pid >= 0);
	if (!f->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(pipes[1], STDOUT_FILENO);
		dup2(pipes[1], STDERR_FILENO);
		exit(fabric_serve(&options) ? 1 : 0);
	}
	close(pipes[1]);
	alarm(20);
	while (vfio_client_connect(&f->dma.vfio, f->dir, "dma0"))
		usleep(1000);
	assert_int_equal(client_read(&f->dma, CONFIG, 0, 4), 0x74121234);
	client_close(&f->dma);
	/* The end of its client is another message */
	assert_int_equal(wait_end(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_capture_reader_stalls),
		TEST(a_capture_reader_leaves),
		TEST(a_fifo_without_a_reader),
		TEST(nobody_reads_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
