/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests of the host, besides those of root.h */
#ifndef PCIE_TREE_ROOT_HOST_H
#define PCIE_TREE_ROOT_HOST_H

#include "pcie/root.h"

/* A configuration write without enabled bytes: a function learns its ID. */
void root_set_id(struct pcie_root *root, uint16_t bdf);

#endif /* PCIE_TREE_ROOT_HOST_H */
