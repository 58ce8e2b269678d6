/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared by tests of whole flows: a driver with two connected QPs and one for
 * UMRs, and regions of scattered pages with a plain model of their bytes.
 */
#ifndef TESTS_DEVICE_CONNECTX_RIG_H
#define TESTS_DEVICE_CONNECTX_RIG_H

#include "tests/device/support.h"
#include "harness/driver.h"

/**
 * struct rig - the machine
 * @d:		driver
 * @cq_a, @cq_b: CQs of the two QPs, for send and receive
 * @a, @b:	RC, connected
 * @umr:	queue pair for UMRs, @umr_cq its completions
 * @umr_pd, @pa: protection domain of @umr, and its key to all memory
 * @rng:	random numbers
 */
struct rig {
	struct driver *d;
	struct driver_cq cq_a, cq_b, umr_cq;
	struct driver_qp a, b, umr;
	uint32_t umr_pd, pa;
	struct rng rng;
};

int rig_open(void **state, const struct driver_options *options);
int rig_setup(void **state);
int rig_teardown(void **state);

#define rig_test(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

/* Create all QPs, CQs and keys after driver_start(); @path NULL: default */
void rig_queues(struct rig *rig, const struct driver_path *path);

/**
 * struct region - memory of a key, with pages in any order
 * @key:	key
 * @va:		first address
 * @len:	bytes
 * @shift:	log2 of the bytes of a page
 * @pages:	bus addresses; @entries: as in the translation list
 * @n:		number of pages
 * @model:	expected bytes
 */
struct region {
	uint32_t key;
	uint64_t va, len;
	unsigned int shift;
	uint64_t *pages, *entries;
	size_t n;
	uint8_t *model;
};

/*
 * Fill memory with random bytes, without a key. @va need not be page aligned.
 */
void region_init(struct rig *rig, struct region *region, uint64_t va,
		 uint64_t len, unsigned int shift);
/* Create the key by CREATE_MKEY with its translation */
void region_create(struct rig *rig, struct region *region, uint32_t access);
void region_free(struct region *region);
/* Return: byte @at of the region; the next one may be in another page */
uint8_t *region_at(const struct rig *rig, const struct region *region,
		   uint64_t at);
/* Compare memory with the model, byte by byte */
void region_check(const struct rig *rig, const struct region *region);

/* Post on @qp and expect success */
void rig_do(struct rig *rig, struct driver_qp *qp, const struct driver_wr *wr);
/* Post on @qp and expect an error. Return: the completion. */
struct driver_cqe rig_fail(struct rig *rig, struct driver_qp *qp,
			   const struct driver_wr *wr);
/* Post a UMR. Return: the syndrome, 0 for success. */
unsigned int rig_umr(struct rig *rig, const struct driver_umr *umr);
/* Return: CQ of one of the two QPs */
struct driver_cq *rig_cq(struct rig *rig, const struct driver_qp *qp);

#endif /* TESTS_DEVICE_CONNECTX_RIG_H */
