// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/timeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int timeline_init(struct timeline *timeline, size_t series)
{
	*timeline = (struct timeline){
		.series = series,
		.bins = calloc(series * TIMELINE_BINS, sizeof(*timeline->bins)),
	};
	return timeline->bins ? 0 : -ENOMEM;
}

/* Bins of twice the width */
static void widen(struct timeline *timeline)
{
	for (size_t s = 0; s < timeline->series; s++) {
		uint64_t *bins = timeline->bins + s * TIMELINE_BINS;

		for (unsigned int i = 0; i < TIMELINE_BINS / 2; i++)
			bins[i] = bins[2 * i] + bins[2 * i + 1];
		memset(bins + TIMELINE_BINS / 2, 0,
		       TIMELINE_BINS / 2 * sizeof(*bins));
	}
	timeline->used = (timeline->used + 1) / 2;
	timeline->shift++;
}

/* Bins that begin earlier by enough to hold @ns */
static void begin_earlier(struct timeline *timeline, uint64_t ns)
{
	uint64_t by;

	/* Rounded up to whole bins; not below time 0, which only moves a bin's
	 * edge */
	while ((by = ((timeline->start - ns - 1) >> timeline->shift) + 1) >
	       TIMELINE_BINS - timeline->used)
		widen(timeline);
	for (size_t s = 0; s < timeline->series; s++) {
		uint64_t *bins = timeline->bins + s * TIMELINE_BINS;

		memmove(bins + by, bins, timeline->used * sizeof(*bins));
		memset(bins, 0, by * sizeof(*bins));
	}
	timeline->used += by;
	if (by > timeline->start >> timeline->shift)
		timeline->start = 0;
	else
		timeline->start -= by << timeline->shift;
}

void timeline_add(struct timeline *timeline, size_t s, uint64_t ns)
{
	uint64_t bin;

	if (!timeline->used)
		timeline->start = ns;
	if (ns < timeline->start)
		begin_earlier(timeline, ns);
	while ((bin = (ns - timeline->start) >> timeline->shift) >=
	       TIMELINE_BINS)
		widen(timeline);
	timeline->bins[s * TIMELINE_BINS + bin]++;
	if (bin >= timeline->used)
		timeline->used = bin + 1;
}

void timeline_free(struct timeline *timeline)
{
	free(timeline->bins);
	timeline->bins = NULL;
}
