/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A figure and its yardstick: two operations timed in turns in the same run, so
 * that what else the machine does meets both. Each figure is one line of JSON
 * on standard output (docs/bench.md).
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct bench_options - what a program of the bench is told
 * @size:	bytes of a payload
 * @iters:	operations of each kind; 0: as many as @seconds take
 * @seconds:	for a figure together with its yardstick
 */
struct bench_options {
	size_t size;
	uint64_t iters;
	double seconds;
};

/**
 * bench_options() - read -s, -n, -D and -h, as perftest has them
 * @argc, @argv: of main()
 * @usage:	first lines of the help
 * @ret:	options, defaults for those not given
 *
 * Ends the program after a message if they are wrong, or for -h.
 *
 * Return: index of the first argument that is no option.
 */
int bench_options(int argc, char **argv, const char *usage,
		  struct bench_options *ret);

/**
 * struct bench_side - an operation to time
 * @name:	of the figure or the yardstick; plain letters
 * @run:	does it @n times. Return: 0; -errno
 * @begin, @end: before and after each turn, not timed; may be NULL
 * @ctx:	first argument of the functions
 * @memory_kib:	most memory that it ever had, if that is to be told
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
 * @figure, @yardstick: what is timed
 * @unit:	what one operation of the figure is
 * @ops:	operations between two looks at the clock: one sample
 * @whole:	never fewer: they cannot be parted
 * @samples:	of them before the other side has its turn
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
 * @bench:	what
 * @options:	how long
 *
 * Return: 0; -ENOMEM; error of a side, after a message.
 */
int bench_measure(const struct bench *bench,
		  const struct bench_options *options);

#endif /* BENCH_MEASURE_H */
