// SPDX-License-Identifier: BSD-3-Clause
/* Peers that try to stop the fabric: it continues, and a signal ends it. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/fabric/served.h"

#define FULL 0xfffffffffffffffe

/*
 * The description is shared: the flag set by SET_IRQS is cleared again.
 * Return: an eventfd of dma0 to which nothing can be written
 */
static int make_blocking(struct fixture *f)
{
	const uint64_t full = FULL;
	int event = eventfd(0, EFD_NONBLOCK);

	enable_interrupt(f, event);
	assert_int_equal(fcntl(event, F_SETFL, 0), 0);
	assert_int_equal(write(event, &full, sizeof(full)), sizeof(full));
	return event;
}

static void trigger_interrupt(struct fixture *f)
{
	/* MSI-X, no data, action is to trigger: vector 0 */
	const uint32_t trigger[5] = {sizeof(trigger), 1 << 0 | 1 << 5, 2, 0, 1};

	assert_int_equal(client_call(&f->dma, 8, trigger, sizeof(trigger), NULL,
				     0, NULL, 0),
			 0);
}

/* dma0 is not answered, and only dma0. */
static void an_eventfd_blocks(void **state)
{
	struct fixture *f = *state;
	volatile struct dma_desc *desc;
	int event;

	assert_true(start(f, NULL, NULL));
	boot(f);
	event = make_blocking(f);
	/* If this hangs, the alarm ends the test */
	alarm(20);
	desc = start_copy(f, ACCEL_BAR2, 64, DMA_DESC_IRQ);
	while (!desc->status)
		;
	client_post(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	assert_int_equal(client_read(&f->accel, CONFIG, 0, 4), 0x74111234);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
	close(event);
}

/*
 * The fabric notices a disconnection although an interrupt cannot be written.
 */
static void a_client_leaves_a_full_eventfd(void **state)
{
	struct fixture *f = *state;
	int event;

	assert_true(start(f, NULL, NULL));
	boot(f);
	event = make_blocking(f);
	alarm(60);
	trigger_interrupt(f);
	client_post(&f->dma, 0, DMA_REG_INT_MASK, 3, 4);
	shut_down(f);
	assert_int_equal(wait_end(f), 0);
	close(event);
}

struct read {
	struct client *client;
	bool drained, too_early;
};

static void *read_register(void *arg)
{
	struct read *r = arg;
	uint64_t value;
	int ret = vfio_client_read(&r->client->vfio, 0, DMA_REG_STATUS, 4,
				   &value);

	r->too_early = ret || !__atomic_load_n(&r->drained, __ATOMIC_SEQ_CST);
	return NULL;
}

/* The interrupt was sent before the completion, and arrives first. */
static void a_reply_pushes_interrupts(void **state)
{
	struct fixture *f = *state;
	struct read r = {.client = &f->dma};
	uint64_t count;
	pthread_t thread;
	int event;

	assert_true(start(f, NULL, NULL));
	boot(f);
	event = make_blocking(f);
	alarm(20);
	trigger_interrupt(f);
	pthread_create(&thread, NULL, read_register, &r);
	/* Time for a reply that does not wait: it must fail, not pass by it */
	usleep(200000);
	__atomic_store_n(&r.drained, true, __ATOMIC_SEQ_CST);
	assert_int_equal(read(event, &count, sizeof(count)), sizeof(count));
	assert_int_equal(count, FULL);
	pthread_join(thread, NULL);
	assert_false(r.too_early);
	/* It is there without waiting */
	assert_int_equal(fcntl(event, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(read(event, &count, sizeof(count)), sizeof(count));
	assert_int_equal(count, 1);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
	close(event);
}

/* Single bytes, each early enough for a time-out that would restart. */
static void qmp_drips(void **state)
{
	struct fixture *f = *state;

	f->qmp.piece = 1;
	f->qmp.pause_us = 100000;
	assert_true(start(f, NULL, f->qmp.path));
	qmp_server_start(&f->qmp);
	alarm(40);
	boot(f);
	/* DMA waits for the end of the query, then arrives */
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
 * Each new enable asks QEMU again, and at each answer another enable has come.
 * The copy needs many turns of the worker, and still few queries pass.
 */
static void an_enable_bit_toggles(void **state)
{
	struct fixture *f = *state;
	unsigned int first, queries;

	f->qmp.pause_us = 1000;
	assert_true(start(f, NULL, f->qmp.path));
	qmp_server_start(&f->qmp);
	alarm(40);
	boot(f);
	while (!(first = __atomic_load_n(&f->qmp.queries, __ATOMIC_SEQ_CST)))
		;
	__atomic_store_n(&f->qmp.held, first, __ATOMIC_SEQ_CST);
	client_write(&f->accel, CONFIG, 4, 2, 2);
	client_write(&f->accel, CONFIG, 4, 6, 2);
	start_copy(f, ACCEL_BAR2, 4096, 0);
	while (client_read(&f->dma, 0, DMA_REG_STATUS, 4) & DMA_STATUS_BUSY) {
		queries = __atomic_load_n(&f->qmp.queries, __ATOMIC_SEQ_CST);
		if (queries == f->qmp.held)
			continue;
		client_write(&f->accel, CONFIG, 4, 2, 2);
		client_write(&f->accel, CONFIG, 4, 6, 2);
		if (queries > first + 100)
			fail_msg("100 queries, and the copy is not done");
		__atomic_store_n(&f->qmp.held, queries, __ATOMIC_SEQ_CST);
	}
	__atomic_store_n(&f->qmp.held, 0, __ATOMIC_SEQ_CST);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
	qmp_server_stop(&f->qmp);
}

/* Return: exit status of another fabric in the folder; @errors: its file */
static int start_second(struct fixture *f, char *errors)
{
	struct fixture second = *f;

	snprintf(second.errors, sizeof(second.errors), "%s/second", f->dir);
	assert_false(start(&second, NULL, NULL));
	strcpy(errors, second.errors);
	return wait_end(&second);
}

/* The first fabric keeps its client, before and afterwards. */
static void a_second_fabric_in_the_folder(void **state)
{
	struct fixture *f = *state;
	struct fixture second;

	alarm(40);
	assert_true(start(f, NULL, NULL));
	assert_int_equal(start_second(f, second.errors), 1);
	assert_errors(&second, "another fabric uses this folder");
	unlink(second.errors);
	boot(f);
	assert_int_equal(start_second(f, second.errors), 1);
	unlink(second.errors);
	assert_int_equal(client_read(&f->dma, CONFIG, 0, 4), 0x74121234);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
}

static void a_file_in_place_of_a_socket(void **state)
{
	struct fixture *f = *state;
	char path[64];
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/dma0.sock", f->dir);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(write(fd, "kept", 4), 4);
	close(fd);
	assert_false(start(f, NULL, NULL));
	assert_int_equal(wait_end(f), 1);
	assert_errors(f, "dma0.sock: Address already in use");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 4);
	unlink(path);
}

/* A listener that never accepts: a blocking connect() would wait for ever. */
static void a_full_backlog(void **state)
{
	struct fixture *f = *state;
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_STREAM, 0);
	int waiting = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/dma0.sock", f->dir);
	assert_int_equal(bind(sock, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(sock, 0), 0);
	assert_int_equal(
		connect(waiting, (struct sockaddr *)&addr, sizeof(addr)), 0);
	alarm(20);
	assert_false(start(f, NULL, NULL));
	assert_int_equal(wait_end(f), 1);
	close(sock);
	close(waiting);
	unlink(addr.sun_path);
}

/* Permission to connect is permission to use the device. */
static void sockets_are_private(void **state)
{
	struct fixture *f = *state;
	char path[64];
	struct stat st;

	assert_true(start(f, NULL, NULL));
	snprintf(path, sizeof(path), "%s/dma0.sock", f->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 077, 0);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
}

static void maps_are_refused(void **state)
{
	struct fixture *f = *state;
	char buf[8192] = "";
	unsigned int lines = 0;
	FILE *file;

	assert_true(start(f, NULL, NULL));
	boot(f);
	/* An overlap, again and again */
	for (int i = 0; i < 1000; i++)
		assert_int_equal(client_dma_map(&f->dma, IOVA, MEMORY,
						f->memory),
				 EEXIST);
	shut_down(f);
	assert_int_equal(wait_end(f), 0);
	file = fopen(f->errors, "r");
	while (fgets(buf, sizeof(buf), file))
		lines++;
	fclose(file);
	/* Refusals, two lines about their number, one about the end */
	assert_true(lines <= 8 + 2 + 1);
	assert_errors(f, "dma0: guest memory was refused 1000 times in all");
}

/* Software lays the engine's registers over the accelerator's memory. */
static void a_bar_lies_over_another(void **state)
{
	struct fixture *f = *state;

	assert_true(start(f, NULL, NULL));
	boot(f);
	client_write(&f->accel, 2, 0, 0x11223344, 4);
	client_write(&f->dma, CONFIG, 0x10, ACCEL_BAR2, 8);
	client_write(&f->dma, 0, 0, 0x55667788, 4);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), 0xffffffff);
	assert_int_equal(client_read(&f->accel, 2, 0, 4), 0x11223344);
	/* Elsewhere it is itself again */
	client_write(&f->dma, CONFIG, 0x10, DMA_BAR0, 8);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), DMA_ID_MAGIC);
	/* The other way round the engine is there first */
	client_write(&f->accel, CONFIG, 0x18, DMA_BAR0, 8);
	client_write(&f->accel, 2, 0, 0x99aabbcc, 4);
	assert_int_equal(client_read(&f->dma, 0, 0, 4), DMA_ID_MAGIC);
	kill(f->pid, SIGTERM);
	assert_int_equal(wait_end(f), 0);
	shut_down(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_eventfd_blocks),
		TEST(a_client_leaves_a_full_eventfd),
		TEST(a_reply_pushes_interrupts),
		TEST(qmp_drips),
		TEST(an_enable_bit_toggles),
		TEST(a_second_fabric_in_the_folder),
		TEST(a_file_in_place_of_a_socket),
		TEST(a_full_backlog),
		TEST(sockets_are_private),
		TEST(maps_are_refused),
		TEST(a_bar_lies_over_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
