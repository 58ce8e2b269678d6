/* SPDX-License-Identifier: BSD-3-Clause */
/* From requests to their last completion, added to the rows they count in */
#ifndef ANALYZE_COUNT_STAT_JOIN_H
#define ANALYZE_COUNT_STAT_JOIN_H

#include "analyze/count/traffic.h"
#include "analyze/join/join.h"

/**
 * struct stat_join - requests on their way
 * @join:	outstanding requests
 * @asked:	by slot of @join: rows of the request, NULL if it is not counted
 * @unanswered:	counted requests that got no last completion before the capture
 *		ended or another request took their tag
 * @given_up:	requests forgotten because too many were outstanding
 */
struct stat_join {
	struct join *join;
	struct tally_row *(*asked)[2];
	uint64_t unanswered, given_up;
};

/* Return: 0; -ENOMEM. */
int stat_join_init(struct stat_join *sj);

/**
 * stat_join_add() - take account of a TLP
 * @sj:		state
 * @packet:	packet with @packet->error 0
 * @rows:	rows it counts in, by enum traffic_by; NULL: it is not counted,
 *		but may complete a request that is
 *
 * Return: 0; -ENOMEM.
 */
int stat_join_add(struct stat_join *sj, const struct packet *packet,
		  struct tally_row *const *rows);

/* The capture ended. */
void stat_join_finish(struct stat_join *sj);

void stat_join_free(struct stat_join *sj);

#endif /* ANALYZE_COUNT_STAT_JOIN_H */
