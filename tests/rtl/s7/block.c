// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/s7/block.h"

/* m_axis_rx_tuser */
#define USER_ECRC_ERR 0x1u
#define USER_ERR_FWD  0x2u
#define USER_BAR      2
#define USER_SOF      0x4000u
#define USER_SOF_HALF 0x2000u
#define USER_EOF      0x200000u
#define USER_EOF_DW   19

/* Return: @fault, or an ECRC error if a TLP of @n DWs cannot have it */
static enum block_fault possible(enum block_fault fault, unsigned int n)
{
	/* It has a header; only SOF ends an endless one */
	if ((fault == BLOCK_SHORT && n < 4) ||
	    (fault == BLOCK_LINK && n <= bench_lanes) ||
	    (fault == BLOCK_ENDLESS && bench_lanes == 2))
		return BLOCK_ECRC;
	return fault;
}

bool block_push(struct block *block, const uint8_t *bytes, size_t len,
		unsigned int bar, enum block_fault fault)
{
	const unsigned int at = (block->head + block->count) % BLOCK_QUEUE;
	struct block_tlp *tlp = &block->queue[at];
	unsigned int n = len / 4;

	if (block->count == BLOCK_QUEUE)
		return false;
	for (unsigned int i = 0; i < n; i++)
		tlp->dw[i] = (uint32_t)bytes[4 * i] << 24 |
			     bytes[4 * i + 1] << 16 | bytes[4 * i + 2] << 8 |
			     bytes[4 * i + 3];
	fault = possible(fault, n);
	if (fault == BLOCK_SHORT)
		n -= 1 + rng_below(&block->rng, n - 3);
	if (fault == BLOCK_LONG)
		for (unsigned int i = rng_below(&block->rng, 3) + 1; i; i--)
			tlp->dw[n++] = (uint32_t)rng_next(&block->rng);
	tlp->n = n;
	tlp->bar = bar;
	tlp->ep = bytes[2] >> 6 & 1;
	tlp->fault = fault;
	block->count++;
	return true;
}

static void next(struct block *block)
{
	block->head = (block->head + 1) % BLOCK_QUEUE;
	block->count--;
	block->sent = 0;
}

/* Put DWs of the first TLP from lane @lane on. Return: lane after them */
static unsigned int fill(struct block *block, struct bench_in *in,
			 unsigned int lane)
{
	struct block_tlp *tlp = &block->queue[block->head];

	if (!block->sent) {
		in->rx_user &= ~(USER_SOF_HALF | 0xffu << USER_BAR);
		in->rx_user |= USER_SOF | (lane ? USER_SOF_HALF : 0) |
			       tlp->bar << USER_BAR;
	} else if (!lane) {
		in->rx_user &= ~(0xffu << USER_BAR);
		in->rx_user |= tlp->bar << USER_BAR;
	}
	if (tlp->ep)
		in->rx_user |= USER_ERR_FWD;
	while (lane < bench_lanes && block->sent < tlp->n)
		in->rx_data[lane++] = tlp->dw[block->sent++];
	return lane;
}

/* Beat of 64 bits */
static void narrow_beat(struct block *block, struct bench_in *in)
{
	const struct block_tlp *tlp = &block->queue[block->head];
	const unsigned int end = fill(block, in, 0);

	in->rx_user &= USER_ERR_FWD | 0xffu << USER_BAR;
	in->rx_last = block->sent == tlp->n;
	in->rx_keep = end == 1 ? 0x0f : 0xff;
	if (!in->rx_last)
		return;
	if (tlp->fault == BLOCK_ECRC)
		in->rx_user |= USER_ECRC_ERR;
	next(block);
}

/* Beat of 128 bits: the next TLP may begin in its upper half */
static void wide_beat(struct block *block, struct bench_in *in)
{
	const struct block_tlp *tlp = &block->queue[block->head];
	const unsigned int end = fill(block, in, 0);

	if (block->sent < tlp->n)
		return;
	if (tlp->fault != BLOCK_ENDLESS)
		in->rx_user |= USER_EOF | (end - 1) << USER_EOF_DW | 0x60000;
	if (tlp->fault == BLOCK_ECRC)
		in->rx_user |= USER_ECRC_ERR;
	next(block);
	/* An endless one is noticed by the begin of the next in a beat of its own */
	if (end <= 2 && block->count && tlp->fault != BLOCK_ENDLESS &&
	    rng_below(&block->rng, 8))
		fill(block, in, 2);
}

/* The first TLP loses its link after some DWs: the rest never comes */
static void lose_link(struct block *block)
{
	block->down = 1 + rng_below(&block->rng, 4);
	next(block);
}

static void make_beat(struct block *block, struct bench_in *in)
{
	const struct block_tlp *tlp = &block->queue[block->head];

	/* Lanes without data, and signals without a meaning, have any value */
	for (unsigned int i = 0; i < bench_lanes; i++)
		in->rx_data[i] = (uint32_t)rng_next(&block->rng);
	in->rx_keep = (uint16_t)rng_next(&block->rng);
	in->rx_last = rng_below(&block->rng, 2);
	in->rx_user = 0;
	if (tlp->fault == BLOCK_LINK && block->sent &&
	    (block->sent + 2 * bench_lanes > tlp->n ||
	     !rng_below(&block->rng, 4))) {
		lose_link(block);
		return;
	}
	block->held = true;
	if (bench_lanes == 2)
		narrow_beat(block, in);
	else
		wide_beat(block, in);
}

void block_drive(struct block *block, struct bench_in *in)
{
	if (block->down)
		block->down--;
	else if (!block->held && block->count &&
		 rng_below(&block->rng, 16) >= block->gap)
		make_beat(block, in);
	in->link_up = !block->down;
	in->rx_valid = block->held;
	in->tx_ready = rng_below(&block->rng, 16) >= block->stall;
}

/* A beat that waits stays as it is. Return: true if so */
static bool steady(const struct block *block, const struct bench_out *out)
{
	const struct bench_out *old = &block->waited;

	return !block->waits ||
	       (out->tx_valid && out->tx_last == old->tx_last &&
		out->tx_keep == old->tx_keep &&
		!memcmp(out->tx_data, old->tx_data, bench_lanes * 4));
}

long block_sample(struct block *block, const struct bench_in *in,
		  const struct bench_out *out)
{
	const uint16_t all = (1u << 4 * bench_lanes) - 1;
	long len;

	if (in->rx_valid && out->rx_ready)
		block->held = false;
	if (!steady(block, out))
		return -1;
	block->waits = out->tx_valid && !in->tx_ready;
	block->waited = *out;
	if (!out->tx_valid || !in->tx_ready)
		return 0;
	if (!out->tx_keep || (!out->tx_last && out->tx_keep != all))
		return -1;
	for (unsigned int lane = 0; lane < bench_lanes; lane++) {
		const uint16_t keep = out->tx_keep >> 4 * lane & 0xf;
		const uint32_t dw = htobe32(out->tx_data[lane]);

		/* Whole DWs, without a hole */
		if (keep ? keep != 0xf : out->tx_keep >> 4 * lane)
			return -1;
		if (!keep || block->ntx + 4 > sizeof(block->tx))
			break;
		memcpy(block->tx + block->ntx, &dw, 4);
		block->ntx += 4;
	}
	if (!out->tx_last)
		return 0;
	len = block->ntx;
	block->ntx = 0;
	return len;
}
