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
#define ALLOC_PD     0x800
#define NO_RESOURCES 0xf

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(teardown_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
