// SPDX-License-Identifier: BSD-3-Clause
/*
 * Reliable connections: after any sequence of operations of any size between
 * regions of any page size, memory matches a plain model.
 */
#include "tests/device/connectx/rig.h"

#define ROUNDS 150
#define LEN    200000u
#define SGES   4u

struct world {
	struct rig *rig;
	struct region local, remote;
};

static void world_init(struct world *w, struct rig *rig)
{
	const unsigned int local = 12 + rng_below(&rig->rng, 7);
	const unsigned int remote = 12 + rng_below(&rig->rng, 7);

	w->rig = rig;
	region_init(rig, &w->local,
		    0x7f0000000000ull + rng_below(&rig->rng, 1u << 18), LEN,
		    local);
	region_init(rig, &w->remote, 0x100000 + rng_below(&rig->rng, 1u << 18),
		    LEN, remote);
	region_create(rig, &w->local, DRIVER_LOCAL_READ | DRIVER_LOCAL_WRITE);
	region_create(rig, &w->remote, DRIVER_ALL);
}

static void world_check(struct world *w)
{
	region_check(w->rig, &w->local);
	region_check(w->rig, &w->remote);
}

static void world_free(struct world *w)
{
	region_free(&w->local);
	region_free(&w->remote);
}

/* Mostly small, sometimes large, and all sizes near the packet size */
static uint32_t size(struct rng *rng)
{
	switch (rng_below(rng, 4)) {
	case 0:
		return rng_below(rng, 70);
	case 1:
		return 4096 * rng_below(rng, 17) + rng_below(rng, 5);
	case 2:
		return 4096 * (1 + rng_below(rng, 16)) - rng_below(rng, 5);
	default:
		return rng_below(rng, LEN / SGES);
	}
}

/* A list of @n disjoint pieces of @region; offsets in @at */
static uint32_t pieces(struct rng *rng, const struct region *region,
		       struct driver_sge *sg, uint32_t *at, unsigned int n)
{
	uint32_t sum = 0;

	for (unsigned int i = 0; i < n; i++) {
		uint32_t len = size(rng);

		if (len > LEN / SGES)
			len = LEN / SGES;
		/* In a descriptor 0 would mean 2 GiB */
		len += !len;
		at[i] = LEN / SGES * i + rng_below(rng, LEN / SGES - len + 1);
		sg[i] = (struct driver_sge){
			.addr = region->va + at[i],
			.len = len,
			.key = region->key,
		};
		sum += len;
	}
	return sum;
}

/* Model: @list of @local against one run of bytes */
static void gather(const struct region *local, const struct driver_sge *sg,
		   const uint32_t *at, unsigned int n, uint8_t *to)
{
	for (unsigned int i = 0; i < n; i++) {
		memcpy(to, local->model + at[i], sg[i].len);
		to += sg[i].len;
	}
}

static void scatter(struct region *local, const struct driver_sge *sg,
		    const uint32_t *at, unsigned int n, const uint8_t *from,
		    uint32_t len)
{
	for (unsigned int i = 0; i < n && len; i++) {
		const uint32_t part = sg[i].len < len ? sg[i].len : len;

		memcpy(local->model + at[i], from, part);
		from += part;
		len -= part;
	}
}

static void write_or_read(struct world *w, enum driver_opcode opcode)
{
	struct rng *rng = &w->rig->rng;
	struct driver_sge sg[SGES];
	uint32_t at[SGES];
	const unsigned int n = 1 + rng_below(rng, SGES);
	const uint32_t len = pieces(rng, &w->local, sg, at, n);
	const uint32_t to = rng_below(rng, LEN - len + 1);
	const struct driver_wr wr = {
		.opcode = opcode,
		.remote = w->remote.va + to,
		.rkey = w->remote.key,
		.sg = sg,
		.n = n,
	};

	rig_do(w->rig, &w->rig->a, &wr);
	if (opcode == DRIVER_READ)
		scatter(&w->local, sg, at, n, w->remote.model + to, len);
	else
		gather(&w->local, sg, at, n, w->remote.model + to);
}

