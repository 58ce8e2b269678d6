// SPDX-License-Identifier: BSD-3-Clause
/* SET_IRQS */
#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/vfio_user/client.h"

#define NONE	1
#define BOOL	2
#define EVENTFD 4
#define MASK	8
#define UNMASK	16
#define TRIGGER 32

static uint32_t set_irqs(struct fixture *f, uint32_t flags, uint32_t index,
			 uint32_t start, uint32_t count, const void *data,
			 size_t len, const int *fds, unsigned int nfds)
{
	struct body b = {.len = 0};
	struct reply reply;

	put32(&b, 20 + len);
	put32(&b, flags);
	put32(&b, index);
	put32(&b, start);
	put32(&b, count);
	put_bytes(&b, data, len);
	return command_fds(f, 8, b.data, b.len, fds, nfds, &reply);
}

static void assigns_and_takes_away(void **state)
{
	struct fixture *f = *state;
	int fds[3] = {eventfd(0, 0), eventfd(0, 0), eventfd(0, 0)};
	unsigned int before = open_fds();
	uint64_t value = 5;

	assert_int_equal(
		set_irqs(f, EVENTFD | TRIGGER, 0, 1, 3, NULL, 0, fds, 3), 0);
	assert_int_equal(open_fds(), before + 3);
	/* It is the same eventfd, and cannot block the device */
	assert_int_equal(write(f->device.eventfds[2], &value, 8), 8);
	assert_int_equal(read(fds[1], &value, 8), 8);
	assert_int_equal(value, 5);
	assert_true(fcntl(f->device.eventfds[2], F_GETFL) & O_NONBLOCK);
	/* Without descriptors: one away, then all */
	assert_int_equal(
		set_irqs(f, EVENTFD | TRIGGER, 0, 2, 1, NULL, 0, NULL, 0), 0);
	assert_int_equal(f->device.eventfds[2], -1);
	assert_true(f->device.eventfds[1] >= 0);
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 0, 0, 0, NULL, 0, NULL, 0),
			 0);
	for (int i = 0; i < IRQS; i++)
		assert_int_equal(f->device.eventfds[i], -1);
	assert_int_equal(open_fds(), before);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}

static void triggers(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(set_irqs(f, NONE | TRIGGER, 0, 4, 2, NULL, 0, NULL, 0),
			 0);
	assert_int_equal(f->device.triggered, 0x30);
	f->device.triggered = 0;
	assert_int_equal(
		set_irqs(f, BOOL | TRIGGER, 0, 0, 3, "\1\0\1", 3, NULL, 0), 0);
	assert_int_equal(f->device.triggered, 0x5);
	assert_int_equal(f->device.triggers, 4);
}

static void refuses(void **state)
{
	struct fixture *f = *state;
	int fd = eventfd(0, 0), pipes[2];
	int fds[2] = {fd, fd};
	unsigned int before;

	assert_int_equal(pipe(pipes), 0);
	before = open_fds();
	/* Index and range */
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 2, 0, 0, NULL, 0, NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 0, IRQS, 1, NULL, 0, NULL,
				  0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 0, 1, UINT32_MAX, NULL, 0,
				  NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 0, UINT32_MAX, 1, NULL, 0,
				  NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 0, 1, 0, NULL, 0, NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | TRIGGER, 1, 0, 1, NULL, 0, NULL, 0),
			 EINVAL);
	/* Flags: none, two kinds of data, unknown, masking */
	assert_int_equal(set_irqs(f, NONE, 0, 0, 1, NULL, 0, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(f, TRIGGER, 0, 0, 1, NULL, 0, NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | BOOL | TRIGGER, 0, 0, 1, "\1", 1,
				  NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | TRIGGER | 64, 0, 0, 1, NULL, 0,
				  NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, NONE | MASK, 0, 0, 1, NULL, 0, NULL, 0),
			 ENOTTY);
	assert_int_equal(set_irqs(f, NONE | UNMASK, 0, 0, 1, NULL, 0, NULL, 0),
			 ENOTTY);
	/* Data that is too short, too long, or not expected */
	assert_int_equal(set_irqs(f, BOOL | TRIGGER, 0, 0, 2, "\1", 1, NULL, 0),
			 EINVAL);
	assert_int_equal(set_irqs(f, BOOL | TRIGGER, 0, 0, 1, "\1\1", 2, NULL,
				  0),
			 EINVAL);
	assert_int_equal(set_irqs(f, EVENTFD | TRIGGER, 0, 0, 1, "\1", 1, &fd,
				  1),
			 EINVAL);
	assert_int_equal(set_irqs(f, BOOL | TRIGGER, 0, 0, 1, "\1", 1, &fd, 1),
			 EINVAL);
	/* Descriptors: number, kind */
	assert_int_equal(set_irqs(f, EVENTFD | TRIGGER, 0, 0, 1, NULL, 0, fds,
				  2),
			 EINVAL);
	assert_int_equal(set_irqs(f, EVENTFD | TRIGGER, 0, 0, 3, NULL, 0, fds,
				  2),
			 EINVAL);
	fds[1] = pipes[1];
	assert_int_equal(set_irqs(f, EVENTFD | TRIGGER, 0, 0, 2, NULL, 0, fds,
				  2),
			 EINVAL);
	assert_int_equal(f->device.triggers, 0);
	for (int i = 0; i < IRQS; i++)
		assert_int_equal(f->device.eventfds[i], -1);
	assert_int_equal(open_fds(), before);
	close(fd);
	close(pipes[0]);
	close(pipes[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_ready, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(assigns_and_takes_away),
		TEST(triggers),
		TEST(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
