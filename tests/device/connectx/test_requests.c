// SPDX-License-Identifier: BSD-3-Clause
/*
 * Send queues: WQEs that no driver posts end with an error CQE; later WQEs and
 * the receive queue are flushed, and other queue pairs continue.
 */
#include "tests/device/connectx/rig.h"

#define LEN	   4096u
#define TO_ERR	   0x507 /* 2ERR_QP */
#define TO_RST	   0x50a /* 2RST_QP */
#define SQER_RTS   0x506 /* SQERR2RTS_QP */
#define QUERY_QP   0x50b
#define STATE_RTS  3u
#define STATE_SQER 4u
#define STATE_ERR  6u

static unsigned int state_of(struct rig *rig, const struct driver_qp *qp)
{
	uint8_t in[16] = {0}, out[0x110];

	driver_set(in, 0, 31, 16, QUERY_QP);
	driver_set(in, 8, 23, 0, qp->number);
	assert_int_equal(
		driver_command(rig->d, in, sizeof(in), out, sizeof(out)), 0);
	return driver_get(out + 0x18, 0, 31, 28);
}

static void ctrl(const struct driver_qp *qp, uint8_t *wqe, unsigned int op,
		 unsigned int ds)
{
	memset(wqe, 0, DRIVER_WQE_MAX);
	driver_set(wqe, 0, 31, 0, (qp->sq_tail & 0xffff) << 8 | op);
	driver_set(wqe, 4, 31, 0, qp->number << 8 | ds);
}

static void data(uint8_t *seg, uint32_t count, uint32_t key, uint64_t addr)
{
	driver_set(seg, 0, 31, 0, count);
	driver_set(seg, 4, 31, 0, key);
	driver_set64(seg, 8, addr);
}

struct bad {
	const char *what;
	unsigned int op, ds, posted; /* units of 16 bytes */
	uint32_t count; /* of a data segment at the end; 0: no segment */
	unsigned int syndrome;
};

static const struct bad bads[] = {
	{"no such opcode", 0x77, 1, 1, 0, DRIVER_SYND_QP_OP},
	{"an opcode of other services", 0x0e, 2, 2, 0, DRIVER_SYND_QP_OP},
	{"no size", DRIVER_SEND, 0, 1, 0, DRIVER_SYND_QP_OP},
	{"longer than what is posted", DRIVER_SEND, 63, 4, 0,
	 DRIVER_SYND_QP_OP},
	{"no remote address", DRIVER_WRITE, 1, 1, 0, DRIVER_SYND_QP_OP},
	{"no operands", DRIVER_CMP_SWAP, 2, 2, 0, DRIVER_SYND_QP_OP},
	{"no target of an atomic", DRIVER_CMP_SWAP, 3, 3, 0,
	 DRIVER_SYND_LENGTH},
	{"inline beyond the end", DRIVER_SEND, 2, 2, 1u << 31 | 100,
	 DRIVER_SYND_QP_OP},
	{"read into the WQE", DRIVER_READ, 3, 3, 1u << 31 | 8,
	 DRIVER_SYND_QP_OP},
	{"2 GiB", DRIVER_SEND, 2, 2, 0x7fffffff, DRIVER_SYND_LENGTH},
};

