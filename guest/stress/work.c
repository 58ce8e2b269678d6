// SPDX-License-Identifier: BSD-3-Clause
/* Requests and their expected results */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest/stress/stress.h"

#define FILLER 0x5c

/* IDs of work requests: slot, channel, whether it is a receive */
#define RECEIVE (1ull << 63)

static const enum ibv_wr_opcode opcodes[KINDS] = {
	[WRITE] = IBV_WR_RDMA_WRITE,
	[READ] = IBV_WR_RDMA_READ,
	[SEND] = IBV_WR_SEND,
	[WRITE_IMM] = IBV_WR_RDMA_WRITE_WITH_IMM,
	[FETCH_ADD] = IBV_WR_ATOMIC_FETCH_AND_ADD,
	[CMP_SWAP] = IBV_WR_ATOMIC_CMP_AND_SWP,
};

static uint64_t next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

static uint32_t below(uint64_t *state, uint32_t n)
{
	return (uint32_t)((next(state) >> 32) % n);
}

/* Bytes that depend on their place and on the request */
static void fill(uint8_t *to, uint32_t len, uint64_t seed)
{
	uint64_t word;
	uint32_t at = 0;

	for (; at + 8 <= len; at += 8) {
		word = next(&seed);
		memcpy(to + at, &word, 8);
	}
	word = next(&seed);
	memcpy(to + at, &word, len - at);
}

static bool is_filler(const uint8_t *p, uint32_t len)
{
	return !len || (*p == FILLER && !memcmp(p, p + 1, len - 1));
}

/* Both ends of a slot: data at one, nothing yet at the other */
static void prepare(const struct slot *slot, uint8_t *from, uint8_t *to)
{
	memset(to, FILLER, SLOT_SIZE);
	fill(from + slot->offset, slot->len, slot->seed);
}

/* Return: 0; -EBADMSG after a message */
static int compare(const struct slot *slot, const uint8_t *to)
{
	static uint8_t wanted[DATA_MAX];
	const uint32_t end = slot->offset + slot->len;
	uint32_t at = 0;

	fill(wanted, slot->len, slot->seed);
	if (!memcmp(wanted, to + slot->offset, slot->len) &&
	    is_filler(to, slot->offset) && is_filler(to + end, SLOT_SIZE - end))
		return 0;
	while (at < slot->len && wanted[at] == to[slot->offset + at])
		at++;
	fprintf(stderr,
		"stress: kind %d of %u bytes at %#x: %s is wrong (byte %u)\n",
		slot->kind, slot->len, slot->offset,
		at < slot->len ? "the data" : "the memory around the data", at);
	return -EBADMSG;
}

static bool takes_receive(enum kind kind)
{
	return kind == SEND || kind == WRITE_IMM;
}

static bool is_atomic(enum kind kind)
{
	return kind == FETCH_ADD || kind == CMP_SWAP;
}

/* Mostly some KiB; small ones and whole ones too */
static void choose(const struct stress *s, struct channel *c, struct slot *slot)
{
	const uint32_t kinds = verbs_atomics(s->verbs) ? KINDS : FETCH_ADD;

	slot->kind = (enum kind)below(&c->random, kinds);
	switch (below(&c->random, 4)) {
	case 0:
		slot->len = 1 + below(&c->random, 64);
		break;
	case 1:
		slot->len = 1 + below(&c->random, DATA_MAX);
		break;
	default:
		slot->len = 1 + below(&c->random, 8192);
	}
	if (is_atomic(slot->kind))
		slot->len = 8;
	slot->offset = below(&c->random, SLOT_SIZE - slot->len + 1);
	slot->seed = next(&c->random);
}

/* The receive is the peer's; its memory is the slot's other end */
static int post_receive(struct channel *c, unsigned int n)
{
	const struct slot *slot = &c->slots[n];
	const uint64_t at = (uint64_t)n * SLOT_SIZE + slot->offset;
	struct ibv_sge sg = {
		.addr = c->remote_region.base + at,
		.length = slot->len,
		.lkey = c->remote_region.mr->lkey,
	};
	struct ibv_recv_wr wr =
				   {
					   .wr_id = RECEIVE |
						    (uint64_t)(uintptr_t)c,
					   .sg_list = &sg,
					   .num_sge = slot->kind == SEND,
				   },
			   *bad;

	c->order[c->sent++ % SLOTS] = (uint8_t)n;
	return ibv_post_recv(c->peer->qp, &wr, &bad);
}

/* Value of the word once all posted atomics are done */
static void set_atomic(struct channel *c, struct slot *slot,
		       struct ibv_send_wr *wr)
{
	wr->wr.atomic.remote_addr = (uintptr_t)c->word;
	wr->wr.atomic.rkey = c->atomic->rkey;
	slot->expected = c->counter;
	if (slot->kind == FETCH_ADD) {
		wr->wr.atomic.compare_add = next(&c->random);
		c->counter += wr->wr.atomic.compare_add;
		return;
	}
	wr->wr.atomic.compare_add =
		below(&c->random, 2) ? c->counter : next(&c->random);
	wr->wr.atomic.swap = next(&c->random);
	if (wr->wr.atomic.compare_add == c->counter)
		c->counter = wr->wr.atomic.swap;
}

