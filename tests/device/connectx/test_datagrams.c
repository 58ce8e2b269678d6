// SPDX-License-Identifier: BSD-3-Clause
/*
 * Services without acknowledgements, and shared receive queues: lost messages
 * are not reported, messages that arrive name their sender.
 */
#include "tests/device/connectx/rig.h"

#define LEN    4096u
#define GRH    40u
#define QKEY   0x11111111u /* of driver_path_default */
#define TO_ERR 0x507	   /* 2ERR_QP */

struct memory {
	uint8_t *at;
	struct driver_sge sge;
};

static struct memory memory(struct rig *rig, uint32_t len)
{
	struct memory m = {.sge.len = len};

	m.at = driver_alloc(rig->d, len, LEN, &m.sge.addr);
	assert_non_null(m.at);
	assert_int_equal(
		driver_reg(rig->d, m.sge.addr, len, DRIVER_ALL, &m.sge.key), 0);
	for (uint32_t i = 0; i < len; i++)
		m.at[i] = (uint8_t)rng_next(&rig->rng);
	return m;
}

struct pair {
	struct driver_qp a, b;
};

static void pair_init(struct rig *rig, struct pair *pair,
		      enum driver_qp_type type, const struct driver_srq *srq)
{
	const struct driver_qp_attr a = {
		.type = type, .scq = &rig->cq_a, .user_index = 0xaaaaaa};
	const struct driver_qp_attr b = {
		.type = type,
		.scq = &rig->cq_b,
		.srq = srq,
		.user_index = 0xbbbbbb,
	};

	assert_int_equal(driver_create_qp(rig->d, &a, &pair->a), 0);
	assert_int_equal(driver_create_qp(rig->d, &b, &pair->b), 0);
	assert_int_equal(driver_qp_connect(rig->d, &pair->a, &pair->b, NULL),
			 0);
}

/* The message is always sent; @opcode of @ret: 0xff if nothing arrived */
static void send(struct rig *rig, struct pair *pair, const struct driver_wr *wr,
		 struct driver_cqe *ret)
{
	struct driver_cqe sent;

	driver_post(rig->d, &pair->a, wr);
	assert_int_equal(driver_do(rig->d, &pair->a, &rig->cq_a, &sent), 0);
	assert_int_equal(sent.opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(sent.user_index, 0xaaaaaa);
	if (!driver_poll(&rig->cq_b, ret))
		ret->opcode = 0xff;
}

static void datagrams(void **state)
{
	struct rig *rig = *state;
	const struct memory from = memory(rig, 2 * LEN);
	const struct memory to = memory(rig, 2 * LEN);
	struct driver_sge sge = from.sge;
	struct driver_wr wr = {
		.opcode = DRIVER_SEND_IMM,
		.flags = DRIVER_SIGNALED,
		.imm = 0xcafe1234,
		.sg = &sge,
		.n = 1,
		.qkey = QKEY,
	};
	struct driver_cqe cqe;
	uint8_t before[GRH];
	struct pair pair;

	pair_init(rig, &pair, DRIVER_UD, NULL);
	wr.dqpn = pair.b.number;
	sge.len = 1000;
	/* No receive WQE */
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);

	memcpy(before, to.at, GRH);
	driver_post_receive(&pair.b, &to.sge, 1);
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_IMM);
	assert_int_equal(cqe.imm, 0xcafe1234);
	assert_int_equal(cqe.bytes, 1000 + GRH);
	assert_int_equal(cqe.source_qpn, pair.a.number);
	assert_int_equal(cqe.user_index, 0xbbbbbb);
	assert_memory_equal(to.at + GRH, from.at, 1000);
	assert_memory_equal(to.at, before, GRH);

	/*
	 * Another Q_Key, a queue pair that does not exist or is of another
	 * service
	 */
	driver_post_receive(&pair.b, &to.sge, 1);
	driver_post_receive(&rig->b, &to.sge, 1);
	wr.qkey = QKEY + 1;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);
	/* The sender itself */
	wr.qkey = 0x80000000;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_IMM);
	wr.qkey = QKEY;
	wr.dqpn = 0x7fffff;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);
	wr.dqpn = rig->b.number;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);

	/* Too short by one byte: the receiver fails */
	sge = to.sge;
	sge.len = 1000 + GRH - 1;
	driver_post_receive(&pair.b, &sge, 1);
	sge = from.sge;
	sge.len = 1000;
	wr.dqpn = pair.b.number;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LENGTH);
	/* More data than a packet */
	sge.len = LEN + 1;
	driver_post(rig->d, &pair.a, &wr);
	assert_int_equal(driver_do(rig->d, &pair.a, &rig->cq_a, &cqe), 0);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LENGTH);
}

