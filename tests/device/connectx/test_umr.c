// SPDX-License-Identifier: BSD-3-Clause
/*
 * Registration by work requests, like mlx5_ib: a free key is loaded and
 * enabled, revoked, gets other pages, pages of another size; and refusals.
 */
#include "tests/device/connectx/rig.h"

#define LEN 100000u

#define LOAD_MASK                                                      \
	(DRIVER_MASK_LEN | DRIVER_MASK_PAGE_SIZE | DRIVER_MASK_START | \
	 DRIVER_MASK_PD | DRIVER_MASK_ACCESS | DRIVER_MASK_ATOMIC |    \
	 DRIVER_MASK_FREE)

/* Like the driver's keys for its pool: free, without pages */
static uint32_t empty_key(struct rig *rig, size_t n)
{
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = rig->umr_pd,
		.free = true,
		.umr_en = true,
		.log_page_size = 12,
		/* Lists are filled in units of 64 bytes */
		.octwords = (uint32_t)((n + 7) & ~7ul) / 2,
		.variant = 0x5a,
	};
	uint32_t key;

	assert_int_equal(driver_create_mkey(rig->d, &mkey, &key), 0);
	return key;
}

/* The list in memory, padded to 64 bytes. Return: octwords. */
static uint32_t put_list(struct rig *rig, const struct region *region,
			 struct driver_sge *ret_list)
{
	const size_t n = (region->n + 7) & ~7ul;
	uint8_t *list = driver_alloc(rig->d, n * 8, 64, &ret_list->addr);

	assert_non_null(list);
	for (size_t i = 0; i < region->n; i++)
		driver_set64(list, i * 8, region->entries[i]);
	ret_list->len = (uint32_t)n * 8;
	ret_list->key = rig->pa;
	return (uint32_t)n / 2;
}

static struct driver_umr load(struct rig *rig, const struct region *region,
			      uint32_t key)
{
	struct driver_umr umr = {
		.key = key,
		.flags = DRIVER_UMR_NO_NOT_FREE,
		.mask = LOAD_MASK,
		.mkey =
			{
				.mode = DRIVER_MTT,
				.pd = rig->d->pd,
				.access = DRIVER_ALL,
				.start = region->va,
				.len = region->len,
				.log_page_size = region->shift,
			},
	};

	umr.octwords = put_list(rig, region, &umr.list);
	return umr;
}

static struct driver_umr revoke(struct rig *rig, uint32_t key)
{
	return (struct driver_umr){
		.key = key,
		.flags = DRIVER_UMR_INLINE,
		.mask = DRIVER_MASK_FREE | DRIVER_MASK_PD,
		.mkey = {.mode = DRIVER_MTT, .free = true, .pd = rig->umr_pd},
	};
}

static struct driver_wr write_to(const struct region *region, uint64_t at,
				 uint32_t len, const uint8_t *data)
{
	return (struct driver_wr){
		.opcode = DRIVER_WRITE,
		.remote = region->va + at,
		.rkey = region->key,
		.inline_data = data,
		.inline_len = len,
	};
}

/* A write of new data that must succeed; @model is its destination */
static void write_new(struct rig *rig, uint32_t key, struct region *model,
		      uint64_t at, uint32_t len)
{
	uint8_t data[512];
	struct driver_wr wr = write_to(model, at, len, data);

	for (uint32_t i = 0; i < len; i++)
		data[i] = (uint8_t)rng_next(&rig->rng);
	wr.rkey = key;
	rig_do(rig, &rig->a, &wr);
	memcpy(model->model + at, data, len);
}

/* Both need new queues after an error */
static void again(struct rig *rig)
{
	rig_queues(rig, NULL);
}

static void no_access(struct rig *rig, const struct region *region)
{
	const uint8_t data[300] = {1};
	const struct driver_wr wr = write_to(region, 500, sizeof(data), data);

	assert_int_equal(rig_fail(rig, &rig->a, &wr).syndrome,
			 DRIVER_SYND_REMOTE_ACCESS);
	region_check(rig, region);
	again(rig);
}

static void load_and_revoke(void **state)
{
	struct rig *rig = *state;
	struct driver_umr umr;

	for (unsigned int shift = 12; shift <= 18; shift++) {
		struct region region;

		region_init(rig, &region, 0x7fff00000123ull, LEN, shift);
		region.key = empty_key(rig, region.n);
		no_access(rig, &region);
		umr = load(rig, &region, region.key);
		assert_int_equal(rig_umr(rig, &umr), 0);
		for (uint64_t at = 0; at + 300 < LEN; at += 4099)
			write_new(rig, region.key, &region, at, 300);
		region_check(rig, &region);
		/* No longer free: a check reports it */
		assert_int_equal(rig_umr(rig, &umr), DRIVER_SYND_MW_BIND);
		again(rig);
		umr = revoke(rig, region.key);
		assert_int_equal(rig_umr(rig, &umr), 0);
		no_access(rig, &region);
		region_free(&region);
	}
}

