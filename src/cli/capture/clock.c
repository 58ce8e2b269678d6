// SPDX-License-Identifier: BSD-3-Clause
/* Times of a device, whose clock has its own origin and rate */
#include <time.h>

#include "cli/capture/live.h"

#define MS_NS UINT64_C(1000000)

static uint64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * LIVE_S_NS + (uint64_t)ts.tv_nsec;
}

uint64_t live_now(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int live_clock_start(struct live_clock *clock, struct tph_tap *tap)
{
	uint64_t before = read_clock(CLOCK_REALTIME);
	int ret = tph_tap_time(tap, &clock->ticks);

	clock->khz = tph_tap_info(tap)->khz;
	clock->ns = before + (read_clock(CLOCK_REALTIME) - before) / 2;
	return ret;
}

uint64_t live_time(const struct live_clock *clock, uint64_t ticks)
{
	uint64_t since, ms;

	if (!clock->khz)
		return ticks;
	/* Nothing was taken before the clock was read */
	if (ticks < clock->ticks)
		return clock->ns;
	since = ticks - clock->ticks;
	ms = since / clock->khz;
	if (ms >= (UINT64_MAX - clock->ns) / MS_NS)
		return UINT64_MAX;
	return clock->ns + ms * MS_NS + since % clock->khz * MS_NS / clock->khz;
}
