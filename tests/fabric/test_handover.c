// SPDX-License-Identifier: BSD-3-Clause
/* The lock that is handed over */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "fabric/daemon_private.h"

#define THREADS 3
#define ROUNDS	500

static struct turn turn;
/* Under the turn */
static unsigned int taken;
static bool enough;

static void *taker(void *arg)
{
	bool stop;

	do {
		turn_take(&turn);
		taken++;
		stop = enough;
		turn_give(&turn);
	} while (!stop);
	return NULL;
}

/*
 * A worker that never sleeps and holds the turn except in turn_yield(): the
 * others get the turn, each waiting thread in the next round, and the worker
 * continues although they never cease.
 */
static void hands_over(void **state)
{
	unsigned int without = 0, before;
	pthread_t threads[THREADS];

	turn_init(&turn);
	pthread_mutex_lock(&turn.mutex);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, taker, NULL),
				 0);
	for (int i = 0; i < ROUNDS; i++) {
		/*
		 * They request the turn repeatedly, and cannot get it meanwhile
		 */
		while (atomic_load(&turn.waiting) < THREADS)
			sched_yield();
		before = taken;
		turn_yield(&turn);
		without += taken - before < THREADS;
	}
	enough = true;
	pthread_mutex_unlock(&turn.mutex);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(without, 0);
	assert_true(taken >= THREADS * ROUNDS);
	turn_destroy(&turn);
}

static void yields_to_nobody(void **state)
{
	turn_init(&turn);
	pthread_mutex_lock(&turn.mutex);
	turn_yield(&turn);
	pthread_mutex_unlock(&turn.mutex);
	turn_destroy(&turn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(yields_to_nobody),
		cmocka_unit_test(hands_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