/* Other pages for a part of the list, by offset, in place */
static void other_pages(void **state)
{
	struct rig *rig = *state;
	struct region region, other;
	struct driver_umr umr;

	region_init(rig, &region, 0x40000, 32 * 4096, 12);
	region_init(rig, &other, 0x40000, 32 * 4096, 12);
	region.key = empty_key(rig, region.n);
	umr = load(rig, &region, region.key);
	assert_int_equal(rig_umr(rig, &umr), 0);
	/* Pages 8..15 become the other's pages; octword 4 is entry 8 */
	umr = (struct driver_umr){
		.key = region.key,
		.flags = DRIVER_UMR_OFFSET,
		.octwords = 4,
		.offset = 4,
	};
	umr.list.key = rig->pa;
	umr.list.len = 64;
	{
		uint8_t *list = driver_alloc(rig->d, 64, 64, &umr.list.addr);

		for (unsigned int i = 0; i < 8; i++)
			driver_set64(list, i * 8, other.entries[8 + i]);
	}
	assert_int_equal(rig_umr(rig, &umr), 0);
	for (unsigned int page = 0; page < 32; page++) {
		struct region *to = page >= 8 && page < 16 ? &other : &region;

		write_new(rig, region.key, to, page * 4096 + 100, 200);
	}
	region_check(rig, &region);
	region_check(rig, &other);
	region_free(&region);
	region_free(&other);
}

/* Zapped entries: the page is absent; the other pages still work */
static void zap(void **state)
{
	struct rig *rig = *state;
	struct region region;
	uint64_t none[8] = {0};
	const uint8_t data[200] = {1, 2, 3};
	struct driver_umr umr;
	struct driver_wr wr;

	region_init(rig, &region, 0x40000, 16 * 4096, 12);
	region.key = empty_key(rig, region.n);
	umr = load(rig, &region, region.key);
	assert_int_equal(rig_umr(rig, &umr), 0);
	umr = (struct driver_umr){
		.key = region.key,
		.flags = DRIVER_UMR_OFFSET | DRIVER_UMR_INLINE,
		.octwords = 4,
		.offset = 4,
		.mkey = {.entries = none, .n = 8},
	};
	assert_int_equal(rig_umr(rig, &umr), 0);
	write_new(rig, region.key, &region, 4096 * 7, 200);
	region_check(rig, &region);
	/* No queue for page faults: an error, and no access beyond */
	wr = write_to(&region, 4096 * 8 - 100, sizeof(data), data);
	rig_fail(rig, &rig->a, &wr);
	/* The zapped page is unchanged */
	for (uint64_t at = 8 * 4096; at < 16 * 4096; at++)
		assert_int_equal(*region_at(rig, &region, at),
				 region.model[at]);
	region_free(&region);
}

/* Page size and pages change together, as in a re-registration */
static void page_size(void **state)
{
	struct rig *rig = *state;
	struct region region, small;
	struct driver_umr umr;

	region_init(rig, &small, 0x123000, 200000, 12);
	region.key = empty_key(rig, small.n);
	umr = load(rig, &small, region.key);
	assert_int_equal(rig_umr(rig, &umr), 0);
	small.key = region.key;
	{
		const uint32_t key = region.key;

		region_init(rig, &region, 0x123000, 200000, 16);
		region.key = key;
	}
	umr = load(rig, &region, region.key);
	umr.flags = DRIVER_UMR_NO_FREE;
	assert_int_equal(rig_umr(rig, &umr), 0);
	for (unsigned int i = 0; i < 50; i++) {
		const uint32_t at = rng_below(&rig->rng, 200000 - 64);

		write_new(rig, region.key, &region, at, 64);
	}
	region_check(rig, &region);
	region_check(rig, &small);
	region_free(&region);
	region_free(&small);
}

struct refusal {
	const char *what;
	void (*spoil)(struct rig *rig, struct driver_umr *umr);
	unsigned int syndrome;
};

static void no_key(struct rig *rig, struct driver_umr *umr)
{
	umr->key = 0xfffff00;
}

static void too_long(struct rig *rig, struct driver_umr *umr)
{
	umr->flags |= DRIVER_UMR_OFFSET;
	umr->offset = 1ull << 40;
}

static void list_nowhere(struct rig *rig, struct driver_umr *umr)
{
	umr->list.addr = 1ull << 52;
}

