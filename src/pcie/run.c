// SPDX-License-Identifier: BSD-3-Clause
/* Work of the functions, one piece each in turn */
#include "tree.h"

static bool has_work(const struct pcie_function *fn)
{
	return fn->pending || fn->inbox.count;
}

static void run_piece(struct pcie_function *fn)
{
	inbox_deliver(fn);
	if (!fn->pending)
		return;
	fn->pending = false;
	if (!fn->ops->run)
		return;
	fn->busy = true;
	if (fn->ops->run(fn))
		fn->pending = true;
	fn->busy = false;
}

bool pcie_root_run(struct pcie_root *root, unsigned int budget)
{
	unsigned int idle = 0;

	while (idle < root->nfunctions) {
		struct pcie_function *fn = root->functions[root->turn];

		if (!has_work(fn)) {
			idle++;
		} else if (!budget) {
			return true;
		} else {
			budget--;
			idle = 0;
			run_piece(fn);
		}
		root->turn = (root->turn + 1) % root->nfunctions;
	}
	root->turn = 0;
	return false;
}
