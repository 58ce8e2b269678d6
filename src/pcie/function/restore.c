// SPDX-License-Identifier: BSD-3-Clause
/* Function level reset (sec 6.6.2) */
#include "pcie/function/restore.h"

#include "pcie/function/bar.h"
#include "pcie/function/msix.h"
#include "pcie/regs.h"

void function_restore(struct pcie_function *fn)
{
	config_reset(&fn->config, &fn->reset_config);
	fn->inbox.head = fn->inbox.tail = fn->inbox.count = 0;
	fn->pending = false;
	pcie_function_wake_at(fn, PCIE_NEVER);
	fn->errors = 0;
	pcie_function_watch(fn, false);
	msix_reset(fn);
	bars_decode(fn);
	fn->ops->reset(fn);
}
