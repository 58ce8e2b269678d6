// SPDX-License-Identifier: BSD-3-Clause
/*
 * A hierarchy of 1,024 functions: its start and memory, and the cost of a tagged
 * write there beside that in one of two functions.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <opentph/hw/accel.h>

#include "bench/measure.h"
#include "fabric/fabric.h"

static const char usage[] =
	"Usage: bench-many [OPTION]...\n"
	"Time the start of 1,024 functions, and tagged posted writes there beside\n"
	"those in a hierarchy of two functions.\n";

#define PAIRS	  512
#define FUNCTIONS (2 * PAIRS)
#define ALLOWED	  32768 /* bytes of an idle function: the yardstick clears them */
#define MEMORY	  (1 << 20)
#define ST	  0x5a
#define TURN	  4096

#define BRIDGES(ports)                                                        \
	"bridges = ("                                                         \
	"{ id = \"rp\"; type = \"root-port\"; parent = \"pcie.0\";"           \
	"  count = 2; },"                                                     \
	"{ id = \"up\"; type = \"switch-upstream\"; parent = \"rp\"; },"      \
	"{ id = \"dn\"; type = \"switch-downstream\"; parent = \"up\"; count" \
	" = " ports "; });"

/* 8 devices of 64 initiators and 64 accelerators, below two switches */
static const char many[] = BRIDGES(
	"4") "functions = ("
	     "{ id = \"accel\"; model = \"accel\"; parent = \"dn\"; count = 64;"
	     "  tph_completer = \"16\"; memory_mib = 1; },"
	     "{ id = \"dma\"; model = \"dma\"; parent = \"dn\"; function = 64;"
	     "  count = 64; });";

/* The same bridges with one of each */
static const char two[] =
	BRIDGES("4") "functions = ("
		     "{ id = \"accel0\"; model = \"accel\"; parent = \"dn0\";"
		     "  tph_completer = \"16\"; memory_mib = 1; },"
		     "{ id = \"dma0\"; model = \"dma\"; parent = \"dn1\"; });";

/* The same below two devices of two functions each */
static const char devices[] =
	BRIDGES("4") "functions = ("
		     "{ id = \"accel\"; model = \"accel\"; parent = \"dn0\";"
		     "  tph_completer = \"16\"; memory_mib = 1; count = 2; },"
		     "{ id = \"dma\"; model = \"dma\"; parent = \"dn1\";"
		     "  count = 2; });";

/**
 * struct writes - writes in one hierarchy
 * @dma, @accel: initiators and their targets in turn, @pairs of them
 * @addr:	of the targets' memory
 */
struct writes {
	struct host *host;
	struct topology *topology;
	unsigned int pairs;
	struct pcie_function *dma[PAIRS], *accel[PAIRS];
	uint64_t addr[PAIRS];
	size_t size, at;
	uint64_t sent;
	const uint8_t *src;
};

static int start(const struct topology *topology, struct host **ret_host)
{
	char error[FABRIC_ERROR_MAX];
	int ret = host_create(topology, MEMORY, ret_host, error);

	if (ret)
		fprintf(stderr, "bench: %s\n", error);
	return ret;
}

/* From the file to the end, at least @n functions */
static int start_all(void *ctx, uint64_t n)
{
	struct writes *w = ctx;
	char error[FABRIC_ERROR_MAX];
	struct host *host;
	int ret = 0;

	for (; n && !ret; n -= n < FUNCTIONS ? n : FUNCTIONS) {
		ret = topology_parse(many, "many", w->topology, error);
		if (!ret)
			ret = start(w->topology, &host);
		if (!ret)
			host_free(host);
	}
	return ret;
}

static int clear(void *ctx, uint64_t n)
{
	uint8_t *buf = ctx;

	while (n--) {
		memset(buf, 0, ALLOWED);
		/* Each one is done */
		__asm__ volatile("" : : "r"(buf) : "memory");
	}
	return 0;
}

/* Return: KiB of memory that this process has now, -1: unknown */
static long resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = -1;

	if (!f)
		return -1;
	if (fscanf(f, "%*s %ld", &pages) != 1)
		pages = -1;
	fclose(f);
	return pages < 0 ? -1 : pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static int post(void *ctx, uint64_t n)
{
	const struct pcie_hint hint = {.th = true, .ph = 2, .st = ST};
	struct writes *w = ctx;

	while (n--) {
		const unsigned int i = w->at++ % w->pairs;
		int ret = pcie_function_write(w->dma[i], w->addr[i], w->src,
					      w->size, &hint);

		if (ret != 1)
			return ret < 0 ? ret : -EIO;
		w->sent++;
	}
	return 0;
}

static int post_one(void *ctx, uint64_t n)
{
	struct writes *w = ctx;

	w->at = 0;
	for (; n; n--, w->at = 0) {
		int ret = post(w, 1);

		if (ret)
			return ret;
	}
	return 0;
}

