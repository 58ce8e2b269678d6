// SPDX-License-Identifier: BSD-3-Clause
/*
 * Shared receive queues that belong to queue pairs (RMPs): WQEs in the order of
 * their links, the limit event, broken lists
 * (drivers/infiniband/hw/mlx5/srq.c, srq_cmd.c).
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define DESTROY_XRC_SRQ 0x706
#define ARM_XRC_SRQ	0x708
#define CREATE_RMP	0x90c
#define MODIFY_RMP	0x90d
#define DESTROY_RMP	0x90e
#define QUERY_RMP	0x90f
#define READY		1 /* MLX5_RMPC_STATE_* */
#define ERROR		3

#define SRQ_CATAS 0x12
#define SRQ_LIMIT 0x14
#define LOG_SIZE  3u
#define SIZE	  (1u << LOG_SIZE)

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BUSY = 0x6,
	BAD_STATE = 0x9,
};

#define N(array) (sizeof(array) / sizeof(*(array)))

/* Messages from the rig's QP @a arrive at a QP of the SRQ */
struct world {
	struct rig *rig;
	struct driver *d;
	struct driver_eq eq;
	struct driver_srq srq;
	struct driver_cq cq;
	struct driver_qp from, to;
};

static void open_world(struct world *w, struct rig *rig)
{
	struct driver_qp_attr attr = {.type = DRIVER_RC, .scq = &rig->cq_a};
	struct driver *d = rig->d;

	*w = (struct world){.rig = rig, .d = d};
	assert_int_equal(driver_create_eq(d, 6, 3,
					  1u << SRQ_CATAS | 1u << SRQ_LIMIT,
					  &w->eq),
			 0);
	assert_int_equal(driver_create_srq(d, LOG_SIZE, 6, &w->srq), 0);
	assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->cq), 0);
	assert_int_equal(driver_create_qp(d, &attr, &w->from), 0);
	attr.scq = &w->cq;
	attr.srq = &w->srq;
	assert_int_equal(driver_create_qp(d, &attr, &w->to), 0);
	assert_int_equal(driver_qp_connect(d, &w->from, &w->to, NULL), 0);
}

static void send(struct world *w)
{
	const struct driver_wr wr = {.opcode = DRIVER_SEND};

	driver_post(w->d, &w->from, &wr);
	driver_kick(w->d, &w->from);
	assert_int_equal(driver_run(w->d), 0);
}

