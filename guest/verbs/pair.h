/* SPDX-License-Identifier: BSD-3-Clause */
/* Internals of a pair, for the two files that use it */
#ifndef GUEST_VERBS_PAIR_H
#define GUEST_VERBS_PAIR_H

#include "guest/verbs/own.h"

/* Work requests under way */
#define PAIR_DEPTH 4

/**
 * struct verbs_pair - two connected queue pairs
 * @verbs:	device
 * @cq:		completions of both
 * @qp:		the first sends, the second answers
 * @posted:	work requests so far, which is the next one's ID
 * @scrap:	destination of the read that follows a write
 * @byte:	memory of @scrap
 */
struct verbs_pair {
	struct verbs *verbs;
	struct ibv_cq *cq;
	struct ibv_qp *qp[2];
	uint64_t posted;
	struct verbs_region scrap;
	uint8_t byte;
};

#endif /* GUEST_VERBS_PAIR_H */
