// SPDX-License-Identifier: BSD-3-Clause
/* Eventfds that their owner makes blocking */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cmocka.h>

#include "fabric/notifier.h"

#define FULL 0xfffffffffffffffeull

static int setup(void **state)
{
	struct notifier *n = calloc(1, sizeof(*n));

	assert_non_null(n);
	notifier_init(n);
	assert_int_equal(notifier_start(n), 0);
	/* Not for ever */
	alarm(20);
	*state = n;
	return 0;
}

/* Ends the thread, which may be inside write(2) */
static int teardown(void **state)
{
	notifier_stop(*state);
	alarm(0);
	free(*state);
	return 0;
}

/* The test's own descriptor of an eventfd that vector @vector has */
static int assign(struct notifier *n, unsigned int vector, uint64_t count,
		  int flags)
{
	int fd = eventfd(0, flags);

	assert_true(fd >= 0);
	if (count)
		assert_int_equal(write(fd, &count, sizeof(count)),
				 sizeof(count));
	notifier_assign(n, vector, dup(fd));
	return fd;
}

static uint64_t take(int fd)
{
	struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
	uint64_t count;

	assert_int_equal(poll(&poll_fd, 1, 10000), 1);
	assert_int_equal(read(fd, &count, sizeof(count)), sizeof(count));
	return count;
}

/* The thread is in its write when its vector is no longer pending */
static void wait_for_block(struct notifier *n)
{
	for (bool blocked = false; !blocked; usleep(1000)) {
		pthread_mutex_lock(&n->mutex);
		blocked = n->writing >= 0;
		pthread_mutex_unlock(&n->mutex);
	}
}

static void writes_what_is_raised(void **state)
{
	struct notifier *n = *state;
	int first = assign(n, 0, 0, EFD_NONBLOCK);
	int last = assign(n, MSIX_VECTORS_MAX - 1, 0, 0);

	assert_true(notifier_assigned(n, 0));
	assert_false(notifier_assigned(n, 1));
	notifier_raise(n, 1);
	notifier_raise(n, 0);
	assert_int_equal(take(first), 1);
	notifier_raise(n, MSIX_VECTORS_MAX - 1);
	assert_int_equal(take(last), 1);
	close(first);
	close(last);
}

/* Raising and assigning continue, and reading the counter ends the wait */
static void a_full_counter_blocks_nobody(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0), other = assign(n, 4, 0, 0);

	notifier_raise(n, 3);
	wait_for_block(n);
	notifier_raise(n, 4);
	notifier_raise(n, 4);
	notifier_raise(n, 3);
	assert_int_equal(take(full), FULL);
	/* The blocked write and the next one are now done */
	assert_int_equal(take(other), 1);
	assert_int_equal(take(full), 2);
	close(full);
	close(other);
}

static void an_eventfd_goes_while_it_blocks(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0), next;

	notifier_raise(n, 3);
	wait_for_block(n);
	next = assign(n, 3, 0, 0);
	notifier_raise(n, 3);
	assert_int_equal(take(full), FULL);
	assert_int_equal(take(full), 1);
	assert_int_equal(take(next), 1);
	close(full);
	close(next);
}

/* Raised interrupts that were not written go to the next eventfd */
static void an_interrupt_follows_its_vector(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0), old = assign(n, 4, 0, 0), next;

	notifier_raise(n, 3);
	wait_for_block(n);
	notifier_raise(n, 4);
	next = assign(n, 4, 0, 0);
	assert_int_equal(take(full), FULL);
	assert_int_equal(take(next), 1);
	close(full);
	close(old);
	close(next);
}

static void *flush(void *arg)
{
	notifier_flush(arg);
	return NULL;
}

static void flushes_what_was_raised(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0), other = assign(n, 4, 0, EFD_NONBLOCK);
	uint64_t count;
	pthread_t thread;

	notifier_flush(n);
	notifier_raise(n, 4);
	notifier_flush(n);
	assert_int_equal(read(other, &count, sizeof(count)), sizeof(count));
	notifier_raise(n, 3);
	wait_for_block(n);
	notifier_raise(n, 4);
	pthread_create(&thread, NULL, flush, n);
	assert_int_equal(take(full), FULL);
	pthread_join(thread, NULL);
	assert_int_equal(read(other, &count, sizeof(count)), sizeof(count));
	assert_int_equal(take(full), 1);
	close(full);
	close(other);
}

static void a_flush_is_broken_off(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0);
	pthread_t thread;

	notifier_raise(n, 3);
	pthread_create(&thread, NULL, flush, n);
	wait_for_block(n);
	notifier_break(n);
	pthread_join(thread, NULL);
	close(full);
}

static void stops_while_it_blocks(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0);

	notifier_raise(n, 3);
	wait_for_block(n);
	close(full);
}

static void stops_with_a_dropped_eventfd(void **state)
{
	struct notifier *n = *state;
	int full = assign(n, 3, FULL, 0);

	notifier_raise(n, 3);
	wait_for_block(n);
	notifier_assign(n, 3, -1);
	assert_false(notifier_assigned(n, 3));
	close(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(writes_what_is_raised, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_full_counter_blocks_nobody,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_eventfd_goes_while_it_blocks,
						setup, teardown),
		cmocka_unit_test_setup_teardown(an_interrupt_follows_its_vector,
						setup, teardown),
		cmocka_unit_test_setup_teardown(flushes_what_was_raised, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_flush_is_broken_off, setup,
						teardown),
		cmocka_unit_test_setup_teardown(stops_while_it_blocks, setup,
						teardown),
		cmocka_unit_test_setup_teardown(stops_with_a_dropped_eventfd,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
