// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/stat_join.h"

#include <errno.h>
#include <stdlib.h>

int stat_join_init(struct stat_join *sj)
{
	*sj = (struct stat_join){
		.asked = calloc(JOIN_CAPACITY + 1, sizeof(*sj->asked)),
	};
	if (!sj->asked)
		return -ENOMEM;
	if (!join_create(JOIN_CAPACITY, &sj->join))
		return 0;
	stat_join_free(sj);
	return -ENOMEM;
}

/* A request ended, well or not. Return: 0; -ENOMEM. */
static int take_ended(struct stat_join *sj, const struct join_request *request)
{
	struct tally_row **rows = sj->asked[request->slot];
	uint64_t first, last;
	int ret = 0;

	if (!rows[0])
		return 0;
	if (request->state == JOIN_GIVEN_UP)
		sj->given_up++;
	else if (request->state != JOIN_COMPLETED)
		sj->unanswered++;
	else if (join_latency(request, &first, &last))
		for (unsigned int i = 0; i < 2 && !ret; i++)
			ret = tally_row_latency(rows[i], last);
	return ret;
}

int stat_join_add(struct stat_join *sj, const struct packet *packet,
		  struct tally_row *const *rows)
{
	struct join_event event;
	int ret;

	/* The usual TLP, which nothing completes */
	if (packet->tlp.type == TLP_MWR)
		return 0;
	event = join_add(sj->join, packet);
	ret = event.ended ? take_ended(sj, event.ended) : 0;

	if (event.kind == JOIN_REQUEST) {
		struct tally_row **asked = sj->asked[event.request->slot];

		asked[0] = rows ? rows[TRAFFIC_LINK] : NULL;
		asked[1] = rows ? rows[TRAFFIC_REQUESTER] : NULL;
	}
	return ret;
}

void stat_join_finish(struct stat_join *sj)
{
	const struct join_request *request;

	/* A request that completes here has no latency */
	while ((request = join_drain(sj->join)))
		take_ended(sj, request);
}

void stat_join_free(struct stat_join *sj)
{
	join_free(sj->join);
	free(sj->asked);
	*sj = (struct stat_join){0};
}
