// SPDX-License-Identifier: BSD-3-Clause
#include "cli/export/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/export/child.h"
#include "ground.h"

/* Pause after an error of accept(2), for example too many open files */
#define PAUSE_MS 100

enum { SIGNALS, CLIENTS, TIMER, FDS };

/* nohup(1) */
static bool hangup_ignored(void)
{
	struct sigaction action;

	return !sigaction(SIGHUP, NULL, &action) &&
	       action.sa_handler == SIG_IGN;
}

int loop_begin(struct loop *loop)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		sigaddset(&set, numbers[i]);
	if (hangup_ignored())
		sigdelset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, &loop->mask))
		return -errno;
	/* A closed pipe must not leave the socket's file; an ignored SIGCHLD, which
	   is inherited, would lose the program's status */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	loop->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return loop->signals < 0 ? -errno : 0;
}

/* Return: true if the loop ends, with @ret_status */
static bool take_signals(struct loop *loop, int *ret_status)
{
	struct signalfd_siginfo info;
	int status;

	while (read(loop->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			if (!loop->child ||
			    waitpid(loop->child, &status, WNOHANG) <= 0)
				continue;
			*ret_status = child_status(status);
			return true;
		}
		if (!loop->child) {
			*ret_status = 0;
			return true;
		}
		/* The kernel sends those of a terminal to both */
		if (info.ssi_code != SI_KERNEL)
			kill(loop->child, (int)info.ssi_signo);
	}
	return false;
}

static int start_timer(const struct loop *loop)
{
	const struct timespec every = {.tv_nsec = LOOP_WATCH_MS * 1000000};
	const struct itimerspec times = {every, every};
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

	if (timer < 0)
		return -errno;
	if (loop->watch)
		timerfd_settime(timer, 0, &times, NULL);
	return timer;
}

/* A program does not end because a look fails; the looks do. Return: 0 or -errno */
static int tick(struct loop *loop, struct pollfd *timer)
{
	uint64_t ticks;
	int ret;

	if (read(timer->fd, &ticks, sizeof(ticks)) != sizeof(ticks))
		return 0;
	ret = loop->watch(loop->run);
	if (!ret || !loop->child)
		return ret;
	close(timer->fd);
	timer->fd = -1;
	return 0;
}

/* One client in each turn, so that no flood of them delays the rest */
static int turn(struct loop *loop, struct pollfd fds[FDS], bool *ret_end)
{
	bool paused = fds[CLIENTS].fd < 0 && loop->hold;
	int status = 0;

	if (poll(fds, FDS, paused ? PAUSE_MS : -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[SIGNALS].revents && take_signals(loop, &status)) {
		*ret_end = true;
		return status;
	}
	if (paused)
		fds[CLIENTS].fd = loop->hold->sock;
	else if (fds[CLIENTS].revents && hold_serve(loop->hold, loop->fd))
		fds[CLIENTS].fd = -1;
	return fds[TIMER].revents ? tick(loop, &fds[TIMER]) : 0;
}

int loop_run(struct loop *loop)
{
	struct pollfd fds[FDS] = {
		[SIGNALS] = {.fd = loop->signals, .events = POLLIN},
		[CLIENTS] = {.fd = loop->hold ? loop->hold->sock : -1,
			     .events = POLLIN},
		[TIMER] = {.fd = start_timer(loop), .events = POLLIN},
	};
	bool end = false;
	int ret = min(fds[TIMER].fd, 0);

	while (!ret && !end)
		ret = turn(loop, fds, &end);
	if (fds[TIMER].fd >= 0)
		close(fds[TIMER].fd);
	return ret;
}
