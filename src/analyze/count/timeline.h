/* SPDX-License-Identifier: BSD-3-Clause */
/* Counts over time, in constant memory */
#ifndef ANALYZE_COUNT_TIMELINE_H
#define ANALYZE_COUNT_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

#define TIMELINE_BINS 512

/**
 * struct timeline - series of counts with one time axis
 * @start:	ns at which bin 0 begins
 * @shift:	a bin is 2^@shift ns; grows until all times fit
 * @used:	bins up to the last one with a count
 * @series:	number of series
 * @bins:	counts; series s begins at s * TIMELINE_BINS
 *
 * Times may come in any order.
 */
struct timeline {
	uint64_t start;
	unsigned int shift, used;
	size_t series;
	uint64_t *bins;
};

/* Return: 0; -ENOMEM. */
int timeline_init(struct timeline *timeline, size_t series);

/* Count one in series @s, which must exist. */
void timeline_add(struct timeline *timeline, size_t s, uint64_t ns);

void timeline_free(struct timeline *timeline);

#endif /* ANALYZE_COUNT_TIMELINE_H */
