// SPDX-License-Identifier: BSD-3-Clause
/*
 * Completion queues: events (include/linux/mlx5/cq.h), overruns, and resizes
 * under way
 * (copy_resize_cqes() of drivers/infiniband/hw/mlx5/cq.c).
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define CREATE_CQ  0x400
#define DESTROY_CQ 0x401
#define QUERY_CQ   0x402
#define MODIFY_CQ  0x403
#define ALLOC_UAR  0x802

#define CQ_ERROR   0x04 /* event type */
#define OVERRUN	   0x01 /* its syndrome */
#define RESIZE_CQE 5	/* MLX5_CQE_RESIZE_CQ */
#define LOG_SIZE   3u
#define VECTOR	   7u
#define FLUSH_NS   1000000000ull /* time until receives are seen after an error */
#define TIMER	   0x1000u /* in BAR 0, nanoseconds: high half, low half */

#define N(array) (sizeof(array) / sizeof(*(array)))

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BUSY = 0x6,
	LIMIT = 0x8,
	BAD_STATE = 0x9,
	BAD_SIZE = 0x40,
};

/* A queue pair connected to itself, whose receives complete at @cq */
struct world {
	struct driver *d;
	struct driver_eq eq, errors;
	struct driver_cq cq, send_cq;
	struct driver_qp qp;
};

static void open_world(struct world *w, struct rig *rig, unsigned int stride)
{
	struct driver_qp_attr attr = {.type = DRIVER_RC};
	struct driver *d = rig->d;

	*w = (struct world){.d = d};
	assert_int_equal(driver_create_eq(d, 6, VECTOR, 0, &w->eq), 0);
	assert_int_equal(driver_create_eq(d, 4, 1, 1u << CQ_ERROR, &w->errors),
			 0);
	assert_int_equal(driver_create_cq(d, LOG_SIZE, stride, &w->eq, &w->cq),
			 0);
	assert_int_equal(driver_create_cq(d, 7, 64, NULL, &w->send_cq), 0);
	attr.scq = &w->send_cq;
	attr.rcq = &w->cq;
	assert_int_equal(driver_create_qp(d, &attr, &w->qp), 0);
	assert_int_equal(driver_qp_ready(d, &w->qp, NULL), 0);
}

/* One CQE at @w->cq: an empty message to itself */
static void complete(struct world *w, bool solicited)
{
	const struct driver_wr send = {
		.opcode = DRIVER_SEND,
		.flags = solicited ? DRIVER_SOLICITED : 0,
	};

	driver_post_receive(&w->qp, NULL, 0);
	driver_post(w->d, &w->qp, &send);
	driver_kick(w->d, &w->qp);
	assert_int_equal(driver_run(w->d), 0);
}

static void take(struct world *w, unsigned int n)
{
	struct driver_cqe cqe;

	for (; n; n--) {
		assert_true(driver_poll(&w->cq, &cqe));
		assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
	}
}

static void nothing_left(struct world *w)
{
	struct driver_cqe cqe;

	assert_false(driver_poll(&w->cq, &cqe));
}

/* Arm like the driver after @events events */
static void arm(struct world *w, unsigned int events, bool solicited)
{
	w->cq.arms = events;
	driver_arm_cq(w->d, &w->cq, solicited);
	assert_int_equal(driver_run(w->d), 0);
}

/* Return: true if there was an event */
static bool event(struct world *w)
{
	const uint8_t *eqe = driver_poll_eq(&w->eq);

	if (!eqe)
		return false;
	assert_int_equal(eqe[1], 0);
	assert_int_equal(driver_get(eqe, 0x38, 23, 0), w->cq.number);
	assert_null(driver_poll_eq(&w->eq));
	return true;
}

