// SPDX-License-Identifier: BSD-3-Clause
/* The inventory of a large machine: "tph ls" beside lspci over the same file */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/command.h"
#include "bench/measure.h"

static const char usage[] =
	"Usage: bench-host [OPTION]... TPH MAKE-MACHINE FOLDER\n"
	"Time the program TPH reading 10,000 functions, or fewer by -n, beside lspci.\n"
	"MAKE-MACHINE makes the file, in FOLDER; it is removed. -s means nothing here.\n";

#define FUNCTIONS 10000
#define MAX_PATH  4096

/**
 * struct machine - the file and the commands that read it
 * @path:	file, in the form of lspci -xxxx
 * @functions:	functions in it
 * @tph, @lspci: command lines
 */
struct machine {
	char path[MAX_PATH];
	uint64_t functions;
	struct bench_command tph, lspci;
};

/* One operation is one function; a run reads all of them */
static int run_tph(void *ctx, uint64_t n)
{
	struct machine *m = ctx;
	int ret = bench_command_run(&m->tph);

	if (!ret &&
	    (n != m->functions || !strstr(m->tph.output, "\n0000:00:01.0 ")))
		ret = -EIO;
	return ret;
}

static int run_lspci(void *ctx, uint64_t n)
{
	struct machine *m = ctx;
	int ret = bench_command_run(&m->lspci);

	if (!ret && (n != m->functions ||
		     strncmp(m->lspci.output, "0000:00:01.0 ", 13)))
		ret = -EIO;
	return ret;
}

static int make(const struct machine *m, const char *program)
{
	static struct bench_command command;
	char functions[32];
	const char *const argv[] = {program, functions, m->path, NULL};

	snprintf(functions, sizeof(functions), "%" PRIu64, m->functions);
	command.argv = argv;
	return bench_command_run(&command);
}

static int measure(const char *const *names,
		   const struct bench_options *options)
{
	static struct machine m;
	const char *const tph[] = {names[0], "ls", "--all", "-F", m.path, NULL};
	const char *const lspci[] = {"lspci", "-D", "-F", m.path, NULL};
	const struct bench bench = {
		.figure = {"tph ls", run_tph, .ctx = &m,
			   .memory_kib = &m.tph.memory_kib},
		.yardstick = {"lspci", run_lspci, .ctx = &m,
			      .memory_kib = &m.lspci.memory_kib},
		.unit = "function",
		.ops = options->iters && options->iters < FUNCTIONS
			       ? options->iters
			       : FUNCTIONS,
		.whole = true,
		.samples = 1,
	};
	int ret;

	snprintf(m.path, sizeof(m.path), "%s/machine.tmp", names[2]);
	m.functions = bench.ops;
	m.tph.argv = tph;
	m.lspci.argv = lspci;
	ret = make(&m, names[1]);
	if (!ret)
		ret = bench_measure(&bench, options);
	remove(m.path);
	return ret;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret;

	if (argc - first != 3) {
		fputs(usage, stderr);
		return 2;
	}
	ret = measure((const char *const *)argv + first, &options);
	if (ret)
		fprintf(stderr, "bench: %s\n", strerror(-ret));
	return ret ? 1 : 0;
}