static void bad_wqes(void **state)
{
	struct rig *rig = *state;

	for (size_t i = 0; i < COUNT(bads); i++) {
		const struct bad *b = &bads[i];
		uint8_t wqe[DRIVER_WQE_MAX];
		struct driver_cqe cqe;
		struct driver_sge sge = {0};

		rig_queues(rig, NULL);
		driver_post_receive(&rig->a, &sge, 1);
		driver_post_receive(&rig->a, &sge, 1);
		ctrl(&rig->a, wqe, b->op, b->ds);
		if (b->count)
			data(wqe + 16 * (b->ds - 1), b->count, 0, 0);
		driver_post_raw(rig->d, &rig->a, wqe, 16 * b->posted);
		ctrl(&rig->a, wqe, DRIVER_NOP, 1);
		driver_post_raw(rig->d, &rig->a, wqe, 16);
		driver_kick(rig->d, &rig->a);
		assert_int_equal(driver_run(rig->d), 0);

		if (!driver_poll(&rig->cq_a, &cqe))
			fail_msg("%s: no completion", b->what);
		if (cqe.opcode != DRIVER_CQE_REQUEST_ERROR ||
		    cqe.syndrome != b->syndrome)
			fail_msg("%s: opcode %u syndrome %#x", b->what,
				 cqe.opcode, cqe.syndrome);
		assert_int_equal(cqe.index, 0);
		assert_int_equal(cqe.wqe_opcode, b->op);
		/* The next WQE, then both receives */
		assert_true(driver_poll(&rig->cq_a, &cqe));
		assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST_ERROR);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
		for (unsigned int j = 0; j < 2; j++) {
			assert_true(driver_poll(&rig->cq_a, &cqe));
			assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
			assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
			assert_int_equal(cqe.index, j);
		}
		assert_false(driver_poll(&rig->cq_a, &cqe));
		assert_int_equal(state_of(rig, &rig->a), STATE_ERR);
		assert_int_equal(state_of(rig, &rig->b), STATE_RTS);
	}
}

/* More WQEs than the ring has: the new ones are unknown */
static void overrun(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr nop = {.opcode = DRIVER_NOP};
	struct driver_cqe cqe;

	driver_post(rig->d, &rig->a, &nop);
	rig->a.sq_tail = 65;
	driver_kick(rig->d, &rig->a);
	assert_int_equal(driver_run(rig->d), 0);
	assert_int_equal(state_of(rig, &rig->a), STATE_ERR);
	assert_false(driver_poll(&rig->cq_a, &cqe));
}