static void next_cqe(void **state)
{
	struct world w;

	open_world(&w, *state, 64);
	complete(&w, false);
	assert_false(event(&w)); /* never armed */
	take(&w, 1);
	arm(&w, 0, false);
	assert_false(event(&w));
	complete(&w, false);
	assert_true(event(&w));
	complete(&w, false);
	assert_false(event(&w)); /* once */
	/* A new CQE raises an event at once, a reported one does not */
	take(&w, 1);
	arm(&w, 1, false);
	assert_true(event(&w));
	arm(&w, 2, false);
	assert_false(event(&w));
	complete(&w, false);
	assert_true(event(&w));
	take(&w, 2);
	nothing_left(&w);
}

static void solicited_cqe(void **state)
{
	struct world w;

	open_world(&w, *state, 64);
	arm(&w, 0, true);
	complete(&w, false);
	assert_false(event(&w));
	complete(&w, true);
	assert_true(event(&w));
	/* A CQE, but not a requested one */
	complete(&w, false);
	arm(&w, 1, true);
	assert_false(event(&w));
	/* The next CQE suffices from now on */
	arm(&w, 1, false);
	assert_true(event(&w));
	arm(&w, 2, true);
	/* An error always raises the event */
	assert_int_equal(driver_qp_modify(w.d, &w.qp, 0x507, NULL), 0);
	driver_post_receive(&w.qp, NULL, 0);
	assert_int_equal(host_pass(w.d->host, FLUSH_NS, DRIVER_PIECES), 0);
	assert_true(event(&w));
}

/* A doorbell that is later than its event; another page */
static void doorbells_that_do_not_count(void **state)
{
	struct world w;
	uint32_t own, other;

	open_world(&w, *state, 64);
	arm(&w, 0, false);
	complete(&w, false);
	assert_true(event(&w));
	arm(&w, 0, false);
	complete(&w, false);
	assert_false(event(&w));

	own = w.d->uar;
	assert_int_equal(driver_simple(w.d, ALLOC_UAR, 0, 0, 0, &other), 0);
	w.d->uar = other;
	arm(&w, 1, false);
	w.d->uar = own;
	complete(&w, false);
	assert_false(event(&w));
	arm(&w, 1, false);
	assert_true(event(&w));
	take(&w, 3);
}

/* Owner bits over several turns of the ring, CQEs of both sizes */
static void turns(void **state)
{
	const unsigned int strides[] = {64, 128};

	for (size_t i = 0; i < N(strides); i++) {
		struct world w;

		open_world(&w, *state, strides[i]);
		for (unsigned int j = 0; j < 5; j++) {
			for (unsigned int n = 0; n < 1u << LOG_SIZE; n++)
				complete(&w, false);
			take(&w, 1u << LOG_SIZE);
			nothing_left(&w);
		}
	}
}

static uint64_t timer(struct world *w)
{
	return (uint64_t)driver_read(w->d, TIMER) << 32 |
	       driver_read(w->d, TIMER + 4);
}

/*
 * Completions have the time of the internal timer, which software converts by
 * its clock (get_cqe_ts() of the kernel, mlx5dv_ts_to_ns() of rdma-core).
 */
static void time_of_completion(void **state)
{
	struct world w;
	uint64_t last = 0;

	open_world(&w, *state, 128);
	for (unsigned int n = 0; n < 6; n++) {
		const uint8_t *cqe = w.cq.ring + 128 * n + 64;
		uint64_t before, ts;

		/* Over 2^32 ns: both halves count. */
		assert_int_equal(host_pass(w.d->host, FLUSH_NS, DRIVER_PIECES),
				 0);
		before = timer(&w);
		complete(&w, false);
		ts = (uint64_t)driver_get(cqe, 0x30, 31, 0) << 32 |
		     driver_get(cqe, 0x34, 31, 0);
		assert_in_range(ts, before, timer(&w));
		assert_true(ts >= last + FLUSH_NS);
		last = ts;
	}
	assert_true(last >> 32);
}

static void query(struct world *w, uint8_t *out)
{
	uint8_t in[16] = {0};

	driver_set(in, 0, 31, 16, QUERY_CQ);
	driver_set(in, 8, 23, 0, w->cq.number);
	assert_int_equal(driver_command(w->d, in, sizeof(in), out, 0x110), 0);
}

