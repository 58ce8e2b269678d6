// SPDX-License-Identifier: BSD-3-Clause
#include "pcie/tree/deadlines.h"

#include <errno.h>
#include <stdlib.h>

int deadlines_grow(struct deadlines *d, unsigned int functions)
{
	unsigned int room = d->room ? d->room : 16;
	struct pcie_function **heap;

	while (room < functions)
		room *= 2;
	if (room == d->room)
		return 0;
	heap = realloc(d->heap, room * sizeof(heap[0]));
	if (!heap)
		return -ENOMEM;
	d->heap = heap;
	d->room = room;
	return 0;
}

static void put(struct deadlines *d, unsigned int at, struct pcie_function *fn)
{
	d->heap[at] = fn;
	fn->place = at + 1;
}

/* Return: place of @fn, where all above it are earlier */
static unsigned int rise(struct deadlines *d, unsigned int at,
			 const struct pcie_function *fn)
{
	for (unsigned int above; at; at = above) {
		above = (at - 1) / 2;
		if (d->heap[above]->deadline <= fn->deadline)
			break;
		put(d, at, d->heap[above]);
	}
	return at;
}

/* Return: place of @fn, where none below it is earlier */
static unsigned int sink(struct deadlines *d, unsigned int at,
			 const struct pcie_function *fn)
{
	for (unsigned int below; (below = 2 * at + 1) < d->n; at = below) {
		if (below + 1 < d->n &&
		    d->heap[below + 1]->deadline < d->heap[below]->deadline)
			below++;
		if (fn->deadline <= d->heap[below]->deadline)
			break;
		put(d, at, d->heap[below]);
	}
	return at;
}

static void settle(struct deadlines *d, unsigned int at,
		   struct pcie_function *fn)
{
	put(d, sink(d, rise(d, at, fn), fn), fn);
}

void deadlines_update(struct deadlines *d, struct pcie_function *fn)
{
	unsigned int at = fn->place ? fn->place - 1 : d->n;
	struct pcie_function *moved;

	if (fn->deadline != PCIE_NEVER) {
		d->n += at == d->n;
		settle(d, at, fn);
		return;
	}
	if (!fn->place)
		return;
	fn->place = 0;
	moved = d->heap[--d->n];
	if (moved != fn)
		settle(d, at, moved);
}
