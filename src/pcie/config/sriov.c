// SPDX-License-Identifier: BSD-3-Clause
/* The SR-IOV capability of a PF (sec 9.3.3) */
#include "pcie/function.h"
#include "pcie/regs.h"
#include "ground.h"

#define VERSION	    1
#define NUMBERS_MAX 255

/* 4, 8, 64 and 256 KiB, 1 and 4 MiB, which every PF supports (sec 9.3.3.12) */
#define PAGE_SIZES 0x553
#define PAGE_4K	   0x001
#define PAGE_SHIFT 12

static bool valid(const struct pcie_sriov_params *params)
{
	return params->total && params->offset && params->stride &&
	       params->number + params->offset +
			       (params->total - 1u) * params->stride <=
		       NUMBERS_MAX;
}

static void add_bar(struct pcie_config *config, unsigned int at,
		    const struct pcie_bar *bar)
{
	/* A VF BAR is at least a page (sec 9.3.3.13) */
	const uint64_t mask = ~(pcie_config_vf_aperture(config, bar) - 1);

	pcie_config_set(config, at, 4,
			(bar->is64 ? PCI_BASE_ADDRESS_MEM_TYPE_64 : 0) |
				(bar->prefetchable
					 ? PCI_BASE_ADDRESS_MEM_PREFETCH
					 : 0));
	config_allow(config, at, 4, mask);
	if (bar->is64)
		config_allow(config, at + 4, 4, mask >> 32);
}

uint16_t pcie_config_add_sriov(struct pcie_config *config,
			       const struct pcie_sriov_params *params)
{
	uint16_t at;

	if (!valid(params))
		return 0;
	at = config_add_ext(config, PCI_EXT_CAP_ID_SRIOV, VERSION,
			    PCI_EXT_CAP_SRIOV_SIZEOF);
	if (!at)
		return 0;
	config->sriov = at;
	/* D3hot does not change ARI Capable Hierarchy (sec 9.3.3.2.2) */
	pcie_config_set(config, at + PCI_SRIOV_CAP, 4,
			params->first ? PCI_SRIOV_CAP_ARI_CHP : 0);
	config_allow(config, at + PCI_SRIOV_CTRL, 1,
		     PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE |
			     (params->first ? PCI_SRIOV_CTRL_ARI : 0));
	/* An FLR does not affect it (sec 9.3.3.3.5) */
	config_sticky(config, at + PCI_SRIOV_CTRL, 1, PCI_SRIOV_CTRL_ARI);
	/* Version 6.0 requires both to be the same (sec 9.3.3.6) */
	pcie_config_set(config, at + PCI_SRIOV_INITIAL_VF, 2, params->total);
	pcie_config_set(config, at + PCI_SRIOV_TOTAL_VF, 2, params->total);
	config_allow(config, at + PCI_SRIOV_NUM_VF, 1, 0xff);
	/* It depends on no other PF */
	pcie_config_set(config, at + PCI_SRIOV_FUNC_LINK, 1, params->number);
	pcie_config_set(config, at + PCI_SRIOV_VF_OFFSET, 2, params->offset);
	pcie_config_set(config, at + PCI_SRIOV_VF_STRIDE, 2, params->stride);
	pcie_config_set(config, at + PCI_SRIOV_VF_DID, 2, params->device);
	pcie_config_set(config, at + PCI_SRIOV_SUP_PGSIZE, 4, PAGE_SIZES);
	pcie_config_set(config, at + PCI_SRIOV_SYS_PGSIZE, 4, PAGE_4K);
	config_allow(config, at + PCI_SRIOV_SYS_PGSIZE, 4, PAGE_SIZES);
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		if (params->bars[i].size)
			add_bar(config, at + PCI_SRIOV_BAR + 4 * i,
				&params->bars[i]);
	return at;
}

uint64_t pcie_config_vf_aperture(const struct pcie_config *config,
				 const struct pcie_bar *bar)
{
	const uint32_t pages =
		reg32(config, config->sriov + PCI_SRIOV_SYS_PGSIZE);
	/* Undefined unless one bit is set: the largest of several, else 4 KiB */
	const uint64_t page = 1ull << (pages ? 31 - __builtin_clz(pages) : 0)
				   << PAGE_SHIFT;

	return max(bar->size, page);
}
