// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/traffic.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	size_t rows;
	const char *heading[2];
} tables[TRAFFIC_MAX] = {
	[TRAFFIC_LINK] = {LINKS_MAX, {"link", "dir"}},
	[TRAFFIC_REQUESTER] = {TRAFFIC_MAX_REQUESTERS, {"requester"}},
	[TRAFFIC_ST] = {TRAFFIC_MAX_STS, {"ST", "PH"}},
	[TRAFFIC_TYPE] = {TLP_TYPE_MAX, {"type"}},
};

int traffic_init(struct traffic *traffic, bool over_time)
{
	int ret;

	*traffic = (struct traffic){0};
	ret = links_init(&traffic->links);
	for (enum tlp_type type = 0; type < TLP_TYPE_MAX; type++)
		traffic->carries[type] = tlp_has_data(type);
	for (size_t i = 0; i < TRAFFIC_MAX && !ret; i++)
		ret = tally_init(&traffic->by[i], tables[i].rows);
	if (!ret && over_time)
		ret = timeline_init(&traffic->over_time[TRAFFIC_LINK],
				    TRAFFIC_SERIES);
	if (!ret && over_time)
		ret = timeline_init(&traffic->over_time[TRAFFIC_ST],
				    TRAFFIC_SERIES);
	if (ret)
		traffic_free(traffic);
	return ret;
}

static struct tally_row *link_row(struct traffic *traffic,
				  const struct capture_packet *raw)
{
	struct tally *tally = &traffic->by[TRAFFIC_LINK];
	unsigned int link = links_find(&traffic->links, raw);

	if (link == LINKS_MAX)
		return &tally->others;
	return tally_row(tally, link << 2 | raw->dir);
}

uint64_t traffic_st_key(const struct tlp *tlp)
{
	if (!tlp->th)
		return TRAFFIC_ST_NONE;
	return TRAFFIC_ST_TH | tlp->ph << TRAFFIC_ST_PH |
	       (tlp->st_ext ? TRAFFIC_ST_WIDE : 0) | tlp->st;
}

static unsigned int data_of(const struct traffic *traffic,
			    const struct tlp *tlp)
{
	return traffic->carries[tlp->type] ? packet_bytes(tlp) : 0;
}

static size_t wire_of(const struct packet *packet)
{
	return packet->raw.header_only ? tlp_size(&packet->tlp)
				       : packet->raw.orig_len;
}

_Static_assert(TLP_TYPE_MAX <= 32, "a type has 5 bits in a flow's key");

/* The properties that select the rows, in bit fields; no plain write has bit 63 */
static struct flow_key key_of(const struct traffic *traffic,
			      const struct packet *packet)
{
	const struct tlp *tlp = &packet->tlp;

	return (struct flow_key){
		.kind = 1ull << 63 | (uint64_t)tlp->requester << 25 |
			(uint64_t)tlp->type << 20 | traffic_st_key(tlp),
		.place = flow_place(&packet->raw, wire_of(packet),
				    data_of(traffic, tlp), 0),
	};
}

/* Add the counts of a flow to its rows */
static void settle(struct traffic_flow *flow)
{
	const struct tally_row sum = {
		.tlps = flow->tlps,
		.th = flow->th ? flow->tlps : 0,
		.data = flow->tlps * flow->data,
		.wire = flow->tlps * flow->wire,
	};

	for (unsigned int i = 0; i < TRAFFIC_MAX; i++)
		if (flow->rows[i])
			tally_row_sum(flow->rows[i], &sum);
	flow->tlps = 0;
}

/* Replace the cached flow. A completion counts for its requester; TLPs that
 * cannot have an ST have no ST row. */
static __attribute__((noinline)) void begin_flow(struct traffic *traffic,
						 struct traffic_flow *flow,
						 const struct flow_key *key,
						 const struct packet *packet)
{
	const struct tlp *tlp = &packet->tlp;

	settle(flow);
	*flow = (struct traffic_flow){
		.key = *key,
		.data = data_of(traffic, tlp),
		.wire = wire_of(packet),
		.th = tlp->th,
	};
	flow->rows[TRAFFIC_LINK] = link_row(traffic, &packet->raw);
	flow->rows[TRAFFIC_REQUESTER] =
		tally_row(&traffic->by[TRAFFIC_REQUESTER], tlp->requester);
	flow->rows[TRAFFIC_TYPE] =
		tally_row(&traffic->by[TRAFFIC_TYPE], tlp->type);
	if (tlp_may_hint(tlp->type))
		flow->rows[TRAFFIC_ST] = tally_row(&traffic->by[TRAFFIC_ST],
						   traffic_st_key(tlp));
}

static __attribute__((noinline)) void
take_course(struct traffic *traffic, const struct traffic_flow *flow,
	    uint64_t ns)
{
	for (unsigned int i = 0; i < TRAFFIC_MAX; i++) {
		const struct tally *tally = &traffic->by[i];
		const struct tally_row *row = flow->rows[i];
		size_t series = TRAFFIC_SERIES - 1;

		if (!row || !traffic->over_time[i].bins)
			continue;
		if (row != &tally->others &&
		    row - tally->rows < (ptrdiff_t)series)
			series = row - tally->rows;
		timeline_add(&traffic->over_time[i], series, ns);
	}
}

