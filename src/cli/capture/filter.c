// SPDX-License-Identifier: BSD-3-Clause
/* The filter of a capture. The device has one range of addresses. */
#include <inttypes.h>

#include <opentph/error.h>
#include <opentph/hw/accel.h>
#include <opentph/pci.h>

#include "analyze/match/match.h"
#include "cli/capture/live.h"
#include "cli/command.h"

int live_range(struct live *live)
{
	struct tph_tap_filter *filter = &live->filter;

	if (!live->range ||
	    !match_parse_range(live->range, &filter->base, &filter->limit))
		return -1;
	return live_say(
		live,
		"%s: expected BASE-LIMIT, two addresses such as 0xfe000000-0xfe0fffff",
		live->range);
}

/* Whether reading the ring makes TLPs that the filter takes */
static bool takes_own(const struct tph_tap_filter *filter, uint64_t base,
		      uint64_t limit)
{
	if (filter->th)
		return false;
	if (filter->range == TPH_TAP_INSIDE)
		return filter->base <= limit && filter->limit >= base;
	if (filter->range == TPH_TAP_OUTSIDE)
		return filter->base > base || filter->limit < limit;
	return true;
}

int live_filter(struct live *live)
{
	struct tph_tap_filter *filter = &live->filter;
	uint64_t base, limit;

	if (live->bar >= 0) {
		filter->range = TPH_TAP_INSIDE;
		if (tph_pci_bar(live->bdf, (unsigned int)live->bar,
				&filter->base, &filter->limit))
			return live_say(live, "%s", tph_error());
	}
	if (live->own)
		return -1;
	if (tph_pci_bar(live->bdf, ACCEL_BAR_REGS, &base, &limit))
		return live_say(live, "%s", tph_error());
	if (!takes_own(filter, base, limit))
		return -1;
	if (filter->range != TPH_TAP_ANYWHERE)
		return live_say(
			live,
			"the range takes TLPs of reading the ring (BAR %u, 0x%" PRIx64
			"-0x%" PRIx64
			"), more than can be read; leave them out, or add --own",
			ACCEL_BAR_REGS, base, limit);
	filter->range = TPH_TAP_OUTSIDE;
	filter->base = base;
	filter->limit = limit;
	return -1;
}
