// SPDX-License-Identifier: BSD-3-Clause
/*
 * XRC: each message names one of the responder's SRQs, which determines its CQ,
 * its user index, and the memory it may reach (IBA annex A14).
 */
#include <errno.h>

#include "tests/device/connectx/xrc.h"

#define TO_ERR 0x507
#define RESUME 0x204

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
	struct xrc w;

	xrc_open(&w, *state);
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
		xrc_post(&w, srq, w.keys[srq], PAGE, 200);
		assert_int_equal(xrc_request(&w, &wr).opcode,
				 DRIVER_CQE_REQUEST);
		cqe = xrc_received(&w, srq);
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
	struct xrc w;
	uint64_t there; /* atomics are in the host's byte order */

	xrc_open(&w, *state);
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
		cqe = xrc_request(&w, &wr);
		if (bad) {
			assert_int_equal(cqe.syndrome,
					 DRIVER_SYND_REMOTE_ACCESS);
			assert_int_equal(w.memory[0], 1);
			assert_int_equal(w.memory[PAGE], 2);
			xrc_expect_event(&w, ACCESS, w.tgt.number);
			xrc_reconnect(&w);
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

/* Receive buffers are of the SRQ's domain too; errors are reported there. */
static void receive_buffers(void **state)
{
	const struct driver_wr wr = {.opcode = DRIVER_SEND,
				     .inline_data = "12345678",
				     .inline_len = 8};
	struct driver_wr send = wr;
	struct driver_cqe cqe;
	struct xrc w;

	xrc_open(&w, *state);
	send.srqn = w.srq[1].number;
	xrc_post(&w, 1, w.tgt_key, 0, 8);
	cqe = xrc_request(&w, &send);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_OP);
	cqe = xrc_received(&w, 1);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LOCAL_PROT);
	xrc_expect_event(&w, LAST_WQE, w.tgt.number);
	xrc_reconnect(&w);

	xrc_post(&w, 1, w.keys[1], 0, 7);
	cqe = xrc_request(&w, &send);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_INVAL);
	cqe = xrc_received(&w, 1);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_LENGTH);
	assert_int_equal(cqe.index, 1);
	xrc_reconnect(&w);

	xrc_post(&w, 0, w.keys[0], 0,
		 8); /* a WQE is posted, but in the other SRQ */
	cqe = xrc_request(&w, &send);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_RNR_RETRY);
	assert_null(driver_poll_eq(&w.eq));
	xrc_reconnect(&w);

	xrc_post(&w, 1, w.keys[1], 0, 8);
	assert_int_equal(xrc_request(&w, &send).opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(xrc_received(&w, 1).index, 2);
}

/* An SRQ that does not exist, an RMP, another domain: for every message */
static void srqs_that_are_wrong(void **state)
{
	static const enum driver_opcode opcodes[] = {
		DRIVER_SEND, DRIVER_WRITE, DRIVER_READ, DRIVER_FETCH_ADD};
	struct driver_srq rmp, foreign;
	struct driver_cqe cqe;
	struct xrc w;

	xrc_open(&w, *state);
	assert_int_equal(driver_create_srq(w.d, 4, 6, &rmp), 0);
	xrc_make_srq(&w, w.d->pd, w.other, &w.cq[0], 1, &foreign);
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
		cqe = xrc_request(&w, &wr);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_REMOTE_INVAL);
		xrc_expect_event(&w, INVAL_REQ, w.tgt.number);
		assert_int_equal(w.memory[0], 0x77);
		assert_false(driver_poll(&w.cq[0], &cqe));
		xrc_reconnect(&w);
	}
}

/* A WQE that ends where the SRQ's number should be; UMRs are not for XRC */
static void short_request(void **state)
{
	struct driver_cqe cqe;
	struct xrc w;

	xrc_open(&w, *state);
	for (unsigned int i = 0; i < 2; i++) {
		uint8_t wqe[64] = {0};

		driver_set(wqe, 0, 7, 0, i ? DRIVER_OP_UMR : DRIVER_SEND);
		driver_set(wqe, 4, 31, 0, w.ini.number << 8 | (i ? 4 : 1));
		driver_post_raw(w.d, &w.ini, wqe, sizeof(wqe));
		assert_int_equal(driver_do(w.d, &w.ini, &w.ini_cq, &cqe), 0);
		assert_int_equal(cqe.syndrome, DRIVER_SYND_QP_OP);
		xrc_reconnect(&w);
	}
}

