/* SPDX-License-Identifier: BSD-3-Clause */
/* Latencies in bounded memory: minimum, percentiles, maximum */
#ifndef ANALYZE_COUNT_LATENCY_H
#define ANALYZE_COUNT_LATENCY_H

#include <stdint.h>

/* Each power of two has 2^LATENCY_BITS parts: times are exact to 1/256 */
#define LATENCY_BITS 7
/* Times from 2^LATENCY_MAX_BITS ns, 18 minutes, on are counted as one */
#define LATENCY_MAX_BITS 40
#define LATENCY_PARTS	 ((LATENCY_MAX_BITS - LATENCY_BITS + 1) << LATENCY_BITS)

/**
 * struct latency - recorded times; zero it first
 * @count:	number of times
 * @min:	shortest, exact
 * @max:	longest, exact
 * @parts:	number of times in each part of the scale
 */
struct latency {
	uint64_t count, min, max;
	uint64_t parts[LATENCY_PARTS];
};

/* Record a time of @ns */
void latency_add(struct latency *latency, uint64_t ns);

/**
 * latency_percentile() - a percentile of the recorded times
 * @latency:	recorded times
 * @permille:	rank, 0..1000: 500 for the median, 990 for p99
 *
 * Nearest rank: exact up to 255 ns, else the middle of a part of the scale.
 *
 * Return: ns; 0 without a recorded time.
 */
uint64_t latency_percentile(const struct latency *latency,
			    unsigned int permille);

#endif /* ANALYZE_COUNT_LATENCY_H */
