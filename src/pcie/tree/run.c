// SPDX-License-Identifier: BSD-3-Clause
/* Work of the functions, one piece each in turn, and requested times */
#include "pcie/function/inbox.h"
#include "pcie/root.h"
#include "pcie/tree/tree.h"

uint64_t pcie_function_now(const struct pcie_function *fn)
{
	const struct pcie_root *root = fn->root;

	return root && root->ops.now ? root->ops.now(root->ctx) : 0;
}

void pcie_function_wake_at(struct pcie_function *fn, uint64_t ns)
{
	fn->deadline = ns;
}

static bool has_work(const struct pcie_function *fn)
{
	return fn->pending || fn->inbox.count;
}

uint64_t pcie_root_next(const struct pcie_root *root)
{
	uint64_t next = PCIE_NEVER;

	for (unsigned int i = 0; i < root->nfunctions; i++) {
		const struct pcie_function *fn = root->functions[i];

		if (has_work(fn))
			return 0;
		if (fn->deadline < next)
			next = fn->deadline;
	}
	return next;
}

/* The clock is read only if a function waits for it */
static void wake_due(struct pcie_root *root)
{
	uint64_t now = 0;

	for (unsigned int i = 0; i < root->nfunctions; i++) {
		struct pcie_function *fn = root->functions[i];

		if (fn->deadline == PCIE_NEVER)
			continue;
		if (!now)
			now = pcie_function_now(fn);
		if (fn->deadline > now)
			continue;
		fn->deadline = PCIE_NEVER;
		fn->pending = true;
	}
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

	wake_due(root);
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
