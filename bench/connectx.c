// SPDX-License-Identifier: BSD-3-Clause
/*
 * RDMA WRITEs of the virtual ConnectX from host memory to host memory, from the
 * doorbell to the completion, in process.
 */
#include <errno.h>
#include <linux/pci_regs.h>
#include <stdio.h>

#include "bench/copy.h"
#include "bench/measure.h"
#include "harness/driver.h"

static const char usage[] =
	"Usage: bench-connectx [OPTION]...\n"
	"Time RDMA WRITEs of 64 KiB and 4 KiB by the virtual ConnectX, in\n"
	"loopback, beside memcpy. -s has no effect here.\n";

#define BYTES_PER_DOORBELL (1u << 18)
#define LOG_PAGE	   16 /* of the keys: 64 KiB */
#define LOG_SQ		   7

/* struct writes - a queue pair connected to itself, and the data it moves */
struct writes {
	struct driver *d;
	struct driver_cq cq;
	struct driver_qp qp;
	uint64_t src, dst;
	uint32_t src_key, dst_key;
	uint8_t *from, *to;
	uint32_t size;
	uint64_t at;
};

/* Return: 0; -EIO a WQE failed */
static int window(struct writes *w, uint64_t n)
{
	struct driver_cqe cqe;

	for (uint64_t i = 0; i < n; i++) {
		const struct driver_sge sg = {w->src + w->at, w->size,
					      w->src_key};
		const struct driver_wr wr = {
			.opcode = DRIVER_WRITE,
			.flags = i + 1 == n ? DRIVER_SIGNALED : 0,
			.remote = w->dst + w->at,
			.rkey = w->dst_key,
			.sg = &sg,
			.n = 1,
		};

		driver_post(w->d, &w->qp, &wr);
		w->at = (w->at + w->size) & (BENCH_MEMORY - 1);
	}
	driver_kick(w->d, &w->qp);
	if (host_pass(w->d->host, 0, DRIVER_PIECES))
		return -EIO;
	return driver_poll(&w->cq, &cqe) && cqe.opcode == DRIVER_CQE_REQUEST
		       ? 0
		       : -EIO;
}

static int run(void *ctx, uint64_t n)
{
	struct writes *w = ctx;
	const uint64_t most = BYTES_PER_DOORBELL / w->size;
	int ret = 0;

	while (n && !ret) {
		const uint64_t now = n < most ? n : most;

		ret = window(w, now);
		n -= now;
	}
	return ret;
}

static int memory(struct writes *w, uint8_t **ret_mem, uint64_t *ret_addr,
		  uint32_t *ret_key)
{
	static uint64_t entries[BENCH_MEMORY >> LOG_PAGE];
	struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = w->d->pd,
		.access = DRIVER_ALL,
		.len = BENCH_MEMORY,
		.log_page_size = LOG_PAGE,
		.entries = entries,
		.n = BENCH_MEMORY >> LOG_PAGE,
		.pg_access = true,
	};

	*ret_mem = driver_alloc(w->d, BENCH_MEMORY, 1u << LOG_PAGE, ret_addr);
	if (!*ret_mem)
		return -ENOMEM;
	mkey.start = *ret_addr;
	for (size_t i = 0; i < mkey.n; i++)
		entries[i] = (*ret_addr + (i << LOG_PAGE)) | DRIVER_MTT_RW;
	return driver_create_mkey(w->d, &mkey, ret_key);
}

/*
 * Make reads as large as writes, as administrators of such devices do, but
 * never smaller than they are
 */
static void read_at_once(struct driver *d)
{
	const unsigned int at = d->fn->config.express + PCI_EXP_DEVCTL;
	const uint32_t value = host_config_read(d->host, d->fn, at, 2);
	const uint32_t payload = (value & PCI_EXP_DEVCTL_PAYLOAD) >> 5;

	if ((value & PCI_EXP_DEVCTL_READRQ) >> 12 < payload)
		host_config_write(d->host, d->fn, at, 2,
				  (value & ~(uint32_t)PCI_EXP_DEVCTL_READRQ) |
					  payload << 12);
}

static int set_up(struct writes *w, unsigned int max_payload)
{
	const struct driver_options options = {
		.memory = 3 * BENCH_MEMORY,
		.max_payload = max_payload,
	};
	const struct driver_qp_attr attr = {
		.type = DRIVER_RC,
		.scq = &w->cq,
		.log_sq = LOG_SQ,
	};
	int ret = driver_open(&options, &w->d);

	if (!ret)
		read_at_once(w->d);
	if (!ret)
		ret = driver_start(w->d);
	if (!ret)
		ret = driver_create_cq(w->d, 7, 64, NULL, &w->cq);
	if (!ret)
		ret = driver_create_qp(w->d, &attr, &w->qp);
	if (!ret)
		ret = driver_qp_ready(w->d, &w->qp, NULL);
	if (!ret)
		ret = memory(w, &w->from, &w->src, &w->src_key);
	if (!ret)
		ret = memory(w, &w->to, &w->dst, &w->dst_key);
	return ret;
}

/* Lost data would make the figure better */
static int check(struct writes *w)
{
	for (size_t i = 0; i < BENCH_MEMORY; i++)
		w->from[i] = (uint8_t)(i * 131 >> 7);
	w->at = 0;
	if (!run(w, BENCH_MEMORY / w->size) &&
	    !memcmp(w->from, w->to, BENCH_MEMORY) && !host_errors(w->d->host))
		return 0;
	fprintf(stderr, "bench: not all data of the RDMA WRITEs arrived\n");
	return -EIO;
}

static int measure(const struct bench_options *options, const char *name,
		   uint32_t size, unsigned int max_payload)
{
	struct writes w = {.size = size};
	struct bench_copy copy;
	const struct bench bench = {
		.figure = {.name = name, .run = run, .ctx = &w},
		.yardstick = {"memcpy", bench_copy_run, NULL, NULL, &copy},
		.unit = "WRITE",
		.ops = BYTES_PER_DOORBELL / size * 4,
		.samples = 4,
	};
	int ret = bench_copy_init(&copy, size, BENCH_MEMORY);

	if (ret)
		return ret;
	ret = set_up(&w, max_payload);
	if (!ret)
		ret = check(&w);
	else
		fprintf(stderr, "bench: cannot start the ConnectX: %d\n", ret);
	if (!ret)
		ret = bench_measure(&bench, options);
	driver_close(w.d);
	bench_copy_free(&copy);
	return ret;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		uint32_t size;
		unsigned int max_payload;
	} figures[] = {
		{"RDMA WRITE 64 KiB, payload 4096", 1u << 16, 4096},
		{"RDMA WRITE 64 KiB, payload 128", 1u << 16, 128},
		{"RDMA WRITE 4 KiB, payload 4096", 1u << 12, 4096},
		{"RDMA WRITE 4 KiB, payload 128", 1u << 12, 128},
	};
	struct bench_options options;
	int ret = 0;

	if (bench_options(argc, argv, usage, &options) != argc) {
		fputs(usage, stderr);
		return 2;
	}
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures) && !ret; i++)
		ret = measure(&options, figures[i].name, figures[i].size,
			      figures[i].max_payload);
	return ret ? 1 : 0;
}
