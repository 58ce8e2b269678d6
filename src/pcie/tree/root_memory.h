/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory behind the root complex */
#ifndef PCIE_TREE_ROOT_MEMORY_H
#define PCIE_TREE_ROOT_MEMORY_H

#include "pcie/tree/tree.h"

/* Requests for the memory behind the root complex. Return: false if the host
 * does not let the requester there: unsupported. */
bool root_memory_write(struct pcie_root *root, const struct tlp *tlp);
bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct tlp *tlp);

#endif /* PCIE_TREE_ROOT_MEMORY_H */
