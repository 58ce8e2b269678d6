// SPDX-License-Identifier: BSD-3-Clause
/*
 * The thread in which functions work. It never holds the turn while it waits
 * for QEMU: a virtual CPU may be waiting for the answer to a register access.
 */
#include "fabric/daemon.h"

/* Pieces of work before others may access registers: some microseconds */
#define PIECES 8

static bool has_work(const struct hierarchy *h)
{
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (h->functions[i]->pending)
			return true;
	return false;
}

void worker_wake(struct daemon *d)
{
	if (d->stop || d->renumber || has_work(d->h))
		pthread_cond_signal(&d->work);
}

/* With the turn, which is given away meanwhile */
static void renumber(struct daemon *d)
{
	uint16_t bdfs[PCIE_FUNCTIONS_MAX];
	char error[FABRIC_ERROR_MAX];
	int ret;

	d->renumber = false;
	pthread_mutex_unlock(&d->turn.mutex);
	ret = qmp_query_bdfs(d->options->qmp, d->h, bdfs, error);
	pthread_mutex_lock(&d->turn.mutex);
	/* Asked again meanwhile: that answer will be the newer one */
	if (d->renumber || d->stop)
		return;
	if (!ret) {
		ret = pcie_root_renumber(d->h->root, bdfs, d->h->nfunctions);
		if (ret)
			snprintf(
				error, sizeof(error),
				"the guest's bus numbers do not fit the "
				"topology: was QEMU started with another one?");
	}
	if (ret)
		fprintf(stderr,
			"tph fabric: %s; Requester IDs stay provisional\n",
			error);
}

static void *work(void *arg)
{
	struct daemon *d = arg;

	pthread_mutex_lock(&d->turn.mutex);
	while (!d->stop) {
		if (d->renumber) {
			renumber(d);
		} else if (has_work(d->h)) {
			pcie_root_run(d->h->root, PIECES);
			turn_yield(&d->turn);
		} else {
			pthread_cond_wait(&d->work, &d->turn.mutex);
		}
	}
	pthread_mutex_unlock(&d->turn.mutex);
	return NULL;
}

int worker_start(struct daemon *d)
{
	return -pthread_create(&d->worker, NULL, work, d);
}

void worker_stop(struct daemon *d)
{
	turn_take(&d->turn);
	d->stop = true;
	worker_wake(d);
	turn_give(&d->turn);
	pthread_join(d->worker, NULL);
}
