// SPDX-License-Identifier: BSD-3-Clause
/*
 * The receive stream of a P-tile (document 683059) in a VCD: segments of 256 bits, each with
 * valid, sop, eop, empty, header and prefix. Header byte 0 is in bits 127:120, payload byte 0
 * in bits 7:0. The block may go on for 27 clocks after ready falls, and its beats count.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/device/support.h"
#include "tests/rtl/wave/feed.h"
#include "tests/rtl/wave/vcd.h"

/* SEGMENTS: 1 or 2, given by meson.build. Two have the names of the hard IP. */
#define DWS	  8 /* of a segment */
#define ALLOWANCE 27
#define REST	  100

enum {
	VALID,
	SOP,
	EOP,
	EMPTY,
	HEADER,
	PREFIX,
	DATA,
	BAR,
	READY,
	SIGNALS,
};

static struct vcd_signal signals[SIGNALS + 1] = {
#if SEGMENTS == 1
	[VALID] = {"rx_st_valid", 1},  [SOP] = {"rx_st_sop", 1},
	[EOP] = {"rx_st_eop", 1},      [EMPTY] = {"rx_st_empty", 3},
	[HEADER] = {"rx_st_hdr", 128}, [PREFIX] = {"rx_st_tlp_prfx", 32},
	[DATA] = {"rx_st_data", 256},  [BAR] = {"rx_st_bar_range", 3},
	[READY] = {"rx_st_ready", 1},
#else
	[VALID] = {"p0_rx_st_valid_o", 2},
	[SOP] = {"p0_rx_st_sop_o", 2},
	[EOP] = {"p0_rx_st_eop_o", 2},
	[EMPTY] = {"p0_rx_st_empty_o", 6},
	[HEADER] = {"p0_rx_st_hdr_o", 256},
	[PREFIX] = {"p0_rx_st_tlp_prfx_o", 64},
	[DATA] = {"p0_rx_st_data_o", 512},
	[BAR] = {"p0_rx_st_bar_range_o", 6},
	[READY] = {"p0_rx_st_ready_i", 1},
#endif
};

/**
 * struct source - the block
 * @tlp:	DWs of the payload from @at to @n are to be sent
 * @segment:	of the clock that is being made
 * @ready_for:	clocks until ready changes
 * @quiet:	clocks without beats that are left
 */
struct source {
	struct vcd vcd;
	struct rng rng;
	bool rough, ready;
	unsigned int segment, ready_for, quiet;
	uint32_t tlp[TLP_MAX_SIZE / 4];
	unsigned int at, n;
};

static void set(struct source *source, unsigned int signal, unsigned int at,
		uint32_t dw)
{
	signals[signal]
		.value[source->segment * signals[signal].width / SEGMENTS / 32 +
		       at] = dw;
}

static void set_bits(struct source *source, unsigned int signal, uint32_t value)
{
	const unsigned int n = signals[signal].width / SEGMENTS;
	const unsigned int at = source->segment * n;
	uint32_t *all = signals[signal].value;

	*all = (*all & ~(((1u << n) - 1) << at)) | value << at;
}

/* Signals of a segment without a beat, and lanes without data, have any value */
static void fill(struct source *source)
{
	set_bits(source, VALID, 0);
	set_bits(source, SOP, rng_below(&source->rng, 2));
	set_bits(source, EOP, rng_below(&source->rng, 2));
	set_bits(source, EMPTY, rng_below(&source->rng, 8));
	set_bits(source, BAR, 2);
	for (unsigned int i = 0; i < DWS; i++)
		set(source, DATA, i, (uint32_t)rng_next(&source->rng));
	for (unsigned int i = 0; i < 4; i++)
		set(source, HEADER, i, (uint32_t)rng_next(&source->rng));
	set(source, PREFIX, 0, (uint32_t)rng_next(&source->rng));
}

