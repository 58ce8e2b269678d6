// SPDX-License-Identifier: BSD-3-Clause
/*
 * What software can make the device do and hold at most: no command, reset or
 * turn takes time that grows faster than what it is given, and the memory for
 * objects has a limit.
 */
#include "rig.h"

#include <errno.h>
#include <time.h>

#define TEARDOWN_HCA 0x103
#define CREATE_CQ    0x400
#define DESTROY_CQ   0x401
#define CREATE_QP    0x500
#define ALLOC_PD     0x800
#define NO_RESOURCES 0xf

/* For lists of pages and of translations, and queue pairs */
#define MEMORY_MAX (256u << 20)
#define QP_MIN	   2048u /* bytes that one has for WQEs it has fetched */

/* Of this thread, not of a busy machine */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* All objects go at once; each is looked for once, not among all before it. */
static void teardown_of_many(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	double start = now(), made;
	unsigned int n = 0;

	while (!driver_simple(d, ALLOC_PD, 0, 0, 0, NULL))
		n++;
	assert_int_equal(d->status, NO_RESOURCES);
	assert_in_range(n, 60000, 65536);
	made = now() - start;
	start = now();
	assert_int_equal(driver_simple(d, TEARDOWN_HCA, 0, 0, 0, NULL), 0);
	print_message("# %u made in %.3f s, gone in %.3f s\n", n, made,
		      now() - start);
	assert_true(now() - start < made / 4);
}

/* Rings of 4 MiB in pages of 4 KiB: 1024 addresses each */
static void rings(void **state)
{
	static uint8_t in[0x110 + 1024 * 8];
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint32_t first = 0;
	unsigned int n;
	uint8_t out[16];

	memset(in, 0, sizeof(in));
	driver_set(in, 0x00, 31, 16, CREATE_CQ);
	driver_set(in, 0x1c, 28, 24, 16);
	driver_set(in, 0x1c, 23, 0, d->uar);
	driver_set(in, 0x24, 7, 0, d->eq.number);
	for (n = 0; !driver_command(d, in, sizeof(in), out, sizeof(out)); n++)
		if (!n)
			first = driver_get(out, 8, 23, 0);
	assert_int_equal(d->status, NO_RESOURCES);
	print_message("# %u\n", n);
	assert_in_range(n, MEMORY_MAX / 2 / 8192, MEMORY_MAX / 8192);
	/* What one gives back another has, and no more. */
	assert_int_equal(driver_simple(d, DESTROY_CQ, 0, first, 0, NULL), 0);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 -EIO);
	/* All is there again after a reset. */
	driver_flr(d);
	assert_int_equal(driver_start(d), 0);
	driver_set(in, 0x1c, 23, 0, d->uar);
	driver_set(in, 0x24, 7, 0, d->eq.number);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
}

/* The smallest ones, without queues */
static void queue_pairs(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t in[0x110] = {0}, out[16];
	unsigned int n = 0;

	driver_set(in, 0x00, 31, 16, CREATE_QP);
	driver_set(in, 0x18 + 0x00, 23, 16, DRIVER_RC);
	driver_set(in, 0x18 + 0x04, 23, 0, d->pd);
	driver_set(in, 0x18 + 0x08, 15, 15, 1); /* no_sq */
	driver_set(in, 0x18 + 0x0c, 23, 0, d->uar);
	driver_set(in, 0x18 + 0xac, 26, 24, 3); /* no receive queue */
	while (!driver_command(d, in, sizeof(in), out, sizeof(out)))
		n++;
	print_message("# %u\n", n);
	assert_int_equal(d->status, NO_RESOURCES);
	assert_in_range(n, 1024, MEMORY_MAX / QP_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(teardown_of_many),
		rig_test(rings),
		rig_test(queue_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
