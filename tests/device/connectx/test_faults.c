// SPDX-License-Identifier: BSD-3-Clause
/*
 * Page faults: an access to a page that is not present waits until the driver
 * has mapped it, or has refused to.
 */
#include "tests/device/connectx/rig.h"

#define LEN	   16384u
#define PAGE	   4096u
#define EVENT	   0xc
#define SUBTYPE	   2 /* by memory address */
#define RESUME	   0x204
#define DESTROY_QP 0x501
#define TO_ERR	   0x507
#define FAILED	   (1u << 31)
#define FAULTS	   (1ull << EVENT)
#define MASK_MTTS  0 /* of a UMR that only loads entries */

struct world {
	struct rig *rig;
	struct region local, remote;
	struct driver_eq eq;
	uint64_t token;
};

static void world_init(struct world *w, struct rig *rig, bool listen)
{
	w->rig = rig;
	region_init(rig, &w->local, 0x40000, LEN, 12);
	region_init(rig, &w->remote, 0x80000, LEN, 12);
	region_create(rig, &w->local, DRIVER_ALL);
	region_create(rig, &w->remote, DRIVER_ALL);
	if (listen)
		assert_int_equal(driver_create_eq(rig->d, 6, 3, FAULTS, &w->eq),
				 0);
}

static void world_free(struct world *w)
{
	region_free(&w->local);
	region_free(&w->remote);
}

/* Reload the entries of @region, with 0 for absent pages */
static void load(struct world *w, const struct region *region, uint32_t absent)
{
	uint64_t *list, at;
	struct driver_umr umr = {
		.key = region->key,
		.mask = MASK_MTTS,
		.octwords = 4, /* lists are loaded 64 bytes at a time */
	};

	list = driver_alloc(w->rig->d, 64, 64, &at);
	assert_non_null(list);
	for (size_t i = 0; i < region->n; i++)
		if (!(absent & 1u << i))
			list[i] = htobe64(region->entries[i]);
	umr.list = (struct driver_sge){at, 64, w->rig->pa};
	assert_int_equal(rig_umr(w->rig, &umr), 0);
}

static void post(struct world *w, enum driver_opcode opcode)
{
	const struct driver_sge sge = {w->local.va, LEN, w->local.key};
	const struct driver_wr wr = {
		.opcode = opcode,
		.flags = DRIVER_SIGNALED,
		.sg = &sge,
		.n = 1,
		.remote = w->remote.va,
		.rkey = w->remote.key,
	};

	driver_post(w->rig->d, &w->rig->a, &wr);
	driver_kick(w->rig->d, &w->rig->a);
	assert_int_equal(driver_run(w->rig->d), 0);
}

/* Expect one fault, at page @page of @region */
static void expect_fault(struct world *w, const struct region *region,
			 unsigned int page)
{
	const uint8_t *eqe = driver_poll_eq(&w->eq), *fault;
	struct driver_cqe cqe;

	assert_non_null(eqe);
	fault = eqe + 0x20;
	assert_int_equal(eqe[1], EVENT);
	assert_int_equal(eqe[3], SUBTYPE);
	assert_int_equal(fault[0],
			 0x80); /* the last byte of the entry is its owner */
	w->token = (uint64_t)driver_get(fault, 4, 15, 0) << 32 |
		   driver_get(fault, 8, 31, 0);
	assert_int_equal(driver_get(fault, 0x10, 31, 0), region->key);
	assert_int_equal(driver_get64(fault, 0x14), region->va + page * PAGE);
	assert_in_range(driver_get(fault, 0xc, 31, 12), 1, LEN / PAGE - page);
	assert_null(driver_poll_eq(&w->eq));
	assert_false(driver_poll(&w->rig->cq_a, &cqe));
}

static int resume(struct world *w, bool failed)
{
	return driver_simple(w->rig->d, RESUME, 0,
			     (failed ? FAILED : 0) | (uint32_t)(w->token >> 32),
			     (uint32_t)w->token, NULL);
}

static struct driver_cqe end(struct world *w)
{
	struct driver_cqe cqe = {0};

	assert_int_equal(driver_run(w->rig->d), 0);
	assert_true(driver_poll(&w->rig->cq_a, &cqe));
	return cqe;
}

static void others_go_on(struct world *w)
{
	const struct driver_wr nop = {.opcode = DRIVER_NOP};

	rig_do(w->rig, &w->rig->b, &nop);
}

