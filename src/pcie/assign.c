// SPDX-License-Identifier: BSD-3-Clause
/* Addresses and enables: what firmware does */
#include <errno.h>

#include "pcie/tree.h"

/* Return: 0; -ENOSPC */
static int assign_bar(struct pcie_root *root, struct pcie_function *fn,
		      unsigned int bar, uint64_t *next, uint64_t limit)
{
	const uint64_t size = fn->bars[bar].size;
	const uint64_t addr = (*next + size - 1) & ~(size - 1);
	const uint64_t last = addr + size - 1;

	if (addr < *next || last < addr || last > limit ||
	    (!fn->bars[bar].is64 && last > UINT32_MAX))
		return -ENOSPC;
	pcie_root_config_write(root, fn->bdf, PCI_BASE_ADDRESS_0 + 4 * bar, 4,
			       addr);
	if (fn->bars[bar].is64)
		pcie_root_config_write(root, fn->bdf,
				       PCI_BASE_ADDRESS_0 + 4 * (bar + 1), 4,
				       addr >> 32);
	*next = last + 1;
	return 0;
}

/* Return: code of the Max_Payload_Size that all functions support */
static unsigned int common_payload(const struct pcie_root *root)
{
	unsigned int common = 5;

	for (unsigned int i = 0; i < root->nfunctions; i++) {
		const struct pcie_config *config = &root->functions[i]->config;
		unsigned int able = 0;

		if (config->express)
			able = reg32(config, config->express + PCI_EXP_DEVCAP) &
			       PCI_EXP_DEVCAP_PAYLOAD;
		common = min_size(common, able);
	}
	return common;
}

static void enable(struct pcie_root *root, struct pcie_function *fn,
		   unsigned int payload)
{
	const unsigned int at = fn->config.express + PCI_EXP_DEVCTL;
	uint32_t value;

	if (fn->config.express) {
		pcie_root_config_read(root, fn->bdf, at, 2, &value);
		value = (value & ~PCI_EXP_DEVCTL_PAYLOAD) | payload << 5;
		pcie_root_config_write(root, fn->bdf, at, 2, value);
	}
	pcie_root_config_read(root, fn->bdf, PCI_COMMAND, 2, &value);
	value |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	pcie_root_config_write(root, fn->bdf, PCI_COMMAND, 2, value);
}

int pcie_root_assign(struct pcie_root *root, uint64_t base, uint64_t limit)
{
	const unsigned int payload = common_payload(root);
	uint64_t next = base;
	int ret;

	for (unsigned int i = 0; i < root->nfunctions; i++) {
		struct pcie_function *fn = root->functions[i];

		for (unsigned int bar = 0; bar < PCIE_BARS; bar++) {
			if (!fn->bars[bar].size)
				continue;
			ret = assign_bar(root, fn, bar, &next, limit);
			if (ret)
				return ret;
		}
	}
	for (unsigned int i = 0; i < root->nfunctions; i++)
		enable(root, root->functions[i], payload);
	root->max_payload = 128u << payload;
	return 0;
}
