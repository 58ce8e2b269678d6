/* SPDX-License-Identifier: BSD-3-Clause */
/* A command line that is run and waited for */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

#include <stddef.h>

/* Of the output only the beginning is kept */
#define BENCH_OUTPUT 4096

/**
 * struct bench_command - what is run
 * @argv:	program, searched for in PATH, and its arguments; ends with NULL
 * @output:	what it printed last
 * @memory_kib:	most memory it had at a time, of all runs
 */
struct bench_command {
	const char *const *argv;
	char output[BENCH_OUTPUT];
	long memory_kib;
};

/* Its messages are dropped. Return: 0; -ECHILD it failed; -errno. */
int bench_command_run(struct bench_command *command);

#endif /* BENCH_COMMAND_H */