static void list_of_no_key(struct rig *rig, struct driver_umr *umr)
{
	umr->list.key ^= 0xff;
}

static void no_such_pd(struct rig *rig, struct driver_umr *umr)
{
	umr->mkey.pd = 0xfffff0;
}

static void unknown_field(struct rig *rig, struct driver_umr *umr)
{
	umr->mask |= 1ull << 60;
}

static void not_by_umr(struct rig *rig, struct driver_umr *umr)
{
	umr->key = rig->pa;
	umr->flags = 0;
}

/* Every fault of a UMR is an error, and the key is unchanged */
static void refused(void **state)
{
	static const struct refusal refusals[] = {
		{"no such key", no_key, DRIVER_SYND_MW_BIND},
		{"list beyond the key's", too_long, DRIVER_SYND_MW_BIND},
		{"key not made for it", not_by_umr, DRIVER_SYND_MW_BIND},
		{"no such domain", no_such_pd, DRIVER_SYND_MW_BIND},
		{"a field that is none", unknown_field, DRIVER_SYND_MW_BIND},
		{"list of another key", list_of_no_key, DRIVER_SYND_LOCAL_PROT},
		{"list outside of memory", list_nowhere, 0},
	};
	struct rig *rig = *state;
	struct region region;
	struct driver_umr umr;

	region_init(rig, &region, 0x40000, 16 * 4096, 12);
	region.key = empty_key(rig, region.n);
	for (unsigned int i = 0; i < COUNT(refusals); i++) {
		unsigned int syndrome;

		umr = load(rig, &region, region.key);
		refusals[i].spoil(rig, &umr);
		syndrome = rig_umr(rig, &umr);
		if (!syndrome ||
		    (refusals[i].syndrome && refusals[i].syndrome != syndrome))
			fail_msg("%s: syndrome %#x", refusals[i].what,
				 syndrome);
		again(rig);
		/* Still free */
		umr = load(rig, &region, region.key);
		assert_int_equal(rig_umr(rig, &umr), 0);
		write_new(rig, region.key, &region, 5000, 100);
		umr = revoke(rig, region.key);
		assert_int_equal(rig_umr(rig, &umr), 0);
	}
	region_check(rig, &region);
	region_free(&region);
}

/*
 * A user's QP must not reach beyond its keys by UMRs: neither to arbitrary
 * pages nor to other users' keys.
 */
static void not_for_users(void **state)
{
	struct rig *rig = *state;
	struct region region;
	struct driver_umr umr;
	struct driver_cqe cqe;

	region_init(rig, &region, 0x40000, 16 * 4096, 12);
	region.key = empty_key(rig, region.n);
	/* With an inline list, only the queue pair is wrong */
	umr = load(rig, &region, region.key);
	umr.flags |= DRIVER_UMR_INLINE;
	umr.mkey.entries = region.entries;
	umr.mkey.n = region.n;
	driver_post_umr(rig->d, &rig->a, &umr);
	assert_int_equal(driver_do(rig->d, &rig->a, &rig->cq_a, &cqe), 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_QP_OP);
	/* The key is unchanged */
	assert_int_equal(rig_umr(rig, &umr), 0);
	region_free(&region);
}

/* A QP that may: only keys of its own domain (IBA 10.6.4.1) */
static void own_domain(void **state)
{
	struct rig *rig = *state;
	const struct driver_qp_attr attr = {
		.type = DRIVER_RC, .scq = &rig->cq_a, .fre = true};
	struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.octwords = 4,
		.log_page_size = 12,
		.umr_en = true,
	};
	struct driver_umr umr = {
		.flags = DRIVER_UMR_INLINE,
		.mask = DRIVER_MASK_FREE,
		.mkey = {.free = true},
	};
	struct driver_qp qp;
	struct driver_cqe cqe;
	const uint32_t pds[] = {rig->d->pd, rig->umr_pd};

	assert_int_equal(driver_create_qp(rig->d, &attr, &qp), 0);
	assert_int_equal(driver_qp_ready(rig->d, &qp, NULL), 0);
	for (unsigned int i = 0; i < COUNT(pds); i++) {
		mkey.pd = pds[i];
		assert_int_equal(driver_create_mkey(rig->d, &mkey, &umr.key),
				 0);
		driver_post_umr(rig->d, &qp, &umr);
		assert_int_equal(driver_do(rig->d, &qp, &rig->cq_a, &cqe), 0);
		assert_int_equal(cqe.syndrome, i ? DRIVER_SYND_MW_BIND : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(load_and_revoke),
		rig_test(other_pages),
		rig_test(zap),
		rig_test(page_size),
		rig_test(refused),
		rig_test(not_for_users),
		rig_test(own_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
