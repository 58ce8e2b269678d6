/* SPDX-License-Identifier: BSD-3-Clause */
/* tph capture: TLPs from the tap of a device. Files of this folder share this. */
#ifndef CLI_CAPTURE_LIVE_H
#define CLI_CAPTURE_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tap.h>

#include "capture/capture.h"

#define LIVE_S_NS UINT64_C(1000000000) /* nanoseconds in a second */

/**
 * struct live_clock - from ticks to ns since the epoch
 * @khz:	ticks in a millisecond; 0: ticks stay as they are
 * @ticks:	the device's time at @ns
 * @ns:		time of day
 */
struct live_clock {
	uint32_t khz;
	uint64_t ticks, ns;
};

/* Reason why a capture ended */
enum live_end {
	LIVE_RUNS,
	LIVE_BY_SIGNAL,
	LIVE_BY_COUNT,
	LIVE_BY_TIME,
	LIVE_BY_DEVICE, /* after a message */
	LIVE_BY_OUTPUT, /* likewise */
};

/**
 * struct live - a capture: command line, state, result
 * @command:	argv[0], for messages
 * @bdf:	argument
 * @path:	output file, "-": standard output
 * @filter:	TLPs to take
 * @options:	way to the device
 * @bar:	--bar, or -1
 * @range:	--range or --outside
 * @own:	take the TLPs of reading the ring too
 * @count:	TLPs after which the capture ends, or 0
 * @seconds:	time after which it ends, or 0
 * @json:	the result as JSON
 * @tap:	the device
 * @writer:	the file
 * @clock:	times
 * @signals:	a signalfd
 * @end:	reason of the end
 * @failure:	-errno of @end, or 0
 * @taken:	TLPs that were read
 * @bytes:	their bytes
 * @cut:	those that were cut
 * @gaps:	TLPs that the device lost, by its records
 * @lost:	likewise, or by its counter, if that is more
 * @noted:	TLPs that the file says were lost, also by its slow reader
 * @reported:	lost TLPs of the last message
 * @start_ns:	monotonic time of the start
 * @report_ns:	earliest time of the next message about losses
 * @flush_ns:	time of the next flush
 * @last_ns:	time of the last TLP in the file
 */
struct live {
	const char *command, *bdf, *path;
	struct tph_tap_filter filter;
	struct tph_tap_options options;
	int bar;
	const char *range;
	bool own;
	uint64_t count, seconds;
	bool json;

	struct tph_tap *tap;
	struct capture_writer *writer;
	struct live_clock clock;
	int signals;
	enum live_end end;
	int failure;
	uint64_t taken, bytes, cut, gaps, lost, noted, reported;
	uint64_t start_ns, report_ns, flush_ns, last_ns;
};

/* Print a message. Return: TPH_EXIT_USAGE */
int live_say(const struct live *live, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Return: monotonic time in ns */
uint64_t live_now(void);

/* Take --range or --outside (filter.c). Return: -1; enum tph_exit */
int live_range(struct live *live);

/* Complete the filter, with addresses of the device. Return: -1; enum tph_exit */
int live_filter(struct live *live);

/* Return: ns since the epoch; never less for more ticks (clock.c) */
uint64_t live_time(const struct live_clock *clock, uint64_t ticks);

/* Read the device's time and that of the day. Return: 0; as tph_tap_time() */
int live_clock_start(struct live_clock *clock, struct tph_tap *tap);

/*
 * Read until the capture ends, and the rest of the ring (loop.c). @live->end and the
 * counts say how it went.
 */
void live_loop(struct live *live);

/* Append counters to the file. */
void live_statistics(const struct live *live);

/* Return: TLPs that are not in the file, by the device or the file's reader */
static inline uint64_t live_missing(const struct live *live)
{
	return live->lost + capture_lost(live->writer);
}

/* Calls of libtph, in which SIGBUS is caught (fault.c). Return: as they; -ENXIO */
int live_open(struct live *live);
int live_start(struct live *live);
int live_next(struct tph_tap *tap, struct tph_tap_record *ret_record);
int live_stop(struct tph_tap *tap);
int live_lost(struct tph_tap *tap, uint64_t *ret_lost);

/* @tap may be NULL. */
void live_close(struct tph_tap *tap);

/* Have SIGBUS caught from now on. */
void live_catch_faults(void);

/* Messages (show.c); losses: Return: whether there are new ones */
void live_show_start(const struct live *live);
void live_show_progress(const struct live *live, uint64_t now);
bool live_show_losses(struct live *live, uint64_t now);
void live_show_end(const struct live *live);

#endif /* CLI_CAPTURE_LIVE_H */