static struct pcie_function *find(struct writes *w, const char *kind,
				  unsigned int i)
{
	char id[PCIE_NAME_MAX];

	snprintf(id, sizeof(id), "%s%u", kind, i);
	return hierarchy_find(host_hierarchy(w->host), id);
}

/* Each initiator has a target below another port of its switch */
static int prepare(struct writes *w, const char *text, unsigned int pairs)
{
	char error[FABRIC_ERROR_MAX];
	int ret = topology_parse(text, "bench", w->topology, error);

	if (!ret)
		ret = start(w->topology, &w->host);
	if (ret)
		return ret;
	w->pairs = pairs;
	for (unsigned int i = 0; i < w->pairs; i++) {
		const unsigned int to = w->pairs > 1 ? i ^ 64 : i;

		w->dma[i] = find(w, "dma", i);
		w->accel[i] = find(w, "accel", to);
		if (!w->dma[i] || !w->accel[i])
			return -ENOENT;
		w->addr[i] = pcie_function_bar_addr(w->accel[i], ACCEL_BAR_MEM);
		host_write32(w->host, w->accel[i], ACCEL_BAR_REGS,
			     ACCEL_REG_TABLE8 + 4 * ST,
			     ACCEL_ENTRY_VALID | ACCEL_OP_STORE);
		host_write32(w->host, w->accel[i], ACCEL_BAR_REGS,
			     ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	}
	return 0;
}

/* The rate is meaningless if writes were lost */
static int check(const struct writes *w)
{
	uint64_t landed = 0;

	for (unsigned int i = 0; i < w->pairs; i++)
		landed += host_read64(w->host, w->accel[i], ACCEL_BAR_REGS,
				      ACCEL_REG_TAGGED);
	if (landed == w->sent && !host_errors(w->host))
		return 0;
	fprintf(stderr, "bench: %llu writes were sent, %llu landed tagged\n",
		(unsigned long long)w->sent, (unsigned long long)landed);
	return -EIO;
}

static int measure_start(struct writes *w, uint8_t *room,
			 const struct bench_options *options)
{
	long kib = ALLOWED / 1024, before = resident();
	struct bench bench = {
		.figure = {.name = "start, 1024 functions",
			   .run = start_all,
			   .ctx = w,
			   .memory_kib = &kib},
		.yardstick = {.name = "memset 32 KiB",
			      .run = clear,
			      .ctx = room},
		.unit = "function",
		.ops = FUNCTIONS,
		.whole = true,
		.samples = 1,
	};
	char error[FABRIC_ERROR_MAX];
	int ret = topology_parse(many, "many", w->topology, error);

	if (!ret)
		ret = start(w->topology, &w->host);
	if (ret)
		return ret;
	/* Idle functions; before anything else is freed and used again */
	kib = before < 0 ? 0 : (resident() - before) / FUNCTIONS;
	host_free(w->host);
	w->host = NULL;
	return bench_measure(&bench, options);
}

/* @w: in many, in devices, and in two */
static int measure_writes(struct writes *w[3],
			  const struct bench_options *options)
{
	struct bench bench = {
		.figure = {.name = "write, 1024 functions",
			   .run = post_one,
			   .ctx = w[0]},
		.yardstick = {.name = "write, 2 functions",
			      .run = post_one,
			      .ctx = w[2]},
		.unit = "TLP",
		.ops = TURN,
		.samples = 4,
	};
	int ret = prepare(w[0], many, PAIRS);

	if (!ret)
		ret = prepare(w[1], devices, 1);
	if (!ret)
		ret = prepare(w[2], two, 1);
	if (!ret)
		ret = bench_measure(&bench, options);
	bench.figure.name = "write, 512 pairs in turn";
	bench.figure.run = post;
	if (!ret)
		ret = bench_measure(&bench, options);
	bench.figure = (struct bench_side){
		.name = "write, two devices",
		.run = post_one,
		.ctx = w[1],
	};
	if (!ret)
		ret = bench_measure(&bench, options);
	for (unsigned int i = 0; i < 3 && !ret; i++)
		ret = check(w[i]);
	return ret;
}

static void free_writes(struct writes *w)
{
	host_free(w->host);
	free(w->topology);
	free(w);
}

static struct writes *new_writes(const uint8_t *src, size_t size)
{
	struct writes *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->src = src;
	w->size = size;
	w->topology = malloc(sizeof(*w->topology));
	if (w->topology)
		return w;
	free(w);
	return NULL;
}

int main(int argc, char **argv)
{
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret = -ENOMEM;
	uint8_t *room = calloc(1, ALLOWED);
	struct writes *w[3] = {NULL};
	unsigned int n = 0;

	if (first != argc) {
		fputs(usage, stderr);
		free(room);
		return 2;
	}
	while (room && n < 3 && (w[n] = new_writes(room, options.size)))
		n++;
	if (n == 3) {
		ret = measure_start(w[0], room, &options);
		if (!ret)
			ret = measure_writes(w, &options);
	}
	if (ret)
		fprintf(stderr, "bench: %s\n", strerror(-ret));
	while (n)
		free_writes(w[--n]);
	free(room);
	return ret ? 1 : 0;
}
