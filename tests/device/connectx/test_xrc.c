// SPDX-License-Identifier: BSD-3-Clause
/*
 * XRC: each message names one of the responder's SRQs, which says where it
 * completes, as whom, and whose memory it may reach (IBA annex A14). Queue
 * pairs are as mlx5_ib makes them: create_xrc_tgt_qp() and IB_QPT_XRC_INI of
 * drivers/infiniband/hw/mlx5/qp.c.
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define PAGE	    4096u
#define LEN	    (3 * PAGE)
#define ALLOC_XRCD  0x80e
#define TO_ERR	    0x507
#define TO_RESET    0x50a
#define DESTROY_XRC 0x706
#define QUERY_XRC   0x707
#define ARM_XRC	    0x708
#define RESUME	    0x204
#define CREATE_XRC  0x705

#define INVAL_REQ  0x10
#define ACCESS	   0x11
#define LAST_WQE   0x13
#define SRQ_LIMIT  0x14
#define PAGE_FAULT 0x0c
#define EVENTS                                                   \
	(1ull << INVAL_REQ | 1ull << ACCESS | 1ull << LAST_WQE | \
	 1ull << SRQ_LIMIT | 1ull << PAGE_FAULT)

#define SRQS	 2
#define N(array) (sizeof(array) / sizeof(*(array)))

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BUSY = 0x6,
};

static const uint32_t user_index[SRQS] = {0x123456, 0x654321};

/**
 * struct world - an initiator and a target
 * @tgt_pd:	of the target, with nothing of the application's in it
 * @xrcd:	domain; @other: another one
 * @none:	SRQ that the queue pairs' contexts name
 * @srq, @cq:	the application's, in @d->pd and in @second_pd
 * @memory:	pages that all keys are for
 * @keys:	in the domain of each SRQ; @tgt_key: in the target's
 */
struct world {
	struct rig *rig;
	struct driver *d;
	struct driver_eq eq;
	uint32_t tgt_pd, second_pd, ini_pd, xrcd, other;
	struct driver_cq none_cq, ini_cq, cq[SRQS];
	struct driver_srq none, srq[SRQS];
	struct driver_qp ini, tgt;
	uint8_t *memory;
	uint64_t at;
	uint32_t keys[SRQS], tgt_key, ini_key;
	struct driver_path path;
};

static uint32_t make_key(struct world *w, uint32_t pd)
{
	const uint64_t pages[LEN / PAGE] = {
		w->at | DRIVER_MTT_RW,
		(w->at + PAGE) | DRIVER_MTT_RW,
		(w->at + 2 * PAGE) | DRIVER_MTT_RW,
	};
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = pd,
		.access = DRIVER_ALL,
		.len = LEN,
		.log_page_size = 12,
		.entries = pages,
		.n = N(pages),
		.pg_access = true,
		.en_rinval = true,
	};
	uint32_t key;

	assert_int_equal(driver_create_mkey(w->d, &mkey, &key), 0);
	return key;
}

static void make_srq(struct world *w, uint32_t pd, uint32_t xrcd,
		     const struct driver_cq *cq, uint32_t index,
		     struct driver_srq *srq)
{
	const struct driver_xrc xrc = {pd, xrcd, cq, index, false};

	assert_int_equal(driver_create_xrc_srq(w->d, 4, 6, &xrc, srq), 0);
}

static void make_qps(struct world *w)
{
	const struct driver_qp_attr ini = {
		.type = DRIVER_XRC,
		.pd = w->ini_pd,
		.scq = &w->ini_cq,
		.rcq = &w->none_cq,
		.srq = &w->none,
		.xrcd = w->other,
		.user_index = 0x111111,
	};
	const struct driver_qp_attr tgt = {
		.type = DRIVER_XRC,
		.pd = w->tgt_pd,
		.scq = &w->none_cq,
		.srq = &w->none,
		.xrcd = w->xrcd,
		.no_sq = true,
		.user_index = 0x222222,
	};

	assert_int_equal(driver_create_qp(w->d, &ini, &w->ini), 0);
	assert_int_equal(driver_create_qp(w->d, &tgt, &w->tgt), 0);
	assert_int_equal(driver_qp_connect(w->d, &w->ini, &w->tgt, &w->path),
			 0);
}

