/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of whole flows share: a driver with two connected QPs and one
 * for UMRs, and regions of scattered pages with a plain model of their bytes.
 */
#ifndef TESTS_DEVICE_CONNECTX_RIG_H
#define TESTS_DEVICE_CONNECTX_RIG_H

#include "tests/device/support.h"
#include "harness/driver.h"

/**
 * struct rig - the machine
 * @d:		driver
 * @cq_a, @cq_b: of the two QPs, send and receive
 * @a, @b:	RC, connected
 * @umr:	its queue pair, @umr_cq its completions
 * @umr_pd, @pa: protection domain of that, and its key to all memory
 * @rng:	numbers
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

/* All QPs, CQs and keys anew, after driver_start(); @path NULL: default */
void rig_queues(struct rig *rig, const struct driver_path *path);

/**
 * struct region - memory of a key: pages in any order
 * @key:	key
 * @va:		first address
 * @len:	bytes
 * @shift:	log2 of the bytes of a page
 * @pages:	bus addresses; @entries: as in the translation list
 * @n:		number of them
 * @model:	what the bytes have to be
 */
struct region {
	uint32_t key;
	uint64_t va, len;
	unsigned int shift;
	uint64_t *pages, *entries;
	size_t n;
	uint8_t *model;
};

/* Memory with random bytes, and no key yet. @va need not be page aligned. */
void region_init(struct rig *rig, struct region *region, uint64_t va,
		 uint64_t len, unsigned int shift);
/* The key, by CREATE_MKEY with its translation */
void region_create(struct rig *rig, struct region *region, uint32_t access);
void region_free(struct region *region);
/* Byte @at of the region; it is alone in its page's piece */
uint8_t *region_at(const struct rig *rig, const struct region *region,
		   uint64_t at);
/* Memory is as the model says, byte by byte */
void region_check(const struct rig *rig, const struct region *region);

/* Post on @qp and expect success */
void rig_do(struct rig *rig, struct driver_qp *qp, const struct driver_wr *wr);
/* Post on @qp and expect an error. Return: the completion. */
struct driver_cqe rig_fail(struct rig *rig, struct driver_qp *qp,
			   const struct driver_wr *wr);
/* A UMR. Return: the syndrome, 0 for success. */
unsigned int rig_umr(struct rig *rig, const struct driver_umr *umr);
/* CQ of one of the two */
struct driver_cq *rig_cq(struct rig *rig, const struct driver_qp *qp);

#endif /* TESTS_DEVICE_CONNECTX_RIG_H */
