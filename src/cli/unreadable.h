/* SPDX-License-Identifier: BSD-3-Clause */
/* Parts of a capture that are missing or not TLPs, counted and then reported */
#ifndef CLI_UNREADABLE_H
#define CLI_UNREADABLE_H

#include "analyze/packet/packet.h"

/**
 * struct unreadable_kind - places of one kind
 * @count:	number of places
 * @position:	position of the first place
 * @why:	fault of the first place
 */
struct unreadable_kind {
	uint64_t count;
	char position[PACKET_POSITION];
	const char *why;
};

/**
 * struct unreadable - counts; zero it first
 * @packets:	packets of any kind
 * @skipped:	network packets without a TLP, as capture_skipped()
 * @rebuilt:	packets whose header was rebuilt from a descriptor
 * @lost:	packets that the capture lost
 * @malformed:	packets that are not TLPs
 * @damaged:	unreadable parts of the capture
 */
struct unreadable {
	uint64_t packets, skipped, rebuilt, lost;
	struct unreadable_kind malformed, damaged;
};

/* Count a packet, without a look at its TLP */
static inline void unreadable_count_raw(struct unreadable *unreadable,
					const struct capture_packet *raw)
{
	unreadable->packets++;
	unreadable->rebuilt += raw->rebuilt;
	unreadable->lost += raw->lost;
}

/* Count a packet of packet_next(). Return: true if it is a TLP. */
bool unreadable_count(struct unreadable *unreadable,
		      const struct packet *packet);

/* Return: true if there are any. */
static inline bool unreadable_any(const struct unreadable *unreadable)
{
	return unreadable->malformed.count || unreadable->damaged.count;
}

/**
 * unreadable_report() - print a message for each kind to standard error
 * @unreadable:	counts
 * @command:	name of the subcommand
 * @path:	capture file
 *
 * Flushes standard output first, for terminals that show both.
 */
void unreadable_report(const struct unreadable *unreadable, const char *command,
		       const char *path);

#endif /* CLI_UNREADABLE_H */
