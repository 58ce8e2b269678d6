// SPDX-License-Identifier: BSD-3-Clause
/*
 * The work of a turn if data are in pieces: each counts as 512 of its 64 KiB,
 * so that pieces of a byte do not make a turn five hundred times as long. The
 * test counts pieces and turns, and measures no time.
 */
#include <stdlib.h>

#include "tests/device/connectx/rig.h"
#include "device/connectx/object/mkey.h"

#define LEN	    4096u /* of messages, and number of pieces */
#define TURN_PIECES 128u  /* 64 KiB / 512 */
#define GRH	    40u
#define QKEY	    0x11111111u /* of driver_path_default */
#define ENTRIES	    65536u	/* log_max_klm_list_size */

/* Contiguous memory, a key to it, and a key with an entry for each byte */
struct memory {
	uint8_t *at;
	uint64_t addr;
	uint32_t whole, bytes;
};

/* A KLM key with an entry for each byte of @key */
static uint32_t key_of_bytes(struct rig *rig, uint32_t key, uint64_t addr,
			     uint32_t len)
{
	struct driver_mkey mkey = {
		.mode = DRIVER_KLM,
		.pd = rig->d->pd,
		.access = DRIVER_ALL,
		.start = addr,
		.len = len,
		.umr_en = true,
		.octwords = len,
	};
	struct driver_umr umr = {
		.octwords = len,
		.list = {.len = len * 16, .key = rig->pa},
	};
	uint8_t *list = driver_alloc(rig->d, len * 16, 64, &umr.list.addr);

	assert_non_null(list);
	for (uint32_t i = 0; i < len; i++) {
		driver_set(list, 16 * i, 31, 0, 1);
		driver_set(list, 16 * i + 4, 31, 0, key);
		driver_set64(list, 16 * i + 8, addr + i);
	}
	assert_int_equal(driver_create_mkey(rig->d, &mkey, &umr.key), 0);
	assert_int_equal(rig_umr(rig, &umr), 0);
	return umr.key;
}

static void memory_init(struct rig *rig, struct memory *m, uint8_t value)
{
	m->at = driver_alloc(rig->d, LEN, LEN, &m->addr);
	assert_non_null(m->at);
	memset(m->at, value, LEN);
	assert_int_equal(
		driver_reg(rig->d, m->addr, LEN, DRIVER_ALL, &m->whole), 0);
	m->bytes = key_of_bytes(rig, m->whole, m->addr, LEN);
}

static unsigned int arrived(const struct memory *m)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < LEN; i++)
		n += m->at[i] != 0;
	return n;
}

/*
 * Post @wr on @qp: all bytes arrive, never more than @most at a time. Return:
 * number of steps.
 */
