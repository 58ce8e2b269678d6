// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/perfetto/track.h"

#include <errno.h>
#include <stdlib.h>

#include "analyze/count/traffic.h"
#include "analyze/packet/place.h"
#include "analyze/perfetto/event.h"

#define ST_BITS 20

_Static_assert(TRAFFIC_ST_TH < 1 << ST_BITS, "a key of an ST fits");

int tracks_init(struct tracks *tracks, FILE *out)
{
	*tracks = (struct tracks){
		.out = out,
		/* Not cleared, so that only tracks with packets cost memory */
		.tracks = calloc((LINKS_MAX + 1) * TRACK_DIRS,
				 sizeof(*tracks->tracks)),
		.counter_ids = calloc(TRACK_COUNTERS + 1,
				      sizeof(*tracks->counter_ids)),
	};
	if (tracks->tracks && tracks->counter_ids &&
	    !links_init(&tracks->links) &&
	    !tally_init(&tracks->counters, TRACK_COUNTERS))
		return 0;
	tracks_free(tracks);
	return -ENOMEM;
}

void tracks_free(struct tracks *tracks)
{
	tally_free(&tracks->counters);
	links_free(&tracks->links);
	free(tracks->counter_ids);
	free(tracks->tracks);
}

/* Return: number of the new track */
static uint64_t describe(struct tracks *tracks, uint64_t parent,
			 const char *name, bool counter)
{
	event_put_track(tracks->out, ++tracks->count, parent, name, counter);
	return tracks->count;
}

static const char *link_name(const struct tracks *tracks, unsigned int link,
			     char buf[PLACE_LINK])
{
	const struct link_name *name = &tracks->links.links[link];
	const struct packet packet = {.raw.link = name->name};

	if (link == LINKS_MAX)
		return "other links";
	if (*name->name)
		return place_link(&packet, buf, PLACE_LINK);
	snprintf(buf, PLACE_LINK, "#%u", name->interface);
	return buf;
}

/* "dn0 up outstanding" below "dn0" */
static uint64_t describe_part(struct tracks *tracks, const struct track *track,
			      const char *part, bool counter)
{
	const unsigned int i = track - tracks->tracks;
	const struct packet packet = {.raw.dir = i % TRACK_DIRS};
	char link[PLACE_LINK], name[EVENT_NAME_MAX];

	snprintf(name, sizeof(name), "%s %s%.48s",
		 link_name(tracks, i / TRACK_DIRS, link),
		 packet_dir_name(&packet), part);
	return describe(tracks, tracks->link_ids[i / TRACK_DIRS], name,
			counter);
}

struct track *tracks_find(struct tracks *tracks, const struct packet *packet)
{
	unsigned int link = links_find(&tracks->links, &packet->raw);
	struct track *track =
		&tracks->tracks[link * TRACK_DIRS + packet->raw.dir];
	char name[PLACE_LINK];

	if (track->id)
		return track;
	if (!tracks->link_ids[link])
		tracks->link_ids[link] = describe(
			tracks, 0, link_name(tracks, link, name), false);
	track->id = describe_part(tracks, track, "", false);
	return track;
}

/* Return: number of lanes that are free at @ns */
static unsigned int free_lanes(const struct track *track, uint64_t ns)
{
	unsigned int low = 0, high = track->lanes;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (track->lane[middle].end <= ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Return: the free lane with the latest end, so the fewest lanes are needed */
static uint64_t reuse_lane(struct track *track, unsigned int free, uint64_t end)
{
	const unsigned int from = free - 1, to = free_lanes(track, end) - 1;
	const uint64_t id = track->lane[from].id;

	memmove(&track->lane[from], &track->lane[from + 1],
		(to - from) * sizeof(*track->lane));
	track->lane[to] = (struct lane){id, end};
	return id;
}

static uint64_t add_lane(struct tracks *tracks, struct track *track,
			 uint64_t end)
{
	const uint64_t id = describe_part(tracks, track, " outstanding", false);
	const unsigned int to = free_lanes(track, end);

	memmove(&track->lane[to + 1], &track->lane[to],
		(track->lanes++ - to) * sizeof(*track->lane));
	track->lane[to] = (struct lane){id, end};
	return id;
}

uint64_t tracks_lane(struct tracks *tracks, struct track *track, uint64_t begin,
		     uint64_t end)
{
	const unsigned int free = free_lanes(track, begin);

	if (free)
		return reuse_lane(track, free, end);
	if (track->lanes < TRACK_LANES)
		return add_lane(tracks, track, end);
	return 0;
}

uint64_t tracks_plain(struct tracks *tracks, struct track *track)
{
	if (!track->plain_id)
		track->plain_id = describe_part(tracks, track,
						" without duration", false);
	return track->plain_id;
}

static uint64_t describe_counter(struct tracks *tracks,
				 const struct track *track, uint64_t st)
{
	struct traffic_label label;
	char part[sizeof(label) + 16];

	traffic_label(NULL, TRAFFIC_ST, st, &label);
	if (st == TRAFFIC_ST_NONE)
		snprintf(part, sizeof(part), " no ST");
	else
		snprintf(part, sizeof(part), " ST %s PH %s", label.name[0],
			 label.name[1]);
	return describe_part(tracks, track, part, true);
}

uint64_t tracks_count(struct tracks *tracks, const struct track *track,
		      const struct tlp *tlp, uint64_t *ret_value)
{
	const uint64_t st = traffic_st_key(tlp);
	struct tally_row *row =
		tally_row(&tracks->counters,
			  (uint64_t)(track - tracks->tracks) << ST_BITS | st);
	const bool other = row == &tracks->counters.others;
	uint64_t *id =
		&tracks->counter_ids[other ? TRACK_COUNTERS
					   : row - tracks->counters.rows];

	if (!*id)
		*id = other ? describe(tracks, 0, "other STs", true)
			    : describe_counter(tracks, track, st);
	*ret_value = ++row->tlps;
	return *id;
}
