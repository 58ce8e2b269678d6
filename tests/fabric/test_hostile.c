// SPDX-License-Identifier: BSD-3-Clause
/* Peers that want to stop the fabric: it goes on, and a signal ends it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fabric/served.h"

/* The description is shared: the flag that was set by SET_IRQS goes again. */
static void an_eventfd_blocks(void **state)
{
	const uint64_t full = 0xfffffffffffffffe;
	struct fixture *f = *state;
	int event = eventfd(0, EFD_NONBLOCK);

	assert_true(start(f, NULL, NULL));
	boot(f);
	enable_interrupt(f, event);
	assert_int_equal(fcntl(event, F_SETFL, 0), 0);
	assert_int_equal(write(event, &full, sizeof(full)), sizeof(full));
	/* If this hangs, the alarm ends the test */
	alarm(20);
	start_copy(f, ACCEL_BAR2, 64, DMA_DESC_IRQ);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
	assert_int_equal(client_read(&f->accel, CONFIG, 0, 4), 0x74111234);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
	close(event);
}

/* A byte now and then: each is early enough for a time-out that begins anew. */
static void qmp_drips(void **state)
{
	struct fixture *f = *state;

	f->qmp.piece = 1;
	f->qmp.pause_us = 100000;
	assert_true(start(f, NULL, f->qmp.path));
	qmp_server_start(&f->qmp);
	alarm(40);
	boot(f);
	/* DMA waits for the end of the query, and comes */
	start_copy(f, ACCEL_BAR2, 64, 0);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY)
		;
	/* Into the middle of another query */
	client_write(&f->accel, CONFIG, 4, 0, 2);
	client_write(&f->accel, CONFIG, 4, 6, 2);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	assert_errors(f, "QMP at ");
	shut_down(f);
	qmp_server_stop(&f->qmp);
}

/*
 * Each new enable asks QEMU again, and QEMU takes its time. The copy needs many
 * turns of the worker, and still few queries pass.
 */
static void an_enable_bit_toggles(void **state)
{
	struct fixture *f = *state;
	unsigned int queries;

	f->qmp.pause_us = 1000;
	assert_true(start(f, NULL, f->qmp.path));
	qmp_server_start(&f->qmp);
	alarm(40);
	boot(f);
	start_copy(f, ACCEL_BAR2, 4096, 0);
	queries = __atomic_load_n(&f->qmp.queries, __ATOMIC_SEQ_CST);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY) {
		client_write(&f->accel, CONFIG, 4, 2, 2);
		client_write(&f->accel, CONFIG, 4, 6, 2);
		if (__atomic_load_n(&f->qmp.queries, __ATOMIC_SEQ_CST) >
		    queries + 100)
			fail_msg("100 queries, and the copy is not done");
	}
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
	qmp_server_stop(&f->qmp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_eventfd_blocks),
		TEST(qmp_drips),
		TEST(an_enable_bit_toggles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
