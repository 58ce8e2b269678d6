/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * MSI-X as hosts here use it: vector v of the function with index i writes v to
 * the interrupt range's page i.
 */
#ifndef FABRIC_MSIX_H
#define FABRIC_MSIX_H

#include "fabric/hierarchy.h"

#define MSIX_VECTORS_MAX PCIE_MSIX_MAX

/* Return: vectors that hosts serve; 0 without MSI-X. */
unsigned int msix_vectors(const struct pcie_function *fn);

/*
 * Write a table entry through the function's BAR; nothing if it is not decoded,
 * or if the entry says so already.
 */
void msix_program(struct pcie_root *root, const struct pcie_function *fn,
		  unsigned int vector, bool enabled);

/*
 * Whose interrupt a write is. Return: 0; -EINVAL no function's, or not that of
 * the requester.
 */
int msix_target(const struct hierarchy *h, uint16_t requester, uint64_t addr,
		uint32_t data, unsigned int *ret_index,
		unsigned int *ret_vector);

#endif /* FABRIC_MSIX_H */
