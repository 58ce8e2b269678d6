/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_STATISTICS_H
#define CONTRIB_LEECHCORE_STATISTICS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Member, text. A name in JSON is that of the member. */
#define STATISTICS(COUNT)                                                    \
	COUNT(board_tlps, "TLPs from the board")                             \
	COUNT(host_writes, "writes to the peer")                             \
	COUNT(host_reads, "reads to the peer")                               \
	COUNT(host_hinted, "with TH, of these writes and reads")             \
	COUNT(host_completions, "completions to the peer")                   \
	COUNT(board_damaged, "from the board: damaged TLPs")                 \
	COUNT(board_other, "from the board: TLPs of other types")            \
	COUNT(board_refused, "from the board: answered Unsupported Request") \
	COUNT(board_outside, "from the board: writes outside of the BARs")   \
	COUNT(board_unexpected, "from the board: unexpected completions")    \
	COUNT(board_overflow, "from the board: lost, the queue was full")    \
	COUNT(reads_unanswered, "reads that the peer did not answer")        \
	COUNT(unsent, "datagrams that could not be sent")                    \
	COUNT(peer_datagrams, "datagrams from the peer")                     \
	COUNT(peer_writes, "writes to the board")                            \
	COUNT(peer_reads, "reads to the board")                              \
	COUNT(peer_completions, "completions to the board")                  \
	COUNT(peer_lost, "from the peer: datagrams lost")                    \
	COUNT(peer_late, "from the peer: datagrams out of order")            \
	COUNT(peer_repeated, "from the peer: repeated datagrams, dropped")   \
	COUNT(peer_uncounted, "from the peer: datagrams without a sequence") \
	COUNT(peer_foreign, "datagrams of other senders, dropped")           \
	COUNT(peer_damaged, "from the peer: damaged datagrams")              \
	COUNT(peer_other, "from the peer: TLPs of other types")              \
	COUNT(peer_refused, "from the peer: requests that break a rule")     \
	COUNT(peer_unexpected, "from the peer: unexpected completions")      \
	COUNT(peer_no_tag, "from the peer: reads without a free tag")        \
	COUNT(host_unanswered, "reads that the host did not answer")         \
	COUNT(board_failed, "TLPs that the board did not take")

/**
 * struct statistics - counts of a run; each member is a row of STATISTICS
 */
struct statistics {
#define COUNT(name, text) uint64_t name;
	STATISTICS(COUNT)
#undef COUNT
};

/**
 * statistics_print() - print the counts
 * @s:		the counts
 * @json:	as one line of JSON with all of them, otherwise those that are not 0
 * @file:	where
 */
void statistics_print(const struct statistics *s, bool json, FILE *file);

#endif /* CONTRIB_LEECHCORE_STATISTICS_H */
