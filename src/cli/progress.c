// SPDX-License-Identifier: BSD-3-Clause
#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SECOND_NS ((uint64_t)1000000000)
#define FIRST_NS  (2 * SECOND_NS)
#define EVERY_NS  (SECOND_NS / 4)

struct progress progress_line;
static bool output_follows;

void progress_output_follows(void)
{
	output_follows = isatty(STDOUT_FILENO);
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

/* Return: size of a regular file, else 0 */
static uint64_t size_of(const char *path)
{
	struct stat st;
	int ret;

	ret = strcmp(path, "-") ? stat(path, &st) : fstat(STDIN_FILENO, &st);
	return !ret && S_ISREG(st.st_mode) ? st.st_size : 0;
}

void progress_begin(const char *command, const char *path)
{
	struct progress *progress = &progress_line;
	const char *name = strrchr(path, '/');

	*progress = (struct progress){.on = isatty(STDERR_FILENO) &&
					    !output_follows};
	if (!progress->on)
		return;
	snprintf(progress->label, sizeof(progress->label), "tph %s: %s",
		 command, name ? name + 1 : path);
	progress->total = size_of(path);
	progress->start_ns = now();
	progress->next_ns = progress->start_ns + FIRST_NS;
}

int progress_format(const struct progress *progress, uint64_t done,
		    uint64_t now_ns, char *buf, size_t size)
{
	uint64_t ns = now_ns - progress->start_ns, left;

	if (!progress->total || !done || done > progress->total)
		return snprintf(buf, size, "%s: %" PRIu64 " MiB, %" PRIu64 " s",
				progress->label, done >> 20, ns / SECOND_NS);
	left = (double)ns / done * (progress->total - done) / SECOND_NS;
	return snprintf(buf, size,
			"%s: %" PRIu64 " of %" PRIu64 " MiB, %" PRIu64
			" %%, %" PRIu64 ":%02" PRIu64 " left",
			progress->label, done >> 20, progress->total >> 20,
			(uint64_t)(100.0 * done / progress->total), left / 60,
			left % 60);
}

bool progress_due(void)
{
	return progress_line.on && now() >= progress_line.next_ns;
}

void progress_show(const char *line)
{
	fprintf(stderr, "\r%s\033[K", line);
	progress_line.shown = true;
	progress_line.next_ns = now() + EVERY_NS;
}

void progress_look(uint64_t done)
{
	uint64_t now_ns = now();
	char line[160];

	if (now_ns < progress_line.next_ns)
		return;
	progress_format(&progress_line, done, now_ns, line, sizeof(line));
	progress_show(line);
}

void progress_clear(void)
{
	if (progress_line.shown)
		fprintf(stderr, "\r\033[K");
	progress_line.shown = false;
}
