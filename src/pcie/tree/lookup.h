/* SPDX-License-Identifier: BSD-3-Clause */
/* Neighbours in the tree */
#ifndef PCIE_TREE_LOOKUP_H
#define PCIE_TREE_LOOKUP_H

#include "pcie/tree/tree.h"

/*
 * Return: the first function of the hierarchy at the far end of @port; the one after
 * @fn by number in its device; or NULL
 */
struct pcie_function *function_below(struct pcie_root *root,
				     const struct pcie_port *port);
struct pcie_function *function_after(const struct pcie_function *fn);

/* Return: the switch that @port leads down to, or NULL */
struct pcie_switch *switch_below(struct pcie_root *root,
				 const struct pcie_port *port);

/* Return: the port that leads to @bdf or NULL */
struct root_port *root_port_to(struct pcie_root *root, uint16_t bdf);

#endif /* PCIE_TREE_LOOKUP_H */
