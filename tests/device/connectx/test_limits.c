// SPDX-License-Identifier: BSD-3-Clause
/*
 * Limits on work and memory: the time of a command, reset or turn does not grow
 * faster than its input, and the memory for objects is limited.
 */
#include <errno.h>
#include <time.h>

#include "tests/device/connectx/rig.h"

#define TEARDOWN_HCA 0x103
#define CREATE_CQ    0x400
#define DESTROY_CQ   0x401
#define CREATE_QP    0x500
#define ALLOC_PD     0x800
#define NO_RESOURCES 0xf

/* For lists of pages and of translations, and queue pairs */
#define MEMORY_MAX (256u << 20)
#define QP_MIN	   2048u /* bytes of its buffer for fetched WQEs */

#define KLMS   65536u /* log_max_klm_list_size */
#define PIECES 4096u

/* CPU time of this thread, independent of other load */
static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* All objects are freed at once, without a search from the start for each. */
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
	/* Freed memory can be used again, and no more than that. */
	assert_int_equal(driver_simple(d, DESTROY_CQ, 0, first, 0, NULL), 0);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 -EIO);
	/* All memory is free again after a reset. */
	driver_flr(d);
	assert_int_equal(driver_start(d), 0);
	driver_set(in, 0x1c, 23, 0, d->uar);
	driver_set(in, 0x24, 7, 0, d->eq.number);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
}

/* The smallest queue pairs, without queues */
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

/* A KLM key of @n pieces of a byte each */
static uint32_t bytes(struct rig *rig, uint32_t key, unsigned int n)
{
	const struct driver_mkey mkey = {
		.mode = DRIVER_KLM,
		.pd = rig->d->pd,
		.access = DRIVER_ALL,
		.len = n,
		.octwords = n,
		.umr_en = true,
	};
	struct driver_umr umr = {
		.flags = DRIVER_UMR_OFFSET,
		.octwords = n / 2,
		.list = {.len = n / 2 * 16, .key = rig->pa},
	};
	uint8_t *list = driver_alloc(rig->d, n / 2 * 16, 16, &umr.list.addr);

	assert_non_null(list);
	for (unsigned int i = 0; i < n / 2; i++) {
		driver_set(list, 16 * i, 31, 0, 1);
		driver_set(list, 16 * i + 4, 31, 0, key);
		driver_set64(list, 16 * i + 8, i % PIECES);
	}
	assert_int_equal(driver_create_mkey(rig->d, &mkey, &umr.key), 0);
	for (unsigned int i = 0; i < 2; i++) {
		umr.offset = i * (n / 2);
		assert_int_equal(rig_umr(rig, &umr), 0);
	}
	return umr.key;
}

/*
 * Finding a piece takes the same time at the end and the start of a long list.
 */
static void long_lists(void **state)
{
	struct rig *rig = *state;
	struct region region;
	struct driver_sge sg;
	struct driver_wr wr = {.opcode = DRIVER_WRITE, .sg = &sg, .n = 1};
	double start, first, last;

	region_init(rig, &region, 0, 2 * PIECES, 12);
	region_create(rig, &region, DRIVER_ALL);
	sg = (struct driver_sge){PIECES, PIECES, region.key};
	wr.rkey = bytes(rig, region.key, KLMS);
	start = now();
	rig_do(rig, &rig->a, &wr);
	first = now() - start;
	memcpy(region.model, region.model + PIECES, PIECES);
	region_check(rig, &region);
	wr.remote = KLMS - PIECES;
	start = now();
	rig_do(rig, &rig->a, &wr);
	last = now() - start;
	print_message("# %.4f s, %.4f s\n", first, last);
	assert_true(last < 4 * first);
	region_free(&region);
}

/* Lists of 1 MiB: one uses up a turn. */
static void turns_of_umrs(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = d->pd,
		.octwords = KLMS,
		.log_page_size = 12,
		.umr_en = true,
	};
	struct driver_umr umr = {
		.octwords = KLMS - 4,
		.list = {.len = (KLMS - 4) * 16, .key = rig->pa},
	};
	struct driver_cqe cqe;
	unsigned int done = 0;
	int ret;

	assert_non_null(driver_alloc(d, umr.list.len, 16, &umr.list.addr));
	assert_int_equal(driver_create_mkey(d, &mkey, &umr.key), 0);
	for (unsigned int i = 0; i < 4; i++)
		driver_post_umr(d, &rig->umr, &umr);
	driver_kick(d, &rig->umr);
	do {
		unsigned int now = 0;

		ret = host_run(d->host, 1);
		while (driver_poll(&rig->umr_cq, &cqe)) {
			assert_int_equal(cqe.syndrome, 0);
			now++;
		}
		assert_in_range(now, 0, 1);
		done += now;
	} while (ret);
	assert_int_equal(done, 4);
}

/*
 * A list in a thousand pieces is read, a list in tens of thousands is refused.
 */
static void lists_in_pieces(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = d->pd,
		.octwords = KLMS,
		.log_page_size = 12,
		.umr_en = true,
	};
	struct driver_umr umr = {.octwords = 64, .list.len = 64 * 16};
	struct region region;

	region_init(rig, &region, 0, PIECES, 12);
	region_create(rig, &region, DRIVER_ALL);
	umr.list.key = bytes(rig, region.key, KLMS);
	assert_int_equal(driver_create_mkey(d, &mkey, &umr.key), 0);
	assert_int_equal(rig_umr(rig, &umr), 0);
	umr.octwords = 1024;
	umr.list.len = 1024 * 16;
	assert_int_equal(rig_umr(rig, &umr), DRIVER_SYND_LOCAL_PROT);
	region_free(&region);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(teardown_of_many), rig_test(rings),
		rig_test(queue_pairs),	    rig_test(long_lists),
		rig_test(turns_of_umrs),    rig_test(lists_in_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
