// SPDX-License-Identifier: BSD-3-Clause
/* Addresses of a VF: in the apertures of its PF (sec 9.2.1.1.1) */
#include "pcie/function/vf.h"

#include "pcie/sriov.h"

uint64_t vf_bar_addr(const struct pcie_function *vf, unsigned int bar)
{
	const struct pcie_config *config = &vf->pf->config;
	const struct pcie_bar *b = &vf->pf->sriov->bars[bar];
	const unsigned int at = config->sriov + PCI_SRIOV_BAR + 4 * bar;
	uint64_t addr = reg32(config, at) & PCI_BASE_ADDRESS_MEM_MASK;

	addr &= UINT32_MAX;
	if (b->is64)
		addr |= (uint64_t)reg32(config, at + 4) << 32;
	return addr ? addr + vf->vf * pcie_config_vf_aperture(config, b) : 0;
}

bool vf_decodes_memory(const struct pcie_function *vf)
{
	const uint16_t both = PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE;

	return vf->multi && (sriov16(vf->pf, PCI_SRIOV_CTRL) & both) == both;
}
