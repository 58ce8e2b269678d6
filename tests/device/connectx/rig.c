// SPDX-License-Identifier: BSD-3-Clause
#include "tests/device/connectx/rig.h"

#include <stdlib.h>

/* Commands: status of the device, if not OK */
static void ok(const struct rig *rig, int ret)
{
	if (ret)
		fail_msg("%d, delivery %u, status %#x, syndrome %#x", ret,
			 rig->d->delivery, rig->d->status, rig->d->syndrome);
}

int rig_open(void **state, const struct driver_options *options)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	assert_non_null(rig);
	*state = rig;
	rig->rng.state = 0x9e3779b97f4a7c15ull;
	assert_int_equal(driver_open(options, &rig->d), 0);
	ok(rig, driver_start(rig->d));
	rig_queues(rig, NULL);
	return 0;
}

int rig_setup(void **state)
{
	return rig_open(state, NULL);
}

int rig_teardown(void **state)
{
	struct rig *rig = *state;

	/* No test may make the fabric see a malformed TLP */
	assert_int_equal(host_errors(rig->d->host), 0);
	driver_close(rig->d);
	free(rig);
	return 0;
}

void rig_queues(struct rig *rig, const struct driver_path *path)
{
	struct driver_qp_attr attr = {.type = DRIVER_RC};
	struct driver *d = rig->d;

	ok(rig, driver_create_cq(d, 7, 64, NULL, &rig->cq_a));
	ok(rig, driver_create_cq(d, 7, 64, NULL, &rig->cq_b));
	attr.scq = &rig->cq_a;
	ok(rig, driver_create_qp(d, &attr, &rig->a));
	attr.scq = &rig->cq_b;
	ok(rig, driver_create_qp(d, &attr, &rig->b));
	ok(rig, driver_qp_connect(d, &rig->a, &rig->b, path));

	ok(rig, driver_create_pd(d, &rig->umr_pd));
	ok(rig, driver_reg_pa(d, rig->umr_pd, &rig->pa));
	ok(rig, driver_create_cq(d, 7, 64, NULL, &rig->umr_cq));
	attr = (struct driver_qp_attr){
		.type = DRIVER_UMR,
		.pd = rig->umr_pd,
		.scq = &rig->umr_cq,
		.no_rq = true,
	};
	ok(rig, driver_create_qp(d, &attr, &rig->umr));
	ok(rig, driver_qp_ready(d, &rig->umr, NULL));
}

struct driver_cq *rig_cq(struct rig *rig, const struct driver_qp *qp)
{
	return qp == &rig->a ? &rig->cq_a : &rig->cq_b;
}

/* ---- regions ----- */

static uint64_t page_offset(const struct region *region)
{
	return region->va & ((1ull << region->shift) - 1);
}

uint8_t *region_at(const struct rig *rig, const struct region *region,
		   uint64_t at)
{
	at += page_offset(region);
	return driver_at(rig->d, region->pages[at >> region->shift] +
					 (at & ((1ull << region->shift) - 1)));
}

void region_init(struct rig *rig, struct region *region, uint64_t va,
		 uint64_t len, unsigned int shift)
{
	const uint64_t size = 1ull << shift;

	*region = (struct region){.va = va, .len = len, .shift = shift};
	region->n = (page_offset(region) + len + size - 1) >> shift;
	region->pages = calloc(region->n, sizeof(*region->pages));
	region->entries = calloc(region->n, sizeof(*region->entries));
	region->model = malloc(len);
	assert_true(region->pages && region->entries && region->model);
	/* In an order that is independent of addresses */
	for (size_t i = 0; i < region->n; i++) {
		const size_t j = rng_below(&rig->rng, (uint32_t)i + 1);

		region->pages[i] = region->pages[j];
		assert_non_null(
			driver_alloc(rig->d, size, size, &region->pages[j]));
	}
	for (size_t i = 0; i < region->n; i++)
		region->entries[i] = region->pages[i] | DRIVER_MTT_RW;
	for (uint64_t i = 0; i < len; i++) {
		region->model[i] = (uint8_t)rng_next(&rig->rng);
		*region_at(rig, region, i) = region->model[i];
	}
}

void region_create(struct rig *rig, struct region *region, uint32_t access)
{
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = rig->d->pd,
		.access = access,
		.start = region->va,
		.len = region->len,
		.log_page_size = region->shift,
		.entries = region->entries,
		.n = region->n,
		.pg_access = true,
		.umr_en = true,
		.variant = (uint8_t)rng_next(&rig->rng),
	};

	ok(rig, driver_create_mkey(rig->d, &mkey, &region->key));
}

void region_free(struct region *region)
{
	free(region->pages);
	free(region->entries);
	free(region->model);
}

void region_check(const struct rig *rig, const struct region *region)
{
	const uint64_t size = 1ull << region->shift;
	uint64_t part;

	for (uint64_t at = 0; at < region->len; at += part) {
		part = size - ((page_offset(region) + at) & (size - 1));
		if (part > region->len - at)
			part = region->len - at;
		assert_memory_equal(region_at(rig, region, at),
				    region->model + at, part);
	}
}

/* ---- work ----- */

void rig_do(struct rig *rig, struct driver_qp *qp, const struct driver_wr *wr)
{
	struct driver_wr signaled = *wr;
	struct driver_cqe cqe = {0};
	uint16_t index;

	signaled.flags |= DRIVER_SIGNALED;
	index = driver_post(rig->d, qp, &signaled);
	assert_int_equal(driver_do(rig->d, qp, rig_cq(rig, qp), &cqe), 0);
	assert_int_equal(cqe.syndrome, 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(cqe.wqe_opcode, wr->opcode);
	assert_int_equal(cqe.index, index);
	assert_int_equal(cqe.qpn, qp->number);
}

struct driver_cqe rig_fail(struct rig *rig, struct driver_qp *qp,
			   const struct driver_wr *wr)
{
	struct driver_cqe cqe = {0};
	uint16_t index = driver_post(rig->d, qp, wr);

	assert_int_equal(driver_do(rig->d, qp, rig_cq(rig, qp), &cqe), 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
	assert_int_not_equal(cqe.syndrome, 0);
	assert_int_equal(cqe.index, index);
	assert_int_equal(cqe.qpn, qp->number);
	return cqe;
}

unsigned int rig_umr(struct rig *rig, const struct driver_umr *umr)
{
	struct driver_cqe cqe = {0};

	driver_post_umr(rig->d, &rig->umr, umr);
	assert_int_equal(driver_do(rig->d, &rig->umr, &rig->umr_cq, &cqe), 0);
	assert_int_equal(cqe.opcode, cqe.syndrome ? DRIVER_CQE_REQUEST_ERROR
						  : DRIVER_CQE_REQUEST);
	return cqe.syndrome;
}