static void open_world(struct world *w, struct rig *rig)
{
	struct driver *d = rig->d;

	*w = (struct world){.rig = rig, .d = d, .path = driver_path_default};
	w->path.retries = w->path.rnr_retries = w->path.rnr_timer = 1;
	w->path.timeout = 10;
	assert_int_equal(driver_create_eq(d, 6, 3, EVENTS, &w->eq), 0);
	assert_int_equal(driver_create_pd(d, &w->tgt_pd), 0);
	assert_int_equal(driver_create_pd(d, &w->second_pd), 0);
	assert_int_equal(driver_create_pd(d, &w->ini_pd), 0);
	assert_int_equal(driver_simple(d, ALLOC_XRCD, 0, 0, 0, &w->xrcd), 0);
	assert_int_equal(driver_simple(d, ALLOC_XRCD, 0, 0, 0, &w->other), 0);
	assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->none_cq), 0);
	assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->ini_cq), 0);
	make_srq(w, w->tgt_pd, w->other, &w->none_cq, 0, &w->none);
	w->memory = driver_alloc(d, LEN, PAGE, &w->at);
	assert_non_null(w->memory);
	for (unsigned int i = 0; i < SRQS; i++) {
		const uint32_t pd = i ? w->second_pd : d->pd;

		assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->cq[i]),
				 0);
		make_srq(w, pd, w->xrcd, &w->cq[i], user_index[i], &w->srq[i]);
		w->keys[i] = make_key(w, pd);
	}
	w->tgt_key = make_key(w, w->tgt_pd);
	w->ini_key = make_key(w, w->ini_pd);
	make_qps(w);
}

/* A new connection, after the old one has failed */
static void reconnect(struct world *w)
{
	assert_int_equal(driver_qp_modify(w->d, &w->ini, TO_RESET, NULL), 0);
	assert_int_equal(driver_qp_modify(w->d, &w->tgt, TO_RESET, NULL), 0);
	assert_int_equal(driver_qp_connect(w->d, &w->ini, &w->tgt, &w->path),
			 0);
	while (driver_poll_eq(&w->eq))
		;
}

/* Return: the initiator's completion, which there is one of */
static struct driver_cqe request(struct world *w, const struct driver_wr *wr)
{
	struct driver_wr signaled = *wr;
	struct driver_cqe cqe;

	signaled.flags |= DRIVER_SIGNALED;
	driver_post(w->d, &w->ini, &signaled);
	assert_int_equal(driver_do(w->d, &w->ini, &w->ini_cq, &cqe), 0);
	assert_int_equal(cqe.qpn, w->ini.number);
	assert_int_equal(cqe.user_index, 0x111111);
	return cqe;
}

static void expect_event(struct world *w, unsigned int type, uint32_t number)
{
	const uint8_t *eqe = driver_poll_eq(&w->eq);

	assert_non_null(eqe);
	assert_int_equal(eqe[1], type);
	assert_int_equal(driver_get(eqe, 0x38, 23, 0), number);
}

static void post(struct world *w, unsigned int i, uint32_t key, uint64_t at,
		 uint32_t len)
{
	const struct driver_sge sge = {at, len, key};

	driver_post_srq(&w->srq[i], &sge, 1);
}

/* The completion of SRQ @i, which there is one of, and no other of receives */
static struct driver_cqe received(struct world *w, unsigned int i)
{
	struct driver_cqe cqe, more;

	assert_true(driver_poll(&w->cq[i], &cqe));
	assert_int_equal(cqe.qpn, w->tgt.number);
	assert_int_equal(cqe.user_index, user_index[i]);
	for (unsigned int j = 0; j < SRQS; j++)
		assert_false(driver_poll(&w->cq[j], &more));
	assert_false(driver_poll(&w->none_cq, &more));
	return cqe;
}

