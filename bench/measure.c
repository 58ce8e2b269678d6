// SPDX-License-Identifier: BSD-3-Clause
#include "bench/measure.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* ns per operation, one value per sample; @cpu_ns of all operations */
struct samples {
	double *ns, cpu_ns;
	size_t n, room;
	uint64_t ops;
};

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e9 + ts.tv_nsec;
}

static double cpu_of(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e9 +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e3;
}

/* CPU time of this process and its finished children */
static double cpu_now(void)
{
	return cpu_of(RUSAGE_SELF) + cpu_of(RUSAGE_CHILDREN);
}

static int add(struct samples *s, double ns, uint64_t ops)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 1024;
		double *more = realloc(s->ns, room * sizeof(*more));

		if (!more)
			return -ENOMEM;
		s->ns = more;
		s->room = room;
	}
	s->ns[s->n++] = ns / ops;
	s->ops += ops;
	return 0;
}

/* @max: limit on operations, 0: no limit */
static int turn(const struct bench *bench, const struct bench_side *side,
		uint64_t max, struct samples *s)
{
	uint64_t ops = bench->ops, done = 0;
	int ret = side->begin ? side->begin(side->ctx) : 0;
	const double cpu = cpu_now();

	for (unsigned int i = 0; i < bench->samples && !ret; i++, done += ops) {
		double start;

		if (max && done >= max)
			break;
		if (max && !bench->whole && ops > max - done)
			ops = max - done;
		start = now();
		ret = side->run(side->ctx, ops);
		if (!ret)
			ret = add(s, now() - start, ops);
	}
	s->cpu_ns += cpu_now() - cpu;
	if (!ret && side->end)
		ret = side->end(side->ctx);
	if (ret)
		fprintf(stderr, "bench: %s: %s\n", side->name, strerror(-ret));
	return ret;
}

/* @iters operations of each side, or @seconds of both */
static int turns(const struct bench *bench, uint64_t iters, double seconds,
		 struct samples *figure, struct samples *yardstick)
{
	const double until = now() + seconds * 1e9;
	int ret;

	do {
		uint64_t left = iters ? iters - figure->ops : 0;

		ret = turn(bench, &bench->figure, left, figure);
		if (!ret)
			ret = turn(bench, &bench->yardstick, left, yardstick);
	} while (!ret && (iters ? figure->ops < iters : now() < until));
	return ret;
}

static int compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* After compare() has sorted them */
static double quantile(const struct samples *s, unsigned int percent)
{
	return s->ns[(s->n - 1) * percent / 100];
}

static void print_side(const struct bench_side *side, const struct samples *s)
{
	printf("\"operations\":%" PRIu64
	       ",\"samples\":%zu,\"ns\":{\"min\":%.2f,\"median\":%.2f,\"p99\":%.2f},\"cpu_ns\":%.2f",
	       s->ops, s->n, quantile(s, 0), quantile(s, 50), quantile(s, 99),
	       s->cpu_ns / s->ops);
	if (side->memory_kib)
		printf(",\"memory_kib\":%ld", *side->memory_kib);
}

static void print(const struct bench *bench, struct samples *figure,
		  struct samples *yardstick)
{
	qsort(figure->ns, figure->n, sizeof(*figure->ns), compare);
	qsort(yardstick->ns, yardstick->n, sizeof(*yardstick->ns), compare);
	printf("{\"figure\":\"%s\",\"unit\":\"%s\",", bench->figure.name,
	       bench->unit);
	print_side(&bench->figure, figure);
	printf(",\"yardstick\":{\"name\":\"%s\",", bench->yardstick.name);
	print_side(&bench->yardstick, yardstick);
	printf("}}\n");
	fflush(stdout);
}

int bench_measure(const struct bench *bench,
		  const struct bench_options *options)
{
	struct samples warm[2] = {0}, figure = {0}, yardstick = {0};
	int ret;

	fprintf(stderr, "bench: %s, beside %s\n", bench->figure.name,
		bench->yardstick.name);
	/* Warm up with a tenth, for caches, page faults and the CPU's clock */
	ret = turns(bench, options->iters / 10, options->seconds / 10, &warm[0],
		    &warm[1]);
	if (!ret)
		ret = turns(bench, options->iters, options->seconds, &figure,
			    &yardstick);
	if (!ret)
		print(bench, &figure, &yardstick);
	free(warm[0].ns);
	free(warm[1].ns);
	free(figure.ns);
	free(yardstick.ns);
	return ret;
}