static unsigned int count_turns(struct rig *rig, struct driver_qp *qp,
				const struct driver_wr *wr, struct memory *to,
				unsigned int most)
{
	unsigned int before = 0, turns = 0;
	struct driver_cqe cqe;
	int ret;

	memset(to->at, 0, LEN);
	driver_post(rig->d, qp, wr);
	driver_kick(rig->d, qp);
	do {
		unsigned int now;

		ret = host_run(rig->d->host, 1);
		now = arrived(to);
		assert_in_range(now - before, 0, most);
		turns += now != before;
		before = now;
	} while (ret);
	assert_int_equal(before, LEN);
	assert_true(driver_poll(rig_cq(rig, qp), &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
	return turns;
}

/* Either side may be in pieces, over any number of levels. */
static void messages(void **state)
{
	struct rig *rig = *state;
	struct memory a, b;
	uint32_t second, third;

	memory_init(rig, &a, 0xaa);
	memory_init(rig, &b, 0xbb);
	second = key_of_bytes(rig, b.bytes, b.addr, LEN);
	third = key_of_bytes(rig, second, b.addr, LEN);
	const struct {
		enum driver_opcode opcode;
		uint32_t here, there;
		unsigned int most;
	} rows[] = {
		{DRIVER_WRITE, a.whole, b.whole, LEN},
		{DRIVER_WRITE, a.whole, b.bytes, TURN_PIECES},
		{DRIVER_WRITE, a.bytes, b.whole, TURN_PIECES},
		{DRIVER_WRITE, a.bytes, b.bytes, TURN_PIECES},
		{DRIVER_WRITE, a.whole, third, TURN_PIECES},
		{DRIVER_READ, a.whole, b.bytes, TURN_PIECES},
		{DRIVER_READ, a.bytes, b.whole, TURN_PIECES},
		{DRIVER_SEND, a.bytes, b.whole, TURN_PIECES},
		{DRIVER_SEND, a.whole, b.bytes, TURN_PIECES},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const bool reads = rows[i].opcode == DRIVER_READ;
		const struct driver_sge here = {a.addr, LEN, rows[i].here};
		const struct driver_sge there = {b.addr, LEN, rows[i].there};
		const struct driver_wr wr = {
			.opcode = rows[i].opcode,
			.flags = DRIVER_SIGNALED,
			.sg = &here,
			.n = 1,
			.remote = b.addr,
			.rkey = rows[i].there,
		};

		if (rows[i].opcode == DRIVER_SEND)
			driver_post_receive(&rig->b, &there, 1);
		memset(a.at, 0xaa, LEN);
		memset(b.at, 0xbb, LEN);
		assert_int_equal(count_turns(rig, &rig->a, &wr, reads ? &a : &b,
					     rows[i].most),
				 LEN / rows[i].most);
	}
}

/* Done as a whole, which ends the turn. Return: the largest step */
static unsigned int most_completions(struct rig *rig, struct driver_cq *cq,
				     unsigned int n)
{
	unsigned int most = 0;
	struct driver_cqe cqe;
	int ret;

	do {
		unsigned int now = 0;

		ret = host_run(rig->d->host, 1);
		while (driver_poll(cq, &cqe)) {
			assert_int_equal(cqe.syndrome, 0);
			now++;
			n--;
		}
		most = now > most ? now : most;
	} while (ret);
	assert_int_equal(n, 0);
	return most;
}

static unsigned int most_datagrams(struct rig *rig, const struct memory *from,
				   uint32_t from_key, const struct memory *to,
				   uint32_t to_key)
{
	const struct driver_qp_attr attr = {.type = DRIVER_UD,
					    .scq = &rig->cq_b};
	const struct driver_sge source = {from->addr, 1000, from_key};
	const struct driver_sge sink = {to->addr, 1000 + GRH, to_key};
	struct driver_wr wr = {
		.opcode = DRIVER_SEND,
		.sg = &source,
		.n = 1,
		.qkey = QKEY,
	};
	struct driver_qp qp;

	assert_int_equal(driver_create_qp(rig->d, &attr, &qp), 0);
	assert_int_equal(driver_qp_ready(rig->d, &qp, NULL), 0);
	wr.dqpn = qp.number;
	for (unsigned int i = 0; i < 4; i++) {
		driver_post_receive(&qp, &sink, 1);
		driver_post(rig->d, &qp, &wr);
	}
	driver_kick(rig->d, &qp);
	return most_completions(rig, &rig->cq_b, 4);
}

static void datagrams(void **state)
{
	struct rig *rig = *state;
	struct memory a, b;

	memory_init(rig, &a, 0xaa);
	memory_init(rig, &b, 0xbb);
	assert_int_equal(most_datagrams(rig, &a, a.whole, &b, b.whole), 4);
	assert_int_equal(most_datagrams(rig, &a, a.bytes, &b, b.whole), 1);
	assert_int_equal(most_datagrams(rig, &a, a.whole, &b, b.bytes), 1);
}

/* Lists that lie in pieces of a byte */
static void lists(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = d->pd,
		.octwords = 64,
		.log_page_size = 12,
		.umr_en = true,
	};
	struct driver_umr umr = {.octwords = 64, .list = {.len = 64 * 16}};
	struct memory m;

	memory_init(rig, &m, 0);
	umr.list.addr = m.addr;
	assert_int_equal(driver_create_mkey(d, &mkey, &umr.key), 0);
	for (unsigned int bytes = 0; bytes < 2; bytes++) {
		umr.list.key = bytes ? m.bytes : m.whole;
		for (unsigned int i = 0; i < 4; i++)
			driver_post_umr(d, &rig->umr, &umr);
		driver_kick(d, &rig->umr);
		assert_int_equal(most_completions(rig, &rig->umr_cq, 4),
				 bytes ? 1 : 4);
	}
}

/* Replacing an entry of a long list does not sum all later entries. */
static void long_list(void **state)
{
	struct cx_mkey mkey = {
		.mode = CX_MODE_KLM,
		.octwords = ENTRIES,
		.entries = calloc(ENTRIES, 16),
		.sums = calloc(ENTRIES, sizeof(uint64_t)),
	};
	uint64_t *before = malloc(ENTRIES * sizeof(uint64_t));
	uint8_t entry[16] = {0};

	assert_non_null(before);
	for (unsigned int round = 1; round < 3; round++)
		for (unsigned int i = 0; i < ENTRIES; i += 4095) {
			unsigned int changed = 0;

			memcpy(before, mkey.sums, ENTRIES * sizeof(uint64_t));
			driver_set(entry, 0, 31, 0, round);
			assert_int_equal(cx_mkey_load(&mkey, i, entry, 1), 0);
			for (unsigned int j = 0; j < ENTRIES; j++)
				changed += mkey.sums[j] != before[j];
			assert_in_range(changed, 1, 17);
		}
	free(before);
	free(mkey.entries);
	free(mkey.sums);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(messages),
		rig_test(datagrams),
		rig_test(lists),
		cmocka_unit_test(long_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