/* One connection, either SRQ by its number; immediate data too */
static void named_by_number(void **state)
{
	static const struct {
		enum driver_opcode opcode;
		unsigned int srq, received;
	} rows[] = {
		{DRIVER_SEND, 0, DRIVER_CQE_RECEIVE},
		{DRIVER_SEND, 1, DRIVER_CQE_RECEIVE},
		{DRIVER_SEND_IMM, 1, DRIVER_CQE_RECEIVE_IMM},
		{DRIVER_WRITE_IMM, 0, DRIVER_CQE_WRITE_IMM},
		{DRIVER_SEND_IMM, 0, DRIVER_CQE_RECEIVE_IMM},
		{DRIVER_WRITE_IMM, 1, DRIVER_CQE_WRITE_IMM},
	};
	unsigned int taken[SRQS] = {0};
	struct driver_cqe cqe;
	struct world w;

	open_world(&w, *state);
	for (size_t i = 0; i < N(rows); i++) {
		const unsigned int srq = rows[i].srq;
		const bool write = rows[i].opcode == DRIVER_WRITE_IMM;
		const uint64_t to = write ? 2 * PAGE : PAGE;
		const struct driver_sge sge = {0, 100, w.ini_key};
		const struct driver_wr wr = {
			.opcode = rows[i].opcode,
			.srqn = w.srq[srq].number,
			.imm = 0xabcd0000 + (uint32_t)i,
			.remote = 2 * PAGE,
			.rkey = w.keys[srq],
			.sg = &sge,
			.n = 1,
		};

		memset(w.memory, 0, LEN);
		memset(w.memory, (int)i + 1, 100);
		post(&w, srq, w.keys[srq], PAGE, 200);
		assert_int_equal(request(&w, &wr).opcode, DRIVER_CQE_REQUEST);
		cqe = received(&w, srq);
		assert_int_equal(cqe.opcode, rows[i].received);
		assert_int_equal(cqe.index, taken[srq]++);
		assert_int_equal(cqe.bytes, 100);
		if (rows[i].opcode != DRIVER_SEND)
			assert_int_equal(cqe.imm, wr.imm);
		assert_memory_equal(w.memory + to, w.memory, 100);
		assert_int_equal(w.memory[to + 100], 0);
	}
	assert_null(driver_poll_eq(&w.eq));
}

/* READ, WRITE and atomics reach memory of the SRQ's domain. */
static void remote_memory(void **state)
{
	static const enum driver_opcode opcodes[] = {
		DRIVER_WRITE, DRIVER_READ, DRIVER_CMP_SWAP, DRIVER_FETCH_ADD};
	struct driver_cqe cqe;
	struct world w;
	uint64_t there; /* atomics are in the host's byte order */

	open_world(&w, *state);
	for (size_t i = 0; i < N(opcodes) * 2 * SRQS; i++) {
		const enum driver_opcode opcode = opcodes[i % N(opcodes)];
		const unsigned int srq = i / N(opcodes) % SRQS;
		const bool bad = i >= N(opcodes) * SRQS;
		const struct driver_sge sge = {0, 8, w.ini_key};
		const struct driver_wr wr = {
			.opcode = opcode,
			.srqn = w.srq[srq].number,
			.remote = PAGE,
			.rkey = !bad  ? w.keys[srq]
				: srq ? w.keys[0]
				      : w.tgt_key,
			.sg = &sge,
			.n = 1,
			.swap = 0x11,
			.compare = 0x0202020202020202ull,
		};

		memset(w.memory, 1, PAGE);
		memset(w.memory + PAGE, 2, PAGE);
		cqe = request(&w, &wr);
		if (bad) {
			assert_int_equal(cqe.syndrome,
					 DRIVER_SYND_REMOTE_ACCESS);
			assert_int_equal(w.memory[0], 1);
			assert_int_equal(w.memory[PAGE], 2);
			expect_event(&w, ACCESS, w.tgt.number);
			reconnect(&w);
			continue;
		}
		assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
		assert_int_equal(w.memory[0], opcode == DRIVER_WRITE ? 1 : 2);
		memcpy(&there, w.memory + PAGE, sizeof(there));
		assert_int_equal(there,
				 opcode == DRIVER_WRITE	 ? 0x0101010101010101
				 : opcode == DRIVER_READ ? 0x0202020202020202
				 : opcode == DRIVER_CMP_SWAP
					 ? 0x11
					 : 0x0202020202020213);
	}
}