/* Back-pressure, as the block obeys it after up to ALLOWANCE clocks */
static void follow_ready(struct source *source)
{
	if (!source->rough || source->ready_for--)
		return;
	source->ready = !source->ready;
	source->ready_for = rng_below(&source->rng, source->ready ? 400 : 60);
	if (!source->ready && source->ready_for > ALLOWANCE)
		source->quiet = source->ready_for - ALLOWANCE + 3;
	signals[READY].value[0] = source->ready;
}

/* The rising edge of the clock, with which the signals change, and half a clock */
static void clock_once(struct source *source)
{
	vcd_step(&source->vcd, 1);
	vcd_step(&source->vcd, 0);
	source->segment = 0;
	follow_ready(source);
}

/* Return: true if the next segment has no beat */
static bool pauses(struct source *source)
{
	const unsigned int begin = source->segment == 0;

	if (begin && source->quiet && source->ready_for < ALLOWANCE) {
		source->quiet--;
		return true;
	}
	return source->rough && (begin || source->at == source->n) &&
	       !rng_below(&source->rng, 4);
}

/* Go on to the next segment. */
static void advance(struct source *source)
{
	if (++source->segment == SEGMENTS)
		clock_once(source);
}

static void idle(struct source *source)
{
	do {
		fill(source);
		advance(source);
	} while (source->segment && source->at < source->n);
}

/* A segment with data, if the TLP has any */
static void beat(struct source *source, bool first)
{
	unsigned int lane = 0;

	set_bits(source, VALID, 1);
	set_bits(source, SOP, first);
	while (lane < DWS && source->at < source->n)
		set(source, DATA, lane++, source->tlp[source->at++]);
	if (lane)
		set_bits(source, EMPTY, DWS - lane);
	set_bits(source, EOP, source->at == source->n);
	advance(source);
}

static uint32_t big(const uint8_t *bytes)
{
	uint32_t dw;

	memcpy(&dw, bytes, sizeof(dw));
	return be32toh(dw);
}

static void take(void *ctx, const struct tlp *tlp, const uint8_t *bytes,
		 size_t len)
{
	struct source *source = ctx;
	const unsigned int prefix = bytes[0] >> 5 == 4 ? 4 : 0;
	const uint8_t *header = bytes + prefix;
	const unsigned int dws = *header & 0x20 ? 4 : 3;

	source->at = 0;
	source->n = 0;
	while (pauses(source))
		idle(source);
	source->n = (len - prefix) / 4 - dws;
	for (unsigned int i = 0; i < source->n; i++)
		source->tlp[i] = get32(header + (dws + i) * 4);
	fill(source);
	for (unsigned int i = 0; i < dws; i++)
		set(source, HEADER, 3 - i, big(header + i * 4));
	set(source, PREFIX, 0, prefix ? big(bytes) : 0);
	beat(source, true);
	while (source->at < source->n) {
		while (!source->segment && pauses(source))
			idle(source);
		fill(source);
		beat(source, false);
	}
}

static void rest(void *ctx)
{
	struct source *source = ctx;

	for (unsigned int i = 0; i < REST * SEGMENTS; i++) {
		fill(source);
		advance(source);
	}
}

/* One prefix, and no digest: no document says where it would be. */
static bool wants(const struct tlp *tlp)
{
	return tlp->nprefix <= 1 && !tlp->td;
}

int main(int argc, char **argv)
{
	static struct source source = {.rng = {SEGMENTS}, .ready = true};
	const struct feed feed = {wants, take, rest, &source};
	struct feed_options options;
	int ret;

	if (feed_options(argc, argv, &options))
		return 2;
	if (options.damage) {
		fprintf(stderr, "this stream has no mark of damage\n");
		return 2;
	}
	source.rough = options.rough;
	source.ready_for = 50;
	signals[READY].value[0] = 1;
	if (vcd_create(&source.vcd, options.vcd, signals)) {
		perror(options.vcd);
		return 1;
	}
	rest(&source);
	ret = feed_run(&feed, options.capture);
	return vcd_close(&source.vcd) || ret ? 1 : 0;
}
