// SPDX-License-Identifier: BSD-3-Clause
/* Work of the functions, one piece each in turn, and requested times */
#include "pcie/function/inbox.h"
#include "pcie/root.h"
#include "pcie/tree/deadlines.h"
#include "pcie/tree/tree.h"

static bool has_work(const struct pcie_function *fn)
{
	return fn->pending || fn->inbox.count;
}

/*
 * Return: the first function with work from index @from on, or NULL. A reset, or a
 * TLP that came after the waiting ones, may have taken the work of others.
 */
static struct pcie_function *ready_from(struct pcie_root *root,
					unsigned int from)
{
	unsigned int i;

	while ((i = bits_next(&root->ready, from)) != BITS_NONE) {
		if (has_work(root->functions[i]))
			return root->functions[i];
		bits_clear(&root->ready, i);
	}
	return NULL;
}

uint64_t pcie_root_next(struct pcie_root *root)
{
	return ready_from(root, 0) ? 0 : deadlines_next(&root->deadlines);
}

/* The clock is read only if a function waits for it */
static void wake_due(struct pcie_root *root)
{
	struct deadlines *waiting = &root->deadlines;
	uint64_t now;

	if (!waiting->n)
		return;
	now = pcie_function_now(waiting->heap[0]);
	while (waiting->n && deadlines_next(waiting) <= now) {
		struct pcie_function *fn = waiting->heap[0];

		pcie_function_wake_at(fn, PCIE_NEVER);
		pcie_function_kick(fn);
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
	wake_due(root);
	for (;; budget--) {
		struct pcie_function *fn = ready_from(root, root->turn);

		if (!fn)
			fn = ready_from(root, 0);
		root->turn = fn ? fn->index : 0;
		if (!fn || !budget)
			return fn;
		run_piece(fn);
		root->turn = fn->index + 1;
	}
}
