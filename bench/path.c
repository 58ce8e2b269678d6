// SPDX-License-Identifier: BSD-3-Clause
/* Paths of tagged writes between all pairs of 500 functions */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opentph/host_path.h>

#include "bench/copy.h"
#include "bench/measure.h"
#include "host/host.h"

static const char usage[] =
	"Usage: bench-path [OPTION]...\n"
	"Time the paths between all pairs of 500 functions beside memcpy. -s is the size of\n"
	"a copy.\n";

#define TURN	   4096
#define COPIED	   ((size_t)128 << 10)
#define SWITCHES   8
#define PORTS	   29 /* downstream ports of a switch, each with an endpoint */
#define INTEGRATED 20
#define FUNCTIONS  (SWITCHES * (2 + 2 * PORTS) + INTEGRATED)
#define PAIRS	   ((uint64_t)FUNCTIONS * FUNCTIONS)
#define BUSES	   (2 + PORTS)

/**
 * struct paths - a machine, and the pairs so far
 * @host:	machine
 * @pair:	index of the next pair
 * @arrived:	tags of 16 bits that arrive
 * @path:	the last one
 */
struct paths {
	struct tph_host *host;
	uint64_t pair, arrived;
	struct tph_host_path path;
};

static int run(void *ctx, uint64_t n)
{
	struct paths *paths = ctx;

	while (n--) {
		tph_host_path(tph_host_at(paths->host, paths->pair / FUNCTIONS),
			      tph_host_at(paths->host, paths->pair % FUNCTIONS),
			      &paths->path);
		paths->arrived += paths->path.verdict[TPH_HOST_ST16].fate ==
				  TPH_HOST_ARRIVES;
		if (++paths->pair == PAIRS)
			paths->pair = 0;
	}
	return 0;
}

/* All is known, and all that a tag needs is there. Return: 0; -ENOMEM. */
static int add(struct tph_host *host, unsigned int bus, unsigned int devfn,
	       enum tph_host_port type, unsigned int first, unsigned int last)
{
	struct host_address address = {0, (uint8_t)bus, (uint8_t)devfn};
	struct tph_host_function *function;
	int ret = host_add(host, address, TPH_HOST_NOT_IN_DUMP, &function);

	if (ret)
		return ret;
	function->class_code = first ? 0x060400 : 0x020000;
	for (enum tph_host_cap i = 0; i < TPH_HOST_CAPS; i++)
		host_unset_cap(function, i, TPH_HOST_ABSENT);
	host_set_cap(function, TPH_HOST_HEADER, 0);
	host_set_cap(function, TPH_HOST_EXP, 0x40);
	host_set_cap(function, TPH_HOST_TPH, 0x100);
	for (enum tph_host_field i = 0; i < TPH_HOST_FIELD_COUNT; i++)
		host_set(function, i, 0);
	host_set(function, TPH_HOST_F_SECONDARY_BUS, first);
	host_set(function, TPH_HOST_F_SUBORDINATE_BUS, last);
	host_set(function, TPH_HOST_F_PORT_TYPE, type);
	host_set(function, TPH_HOST_F_PREFIX, 1);
	host_set(function, TPH_HOST_F_TPH_REQUESTER, 3);
	host_set(function, TPH_HOST_F_TPH_COMPLETER, 3);
	return 0;
}

static int add_switch(struct tph_host *host, unsigned int number)
{
	const unsigned int bus = 1 + number * BUSES, last = bus + BUSES - 1;
	int ret =
		add(host, 0, (number + 1) << 3, TPH_HOST_ROOT_PORT, bus, last);

	if (!ret)
		ret = add(host, bus, 0, TPH_HOST_UPSTREAM, bus + 1, last);
	for (unsigned int i = 0; i < PORTS && !ret; i++) {
		ret = add(host, bus + 1, i << 3, TPH_HOST_DOWNSTREAM,
			  bus + 2 + i, bus + 2 + i);
		if (!ret)
			ret = add(host, bus + 2 + i, 0, TPH_HOST_ENDPOINT, 0,
				  0);
	}
	return ret;
}

static int build(struct paths *paths)
{
	int ret = host_begin(TPH_HOST_LIVE, &paths->host);

	for (unsigned int i = 0; i < SWITCHES && !ret; i++)
		ret = add_switch(paths->host, i);
	for (unsigned int i = 0; i < INTEGRATED && !ret; i++)
		ret = add(paths->host, 0, (SWITCHES + 1 + i) << 3,
			  TPH_HOST_RCIEP, 0, 0);
	if (!ret)
		host_link(paths->host);
	return ret;
}

/* Tags arrive between any two functions below the Upstream Port of a switch */
static int check(struct paths *paths)
{
	const unsigned int below = 2 * PORTS;

	paths->pair = paths->arrived = 0;
	run(paths, PAIRS);
	return paths->arrived == SWITCHES * below * (below - 1) ? 0 : -EIO;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	struct bench_copy copy = {0};
	struct paths *paths = calloc(1, sizeof(*paths));
	struct bench bench = {
		.figure = {"path", run, .ctx = paths},
		.yardstick = {"memcpy", bench_copy_run, .ctx = &copy},
		.unit = "path",
		.ops = TURN,
		.samples = 4,
	};
	int ret;

	if (bench_options(argc, argv, usage, &options) != argc) {
		fputs(usage, stderr);
		return 2;
	}
	ret = paths ? build(paths) : -ENOMEM;
	if (!ret)
		ret = bench_copy_init(&copy, options.size, COPIED);
	if (!ret)
		ret = bench_measure(&bench, &options);
	if (!ret)
		ret = check(paths);
	if (ret)
		fprintf(stderr, "bench: %s\n", strerror(-ret));
	bench_copy_free(&copy);
	if (paths)
		tph_host_free(paths->host);
	free(paths);
	return ret ? 1 : 0;
}
