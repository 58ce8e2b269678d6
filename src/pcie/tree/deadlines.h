/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that wait for a time, the earliest first */
#ifndef PCIE_TREE_DEADLINES_H
#define PCIE_TREE_DEADLINES_H

#include "pcie/function.h"

/**
 * struct deadlines - a heap of functions by their deadlines
 * @heap:	the functions at 2 * n + 1 and 2 * n + 2 do not wait less than the one
 *		at n; pcie_function.place is its index plus 1, 0: it does not wait
 * @n:		number of functions
 * @room:	number of functions for which there is room
 */
struct deadlines {
	struct pcie_function **heap;
	unsigned int n, room;
};

/* Make room for @functions. Return: 0; -ENOMEM */
int deadlines_grow(struct deadlines *deadlines, unsigned int functions);

/* Put @fn into its place after its deadline has changed. */
void deadlines_update(struct deadlines *deadlines, struct pcie_function *fn);

/* Return: the earliest deadline, or PCIE_NEVER */
static inline uint64_t deadlines_next(const struct deadlines *deadlines)
{
	return deadlines->n ? deadlines->heap[0]->deadline : PCIE_NEVER;
}

#endif /* PCIE_TREE_DEADLINES_H */
