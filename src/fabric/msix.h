/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hosts' use of MSI-X: vector v of the function with index i writes v to
 * page i of the interrupt range.
 */
#ifndef FABRIC_MSIX_H
#define FABRIC_MSIX_H

#include "fabric/hierarchy.h"

#define MSIX_VECTORS_MAX PCIE_MSIX_MAX

/* Return: vectors that hosts serve; 0 without MSI-X. */
unsigned int msix_vectors(const struct pcie_function *fn);

/*
 * Write a table entry through the function's BAR, unless the BAR is not decoded
 * or the entry has this value already.
 */
void msix_program(struct pcie_root *root, const struct pcie_function *fn,
		  unsigned int vector, bool enabled);

/*
 * Find the function and vector of an interrupt write. Return: 0; -EINVAL the
 * address belongs to no function, or to another one than the requester.
 */
int msix_target(const struct hierarchy *h, uint16_t requester, uint64_t addr,
		uint32_t data, unsigned int *ret_index,
		unsigned int *ret_vector);

#endif /* FABRIC_MSIX_H */