/* Each page in turn, at either side */
static void both_sides(void **state)
{
	struct world w;

	world_init(&w, *state, true);
	load(&w, &w.local, 0x4);
	load(&w, &w.remote, 0xa);
	post(&w, DRIVER_WRITE);
	expect_fault(&w, &w.remote, 1);
	others_go_on(&w);
	load(&w, &w.remote, 0x8);
	assert_int_equal(resume(&w, false), 0);
	assert_int_equal(driver_run(w.rig->d), 0);
	expect_fault(&w, &w.local, 2);
	load(&w, &w.local, 0);
	assert_int_equal(resume(&w, false), 0);
	assert_int_equal(driver_run(w.rig->d), 0);
	expect_fault(&w, &w.remote, 3);
	/* Resumed too early: the same fault again */
	assert_int_equal(resume(&w, false), 0);
	assert_int_equal(driver_run(w.rig->d), 0);
	expect_fault(&w, &w.remote, 3);
	load(&w, &w.remote, 0);
	assert_int_equal(resume(&w, false), 0);
	assert_int_equal(end(&w).opcode, DRIVER_CQE_REQUEST);
	memcpy(w.remote.model, w.local.model, LEN);
	region_check(w.rig, &w.remote);
	region_check(w.rig, &w.local);
	world_free(&w);
}

/* The receiver's memory: only a delay is visible */
static void receives(void **state)
{
	struct driver_cqe cqe;
	struct world w;

	world_init(&w, *state, true);
	load(&w, &w.remote, 0x4);
	driver_post_receive(
		&w.rig->b, &(struct driver_sge){w.remote.va, LEN, w.remote.key},
		1);
	post(&w, DRIVER_SEND);
	expect_fault(&w, &w.remote, 2);
	load(&w, &w.remote, 0);
	assert_int_equal(resume(&w, false), 0);
	assert_int_equal(end(&w).opcode, DRIVER_CQE_REQUEST);
	assert_true(driver_poll(&w.rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
	memcpy(w.remote.model, w.local.model, LEN);
	region_check(w.rig, &w.remote);
	world_free(&w);
}

static void refused(void **state)
{
	struct driver_cqe cqe;
	struct world w;

	world_init(&w, *state, true);
	load(&w, &w.remote, 0x1);
	post(&w, DRIVER_WRITE);
	expect_fault(&w, &w.remote, 0);
	assert_int_equal(resume(&w, true), 0);
	cqe = end(&w);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_ACCESS);
	region_check(w.rig, &w.remote);

	rig_queues(w.rig, NULL);
	load(&w, &w.local, 0x1);
	load(&w, &w.remote, 0);
	post(&w, DRIVER_WRITE);
	expect_fault(&w, &w.local, 0);
	assert_int_equal(resume(&w, true), 0);
	cqe = end(&w);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LOCAL_PROT);
	region_check(w.rig, &w.remote);
	world_free(&w);
}

/* No queue for page faults: a protection error at once */
static void nobody_listens(void **state)
{
	struct driver_cqe cqe;
	struct world w;

	world_init(&w, *state, false);
	load(&w, &w.remote, 0x2);
	post(&w, DRIVER_WRITE);
	cqe = end(&w);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_ACCESS);
	world_free(&w);
}

/* Answers that no queue pair waits for, or no longer */
static void stale(void **state)
{
	struct driver_cqe cqe;
	struct world w;

	world_init(&w, *state, true);
	load(&w, &w.remote, 0x1);
	post(&w, DRIVER_WRITE);
	expect_fault(&w, &w.remote, 0);
	w.token ^= 1ull << 24;
	assert_int_equal(resume(&w, true), 0);
	assert_int_equal(driver_run(w.rig->d), 0);
	assert_false(driver_poll(&w.rig->cq_a, &cqe));
	w.token ^= 1ull << 24;
	assert_int_equal(driver_qp_modify(w.rig->d, &w.rig->a, TO_ERR, NULL),
			 0);
	cqe = end(&w);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
	assert_int_equal(resume(&w, false), 0);
	assert_int_equal(driver_run(w.rig->d), 0);
	assert_false(driver_poll(&w.rig->cq_a, &cqe));
	region_check(w.rig, &w.remote);
	world_free(&w);
}

/* A new queue pair with the number of one that was destroyed while waiting */
static void stale_number(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	const struct driver_qp_attr attr = {.type = DRIVER_RC,
					    .scq = &rig->cq_a};
	const uint32_t number = rig->a.number;
	struct driver_cqe cqe;
	struct world w;
	uint64_t old;

	world_init(&w, rig, true);
	load(&w, &w.remote, 0x1);
	post(&w, DRIVER_WRITE);
	expect_fault(&w, &w.remote, 0);
	old = w.token;
	do {
		assert_int_equal(driver_simple(d, DESTROY_QP, 0, rig->a.number,
					       0, NULL),
				 0);
		assert_int_equal(driver_create_qp(d, &attr, &rig->a), 0);
	} while (rig->a.number != number);
	assert_int_equal(driver_create_qp(d, &attr, &rig->b), 0);
	assert_int_equal(driver_qp_connect(d, &rig->a, &rig->b, NULL), 0);
	post(&w, DRIVER_WRITE);
	expect_fault(&w, &w.remote, 0);
	assert_true(w.token != old);
	w.token = old;
	assert_int_equal(resume(&w, true), 0);
	assert_int_equal(driver_run(d), 0);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	world_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(both_sides), rig_test(receives),
		rig_test(refused),    rig_test(nobody_listens),
		rig_test(stale),      rig_test(stale_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
