/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The streams of the 7-series integrated block as PG054 describes them: TLPs to beats of
 * m_axis_rx, beats of s_axis_tx to TLPs.
 */
#ifndef TESTS_RTL_S7_BLOCK_H
#define TESTS_RTL_S7_BLOCK_H

#include <stddef.h>

#include <opentph/tlp.h>

#include "tests/device/support.h"
#include "tests/rtl/s7/bench.h"

#define BLOCK_DWS   ((TLP_MAX_SIZE + 16) / 4)
#define BLOCK_QUEUE 16

/* Faults that come with the end of a TLP, which then has no effect */
enum block_fault {
	BLOCK_GOOD,
	BLOCK_ECRC,    /* rx_ecrc_err */
	BLOCK_SHORT,   /* it ends too early */
	BLOCK_LONG,    /* it ends too late */
	BLOCK_ENDLESS, /* 128 bits: the next begins, and it has not ended */
	BLOCK_LINK,    /* the link goes down */
	BLOCK_FAULTS,
};

/**
 * struct block_tlp - a TLP in the queue of the receive side
 * @dw:		DWs as the stream has them, @n of them
 * @bar:	bits of rx_bar_hit
 * @ep:		poisoned
 * @fault:	how it ends
 */
struct block_tlp {
	uint32_t dw[BLOCK_DWS];
	unsigned int n, bar;
	bool ep;
	enum block_fault fault;
};

/**
 * struct block - both streams
 * @queue:	@count TLPs, from @head on, of which the first has had @sent DWs
 * @held:	there is a beat that has not been taken
 * @down:	clocks until the link comes up again
 * @gap, @stall: of 16 clocks so many have no beat, and no tready, on average
 * @tx:		TLP that is being received, @ntx bytes of it
 * @waited:	the transmitted beat that had to wait
 */
struct block {
	struct rng rng;
	struct block_tlp queue[BLOCK_QUEUE];
	unsigned int head, count, sent;
	bool held;
	unsigned int down, gap, stall;
	uint8_t tx[TLP_MAX_SIZE];
	size_t ntx;
	bool waits;
	struct bench_out waited;
};

/* Return: false: the queue is full */
bool block_push(struct block *block, const uint8_t *bytes, size_t len,
		unsigned int bar, enum block_fault fault);

/* Set the streams' inputs of the next clock. */
void block_drive(struct block *block, struct bench_in *in);

/*
 * Take the outputs of that clock. Return: bytes of the TLP in @block->tx if it has ended,
 * else 0; -1 the streams' rules are broken
 */
long block_sample(struct block *block, const struct bench_in *in,
		  const struct bench_out *out);

#endif /* TESTS_RTL_S7_BLOCK_H */
