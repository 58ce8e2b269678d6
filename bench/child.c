// SPDX-License-Identifier: BSD-3-Clause
#include "bench/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Return: 0 in the child, which dies with @parent; its ID; -errno. */
static pid_t start(pid_t parent)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	return 0;
}

static _Noreturn void serve(const struct topology *topology, const char *dir,
			    int out)
{
	const struct fabric_options options = {
		.topology = topology,
		.dir = dir,
	};

	dup2(out, STDOUT_FILENO);
	close(out);
	_exit(fabric_serve(&options) ? 1 : 0);
}

int bench_fabric_start(const struct topology *topology, const char *dir,
		       struct bench_child *ret_child)
{
	struct bench_child child = {.sock = -1};
	const pid_t self = getpid();
	char ready[6];
	int ends[2];
	ssize_t n;

	if (pipe(ends))
		return -errno;
	child.pid = start(self);
	if (!child.pid)
		serve(topology, dir, ends[1]);
	close(ends[1]);
	n = child.pid < 0 ? child.pid : read(ends[0], ready, sizeof(ready));
	close(ends[0]);
	if (child.pid < 0)
		return child.pid;
	if (n != sizeof(ready) || memcmp(ready, "ready\n", sizeof(ready))) {
		bench_child_stop(&child);
		return -EIO;
	}
	*ret_child = child;
	return 0;
}

static _Noreturn void answer(int sock, size_t ping, size_t pong)
{
	char buf[BENCH_PONG_MAX] = {0};

	while (recv(sock, buf, ping, MSG_WAITALL) == (ssize_t)ping)
		if (send(sock, buf, pong, MSG_NOSIGNAL) != (ssize_t)pong)
			_exit(1);
	_exit(0);
}

int bench_pong_start(size_t ping, size_t pong, struct bench_child *ret_child)
{
	const pid_t self = getpid();
	int ends[2];
	pid_t pid;

	if (ping > BENCH_PONG_MAX || pong > BENCH_PONG_MAX)
		return -EINVAL;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = start(self);
	if (!pid) {
		close(ends[0]);
		answer(ends[1], ping, pong);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return pid;
	}
	*ret_child = (struct bench_child){pid, ends[0]};
	return 0;
}

int bench_child_stop(struct bench_child *child)
{
	int status = 0;
	pid_t pid = child->pid;

	if (pid <= 0)
		return 0;
	if (child->sock >= 0)
		close(child->sock); /* ends the child */
	else
		kill(pid, SIGTERM);
	*child = (struct bench_child){.sock = -1};
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	/* The child may end by itself while we send the signal */
	return !status || (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM)
		       ? 0
		       : -ECHILD;
}
