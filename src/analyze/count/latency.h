/* SPDX-License-Identifier: BSD-3-Clause */
/* Times of many transactions in a bounded place: minimum, percentiles, maximum */
#ifndef ANALYZE_COUNT_LATENCY_H
#define ANALYZE_COUNT_LATENCY_H

#include <stdint.h>

/* Each power of two is cut in 2^LATENCY_BITS parts: within 1/256 of the truth */
#define LATENCY_BITS 7
/* Times from 2^LATENCY_MAX_BITS ns, 18 minutes, on are counted as one */
#define LATENCY_MAX_BITS 40
#define LATENCY_PARTS	 ((LATENCY_MAX_BITS - LATENCY_BITS + 1) << LATENCY_BITS)

/**
 * struct latency - times seen; zero it first
 * @count:	how many
 * @min:	shortest, exact
 * @max:	longest, exact
 * @parts:	how many in each part of the scale
 */
struct latency {
	uint64_t count, min, max;
	uint64_t parts[LATENCY_PARTS];
};

/* One more time of @ns */
void latency_add(struct latency *latency, uint64_t ns);

/**
 * latency_percentile() - the time that so many do not exceed
 * @latency:	times seen
 * @permille:	how many of a thousand, 0..1000: 500 for the median, 990 for p99
 *
 * Nearest rank: exact up to 255 ns, else the middle of a part of the scale.
 *
 * Return: ns; 0 if no time was seen.
 */
uint64_t latency_percentile(const struct latency *latency,
			    unsigned int permille);

#endif /* ANALYZE_COUNT_LATENCY_H */
