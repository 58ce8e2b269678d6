// SPDX-License-Identifier: BSD-3-Clause
/*
 * The CQ stream of UltraScale's integrated block in a VCD, DWORD-aligned: the payload follows
 * the descriptor at once (PG156, PG213: "Completer Request Interface"). Our RTL wants it
 * address-aligned, so this has no simulation behind it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/device/support.h"
#include "tests/rtl/wave/feed.h"
#include "tests/rtl/wave/vcd.h"

/* WIDTH: bits of tdata, given by meson.build */
#define LANES (WIDTH / 32)
#define REST  100

enum {
	VALID,
	READY,
	LAST,
	KEEP,
	DATA,
	USER,
	SIGNALS,
};

static struct vcd_signal signals[SIGNALS + 1] = {
	[VALID] = {"m_axis_cq_tvalid", 1},
	[READY] = {"m_axis_cq_tready", 1},
	[LAST] = {"m_axis_cq_tlast", 1},
	[KEEP] = {"m_axis_cq_tkeep", LANES},
	[DATA] = {"m_axis_cq_tdata", WIDTH},
	[USER] = {"m_axis_cq_tuser", 88},
};

struct source {
	struct vcd vcd;
	struct rng rng;
	bool rough;
};

/* Place @n bits of @value at bit @at. */
static void put(uint32_t *words, unsigned int at, unsigned int n,
		uint64_t value)
{
	for (unsigned int i = 0; i < n; i++, at++)
		if (value >> i & 1)
			words[at / 32] |= 1u << at % 32;
		else
			words[at / 32] &= ~(1u << at % 32);
}

/* Request types of the descriptor, one more than the number */
static const uint8_t kinds[TLP_TYPE_MAX] = {
	[TLP_MRD] = 1,	    [TLP_MWR] = 2,  [TLP_IORD] = 3, [TLP_IOWR] = 4,
	[TLP_FETCHADD] = 5, [TLP_SWAP] = 6, [TLP_CAS] = 7,  [TLP_MRDLK] = 8,
};

/* The descriptor has neither EP nor TD, no prefix, and tags of 8 bits. */
static bool wants(const struct tlp *tlp)
{
	return kinds[tlp->type] && !tlp->ep && !tlp->td && !tlp->nprefix &&
	       tlp->tag < 256;
}

static void describe(const struct tlp *tlp, uint32_t words[4])
{
	memset(words, 0, 16);
	put(words, 0, 64, tlp->addr | tlp->at);
	put(words, 64, 11, tlp->length);
	put(words, 75, 4, kinds[tlp->type] - 1);
	put(words, 80, 16, tlp->requester);
	put(words, 96, 8, tlp->tag);
	put(words, 112, 3, 2);	/* BAR */
	put(words, 115, 6, 18); /* its size */
	put(words, 121, 3, tlp->tc);
	put(words, 124, 3, tlp->attr);
}

/* Wait for ready: the beat stays. Then the clock that takes it. */
static void clock_beat(struct source *source)
{
	do {
		signals[READY].value[0] =
			!source->rough || rng_below(&source->rng, 3);
		vcd_step(&source->vcd, 1);
		vcd_step(&source->vcd, 0);
	} while (signals[VALID].value[0] && !signals[READY].value[0]);
}

static void pause_beats(struct source *source, unsigned int n)
{
	signals[VALID].value[0] = 0;
	while (n--)
		clock_beat(source);
}

/* Sideband of the first beat */
static void put_sideband(const struct tlp *tlp, uint32_t *user)
{
	const bool st_as_be = tlp->th && tlp->type != TLP_MWR;

	put(user, 0, 8,
	    st_as_be ? tlp->st & 0xff : tlp->first_be | tlp->last_be << 4);
	put(user, 40, 1, 1);
	put(user, 42, 1, tlp->th);
	put(user, 43, 2, tlp->ph);
	put(user, 45, 8, tlp->st);
}

static unsigned int enables(const struct tlp *tlp, unsigned int dw)
{
	if (tlp->type != TLP_MWR)
		return 0xf;
	return !dw			? tlp->first_be
	       : dw == tlp->length - 1u ? tlp->last_be
					: 0xf;
}

static void take(void *ctx, const struct tlp *tlp, const uint8_t *bytes,
		 size_t len)
{
	static uint32_t words[4 + 1024 + LANES];
	const unsigned int payload = tlp_has_data(tlp->type) ? tlp->length : 0;
	const unsigned int n = 4 + payload;
	struct source *source = ctx;

	describe(tlp, words);
	for (unsigned int i = 0; i < payload; i++)
		words[4 + i] = get32(tlp->payload + 4 * i);
	for (unsigned int at = 0; at < n; at += LANES) {
		const unsigned int used = n - at < LANES ? n - at : LANES;
		uint32_t *user = signals[USER].value;

		if (source->rough)
			pause_beats(source, rng_below(&source->rng, 3));
		memset(user, 0, sizeof(signals[USER].value));
		if (!at)
			put_sideband(tlp, user);
		signals[VALID].value[0] = 1;
		signals[LAST].value[0] = at + used == n;
		signals[KEEP].value[0] = (1u << used) - 1;
		for (unsigned int lane = 0; lane < LANES; lane++) {
			signals[DATA].value[lane] =
				lane < used ? words[at + lane]
					    : (uint32_t)rng_next(&source->rng);
			if (lane < used && at + lane >= 4)
				put(user, 8 + lane * 4, 4,
				    enables(tlp, at + lane - 4));
		}
		clock_beat(source);
	}
}

static void rest(void *ctx)
{
	pause_beats(ctx, REST);
}

int main(int argc, char **argv)
{
	static struct source source = {.rng = {WIDTH}};
	const struct feed feed = {wants, take, rest, &source};
	struct feed_options options;
	int ret;

	if (feed_options(argc, argv, &options))
		return 2;
	if (options.damage) {
		fprintf(stderr, "damage is for the simulations\n");
		return 2;
	}
	source.rough = options.rough;
	if (vcd_create(&source.vcd, options.vcd, signals)) {
		perror(options.vcd);
		return 1;
	}
	rest(&source);
	ret = feed_run(&feed, options.capture);
	return vcd_close(&source.vcd) || ret ? 1 : 0;
}
