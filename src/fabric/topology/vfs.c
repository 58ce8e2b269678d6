// SPDX-License-Identifier: BSD-3-Clause
/* Topology files: places of VFs after all other functions of their device. */
#include <errno.h>

#include "fabric/topology/parser.h"

int topology_check_qemu(const struct topology *topology, char *error)
{
	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		const struct topology_function *f = &topology->functions[i];

		if (!f->vfs)
			continue;
		snprintf(
			error, FABRIC_ERROR_MAX,
			"line %u: %s: vfs: only in process (tph sim): remove vfs",
			f->line, f->id);
		return -EINVAL;
	}
	return 0;
}

/* Return: the first function number that is free in the device of @f, if each PF
 * before it in the file has its VFs */
static unsigned int free_number(const struct topology *topology,
				const struct topology_function *f)
{
	unsigned int next = 0;

	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		const struct topology_function *other = &topology->functions[i];

		if (other->parent == f->parent && other->number >= next)
			next = other->number + 1;
	}
	for (unsigned int i = 0; &topology->functions[i] < f; i++)
		if (topology->functions[i].parent == f->parent)
			next += topology->functions[i].vfs;
	return next;
}

static bool is_first_pf(const struct topology *topology,
			const struct topology_function *f)
{
	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		const struct topology_function *other = &topology->functions[i];

		if (other->vfs && other->parent == f->parent &&
		    other->number < f->number)
			return false;
	}
	return true;
}

unsigned int topology_functions(const struct topology *topology)
{
	unsigned int n = topology->nfunctions;

	for (unsigned int i = 0; i < topology->nfunctions; i++)
		n += topology->functions[i].vfs;
	return n;
}

/* Each function of the device of @pf has ARI, and is one of several */
static void join(struct topology *topology, const struct topology_function *pf)
{
	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		struct topology_function *f = &topology->functions[i];

		if (f->parent == pf->parent)
			f->multi = f->ari = true;
	}
}

static int place(const struct parser *parser, struct topology *topology,
		 struct topology_function *pf)
{
	const unsigned int next = free_number(topology, pf);
	const unsigned int last = next + pf->vfs - 1;

	if (pf->parent == TOPOLOGY_PCIE_0)
		return topology_fail(
			parser, pf->line,
			"%s: vfs: put it below a root-port or a switch-downstream",
			pf->id);
	if (last >= PCIE_MULTI_MAX)
		return topology_fail(
			parser, pf->line,
			"%s: vfs: functions %u to %u, but a device has 0 to %u",
			pf->id, next, last, PCIE_MULTI_MAX - 1);
	if (last > 7 && !topology->bridges[pf->parent].ari)
		return topology_fail(
			parser, pf->line,
			"%s: vfs: functions above 7 need ari = true at \"%s\"",
			pf->id, topology_bridge_id(topology, pf->parent));
	pf->vf_offset = next - pf->number;
	pf->first_pf = is_first_pf(topology, pf);
	join(topology, pf);
	return 0;
}

int topology_place_vfs(const struct parser *parser, struct topology *topology)
{
	int ret = 0;

	for (unsigned int i = 0; i < topology->nfunctions && !ret; i++)
		if (topology->functions[i].vfs)
			ret = place(parser, topology, &topology->functions[i]);
	if (!ret && topology_functions(topology) > TOPOLOGY_FUNCTIONS_MAX)
		return topology_fail(parser, 1,
				     "more than %d functions with their VFs",
				     TOPOLOGY_FUNCTIONS_MAX);
	return ret;
}
