/* SPDX-License-Identifier: BSD-3-Clause */
/* Software's part of SR-IOV */
#ifndef PCIE_TREE_VFS_H
#define PCIE_TREE_VFS_H

#include "pcie/root.h"

/* Report to a PF if the port above it forwards all function numbers. */
void root_report_ari(struct pcie_root *root, const struct pcie_function *pf,
		     bool ari);

#endif /* PCIE_TREE_VFS_H */
