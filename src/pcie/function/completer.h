/* SPDX-License-Identifier: BSD-3-Clause */
/* Completions, and the bytes that a request enables */
#ifndef PCIE_FUNCTION_COMPLETER_H
#define PCIE_FUNCTION_COMPLETER_H

#include "pcie/link.h"

/* Send a completion without data out of @port. */
void complete_status(struct pcie_port *port, const struct tlp *req,
		     uint16_t completer, enum tlp_status status);

/* Store the header of one. Return: its bytes; 0 it cannot be encoded */
size_t complete_head(const struct tlp *req, uint16_t completer,
		     enum tlp_status status, struct tlp *ret_cpl,
		     uint8_t ret_head[16]);

/**
 * struct answer - data of a read
 * @data:	place of the first DW
 * @max_payload: most bytes of a completion
 * @lasting:	as in struct pcie_packet
 * @runs:	the completions may form runs
 * @reads:	number of reads; several if complete_together()
 */
struct answer {
	const uint8_t *data;
	size_t max_payload;
	bool lasting, runs;
	unsigned int reads;
};

/* Return: true if reads of @each bytes, from @addr on, can be answered by one run */
bool complete_together(uint64_t addr, size_t each, size_t max_payload);

/* Send completions with all data of @req, of any alignment. */
void complete_data(struct pcie_port *port, const struct tlp *req,
		   uint16_t completer, const struct answer *answer);

/*
 * Find the next run of enabled bytes of a memory request at or after *@pos,
 * where byte 0 is at @tlp->addr. Return: length of the run, 0 at the end; *@pos
 * is its start.
 */
size_t enabled_run(const struct tlp *tlp, size_t *pos);

#endif /* PCIE_FUNCTION_COMPLETER_H */
