// SPDX-License-Identifier: BSD-3-Clause
/*
 * The RX stream of rtl/pcie/accel_s7.sv in a VCD: a capture, as the 7-series integrated block
 * presents it. Its answers are judged elsewhere (tests/rtl/s7); here they only take time.
 */
#include <stdio.h>

#include "tests/rtl/s7/block.h"
#include "tests/rtl/wave/feed.h"
#include "tests/rtl/wave/trace.h"

#define BAR	 2
#define PATIENCE 200000
#define REST	 128

struct source {
	struct block block;
	struct bench_in in;
	struct bench_out out;
	bool damage;
	unsigned int damaged;
};

/* No document says that prefixes show on this bus. */
static bool wants(const struct tlp *tlp)
{
	return !tlp->nprefix;
}

static void clock_once(struct source *source)
{
	block_drive(&source->block, &source->in);
	bench_clock(&source->in, &source->out);
	assert_true(block_sample(&source->block, &source->in, &source->out) >=
		    0);
}

static void push(struct source *source, const struct tlp *tlp,
		 const uint8_t *bytes, size_t len, enum block_fault fault)
{
	const bool hit = tlp_class(tlp->type) != TLP_COMPLETION;
	unsigned int n = 0;

	while (!block_push(&source->block, bytes, len, hit ? 1 << BAR : 0,
			   fault)) {
		assert_true(n++ < PATIENCE);
		clock_once(source);
	}
}

static void take(void *ctx, const struct tlp *tlp, const uint8_t *bytes,
		 size_t len)
{
	struct source *source = ctx;

	if (source->damage && !rng_below(&source->block.rng, 8)) {
		push(source, tlp, bytes, len, BLOCK_ECRC);
		source->damaged++;
	}
	push(source, tlp, bytes, len, BLOCK_GOOD);
}

static void rest(void *ctx)
{
	struct source *source = ctx;
	unsigned int quiet = 0;

	for (unsigned int n = 0; quiet < REST; n++) {
		assert_true(n < PATIENCE);
		clock_once(source);
		quiet = source->out.idle && !source->block.count &&
					!source->block.held
				? quiet + 1
				: 0;
	}
}

int main(int argc, char **argv)
{
	static struct source source;
	const struct feed feed = {wants, take, rest, &source};
	struct feed_options options;
	int ret;

	if (feed_options(argc, argv, &options))
		return 2;
	source.damage = options.damage;
	source.block.rng.state = 1 + bench_lanes;
	source.block.gap = options.rough ? 4 : 0;
	source.block.stall = options.rough ? 8 : 0;
	source.in.max_payload = 1;
	source.in.rst = true;
	for (unsigned int i = 0; i < 4; i++)
		bench_clock(&source.in, &source.out);
	source.in.rst = false;
	bench_trace(options.vcd);
	rest(&source);
	ret = feed_run(&feed, options.capture);
	bench_trace(NULL);
	printf("%u came damaged first\n", source.damaged);
	return ret ? 1 : 0;
}
