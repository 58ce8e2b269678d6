/* SPDX-License-Identifier: BSD-3-Clause */
/* Bus numbers */
#ifndef PCIE_TREE_ENUMERATE_H
#define PCIE_TREE_ENUMERATE_H

#include "pcie/root.h"

/* Send each function the ID that follows from its place in the tree. */
void root_tell_all_ids(struct pcie_root *root);

#endif /* PCIE_TREE_ENUMERATE_H */
