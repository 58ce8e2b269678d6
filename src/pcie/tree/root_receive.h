/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs that arrive at the root complex */
#ifndef PCIE_TREE_ROOT_RECEIVE_H
#define PCIE_TREE_ROOT_RECEIVE_H

#include "pcie/link.h"

void root_receive(struct pcie_port *port, const struct pcie_packet *p);

#endif /* PCIE_TREE_ROOT_RECEIVE_H */
