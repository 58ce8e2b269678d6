// SPDX-License-Identifier: BSD-3-Clause
/*
 * The thread that lets functions take input from outside of the process. It waits for
 * input without the turn, and for nothing with it. The worker cannot do that: it may wait
 * for a completion, or for QEMU, which may wait for the completion of a read.
 */
#include <errno.h>

#include "fabric/clock.h"
#include "fabric/daemon_private.h"

#define PAUSE_MAX_NS 1000000

/*
 * Functions must not send with an ID that was not queried. But QEMU may be unable to
 * answer before a read is completed.
 */
static bool must_hold(const struct daemon *d)
{
	return (d->unasked || d->asking) && !d->stop &&
	       !pcie_root_waiting(d->h->root);
}

/*
 * Return: nanoseconds that it took: as long a pause lets others have the turn, however
 * much a peer sends
 */
static uint64_t take(struct daemon *d)
{
	uint64_t start, took;

	turn_take(&d->turn);
	while (must_hold(d))
		turn_wait(&d->turn, PCIE_NEVER);
	start = fabric_now();
	input_take(d->input);
	worker_wake(d);
	took = fabric_now() - start;
	turn_give(&d->turn);
	return took < PAUSE_MAX_NS ? took : PAUSE_MAX_NS;
}

static void *serve_input(void *arg)
{
	struct timespec pause = {0};
	struct daemon *d = arg;
	int ret;

	while ((ret = input_await(d->input, d->halt, true)) <= 0) {
		pause.tv_nsec = ret ? PAUSE_MAX_NS : take(d);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

int inlet_start(struct daemon *d)
{
	int ret = input_create(d->h, &d->input);

	if (ret)
		return ret;
	if (!input_is_none(d->input)) {
		ret = -pthread_create(&d->inlet, NULL, serve_input, d);
		if (!ret)
			return 0;
	}
	input_free(d->input);
	d->input = NULL;
	return ret;
}

void inlet_stop(struct daemon *d)
{
	if (!d->input)
		return;
	pthread_join(d->inlet, NULL);
	input_free(d->input);
	d->input = NULL;
}
