// SPDX-License-Identifier: BSD-3-Clause
/*
 * Reliable connections wait for an answer, or for a receive WQE. The test
 * advances the host's clock.
 */
#include "tests/device/connectx/rig.h"

#define LEN	4096u
#define PIECES	100000u
#define TO_ERR	0x507 /* 2ERR_QP */
#define TIMEOUT 10    /* 4.096 us * 2^10 = 4.194 ms */
#define RNR	14    /* 1.28 ms */

struct memory {
	uint8_t *at;
	struct driver_sge sge;
};

static struct memory memory(struct rig *rig)
{
	struct memory m = {.sge.len = LEN};

	m.at = driver_alloc(rig->d, LEN, LEN, &m.sge.addr);
	assert_non_null(m.at);
	assert_int_equal(
		driver_reg(rig->d, m.sge.addr, LEN, DRIVER_ALL, &m.sge.key), 0);
	return m;
}

static void queues(struct rig *rig, unsigned int retries, unsigned int rnr)
{
	struct driver_path path = driver_path_default;

	path.retries = retries;
	path.rnr_retries = rnr;
	path.timeout = TIMEOUT;
	path.rnr_timer = RNR;
	rig_queues(rig, &path);
}

static uint64_t since(struct rig *rig, uint64_t start)
{
	return host_now(rig->d->host) - start;
}

static void pass(struct rig *rig, uint64_t ns)
{
	assert_int_equal(host_pass(rig->d->host, ns, PIECES), 0);
}

/* @retries after the first, and then the same wait once more */
static void nobody_answers(void **state)
{
	struct rig *rig = *state;

	for (unsigned int retries = 0; retries <= 7; retries++) {
		const struct driver_wr wr = {.opcode = DRIVER_SEND};
		struct driver_cqe cqe;
		uint64_t start;

		queues(rig, retries, 0);
		assert_int_equal(
			driver_qp_modify(rig->d, &rig->b, TO_ERR, NULL), 0);
		driver_post(rig->d, &rig->a, &wr);
		driver_kick(rig->d, &rig->a);
		start = host_now(rig->d->host);
		pass(rig, (retries + 1) * 4194304ull - 1);
		assert_false(driver_poll(&rig->cq_a, &cqe));
		pass(rig, 1);
		assert_true(driver_poll(&rig->cq_a, &cqe));
		assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_RETRY);
		assert_int_equal(since(rig, start), (retries + 1) * 4194304ull);
	}
}

/* Packets out of sequence are not accepted. */
static void other_psn(void **state)
{
	struct rig *rig = *state;
	struct driver_path path = driver_path_default;
	const struct driver_wr wr = {.opcode = DRIVER_WRITE};

	path.retries = 1;
	path.psn_send = 5;
	path.psn_receive = 5;
	rig_queues(rig, &path);
	rig_do(rig, &rig->a, &wr);
	rig_do(rig, &rig->b, &wr);
	path.remote = rig->b.number;
	path.psn_send = 7;
	assert_int_equal(driver_qp_modify(rig->d, &rig->a, 0x50a, NULL), 0);
	rig->a.sq_tail = 0;
	memset(rig->a.dbr, 0, 8);
	assert_int_equal(driver_qp_ready(rig->d, &rig->a, &path), 0);
	assert_int_equal(rig_fail(rig, &rig->a, &wr).syndrome,
			 DRIVER_SYND_RETRY);
}

/* No timeout: it waits for ever, and others continue. */
static void for_ever(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct driver_path path = driver_path_default;
	struct driver_cqe cqe;

	path.timeout = 0;
	rig_queues(rig, &path);
	assert_int_equal(driver_qp_modify(rig->d, &rig->b, TO_ERR, NULL), 0);
	driver_post(rig->d, &rig->a, &wr);
	driver_kick(rig->d, &rig->a);
	assert_int_equal(driver_run(rig->d), 0);
	pass(rig, 1000000000000ull);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(driver_qp_modify(rig->d, &rig->a, TO_ERR, NULL), 0);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
}

static void no_receive(void **state)
{
	struct rig *rig = *state;

	for (unsigned int retries = 0; retries < 7; retries++) {
		const struct driver_wr wr = {.opcode = DRIVER_SEND};
		struct driver_cqe cqe;

		queues(rig, 7, retries);
		driver_post(rig->d, &rig->a, &wr);
		driver_kick(rig->d, &rig->a);
		if (retries) {
			pass(rig, retries * 1280000ull - 1);
			assert_false(driver_poll(&rig->cq_a, &cqe));
			pass(rig, 1);
		} else {
			pass(rig, 0);
		}
		assert_true(driver_poll(&rig->cq_a, &cqe));
		assert_int_equal(cqe.syndrome, DRIVER_SYND_RNR_RETRY);
		/* The responder does not fail */
		assert_false(driver_poll(&rig->cq_b, &cqe));
	}
}

/* 7: no limit. Others have their turns meanwhile. */
static void receive_comes_late(void **state)
{
	struct rig *rig = *state;
	const struct memory from = memory(rig), to = memory(rig);
	const struct driver_wr send = {
		.opcode = DRIVER_SEND_IMM,
		.imm = 0x12345678,
		.sg = &from.sge,
		.n = 1,
		.flags = DRIVER_SIGNALED,
	};
	const struct driver_wr nop = {.opcode = DRIVER_NOP,
				      .flags = DRIVER_SIGNALED};
	struct driver_cqe cqe;

	queues(rig, 7, 7);
	memset(from.at, 0x5a, LEN);
	driver_post(rig->d, &rig->a, &send);
	driver_kick(rig->d, &rig->a);
	pass(rig, 100 * 1280000ull);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	driver_post(rig->d, &rig->b, &nop);
	driver_kick(rig->d, &rig->b);
	pass(rig, 0);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);

	driver_post_receive(&rig->b, &to.sge, 1);
	pass(rig, 1280000);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_IMM);
	assert_int_equal(cqe.imm, 0x12345678);
	assert_int_equal(cqe.bytes, LEN);
	assert_memory_equal(to.at, from.at, LEN);
	assert_int_equal(driver_run(rig->d), 0);
}

/* The data arrive before the receive WQE of the immediate value is posted. */
static void write_waits_at_its_end(void **state)
{
	struct rig *rig = *state;
	const struct memory from = memory(rig), to = memory(rig);
	const struct driver_wr wr = {
		.opcode = DRIVER_WRITE_IMM,
		.remote = to.sge.addr,
		.rkey = to.sge.key,
		.sg = &from.sge,
		.n = 1,
		.flags = DRIVER_SIGNALED,
	};
	struct driver_cqe cqe;

	queues(rig, 7, 7);
	memset(from.at, 0xc3, LEN);
	driver_post(rig->d, &rig->a, &wr);
	driver_kick(rig->d, &rig->a);
	pass(rig, 0);
	assert_memory_equal(to.at, from.at, LEN);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	driver_post_receive(&rig->b, NULL, 0);
	pass(rig, 1280000);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_WRITE_IMM);
	assert_int_equal(cqe.bytes, LEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(nobody_answers),     rig_test(other_psn),
		rig_test(for_ever),	      rig_test(no_receive),
		rig_test(receive_comes_late), rig_test(write_waits_at_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
