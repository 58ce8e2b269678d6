// SPDX-License-Identifier: BSD-3-Clause
#include "fabric/msix.h"

#include <endian.h>
#include <errno.h>
#include <linux/pci_regs.h>

/* Distance of the functions' interrupt addresses */
#define PLACE_SHIFT 8

_Static_assert(TOPOLOGY_FUNCTIONS_MAX << PLACE_SHIFT <= PCIE_INTERRUPT_SIZE,
	       "each function has an interrupt address");

unsigned int msix_vectors(const struct pcie_function *fn)
{
	unsigned int n;

	if (!fn->config.msix)
		return 0;
	n = (pcie_config_get(&fn->config, fn->config.msix + PCI_MSIX_FLAGS, 2) &
	     PCI_MSIX_FLAGS_QSIZE) +
	    1;
	return n < MSIX_VECTORS_MAX ? n : MSIX_VECTORS_MAX;
}

/* Masked entries count as equal: they are never sent */
static bool says_so(const uint32_t *entry, const uint32_t *now)
{
	if (entry[3] & now[3] & PCI_MSIX_ENTRY_CTRL_MASKBIT)
		return true;
	return entry[0] == now[0] && entry[1] == now[1] && entry[2] == now[2] &&
	       entry[3] == now[3];
}

void msix_program(struct pcie_root *root, const struct pcie_function *fn,
		  unsigned int vector, bool enabled)
{
	uint32_t entry[] = {
		PCIE_INTERRUPT_BASE + (fn->index << PLACE_SHIFT),
		0,
		vector,
		enabled ? 0 : PCI_MSIX_ENTRY_CTRL_MASKBIT,
	};
	uint32_t table = pcie_config_get(&fn->config,
					 fn->config.msix + PCI_MSIX_TABLE, 4);

	if (!pcie_function_bar_decoded(fn, table & PCI_MSIX_TABLE_BIR) ||
	    says_so(entry, pcie_function_msix_entry(fn, vector)))
		return;
	for (unsigned int i = 0; i < 4; i++)
		entry[i] = htole32(entry[i]);
	pcie_root_mem_write(root,
			    pcie_function_bar_addr(fn,
						   table & PCI_MSIX_TABLE_BIR) +
				    (table & PCI_MSIX_TABLE_OFFSET) +
				    vector * PCI_MSIX_ENTRY_SIZE,
			    entry, sizeof(entry));
}

int msix_target(const struct hierarchy *h, uint16_t requester, uint64_t addr,
		uint32_t data, unsigned int *ret_index,
		unsigned int *ret_vector)
{
	uint64_t index = (addr - PCIE_INTERRUPT_BASE) >> PLACE_SHIFT;
	const struct pcie_function *fn = pcie_root_function(h->root, index);

	if (!fn || fn->bdf != requester || data >= msix_vectors(fn))
		return -EINVAL;
	*ret_index = index;
	*ret_vector = data;
	return 0;
}