/* Receive buffers are of the SRQ's domain too; who fails is told there. */
static void receive_buffers(void **state)
{
	const struct driver_wr wr = {.opcode = DRIVER_SEND,
				     .inline_data = "12345678",
				     .inline_len = 8};
	struct driver_wr send = wr;
	struct driver_cqe cqe;
	struct world w;

	open_world(&w, *state);
	send.srqn = w.srq[1].number;
	post(&w, 1, w.tgt_key, 0, 8);
	cqe = request(&w, &send);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_OP);
	cqe = received(&w, 1);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LOCAL_PROT);
	expect_event(&w, LAST_WQE, w.tgt.number);
	reconnect(&w);

	post(&w, 1, w.keys[1], 0, 7);
	cqe = request(&w, &send);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_INVAL);
	cqe = received(&w, 1);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LENGTH);
	assert_int_equal(cqe.index, 1);
	reconnect(&w);

	post(&w, 0, w.keys[0], 0, 8); /* there is one, not in that one */
	cqe = request(&w, &send);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_RNR_RETRY);
	assert_null(driver_poll_eq(&w.eq));
	reconnect(&w);

	post(&w, 1, w.keys[1], 0, 8);
	assert_int_equal(request(&w, &send).opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(received(&w, 1).index, 2);
}

/* No such SRQ, an RMP, one of another domain: whatever the message is */
static void srqs_that_are_wrong(void **state)
{
	static const enum driver_opcode opcodes[] = {
		DRIVER_SEND, DRIVER_WRITE, DRIVER_READ, DRIVER_FETCH_ADD};
	struct driver_srq rmp, foreign;
	struct driver_cqe cqe;
	struct world w;

	open_world(&w, *state);
	assert_int_equal(driver_create_srq(w.d, 4, 6, &rmp), 0);
	make_srq(&w, w.d->pd, w.other, &w.cq[0], 1, &foreign);
	driver_post_srq(&rmp, NULL, 0);
	driver_post_srq(&foreign, NULL, 0);
	for (size_t i = 0; i < 4 * N(opcodes); i++) {
		const uint32_t numbers[] = {rmp.number, foreign.number, 0,
					    foreign.number + 1};
		const struct driver_sge sge = {0, 8, w.ini_key};
		const struct driver_wr wr = {
			.opcode = opcodes[i % N(opcodes)],
			.srqn = numbers[i / N(opcodes)],
			.rkey = w.keys[0],
			.sg = &sge,
			.n = 1,
		};

		memset(w.memory, 0x77, LEN);
		cqe = request(&w, &wr);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_INVAL);
		expect_event(&w, INVAL_REQ, w.tgt.number);
		assert_int_equal(w.memory[0], 0x77);
		assert_false(driver_poll(&w.cq[0], &cqe));
		reconnect(&w);
	}
}

/* A WQE that ends where the SRQ's number should be; UMRs are not for XRC */
static void short_request(void **state)
{
	struct driver_cqe cqe;
	struct world w;

	open_world(&w, *state);
	for (unsigned int i = 0; i < 2; i++) {
		uint8_t wqe[64] = {0};

		driver_set(wqe, 0, 7, 0, i ? DRIVER_OP_UMR : DRIVER_SEND);
		driver_set(wqe, 4, 31, 0, w.ini.number << 8 | (i ? 4 : 1));
		driver_post_raw(w.d, &w.ini, wqe, sizeof(wqe));
		assert_int_equal(driver_do(w.d, &w.ini, &w.ini_cq, &cqe), 0);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_QP_OP);
		reconnect(&w);
	}
}

