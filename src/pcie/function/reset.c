// SPDX-License-Identifier: BSD-3-Clause
/* Function level reset, of a PF with its VFs (sec 6.6.2, 9.2.2) */
#include "pcie/function.h"
#include "pcie/function/restore.h"
#include "pcie/function/sriov.h"

void pcie_function_reset(struct pcie_function *fn)
{
	function_restore(fn);
	/* VF Enable is clear now */
	if (fn->sriov)
		sriov_follow(fn);
}
