// SPDX-License-Identifier: BSD-3-Clause
/*
 * rtl/pcie/tlp_fifo.sv: packets come out whole and in order, unless they are aborted or
 * longer than the FIFO; it never loses others and never stands still.
 */
#include "tests/device/support.h"
#include "tests/rtl/fifo/bench.h"

#define BEATS 4096 /* that are due at most */
#define STILL \
	64 /* clocks without a beat in or out, if both sides are willing */

/**
 * struct rig - the FIFO and the beats that are due
 * @due:	beats of whole packets, and their last ones
 * @head, @tail: of @due, never reset: modulo BEATS
 * @left, @length: beats of the packet under way, and all of it
 * @aborts, @too_long: packets that must have been removed, and were
 * @gaps, @stalls: of 16 clocks
 */
static struct rig {
	struct bench_in in;
	struct bench_out out;
	struct rng rng;
	struct {
		uint16_t data;
		bool last;
	} due[BEATS];
	unsigned int head, tail;
	unsigned int left, length;
	unsigned int aborts, aborted, longs, too_long, whole;
	unsigned int gaps, stalls, still;
} rig;

static void reset(unsigned int gaps, unsigned int stalls)
{
	memset(&rig, 0, sizeof(rig));
	rig.rng.state = 1 + gaps * 16 + stalls;
	rig.gaps = gaps;
	rig.stalls = stalls;
	rig.in.rst = true;
	for (unsigned int i = 0; i < 4; i++)
		bench_clock(&rig.in, &rig.out);
	rig.in.rst = false;
}

/* A beat that came out: the next one that is due. One of a packet that is not whole is
 * never due. */
static void take(void)
{
	assert_int_not_equal(rig.head, rig.tail);
	assert_int_equal(rig.out.data, rig.due[rig.head % BEATS].data);
	assert_int_equal(rig.out.last, rig.due[rig.head % BEATS].last);
	rig.head++;
}

/* The last beat went in: its packet is due, or removed. */
static void end_packet(void)
{
	if (rig.in.abort) {
		rig.aborts++;
	} else if (rig.length > BENCH_DEPTH) {
		rig.longs++;
	} else {
		rig.whole++;
		rig.tail += rig.length;
	}
}

static void put(void)
{
	const unsigned int at = rig.tail + rig.length - rig.left;

	rig.due[at % BEATS].data = rig.in.data;
	rig.due[at % BEATS].last = rig.in.last;
	rig.left--;
	if (!rig.left)
		end_packet();
	rig.in.valid = false;
}

/* Offer a beat, if none waits; @most: beats of a packet */
static void offer(unsigned int most)
{
	if (rig.in.valid || rng_below(&rig.rng, 16) < rig.gaps)
		return;
	if (!rig.left)
		rig.left = rig.length = 1 + rng_below(&rig.rng, most);
	rig.in.valid = true;
	rig.in.last = rig.left == 1;
	/* It counts with the last beat only */
	rig.in.abort = !rng_below(&rig.rng, 4);
	rig.in.data = (uint16_t)rng_next(&rig.rng);
}

static void clock_once(void)
{
	bool moves;

	rig.in.ready = rng_below(&rig.rng, 16) >= rig.stalls;
	bench_clock(&rig.in, &rig.out);
	moves = rig.in.valid && rig.out.ready;
	rig.aborted += rig.out.aborted;
	rig.too_long += rig.out.too_long;
	if (rig.out.valid && rig.in.ready) {
		take();
		moves = true;
	}
	if (rig.in.valid && rig.out.ready)
		put();
	rig.still = moves || !rig.in.valid || !rig.in.ready ? 0 : rig.still + 1;
	assert_true(rig.still < STILL);
}

static void run(unsigned int gaps, unsigned int stalls, unsigned int most)
{
	reset(gaps, stalls);
	for (unsigned int i = 0; i < 200000; i++) {
		offer(most);
		clock_once();
	}
	while (rig.left) {
		offer(most);
		clock_once();
	}
	rig.in.valid = false;
	rig.stalls = 0;
	for (unsigned int i = 0; i < 2 * BENCH_DEPTH; i++)
		clock_once();
	assert_int_equal(rig.head, rig.tail);
	assert_int_equal(rig.aborted, rig.aborts);
	assert_int_equal(rig.too_long, rig.longs);
	assert_true(rig.whole > 300 && rig.aborts > 100);
	assert_int_equal(rig.longs > 0, most > BENCH_DEPTH);
}

static void test_random(void **state)
{
	static const unsigned int of_16[] = {0, 4, 14};

	for (unsigned int g = 0; g < COUNT(of_16); g++) {
		for (unsigned int s = 0; s < COUNT(of_16); s++) {
			run(of_16[g], of_16[s], 3);
			run(of_16[g], of_16[s], BENCH_DEPTH);
			run(of_16[g], of_16[s], 3 * BENCH_DEPTH);
		}
	}
}

/* Packets of one beat: one a clock, each two clocks later */
static void test_pace(void **state)
{
	reset(0, 0);
	rig.in.ready = true;
	for (unsigned int i = 0; i < 100; i++) {
		rig.in.valid = rig.in.last = true;
		rig.in.data = i;
		bench_clock(&rig.in, &rig.out);
		assert_true(rig.out.ready);
		assert_int_equal(rig.out.valid, i >= 2);
		if (i >= 2)
			assert_int_equal(rig.out.data, i - 2);
	}
}

/* A full FIFO waits for its output, and has all beats after that */
static void test_full(void **state)
{
	reset(0, 0);
	for (unsigned int i = 0, n = 0; i < 4 * BENCH_DEPTH; i++) {
		rig.in.valid = rig.in.last = true;
		rig.in.data = n;
		bench_clock(&rig.in, &rig.out);
		n += rig.out.ready;
		/* One more is in the output */
		assert_true(n <= BENCH_DEPTH + 1);
		assert_int_equal(rig.out.ready, n == i + 1);
	}
	rig.in.valid = false;
	rig.in.ready = true;
	for (unsigned int i = 0; i < BENCH_DEPTH + 1; i++) {
		bench_clock(&rig.in, &rig.out);
		assert_true(rig.out.valid);
		assert_int_equal(rig.out.data, i);
	}
	bench_clock(&rig.in, &rig.out);
	assert_false(rig.out.valid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pace),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("rtl-fifo", tests, NULL, NULL);
}
