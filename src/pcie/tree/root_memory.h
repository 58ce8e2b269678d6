/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory of the root complex */
#ifndef PCIE_TREE_ROOT_MEMORY_H
#define PCIE_TREE_ROOT_MEMORY_H

#include "pcie/tree/tree.h"

/* Requests to memory of the root complex. Return: false if the host denies the
 * requester access, which makes the request unsupported. */
bool root_memory_write(struct pcie_root *root, const struct tlp *tlp);
bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct tlp *tlp);

#endif /* PCIE_TREE_ROOT_MEMORY_H */
