// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/summary.h"

static void add_hints(struct summary *summary, const struct tlp *tlp)
{
	uint64_t *word = &summary->st_seen[tlp->st / 64];
	uint64_t bit = 1ull << tlp->st % 64;

	summary->with_th++;
	summary->phs |= 1u << tlp->ph;
	if (*word & bit)
		return;
	*word |= bit;
	if (summary->st_count < SUMMARY_MAX_ST)
		summary->st[summary->st_count] = tlp->st;
	summary->st_count++;
}

void summary_add(struct summary *summary, const struct packet *packet)
{
	summary->tlps++;
	summary->bytes += packet_bytes(&packet->tlp);
	if (packet->tlp.th)
		add_hints(summary, &packet->tlp);
}
