/* SPDX-License-Identifier: BSD-3-Clause */
/* Bus numbers */
#ifndef PCIE_TREE_ENUMERATE_H
#define PCIE_TREE_ENUMERATE_H

#include "pcie/root.h"

/* Tell each function the ID that its place in the tree gives it. */
void root_tell_all_ids(struct pcie_root *root);

#endif /* PCIE_TREE_ENUMERATE_H */
