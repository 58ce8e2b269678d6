/* SPDX-License-Identifier: BSD-3-Clause */
/* MSI-X table and Pending Bit Array */
#ifndef PCIE_FUNCTION_MSIX_H
#define PCIE_FUNCTION_MSIX_H

#include "pcie/function.h"

enum msix_region {
	MSIX_NONE,
	MSIX_TABLE,
	MSIX_PBA,
};

/* Return: true if @bar has one of the regions */
static inline bool msix_is_in(const struct pcie_function *fn, unsigned int bar)
{
	return fn->config.msix &&
	       (bar == fn->msix.table.bar || bar == fn->msix.pba.bar);
}

/* Return: the region at @offset, which ends at *@ret_end */
enum msix_region msix_region(const struct pcie_function *fn, unsigned int bar,
			     uint64_t offset, uint64_t *ret_end);
void msix_reset(struct pcie_function *fn);
/* @offset is in the BAR; accesses must end within its region. */
void msix_write(struct pcie_function *fn, uint64_t offset,
		const struct tlp *tlp);
void msix_read(struct pcie_function *fn, enum msix_region region,
	       uint64_t offset, uint8_t *buf, size_t len);
/* Send interrupts that are pending and no longer masked. */
void msix_flush(struct pcie_function *fn);

#endif /* PCIE_FUNCTION_MSIX_H */
