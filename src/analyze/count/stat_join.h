/* SPDX-License-Identifier: BSD-3-Clause */
/* Latencies from requests to last completions, added to the requests' rows */
#ifndef ANALYZE_COUNT_STAT_JOIN_H
#define ANALYZE_COUNT_STAT_JOIN_H

#include "analyze/count/traffic.h"
#include "analyze/join/join.h"

/**
 * struct stat_join - outstanding requests and the rows that count them
 * @join:	outstanding requests
 * @asked:	by slot of @join: rows of the request, NULL if it is not counted
 * @unanswered:	counted requests without a last completion before the capture
 *		ended or another request reused their tag
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
 * stat_join_add() - process a TLP
 * @sj:		state
 * @packet:	packet with @packet->error 0
 * @rows:	rows that count it, by enum traffic_by; NULL: it is not counted,
 *		but may complete a counted request
 *
 * Return: 0; -ENOMEM.
 */
int stat_join_add(struct stat_join *sj, const struct packet *packet,
		  struct tally_row *const *rows);

/* The capture ended. */
void stat_join_finish(struct stat_join *sj);

void stat_join_free(struct stat_join *sj);

#endif /* ANALYZE_COUNT_STAT_JOIN_H */
