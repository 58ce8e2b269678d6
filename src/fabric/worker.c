// SPDX-License-Identifier: BSD-3-Clause
/*
 * The thread that runs the functions. It never holds the turn while it waits
 * for QEMU: a virtual CPU may wait for the answer to a register access.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fabric/clock.h"
#include "fabric/daemon_private.h"

/* Pieces of work between two checks for other tasks */
#define PIECES 8

void worker_init(struct daemon *d)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&d->work, &attr);
	pthread_condattr_destroy(&attr);
	d->halt = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void worker_destroy(struct daemon *d)
{
	pthread_cond_destroy(&d->work);
	if (d->halt >= 0)
		close(d->halt);
}

void worker_wake(struct daemon *d)
{
	if (d->stop || d->renumber || d->violations.n ||
	    pcie_root_next(d->h->root) < d->sleeps_until)
		pthread_cond_signal(&d->work);
}

/* Return: 0; -EINVAL bus numbers that do not fit the topology */
static int follow(struct daemon *d, const struct placement *to)
{
	struct hierarchy *h = d->h;
	int ret = pcie_root_renumber(h->root, to->bdfs, h->nfunctions);

	for (unsigned int i = 0; i < h->nbridges && !ret; i++)
		if (to->bridges[i].windowed)
			pcie_root_set_windows(h->root, h->bridges[i].port,
					      to->bridges[i].windows);
	for (unsigned int i = 0; i < h->nbridges && !ret; i++)
		if (to->bridges[i].controlled)
			h->bridges[i].port->acs.enabled = to->bridges[i].acs;
	d->iommu = to->iommu;
	return ret;
}

/*
 * The move of a window and a write of ACS Control are not noticed if the guest
 * enables nothing after it; see pcie_root_set_windows() for the BARs.
 *
 * The worker works at least as long as it queries, so that a function whose
 * enable bits change all the time leaves half of the time to the others.
 *
 * With the turn, which is released meanwhile.
 */
static void renumber(struct daemon *d)
{
	const uint64_t start = fabric_now();
	struct placement to;
	char error[FABRIC_ERROR_MAX];
	uint64_t end;
	int ret;

	d->renumber = false;
	d->unasked = 0;
	d->asking = true;
	pthread_mutex_unlock(&d->turn.mutex);
	ret = qmp_query(d->options->qmp, d->halt, d->h, &to, error);
	end = fabric_now();
	pthread_mutex_lock(&d->turn.mutex);
	d->ask_after = end + (end - start);
	d->asking = false;
	turn_show(&d->turn);
	/* Another query was requested meanwhile: its answer will be newer */
	if (d->renumber || d->stop || ret == -ECANCELED)
		return;
	if (!ret) {
		ret = follow(d, &to);
		if (ret)
			snprintf(
				error, sizeof(error),
				"the guest's bus numbers do not fit the topology: was QEMU started with another topology?");
	}
	if (ret)
		fprintf(stderr,
			"tph fabric: %s; Requester IDs stay provisional\n",
			error);
}

/*
 * Reports wait as long as the last one took, as above. The counters count also
 * what is not reported. Called with the turn, which is released meanwhile.
 */
static void tell_violations(struct daemon *d)
{
	struct violations violations;
	const uint64_t start = fabric_now();
	uint64_t end;

	violations = d->violations;
	memset(&d->violations, 0, sizeof(d->violations));
	pthread_mutex_unlock(&d->turn.mutex);
	qmp_report(d->options->qmp, d->halt, d->h, &violations);
	end = fabric_now();
	pthread_mutex_lock(&d->turn.mutex);
	d->tell_after = end + (end - start);
}

/* Sleep until the worker is woken, at most until @next */
static void sleep_until(struct daemon *d, uint64_t next)
{
	const struct timespec end = {
		.tv_sec = next / NS_PER_S,
		.tv_nsec = next % NS_PER_S,
	};

	d->sleeps_until = next;
	if (next == PCIE_NEVER)
		pthread_cond_wait(&d->work, &d->turn.mutex);
	else
		pthread_cond_timedwait(&d->work, &d->turn.mutex, &end);
	d->sleeps_until = 0;
}

/* A register access waits for at most one piece of work */
static void run(struct daemon *d)
{
	for (unsigned int i = 0; i < PIECES; i++) {
		d->turn.number++;
		if (!pcie_root_run(d->h->root, 1) ||
		    atomic_load(&d->turn.waiting))
			break;
	}
	turn_show(&d->turn);
	turn_yield(&d->turn);
}

/* Before work: functions must not send with an ID that was not queried. */
static bool must_ask(const struct daemon *d)
{
	return d->unasked || fabric_now() >= d->ask_after;
}

static void *work(void *arg)
{
	struct daemon *d = arg;
	uint64_t next;
	bool due;

	pthread_mutex_lock(&d->turn.mutex);
	while (!d->stop) {
		next = pcie_root_next(d->h->root);
		due = !next || (next != PCIE_NEVER && next <= fabric_now());
		if (d->renumber && (!due || must_ask(d)))
			renumber(d);
		else if (d->violations.n && fabric_now() >= d->tell_after)
			tell_violations(d);
		else if (due)
			run(d);
		else if (d->violations.n && d->tell_after < next)
			sleep_until(d, d->tell_after);
		else
			sleep_until(d, next);
	}
	pthread_mutex_unlock(&d->turn.mutex);
	return NULL;
}

int worker_start(struct daemon *d)
{
	if (d->halt < 0)
		return -EMFILE;
	return -pthread_create(&d->worker, NULL, work, d);
}

void worker_stop(struct daemon *d)
{
	const uint64_t one = 1;

	/*
	 * First, as a query does not check the turn. The counter cannot be
	 * full.
	 */
	if (write(d->halt, &one, sizeof(one)) < 0)
		abort();
	turn_take(&d->turn);
	d->stop = true;
	worker_wake(d);
	turn_give(&d->turn);
	pthread_join(d->worker, NULL);
}
