// SPDX-License-Identifier: BSD-3-Clause
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/measure.h"

static const char help[] =
	"\n"
	"  -s BYTES    payload, a power of two from 4 to 256 (256)\n"
	"  -n ITERS    operations of each kind, instead of -D\n"
	"  -D SECONDS  time for each figure and its yardstick (2)\n"
	"  -h          this help\n";

static _Noreturn void wrong(const char *what)
{
	fprintf(stderr, "bench: %s; -h lists the options\n", what);
	exit(2);
}

static double number(const char *text, double min, double max, const char *what)
{
	double value;
	char *end;

	errno = 0;
	value = strtod(text, &end);
	if (errno || end == text || *end || !(value >= min && value <= max))
		wrong(what);
	return value;
}

static size_t size_of(const char *text)
{
	size_t size = number(text, 4, 256, "-s must be in 4..256");

	if (size & (size - 1))
		wrong("-s must be a power of two");
	return size;
}

int bench_options(int argc, char **argv, const char *usage,
		  struct bench_options *ret)
{
	int c;

	*ret = (struct bench_options){.size = 256, .seconds = 2};
	while ((c = getopt(argc, argv, "s:n:D:h")) != -1) {
		switch (c) {
		case 's':
			ret->size = size_of(optarg);
			break;
		case 'n':
			ret->iters = number(optarg, 1, 1e12,
					    "-n must be in 1..1e12");
			ret->seconds = 0;
			break;
		case 'D':
			ret->seconds = number(optarg, 0.01, 3600,
					      "-D must be in 0.01..3600");
			ret->iters = 0;
			break;
		case 'h':
			printf("%s%s", usage, help);
			exit(EXIT_SUCCESS);
		default:
			exit(2);
		}
	}
	return optind;
}
