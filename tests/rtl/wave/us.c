// SPDX-License-Identifier: BSD-3-Clause
/*
 * The CQ stream of rtl/pcie/accel_us.sv in a VCD: a capture, as UltraScale's integrated block
 * presents it. Its answers are judged elsewhere (tests/rtl/us); here they only take time.
 */
#include <stdio.h>

#include "tests/rtl/us/device.h"
#include "tests/rtl/wave/feed.h"
#include "tests/rtl/wave/trace.h"

#define BAR	 2
#define APERTURE 18

struct source {
	struct device device;
	struct frame frame;
	bool damage;
	unsigned int back;
};

/* The descriptor has neither EP nor TD, no prefix, and tags of 8 bits. */
static bool wants(const struct tlp *tlp)
{
	switch (tlp->type) {
	case TLP_MRD:
	case TLP_MRDLK:
	case TLP_MWR:
	case TLP_IORD:
	case TLP_IOWR:
	case TLP_FETCHADD:
	case TLP_SWAP:
	case TLP_CAS:
		return !tlp->ep && !tlp->td && !tlp->nprefix && tlp->tag < 256;
	default:
		return false;
	}
}

static void present(struct source *source, const struct tlp *tlp,
		    bool discontinue)
{
	const struct frame_target target = {
		.bar = BAR,
		.aperture = APERTURE,
		.st_as_be = rng_below(&source->device.rng, 2),
		.discontinue = discontinue,
	};

	assert_int_equal(frame_request(tlp, &target, &source->frame), 0);
	device_send(&source->device, &source->frame);
}

static void take(void *ctx, const struct tlp *tlp, const uint8_t *bytes,
		 size_t len)
{
	struct source *source = ctx;

	if (source->damage && tlp_has_data(tlp->type) &&
	    !rng_below(&source->device.rng, 8)) {
		present(source, tlp, true);
		source->back++;
	}
	present(source, tlp, false);
}

static void rest(void *ctx)
{
	struct source *source = ctx;

	device_settle(&source->device);
}

static void drop(void *ctx, const struct frame *frame)
{
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
	source.device.rng.state = 1 + bench_width;
	source.device.gaps = options.rough ? 3 : 0;
	source.device.stalls = options.rough ? 8 : 0;
	source.device.completed = source.device.interrupted = drop;
	source.device.in.max_payload = 1;
	device_start(&source.device);
	bench_trace(options.vcd);
	device_settle(&source.device);
	ret = feed_run(&feed, options.capture);
	bench_trace(NULL);
	printf("%u taken back, %llu beats had to wait\n", source.back,
	       (unsigned long long)source.device.held);
	return ret ? 1 : 0;
}
