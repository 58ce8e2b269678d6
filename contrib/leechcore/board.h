/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CONTRIB_LEECHCORE_BOARD_H
#define CONTRIB_LEECHCORE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contrib/leechcore/bridge.h"
#include "contrib/leechcore/leechcore.h"

#define BOARD_BATCH 64

/**
 * struct board - a board of the LeechCore library
 * @close:	function of the library, as the following ones
 * @set:	sets an option
 * @get:	reads an option
 * @command:	executes a command
 * @release:	frees memory of the library
 * @handle:	the open device
 * @id:		bus << 8 | devfn
 * @bars:	the board's BARs
 * @config:	configuration space, 4096 bytes; all 0 if the library cannot read it
 * @filters:	the byte LC_FILTERS as it was found
 * @changed:	it was changed
 * @listening:	the callback is set
 * @batch:	TLPs that wait for board_flush()
 * @tlps:	the same as the library takes them
 * @waiting:	number of them
 */
struct board {
	lc_close *close;
	lc_set_option *set;
	lc_get_option *get;
	lc_command *command;
	lc_free *release;
	void *handle;
	uint16_t id;
	struct lc_bar bars[BARS];
	uint8_t config[4096];
	uint8_t filters;
	bool changed, listening;
	uint8_t batch[BOARD_BATCH][TLP_MAX];
	struct lc_tlp tlps[BOARD_BATCH];
	unsigned int waiting;
};

/**
 * board_open() - load the library, open the board and read its facts
 * @b:		set
 * @library:	name or path of LeechCore
 * @device:	name of the device, as LeechCore has it
 * @verbose:	messages of the library on standard error
 *
 * Return: 0, or -1 after a message.
 */
int board_open(struct board *b, const char *library, const char *device,
	       bool verbose);

/**
 * board_listen() - let the board hand all TLPs over
 * @b:		the board
 * @received:	called for each TLP, in a thread of the library
 *
 * The board stops answering for its BARs by itself.
 *
 * Return: 0, or -1 after a message.
 */
int board_listen(struct board *b, lc_received *received);

/**
 * board_put() - send a TLP with the next board_flush()
 * @b:		the board
 * @p:		the TLP
 * @len:	its size
 *
 * Return: the number of TLPs that the board did not take.
 */
unsigned int board_put(struct board *b, const uint8_t *p, size_t len);

/**
 * board_flush() - send the TLPs
 * @b:		the board
 *
 * Return: the number of TLPs that the board did not take. None is sent again: some of
 * them may have left.
 */
unsigned int board_flush(struct board *b);

/**
 * board_close() - leave the board as it was found
 * @b:		the board
 */
void board_close(struct board *b);

#endif /* CONTRIB_LEECHCORE_BOARD_H */
