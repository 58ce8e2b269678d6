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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_eventfd_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
