/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs of a capture, counted by link, requester, steering tag and type */
#ifndef ANALYZE_COUNT_TRAFFIC_H
#define ANALYZE_COUNT_TRAFFIC_H

#include "analyze/count/flow.h"
#include "analyze/count/links.h"
#include "analyze/count/tally.h"
#include "analyze/count/timeline.h"
#include "analyze/packet/packet.h"

enum traffic_by {
	TRAFFIC_LINK,
	TRAFFIC_REQUESTER,
	TRAFFIC_ST,
	TRAFFIC_TYPE,
	TRAFFIC_MAX,
};

/* Most rows, besides LINKS_MAX; further ones are summed up in one row. Links and
 * requesters have latencies of 35 KiB each. */
#define TRAFFIC_MAX_REQUESTERS 256
#define TRAFFIC_MAX_STS	       4096

/* Keys with a timeline of their own; all others share the last one */
#define TRAFFIC_SERIES 64

/*
 * Cached flows; two flows with the same hash replace each other. Enough for some
 * of each of TRAFFIC_MAX_REQUESTERS.
 */
#define TRAFFIC_FLOW_BITS 12
#define TRAFFIC_FLOWS	  (1u << TRAFFIC_FLOW_BITS)

/**
 * struct traffic_flow - a flow and the rows that count it
 * @key:	key; its @kind is 0: free
 * @tlps:	counted since the rows were last brought up to date
 * @data:	enabled bytes of payload of each TLP
 * @wire:	bytes of each TLP
 * @th:		the TLPs have hints
 * @rows:	by enum traffic_by, NULL if not counted there
 */
struct traffic_flow {
	struct flow_key key;
	uint64_t tlps;
	uint16_t data, wire;
	bool th;
	struct tally_row *rows[TRAFFIC_MAX];
};

/**
 * struct traffic - counters
 * @timed:	a TLP had a time
 * @first_ns, @last_ns: earliest and latest of these
 * @by:		by enum traffic_by; up to date after traffic_finish()
 * @links:	links with rows
 * @over_time:	timelines of the rows of TRAFFIC_LINK and TRAFFIC_ST, by row;
 *		without @bins if not requested
 * @carries:	by enum tlp_type: TLPs with data
 * @flows:	recent flows by hash, one per cache line
 */
struct traffic {
	bool timed;
	uint64_t first_ns, last_ns;
	struct tally by[TRAFFIC_MAX];
	struct links links;
	struct timeline over_time[TRAFFIC_MAX];
	bool carries[TLP_TYPE_MAX];
	_Alignas(64) struct traffic_flow flows[TRAFFIC_FLOWS];
};

/* @over_time: keep timelines. Return: 0; -ENOMEM. */
int traffic_init(struct traffic *traffic, bool over_time);

/**
 * traffic_add() - count a TLP
 * @traffic:	counters
 * @packet:	packet with @packet->error 0; the name of its link must live as
 *		long as @traffic
 *
 * Return: its rows by enum traffic_by, NULL if not counted there; valid
 * until the next call.
 */
struct tally_row *const *traffic_add(struct traffic *traffic,
				     const struct packet *packet);

/**
 * traffic_repeat() - count a TLP of a known flow without decoding it
 * @traffic:	counters
 * @raw:	packet
 *
 * The result is that of traffic_add().
 *
 * Return: true: a posted memory write was counted; false: decode the packet.
 */
bool traffic_repeat(struct traffic *traffic, const struct capture_packet *raw);

/* Update the rows after the last TLP. */
void traffic_finish(struct traffic *traffic);

/* Names of a row for people; the second is "" if one name suffices */
struct traffic_label {
	char name[2][264];
};

/* Return: heading of the label's @n-th part, NULL if there is none. */
const char *traffic_heading(enum traffic_by by, unsigned int n);

/* @traffic: used by TRAFFIC_LINK only */
void traffic_label(const struct traffic *traffic, enum traffic_by by,
		   uint64_t key, struct traffic_label *ret_label);

/* Part of a key of TRAFFIC_LINK */
static inline enum capture_dir traffic_dir(uint64_t key)
{
	return key & 3;
}

/* Parts of a key of TRAFFIC_ST */
#define TRAFFIC_ST_NONE 0 /* a memory request without hints */
#define TRAFFIC_ST_TAG	0xffff
#define TRAFFIC_ST_WIDE 0x10000
#define TRAFFIC_ST_PH	17
#define TRAFFIC_ST_TH	0x80000

/* Return: key of TRAFFIC_ST for a memory request, at most 20 bits */
uint64_t traffic_st_key(const struct tlp *tlp);

/* Return: seconds from the first TLP to the last. */
double traffic_seconds(const struct traffic *traffic);

void traffic_free(struct traffic *traffic);

#endif /* ANALYZE_COUNT_TRAFFIC_H */