static int post(struct stress *s, struct channel *c, unsigned int n)
{
	struct slot *slot = &c->slots[n];
	const uint64_t base = (uint64_t)n * SLOT_SIZE;
	struct ibv_sge sg[2];
	struct ibv_send_wr wr =
				   {
					   .wr_id = (uint64_t)(uintptr_t)slot,
					   .sg_list = sg,
					   .num_sge = 1,
				   },
			   *bad;
	uint32_t first;
	int ret = 0;

	choose(s, c, slot);
	slot->busy = true;
	slot->waits = 1 + takes_receive(slot->kind);
	wr.opcode = opcodes[slot->kind];
	wr.imm_data = htonl(n);
	if (slot->kind == READ)
		prepare(slot, c->remote + base, c->local + base);
	else
		prepare(slot, c->local + base, c->remote + base);
	/* In two pieces if the data can be split */
	first = is_atomic(slot->kind) || slot->len < 2
			? slot->len
			: 1 + below(&c->random, slot->len - 1);
	for (unsigned int i = 0; i < 2; i++)
		sg[i] = (struct ibv_sge){
			.addr = c->local_region.base + base + slot->offset +
				(i ? first : 0),
			.length = i ? slot->len - first : first,
			.lkey = c->local_region.mr->lkey,
		};
	wr.num_sge = 1 + (slot->len > first);
	if (is_atomic(slot->kind)) {
		set_atomic(c, slot, &wr);
	} else {
		wr.wr.rdma.remote_addr =
			c->remote_region.base + base + slot->offset;
		wr.wr.rdma.rkey = c->remote_region.mr->rkey;
	}
	if (takes_receive(slot->kind))
		ret = post_receive(c, n);
	if (!ret)
		ret = ibv_post_send(c->qp, &wr, &bad);
	if (ret)
		fprintf(stderr, "stress: posting failed: %s\n", strerror(ret));
	return -ret;
}

int stress_post(struct stress *s)
{
	int ret = 0;

	for (unsigned int i = 0; i < s->n * SLOTS && !ret; i++) {
		struct channel *c = &s->channels[i / SLOTS];

		if (!c->slots[i % SLOTS].busy)
			ret = post(s, c, i % SLOTS);
	}
	return ret;
}

/* All completions of the slot have arrived. Return: 0; -EBADMSG */
static int finish(struct stress *s, struct channel *c, struct slot *slot)
{
	const size_t base = (size_t)(slot - c->slots) * SLOT_SIZE;
	uint64_t brought;

	slot->busy = false;
	s->ops[slot->kind]++;
	s->bytes += slot->len;
	if (slot->kind == READ)
		return compare(slot, c->local + base);
	if (!is_atomic(slot->kind))
		return compare(slot, c->remote + base);
	memcpy(&brought, c->local + base + slot->offset, sizeof(brought));
	if (brought == slot->expected)
		return 0;
	fprintf(stderr, "stress: an atomic returned %#llx, expected %#llx\n",
		(unsigned long long)brought,
		(unsigned long long)slot->expected);
	return -EBADMSG;
}

/* Receives complete in order; the immediate of WRITE_IMM is the slot */
static struct slot *received(struct channel *c, const struct ibv_wc *wc)
{
	const unsigned int n = c->order[c->received++ % SLOTS];
	struct slot *slot = &c->slots[n];
	const bool imm = wc->opcode == IBV_WC_RECV_RDMA_WITH_IMM;

	if (!slot->busy || imm != (slot->kind == WRITE_IMM) ||
	    (imm && ntohl(wc->imm_data) != n) || wc->byte_len != slot->len)
		return NULL;
	return slot;
}

static struct channel *channel_of(struct stress *s, const struct slot *slot)
{
	for (unsigned int i = 0; i < s->n; i++)
		if (slot >= s->channels[i].slots &&
		    slot < s->channels[i].slots + SLOTS)
			return &s->channels[i];
	return NULL;
}

int stress_complete(struct stress *s)
{
	struct channel *c;
	struct slot *slot;
	struct ibv_wc wc;
	int ret = ibv_poll_cq(s->cq, 1, &wc);

	if (!ret)
		return 0;
	if (ret < 0 || wc.status != IBV_WC_SUCCESS) {
		fprintf(stderr, "stress: a completion failed: %s\n",
			ret < 0 ? "nothing" : ibv_wc_status_str(wc.status));
		return -EREMOTEIO;
	}
	if (wc.wr_id & RECEIVE) {
		c = (struct channel *)(uintptr_t)(wc.wr_id & ~RECEIVE);
		slot = received(c, &wc);
	} else {
		slot = (struct slot *)(uintptr_t)wc.wr_id;
		c = channel_of(s, slot);
	}
	if (!c || !slot || !slot->waits) {
		fprintf(stderr, "stress: a completion without a request\n");
		return -EBADMSG;
	}
	if (--slot->waits)
		return 1;
	ret = finish(s, c, slot);
	return ret ? ret : 1;
}