static void no_room(void **state)
{
	const unsigned int size = 1u << LOG_SIZE;
	uint8_t out[0x110];
	const uint8_t *eqe;
	struct world w;

	open_world(&w, *state, 64);
	for (unsigned int n = 0; n < size; n++)
		complete(&w, false);
	assert_null(driver_poll_eq(&w.errors));
	query(&w, out);
	assert_int_equal(driver_get(out + 0x10, 0x00, 31, 28), 0);
	assert_int_equal(driver_get(out + 0x10, 0x2c, 23, 0), size);
	complete(&w, false);
	eqe = driver_poll_eq(&w.errors);
	assert_non_null(eqe);
	assert_int_equal(eqe[1], CQ_ERROR);
	assert_int_equal(driver_get(eqe, 0x20, 23, 0), w.cq.number);
	assert_int_equal(eqe[0x2b], OVERRUN);
	query(&w, out);
	assert_int_equal(driver_get(out + 0x10, 0x00, 31, 28), 9);
	/* Earlier CQEs are unchanged, and no CQE follows */
	take(&w, size);
	complete(&w, false);
	nothing_left(&w);
	assert_null(driver_poll_eq(&w.errors));
}

/* MODIFY_CQ: @op_mod, @select, and the context's fields in DWs 0x0 and 0xc */
static int modify(struct world *w, unsigned int op_mod, uint32_t select,
		  uint32_t dw0, unsigned int log_size, uint64_t page)
{
	uint8_t in[0x118] = {0}, out[16];

	driver_set(in, 0x00, 31, 16, MODIFY_CQ);
	driver_set(in, 0x04, 15, 0, op_mod);
	driver_set(in, 0x08, 23, 0, w->cq.number);
	driver_set(in, 0x0c, 31, 0, select);
	driver_set(in, 0x10, 31, 0, dw0);
	driver_set(in, 0x1c, 28, 24, log_size);
	driver_set64(in, 0x110, page);
	return driver_command(w->d, in, sizeof(in), out, sizeof(out));
}

