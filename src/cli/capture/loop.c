// SPDX-License-Identifier: BSD-3-Clause
/* From the ring to the file */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "cli/capture/live.h"
#include "ground.h"

/* Readers of the file see TLPs after this time at most */
#define FLUSH_NS (LIVE_S_NS / 10)

/* TLPs between two looks at the clock and for signals */
#define BATCH 256

/* Pause if the ring is empty */
#define PAUSE_MS 1

static void end(struct live *live, enum live_end why, int failure)
{
	/* A failure is the reason, also at the end, and the first one is */
	if (live->failure || (!failure && live->end != LIVE_RUNS))
		return;
	live->end = why;
	live->failure = failure;
}

/* Say in the file that TLPs are missing at this place. */
static void note_losses(struct live *live)
{
	uint64_t missing = live_missing(live);

	if (missing == live->noted)
		return;
	/* Without room the next one says it */
	if (!capture_note_loss(live->writer, missing - live->noted))
		live->noted = missing;
}

void live_statistics(const struct live *live)
{
	const uint64_t start = live_time(&live->clock, live->clock.ticks);
	const struct capture_statistics values = {
		.start_ns = start,
		.end_ns = live->last_ns ? live->last_ns : start,
		.received = live->taken + live->lost,
		.lost = live_missing(live),
	};

	capture_write_statistics(live->writer, 0, &values);
}

static void take(struct live *live, const struct tph_tap_record *record)
{
	const struct capture_packet packet = {
		.dir = record->sent ? CAPTURE_UP : CAPTURE_DOWN,
		.ns = live_time(&live->clock, record->time),
		.data = record->data,
		.len = record->kept,
		.orig_len = record->length,
	};
	int ret;

	live->gaps += record->lost;
	live->lost = max(live->lost, live->gaps);
	note_losses(live);
	ret = capture_write_packet(live->writer, 0, &packet, NULL, 0);
	if (ret) {
		end(live, LIVE_BY_OUTPUT, ret);
		return;
	}
	live->last_ns = packet.ns;
	live->taken++;
	live->bytes += record->length;
	live->cut += record->kept < record->length;
	if (live->count && live->taken == live->count)
		end(live, LIVE_BY_COUNT, 0);
}

/* Return: true if another record may be taken, after the end too */
static bool has_room(const struct live *live)
{
	return live->end != LIVE_BY_DEVICE && live->end != LIVE_BY_OUTPUT &&
	       (!live->count || live->taken < live->count);
}

/* Take up to BATCH records. Return: number of them */
static unsigned int take_some(struct live *live)
{
	struct tph_tap_record record;
	unsigned int n;
	int ret;

	for (n = 0; n < BATCH && has_room(live); n++) {
		ret = live_next(live->tap, &record);
		if (ret < 0)
			end(live, LIVE_BY_DEVICE, ret);
		if (ret <= 0)
			break;
		take(live, &record);
	}
	return n;
}

/* Wait for a signal, or for the end of a pipe's reader, for @ms at most. */
static void look_around(struct live *live, int ms)
{
	struct pollfd fds[] = {
		{.fd = live->signals, .events = POLLIN},
		/* A pipe without a reader, also if there is nothing to write */
		{.fd = strcmp(live->path, "-") ? -1 : STDOUT_FILENO},
	};

	if (poll(fds, 2, ms) <= 0)
		return;
	if (fds[0].revents)
		end(live, LIVE_BY_SIGNAL, 0);
	if (fds[1].revents & POLLERR)
		end(live, LIVE_BY_OUTPUT, -EPIPE);
}

/* Losses that no record follows yet are in the device's counter only. */
static int count_losses(struct live *live)
{
	uint64_t lost;
	int ret = live_lost(live->tap, &lost);

	if (!ret)
		live->lost = max(live->lost, lost);
	return ret;
}

static void keep_up(struct live *live, bool idle)
{
	const uint64_t now = live_now();
	int ret;

	if (now >= live->flush_ns) {
		ret = idle ? count_losses(live) : 0;
		if (ret)
			end(live, LIVE_BY_DEVICE, ret);
		if (live_show_losses(live, now))
			live_statistics(live);
		ret = capture_flush(live->writer);
		if (ret)
			end(live, LIVE_BY_OUTPUT, ret);
		live->flush_ns = now + FLUSH_NS;
	}
	live_show_progress(live, now);
	if (live->seconds &&
	    (now - live->start_ns) / LIVE_S_NS >= live->seconds)
		end(live, LIVE_BY_TIME, 0);
	look_around(live, idle ? PAUSE_MS : 0);
}

/* The tap stops, and the ring is read to its end. */
static void finish(struct live *live)
{
	/* A device that goes on after its stop does not keep us */
	unsigned int batches = tph_tap_info(live->tap)->ring / 16 / BATCH + 1;
	int ret;

	if (live->end == LIVE_BY_DEVICE)
		return;
	ret = live_stop(live->tap);
	if (!has_room(live))
		return;
	while (!ret && batches-- && take_some(live))
		;
	if (!ret && has_room(live))
		ret = count_losses(live);
	if (ret)
		end(live, LIVE_BY_DEVICE, ret);
}

void live_loop(struct live *live)
{
	unsigned int n;

	live->start_ns = live_now();
	while (live->end == LIVE_RUNS) {
		n = take_some(live);
		keep_up(live, !n);
	}
	finish(live);
	live_show_losses(live, UINT64_MAX);
}