static void take_time(struct traffic *traffic, uint64_t ns)
{
	if (!traffic->timed || ns < traffic->first_ns)
		traffic->first_ns = ns;
	if (!traffic->timed || ns > traffic->last_ns)
		traffic->last_ns = ns;
	traffic->timed = true;
}

/* Count a TLP of a flow */
static inline void take(struct traffic *traffic, struct traffic_flow *flow,
			const struct capture_packet *raw)
{
	flow->tlps++;
	if (raw->timed)
		take_time(traffic, raw->ns);
	if (traffic->over_time[TRAFFIC_LINK].bins)
		take_course(traffic, flow, raw->ns);
}

/* Return: the flow of @key, or of another key that it may replace */
static inline struct traffic_flow *flow_at(struct traffic *traffic,
					   const struct flow_key *key)
{
	return &traffic->flows[flow_hash(key, TRAFFIC_FLOW_BITS)];
}

struct tally_row *const *traffic_add(struct traffic *traffic,
				     const struct packet *packet)
{
	const struct capture_packet *raw = &packet->raw;
	struct traffic_flow *flow;
	struct flow_key key;

	if (packet->tlp.type != TLP_MWR || !flow_of_write(raw, &key))
		key = key_of(traffic, packet);
	flow = flow_at(traffic, &key);
	if (!flow_same(&flow->key, &key))
		begin_flow(traffic, flow, &key, packet);
	take(traffic, flow, raw);
	return flow->rows;
}

bool traffic_repeat(struct traffic *traffic, const struct capture_packet *raw)
{
	struct traffic_flow *flow;
	struct flow_key key;

	if (!flow_of_write(raw, &key))
		return false;
	flow = flow_at(traffic, &key);
	if (!flow_same(&flow->key, &key))
		return false;
	take(traffic, flow, raw);
	return true;
}

void traffic_finish(struct traffic *traffic)
{
	for (unsigned int i = 0; i < TRAFFIC_FLOWS; i++)
		if (traffic->flows[i].tlps)
			settle(&traffic->flows[i]);
}

const char *traffic_heading(enum traffic_by by, unsigned int n)
{
	return n < 2 ? tables[by].heading[n] : NULL;
}

static void link_label(const struct traffic *traffic, uint64_t key,
		       struct traffic_label *label)
{
	const struct link_name *link = &traffic->links.links[key >> 2];
	const struct packet packet = {.raw.dir = traffic_dir(key)};

	if (*link->name)
		snprintf(label->name[0], sizeof(label->name[0]), "%s",
			 link->name);
	else
		snprintf(label->name[0], sizeof(label->name[0]), "#%u",
			 link->interface);
	snprintf(label->name[1], sizeof(label->name[1]), "%s",
		 packet_dir_name(&packet));
}

static void requester_label(const struct traffic *traffic, uint64_t key,
			    struct traffic_label *label)
{
	snprintf(label->name[0], sizeof(label->name[0]), "%02x:%02x.%x",
		 TLP_BDF_BUS((unsigned int)key), TLP_BDF_DEV((unsigned int)key),
		 TLP_BDF_FN((unsigned int)key));
}

static void st_label(const struct traffic *traffic, uint64_t key,
		     struct traffic_label *label)
{
	if (key == TRAFFIC_ST_NONE) {
		strcpy(label->name[0], "none");
		strcpy(label->name[1], "-");
		return;
	}
	snprintf(label->name[0], sizeof(label->name[0]), "0x%0*x",
		 key & TRAFFIC_ST_WIDE ? 4 : 2,
		 (unsigned int)(key & TRAFFIC_ST_TAG));
	snprintf(label->name[1], sizeof(label->name[1]), "%u",
		 (unsigned int)(key >> TRAFFIC_ST_PH & 3));
}

static void type_label(const struct traffic *traffic, uint64_t key,
		       struct traffic_label *label)
{
	snprintf(label->name[0], sizeof(label->name[0]), "%s",
		 tlp_type_name(key));
}

void traffic_label(const struct traffic *traffic, enum traffic_by by,
		   uint64_t key, struct traffic_label *ret_label)
{
	static void (*const labels[TRAFFIC_MAX])(
		const struct traffic *traffic, uint64_t key,
		struct traffic_label *label) = {
		[TRAFFIC_LINK] = link_label,
		[TRAFFIC_REQUESTER] = requester_label,
		[TRAFFIC_ST] = st_label,
		[TRAFFIC_TYPE] = type_label,
	};

	ret_label->name[1][0] = 0;
	labels[by](traffic, key, ret_label);
}

double traffic_seconds(const struct traffic *traffic)
{
	return (traffic->last_ns - traffic->first_ns) / 1e9;
}

void traffic_free(struct traffic *traffic)
{
	for (size_t i = 0; i < TRAFFIC_MAX; i++) {
		tally_free(&traffic->by[i]);
		timeline_free(&traffic->over_time[i]);
	}
	links_free(&traffic->links);
}
