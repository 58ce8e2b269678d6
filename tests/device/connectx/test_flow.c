// SPDX-License-Identifier: BSD-3-Clause
/*
 * Page faults and their end, and resets in the middle of everything.
 */
#include "tests/device/connectx/rig.h"

#define LEN		  (64u * 4096)
#define EVENT_PAGE_FAULT  0x0c
#define PAGE_FAULT_RESUME 0x204
#define FAULT_VECTOR	  3

static void zap(struct rig *rig, struct region *region, bool present)
{
	/* Entries 16..31 */
	uint64_t entries[16] = {0};
	struct driver_umr umr = {
		.key = region->key,
		.flags = DRIVER_UMR_OFFSET | DRIVER_UMR_INLINE,
		.octwords = 8,
		.offset = 8,
		.mkey = {.entries = entries, .n = 16},
	};

	if (present)
		memcpy(entries, region->entries + 16, sizeof(entries));
	assert_int_equal(rig_umr(rig, &umr), 0);
}

static int resume(struct rig *rig, const uint8_t *eqe, bool error)
{
	const uint32_t token_high = driver_get(eqe, 0x20 + 4, 15, 0);
	const uint32_t token_low = driver_get(eqe, 0x20 + 8, 31, 0);

	return driver_simple(rig->d, PAGE_FAULT_RESUME, 0,
			     (uint32_t)error << 31 | token_high, token_low,
			     NULL);
}

struct faults {
	struct region local, remote;
	struct driver_eq eq;
	struct driver_sge sg;
	struct driver_wr wr;
};

static void faults_init(struct rig *rig, struct faults *f,
			enum driver_opcode opcode)
{
	region_init(rig, &f->local, 0x100000, LEN, 12);
	region_init(rig, &f->remote, 0x7f0000000000ull, LEN, 12);
	region_create(rig, &f->local, DRIVER_ALL);
	region_create(rig, &f->remote, DRIVER_ALL);
	f->sg = (struct driver_sge){f->local.va, LEN, f->local.key};
	f->wr = (struct driver_wr){
		.opcode = opcode,
		.flags = DRIVER_SIGNALED,
		.remote = f->remote.va,
		.rkey = f->remote.key,
		.sg = &f->sg,
		.n = 1,
	};
}

static void faults_free(struct faults *f)
{
	region_free(&f->local);
	region_free(&f->remote);
}

/* The region with absent pages: source or destination of the data */
static void wait_and_resume(struct rig *rig, enum driver_opcode opcode,
			    bool remote)
{
	struct driver *d = rig->d;
	struct region *absent, *to, *from;
	struct driver_cqe cqe;
	const uint8_t *eqe;
	struct faults f;
	uint64_t before;

	faults_init(rig, &f, opcode);
	assert_int_equal(driver_create_eq(d, 6, FAULT_VECTOR,
					  1ull << EVENT_PAGE_FAULT, &f.eq),
			 0);
	driver_eq_doorbell(d, &f.eq, true);
	absent = remote ? &f.remote : &f.local;
	to = opcode == DRIVER_WRITE ? &f.remote : &f.local;
	from = opcode == DRIVER_WRITE ? &f.local : &f.remote;
	zap(rig, absent, false);
	before = host_interrupts(d->host, d->fn, FAULT_VECTOR);
	driver_post(d, &rig->a, &f.wr);
	driver_kick(d, &rig->a);
	assert_int_equal(driver_run(d), 0);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(host_interrupts(d->host, d->fn, FAULT_VECTOR),
			 before + 1);
	eqe = driver_poll_eq(&f.eq);
	assert_non_null(eqe);
	assert_int_equal(eqe[1], EVENT_PAGE_FAULT);
	assert_int_equal(eqe[3], 2); /* MLX5_PFAULT_SUBTYPE_MEMORY */
	assert_int_equal(driver_get(eqe, 0x20 + 0x10, 31, 0), absent->key);
	assert_int_equal(driver_get64(eqe, 0x20 + 0x14),
			 absent->va + 16 * 4096);
	assert_true(driver_get(eqe, 0x20 + 0x0c, 31, 12) >= 1);
	/* The absent pages were not touched; after mapping, all data arrive */
	for (uint64_t at = 16 * 4096; at < 32 * 4096; at++)
		assert_int_equal(*region_at(rig, absent, at),
				 absent->model[at]);
	zap(rig, absent, true);
	assert_int_equal(resume(rig, eqe, false), 0);
	assert_int_equal(driver_run(d), 0);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	assert_null(driver_poll_eq(&f.eq));
	memcpy(to->model, from->model, LEN);
	region_check(rig, to);
	region_check(rig, from);
	faults_free(&f);
}

