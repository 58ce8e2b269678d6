/* SPDX-License-Identifier: BSD-3-Clause */
/* VFs follow the registers of their PF */
#ifndef PCIE_FUNCTION_SRIOV_H
#define PCIE_FUNCTION_SRIOV_H

#include "pcie/sriov.h"

/* To be called after registers or the ID of the PF may have changed. */
void sriov_follow(struct pcie_function *pf);

#endif /* PCIE_FUNCTION_SRIOV_H */