static void invalidation(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND_INVAL};
	struct driver_cqe cqe;
	struct xrc w;

	xrc_open(&w, *state);
	wr.srqn = w.srq[1].number;
	for (unsigned int i = 0; i < 2; i++) {
		const uint32_t key =
			xrc_make_key(&w, i ? w.tgt_pd : w.second_pd);

		wr.imm = key;
		xrc_post(&w, 1, w.keys[1], 0, 8);
		cqe = xrc_request(&w, &wr);
		assert_int_equal(cqe.syndrome,
				 i ? DRIVER_SYND_REMOTE_ACCESS : 0);
		cqe = xrc_received(&w, 1);
		assert_int_equal(cqe.opcode, i ? DRIVER_CQE_RECEIVE_ERROR
					       : DRIVER_CQE_RECEIVE_INV);
		if (!i)
			assert_int_equal(cqe.imm, key);
	}
}

static void nobody_there(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct xrc w;

	xrc_open(&w, *state);
	wr.srqn = w.srq[0].number;
	driver_post_srq(&w.srq[0], NULL, 0);
	assert_int_equal(driver_qp_modify(w.d, &w.tgt, TO_RESET, NULL), 0);
	assert_int_equal(xrc_request(&w, &wr).syndrome, DRIVER_SYND_RETRY);
	xrc_reconnect(&w);
	assert_int_equal(xrc_request(&w, &wr).opcode, DRIVER_CQE_REQUEST);
	assert_int_equal(xrc_received(&w, 0).opcode, DRIVER_CQE_RECEIVE);
}

/* Only the target takes receive WQEs. */
static void last_wqe(void **state)
{
	struct xrc w;

	xrc_open(&w, *state);
	assert_int_equal(driver_qp_modify(w.d, &w.ini, TO_ERR, NULL), 0);
	assert_int_equal(driver_run(w.d), 0);
	assert_null(driver_poll_eq(&w.eq));
	assert_int_equal(driver_qp_modify(w.d, &w.tgt, TO_ERR, NULL), 0);
	assert_int_equal(driver_run(w.d), 0);
	xrc_expect_event(&w, LAST_WQE, w.tgt.number);
	assert_null(driver_poll_eq(&w.eq));
}

/* Stop in a SEND to SRQ 0: page 1 of its @key is absent. Return: token */
static uint64_t stop_midway(struct xrc *w)
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
	xrc_post(w, 0, w->keys[0], PAGE, 2 * PAGE);
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

/* Destroying an SRQ drops its WQE under way, and the message. */
static void srq_goes(void **state)
{
	struct driver_cqe cqe;
	struct xrc w;
	uint64_t token;

	xrc_open(&w, *state);
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
	xrc_expect_event(&w, INVAL_REQ, w.tgt.number);
	assert_false(driver_poll(&w.cq[0], &cqe));
	/* Its queue and domains are free again. */
	assert_int_equal(driver_simple(w.d, 0x401, 0, w.cq[0].number, 0, NULL),
			 0);
}

/* A message to another SRQ arrives while one is under way: out of order. */
static void message_in_a_message(void **state)
{
	struct driver_wr wr = {.opcode = DRIVER_SEND};
	struct driver_cqe cqe;
	struct xrc w;

	xrc_open(&w, *state);
	stop_midway(&w);
	/* The initiator restarts without the target's knowledge. */
	assert_int_equal(driver_qp_modify(w.d, &w.ini, TO_RESET, NULL), 0);
	w.path.remote = w.tgt.number;
	assert_int_equal(driver_qp_ready(w.d, &w.ini, &w.path), 0);
	xrc_post(&w, 1, w.keys[1], 0, 8);
	wr.srqn = w.srq[1].number;
	assert_int_equal(xrc_request(&w, &wr).syndrome,
			 DRIVER_SYND_REMOTE_INVAL);
	xrc_expect_event(&w, INVAL_REQ, w.tgt.number);
	cqe = xrc_received(&w, 0);
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE_ERROR);
	assert_int_equal(cqe.syndrome, DRIVER_SYND_FLUSH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(named_by_number), rig_test(remote_memory),
		rig_test(receive_buffers), rig_test(srqs_that_are_wrong),
		rig_test(short_request),   rig_test(invalidation),
		rig_test(nobody_there),	   rig_test(last_wqe),
		rig_test(srq_goes),	   rig_test(message_in_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
