// SPDX-License-Identifier: BSD-3-Clause
/* The daemon's worker: it sleeps until a function wants to be called */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "fabric/daemon_private.h"

#define MS   1000000ull
#define HOUR (3600000 * MS)

static struct topology topology;
static struct pcie_function_ops ops;
/* Under the turn */
static pthread_cond_t called;
static unsigned int calls;
static uint64_t at;

static bool run(struct pcie_function *fn)
{
	at = pcie_function_now(fn);
	calls++;
	pthread_cond_signal(&called);
	return false;
}

static struct daemon *start(void)
{
	static const struct fabric_options options;
	struct daemon *d = calloc(1, sizeof(*d));
	char error[FABRIC_ERROR_MAX];

	assert_non_null(d);
	d->options = &options;
	if (topology_load(TOPOLOGY_DIR "/switch.conf", &topology, error) ||
	    hierarchy_create(&topology, &daemon_host_ops, d, &d->h, error))
		fail_msg("%s", error);
	ops = *d->h->functions[0]->ops;
	ops.run = run;
	d->h->functions[0]->ops = &ops;
	calls = 0;
	pthread_cond_init(&called, NULL);
	turn_init(&d->turn);
	worker_init(d);
	assert_int_equal(worker_start(d), 0);
	return d;
}

static void stop(struct daemon *d)
{
	worker_stop(d);
	worker_destroy(d);
	turn_destroy(&d->turn);
	pthread_cond_destroy(&called);
	hierarchy_free(d->h);
	free(d);
}

/* A register access that sets a timer. Return: its time */
static uint64_t ask(struct daemon *d, uint64_t in)
{
	struct pcie_function *fn = d->h->functions[0];
	uint64_t when;

	turn_take(&d->turn);
	when = pcie_function_now(fn) + in;
	pcie_function_wake_at(fn, when);
	worker_wake(d);
	turn_give(&d->turn);
	return when;
}

static void wait_for_calls(struct daemon *d, unsigned int n)
{
	pthread_mutex_lock(&d->turn.mutex);
	while (calls < n)
		pthread_cond_wait(&called, &d->turn.mutex);
	pthread_mutex_unlock(&d->turn.mutex);
}

static void wait_for_sleep(struct daemon *d, uint64_t until)
{
	bool asleep = false;

	while (!asleep) {
		turn_take(&d->turn);
		asleep = d->sleeps_until == until;
		turn_give(&d->turn);
	}
}

static void comes_in_time(void **state)
{
	struct daemon *d = start();
	uint64_t when;

	wait_for_sleep(d, PCIE_NEVER);
	when = ask(d, 20 * MS);
	wait_for_calls(d, 1);
	assert_true(at >= when);
	wait_for_sleep(d, PCIE_NEVER);
	assert_int_equal(calls, 1);
	stop(d);
}

/* An earlier time wakes it; a later time, or no time, does not */
static void follows_another_time(void **state)
{
	struct daemon *d = start();
	uint64_t far = ask(d, HOUR), when;

	wait_for_sleep(d, far);
	when = ask(d, MS);
	wait_for_calls(d, 1);
	assert_true(at >= when);
	assert_true(at < far);
	wait_for_sleep(d, PCIE_NEVER);
	far = ask(d, HOUR);
	wait_for_sleep(d, far);
	turn_take(&d->turn);
	pcie_function_wake_at(d->h->functions[0], PCIE_NEVER);
	worker_wake(d);
	turn_give(&d->turn);
	stop(d); /* ends although it sleeps */
	assert_int_equal(calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_in_time),
		cmocka_unit_test(follows_another_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
