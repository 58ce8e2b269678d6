// SPDX-License-Identifier: BSD-3-Clause
/*
 * A requester's reads and writes of host memory through the fabric in process:
 * the work of a virtual NIC for each message, without the NIC.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/pci_regs.h>

#include "bench/copy.h"
#include "fabric/fabric.h"
#include "bench/measure.h"

static const char usage[] =
	"Usage: bench-dma [OPTION]... TOPOLOGY\n"
	"Time reads and writes of host memory by function dma0 of the file\n"
	"TOPOLOGY beside memcpy.\n";

#define PAYLOAD	   4096		/* Max_Payload_Size, Max_Read_Request_Size */
#define PAYLOAD_DW 5		/* its code in Device Control */
#define SPAN	   BENCH_MEMORY /* that source and target walk through */
#define RECORD	   64		/* bytes of a work request or a completion */

/* struct moves - source and destination of the data */
struct moves {
	struct host *host;
	struct pcie_function *fn;
	uint64_t src, dst, record;
	uint8_t *from, *to;
	size_t size, at;
};

/* Return: 0; error of the read or the write */
static int move(struct moves *m, uint64_t src, uint64_t dst, size_t size)
{
	uint8_t data[PAYLOAD];

	for (size_t at = 0; at < size; at += PAYLOAD) {
		const void *where;
		int ret = pcie_function_fetch(m->fn, src + at, data, PAYLOAD,
					      &where);

		if (!ret)
			ret = pcie_function_write(m->fn, dst + at, where,
						  PAYLOAD, NULL);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int copy(void *ctx, uint64_t n)
{
	struct moves *m = ctx;

	while (n--) {
		int ret = move(m, m->src + m->at, m->dst + m->at, m->size);

		if (ret)
			return ret;
		m->at = (m->at + m->size) & (SPAN - 1);
	}
	return 0;
}

static int fetch_record(void *ctx, uint64_t n)
{
	struct moves *m = ctx;
	uint8_t record[RECORD];
	int ret = 0;

	while (n-- && !ret)
		ret = pcie_function_read(m->fn, m->record, record, RECORD);
	return ret;
}

static int write_record(void *ctx, uint64_t n)
{
	static const uint8_t record[RECORD];
	struct moves *m = ctx;

	while (n--) {
		int ret = pcie_function_write(m->fn, m->record, record, RECORD,
					      NULL);

		if (ret != 1)
			return ret < 0 ? ret : -EIO;
	}
	return 0;
}

/* Read a work request, copy its data, write a completion */
static int message(void *ctx, uint64_t n)
{
	int ret = 0;

	while (n-- && !ret) {
		ret = fetch_record(ctx, 1);
		if (!ret)
			ret = copy(ctx, 1);
		if (!ret)
			ret = write_record(ctx, 1);
	}
	return ret;
}

static const struct {
	const char *name, *unit;
	int (*run)(void *ctx, uint64_t n);
	size_t size;
} figures[] = {
	{"copy 64 KiB", "copy", copy, 65536},
	{"message 4 KiB", "message", message, 4096},
	{"read 64 bytes", "read", fetch_record, RECORD},
	{"write 64 bytes", "write", write_record, RECORD},
};

static int measure(struct moves *m, unsigned int i,
		   const struct bench_options *options)
{
	struct bench_copy yardstick;
	const struct bench bench = {
		.figure = {.name = figures[i].name,
			   .run = figures[i].run,
			   .ctx = m},
		.yardstick = {"memcpy", bench_copy_run, NULL, NULL, &yardstick},
		.unit = figures[i].unit,
		.ops = (1 << 20) / figures[i].size,
		.samples = 4,
	};
	int ret = bench_copy_init(&yardstick, figures[i].size, SPAN);

	if (ret)
		return ret;
	m->size = figures[i].size;
	m->at = 0;
	memset(m->to, 0, SPAN);
	ret = bench_measure(&bench, options);
	bench_copy_free(&yardstick);
	if (!ret && figures[i].size > RECORD &&
	    memcmp(m->from, m->to, figures[i].size)) {
		fprintf(stderr,
			"bench: the copied data differ from the source\n");
		ret = -EIO;
	}
	return ret;
}

static void configure(struct moves *m)
{
	unsigned int control = m->fn->config.express + PCI_EXP_DEVCTL;
	uint32_t value = host_config_read(m->host, m->fn, control, 2);

	value &= ~(PCI_EXP_DEVCTL_PAYLOAD | PCI_EXP_DEVCTL_READRQ);
	host_config_write(m->host, m->fn, control, 2,
			  value | PAYLOAD_DW << 5 | PAYLOAD_DW << 12);
	m->from = host_alloc(m->host, SPAN, PAYLOAD, &m->src);
	m->to = host_alloc(m->host, SPAN, PAYLOAD, &m->dst);
	host_alloc(m->host, RECORD, RECORD, &m->record);
	for (size_t i = 0; i < SPAN; i++)
		m->from[i] = i * 7 + 1;
}

int main(int argc, char **argv)
{
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX] = "out of memory";
	struct bench_options options;
	struct moves m = {0};
	int first = bench_options(argc, argv, usage, &options), ret = 0;

	if (first != argc - 1) {
		fputs(usage, stderr);
		free(topology);
		return 2;
	}
	if (!topology || topology_load(argv[first], topology, error))
		ret = -EINVAL;
	/* Completions are as long as all functions allow */
	for (unsigned int i = 0; !ret && i < topology->nfunctions; i++)
		topology->functions[i].max_payload = PAYLOAD;
	if (ret ||
	    host_create(topology, 2 * SPAN + (1 << 20), &m.host, error)) {
		fprintf(stderr, "bench: %s\n", error);
		free(topology);
		return 1;
	}
	m.fn = hierarchy_find(host_hierarchy(m.host), "dma0");
	if (m.fn) {
		configure(&m);
		for (unsigned int i = 0;
		     i < sizeof(figures) / sizeof(*figures) && !ret; i++)
			ret = measure(&m, i, &options);
	} else {
		fprintf(stderr, "bench: %s: function dma0 is missing\n",
			argv[first]);
		ret = -ENOENT;
	}
	host_free(m.host);
	free(topology);
	return ret ? 1 : 0;
}
