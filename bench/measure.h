/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A figure and its yardstick: two operations timed in turns in the same run, so
 * that other load of the machine affects both. Each figure is one line of JSON
 * on standard output (docs/bench.md).
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct bench_options - options of a bench program
 * @size:	bytes of a payload
 * @iters:	operations of each kind; 0: as many as fit into @seconds
 * @seconds:	for a figure together with its yardstick
 */
struct bench_options {
	size_t size;
	uint64_t iters;
	double seconds;
};

/**
 * bench_options() - parse -s, -n, -D and -h, which perftest has too
 * @argc, @argv: of main()
 * @usage:	first lines of the help
 * @ret:	options, with defaults
 *
 * Ends the program for -h, or after a message if an option is invalid.
 *
 * Return: index of the first argument that is not an option.
 */
int bench_options(int argc, char **argv, const char *usage,
		  struct bench_options *ret);

/**
 * struct bench_side - an operation to time
 * @name:	of the figure or the yardstick; plain letters
 * @run:	performs it @n times. Return: 0; -errno
 * @begin, @end: before and after each turn, not timed; may be NULL
 * @ctx:	first argument of the functions
 * @memory_kib:	peak memory, NULL: not reported
 */
struct bench_side {
	const char *name;
	int (*run)(void *ctx, uint64_t n);
	int (*begin)(void *ctx);
	int (*end)(void *ctx);
	void *ctx;
	const long *memory_kib;
};

/**
 * struct bench - a figure beside its yardstick
 * @figure, @yardstick: the operations
 * @unit:	unit of one operation of the figure
 * @ops:	operations of one sample
 * @whole:	a sample cannot have fewer operations
 * @samples:	samples per turn of a side
 */
struct bench {
	struct bench_side figure, yardstick;
	const char *unit;
	uint64_t ops;
	bool whole;
	unsigned int samples;
};

/**
 * bench_measure() - warm up, time both sides, print the line
 * @bench:	figure and yardstick
 * @options:	duration
 *
 * Return: 0; -ENOMEM; error of a side, after a message.
 */
int bench_measure(const struct bench *bench,
		  const struct bench_options *options);

#endif /* BENCH_MEASURE_H */
