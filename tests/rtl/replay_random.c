// SPDX-License-Identifier: BSD-3-Clause
/* Random requests, and reads of the whole state */
#include <opentph/hw/accel.h>

#include "ground.h"
#include "tests/device/support.h"
#include "tests/rtl/replay_build.h"

#define PAGE 4096u

/* Mostly a few lines of one page, at times anywhere */
static uint64_t place(struct rng *rng)
{
	if (rng_below(rng, 8))
		return 0x8000 + rng_below(rng, 32) * 4;
	return rng_below(rng, 60) * PAGE + rng_below(rng, PAGE / 4) * 4;
}

static unsigned int length(struct rng *rng, uint64_t at, unsigned int most)
{
	static const unsigned int kinds[] = {1, 4, 16, 1024};
	const unsigned int room = (PAGE - at % PAGE) / 4;
	unsigned int n = 1 + rng_below(rng, kinds[rng_below(rng, 4)]);

	n = n < most ? n : most;
	return n < room ? n : room;
}

static void random_enables(struct rng *rng, struct tlp *tlp)
{
	if (rng_below(rng, 4))
		return;
	if (tlp->length == 1) {
		tlp->first_be = rng_below(rng, 16);
		return;
	}
	tlp->first_be = 0xf << rng_below(rng, 4) & 0xf;
	tlp->last_be = 0xf >> rng_below(rng, 4);
}

static void random_write(const struct replay_sink *sink, struct rng *rng)
{
	const unsigned int most = replay_config(sink->replay)->max_payload / 4;
	const uint64_t at = place(rng);
	struct tlp tlp = build_request(sink, TLP_MWR, ACCEL_BAR_MEM, at,
				       length(rng, at, most));

	random_enables(rng, &tlp);
	tlp.th = rng_below(rng, 4);
	tlp.ph = tlp.th ? rng_below(rng, 4) : 0;
	tlp.st = tlp.th ? 0x10 + rng_below(rng, 0x1c) : 0;
	tlp.tag = tlp.th ? 0 : rng_below(rng, 256);
	tlp.ep = !rng_below(rng, 40);
	tlp.td = !rng_below(rng, 6);
	build_send(sink, &tlp, rng_next(rng));
	if (rng_below(rng, 2))
		build_get(sink, ACCEL_BAR_MEM, at, tlp.length);
}

static void random_read(const struct replay_sink *sink, struct rng *rng)
{
	const uint64_t at = place(rng);
	struct tlp tlp = build_request(sink, TLP_MRD, ACCEL_BAR_MEM, at,
				       length(rng, at, 1024));

	tlp.tag = rng_below(rng, 1024);
	tlp.td = !rng_below(rng, 8);
	tlp.th = !rng_below(rng, 4);
	tlp.ph = tlp.th ? rng_below(rng, 4) : 0;
	tlp.st = tlp.th ? rng_below(rng, 256) : 0;
	if (!tlp.th)
		random_enables(rng, &tlp);
	build_send(sink, &tlp, 0);
}

static void random_access(const struct replay_sink *sink, struct rng *rng)
{
	static const uint32_t reads[] = {
		ACCEL_REG_ID,	     ACCEL_REG_EVENT, ACCEL_REG_EVENT_ADDR,
		ACCEL_REG_TAGGED,    ACCEL_REG_PART,  ACCEL_REG_PARTIAL,
		ACCEL_REG_MEM_WRITE,
	};

	switch (rng_below(rng, 5)) {
	case 0:
		build_set(sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT,
			  ACCEL_EVENT_ALL);
		break;
	case 1: /* mask, or unmask */
		build_set(sink, ACCEL_BAR_MSIX, 12 + 16 * rng_below(rng, 2),
			  !rng_below(rng, 4));
		break;
	case 2:
		build_get(sink, ACCEL_BAR_MSIX, ACCEL_MSIX_PBA, 2);
		break;
	default:
		build_get(sink, ACCEL_BAR_REGS,
			  reads[rng_below(rng, ARRAY_SIZE(reads))],
			  1 + rng_below(rng, 4));
	}
}

void replay_random(const struct replay_sink *sink, uint64_t seed,
		   unsigned int n)
{
	struct rng rng = {seed};

	for (unsigned int i = 0; i < n; i++) {
		const uint32_t kind = rng_below(&rng, 16);

		if (kind < 11)
			random_write(sink, &rng);
		else if (kind < 14)
			random_read(sink, &rng);
		else
			random_access(sink, &rng);
	}
}

void replay_readback(const struct replay_sink *sink, uint64_t memory)
{
	const unsigned int dws = PAGE / 4;

	for (uint64_t at = 0; at < memory; at += PAGE)
		build_get(sink, ACCEL_BAR_MEM, at, dws);
	build_get(sink, ACCEL_BAR_REGS, 0, 0x100 / 4);
	build_get(sink, ACCEL_BAR_REGS, ACCEL_REG_PART,
		  ACCEL_PARTITIONS_MAX * ACCEL_PART_STRIDE / 4);
	build_get(sink, ACCEL_BAR_REGS, ACCEL_REG_TABLE8, 256);
	for (unsigned int tag = 0x10; tag < 0x40; tag++) {
		build_set(sink, ACCEL_BAR_REGS, ACCEL_REG_TAG_SELECT, tag);
		build_get(sink, ACCEL_BAR_REGS, ACCEL_REG_TAG_WRITES, 4);
	}
	build_get(sink, ACCEL_BAR_MSIX, ACCEL_MSIX_TABLE, 8);
}