/* With oi the driver promises room: CQEs are overwritten. */
static void no_room_is_ignored(void **state)
{
	struct world w;

	open_world(&w, *state, 64);
	assert_int_equal(modify(&w, 0, 1 << 2, 1u << 17, 0, 0), 0);
	for (unsigned int n = 0; n < 11; n++)
		complete(&w, false);
	assert_null(driver_poll_eq(&w.errors));
	w.cq.ci = 8;
	take(&w, 3);
	nothing_left(&w);
	assert_int_equal(modify(&w, 0, 1 << 6, 0, 0, 0), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
	assert_int_equal(modify(&w, 2, 0, 0, 0, 0), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
}

static void new_ring(void **state)
{
	const unsigned int log_sizes[] = {4, 2, 3};
	struct world w;

	open_world(&w, *state, 64);
	for (size_t i = 0; i < N(log_sizes); i++) {
		struct driver_cqe cqe;
		uint64_t at;
		uint8_t *ring = driver_alloc(w.d, 4096, 4096, &at);

		assert_non_null(ring);
		for (unsigned int n = 1; n <= 1u << log_sizes[i]; n++)
			ring[64 * n - 1] = 0xf0;
		complete(&w, false);
		complete(&w, false);
		assert_int_equal(modify(&w, 1, 7, 0, log_sizes[i], at), 0);
		complete(&w, false);
		/* The old ring ends with a CQE that announces this. */
		take(&w, 2);
		assert_true(driver_poll(&w.cq, &cqe));
		assert_int_equal(cqe.opcode, RESIZE_CQE);
		nothing_left(&w);
		w.cq.ring = ring;
		w.cq.log_size = log_sizes[i];
		take(&w, 1);
		nothing_left(&w);
	}
}

static void rings_that_are_wrong(void **state)
{
	struct world w;
	uint64_t at;

	open_world(&w, *state, 64);
	assert_non_null(driver_alloc(w.d, 4096, 4096, &at));
	for (unsigned int n = 0; n < 4; n++)
		complete(&w, false);
	assert_int_equal(modify(&w, 1, 7, 0, 2, at), -EIO);
	assert_int_equal(w.d->status, BAD_SIZE);
	assert_int_equal(modify(&w, 1, 7, 0, 23, at), -EIO);
	assert_int_equal(w.d->status, LIMIT);
	assert_int_equal(modify(&w, 1, 7, 0, 7, at), -EIO); /* one page */
	assert_int_equal(w.d->status, BAD_PARAM);
	assert_int_equal(modify(&w, 1, 7, 1u << 21, 4, at), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM); /* CQEs of 128 bytes */
	assert_int_equal(modify(&w, 1, 3, 0, 4, at), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
	take(&w, 4);
	for (unsigned int n = 0; n < 9; n++)
		complete(&w, false);
	assert_int_equal(modify(&w, 1, 7, 0, 6, at), -EIO); /* it failed */
	assert_int_equal(w.d->status, BAD_STATE);
	take(&w, 8);
}

static void contexts_that_are_wrong(void **state)
{
	static const struct {
		unsigned int at, msb, lsb;
		uint32_t value;
		unsigned int status;
	} rows[] = {
		{0x10, 23, 21, 2, BAD_PARAM},	  /* padded CQEs */
		{0x10, 14, 14, 1, BAD_PARAM},	  /* compressed CQEs */
		{0x10, 25, 25, 1, BAD_PARAM},	  /* a record in a umem */
		{0x5c, 31, 31, 1, BAD_PARAM},	  /* a ring in a umem */
		{0x4c, 31, 0, 0x1004, BAD_PARAM}, /* record unaligned */
		{0x1c, 28, 24, 23, LIMIT},	  /* 8M CQEs */
		{0x1c, 28, 24, 7, BAD_PARAM},	  /* two pages */
		{0x28, 28, 24, 31, BAD_PARAM},	  /* pages too large */
		{0x18, 11, 6, 63, BAD_PARAM},	  /* begins at its end */
		{0x1c, 23, 0, 1, BAD_RESOURCE},	  /* UAR */
		{0x24, 31, 0, 63, BAD_RESOURCE},  /* EQ */
		{0x24, 31, 0, 1u << 31, BAD_RESOURCE},
	};
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t out[16];
	uint64_t at;

	assert_non_null(driver_alloc(d, 4096, 4096, &at));
	for (size_t i = 0; i <= N(rows); i++) {
		uint8_t in[0x118] = {0};

		driver_set(in, 0x00, 31, 16, CREATE_CQ);
		driver_set(in, 0x1c, 28, 24, 6);
		driver_set(in, 0x1c, 23, 0, d->uar);
		driver_set(in, 0x24, 31, 0, d->eq.number);
		driver_set64(in, 0x48, at);
		driver_set64(in, 0x110, at);
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
	assert_int_equal(driver_simple(d, DESTROY_CQ, 0, rig->cq_a.number, 0,
				       NULL),
			 -EIO);
	assert_int_equal(d->status, BUSY);
	assert_int_equal(driver_simple(d, DESTROY_CQ, 0,
				       driver_get(out, 8, 23, 0), 0, NULL),
			 0);
	assert_int_equal(driver_simple(d, DESTROY_CQ, 0,
				       driver_get(out, 8, 23, 0), 0, NULL),
			 -EIO);
	assert_int_equal(d->status, BAD_RESOURCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(next_cqe),
		rig_test(solicited_cqe),
		rig_test(doorbells_that_do_not_count),
		rig_test(turns),
		rig_test(time_of_completion),
		rig_test(no_room),
		rig_test(no_room_is_ignored),
		rig_test(new_ring),
		rig_test(rings_that_are_wrong),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
