// SPDX-License-Identifier: BSD-3-Clause
/* The thread of a live capture hangs in a call that cannot be cancelled. */
#include <errno.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "capture/write/background.h"

static sem_t entered, resume;

static int hang(void *ctx, const uint8_t *bytes, size_t len)
{
	int before;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
	sem_post(&entered);
	while (sem_wait(&resume))
		;
	pthread_setcancelstate(before, NULL);
	return 0;
}

static int flush(void *ctx)
{
	return 0;
}

/* As on a disk of the network that is gone: the end of the program goes on. */
static void a_hanging_write_is_left_behind(void **state)
{
	static const struct background_ops ops = {hang, flush};
	struct background *bg;

	sem_init(&entered, 0, 0);
	sem_init(&resume, 0, 0);
	alarm(60);
	assert_int_equal(background_start(&ops, NULL, false, &bg), 0);
	memset(background_end(bg), 1, 8);
	background_append(bg, 8);
	assert_int_equal(background_flush(bg), 0);
	while (sem_wait(&entered))
		;
	background_hurry(bg);
	assert_int_equal(background_stop(bg), -EINPROGRESS);
	sem_post(&resume);
	alarm(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hanging_write_is_left_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
