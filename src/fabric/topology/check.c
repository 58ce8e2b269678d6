// SPDX-License-Identifier: BSD-3-Clause
/* Topology files: valid parents, and device numbers. */
#include <errno.h>
#include <stdlib.h>
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

bool topology_is_multi(const struct topology_function *f)
{
	return f->multi || f->acs;
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

/**
 * struct device - functions below a port
 * @n:		number of functions
 * @used:	functions with each number
 * @ari:	some number is above 7
 */
struct device {
	unsigned int n;
	uint16_t used[PCIE_MULTI_MAX];
	bool ari;
};

/**
 * struct checker - facts about a whole topology
 * @ids:	all ids, sorted
 * @next_slot:	next free slot of pcie.0 ([0]) and of the bus below each bridge
 * @devices:	on pcie.0 ([0]) and below each bridge
 */
struct checker {
	const struct parser *parser;
	struct topology *topology;
	unsigned int nids;
	const char *ids[TOPOLOGY_BRIDGES_MAX + TOPOLOGY_FUNCTIONS_MAX];
	unsigned int next_slot[1 + TOPOLOGY_BRIDGES_MAX];
	struct device devices[1 + TOPOLOGY_BRIDGES_MAX];
};

struct place {
	const char *id;
	int type, parent;
	unsigned int line;
	unsigned int *slot;
};

static int take_slot(struct checker *c, const struct place *place)
{
	const struct topology *topology = c->topology;
	const struct parser *parser = c->parser;
	const char *wrong = bad_parent(topology, place->type, place->parent);
	unsigned int *next = &c->next_slot[place->parent + 1];
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
static int join_device(const struct checker *c, struct topology_function *f)
{
	const struct device *device = &c->devices[f->parent + 1];

	if (device->used[f->number] > 1)
		return topology_fail(c->parser, f->line,
				     "%s: function %ju is taken", f->id,
				     (uintmax_t)f->number);
	if (!device->used[0] || f->parent == TOPOLOGY_PCIE_0)
		return topology_fail(
			c->parser, f->line,
			"%s: no device with function 0 below \"%s\"", f->id,
			topology_bridge_id(c->topology, f->parent));
	if (device->ari && !c->topology->bridges[f->parent].ari)
		return topology_fail(
			c->parser, f->line,
			"%s: functions above 7 need ari = true at \"%s\"",
			f->id, topology_bridge_id(c->topology, f->parent));
	return 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_unique(const struct checker *c, const char *id,
			unsigned int line)
{
	const char **found =
		bsearch(&id, c->ids, c->nids, sizeof(c->ids[0]), by_id);
	const bool above = found > c->ids && !strcmp(found[-1], id);
	const bool below =
		found + 1 < c->ids + c->nids && !strcmp(found[1], id);

	if (above || below || !strcmp(id, "ram"))
		return topology_fail(c->parser, line, "the id \"%s\" is in use",
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

static void collect(struct checker *c)
{
	struct topology *topology = c->topology;

	for (unsigned int i = 0; i < topology->nbridges; i++)
		c->ids[c->nids++] = topology->bridges[i].id;
	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		const struct topology_function *f = &topology->functions[i];
		struct device *device = &c->devices[f->parent + 1];

		c->ids[c->nids++] = f->id;
		device->n++;
		device->used[f->number]++;
		device->ari |= f->number > 7;
	}
	qsort(c->ids, c->nids, sizeof(c->ids[0]), by_id);
	for (unsigned int i = 0; i < topology->nfunctions; i++) {
		struct topology_function *f = &topology->functions[i];
		const struct device *device = &c->devices[f->parent + 1];

		f->multi = f->parent != TOPOLOGY_PCIE_0 && device->n > 1;
		f->ari = device->ari;
	}
}

static int check_bridge(struct checker *c, struct topology_bridge *b)
{
	const struct place place = {b->id, b->type, b->parent, b->line,
				    &b->slot};
	int ret = check_unique(c, b->id, b->line);

	if (!ret)
		ret = check_acs(c->parser, &place, b->acs, b->acs_enable,
				b->acs_egress);
	return ret ? ret : take_slot(c, &place);
}

static int check_function(struct checker *c, struct topology_function *f)
{
	const struct place place = {f->id, -1, f->parent, f->line, &f->slot};
	int ret = check_unique(c, f->id, f->line);

	if (!ret)
		ret = check_acs(c->parser, &place, f->acs, f->acs_enable, 0);
	if (ret)
		return ret;
	return f->number ? join_device(c, f) : take_slot(c, &place);
}

int topology_check(const struct parser *parser, struct topology *topology)
{
	struct checker *c;
	int ret = 0;

	if (!topology->nfunctions)
		return topology_fail(parser, 1, "functions is empty");
	c = calloc(1, sizeof(*c));
	if (!c) {
		topology_fail(parser, 1, "out of memory");
		return -ENOMEM;
	}
	c->parser = parser;
	c->topology = topology;
	c->next_slot[0] = FIRST_ROOT_SLOT;
	collect(c);
	for (unsigned int i = 0; i < topology->nbridges && !ret; i++)
		ret = check_bridge(c, &topology->bridges[i]);
	for (unsigned int i = 0; i < topology->nfunctions && !ret; i++)
		ret = check_function(c, &topology->functions[i]);
	/* A switch without downstream ports is useless */
	for (unsigned int i = 0; i < topology->nbridges && !ret; i++)
		if (topology->bridges[i].type == TOPOLOGY_SWITCH_UPSTREAM &&
		    !c->next_slot[i + 1])
			ret = topology_fail(parser, topology->bridges[i].line,
					    "%s: no switch-downstream below it",
					    topology->bridges[i].id);
	free(c);
	return ret;
}
