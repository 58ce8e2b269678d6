/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tracks of a Perfetto trace, by link and direction. A track is described in
 * the trace before its first event. Memory is bounded; no packet causes an
 * allocation.
 */
#ifndef ANALYZE_PERFETTO_TRACK_H
#define ANALYZE_PERFETTO_TRACK_H

#include <stdio.h>

#include "analyze/count/links.h"
#include "analyze/count/tally.h"
#include "analyze/packet/packet.h"

/* Directions of a link */
#define TRACK_DIRS (CAPTURE_DIR_UNKNOWN + 1)

/* Most outstanding requests that a direction shows side by side */
#define TRACK_LANES 256

/* Most counters; all further ones are one counter */
#define TRACK_COUNTERS 4096

/**
 * struct lane - a track of slices that do not overlap
 * @id:		number of the track
 * @end:	end of its last slice
 */
struct lane {
	uint64_t id, end;
};

/**
 * struct track - direction of a link
 * @id:		number of the track; 0: not described
 * @plain_id:	track of requests without a duration, likewise
 * @lanes:	number of @lane
 * @lane:	tracks of outstanding requests, by rising @end
 */
struct track {
	uint64_t id, plain_id;
	unsigned int lanes;
	struct lane lane[TRACK_LANES];
};

/**
 * struct tracks - all tracks
 * @out:	trace
 * @count:	tracks described
 * @links:	links
 * @link_ids:	track above those of a link; 0: not described
 * @tracks:	by link, then direction
 * @counters:	TLPs by track and ST
 * @counter_ids: number of the track by row of @counters, then that of the others
 */
struct tracks {
	FILE *out;
	uint64_t count;
	struct links links;
	uint64_t link_ids[LINKS_MAX + 1];
	struct track *tracks;
	struct tally counters;
	uint64_t *counter_ids;
};

/* Return: 0; -ENOMEM. */
int tracks_init(struct tracks *tracks, FILE *out);

/* Return: track of a packet, valid until tracks_free() */
struct track *tracks_find(struct tracks *tracks, const struct packet *packet);

/**
 * tracks_lane() - place for a slice that does not overlap an earlier one
 * @tracks:	tracks
 * @track:	direction of the request
 * @begin:	begin of the slice
 * @end:	its end, not before @begin
 *
 * Return: number of the track, whose last slice ends at @begin or before;
 * 0: TRACK_LANES slices overlap.
 */
uint64_t tracks_lane(struct tracks *tracks, struct track *track, uint64_t begin,
		     uint64_t end);

/* Return: number of the track of requests without a duration */
uint64_t tracks_plain(struct tracks *tracks, struct track *track);

/**
 * tracks_count() - count a memory request by its ST
 * @tracks:	tracks
 * @track:	its track
 * @tlp:	memory request
 * @ret_value:	TLPs so far
 *
 * Return: number of the counter's track.
 */
uint64_t tracks_count(struct tracks *tracks, const struct track *track,
		      const struct tlp *tlp, uint64_t *ret_value);

void tracks_free(struct tracks *tracks);

#endif /* ANALYZE_PERFETTO_TRACK_H */
