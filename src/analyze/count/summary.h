/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs and the hints that they carry */
#ifndef ANALYZE_COUNT_SUMMARY_H
#define ANALYZE_COUNT_SUMMARY_H

#include "analyze/packet/packet.h"

#define SUMMARY_MAX_ST 16

/**
 * struct summary - counts; zero it first
 * @tlps:	number of TLPs
 * @with_th:	TLPs with TH
 * @bytes:	bytes that they write or request, by byte enables
 * @phs:	bit n: PH n was seen
 * @st_count:	number of different steering tags, up to 65536
 * @st:		the first SUMMARY_MAX_ST of them in order of appearance
 */
struct summary {
	uint64_t tlps, with_th, bytes;
	unsigned int phs, st_count;
	uint16_t st[SUMMARY_MAX_ST];
	uint64_t st_seen[65536 / 64];
};

/* Count a TLP; @packet->error must be 0. */
void summary_add(struct summary *summary, const struct packet *packet);

#endif /* ANALYZE_COUNT_SUMMARY_H */
