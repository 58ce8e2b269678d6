// SPDX-License-Identifier: BSD-3-Clause
/* The lock that is handed over */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fabric/daemon.h"

#define THREADS 3
#define ROUNDS	2000

static struct turn turn;
static unsigned int taken; /* under the turn */

static void *taker(void *arg)
{
	for (int i = 0; i < ROUNDS; i++) {
		turn_take(&turn);
		taken++;
		turn_give(&turn);
	}
	return NULL;
}

/*
 * A worker that never sleeps and holds the turn but for turn_yield(): the
 * others get through, each wait ends after a bounded number of its rounds, and
 * it goes on while they never cease.
 */
static void hands_over(void **state)
{
	pthread_t threads[THREADS];
	unsigned int rounds = 0, without = 0, longest = 0, before;

	turn_init(&turn);
	pthread_mutex_lock(&turn.mutex);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, taker, NULL),
				 0);
	while (taken < THREADS * ROUNDS) {
		bool waited = atomic_load(&turn.waiting);

		before = taken;
		turn_yield(&turn);
		rounds++;
		without = waited && taken == before ? without + 1 : 0;
		longest = without > longest ? without : longest;
	}
	pthread_mutex_unlock(&turn.mutex);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(taken, THREADS * ROUNDS);
	/* Whoever waited was served by the next yield */
	assert_int_equal(longest, 0);
	assert_true(rounds > 1);
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
