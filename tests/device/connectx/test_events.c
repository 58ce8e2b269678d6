// SPDX-License-Identifier: BSD-3-Clause
/*
 * Events of queue pairs, for failures that completions do not report, or that
 * must be reported at once.
 */
#include "tests/device/connectx/rig.h"

#define LEN	  4096u
#define VECTOR	  5
#define RST2INIT  0x502
#define INIT2RTR  0x503
#define TO_ERR	  0x507
#define COMM_EST  0x02
#define CQ_ERROR  0x04
#define CATAS	  0x05
#define INVAL_REQ 0x10
#define ACCESS	  0x11
#define LAST_WQE  0x13
#define QP_EVENTS                                              \
	(1ull << COMM_EST | 1ull << CQ_ERROR | 1ull << CATAS | \
	 1ull << INVAL_REQ | 1ull << ACCESS | 1ull << LAST_WQE)

static void listen(struct rig *rig, struct driver_eq *eq)
{
	assert_int_equal(driver_create_eq(rig->d, 6, VECTOR, QP_EVENTS, eq), 0);
}

/* The next event is @type of @number */
static void expect_event(struct driver_eq *eq, unsigned int type,
			 uint32_t number)
{
	const uint8_t *eqe = driver_poll_eq(eq);

	assert_non_null(eqe);
	assert_int_equal(eqe[1], type);
	/* qp_srq_n; of a CQ error the number comes first */
	assert_int_equal(driver_get(eqe, type == CQ_ERROR ? 0x20 : 0x38, 23, 0),
			 number);
}

static void run(struct rig *rig, struct driver_qp *qp)
{
	driver_kick(rig->d, qp);
	assert_int_equal(driver_run(rig->d), 0);
}

/* More completions than fit: the queue and its queue pairs fail. */
static void full_queue(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr nop = {.opcode = DRIVER_NOP,
				      .flags = DRIVER_SIGNALED};
	struct driver_qp_attr attr = {.type = DRIVER_RC};
	struct driver_cqe cqe;
	struct driver_eq eq;
	struct driver_cq cq;
	struct driver_qp qp;

	listen(rig, &eq);
	assert_int_equal(driver_create_cq(rig->d, 2, 64, NULL, &cq), 0);
	attr.scq = &cq;
	assert_int_equal(driver_create_qp(rig->d, &attr, &qp), 0);
	assert_int_equal(driver_qp_ready(rig->d, &qp, NULL), 0);
	for (unsigned int i = 0; i < 4; i++)
		driver_post(rig->d, &qp, &nop);
	run(rig, &qp);
	assert_null(driver_poll_eq(&eq));
	driver_post(rig->d, &qp, &nop);
	run(rig, &qp);
	expect_event(&eq, CQ_ERROR, cq.number);
	expect_event(&eq, CATAS, qp.number);
	assert_null(driver_poll_eq(&eq));
	for (unsigned int i = 0; i < 4; i++) {
		assert_true(driver_poll(&cq, &cqe));
		assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	}
	/* It stays failed */
	driver_post(rig->d, &qp, &nop);
	run(rig, &qp);
	assert_false(driver_poll(&cq, &cqe));
	rig_do(rig, &rig->a, &nop);
}

/* No completion reports an error at the responder of a WRITE. */
static void responder(void **state)
{
	struct rig *rig = *state;
	struct driver_path path = driver_path_default;
	const struct driver_sge sge = {0x1000, 8, 0};
	struct driver_wr wr = {
		.opcode = DRIVER_WRITE,
		.inline_data = "abcdefg",
		.inline_len = 8,
	};
	struct driver_eq eq;

	listen(rig, &eq);
	driver_post_receive(&rig->b, &sge, 1);
	assert_int_equal(rig_fail(rig, &rig->a, &wr).syndrome,
			 DRIVER_SYND_REMOTE_ACCESS);
	expect_event(&eq, ACCESS, rig->b.number);

	path.access = DRIVER_REMOTE_READ;
	rig_queues(rig, &path);
	assert_int_equal(rig_fail(rig, &rig->a, &wr).syndrome,
			 DRIVER_SYND_REMOTE_INVAL);
	expect_event(&eq, INVAL_REQ, rig->b.number);
	assert_null(driver_poll_eq(&eq));
}

/* Once, on the way to RTS; and when the last WQE from an SRQ ends */
static void begin_and_end(void **state)
{
	struct rig *rig = *state;
	const struct driver_qp_attr plain = {.type = DRIVER_RC,
					     .scq = &rig->cq_a};
	struct driver_path path = driver_path_default;
	const struct driver_wr wr = {.opcode = DRIVER_WRITE};
	struct driver_qp_attr with_srq = plain;
	struct driver_srq srq;
	struct driver_qp a, b;
	struct driver_eq eq;

	listen(rig, &eq);
	assert_int_equal(driver_create_srq(rig->d, 4, 6, &srq), 0);
	with_srq.srq = &srq;
	assert_int_equal(driver_create_qp(rig->d, &plain, &a), 0);
	assert_int_equal(driver_create_qp(rig->d, &with_srq, &b), 0);
	path.remote = b.number;
	assert_int_equal(driver_qp_ready(rig->d, &a, &path), 0);
	path.remote = a.number;
	assert_int_equal(driver_qp_modify(rig->d, &b, RST2INIT, &path), 0);
	assert_int_equal(driver_qp_modify(rig->d, &b, INIT2RTR, &path), 0);
	driver_post(rig->d, &a, &wr);
	run(rig, &a);
	expect_event(&eq, COMM_EST, b.number);
	driver_post(rig->d, &a, &wr);
	run(rig, &a);
	assert_null(driver_poll_eq(&eq));

	assert_int_equal(driver_qp_modify(rig->d, &b, TO_ERR, NULL), 0);
	assert_int_equal(driver_run(rig->d), 0);
	expect_event(&eq, LAST_WQE, b.number);
	assert_null(driver_poll_eq(&eq));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(full_queue),
		rig_test(responder),
		rig_test(begin_and_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
