// SPDX-License-Identifier: BSD-3-Clause
/*
 * Many tagged posted writes in one call, through the fabric in process to the
 * accelerator's ingress block: beside memcpy, or the same arithmetic in memory.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>

#include "bench/copy.h"
#include "bench/loop.h"
#include "bench/measure.h"
#include "fabric/fabric.h"

static const char usage[] =
	"Usage: bench-runs [OPTION]... TOPOLOGY\n"
	"Time tagged posted writes of 64 KiB from function dma0 to accel0 of the\n"
	"file TOPOLOGY beside memcpy or a loop.\n";

#define ADDRESS 0x4000000000ull /* beyond 4 GiB: 64-bit requests */
#define ST	0x5a
#define BLOCK	65536u

/* struct writes - source and destination of the writes */
struct writes {
	struct host *host;
	struct pcie_function *dma, *accel;
	struct pcie_hint hint;
	const uint8_t *src;
	size_t at;
	uint64_t sent;
};

static const struct row {
	const char *name, *yardstick;
	enum accel_op op;
	unsigned int payload; /* code in Device Control */
	int (*run)(void *ctx, uint64_t n);
} rows[] = {
	{"store 64 KiB, payload 256", "memcpy", ACCEL_OP_STORE, 1,
	 bench_copy_run},
	{"store 64 KiB, payload 128", "memcpy", ACCEL_OP_STORE, 0,
	 bench_copy_run},
	{"add-u32 64 KiB, payload 256", "add loop", ACCEL_OP_ADD_U32, 1,
	 bench_loop_add_u32},
	{"add-u32 64 KiB, payload 128", "add loop", ACCEL_OP_ADD_U32, 0,
	 bench_loop_add_u32},
	{"add-f32 64 KiB, payload 256", "add loop", ACCEL_OP_ADD_F32, 1,
	 bench_loop_add_f32},
	{"add-f32 64 KiB, payload 128", "add loop", ACCEL_OP_ADD_F32, 0,
	 bench_loop_add_f32},
};

static int post(void *ctx, uint64_t n)
{
	struct writes *w = ctx;

	while (n--) {
		int ret = pcie_function_write(w->dma, ADDRESS + w->at,
					      w->src + w->at, BLOCK, &w->hint);

		if (ret < 0)
			return ret;
		w->sent += (unsigned int)ret;
		w->at = (w->at + BLOCK) & (BENCH_MEMORY - 1);
	}
	return 0;
}

static void place(const struct writes *w)
{
	unsigned int bar = PCI_BASE_ADDRESS_0 + 4 * ACCEL_BAR_MEM;

	host_config_write(w->host, w->accel, bar, 4, (uint32_t)ADDRESS);
	host_config_write(w->host, w->accel, bar + 4, 4, ADDRESS >> 32);
}

static void set_up(const struct writes *w, const struct row *row)
{
	const unsigned int control = w->dma->config.express + PCI_EXP_DEVCTL;
	const uint32_t value = host_config_read(w->host, w->dma, control, 2);

	host_config_write(w->host, w->dma, control, 2,
			  (value & ~PCI_EXP_DEVCTL_PAYLOAD) | row->payload
								      << 5);
	host_write32(w->host, w->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE8 + 4 * ST, ACCEL_ENTRY_VALID | row->op);
	host_write32(w->host, w->accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS | ACCEL_CTRL_CLEAR);
}

static uint64_t count(const struct writes *w, uint64_t reg)
{
	return host_read64(w->host, w->accel, ACCEL_BAR_REGS, reg);
}

/* The rate is meaningless if writes were lost */
static int check(const struct writes *w)
{
	const uint64_t landed = count(w, ACCEL_REG_TAGGED);

	if (landed == w->sent && !count(w, ACCEL_REG_UNTAGGED) &&
	    !count(w, ACCEL_REG_UNKNOWN) && !count(w, ACCEL_REG_DROPPED) &&
	    !host_errors(w->host))
		return 0;
	fprintf(stderr, "bench: %llu writes were sent, %llu landed tagged\n",
		(unsigned long long)w->sent, (unsigned long long)landed);
	return -EIO;
}

static int measure(struct writes *w, const struct row *row,
		   const struct bench_options *options)
{
	struct bench_copy copy;
	const struct bench bench = {
		.figure = {.name = row->name, .run = post, .ctx = w},
		.yardstick = {row->yardstick, row->run, NULL, NULL, &copy},
		.unit = "block",
		.ops = 16,
		.samples = 4,
	};
	int ret = bench_copy_init(&copy, BLOCK, BENCH_MEMORY);

	if (ret)
		return ret;
	bench_loop_fill(&copy, row->op == ACCEL_OP_ADD_F32);
	set_up(w, row);
	w->src = copy.src;
	w->at = w->sent = 0;
	ret = bench_measure(&bench, options);
	bench_copy_free(&copy);
	return ret ? ret : check(w);
}

static int run(struct writes *w, const struct bench_options *options)
{
	int ret = 0;

	w->dma = hierarchy_find(host_hierarchy(w->host), "dma0");
	w->accel = hierarchy_find(host_hierarchy(w->host), "accel0");
	if (!w->dma || !w->accel) {
		fprintf(stderr, "bench: function dma0 or accel0 is missing\n");
		return -ENOENT;
	}
	place(w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows) && !ret; i++)
		ret = measure(w, &rows[i], options);
	return ret;
}

int main(int argc, char **argv)
{
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX] = "out of memory";
	struct writes w = {.hint = {.th = true, .ph = 2, .st = ST}};
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret;

	if (first != argc - 1) {
		fputs(usage, stderr);
		free(topology);
		return 2;
	}
	if (!topology || topology_load(argv[first], topology, error) ||
	    host_create(topology, 1 << 20, &w.host, error)) {
		fprintf(stderr, "bench: %s\n", error);
		free(topology);
		return 1;
	}
	ret = run(&w, &options);
	host_free(w.host);
	free(topology);
	return ret ? 1 : 0;
}
