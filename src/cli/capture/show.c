// SPDX-License-Identifier: BSD-3-Clause
/* Messages of a capture, on standard error, and its result */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <opentph/error.h>
#include <opentph/hw/accel.h>

#include "cli/capture/live.h"
#include "cli/command.h"
#include "cli/json.h"
#include "cli/progress.h"

int live_say(const struct live *live, const char *format, ...)
{
	va_list args;

	progress_clear();
	fprintf(stderr, "%s: ", live->command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	return TPH_EXIT_USAGE;
}

static const char *range_text(const struct live *live, char *buf, size_t size)
{
	const struct tph_tap_filter *filter = &live->filter;

	if (filter->range == TPH_TAP_ANYWHERE)
		return "";
	snprintf(buf, size, " %s 0x%" PRIx64 "-0x%" PRIx64,
		 filter->range == TPH_TAP_INSIDE ? "inside" : "outside",
		 filter->base, filter->limit);
	return buf;
}

void live_show_start(const struct live *live)
{
	const struct tph_tap_info *info = tph_tap_info(live->tap);
	char range[80];

	live_say(live, "%s: capturing TLPs%s%s by %s%s", info->bdf,
		 live->filter.th ? " with TH" : "",
		 range_text(live, range, sizeof(range)),
		 tph_tap_way_name(info->way),
		 !live->range && live->bar < 0 && !live->own &&
				 live->filter.range == TPH_TAP_OUTSIDE
			 ? ", without those of reading the ring (BAR 0)"
			 : "");
	if (!info->khz)
		live_say(
			live,
			"%s: the device does not know its clock: times are ticks, written as ns",
			info->bdf);
}

void live_show_progress(const struct live *live, uint64_t now)
{
	const uint64_t ns = now - live->start_ns;
	char line[160];

	if (!progress_due())
		return;
	snprintf(line, sizeof(line),
		 "%s: %s: %" PRIu64 " TLPs, %.0f a second, %" PRIu64
		 " lost, %" PRIu64 " s",
		 live->command, tph_tap_info(live->tap)->bdf, live->taken,
		 (double)live->taken * LIVE_S_NS / (double)(ns ? ns : 1),
		 live_missing(live), ns / LIVE_S_NS);
	progress_show(line);
}

/* At most one message a second */
bool live_show_losses(struct live *live, uint64_t now)
{
	const uint64_t missing = live_missing(live);

	if (missing == live->reported || now < live->report_ns)
		return false;
	live_say(
		live, "%s: %" PRIu64 " TLPs were lost: %s",
		tph_tap_info(live->tap)->bdf, missing - live->reported,
		missing == live->lost
			? "the ring was full; fewer fit the filters, or a smaller --snap"
			: "the reader of standard output is too slow");
	live->reported = missing;
	live->report_ns = now == UINT64_MAX ? now : now + LIVE_S_NS;
	return true;
}

static const char *const ends[] = {
	[LIVE_BY_SIGNAL] = "signal", [LIVE_BY_COUNT] = "count",
	[LIVE_BY_TIME] = "seconds",  [LIVE_BY_DEVICE] = "device",
	[LIVE_BY_OUTPUT] = "output",
};

static void print_json(const struct live *live, double seconds)
{
	const struct tph_tap_info *info = tph_tap_info(live->tap);
	struct json_object *object = json_object_new_object();

	json_add_text(object, "device", info->bdf);
	json_add_text(object, "way", tph_tap_way_name(info->way));
	json_add_number(object, "ring", info->ring);
	json_add_number(object, "khz", info->khz);
	json_add_text(object, "file", live->path);
	json_add_number(object, "tlps", live->taken);
	json_add_number(object, "bytes", live->bytes);
	json_add_number(object, "cut", live->cut);
	json_add_number(object, "lost", live->lost);
	json_add_number(object, "unwritten", capture_lost(live->writer));
	json_object_object_add(object, "seconds",
			       json_object_new_double(seconds));
	json_add_text(object, "ended_by", ends[live->end]);
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	json_object_put(object);
}

void live_show_end(const struct live *live)
{
	const double seconds =
		(double)(live_now() - live->start_ns) / (double)LIVE_S_NS;
	const uint64_t missing = live_missing(live);

	progress_clear();
	if (live->json)
		print_json(live, seconds);
	else
		live_say(live,
			 "%s: %" PRIu64 " TLPs in %.1f s, %" PRIu64 " lost",
			 tph_tap_info(live->tap)->bdf, live->taken, seconds,
			 missing);
}