static void write_to_absent(void **state)
{
	wait_and_resume(*state, DRIVER_WRITE, true);
}

static void write_from_absent(void **state)
{
	wait_and_resume(*state, DRIVER_WRITE, false);
}

static void read_from_absent(void **state)
{
	wait_and_resume(*state, DRIVER_READ, true);
}

static void read_to_absent(void **state)
{
	wait_and_resume(*state, DRIVER_READ, false);
}

/* The driver refuses to map the page: the access fails */
static void never_comes(void **state)
{
	struct rig *rig = *state;
	struct driver_cqe cqe;
	const uint8_t *eqe;
	struct faults f;

	faults_init(rig, &f, DRIVER_WRITE);
	assert_int_equal(driver_create_eq(rig->d, 6, FAULT_VECTOR,
					  1ull << EVENT_PAGE_FAULT, &f.eq),
			 0);
	zap(rig, &f.remote, false);
	driver_post(rig->d, &rig->a, &f.wr);
	driver_kick(rig->d, &rig->a);
	assert_int_equal(driver_run(rig->d), 0);
	eqe = driver_poll_eq(&f.eq);
	assert_non_null(eqe);
	assert_int_equal(resume(rig, eqe, true), 0);
	assert_int_equal(driver_run(rig->d), 0);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
	for (uint64_t at = 16 * 4096; at < LEN; at++)
		assert_int_equal(*region_at(rig, &f.remote, at),
				 f.remote.model[at]);
	faults_free(&f);
}

/* A second answer, or one without a fault, has no effect */
static void stray_resume(void **state)
{
	struct rig *rig = *state;
	uint8_t eqe[64] = {0};

	for (unsigned int i = 0; i < 16; i++) {
		driver_set(eqe, 0x20 + 4, 15, 0, rng_below(&rig->rng, 1 << 16));
		driver_set(eqe, 0x20 + 8, 31, 0,
			   i & 1 ? rig->a.number
				 : (uint32_t)rng_next(&rig->rng));
		resume(rig, eqe, i & 2);
	}
	rig_do(rig, &rig->a, &(struct driver_wr){.opcode = DRIVER_WRITE});
}

/*
 * Reset at any point of any work: nothing is written after it, and the device
 * starts again.
 */
static void reset(void **state)
{
	struct rig *rig = *state;

	for (unsigned int round = 0; round < 40; round++) {
		struct region local, remote;
		struct driver_sge sg;
		struct driver_wr wr;
		static uint8_t after[LEN];

		region_init(rig, &local, 0x10000, LEN, 12);
		region_init(rig, &remote, 0x900000, LEN, 16);
		region_create(rig, &local, DRIVER_ALL);
		region_create(rig, &remote, DRIVER_ALL);
		sg = (struct driver_sge){local.va, LEN, local.key};
		wr = (struct driver_wr){
			.opcode = round & 1 ? DRIVER_READ : DRIVER_WRITE,
			.flags = DRIVER_SIGNALED,
			.remote = remote.va,
			.rkey = remote.key,
			.sg = &sg,
			.n = 1,
		};
		for (unsigned int i = 0; i < 4; i++) {
			driver_post(rig->d, &rig->a, &wr);
			driver_post(rig->d, &rig->b, &wr);
		}
		driver_kick(rig->d, &rig->a);
		driver_kick(rig->d, &rig->b);
		host_pass(rig->d->host, 0, rng_below(&rig->rng, 30));
		driver_flr(rig->d);
		for (uint64_t at = 0; at < LEN; at++)
			after[at] = *region_at(rig, &remote, at);
		assert_int_equal(driver_run(rig->d), 0);
		for (uint64_t at = 0; at < LEN; at++)
			assert_int_equal(after[at],
					 *region_at(rig, &remote, at));
		region_free(&local);
		region_free(&remote);
		assert_int_equal(driver_start(rig->d), 0);
		rig_queues(rig, NULL);
		rig_do(rig, &rig->a,
		       &(struct driver_wr){.opcode = DRIVER_WRITE});
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(write_to_absent),
		rig_test(write_from_absent),
		rig_test(read_from_absent),
		rig_test(read_to_absent),
		rig_test(never_comes),
		rig_test(stray_resume),
		rig_test(reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
