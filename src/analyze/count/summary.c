// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/summary.h"

#include <string.h>

static bool in_window(const struct summary_window *window,
		      const struct packet *packet)
{
	const struct tlp *tlp = &packet->tlp;

	if (window->link && strcmp(window->link, packet->raw.link))
		return false;
	if (window->type != TLP_TYPE_MAX && window->type != tlp->type)
		return false;
	return packet_has_addr(tlp) && tlp->addr >= window->addr &&
	       tlp->addr - window->addr < window->size;
}

static void add_hints(struct summary *summary, const struct tlp *tlp)
{
	uint64_t *word = &summary->st_seen[tlp->st / 64];
	uint64_t bit = 1ull << tlp->st % 64;

	summary->with_th++;
	summary->phs |= 1u << tlp->ph;
	summary->widths |= tlp->st_ext ? SUMMARY_WIDTH_16 : SUMMARY_WIDTH_8;
	if (*word & bit)
		return;
	*word |= bit;
	if (summary->st_count < SUMMARY_MAX_ST)
		summary->st[summary->st_count] = tlp->st;
	summary->st_count++;
}

bool summary_add(struct summary *summary, const struct summary_window *window,
		 const struct packet *packet)
{
	if (!in_window(window, packet))
		return false;
	if (!summary->tlps++)
		summary->first_ns = packet->raw.ns;
	summary->last_ns = packet->raw.ns;
	summary->bytes += packet_bytes(&packet->tlp);
	if (packet->tlp.th)
		add_hints(summary, &packet->tlp);
	return true;
}