static void expect_receive(struct world *w, unsigned int index)
{
	struct driver_cqe cqe;

	assert_true(driver_poll(&w->cq, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
	assert_int_equal(cqe.index, index);
	assert_false(driver_poll(&w->cq, &cqe));
}

static void expect_event(struct world *w, unsigned int type)
{
	const uint8_t *eqe = driver_poll_eq(&w->eq);

	assert_non_null(eqe);
	assert_int_equal(eqe[1], type);
	assert_int_equal(driver_get(eqe, 0x38, 23, 0), w->srq.number);
	assert_null(driver_poll_eq(&w->eq));
}

static void post(struct world *w, unsigned int n)
{
	for (; n; n--)
		driver_post_srq(&w->srq, NULL, 0);
}

/* State, limit, and remaining WQEs */
static void expect_srq(struct world *w, unsigned int state, unsigned int limit,
		       unsigned int left)
{
	uint8_t in[16] = {0}, out[0x110];
	uint32_t posted;

	driver_set(in, 0, 31, 16, QUERY_RMP);
	driver_set(in, 8, 23, 0, w->srq.number);
	assert_int_equal(driver_command(w->d, in, sizeof(in), out, sizeof(out)),
			 0);
	assert_int_equal(driver_get(out, 0x20, 23, 20), state);
	assert_int_equal(driver_get(out, 0x70, 4, 0), LOG_SIZE);
	assert_int_equal(driver_get(out, 0x70, 19, 16), 6);
	assert_int_equal(driver_get(out, 0x54, 15, 0), limit);
	posted = driver_get(out, 0x6c, 31, 0);
	assert_int_equal(posted, w->srq.tail);
	assert_int_equal(posted - driver_get(out, 0x68, 31, 0), left);
}

static int modify(struct world *w, uint32_t number, unsigned int state,
		  unsigned int to, uint64_t mask, uint32_t limit)
{
	uint8_t in[0x110] = {0}, out[16];

	driver_set(in, 0, 31, 16, MODIFY_RMP);
	driver_set(in, 0x08, 31, 28, state);
	driver_set(in, 0x08, 23, 0, number);
	driver_set64(in, 0x10, mask);
	driver_set(in, 0x20, 23, 20, to);
	driver_set(in, 0x54, 15, 0, limit);
	return driver_command(w->d, in, sizeof(in), out, sizeof(out));
}

/* arm_rmp_cmd() */
static int arm(struct world *w, uint32_t limit)
{
	return modify(w, w->srq.number, READY, READY, 1, limit);
}

/* Links, not indices, determine the next WQE. */
static void order_of_links(void **state)
{
	static const uint8_t order[SIZE] = {0, 5, 2, 7, 1, 6, 3, 4};
	struct world w;

	open_world(&w, *state);
	for (unsigned int i = 0; i < SIZE; i++)
		driver_set(w.srq.ring + (size_t)order[i] * w.srq.stride, 0, 15,
			   0, order[(i + 1) % SIZE]);
	for (unsigned int turn = 0; turn < 3; turn++) {
		post(&w, SIZE);
		for (unsigned int i = 0; i < SIZE; i++) {
			send(&w);
			expect_receive(&w, order[i]);
		}
	}
	assert_null(driver_poll_eq(&w.eq));
}

static void limit(void **state)
{
	struct world w;

	open_world(&w, *state);
	post(&w, 4);
	assert_int_equal(arm(&w, 3), 0);
	assert_null(driver_poll_eq(&w.eq));
	send(&w); /* 3 are left */
	expect_receive(&w, 0);
	assert_null(driver_poll_eq(&w.eq));
	expect_srq(&w, READY, 3, 3);
	send(&w);
	expect_receive(&w, 1);
	expect_event(&w, SRQ_LIMIT);
	expect_srq(&w, READY, 0, 2);
	send(&w); /* once */
	expect_receive(&w, 2);
	assert_null(driver_poll_eq(&w.eq));
	/* Fewer WQEs are left already. */
	assert_int_equal(arm(&w, 2), 0);
	expect_event(&w, SRQ_LIMIT);
	/* WQEs that were posted since then count. */
	post(&w, 3);
	assert_int_equal(arm(&w, 4), 0);
	assert_null(driver_poll_eq(&w.eq));
	assert_int_equal(arm(&w, 0), 0); /* no longer armed */
	for (unsigned int i = 3; i < 7; i++) {
		send(&w);
		expect_receive(&w, i);
	}
	assert_null(driver_poll_eq(&w.eq));

	assert_int_equal(arm(&w, SIZE + 1), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
}

/* Only the limit can change, in the only valid state. */
static void modifications_that_are_wrong(void **state)
{
	struct world w;

	open_world(&w, *state);
	post(&w, 4);
	send(&w);
	expect_receive(&w, 0);
	assert_int_equal(arm(&w, 2), 0);
	for (unsigned int bit = 1; bit < 64; bit++) {
		assert_int_equal(modify(&w, w.srq.number, READY, READY,
					1ull << bit | 1, 1),
				 -EIO);
		assert_int_equal(w.d->status, BAD_PARAM);
	}
	assert_int_equal(modify(&w, w.srq.number, READY, ERROR, 1, 1), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
	assert_int_equal(modify(&w, w.srq.number, ERROR, READY, 1, 1), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
	assert_int_equal(modify(&w, w.srq.number + 1, READY, READY, 1, 1),
			 -EIO);
	assert_int_equal(w.d->status, BAD_RESOURCE);
	assert_int_equal(modify(&w, w.srq.number, READY, READY, 0, 3), 0);
	expect_srq(&w, READY, 2, 3);
	/* Not an XRC SRQ */
	for (unsigned int op = DESTROY_XRC_SRQ; op <= ARM_XRC_SRQ; op++) {
		uint8_t in[16] = {0}, out[0x50];

		driver_set(in, 0, 31, 16, op);
		driver_set(in, 4, 15, 0, op == ARM_XRC_SRQ);
		driver_set(in, 8, 23, 0, w.srq.number);
		assert_int_equal(driver_command(w.d, in, sizeof(in), out,
						sizeof(out)),
				 -EIO);
		assert_int_equal(w.d->status, BAD_RESOURCE);
	}
}

static void fails(struct world *w, unsigned int left)
{
	struct driver_cqe cqe;

	send(w);
	expect_event(w, SRQ_CATAS);
	assert_false(driver_poll(&w->cq, &cqe) &&
		     cqe.opcode == DRIVER_CQE_RECEIVE);
	expect_srq(w, ERROR, 0, left);
	assert_int_equal(arm(w, 1), -EIO);
	assert_int_equal(w->d->status, BAD_STATE);
}

static void link_to_nowhere(void **state)
{
	struct world w;

	open_world(&w, *state);
	post(&w, 2);
	driver_set(w.srq.ring, 0, 15, 0, SIZE);
	fails(&w, 2);
}

static void more_than_there_are(void **state)
{
	struct world w;

	open_world(&w, *state);
	w.srq.tail = SIZE;
	post(&w, 1);
	fails(&w, SIZE + 1);
}

static void contexts_that_are_wrong(void **state)
{
	static const struct {
		unsigned int at, msb, lsb;
		uint32_t value;
		unsigned int status;
	} rows[] = {
		{0x20, 23, 20, 0, BAD_PARAM},	     /* state */
		{0x20, 23, 20, ERROR, BAD_PARAM},    /* the same */
		{0x24, 31, 31, 1, BAD_PARAM},	     /* WQEs without links */
		{0x50, 31, 28, 1, BAD_PARAM},	     /* a ring */
		{0x50, 27, 27, 1, BAD_PARAM},	     /* signatures */
		{0x54, 15, 0, 65, BAD_PARAM},	     /* limit */
		{0x58, 23, 0, 0xffff, BAD_RESOURCE}, /* PD */
		{0x64, 31, 0, 0x1002, BAD_PARAM},    /* record unaligned */
		{0x70, 19, 16, 4, BAD_PARAM},	     /* WQEs of 16 bytes */
		{0x70, 19, 16, 11, BAD_PARAM},	     /* of 2 KiB */
		{0x70, 12, 8, 31, BAD_PARAM},	     /* pages too large */
		{0x70, 4, 0, 15, BAD_PARAM},	     /* more than a page */
		{0x70, 4, 0, 31, BAD_PARAM},  /* more than the list of pages */
		{0x74, 31, 31, 1, BAD_PARAM}, /* record in a umem */
		{0x74, 30, 30, 1, BAD_PARAM}, /* queue in a umem */
	};
	struct world w;
	uint8_t out[16];
	uint64_t at;

	open_world(&w, *state);
	assert_non_null(driver_alloc(w.d, 4096, 4096, &at));
	for (size_t i = 0; i <= N(rows); i++) {
		uint8_t in[0x118] = {0};
		int ret;

		driver_set(in, 0x00, 31, 16, CREATE_RMP);
		driver_set(in, 0x20, 23, 20, READY);
		driver_set(in, 0x58, 23, 0, w.d->pd);
		driver_set64(in, 0x60, at);
		driver_set(in, 0x70, 19, 16, 6);
		driver_set(in, 0x70, 4, 0, 6);
		driver_set64(in, 0x110, at);
		if (i < N(rows))
			driver_set(in, rows[i].at, rows[i].msb, rows[i].lsb,
				   rows[i].value);
		ret = driver_command(w.d, in, sizeof(in), out, sizeof(out));
		assert_int_equal(ret, i < N(rows) ? -EIO : 0);
		if (ret)
			assert_int_equal(w.d->status, rows[i].status);
	}
	assert_int_equal(driver_simple(w.d, DESTROY_RMP, 0, w.srq.number, 0,
				       NULL),
			 -EIO);
	assert_int_equal(w.d->status, BUSY);
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(driver_simple(w.d, DESTROY_RMP, 0,
					       driver_get(out, 8, 23, 0), 0,
					       NULL),
				 i ? -EIO : 0);
	assert_int_equal(w.d->status, BAD_RESOURCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(order_of_links),
		rig_test(limit),
		rig_test(modifications_that_are_wrong),
		rig_test(link_to_nowhere),
		rig_test(more_than_there_are),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
