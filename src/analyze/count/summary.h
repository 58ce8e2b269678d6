/* SPDX-License-Identifier: BSD-3-Clause */
/* What a capture shows of the TLPs to a range of addresses */
#ifndef ANALYZE_COUNT_SUMMARY_H
#define ANALYZE_COUNT_SUMMARY_H

#include "analyze/packet/packet.h"

#define SUMMARY_MAX_ST 16

/* Bits of struct summary @widths */
#define SUMMARY_WIDTH_8	 1
#define SUMMARY_WIDTH_16 2

/**
 * struct summary_window - which TLPs count
 * @link:	name of the link, NULL for all (a TLP that crosses two links
 *		counts twice then)
 * @type:	type; TLP_TYPE_MAX for all that have an address
 * @addr:	first byte of the range
 * @size:	bytes of the range; the address of the first DW must be in it
 */
struct summary_window {
	const char *link;
	enum tlp_type type;
	uint64_t addr, size;
};

/**
 * struct summary - what was seen; zero it first
 * @tlps:	number of TLPs
 * @with_th:	those that carry TH
 * @bytes:	bytes that they write or ask for, by byte enables
 * @first_ns:	time of the first one
 * @last_ns:	time of the last one
 * @widths:	SUMMARY_WIDTH_* of the steering tags seen
 * @phs:	bit n: PH n was seen
 * @st_count:	number of different steering tags, up to 65536
 * @st:		the first SUMMARY_MAX_ST of them in order of appearance
 */
struct summary {
	uint64_t tlps, with_th, bytes, first_ns, last_ns;
	unsigned int widths, phs, st_count;
	uint16_t st[SUMMARY_MAX_ST];
	uint64_t st_seen[65536 / 64];
};

/*
 * Count a TLP if it falls into the window; @packet->error must be 0.
 * Return: true if it does.
 */
bool summary_add(struct summary *summary, const struct summary_window *window,
		 const struct packet *packet);

#endif /* ANALYZE_COUNT_SUMMARY_H */