static void invalidation(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND_INVAL};
	struct driver_cqe cqe;
	struct world w;

	open_world(&w, *state);
	wr.srqn = w.srq[1].number;
	for (unsigned int i = 0; i < 2; i++) {
		const uint32_t key = make_key(&w, i ? w.tgt_pd : w.second_pd);

		wr.imm = key;
		post(&w, 1, w.keys[1], 0, 8);
		cqe = request(&w, &wr);
		assert_int_equal(cqe.syndrome,
				 i ? DRIVER_SYND_REMOTE_ACCESS : 0);
		cqe = received(&w, 1);
		assert_int_equal(cqe.opcode, i ? DRIVER_CQE_RECEIVE_ERROR
					       : DRIVER_CQE_RECEIVE_INV);
		if (!i)
			assert_int_equal(cqe.imm, key);
	}
}

static void nobody_there(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct world w;

	open_world(&w, *state);
	wr.srqn = w.srq[0].number;
	driver_post_srq(&w.srq[0], NULL, 0);
	assert_int_equal(driver_qp_modify(w.d, &w.tgt, TO_RESET, NULL), 0);
	assert_int_equal(request(&w, &wr).syndrome, DRIVER_SYND_RETRY);
	reconnect(&w);
	assert_int_equal(request(&w, &wr).opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(received(&w, 0).opcode, DRIVER_CQE_RECEIVE);
}

/* The target alone takes receive WQEs. */
static void last_wqe(void **state)
{
	struct world w;

	open_world(&w, *state);
	assert_int_equal(driver_qp_modify(w.d, &w.ini, TO_ERR, NULL), 0);
	assert_int_equal(driver_run(w.d), 0);
	assert_null(driver_poll_eq(&w.eq));
	assert_int_equal(driver_qp_modify(w.d, &w.tgt, TO_ERR, NULL), 0);
	assert_int_equal(driver_run(w.d), 0);
	expect_event(&w, LAST_WQE, w.tgt.number);
	assert_null(driver_poll_eq(&w.eq));
}

/* Stop in a SEND to SRQ 0: page 1 of its @key is not there. Return: token */
static uint64_t stop_midway(struct world *w)
{
	const uint64_t pages[2] = {w->at | DRIVER_MTT_RW, 0};
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = w->ini_pd,
		.access = DRIVER_ALL,
		.len = 2 * PAGE,
		.log_page_size = 12,
		.entries = pages,
		.n = N(pages),
		.pg_access = true,
	};
	struct driver_sge sge = {0, 2 * PAGE, 0};
	const struct driver_wr wr = {
		.opcode = DRIVER_SEND,
		.srqn = w->srq[0].number,
		.sg = &sge,
		.n = 1,
	};
	const uint8_t *eqe;

	assert_int_equal(driver_create_mkey(w->d, &mkey, &sge.key), 0);
	post(w, 0, w->keys[0], PAGE, 2 * PAGE);
	memset(w->memory, 0x42, PAGE);
	driver_post(w->d, &w->ini, &wr);
	driver_kick(w->d, &w->ini);
	assert_int_equal(driver_run(w->d), 0);
	eqe = driver_poll_eq(&w->eq);
	assert_non_null(eqe);
	assert_int_equal(eqe[1], PAGE_FAULT);
	/* It is under way. */
	assert_memory_equal(w->memory + PAGE, w->memory, PAGE);
	return (uint64_t)driver_get(eqe, 0x24, 15, 0) << 32 |
	       driver_get(eqe, 0x28, 31, 0);
}

/* An SRQ goes with its WQE under way; so does the message. */
static void srq_goes(void **state)
{
	struct driver_cqe cqe;
	struct world w;
	uint64_t token;

	open_world(&w, *state);
	token = stop_midway(&w);
	assert_int_equal(driver_simple(w.d, DESTROY_XRC, 0, w.srq[0].number, 0,
				       NULL),
			 0);
	assert_int_equal(driver_simple(w.d, RESUME, 0, (uint32_t)(token >> 32),
				       (uint32_t)token, NULL),
			 0);
	assert_int_equal(driver_run(w.d), 0);
	assert_true(driver_poll(&w.ini_cq, &cqe));
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_INVAL);
	expect_event(&w, INVAL_REQ, w.tgt.number);
	assert_false(driver_poll(&w.cq[0], &cqe));
	/* Its queue and domains are free again. */
	assert_int_equal(driver_simple(w.d, 0x401, 0, w.cq[0].number, 0, NULL),
			 0);
}

