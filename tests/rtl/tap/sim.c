// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/tap/sim.h"

#include <stdlib.h>
#include <string.h>

#include "ground.h"
#include "tests/rtl/tap/tlp.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))

static bool is_inside(const struct sim *sim, const struct sim_tlp *tlp)
{
	const struct sim_asked *asked = &sim->asked[tlp->tag & 0xff];

	if (tlp->completion)
		return tlp->tx && asked->valid && asked->inside &&
		       asked->requester == tlp->requester &&
		       asked->tag == tlp->tag;
	return tlp->memory && tlp->first <= sim->filter.limit &&
	       tlp->last >= sim->filter.base;
}

static void remember(struct sim *sim, const struct sim_tlp *tlp)
{
	sim->taken =
		realloc(sim->taken, (sim->count + 1) * sizeof(*sim->taken));
	sim->taken[sim->count] = malloc(sizeof(*tlp));
	*sim->taken[sim->count++] = *tlp;
}

/* The last beat of @tlp is on its stream */
static void complete(struct sim *sim, struct sim_tlp *tlp)
{
	const struct sim_filter *filter = &sim->filter;
	bool inside = is_inside(sim, tlp);

	tlp->end = sim->clock;
	if (sim->complete)
		sim->complete(sim, tlp);
	if (!tlp->tx && tlp->asks)
		sim->asked[tlp->tag & 0xff] = (struct sim_asked){
			true, inside, tlp->requester, tlp->tag, sim->clock};
	if (tlp->begin < sim->cleared)
		return;
	if (filter->enable && (!filter->th || (tlp->memory && tlp->th)) &&
	    (!filter->inside || inside) && (!filter->outside || !inside))
		remember(sim, tlp);
}

static void noise(struct sim *sim, struct bench_beat *beat)
{
	uint32_t i, random;

	for (i = 0; i < sizeof(beat->data); i += 4) {
		random = sim_below(sim, UINT32_MAX);
		memcpy(beat->data + i, &random, 4);
	}
	beat->valid = false;
	beat->first = random & 1;
	beat->last = random & 2;
	beat->bytes = random >> 2 & 0x1c;
}

static void drive(struct sim *sim, struct sim_lane *lane,
		  struct bench_beat *beat)
{
	uint32_t width = 8u << sim->in.width;

	noise(sim, beat);
	if (lane->at && sim_below(sim, 1000) < sim->torn)
		lane->busy = false;
	if (!lane->busy && sim->left && sim_below(sim, 1000) < sim->begin) {
		tlp_make(sim, &lane->tlp);
		lane->busy = true;
		lane->at = 0;
		lane->tlp.begin = sim->clock;
		sim->left--;
	}
	if (!lane->busy || (lane->at && sim_below(sim, 1000) < sim->hole))
		return;
	if (sim_below(sim, 1000) < sim->ragged)
		width = 4 + 4 * sim_below(sim, width / 4);
	beat->valid = true;
	beat->first = !lane->at;
	beat->bytes = (uint8_t)MIN(width, lane->tlp.length - lane->at);
	memcpy(beat->data, lane->tlp.bytes + lane->at, beat->bytes);
	lane->at += beat->bytes;
	beat->last = lane->at == lane->tlp.length;
}

static void finish(struct sim *sim, struct sim_lane *lane,
		   const struct bench_beat *beat)
{
	if (!beat->valid || !beat->last)
		return;
	complete(sim, &lane->tlp);
	lane->busy = false;
}

void sim_step(struct sim *sim)
{
	drive(sim, &sim->lane[0], &sim->in.rx);
	drive(sim, &sim->lane[1], &sim->in.tx);
	finish(sim, &sim->lane[0], &sim->in.rx);
	finish(sim, &sim->lane[1], &sim->in.tx);
	bench_clock(&sim->in, &sim->out);
	sim->clock++;
}

void sim_steps(struct sim *sim, uint32_t clocks)
{
	while (clocks--)
		sim_step(sim);
}

bool sim_busy(const struct sim *sim)
{
	return sim->left || sim->lane[0].busy || sim->lane[1].busy;
}

static void access(struct sim *sim, bool write, uint32_t offset, uint32_t value)
{
	sim->in.reg_valid = true;
	sim->in.reg_write = write;
	sim->in.reg_offset = offset;
	sim->in.reg_wdata = value;
	do {
		sim_step(sim);
	} while (!sim->out.reg_done);
	sim->in.reg_valid = false;
}

uint32_t sim_read(struct sim *sim, uint32_t offset)
{
	access(sim, false, offset, 0);
	return sim->out.reg_rdata;
}

void sim_write(struct sim *sim, uint32_t offset, uint32_t value)
{
	access(sim, true, offset, value);
}

static int read_dws(void *device, uint32_t offset, void *buf, size_t len)
{
	for (size_t i = 0; i < len; i += 4)
		store_le32((uint8_t *)buf + i, sim_read(device, offset + i));
	return 0;
}

static int write_dw(void *device, uint32_t offset, uint32_t value)
{
	sim_write(device, offset, value);
	return 0;
}

const struct tap_access sim_access = {read_dws, write_dw};

void sim_start(struct sim *sim, unsigned int width, uint64_t seed)
{
	memset(sim, 0, sizeof(*sim));
	sim->random = seed;
	sim->in.width = width;
	sim->lane[1].tlp.tx = true;
	sim->begin = 1000;
	sim->dws = 64;
	sim->near = 0x12345678;
	sim->in.rst = true;
	sim_steps(sim, 4);
	sim->in.rst = false;
	sim->clock = 0;
}

/* Only TLPs that began at @clock or later count. */
static void forget(struct sim *sim, uint64_t clock)
{
	uint32_t i, kept = 0;

	sim->cleared = clock;
	for (i = 0; i < sim->count; i++)
		if (sim->taken[i]->begin >= clock)
			sim->taken[kept++] = sim->taken[i];
		else
			free(sim->taken[i]);
	sim->count = kept;
}

void sim_end(struct sim *sim)
{
	forget(sim, UINT64_MAX);
	free(sim->taken);
}

static uint32_t ctrl_of(const struct sim_filter *filter)
{
	return (filter->enable ? ACCEL_TAP_CTRL_ENABLE : 0) |
	       (filter->th ? ACCEL_TAP_CTRL_TH : 0) |
	       (filter->inside ? ACCEL_TAP_CTRL_INSIDE : 0) |
	       (filter->outside ? ACCEL_TAP_CTRL_OUTSIDE : 0);
}

void sim_set_filter(struct sim *sim)
{
	const struct sim_filter *filter = &sim->filter;

	sim_write(sim, ACCEL_REG_TAP_BASE, (uint32_t)(filter->base << 2));
	sim_write(sim, ACCEL_REG_TAP_BASE + 4, (uint32_t)(filter->base >> 30));
	sim_write(sim, ACCEL_REG_TAP_LIMIT, (uint32_t)(filter->limit << 2));
	sim_write(sim, ACCEL_REG_TAP_LIMIT + 4,
		  (uint32_t)(filter->limit >> 30));
	sim_write(sim, ACCEL_REG_TAP_CTRL, ctrl_of(filter));
}

void sim_clear(struct sim *sim)
{
	sim_write(sim, ACCEL_REG_TAP_CTRL,
		  ctrl_of(&sim->filter) | ACCEL_TAP_CTRL_CLEAR);
	forget(sim, sim->clock - SIM_WRITTEN);
}
