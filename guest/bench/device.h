/* SPDX-License-Identifier: BSD-3-Clause */
/* Benchmarks of one PCI function */
#ifndef GUEST_BENCH_DEVICE_H
#define GUEST_BENCH_DEVICE_H

#include "bench/measure.h"

/**
 * bench_device() - main() of a benchmark of the function that the command line names
 * @argc, @argv: arguments: options, and a BDF or nothing for the first accelerator
 * @usage:	usage text
 * @run:	measure; non-zero, with a message printed, if that fails
 *
 * Return: exit status: 0; 1 a failure; 2 wrong arguments.
 */
int bench_device(int argc, char **argv, const char *usage,
		 int (*run)(const char *bdf,
			    const struct bench_options *options));

#endif /* GUEST_BENCH_DEVICE_H */
