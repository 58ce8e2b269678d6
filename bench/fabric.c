// SPDX-License-Identifier: BSD-3-Clause
/*
 * Tagged posted writes through the fabric in process: an initiator's link, a
 * switch, the accelerator's link and its ingress block, with and without
 * captures of both links.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>

#include "bench/copy.h"
#include "fabric/fabric.h"
#include "bench/measure.h"

static const char usage[] =
	"Usage: bench-fabric [OPTION]... TOPOLOGY FILE\n"
	"Time tagged posted writes from function dma0 to accel0 of the file\n"
	"TOPOLOGY beside memcpy. The captures go to FILE, which is removed.\n";

#define LINKS	"dn0,dn1"	/* all that the writes pass */
#define ADDRESS 0x4000000000ull /* beyond 4 GiB: 64-bit requests */
#define ST	0x5a
#define TURN	4096

/* struct posts - source and destination of the writes */
struct posts {
	struct host *host;
	struct pcie_function *dma, *accel;
	struct pcie_hint hint;
	const uint8_t *src;
	size_t size, at;
	uint64_t sent;
	const char *capture;
	struct taps *taps;
};

static int post(void *ctx, uint64_t n)
{
	struct posts *p = ctx;

	while (n--) {
		int ret =
			pcie_function_write(p->dma, ADDRESS + p->at,
					    p->src + p->at, p->size, &p->hint);

		if (ret != 1)
			return ret < 0 ? ret : -EIO;
		p->at = (p->at + p->size) & (BENCH_MEMORY - 1);
		p->sent++;
	}
	return 0;
}

/* With a capture, until all of it is written */
static int post_sustained(void *ctx, uint64_t n)
{
	struct posts *p = ctx;
	int ret = post(p, n);

	return ret ? ret : taps_drain(p->taps);
}

/* Nothing waits in the capture, and its file does not fill the page cache */
static int drain(void *ctx)
{
	struct posts *p = ctx;
	int ret = taps_drain(p->taps);

	if (!ret && truncate(p->capture, 0) && errno != EINVAL)
		ret = -errno;
	return ret;
}

static int tap(struct posts *p)
{
	char error[FABRIC_ERROR_MAX];
	int ret = taps_open(host_hierarchy(p->host), p->capture, LINKS, false,
			    &p->taps, error);

	if (ret)
		fprintf(stderr, "bench: %s\n", error);
	return ret;
}

static void set_up(const struct posts *p, enum accel_op op)
{
	unsigned int bar = PCI_BASE_ADDRESS_0 + 4 * ACCEL_BAR_MEM;

	host_config_write(p->host, p->accel, bar, 4, (uint32_t)ADDRESS);
	host_config_write(p->host, p->accel, bar + 4, 4, ADDRESS >> 32);
	host_write32(p->host, p->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE8 + 4 * ST, ACCEL_ENTRY_VALID | op);
	host_write32(p->host, p->accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
}

static uint64_t count(const struct posts *p, uint64_t reg)
{
	return host_read64(p->host, p->accel, ACCEL_BAR_REGS, reg);
}

/* The rate is meaningless if writes were lost */
static int check(const struct posts *p, uint64_t before)
{
	uint64_t landed = count(p, ACCEL_REG_TAGGED) - before;

	if (landed == p->sent && !count(p, ACCEL_REG_UNTAGGED) &&
	    !count(p, ACCEL_REG_UNKNOWN) && !count(p, ACCEL_REG_DROPPED) &&
	    !host_errors(p->host))
		return 0;
	fprintf(stderr, "bench: %llu writes were sent, %llu landed tagged\n",
		(unsigned long long)p->sent, (unsigned long long)landed);
	return -EIO;
}

static int measure(struct posts *p, struct bench_copy *copy,
		   const struct bench_options *options, const char *name,
		   enum accel_op op)
{
	const struct bench bench = {
		.figure = {.name = name, .run = post, .ctx = p},
		.yardstick = {"memcpy", bench_copy_run, NULL, NULL, copy},
		.unit = "TLP",
		.ops = TURN,
		.samples = 4,
	};
	uint64_t before;
	int ret;

	set_up(p, op);
	p->sent = 0;
	before = count(p, ACCEL_REG_TAGGED);
	ret = bench_measure(&bench, options);
	return ret ? ret : check(p, before);
}

/* @run: post(), while the writer's thread works; post_sustained() */
static int measure_captured(struct posts *p, struct bench_copy *copy,
			    const struct bench_options *options,
			    const char *name, const char *path,
			    int (*run)(void *ctx, uint64_t n))
{
	const struct bench bench = {
		.figure = {name, run, drain, NULL, p},
		.yardstick = {"memcpy", bench_copy_run, NULL, NULL, copy},
		.unit = "TLP",
		.ops = TURN,
		.samples = 1,
	};
	uint64_t before;
	int ret, end;

	set_up(p, ACCEL_OP_STORE);
	p->sent = 0;
	before = count(p, ACCEL_REG_TAGGED);
	p->capture = path;
	ret = tap(p);
	if (ret)
		return ret;
	ret = bench_measure(&bench, options);
	end = taps_close(p->taps);
	ret = ret ? ret : end;
	return ret ? ret : check(p, before);
}

static int measure_all(struct posts *p, const char *file,
		       const struct bench_options *options)
{
	struct bench_copy copy;
	int ret = bench_copy_init(&copy, options->size, BENCH_MEMORY);

	if (ret)
		return ret;
	p->src = copy.src;
	ret = measure(p, &copy, options, "write store", ACCEL_OP_STORE);
	if (!ret)
		ret = measure(p, &copy, options, "write add-u32",
			      ACCEL_OP_ADD_U32);
	if (!ret)
		ret = measure_captured(p, &copy, options,
				       "write, captured to null", "/dev/null",
				       post);
	if (!ret)
		ret = measure_captured(p, &copy, options,
				       "write, captured to file", file, post);
	if (!ret)
		ret = measure_captured(p, &copy, options,
				       "write, captured to file, sustained",
				       file, post_sustained);
	remove(file);
	bench_copy_free(&copy);
	return ret;
}

int main(int argc, char **argv)
{
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX] = "out of memory";
	struct posts p = {.hint = {.th = true, .ph = 2, .st = ST}};
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret = -EINVAL;

	if (first != argc - 2) {
		fputs(usage, stderr);
		free(topology);
		return 2;
	}
	p.size = options.size;
	if (!topology || topology_load(argv[first], topology, error) ||
	    host_create(topology, 1 << 20, &p.host, error)) {
		fprintf(stderr, "bench: %s\n", error);
		free(topology);
		return 1;
	}
	p.dma = hierarchy_find(host_hierarchy(p.host), "dma0");
	p.accel = hierarchy_find(host_hierarchy(p.host), "accel0");
	if (p.dma && p.accel)
		ret = measure_all(&p, argv[first + 1], &options);
	else
		fprintf(stderr,
			"bench: %s: function dma0 or accel0 is missing\n",
			argv[first]);
	host_free(p.host);
	free(topology);
	return ret ? 1 : 0;
}
