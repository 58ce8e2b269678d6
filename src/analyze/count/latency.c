// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/latency.h"

/* The parts of the first two powers have a width of 1, then of 2, of 4, ... */
static unsigned int shift_of(uint64_t ns)
{
	unsigned int bits = 64 - __builtin_clzll(ns | 1);

	return bits > LATENCY_BITS + 1 ? bits - LATENCY_BITS - 1 : 0;
}

static unsigned int part_of(uint64_t ns)
{
	unsigned int shift = shift_of(ns);

	if (ns >> LATENCY_MAX_BITS)
		return LATENCY_PARTS - 1;
	return (shift << LATENCY_BITS) + (ns >> shift);
}

static uint64_t middle_of(unsigned int part)
{
	unsigned int shift =
		part >> (LATENCY_BITS + 1) ? (part >> LATENCY_BITS) - 1 : 0;
	uint64_t first = (uint64_t)(part - (shift << LATENCY_BITS)) << shift;

	return first + (((uint64_t)1 << shift) - 1) / 2;
}

void latency_add(struct latency *latency, uint64_t ns)
{
	if (!latency->count++ || ns < latency->min)
		latency->min = ns;
	if (ns > latency->max)
		latency->max = ns;
	latency->parts[part_of(ns)]++;
}

uint64_t latency_percentile(const struct latency *latency,
			    unsigned int permille)
{
	/* In two steps, because the product may overflow */
	uint64_t rank = latency->count / 1000 * permille +
			(latency->count % 1000 * permille + 999) / 1000;
	uint64_t seen = 0, ns;
	unsigned int part = 0;

	if (!latency->count)
		return 0;
	if (rank <= 1)
		return latency->min;
	if (rank == latency->count)
		return latency->max;
	while ((seen += latency->parts[part]) < rank)
		part++;
	ns = middle_of(part);
	if (ns < latency->min)
		return latency->min;
	return ns < latency->max ? ns : latency->max;
}
