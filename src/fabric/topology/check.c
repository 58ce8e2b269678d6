// SPDX-License-Identifier: BSD-3-Clause
/* Topology files: valid parents, and device numbers. */
#include <errno.h>
#include <string.h>

#include "fabric/topology/parser.h"

/* QEMU puts devices of its own into slots 1 and 2 of bus 0 */
#define FIRST_ROOT_SLOT 3
#define LAST_ROOT_SLOT	30
#define LAST_SLOT	31

const char *topology_bridge_id(const struct topology *topology, int bridge)
{
	return bridge == TOPOLOGY_PCIE_0 ? "pcie.0"
					 : topology->bridges[bridge].id;
}

bool topology_is_multi(const struct topology *topology,
		       const struct topology_function *f)
{
	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		const struct topology_function *other = &topology->functions[i];

		if (other->number && other->parent == f->parent)
			return true;
	}
	return f->acs;
}

/* Return: error of this parent's type for this child's type, or NULL */
static const char *bad_parent(const struct topology *topology, int type,
			      int parent)
{
	int above =
		parent == TOPOLOGY_PCIE_0 ? -1 : topology->bridges[parent].type;

	switch (type) {
	case TOPOLOGY_ROOT_PORT:
		return above == -1 ? NULL : "must be below pcie.0";
	case TOPOLOGY_SWITCH_UPSTREAM:
		if (above == TOPOLOGY_ROOT_PORT ||
		    above == TOPOLOGY_SWITCH_DOWNSTREAM)
			return NULL;
		return "must be below a root-port or a switch-downstream";
	case TOPOLOGY_SWITCH_DOWNSTREAM:
		return above == TOPOLOGY_SWITCH_UPSTREAM
			       ? NULL
			       : "must be below a switch-upstream";
	default: /* a function */
		return above != TOPOLOGY_SWITCH_UPSTREAM
			       ? NULL
			       : "must be below a root-port, a switch-downstream or pcie.0";
	}
}

struct place {
	const char *id;
	int type, parent;
	unsigned int line;
	unsigned int *slot;
};

/* @used: next free slot of pcie.0 ([0]) and of the bus below each bridge */
static int take_slot(const struct parser *parser,
		     const struct topology *topology, const struct place *place,
		     unsigned int *used)
{
	const char *wrong = bad_parent(topology, place->type, place->parent);
	unsigned int *next = &used[place->parent + 1];
	unsigned int last = LAST_SLOT;

	if (wrong)
		return topology_fail(parser, place->line, "%s: %s", place->id,
				     wrong);
	if (place->parent == TOPOLOGY_PCIE_0)
		last = LAST_ROOT_SLOT;
	else if (place->type != TOPOLOGY_SWITCH_DOWNSTREAM)
		last = 0; /* a link has two ends */
	if (*next > last)
		return topology_fail(
			parser, place->line, "%s: no free slot below \"%s\"",
			place->id, topology_bridge_id(topology, place->parent));
	*place->slot = (*next)++;
	return 0;
}

/* A function other than 0 belongs to the device of function 0 */
static int join_device(const struct parser *parser,
		       const struct topology *topology, unsigned int index)
{
	const struct topology_function *f = &topology->functions[index];
	bool found = false;

	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		const struct topology_function *other = &topology->functions[i];

		if (i == index || other->parent != f->parent)
			continue;
		if (other->number == f->number)
			return topology_fail(parser, f->line,
					     "%s: function %ju is taken", f->id,
					     (uintmax_t)f->number);
		found |= !other->number;
	}
	if (!found || f->parent == TOPOLOGY_PCIE_0)
		return topology_fail(
			parser, f->line,
			"%s: no device with function 0 below \"%s\"", f->id,
			topology_bridge_id(topology, f->parent));
	return 0;
}

static int check_unique(const struct parser *parser,
			const struct topology *topology, const char *id,
			unsigned int line)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < topology->nbridges; i++)
		n += !strcmp(topology->bridges[i].id, id);
	for (unsigned int i = 0; i < topology->nfunctions; i++)
		n += !strcmp(topology->functions[i].id, id);
	if (n > 1 || !strcmp(id, "ram"))
		return topology_fail(parser, line, "the id \"%s\" is in use",
				     id);
	return 0;
}

/* Are services of Access Control valid for this type of port or function? */
static int check_acs(const struct parser *parser, const struct place *place,
		     int has, int enabled, uint64_t egress)
{
	int may = PCIE_ACS_FUNCTION;

	if (place->type == TOPOLOGY_ROOT_PORT)
		may = PCIE_ACS_ALL & ~PCIE_ACS_EC;
	else if (place->type == TOPOLOGY_SWITCH_UPSTREAM)
		may = 0;
	else if (place->type == TOPOLOGY_SWITCH_DOWNSTREAM)
		may = PCIE_ACS_ALL;
	for (unsigned int i = 0; topology_acs_words[i]; i++) {
		if (has & ~may & 1 << i)
			return topology_fail(parser, place->line,
					     "%s: acs: %s is not for its type",
					     place->id, topology_acs_words[i]);
		if (enabled & ~has & 1 << i)
			return topology_fail(parser, place->line,
					     "%s: acs_enable: %s is not in acs",
					     place->id, topology_acs_words[i]);
	}
	if (egress && !(has & PCIE_ACS_EC))
		return topology_fail(parser, place->line,
				     "%s: acs_egress: EC is not in acs",
				     place->id);
	return 0;
}

int topology_check(const struct parser *parser, struct topology *topology)
{
	unsigned int used[1 + TOPOLOGY_BRIDGES_MAX] = {FIRST_ROOT_SLOT};
	int ret = 0;

	if (!topology->nfunctions)
		return topology_fail(parser, 1, "functions is empty");
	for (unsigned int i = 0; i < topology->nbridges && !ret; i++) {
		struct topology_bridge *b = &topology->bridges[i];
		const struct place place = {b->id, b->type, b->parent, b->line,
					    &b->slot};

		ret = check_unique(parser, topology, b->id, b->line);
		if (!ret)
			ret = check_acs(parser, &place, b->acs, b->acs_enable,
					b->acs_egress);
		if (!ret)
			ret = take_slot(parser, topology, &place, used);
	}
	for (unsigned int i = 0; i < topology->nfunctions && !ret; i++) {
		struct topology_function *f = &topology->functions[i];
		const struct place place = {f->id, -1, f->parent, f->line,
					    &f->slot};

		ret = check_unique(parser, topology, f->id, f->line);
		if (!ret)
			ret = check_acs(parser, &place, f->acs, f->acs_enable,
					0);
		if (!ret)
			ret = f->number ? join_device(parser, topology, i)
					: take_slot(parser, topology, &place,
						    used);
	}
	/* A switch without downstream ports is useless */
	for (unsigned int i = 0; i < topology->nbridges && !ret; i++)
		if (topology->bridges[i].type == TOPOLOGY_SWITCH_UPSTREAM &&
		    !used[i + 1])
			ret = topology_fail(parser, topology->bridges[i].line,
					    "%s: no switch-downstream below it",
					    topology->bridges[i].id);
	return ret;
}
