/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_SETUP_H
#define CONTRIB_LEECHCORE_SETUP_H

#include "contrib/leechcore/board.h"
#include "contrib/leechcore/bridge.h"
#include "contrib/leechcore/options.h"

/**
 * setup_bridge() - take limits and BARs from the board, and print them
 * @b:		the bridge, zeroed
 * @board:	the open board
 * @o:		options
 *
 * Return: 0, or -1 after a message.
 */
int setup_bridge(struct bridge *b, const struct board *board,
		 const struct options *o);

#endif /* CONTRIB_LEECHCORE_SETUP_H */
