/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Packets of a Perfetto trace (perfetto.protos.Trace, TrackEvent). All belong
 * to one sequence, whose names are numbered in its first packet.
 */
#ifndef ANALYZE_PERFETTO_EVENT_H
#define ANALYZE_PERFETTO_EVENT_H

#include <stdio.h>

#include "analyze/packet/packet.h"
#include "analyze/perfetto/note.h"

/* A request and its end */
#define EVENT_NOTES_MAX (2 * NOTES_MAX)

/* perfetto.protos.TrackEvent.Type */
enum event_type {
	EVENT_BEGIN = 1,
	EVENT_END = 2,
	EVENT_INSTANT = 3,
	EVENT_COUNTER = 4,
};

/**
 * struct event - an event
 * @type:	enum event_type
 * @ns:		its time
 * @track:	its track
 * @tlp:	type of the TLP that names it (EVENT_BEGIN, EVENT_INSTANT)
 * @flow:	flow that passes through it; 0: none
 * @value:	new value (EVENT_COUNTER)
 * @notes:	annotations of note.h
 * @notes_len:	bytes of @notes, at most EVENT_NOTES_MAX
 */
struct event {
	enum event_type type;
	uint64_t ns, track, flow, value;
	enum tlp_type tlp;
	const uint8_t *notes;
	size_t notes_len;
};

/* Room for a name of event_put_track() with its terminator */
#define EVENT_NAME_MAX 320

/* Write the first packet of a trace, which has the names of types and notes */
void event_put_names(FILE *out);

/**
 * event_put_track() - describe a track
 * @out:	trace
 * @track:	number of the track, not 0
 * @parent:	track above it, 0: none
 * @name:	name, less than EVENT_NAME_MAX bytes of UTF-8
 * @counter:	its events are EVENT_COUNTER
 */
void event_put_track(FILE *out, uint64_t track, uint64_t parent,
		     const char *name, bool counter);

/* Write an event. Errors of all functions are in ferror(@out). */
void event_put(FILE *out, const struct event *event);

#endif /* ANALYZE_PERFETTO_EVENT_H */
