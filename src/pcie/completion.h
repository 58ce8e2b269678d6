/* SPDX-License-Identifier: BSD-3-Clause */
/* Completions that a requester waits for */
#ifndef PCIE_COMPLETION_H
#define PCIE_COMPLETION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pcie/link.h"

/**
 * struct sink - destination of the data of completions
 * @buf:	room for all data
 * @have:	bytes received
 * @in_place:	nothing was copied: all received bytes are contiguous at @data
 */
struct sink {
	uint8_t *buf;
	size_t have;
	bool in_place;
	const uint8_t *data;
};

/**
 * struct pcie_completion - the completion that a non-posted request waits for
 * @requester, @tag: transaction ID
 * @more:	reads of a run after this one, each of @each bytes
 * @answered:	reads of a run before this one
 * @max_payload: of a completion of a run of reads, else malformed
 * @addr:	address of the next byte
 * @sink:	destination of the data
 * @left:	missing bytes; 0: a completion without data
 * @done:	all data of all reads, or an unsuccessful completion arrived
 * @status:	enum tlp_status, valid if @done
 * @poisoned:	some data was poisoned
 * @next:	another one that the same requester waits for, or NULL
 */
struct pcie_completion {
	uint16_t requester;
	uint8_t tag;
	unsigned int more, answered;
	size_t each, max_payload;
	uint64_t addr;
	struct sink *sink;
	size_t left;
	bool done, poisoned;
	uint8_t status;
	struct pcie_completion *next;
};

/* Return: true if @completion waits for all of @run */
bool completion_fits(const struct pcie_completion *completion,
		     const struct pcie_packet *run);

/* A run must fit. Return: false if @completion does not wait for @packet */
bool completion_accept(struct pcie_completion *completion,
		       const struct pcie_packet *packet);

#endif /* PCIE_COMPLETION_H */
