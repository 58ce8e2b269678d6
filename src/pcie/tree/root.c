// SPDX-License-Identifier: BSD-3-Clause
/* Root complex: its ports and functions */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "pcie/packet.h"
#include "pcie/root.h"
#include "pcie/tree/map.h"
#include "pcie/tree/root_receive.h"
#include "pcie/tree/tree.h"

int pcie_root_create(const struct pcie_host_ops *ops, void *ctx,
		     enum pcie_root_p2p p2p, struct pcie_root **ret_root)
{
	struct pcie_root *root = calloc(1, sizeof(*root));

	if (!root)
		return -ENOMEM;
	root->ops = *ops;
	root->ctx = ctx;
	root->p2p = p2p;
	root->runs = true;
	root->max_payload = PCIE_MIN_PAYLOAD;
	if (ops->upstream && outside_create(root)) {
		free(root);
		return -ENOMEM;
	}
	*ret_root = root;
	return 0;
}

void pcie_root_free(struct pcie_root *root)
{
	if (!root)
		return;
	for (unsigned int i = 0; i < root->nswitches; i++)
		free(root->switches[i]);
	for (unsigned int i = 0; i < root->nports; i++)
		free(root->ports[i]);
	ranges_free(&root->map.ranges);
	bits_free(&root->ready);
	while (root->blocks) {
		struct block *block = root->blocks;

		root->blocks = block->next;
		free(block);
	}
	free(root->deadlines.heap);
	free(root->functions);
	free(root);
}

const struct pcie_port_stats *pcie_root_stats(const struct pcie_root *root)
{
	return &root->stats;
}

bool pcie_root_waits(const struct pcie_root *root)
{
	return root->ops.wait && (root->ops.upstream || root->late);
}

void pcie_root_wait(struct pcie_root *root, const bool *done)
{
	if (*done || !pcie_root_waits(root))
		return;
	root->waiting++;
	root->ops.wait(root->ctx, done);
	root->waiting--;
}

bool pcie_root_waiting(const struct pcie_root *root)
{
	return root->waiting;
}

void pcie_root_set_runs(struct pcie_root *root, bool runs)
{
	root->runs = runs;
}

int pcie_root_add_port(struct pcie_root *root, const char *name,
		       bool integrated, struct pcie_port **ret_port)
{
	struct root_port *port;

	if (root->nports == PCIE_ROOT_PORTS_MAX)
		return -ENOSPC;
	if (map_reserve(root, 1, 0))
		return -ENOMEM;
	port = calloc(1, sizeof(*port));
	if (!port)
		return -ENOMEM;
	snprintf(port->name, sizeof(port->name), "%s", name);
	port->integrated = port->bridge.windowed = integrated;
	port->bridge.port.owner = root;
	port->bridge.port.receive = root_receive;
	port->bridge.port.runs = true;
	port->bridge.port.eetlp = true;
	port->bridge.port.ari_capable = !integrated;
	port->bridge.bdf = TLP_BDF(0, root->nports + 1, 0);
	port->bridge.secondary = 1;
	root->ports[root->nports++] = port;
	*ret_port = &port->bridge.port;
	return 0;
}

/* Return: 0; -ENOMEM */
static int make_room(struct pcie_root *root, unsigned int functions)
{
	unsigned int room = root->room ? root->room : 16;
	struct pcie_function **grown;

	while (room < functions)
		room *= 2;
	if (room == root->room)
		return 0;
	grown = realloc(root->functions, room * sizeof(grown[0]));
	if (!grown)
		return -ENOMEM;
	root->functions = grown;
	if (bits_grow(&root->ready, room) ||
	    deadlines_grow(&root->deadlines, room))
		return -ENOMEM;
	root->room = room;
	return 0;
}

int pcie_root_add_function(struct pcie_root *root, struct pcie_function *fn)
{
	if (make_room(root, root->nfunctions + 1))
		return -ENOMEM;
	if (map_reserve(root, 0, 1))
		return -ENOMEM;
	fn->root = root;
	fn->index = root->nfunctions;
	root->functions[root->nfunctions++] = fn;
	root->map.stale = true;
	root->late += fn->ops->take_read != NULL;
	if (fn->pending)
		pcie_root_ready(fn);
	deadlines_update(&root->deadlines, fn);
	return 0;
}

struct pcie_function *pcie_root_function(const struct pcie_root *root,
					 unsigned int index)
{
	return index < root->nfunctions ? root->functions[index] : NULL;
}
