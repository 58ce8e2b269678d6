// SPDX-License-Identifier: BSD-3-Clause
#include "cli/export/child.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Return: @arg with @number at each place, to be freed; NULL: out of memory */
static char *fill(const char *arg, const char *number)
{
	const char *place;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (; (place = strstr(arg, CHILD_PLACE));
	     arg = place + strlen(CHILD_PLACE))
		fprintf(out, "%.*s%s", (int)(place - arg), arg, number);
	fputs(arg, out);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

static void free_args(char **args)
{
	for (size_t i = 0; args[i]; i++)
		free(args[i]);
	free(args);
}

static char **fill_all(char *const *args, const char *number)
{
	char **filled;
	size_t n = 0;

	while (args[n])
		n++;
	filled = calloc(n + 1, sizeof(*filled));
	if (!filled)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		filled[i] = fill(args[i], number);
		if (!filled[i]) {
			free_args(filled);
			return NULL;
		}
	}
	return filled;
}

static int spawn(char *const *args, int fd, const sigset_t *mask,
		 pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t usual;
	int ret;

	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setsigmask(&attr, mask);
	posix_spawnattr_setsigdefault(&attr, &usual);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK |
						POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&actions);
	/* The same number: it is not closed at exec (POSIX.1-2024) */
	ret = -posix_spawn_file_actions_adddup2(&actions, fd, fd);
	if (!ret)
		ret = -posix_spawnp(ret_pid, args[0], &actions, &attr, args,
				    environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attr);
	return ret;
}

int child_start(char *const *args, int fd, const sigset_t *mask, pid_t *ret_pid)
{
	char number[16], **filled;
	int ret;

	snprintf(number, sizeof(number), "%d", fd);
	filled = fill_all(args, number);
	if (!filled)
		return -ENOMEM;
	ret = setenv(CHILD_VARIABLE, number, 1) ? -errno : 0;
	if (!ret)
		ret = spawn(filled, fd, mask, ret_pid);
	free_args(filled);
	return ret;
}

int child_status(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}