/* To another LID: as on a wire without a peer */
static void elsewhere(void **state)
{
	struct rig *rig = *state;
	const struct memory to = memory(rig, LEN);
	struct driver_wr wr = {
		.opcode = DRIVER_SEND, .flags = DRIVER_SIGNALED, .qkey = QKEY};
	struct driver_cqe cqe;
	struct pair pair;

	pair_init(rig, &pair, DRIVER_UD, NULL);
	driver_post_receive(&pair.b, &to.sge, 1);
	wr.dqpn = pair.b.number;
	rig->d->lid++;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);
	rig->d->lid--;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
}

static void unreliable(void **state)
{
	struct rig *rig = *state;
	const struct memory from = memory(rig, LEN), to = memory(rig, LEN);
	struct driver_sge sge = from.sge;
	struct driver_wr wr = {
		.opcode = DRIVER_SEND,
		.flags = DRIVER_SIGNALED,
		.sg = &sge,
		.n = 1,
	};
	struct driver_cqe cqe;
	struct pair pair;

	pair_init(rig, &pair, DRIVER_UC, NULL);
	send(rig, &pair, &wr, &cqe); /* no receive WQE */
	assert_int_equal(cqe.opcode, 0xff);

	/* Too short: dropped, and the next message uses the WQE */
	sge = to.sge;
	sge.len = 100;
	driver_post_receive(&pair.b, &sge, 1);
	sge = from.sge;
	sge.len = 101;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);
	sge.len = 100;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
	assert_int_equal(cqe.bytes, 100);
	assert_memory_equal(to.at, from.at, 100);

	/* A wrong key: no effect, and no queue pair fails */
	wr.opcode = DRIVER_WRITE;
	wr.remote = to.sge.addr;
	wr.rkey = to.sge.key ^ 1;
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);
	wr.rkey = to.sge.key;
	sge.len = LEN;
	send(rig, &pair, &wr, &cqe);
	assert_memory_equal(to.at, from.at, LEN);
	/* No peer */
	assert_int_equal(driver_qp_modify(rig->d, &pair.b, TO_ERR, NULL), 0);
	send(rig, &pair, &wr, &cqe);
	assert_int_equal(cqe.opcode, 0xff);
}

/* Two queue pairs share one queue; WQEs are taken in the order of its list. */
static void shared(void **state)
{
	struct rig *rig = *state;
	const struct memory from = memory(rig, LEN), to = memory(rig, LEN);
	struct driver_wr wr = {
		.opcode = DRIVER_SEND,
		.flags = DRIVER_SIGNALED,
		.sg = &from.sge,
		.n = 1,
	};
	struct driver_srq srq;
	struct pair pairs[2];
	struct driver_cqe cqe;

	assert_int_equal(driver_create_srq(rig->d, 4, 6, &srq), 0);
	for (unsigned int i = 0; i < 2; i++)
		pair_init(rig, &pairs[i], DRIVER_RC, &srq);
	for (unsigned int i = 0; i < 100; i++) {
		struct pair *pair = &pairs[rng_below(&rig->rng, 2)];

		memset(to.at, 0, LEN);
		driver_post_srq(&srq, &to.sge, 1);
		send(rig, pair, &wr, &cqe);
		assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
		assert_int_equal(cqe.qpn, pair->b.number);
		assert_int_equal(cqe.index, i % 16);
		assert_int_equal(cqe.bytes, LEN);
		assert_memory_equal(to.at, from.at, LEN);
	}
	/* After an error of one, the other can still use the queue */
	assert_int_equal(driver_qp_modify(rig->d, &pairs[0].b, TO_ERR, NULL),
			 0);
	driver_post_srq(&srq, &to.sge, 1);
	send(rig, &pairs[1], &wr, &cqe);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(datagrams),
		rig_test(elsewhere),
		rig_test(unreliable),
		rig_test(shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
