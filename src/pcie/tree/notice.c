// SPDX-License-Identifier: BSD-3-Clause
/* What functions ask of their hierarchy, and report to it */
#include <stdlib.h>

#include "pcie/root.h"
#include "pcie/tree/deadlines.h"
#include "pcie/tree/tree.h"

uint64_t pcie_function_now(const struct pcie_function *fn)
{
	const struct pcie_root *root = fn->root;

	return root && root->ops.now ? root->ops.now(root->ctx) : 0;
}

bool pcie_function_has_clock(const struct pcie_function *fn)
{
	return fn->root && fn->root->ops.now;
}

void pcie_function_wake_at(struct pcie_function *fn, uint64_t ns)
{
	fn->deadline = ns;
	if (fn->root)
		deadlines_update(&fn->root->deadlines, fn);
}

void pcie_function_kick(struct pcie_function *fn)
{
	fn->pending = true;
	pcie_root_ready(fn);
}

void pcie_root_ready(struct pcie_function *fn)
{
	if (fn->root)
		bits_set(&fn->root->ready, fn->index);
}

void *pcie_root_allocate(struct pcie_root *root, size_t size)
{
	struct block *block = malloc(sizeof(*block) + size);

	if (!block)
		return NULL;
	block->next = root->blocks;
	root->blocks = block;
	return block->data;
}

uint64_t pcie_root_remap(struct pcie_root *root)
{
	root->map.stale = true;
	return ++root->map.changes;
}

bool pcie_root_runs(const struct pcie_root *root)
{
	return root->runs;
}