/* A doorbell is obeyed only on the page that the context names. */
static void other_page(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr nop = {.opcode = DRIVER_NOP,
				      .flags = DRIVER_SIGNALED};
	const uint32_t own = rig->d->uar;
	struct driver_cqe cqe;
	uint32_t other;

	assert_int_equal(driver_simple(rig->d, 0x802, 0, 0, 0, &other), 0);
	driver_post(rig->d, &rig->a, &nop);
	rig->d->uar = other;
	driver_kick(rig->d, &rig->a);
	assert_int_equal(driver_run(rig->d), 0);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	rig->d->uar = own;
	assert_int_equal(driver_do(rig->d, &rig->a, &rig->cq_a, &cqe), 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
}

/* WQEs of all sizes, so that each wraps at each place */
static void ring_wraps(void **state)
{
	struct rig *rig = *state;
	struct driver_cqe cqe = {0};
	uint8_t text[900], *to;
	uint64_t at;
	uint32_t key;

	to = driver_alloc(rig->d, LEN, LEN, &at);
	assert_int_equal(driver_reg(rig->d, at, LEN, DRIVER_ALL, &key), 0);
	for (unsigned int i = 0; i < 300; i++) {
		const uint32_t len = 1 + rng_below(&rig->rng, sizeof(text));
		const struct driver_wr wr = {
			.opcode = DRIVER_WRITE,
			.remote = at,
			.rkey = key,
			.inline_data = text,
			.inline_len = len,
		};

		for (uint32_t j = 0; j < len; j++)
			text[j] = (uint8_t)rng_next(&rig->rng);
		rig_do(rig, &rig->a, &wr);
		assert_memory_equal(to, text, len);
	}
	assert_false(driver_poll(&rig->cq_a, &cqe));
}

/* Many at once, where only the last requests a CQE */
static void burst(void **state)
{
	struct rig *rig = *state;
	struct driver_cqe cqe;
	struct driver_wr nop = {.opcode = DRIVER_NOP};

	for (unsigned int i = 0; i < 63; i++)
		driver_post(rig->d, &rig->a, &nop);
	nop.flags = DRIVER_SIGNALED;
	driver_post(rig->d, &rig->a, &nop);
	assert_int_equal(driver_do(rig->d, &rig->a, &rig->cq_a, &cqe), 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(cqe.index, 63);
}

static void expect_flushed(struct rig *rig)
{
	struct driver_cqe cqe;

	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
	assert_false(driver_poll(&rig->cq_a, &cqe));
}

static void pass_ms(struct rig *rig, unsigned int ms)
{
	assert_int_equal(
		host_pass(rig->d->host, ms * 1000000ull, DRIVER_PIECES), 0);
}

/* By software: posted and later WQEs are flushed. */
static void error_by_software(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr nop = {.opcode = DRIVER_NOP};
	const struct driver_sge sge = {0};
	struct driver_cqe cqe;

	driver_post_receive(&rig->a, &sge, 1);
	assert_int_equal(driver_qp_modify(rig->d, &rig->a, TO_ERR, NULL), 0);
	expect_flushed(rig);
	/* Like ib_drain_qp(), which waits for exactly this */
	assert_int_equal(driver_qp_modify(rig->d, &rig->a, TO_ERR, NULL), 0);
	driver_post_receive(&rig->a, &sge, 1);
	driver_post(rig->d, &rig->a, &nop);
	driver_kick(rig->d, &rig->a);
	assert_int_equal(driver_run(rig->d), 0);
	for (unsigned int i = 0; i < 2; i++) {
		assert_true(driver_poll(&rig->cq_a, &cqe));
		assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
	}
	assert_false(driver_poll(&rig->cq_a, &cqe));
	/* Restart, connected to itself */
	assert_int_equal(driver_qp_modify(rig->d, &rig->a, TO_RST, NULL), 0);
	rig->a.sq_tail = rig->a.rq_tail = 0;
	memset(rig->a.dbr, 0, 8);
	assert_int_equal(driver_qp_ready(rig->d, &rig->a, NULL), 0);
	rig_do(rig, &rig->a, &nop);
}

/*
 * No doorbell announces receives: the device checks for a second, and when a
 * send is posted.
 */
static void late_receive(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr nop = {.opcode = DRIVER_NOP};
	const struct driver_sge sge = {0};
	struct driver_cqe cqe;

	rig_do(rig, &rig->a, &nop);
	assert_int_equal(driver_qp_modify(rig->d, &rig->a, TO_ERR, NULL), 0);
	driver_post_receive(&rig->a, &sge, 1);
	pass_ms(rig, 4);
	expect_flushed(rig);
	pass_ms(rig, 2000);
	driver_post_receive(&rig->a, &sge, 1);
	pass_ms(rig, 2000);
	assert_false(driver_poll(&rig->cq_a, &cqe));
	driver_kick(rig->d, &rig->a);
	pass_ms(rig, 0);
	expect_flushed(rig);
}

/* Services without acknowledgements only fail their send queue. */
static void send_queue_error(void **state)
{
	struct rig *rig = *state;
	const struct driver_qp_attr attr = {.type = DRIVER_UC,
					    .scq = &rig->cq_a};
	const struct driver_qp_attr peer = {.type = DRIVER_UC,
					    .scq = &rig->cq_b};
	const struct driver_wr nop = {.opcode = DRIVER_NOP,
				      .flags = DRIVER_SIGNALED};
	const struct driver_wr read = {.opcode = DRIVER_READ};
	struct driver_qp a, b;
	struct driver_cqe cqe;

	assert_int_equal(driver_create_qp(rig->d, &attr, &a), 0);
	assert_int_equal(driver_create_qp(rig->d, &peer, &b), 0);
	assert_int_equal(driver_qp_connect(rig->d, &a, &b, NULL), 0);
	driver_post(rig->d, &a, &read); /* UC has no READ */
	driver_post(rig->d, &a, &nop);
	driver_kick(rig->d, &a);
	assert_int_equal(driver_run(rig->d), 0);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.syndrome, DRIVER_SYND_QP_OP);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
	assert_int_equal(state_of(rig, &a), STATE_SQER);
	assert_int_equal(driver_qp_modify(rig->d, &a, SQER_RTS,
					  &driver_path_default),
			 0);
	driver_post(rig->d, &a, &nop);
	assert_int_equal(driver_do(rig->d, &a, &rig->cq_a, &cqe), 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(bad_wqes),	rig_test(overrun),
		rig_test(other_page),	rig_test(ring_wraps),
		rig_test(burst),	rig_test(error_by_software),
		rig_test(late_receive), rig_test(send_queue_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
