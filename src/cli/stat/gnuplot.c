// SPDX-License-Identifier: BSD-3-Clause
#include "cli/stat/gnuplot.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* @in, @out: -1 is /dev/null. Return: 0; -ENOENT; -ECHILD; -errno. */
static int run(char *const *argv, int in, int out)
{
	posix_spawn_file_actions_t actions;
	int ret = posix_spawn_file_actions_init(&actions), status;
	pid_t pid;

	if (ret)
		return -ret;
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	if (out >= 0)
		posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	else
		posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
						 "/dev/null", O_WRONLY, 0);
	ret = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (ret)
		return -ret;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return status ? -ECHILD : 0;
}

int gnuplot_check(void)
{
	char *const argv[] = {"gnuplot", "--version", NULL};

	return run(argv, -1, -1);
}

int gnuplot_script(FILE **ret_script)
{
	int fd = memfd_create("script", MFD_CLOEXEC), error;
	FILE *script = fd < 0 ? NULL : fdopen(fd, "w+");

	if (!script) {
		error = errno;
		if (fd >= 0)
			close(fd);
		return -error;
	}
	*ret_script = script;
	return 0;
}

/* Return: 0; -errno, after removing the file. */
static int save(int picture, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	off_t size = lseek(picture, 0, SEEK_END), at = 0;
	int ret = 0;

	if (fd < 0)
		return -errno;
	while (at < size && !ret)
		if (sendfile(fd, picture, &at, size - at) < 0)
			ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	if (ret)
		unlink(path);
	return ret;
}

/* Script and picture are in memory, so no file is left over */
int gnuplot_draw(FILE *script, const char *path)
{
	char *const argv[] = {"gnuplot", "-", NULL};
	int picture = memfd_create("picture", MFD_CLOEXEC), ret = 0;

	if (picture < 0)
		ret = -errno;
	if (!ret && (fflush(script) || fseek(script, 0, SEEK_SET)))
		ret = -errno;
	if (!ret)
		ret = run(argv, fileno(script), picture);
	if (!ret && !lseek(picture, 0, SEEK_END))
		ret = -ECHILD;
	if (!ret)
		ret = save(picture, path);
	if (picture >= 0)
		close(picture);
	fclose(script);
	return ret;
}

void gnuplot_quote(FILE *script, const char *text)
{
	fputc('\'', script);
	for (; *text; text++)
		fputc(isalnum((unsigned char)*text) ||
				      strchr(" .,:;/_-+#>()%", *text)
			      ? *text
			      : '?',
		      script);
	fputc('\'', script);
}