/* With immediate data: a receive WQE, whose memory is not used */
static void write_imm(struct world *w)
{
	const uint32_t imm = (uint32_t)rng_next(&w->rig->rng);
	const uint32_t len = 1 + rng_below(&w->rig->rng, 30000);
	const struct driver_sge sg = {w->local.va + 5, len, w->local.key};
	const struct driver_wr wr = {
		.opcode = DRIVER_WRITE_IMM,
		.imm = imm,
		.remote = w->remote.va + 77,
		.rkey = w->remote.key,
		.sg = &sg,
		.n = 1,
	};
	struct driver_cqe cqe;

	driver_post_receive(&w->rig->b, NULL, 0);
	rig_do(w->rig, &w->rig->a, &wr);
	assert_true(driver_poll(&w->rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_WRITE_IMM);
	assert_int_equal(cqe.imm, imm);
	assert_int_equal(cqe.bytes, len);
	assert_int_equal(cqe.qpn, w->rig->b.number);
	memcpy(w->remote.model + 77, w->local.model + 5, len);
}

static void send(struct world *w, bool immediate)
{
	struct rng *rng = &w->rig->rng;
	struct driver_sge from[SGES], to[SGES];
	uint32_t from_at[SGES], to_at[SGES];
	const unsigned int nto = 1 + rng_below(rng, SGES - 1);
	const uint32_t room = pieces(rng, &w->remote, to, to_at, nto);
	uint32_t len = pieces(rng, &w->local, from, from_at, 1);
	const uint16_t slot = (uint16_t)w->rig->b.rq_tail;
	struct driver_wr wr = {
		.opcode = immediate ? DRIVER_SEND_IMM : DRIVER_SEND,
		.imm = 0xfeedf00d,
		.sg = from,
		.n = 1,
	};
	static uint8_t data[LEN];
	struct driver_cqe cqe;

	if (len > room)
		len = from[0].len = room;
	driver_post_receive(&w->rig->b, to, nto);
	rig_do(w->rig, &w->rig->a, &wr);
	assert_true(driver_poll(&w->rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, immediate ? DRIVER_CQE_RECEIVE_IMM
					       : DRIVER_CQE_RECEIVE);
	assert_int_equal(cqe.bytes, len);
	assert_int_equal(cqe.index, slot);
	assert_int_equal(cqe.qpn, w->rig->b.number);
	if (immediate)
		assert_int_equal(cqe.imm, 0xfeedf00d);
	gather(&w->local, from, from_at, 1, data);
	scatter(&w->remote, to, to_at, nto, data, len);
}

/* Operands are in the host's byte order */
static void atomic(struct world *w, bool swap)
{
	struct rng *rng = &w->rig->rng;
	/* Aligned at the remote side, whose region starts anywhere */
	const uint32_t from =
		(uint32_t)(-w->remote.va & 7) + 8 * rng_below(rng, 1000);
	const uint32_t to = rng_below(rng, LEN - 8);
	const struct driver_sge sg = {w->local.va + to, 8, w->local.key};
	uint64_t old, new;
	struct driver_wr wr = {
		.opcode = swap ? DRIVER_CMP_SWAP : DRIVER_FETCH_ADD,
		.remote = w->remote.va + from,
		.rkey = w->remote.key,
		.sg = &sg,
		.n = 1,
		.swap = rng_next(rng),
	};

	memcpy(&old, w->remote.model + from, 8);
	wr.compare = rng_below(rng, 2) ? old : rng_next(rng);
	if (!swap)
		new = old + wr.swap;
	else
		new = old == wr.compare ? wr.swap : old;
	rig_do(w->rig, &w->rig->a, &wr);
	memcpy(w->remote.model + from, &new, 8);
	memcpy(w->local.model + to, &old, 8);
}

static void inline_write(struct world *w)
{
	const uint32_t len = 1 + rng_below(&w->rig->rng, 400);
	const uint32_t to = rng_below(&w->rig->rng, LEN - len);
	uint8_t data[400];
	const struct driver_wr wr = {
		.opcode = DRIVER_WRITE,
		.remote = w->remote.va + to,
		.rkey = w->remote.key,
		.inline_data = data,
		.inline_len = len,
	};

	for (uint32_t i = 0; i < len; i++)
		data[i] = (uint8_t)rng_next(&w->rig->rng);
	rig_do(w->rig, &w->rig->a, &wr);
	memcpy(w->remote.model + to, data, len);
}

static void any_sequence(void **state)
{
	struct world w;

	for (unsigned int i = 0; i < 3; i++) {
		world_init(&w, *state);
		for (unsigned int round = 0; round < ROUNDS; round++) {
			switch (rng_below(&w.rig->rng, 8)) {
			case 0:
			case 1:
				write_or_read(&w, DRIVER_WRITE);
				break;
			case 2:
				write_or_read(&w, DRIVER_READ);
				break;
			case 3:
				send(&w, false);
				break;
			case 4:
				send(&w, true);
				break;
			case 5:
				write_imm(&w);
				break;
			case 6:
				atomic(&w, rng_below(&w.rig->rng, 2));
				break;
			default:
				inline_write(&w);
			}
			if (round % 10 == 9)
				world_check(&w);
		}
		world_free(&w);
	}
}

/* An empty request is valid */
static void no_bytes(void **state)
{
	struct rig *rig = *state;
	const struct driver_wr wr = {.opcode = DRIVER_WRITE};
	const struct driver_wr send = {.opcode = DRIVER_SEND};
	struct driver_cqe cqe;

	rig_do(rig, &rig->a, &wr);
	driver_post_receive(&rig->b, NULL, 0);
	rig_do(rig, &rig->a, &send);
	assert_true(driver_poll(&rig->cq_b, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_RECEIVE);
	assert_int_equal(cqe.bytes, 0);
}

/*
 * Windows of many WQEs with one doorbell, only the last of each signaled; both
 * directions at once. The ring wraps within WQEs.
 */
static void windows(void **state)
{
	struct rig *rig = *state;
	struct region x, y;
	struct driver_cqe cqe;

	region_init(rig, &x, 0x10000, 1 << 16, 12);
	region_init(rig, &y, 0x90000, 1 << 16, 13);
	region_create(rig, &x, DRIVER_ALL);
	region_create(rig, &y, DRIVER_ALL);
	for (unsigned int round = 0; round < 40; round++) {
		const unsigned int n = 1 + rng_below(&rig->rng, 20);

		for (unsigned int i = 0; i < n; i++) {
			const uint32_t len = 1 + rng_below(&rig->rng, 9000);
			const uint32_t at = rng_below(&rig->rng, 1 << 15);
			const uint32_t half = 1u << 14;
			/* Up to three units of the ring */
			struct driver_sge sg[8] = {{0}};
			struct driver_wr wr = {
				.opcode = DRIVER_WRITE,
				.flags = i + 1 == n ? DRIVER_SIGNALED : 0,
				.remote = y.va + at,
				.rkey = y.key,
				.sg = sg,
				.n = 1 + rng_below(&rig->rng, 8),
			};
			uint32_t sum = 0;

			for (unsigned int s = 0; s < wr.n; s++) {
				const uint32_t from =
					rng_below(&rig->rng, half);

				sg[s].addr = x.va + from;
				sg[s].key = x.key;
				sg[s].len = 1 + len / 8;
				memcpy(y.model + at + sum, x.model + from,
				       sg[s].len);
				sum += sg[s].len;
			}
			driver_post(rig->d, &rig->a, &wr);
		}
		assert_int_equal(driver_do(rig->d, &rig->a, &rig->cq_a, &cqe),
				 0);
		assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
		region_check(rig, &y);
	}
	region_free(&x);
	region_free(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(any_sequence),
		rig_test(no_bytes),
		rig_test(windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
