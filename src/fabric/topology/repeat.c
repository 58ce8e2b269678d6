// SPDX-License-Identifier: BSD-3-Clause
/* Topology files: entries that are repeated, and the ids of their copies */
#include <errno.h>
#include <string.h>

#include "fabric/topology/parser.h"

const struct group *topology_find_group(const struct parser *parser,
					const struct topology *topology,
					const char *id, struct group *scratch)
{
	*scratch = (struct group){.first = TOPOLOGY_PCIE_0, .n = 1};
	if (!strcmp(id, "pcie.0"))
		return scratch;
	for (unsigned int i = 0; i < topology->nbridges; i++)
		if (!strcmp(topology->bridges[i].id, id)) {
			scratch->first = i;
			return scratch;
		}
	for (unsigned int i = 0; i < parser->ngroups; i++)
		if (!strcmp(parser->groups[i].id, id))
			return &parser->groups[i];
	return NULL;
}

int topology_number_id(const struct parser *parser, unsigned int line,
		       const char *id, unsigned int i, char *to)
{
	if (snprintf(to, PCIE_NAME_MAX, "%s%u", id, i) < PCIE_NAME_MAX)
		return 0;
	return topology_fail(parser, line,
			     "%s: no room for the number %u in its id", id, i);
}
