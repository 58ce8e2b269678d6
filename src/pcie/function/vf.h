/* SPDX-License-Identifier: BSD-3-Clause */
/* A VF by the registers of its PF */
#ifndef PCIE_FUNCTION_VF_H
#define PCIE_FUNCTION_VF_H

#include "pcie/function.h"
#include "pcie/regs.h"

/* A register of the SR-IOV capability */
static inline uint16_t sriov16(const struct pcie_function *pf, unsigned int reg)
{
	return reg16(&pf->config, pf->config.sriov + reg);
}

/* Return: address that the VF BAR of the PF gives to @vf, 0: not assigned */
uint64_t vf_bar_addr(const struct pcie_function *vf, unsigned int bar);

/* Return: true if @vf exists, and VF MSE is set */
bool vf_decodes_memory(const struct pcie_function *vf);

#endif /* PCIE_FUNCTION_VF_H */
