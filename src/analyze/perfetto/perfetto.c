// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/perfetto/perfetto.h"

#include <errno.h>
#include <stdlib.h>

#include "analyze/join/join.h"
#include "analyze/perfetto/event.h"
#include "analyze/perfetto/note.h"
#include "analyze/perfetto/track.h"
#include "ground.h"

/* A packet without a time comes so long after the packet before it */
#define STEP_NS 1000

/**
 * struct asked - a request that is outstanding
 * @drawn:	it is shown
 * @timed:	its time is known
 * @mixed:	this differs for one of its completions
 * @notes_len:	bytes of @notes
 * @track:	its track
 * @notes:	its annotations
 */
struct asked {
	bool drawn, timed, mixed;
	uint16_t notes_len;
	struct track *track;
	uint8_t notes[NOTES_MAX];
};

/**
 * struct perfetto - a trace
 * @out:	file
 * @tracks:	its tracks
 * @notes:	its annotations
 * @join:	outstanding requests
 * @asked:	by slot of @join
 * @hidden:	numbers of undecided completions that are not shown
 * @nhidden:	their number
 * @ns:		time of the last packet
 * @number:	its number
 */
struct perfetto {
	FILE *out;
	struct tracks tracks;
	struct notes notes;
	struct join *join;
	struct asked *asked;
	uint64_t hidden[JOIN_EARLY_MAX];
	unsigned int nhidden;
	uint64_t ns, number;
};

int perfetto_create(FILE *out, size_t capacity, struct perfetto **ret_perfetto)
{
	struct perfetto *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return -ENOMEM;
	p->out = out;
	ret = join_create(capacity, &p->join);
	if (!ret)
		ret = tracks_init(&p->tracks, out);
	/* Not cleared, so that only used slots cost memory */
	if (!ret) {
		p->asked = calloc(capacity + 1, sizeof(*p->asked));
		ret = p->asked ? 0 : -ENOMEM;
	}
	if (ret) {
		perfetto_free(p);
		return ret;
	}
	notes_init(&p->notes);
	event_put_names(out);
	*ret_perfetto = p;
	return 0;
}

void perfetto_free(struct perfetto *perfetto)
{
	if (!perfetto)
		return;
	join_free(perfetto->join);
	tracks_free(&perfetto->tracks);
	free(perfetto->asked);
	free(perfetto);
}

/* 1970: formats that have a time for each packet write it for an unknown one */
static bool is_timed(const struct capture_packet *raw)
{
	return raw->timed && raw->ns;
}

/* Perfetto's times are signed */
static uint64_t time_of(struct perfetto *p, const struct capture_packet *raw)
{
	uint64_t ns = is_timed(raw)
			      ? raw->ns
			      : p->ns + (raw->number - p->number) * STEP_NS;

	p->ns = min_t(uint64_t, ns, INT64_MAX);
	p->number = raw->number;
	return p->ns;
}

static void count_st(struct perfetto *p, const struct track *track,
		     const struct packet *packet)
{
	struct event event = {.type = EVENT_COUNTER, .ns = packet->raw.ns};

	event.track =
		tracks_count(&p->tracks, track, &packet->tlp, &event.value);
	event_put(p->out, &event);
}

/* @notes: room for annotations. Return: their bytes */
static size_t draw(struct perfetto *p, const struct packet *packet,
		   const struct track *track, uint64_t flow, uint8_t *notes)
{
	const struct event event = {
		.type = EVENT_INSTANT,
		.ns = packet->raw.ns,
		.track = track->id,
		.tlp = packet->tlp.type,
		.flow = flow,
		.notes = notes,
		.notes_len = note_packet(&p->notes, notes, packet) - notes,
	};

	event_put(p->out, &event);
	if (tlp_may_hint(packet->tlp.type))
		count_st(p, track, packet);
	return event.notes_len;
}

static void add_request(struct perfetto *p, const struct packet *packet,
			bool drawn, const struct join_request *request)
{
	struct asked *asked = &p->asked[request->slot];

	asked->drawn = drawn;
	if (!drawn)
		return;
	asked->timed = packet->raw.timed;
	asked->mixed = false;
	asked->track = tracks_find(&p->tracks, packet);
	asked->notes_len =
		draw(p, packet, asked->track, request->number, asked->notes);
}

