// SPDX-License-Identifier: BSD-3-Clause
/*
 * Keys that name keys: pieces of any length (KLM), pieces of one length (KSM),
 * chains of them, and refusals.
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define CREATE_MKEY  0x200
#define DESTROY_MKEY 0x202
#define DEALLOC_PD   0x801

#define LEN   20000u
#define START 0x123456789000ull

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BUSY = 0x6,
	LIMIT = 0x8,
	NO_RESOURCES = 0xf,
	BAD_IN_LEN = 0x50,
};

#define N(array) (sizeof(array) / sizeof(*(array)))

/* Two regions of the own domain, for local access only */
struct world {
	struct rig *rig;
	struct region a, b;
};

static void open_world(struct world *w, struct rig *rig)
{
	w->rig = rig;
	region_init(rig, &w->a, 0x10000, LEN, 12);
	region_create(rig, &w->a, DRIVER_LOCAL_READ | DRIVER_LOCAL_WRITE);
	region_init(rig, &w->b, 0x7ff123, LEN, 12);
	region_create(rig, &w->b, DRIVER_LOCAL_READ | DRIVER_LOCAL_WRITE);
}

static void close_world(struct world *w)
{
	region_free(&w->a);
	region_free(&w->b);
}

/* A list entry: @len is 0 for KSMs */
static void put(uint64_t *entry, uint32_t len, uint32_t key, uint64_t va)
{
	entry[0] = (uint64_t)len << 32 | key;
	entry[1] = va;
}

static uint32_t indirect(struct world *w, enum driver_mode mode,
			 const uint64_t *entries, size_t n, uint64_t len,
			 unsigned int log_size)
{
	const struct driver_mkey mkey = {
		.mode = mode,
		.pd = w->rig->d->pd,
		.access = DRIVER_ALL,
		.start = START,
		.len = len,
		.log_page_size = log_size,
		.entries = entries,
		.n = 2 * n,
		.variant = 0x33,
	};
	uint32_t key;

	assert_int_equal(driver_create_mkey(w->rig->d, &mkey, &key), 0);
	return key;
}

static struct driver_wr write_to(uint32_t key, uint64_t at, const uint8_t *data,
				 uint32_t len)
{
	return (struct driver_wr){
		.opcode = DRIVER_WRITE,
		.remote = START + at,
		.rkey = key,
		.inline_data = data,
		.inline_len = len,
	};
}

static void denied(struct world *w, uint32_t key, uint64_t at, uint32_t len)
{
	const uint8_t data[600] = {1};
	const struct driver_wr wr = write_to(key, at, data, len);

	assert_int_equal(rig_fail(w->rig, &w->rig->a, &wr).syndrome,
			 DRIVER_SYND_REMOTE_ACCESS);
	region_check(w->rig, &w->a);
	region_check(w->rig, &w->b);
	rig_queues(w->rig, NULL);
}

static void fill(struct world *w, uint8_t *data, uint32_t len)
{
	for (uint32_t i = 0; i < len; i++)
		data[i] = (uint8_t)rng_next(&w->rig->rng);
}

/* The middle of b, a whole piece of a, one byte of b */
static void pieces(void **state)
{
	uint64_t list[8];
	uint8_t data[600];
	struct driver_wr wr;
	struct world w;
	uint32_t key;

	open_world(&w, *state);
	put(list, 300, w.b.key, w.b.va + 7000);
	put(list + 2, 0, w.b.key, w.b.va);
	put(list + 4, 250, w.a.key, w.a.va + 4000);
	put(list + 6, 1, w.b.key, w.b.va + 1);
	key = indirect(&w, DRIVER_KLM, list, 4, 551, 0);
	fill(&w, data, sizeof(data));
	wr = write_to(key, 0, data, 551);
	rig_do(w.rig, &w.rig->a, &wr);
	memcpy(w.b.model + 7000, data, 300);
	memcpy(w.a.model + 4000, data + 300, 250);
	w.b.model[1] = data[550];
	region_check(w.rig, &w.a);
	region_check(w.rig, &w.b);
	/* From the middle of one to the middle of the next */
	fill(&w, data, 100);
	wr = write_to(key, 250, data, 100);
	rig_do(w.rig, &w.rig->a, &wr);
	memcpy(w.b.model + 7250, data, 50);
	memcpy(w.a.model + 4000, data + 50, 50);
	region_check(w.rig, &w.a);
	region_check(w.rig, &w.b);

	denied(&w, key, 0, 552);
	denied(&w, key, 551, 1);
	/* The bounds exceed the list */
	key = indirect(&w, DRIVER_KLM, list, 4, 600, 0);
	denied(&w, key, 551, 1);
	close_world(&w);
}

