/* SPDX-License-Identifier: BSD-3-Clause */
/* What a capture has besides TLPs: counted while it is read, told at its end */
#ifndef CLI_UNREADABLE_H
#define CLI_UNREADABLE_H

#include "analyze/packet/packet.h"

/**
 * struct loss - of one kind
 * @count:	how many
 * @position:	of the first
 * @why:	what is wrong with the first
 */
struct loss {
	uint64_t count;
	char position[PACKET_POSITION];
	const char *why;
};

/**
 * struct losses - zero it first
 * @packets:	packets, whatever is in them
 * @skipped:	those that hold no TLP, by their link type
 * @malformed:	those that are no TLP
 * @damaged:	places where the capture makes no sense
 */
struct losses {
	uint64_t packets, skipped;
	struct loss malformed, damaged;
};

/* Count what packet_next() gave. Return: true if it is a TLP. */
bool losses_count(struct losses *losses, const struct packet *packet);

/* Return: true if there are any. */
static inline bool losses_any(const struct losses *losses)
{
	return losses->malformed.count || losses->damaged.count;
}

/**
 * losses_tell() - a message for each kind, to standard error
 * @losses:	losses
 * @command:	name of the subcommand
 * @path:	capture file
 *
 * Standard output comes before, in a terminal that has both.
 */
void losses_tell(const struct losses *losses, const char *command,
		 const char *path);

#endif /* CLI_UNREADABLE_H */