/* @request: NULL if there is none. Flows connect TLPs that are shown. */
static void add_other(struct perfetto *p, const struct packet *packet,
		      bool drawn, const struct join_request *request)
{
	struct asked *asked = request ? &p->asked[request->slot] : NULL;
	uint8_t notes[NOTES_MAX];

	if (asked)
		asked->mixed |= asked->timed != packet->raw.timed;
	if (drawn)
		draw(p, packet, tracks_find(&p->tracks, packet),
		     asked && asked->drawn ? request->number : 0, notes);
}

/* A completion whose request is not known yet is drawn by add_decided() */
static void hold(struct perfetto *p, uint64_t number, bool drawn)
{
	if (!drawn)
		p->hidden[p->nhidden++] = number;
}

/* Return: true if a held completion is shown; forgets it */
static bool release(struct perfetto *p, uint64_t number)
{
	for (unsigned int i = 0; i < p->nhidden; i++) {
		if (p->hidden[i] != number)
			continue;
		p->hidden[i] = p->hidden[--p->nhidden];
		return false;
	}
	return true;
}

static void add_decided(struct perfetto *p)
{
	const struct join_request *request;
	struct packet packet; /* without its @first_ns */

	while (join_decided(p->join, &packet, &request))
		add_other(p, &packet, release(p, packet.raw.number), request);
}

/* Return: track for a slice from the request to its last completion, or 0 */
static uint64_t find_lane(struct perfetto *p,
			  const struct join_request *request)
{
	const struct asked *asked = &p->asked[request->slot];

	if (request->state != JOIN_COMPLETED || asked->mixed ||
	    request->first_ns < request->ns || request->last_ns < request->ns)
		return 0;
	return tracks_lane(&p->tracks, asked->track, request->ns,
			   request->last_ns);
}

static void end_request(struct perfetto *p, const struct join_request *request)
{
	const struct asked *asked = &p->asked[request->slot];
	uint8_t notes[EVENT_NOTES_MAX], *end = notes + asked->notes_len;
	const size_t end_len = note_end(&p->notes, end, request) - end;
	struct event event = {
		.type = EVENT_BEGIN,
		.ns = request->ns,
		.track = find_lane(p, request),
		.tlp = request->type,
		.notes = notes,
		.notes_len = asked->notes_len,
	};

	memcpy(notes, asked->notes, asked->notes_len);
	if (event.track) {
		event_put(p->out, &event);
		event.type = EVENT_END;
		event.ns = request->last_ns;
		event.notes = end;
		event.notes_len = end_len;
	} else {
		event.type = EVENT_INSTANT;
		event.track = tracks_plain(&p->tracks, asked->track);
		event.notes_len += end_len;
	}
	event_put(p->out, &event);
}

static void add(struct perfetto *p, const struct packet *packet, bool drawn)
{
	struct join_event event = join_add(p->join, packet);

	add_decided(p);
	if (event.kind == JOIN_EARLY)
		hold(p, packet->raw.number, drawn);
	else if (event.kind != JOIN_REQUEST)
		add_other(p, packet, drawn, event.request);
	if (event.ended && p->asked[event.ended->slot].drawn)
		end_request(p, event.ended);
	if (event.kind == JOIN_REQUEST)
		add_request(p, packet, drawn, event.request);
}

void perfetto_add(struct perfetto *perfetto, const struct packet *packet,
		  bool drawn)
{
	const uint64_t ns = time_of(perfetto, &packet->raw);
	struct packet copy;

	if (ns == packet->raw.ns) {
		add(perfetto, packet, drawn);
		return;
	}
	copy = *packet;
	copy.raw.ns = ns;
	copy.raw.timed = is_timed(&packet->raw);
	add(perfetto, &copy, drawn);
}

void perfetto_finish(struct perfetto *perfetto)
{
	const struct join_request *left;

	do {
		left = join_drain(perfetto->join);
		add_decided(perfetto);
		if (left && perfetto->asked[left->slot].drawn)
			end_request(perfetto, left);
	} while (left);
}
