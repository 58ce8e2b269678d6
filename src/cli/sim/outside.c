// SPDX-License-Identifier: BSD-3-Clause
/* An accelerator behind an adapter, and functions that serve programs outside */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli/sim/sim.h"

#define PIECE 256 /* bytes of a read */

static unsigned long count(const uint8_t *a, const uint8_t *b, size_t len)
{
	unsigned long n = 0;

	for (size_t i = 0; i < len; i++)
		n += a[i] == b[i];
	return n;
}

bool sim_verify(const struct sim *sim, FILE *out)
{
	const uint64_t addr = pcie_function_bar_addr(sim->accel, sim->mem.bar) +
			      sim->mem.offset;
	struct pcie_root *root = host_hierarchy(sim->host)->root;
	unsigned long right = 0, absent = 0, unread = 0, wrong;
	uint8_t *data = calloc(1, sim->bytes);
	static const uint8_t zeros[PIECE];
	uint8_t got[PIECE];

	if (!data)
		return false;
	sim_fill(sim, data);
	for (size_t at = 0, n; at < sim->bytes; at += n) {
		n = sim->bytes - at < PIECE ? sim->bytes - at : PIECE;
		if (pcie_root_mem_read(root, addr + at, got, n) != TLP_CPL_SC) {
			unread += n;
			continue;
		}
		/* A write of its own: all of it or nothing lands */
		if (!memcmp(got, zeros, n) && memcmp(data + at, zeros, n))
			absent += n;
		else
			right += count(got, data + at, n);
	}
	free(data);
	wrong = sim->bytes - right - absent - unread;
	fprintf(out,
		"of %lu bytes %lu are right, %lu are 0, %lu were not read, %lu are wrong\n",
		sim->bytes, right, absent, unread, wrong);
	return !wrong;
}

int sim_serve(const struct sim *sim, FILE *out)
{
	int signals, ret;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		return -errno;
	fprintf(out, "ready\n");
	fflush(out);
	ret = host_serve(sim->host, signals);
	close(signals);
	return ret;
}