static void equal_pieces(void **state)
{
	uint64_t list[8];
	uint8_t data[600];
	struct driver_wr wr;
	struct world w;
	uint32_t key;

	open_world(&w, *state);
	put(list, 0, w.a.key, w.a.va + 8192);
	put(list + 2, 0, w.b.key, w.b.va + 100);
	put(list + 4, 0, 0, 0); /* zapped */
	put(list + 6, 0, w.a.key, w.a.va);
	key = indirect(&w, DRIVER_KSM, list, 4, 4 << 12, 12);
	fill(&w, data, sizeof(data));
	wr = write_to(key, 4096 - 200, data, 600);
	rig_do(w.rig, &w.rig->a, &wr);
	memcpy(w.a.model + 8192 + 4096 - 200, data, 200);
	memcpy(w.b.model + 100, data + 200, 400);
	wr = write_to(key, 3 * 4096 + 5, data, 600);
	rig_do(w.rig, &w.rig->a, &wr);
	memcpy(w.a.model + 5, data, 600);
	region_check(w.rig, &w.a);
	region_check(w.rig, &w.b);
	close_world(&w);
}

/* Each level continues at the next; the fifth is one too many. */
static void nested(void **state)
{
	uint8_t data[64];
	struct driver_wr wr;
	struct world w;
	uint64_t list[2];
	uint32_t key;

	open_world(&w, *state);
	put(list, 500, w.a.key, w.a.va + 10);
	key = indirect(&w, DRIVER_KLM, list, 1, 500, 0);
	for (unsigned int depth = 2; depth < 4; depth++) {
		put(list, 400, key, START + 10);
		key = indirect(&w, DRIVER_KLM, list, 1, 400, 0);
		fill(&w, data, sizeof(data));
		wr = write_to(key, 3, data, sizeof(data));
		rig_do(w.rig, &w.rig->a, &wr);
		memcpy(w.a.model + 10 + 10 * (depth - 1) + 3, data,
		       sizeof(data));
		region_check(w.rig, &w.a);
	}
	put(list, 400, key, START);
	key = indirect(&w, DRIVER_KLM, list, 1, 400, 0);
	denied(&w, key, 0, 8);
	close_world(&w);
}

