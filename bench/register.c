// SPDX-License-Identifier: BSD-3-Clause
/*
 * A register read like QEMU's, over vfio-user from a fabric in another process,
 * beside two processes that only exchange messages of the same sizes.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/vfio.h>

#include <opentph/hw/accel.h>

#include "bench/child.h"
#include "bench/measure.h"
#include "harness/vfio_client.h"

static const char usage[] =
	"Usage: bench-register [OPTION]... TOPOLOGY DIR\n"
	"Time reads of a register of function accel0 of the file TOPOLOGY,\n"
	"served by a fabric in another process, beside a bare exchange of\n"
	"messages. DIR is the folder of the sockets. -s has no effect here.\n";

#define BAR_ADDRESS 0xe0000000u
#define WIDTH	    4

static int read_register(void *ctx, uint64_t n)
{
	struct vfio_client *client = ctx;
	uint64_t value = 0;

	while (n--) {
		int ret = vfio_client_read(client, ACCEL_BAR_REGS, ACCEL_REG_ID,
					   WIDTH, &value);

		if (ret)
			return ret < 0 ? ret : -ret;
		if (value != ACCEL_ID_MAGIC)
			return -EIO;
	}
	return 0;
}

static int ping(void *ctx, uint64_t n)
{
	const struct bench_child *pong = ctx;
	char buf[BENCH_PONG_MAX] = {0};

	while (n--) {
		if (send(pong->sock, buf, VFIO_CLIENT_READ_REQUEST,
			 MSG_NOSIGNAL) != VFIO_CLIENT_READ_REQUEST ||
		    recv(pong->sock, buf, VFIO_CLIENT_READ_REPLY(WIDTH),
			 MSG_WAITALL) != VFIO_CLIENT_READ_REPLY(WIDTH))
			return -EIO;
	}
	return 0;
}

/* Assign and enable the BAR, like firmware. Return: 0; -errno. */
static int boot(struct vfio_client *client)
{
	int ret = vfio_client_write(client, VFIO_PCI_CONFIG_REGION_INDEX, 0x10,
				    BAR_ADDRESS, 8);

	if (!ret)
		ret = vfio_client_write(client, VFIO_PCI_CONFIG_REGION_INDEX, 4,
					6, 2);
	return ret > 0 ? -ret : ret;
}

static int measure(struct vfio_client *client,
		   const struct bench_options *options)
{
	struct bench_child pong;
	struct bench bench = {
		.figure = {"register read", read_register, NULL, NULL, client},
		.yardstick = {"AF_UNIX ping-pong", ping, NULL, NULL, &pong},
		.unit = "read",
		.ops = 1,
		.samples = 256,
	};
	int ret = bench_pong_start(VFIO_CLIENT_READ_REQUEST,
				   VFIO_CLIENT_READ_REPLY(WIDTH), &pong);

	if (ret)
		return ret;
	ret = bench_measure(&bench, options);
	bench_child_stop(&pong);
	return ret;
}

/*
 * All processes on one CPU: a wake-up across CPUs takes several times as long,
 * and the scheduler might place only one side's processes on different CPUs.
 */
static int pin(void)
{
	int cpu = sched_getcpu();
	cpu_set_t set;

	if (cpu < 0)
		return -errno;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

static int run(const struct topology *topology, const char *dir,
	       const struct bench_options *options)
{
	struct bench_child fabric;
	struct vfio_client client;
	int ret = bench_fabric_start(topology, dir, &fabric), end;

	if (ret)
		return ret;
	ret = vfio_client_connect(&client, dir, "accel0");
	if (ret) {
		bench_child_stop(&fabric);
		return ret;
	}
	ret = boot(&client);
	if (!ret)
		ret = measure(&client, options);
	end = bench_child_stop(&fabric);
	vfio_client_close(&client);
	return ret ? ret : end;
}

int main(int argc, char **argv)
{
	struct topology *topology = malloc(sizeof(*topology));
	char error[FABRIC_ERROR_MAX] = "out of memory";
	struct bench_options options;
	int first = bench_options(argc, argv, usage, &options), ret;

	if (first != argc - 2) {
		fputs(usage, stderr);
		free(topology);
		return 2;
	}
	if (!topology || topology_load(argv[first], topology, error)) {
		fprintf(stderr, "bench: %s\n", error);
		free(topology);
		return 1;
	}
	ret = pin();
	if (ret)
		fprintf(stderr,
			"bench: cannot pin the processes to one CPU: %s\n",
			strerror(-ret));
	ret = run(topology, argv[first + 1], &options);
	if (ret)
		fprintf(stderr, "bench: the register accesses failed: %s\n",
			strerror(-ret));
	free(topology);
	return ret ? 1 : 0;
}
