/* SPDX-License-Identifier: BSD-3-Clause */
/* A command line, run to its end */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include <stddef.h>

/* Only the beginning of the output is kept */
#define BENCH_OUTPUT 4096

/**
 * struct bench_command - the command and its results
 * @argv:	program, searched for in PATH, and its arguments; ends with NULL
 * @output:	output of the last run
 * @memory_kib:	peak memory over all runs
 */
struct bench_command {
	const char *const *argv;
	char output[BENCH_OUTPUT];
	long memory_kib;
};

/* Its messages are dropped. Return: 0; -ECHILD it failed; -errno. */
int bench_command_run(struct bench_command *command);

#endif /* BENCH_COMMAND_H */
