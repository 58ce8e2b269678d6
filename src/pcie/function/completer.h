/* SPDX-License-Identifier: BSD-3-Clause */
/* Completions, and the bytes that a request enables */
#ifndef PCIE_FUNCTION_COMPLETER_H
#define PCIE_FUNCTION_COMPLETER_H

#include "pcie/link.h"

/* A completion without data goes out of @port. */
void complete_status(struct pcie_port *port, const struct tlp *req,
		     uint16_t completer, enum tlp_status status);

/*
 * Completions with all of the data that @req, of any alignment, asks for. @data
 * is where its first DW is; @lasting as in struct pcie_packet.
 */
void complete_data(struct pcie_port *port, const struct tlp *req,
		   uint16_t completer, const uint8_t *data, size_t max_payload,
		   bool lasting);

/*
 * Next run of enabled bytes of a memory request at or after *@pos, byte 0 being
 * at @tlp->addr. Return: its length, 0 if there is none; *@pos is its start.
 */
size_t enabled_run(const struct tlp *tlp, size_t *pos);

#endif /* PCIE_FUNCTION_COMPLETER_H */
