// SPDX-License-Identifier: BSD-3-Clause
#include "bench/command.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int spawn(const struct bench_command *command, int out, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	int ret = posix_spawn_file_actions_init(&actions);

	if (ret)
		return -ret;
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	ret = posix_spawnp(ret_pid, command->argv[0], &actions, NULL,
			   (char *const *)command->argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -ret;
}

int bench_command_run(struct bench_command *command)
{
	int out = memfd_create("output", MFD_CLOEXEC), ret, status;
	struct rusage usage;
	ssize_t n;
	pid_t pid;

	if (out < 0)
		return -errno;
	ret = spawn(command, out, &pid);
	if (!ret) {
		while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
			;
		if (status)
			ret = -ECHILD;
		if (usage.ru_maxrss > command->memory_kib)
			command->memory_kib = usage.ru_maxrss;
	}
	n = pread(out, command->output, sizeof(command->output) - 1, 0);
	command->output[n < 0 ? 0 : n] = 0;
	close(out);
	return ret;
}