/* Another SRQ's message comes while one is under way: that is not in order. */
static void message_in_a_message(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct driver_cqe cqe;
	struct world w;

	open_world(&w, *state);
	stop_midway(&w);
	/* The initiator starts again; nobody told the target. */
	assert_int_equal(driver_qp_modify(w.d, &w.ini, TO_RESET, NULL), 0);
	w.path.remote = w.tgt.number;
	assert_int_equal(driver_qp_ready(w.d, &w.ini, &w.path), 0);
	post(&w, 1, w.keys[1], 0, 8);
	wr.srqn = w.srq[1].number;
	assert_int_equal(request(&w, &wr).syndrome, DRIVER_SYND_REMOTE_INVAL);
	expect_event(&w, INVAL_REQ, w.tgt.number);
	cqe = received(&w, 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
}

static int arm(struct world *w, unsigned int op_mod, uint32_t limit)
{
	return driver_simple(w->d, ARM_XRC, op_mod, w->srq[0].number, limit,
			     NULL);
}

static void limit(void **state)
{
	uint8_t in[16] = {0}, out[0x50];
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct world w;

	open_world(&w, *state);
	wr.srqn = w.srq[0].number;
	for (unsigned int i = 0; i < 3; i++)
		driver_post_srq(&w.srq[0], NULL, 0);
	assert_int_equal(arm(&w, 1, 3), 0);
	assert_null(driver_poll_eq(&w.eq));
	request(&w, &wr);
	expect_event(&w, SRQ_LIMIT, w.srq[0].number);
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
	assert_int_equal(driver_get(out, 0x20, 23, 0), user_index[0]);
	assert_int_equal(driver_get(out, 0x28, 23, 0), w.d->pd);
	assert_int_equal(driver_get(out, 0x2c, 31, 16), 2);
	assert_int_equal(driver_get(out, 0x2c, 15, 0), 2);
	assert_int_equal(arm(&w, 0, 1), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
	assert_int_equal(arm(&w, 1, 17), -EIO);
	assert_int_equal(w.d->status, BAD_PARAM);
}

/* The index that means none, and the bit that says the number is it */
static void index_is_number(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct driver_cqe cqe;
	struct driver_srq srq;
	struct world w;

	open_world(&w, *state);
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
		assert_int_equal(request(&w, &wr).opcode, DRIVER_CQE_REQUEST);
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
		{0x14, 23, 0, 0, BAD_RESOURCE},	     /* none */
		{0x18, 24, 24, 1, BAD_PARAM},	     /* record in a umem */
		{0x18, 23, 0, 0xffff, BAD_RESOURCE}, /* CQ */
		{0x18, 23, 0, 0, BAD_RESOURCE},	     /* none */
		{0x20, 29, 24, 63, BAD_PARAM},	     /* pages too large */
		{0x28, 23, 0, 0xffff, BAD_RESOURCE}, /* PD */
		{0x2c, 31, 16, 65, BAD_PARAM},	     /* limit */
		{0x3c, 31, 0, 0x1002, BAD_PARAM},    /* record unaligned */
		{0x5c, 31, 31, 1, BAD_PARAM},	     /* queue in a umem */
	};
	struct driver_qp_attr attr = {.type = DRIVER_RC};
	struct driver_qp qp;
	struct world w;
	uint8_t out[16];
	uint64_t at;

	open_world(&w, *state);
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
	/* What queue pairs name stays; others do not name an XRC SRQ. */
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
		rig_test(named_by_number),
		rig_test(remote_memory),
		rig_test(receive_buffers),
		rig_test(srqs_that_are_wrong),
		rig_test(short_request),
		rig_test(invalidation),
		rig_test(nobody_there),
		rig_test(last_wqe),
		rig_test(srq_goes),
		rig_test(message_in_a_message),
		rig_test(limit),
		rig_test(index_is_number),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
