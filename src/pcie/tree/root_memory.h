/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory of the root complex */
#ifndef PCIE_TREE_ROOT_MEMORY_H
#define PCIE_TREE_ROOT_MEMORY_H

#include "pcie/tree/tree.h"

/* Return: number of first requests of a run of @count, the first of which is @tlp, that
 * the host's memory takes as one piece */
unsigned int root_memory_holds(struct pcie_root *root, const struct tlp *tlp,
			       unsigned int count);

/*
 * Requests to memory of the root complex; a run as long as root_memory_holds().
 * Return: false if the host denies the requester access, which makes the request
 * unsupported.
 */
bool root_memory_write(struct pcie_root *root, const struct pcie_packet *p);
bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct pcie_packet *p);

#endif /* PCIE_TREE_ROOT_MEMORY_H */
