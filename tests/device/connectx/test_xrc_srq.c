// SPDX-License-Identifier: BSD-3-Clause
/* XRC SRQs: contexts, limits and user indices */
#include <errno.h>

#include "tests/device/connectx/xrc.h"

#define QUERY_XRC  0x707
#define ARM_XRC	   0x708
#define CREATE_XRC 0x705

static int arm(struct xrc *w, unsigned int op_mod, uint32_t limit)
{
	return driver_simple(w->d, ARM_XRC, op_mod, w->srq[0].number, limit,
			     NULL);
}

static void limit(void **state)
{
	uint8_t in[16] = {0}, out[0x50];
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct xrc w;

	xrc_open(&w, *state);
	wr.srqn = w.srq[0].number;
	for (unsigned int i = 0; i < 3; i++)
		driver_post_srq(&w.srq[0], NULL, 0);
	assert_int_equal(arm(&w, 1, 3), 0);
	assert_null(driver_poll_eq(&w.eq));
	xrc_request(&w, &wr);
	xrc_expect_event(&w, SRQ_LIMIT, w.srq[0].number);
	assert_int_equal(arm(&w, 1, 2), 0);
	driver_set(in, 0, 31, 16, QUERY_XRC);
	driver_set(in, 8, 23, 0, w.srq[0].number);
	assert_int_equal(driver_command(w.d, in, sizeof(in), out, sizeof(out)),
			 0);
	assert_int_equal(driver_get(out, 0x10, 31, 28), 0); /* good */
	assert_int_equal(driver_get(out, 0x10, 27, 24), 4);
	assert_int_equal(driver_get(out, 0x14, 26, 24), 2);
	assert_int_equal(driver_get(out, 0x14, 23, 0), w.xrcd);
	assert_int_equal(driver_get(out, 0x18, 23, 0), w.cq[0].number);
	assert_int_equal(driver_get(out, 0x20, 23, 0), xrc_user_index[0]);
	assert_int_equal(driver_get(out, 0x28, 23, 0), w.d->pd);
	assert_int_equal(driver_get(out, 0x2c, 31, 16), 2);
	assert_int_equal(driver_get(out, 0x2c, 15, 0), 2);
	assert_int_equal(arm(&w, 0, 1), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
	assert_int_equal(arm(&w, 1, 17), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
}

/* The index for no index, and the bit that selects the number */
static void index_is_number(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct driver_cqe cqe;
	struct driver_srq srq;
	struct xrc w;

	xrc_open(&w, *state);
	for (unsigned int i = 0; i < 2; i++) {
		const struct driver_xrc xrc = {
			.xrcd = w.xrcd,
			.cq = &w.cq[0],
			.user_index = i ? 7 : 0xffffff,
			.index_is_number = i,
		};

		assert_int_equal(driver_create_xrc_srq(w.d, 4, 6, &xrc, &srq),
				 0);
		driver_post_srq(&srq, NULL, 0);
		wr.srqn = srq.number;
		assert_int_equal(xrc_request(&w, &wr).opcode,
				 DRIVER_CQE_REQUEST);
		assert_true(driver_poll(&w.cq[0], &cqe));
		assert_int_equal(cqe.user_index, srq.number);
	}
}

static void contexts_that_are_wrong(void **state)
{
	static const struct {
		unsigned int at, msb, lsb;
		uint32_t value;
		unsigned int status;
	} rows[] = {
		{0x10, 31, 28, 1, BAD_PARAM},	     /* state */
		{0x10, 27, 24, 15, BAD_PARAM},	     /* more than a page */
		{0x14, 31, 31, 1, BAD_PARAM},	     /* signatures */
		{0x14, 27, 27, 1, BAD_PARAM},	     /* WQEs without links */
		{0x14, 26, 24, 0, BAD_PARAM},	     /* WQEs of 16 bytes */
		{0x14, 26, 24, 7, BAD_PARAM},	     /* of 2 KiB */
		{0x14, 23, 0, 0xfff, BAD_RESOURCE},  /* XRC domain */
		{0x14, 23, 0, 0, BAD_RESOURCE},	     /* 0 */
		{0x18, 24, 24, 1, BAD_PARAM},	     /* record in a umem */
		{0x18, 23, 0, 0xffff, BAD_RESOURCE}, /* CQ */
		{0x18, 23, 0, 0, BAD_RESOURCE},	     /* 0 */
		{0x20, 29, 24, 63, BAD_PARAM},	     /* pages too large */
		{0x28, 23, 0, 0xffff, BAD_RESOURCE}, /* PD */
		{0x2c, 31, 16, 65, BAD_PARAM},	     /* limit */
		{0x3c, 31, 0, 0x1002, BAD_PARAM},    /* record unaligned */
		{0x5c, 31, 31, 1, BAD_PARAM},	     /* queue in a umem */
	};
	struct driver_qp_attr attr = {.type = DRIVER_RC};
	struct driver_qp qp;
	struct xrc w;
	uint8_t out[16];
	uint64_t at;

	xrc_open(&w, *state);
	assert_non_null(driver_alloc(w.d, 4096, 4096, &at));
	for (size_t i = 0; i <= N(rows); i++) {
		uint8_t in[0x118] = {0};
		int ret;

		driver_set(in, 0x00, 31, 16, CREATE_XRC);
		driver_set(in, 0x10, 27, 24, 6);
		driver_set(in, 0x14, 26, 24, 2);
		driver_set(in, 0x14, 23, 0, w.xrcd);
		driver_set(in, 0x18, 23, 0, w.cq[0].number);
		driver_set(in, 0x28, 23, 0, w.d->pd);
		driver_set64(in, 0x38, at);
		driver_set64(in, 0x110, at);
		if (i < N(rows))
			driver_set(in, rows[i].at, rows[i].msb, rows[i].lsb,
				   rows[i].value);
		ret = driver_command(w.d, in, sizeof(in), out, sizeof(out));
		assert_int_equal(ret, i < N(rows) ? -EIO : 0);
		if (ret)
			assert_int_equal(w.d->status, rows[i].status);
	}
	/*
	 * An SRQ in use cannot be destroyed; other QPs cannot name an XRC SRQ.
	 */
	assert_int_equal(driver_simple(w.d, DESTROY_XRC, 0, w.none.number, 0,
				       NULL),
			 -EIO);
	assert_int_equal(w.d->status, BUSY);
	attr.scq = &w.ini_cq;
	attr.srq = &w.srq[0];
	assert_int_equal(driver_create_qp(w.d, &attr, &qp), -EIO);
	assert_int_equal(w.d->status, BAD_RESOURCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(limit),
		rig_test(index_is_number),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