/* The key that an entry names is checked. */
static void wrong_names(void **state)
{
	struct rig *rig = *state;
	struct region other, weak;
	struct world w;
	uint64_t list[2];
	uint32_t pd;

	open_world(&w, rig);
	region_init(rig, &weak, 0x40000, LEN, 12);
	region_create(rig, &weak, DRIVER_LOCAL_READ | DRIVER_REMOTE_WRITE);
	assert_int_equal(driver_create_pd(rig->d, &pd), 0);
	region_init(rig, &other, 0x80000, LEN, 12);
	{
		const uint32_t own = rig->d->pd;

		rig->d->pd = pd;
		region_create(rig, &other, DRIVER_ALL);
		rig->d->pd = own;
	}
	{
		const struct {
			uint32_t key;
			uint64_t va;
		} rows[] = {
			{w.a.key, w.a.va + LEN - 99}, /* beyond its end */
			{w.a.key, w.a.va - 1},	      /* before its start */
			{w.a.key, UINT64_MAX - 50},   /* around */
			{w.a.key ^ 1, w.a.va},	      /* variant */
			{0xfff00, w.a.va},	      /* no such key */
			{other.key, other.va},	      /* domain */
			{weak.key, weak.va},	      /* no local write */
		};

		for (size_t i = 0; i < N(rows); i++) {
			put(list, 100, rows[i].key, rows[i].va);
			denied(&w, indirect(&w, DRIVER_KLM, list, 1, 100, 0), 0,
			       100);
		}
	}
	region_check(rig, &other);
	region_check(rig, &weak);
	/* The key holds the domain. */
	assert_int_equal(driver_simple(rig->d, DEALLOC_PD, 0, pd, 0, NULL),
			 -EIO);
	assert_int_equal(rig->d->status, BUSY);
	assert_int_equal(driver_destroy_mkey(rig->d, other.key), 0);
	assert_int_equal(driver_simple(rig->d, DEALLOC_PD, 0, pd, 0, NULL), 0);
	region_free(&other);
	region_free(&weak);
	close_world(&w);
}

static void contexts_that_are_wrong(void **state)
{
	static const struct {
		unsigned int at, msb, lsb;
		uint32_t value;
		unsigned int status;
	} rows[] = {
		{0x10, 28, 26, 1, BAD_PARAM},	     /* mode 5 */
		{0x10, 18, 18, 1, BAD_PARAM},	     /* relaxed ordering */
		{0x48, 6, 6, 1, BAD_PARAM},	     /* of reads */
		{0x1c, 30, 30, 1, BAD_PARAM},	     /* signatures */
		{0x0c, 30, 30, 1, BAD_PARAM},	     /* umem */
		{0x0c, 29, 29, 1, BAD_PARAM},	     /* data direct */
		{0x48, 5, 0, 11, BAD_PARAM},	     /* pages of 2 KiB */
		{0x1c, 23, 0, 0xffff, BAD_RESOURCE}, /* PD */
		{0x60, 31, 0, 5, BAD_PARAM},  /* more entries than the limit */
		{0x60, 31, 0, 4, BAD_IN_LEN}, /* more entries than the input */
		{0x44, 31, 0, UINT32_MAX, NO_RESOURCES},
		{0x44, 31, 0, 1 << 25, NO_RESOURCES},
	};
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t out[16];

	for (size_t i = 0; i <= N(rows); i++) {
		const struct driver_mkey mkey = {
			.mode = DRIVER_MTT,
			.pd = d->pd,
			.access = DRIVER_ALL,
			.octwords = 4,
			.log_page_size = 12,
		};
		uint8_t in[0x110] = {0};

		driver_set(in, 0, 31, 16, CREATE_MKEY);
		driver_mkc(&mkey, in + 0x10);
		if (i == N(rows)) { /* no fault */
			assert_int_equal(driver_command(d, in, sizeof(in), out,
							sizeof(out)),
					 0);
			break;
		}
		driver_set(in, rows[i].at, rows[i].msb, rows[i].lsb,
			   rows[i].value);
		assert_int_equal(driver_command(d, in, sizeof(in), out,
						sizeof(out)),
				 -EIO);
		assert_int_equal(d->status, rows[i].status);
	}
	/* The limit on the entries of an indirect key. */
	{
		const struct driver_mkey mkey = {
			.mode = DRIVER_KLM,
			.pd = d->pd,
			.octwords = (1 << 16) + 1,
		};
		uint32_t key;

		assert_int_equal(driver_create_mkey(d, &mkey, &key), -EIO);
		assert_int_equal(d->status, LIMIT);
	}
	assert_int_equal(driver_destroy_mkey(d, 1 << 8), -EIO);
	assert_int_equal(d->status, BAD_RESOURCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(pieces),
		rig_test(equal_pieces),
		rig_test(nested),
		rig_test(wrong_names),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
