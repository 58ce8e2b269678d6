// SPDX-License-Identifier: BSD-3-Clause
/* Builds a topology: ports, switches, functions, and links between them. */
#include "fabric/hierarchy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"

struct builder {
	const struct topology *topology;
	struct hierarchy *h;
	char *error;
	/* For each bridge: its downstream-facing port, or its switch */
	struct pcie_port *down[TOPOLOGY_BRIDGES_MAX];
	struct pcie_switch *sw[TOPOLOGY_BRIDGES_MAX];
};

static int fail(const struct builder *b, const char *id, int ret,
		const char *what)
{
	snprintf(b->error, FABRIC_ERROR_MAX, "%s: %s: %s", id, what,
		 strerror(-ret));
	return ret;
}

static void connect(struct builder *b, const char *name, struct pcie_port *up,
		    struct pcie_port *down)
{
	pcie_link_connect(&b->h->links[b->h->nlinks++], name, up, down);
}

static void add_stats(struct hierarchy *h, const char *name,
		      const struct pcie_port_stats *stats)
{
	struct hierarchy_stats *s = &h->stats[h->nstats++];

	snprintf(s->name, sizeof(s->name), "%s", name);
	s->stats = stats;
}

static int add_switch(struct builder *b, unsigned int i)
{
	const struct topology_bridge *bridge = &b->topology->bridges[i];
	unsigned int n = 0;
	int ret;

	for (unsigned int j = 0; j < b->topology->nbridges; j++)
		n += b->topology->bridges[j].parent == (int)i;
	ret = pcie_switch_create(b->h->root, bridge->id, n, &b->sw[i]);
	if (ret)
		return ret;
	add_stats(b->h, bridge->id, pcie_switch_stats(b->sw[i]));
	connect(b, topology_bridge_id(b->topology, bridge->parent),
		b->down[bridge->parent], pcie_switch_upstream(b->sw[i]));
	return 0;
}

static int add_bridge(struct builder *b, unsigned int i)
{
	const struct topology_bridge *bridge = &b->topology->bridges[i];
	struct pcie_port *port;
	int ret = 0;

	switch (bridge->type) {
	case TOPOLOGY_ROOT_PORT:
		ret = pcie_root_add_port(b->h->root, bridge->id, false,
					 &b->down[i]);
		break;
	case TOPOLOGY_SWITCH_UPSTREAM:
		ret = add_switch(b, i);
		break;
	case TOPOLOGY_SWITCH_DOWNSTREAM:
		b->down[i] = pcie_switch_downstream(b->sw[bridge->parent],
						    bridge->slot);
		break;
	}
	if (ret)
		return fail(b, bridge->id, ret, "cannot make this port");
	port = b->down[i] ? b->down[i] : pcie_switch_upstream(b->sw[i]);
	port->eetlp = bridge->eetlp;
	port->eetlp_block = bridge->eetlp_block;
	port->ari_capable = bridge->ari;
	port->acs = (struct pcie_acs){bridge->acs, bridge->acs_enable,
				      bridge->acs_egress};
	strcpy(b->h->bridges[i].id, bridge->id);
	b->h->bridges[i].port = port;
	b->h->nbridges++;
	return 0;
}

static int create_function(struct builder *b, const struct topology_function *f,
			   struct pcie_function **ret_fn)
{
	const struct device_model *model = device_model_find(f->model);
	const bool has_st = f->st_entries != UINT64_MAX;
	char reason[DEVICE_WHY_MAX] = "";
	const struct device_params params = {
		.name = f->id,
		.serial = f->serial,
		.rc_integrated = f->parent == TOPOLOGY_PCIE_0,
		.eetlp = f->eetlp,
		.ari = f->ari,
		.tph_completer = f->tph_completer,
		.tph_ext = f->tph_ext,
		.st_entries = has_st ? (int)f->st_entries : DEVICE_ST_DEFAULT,
		.memory = f->memory,
		.partitions = f->partitions,
		.max_payload = f->max_payload,
		.acs = f->acs,
		.acs_enable = f->acs_enable,
		.local = f->local,
		.peer = f->peer,
		.prefixes = f->prefixes,
		.why = reason,
		.vfs = f->vfs,
		.vf_offset = f->vf_offset,
		.number = f->number,
		.first_pf = f->first_pf,
	};
	const char *why = model ? NULL : device_model_absent(f->model);
	int ret;

	if (!model && !why) {
		snprintf(b->error, FABRIC_ERROR_MAX,
			 "line %u: %s: unknown model \"%s\"", f->line, f->id,
			 f->model);
		return -EINVAL;
	}
	if (model && model->unable)
		why = model->unable(&params);
	if (why) {
		snprintf(b->error, FABRIC_ERROR_MAX, "line %u: %s: %s: %s",
			 f->line, f->id, f->model, why);
		return -EINVAL;
	}
	if (has_st && !model->sends_tags) {
		snprintf(
			b->error, FABRIC_ERROR_MAX,
			"line %u: %s: %s does not send tags: remove st_entries",
			f->line, f->id, f->model);
		return -EINVAL;
	}
	if (f->vfs && !model->has_vfs) {
		snprintf(b->error, FABRIC_ERROR_MAX,
			 "line %u: %s: %s has no VFs: remove vfs", f->line,
			 f->id, f->model);
		return -EINVAL;
	}
	if ((f->local[0] || f->peer[0] || f->prefixes) && !model->has_peer) {
		snprintf(
			b->error, FABRIC_ERROR_MAX,
			"line %u: %s: %s has no peer: remove local, peer and prefixes",
			f->line, f->id, f->model);
		return -EINVAL;
	}
	ret = model->create(&params, ret_fn);
	if (ret && reason[0])
		snprintf(b->error, FABRIC_ERROR_MAX, "line %u: %s: %s", f->line,
			 f->id, reason);
	else if (ret)
		snprintf(
			b->error, FABRIC_ERROR_MAX,
			"line %u: %s: %s does not support these parameters: %s",
			f->line, f->id, f->model, strerror(-ret));
	return ret;
}

/* Return: the device below a bridge, NULL: out of memory */
static struct pcie_multi *device_below(struct builder *b, int bridge)
{
	struct pcie_multi **device = &b->h->devices[bridge];

	if (*device)
		return *device;
	*device = malloc(sizeof(**device));
	if (!*device)
		return NULL;
	pcie_multi_init(*device);
	connect(b, topology_bridge_id(b->topology, bridge), b->down[bridge],
		&(*device)->port);
	return *device;
}

/* Connect a function, or the device that it is the first one of, to its port. */
static int connect_below(struct builder *b, const struct topology_function *f,
			 struct pcie_function *fn)
{
	struct pcie_multi *device;

	if (!f->multi) {
		connect(b, topology_bridge_id(b->topology, f->parent),
			b->down[f->parent], &fn->port);
		return 0;
	}
	device = device_below(b, f->parent);
	return device ? pcie_multi_add(device, fn, f->number) : -ENOMEM;
}

static int add_function(struct builder *b, const struct topology_function *f)
{
	struct hierarchy *h = b->h;
	struct pcie_function *fn;
	struct pcie_port *up;
	int ret = create_function(b, f, &fn);

	if (ret)
		return ret;
	h->functions[h->nfunctions++] = fn;
	if (f->parent == TOPOLOGY_PCIE_0) {
		ret = pcie_root_add_port(h->root, f->id, true, &up);
		if (ret)
			return fail(b, f->id, ret, "cannot make its port");
		connect(b, f->id, up, &fn->port);
	} else {
		ret = connect_below(b, f, fn);
		if (ret)
			return fail(b, f->id, ret, "cannot connect it");
	}
	ret = pcie_root_add_function(h->root, fn);
	return ret ? fail(b, f->id, ret, "cannot add it") : 0;
}

/* Return: a hierarchy with room for all objects, NULL: out of memory */
static struct hierarchy *hierarchy_alloc(const struct topology *t)
{
	struct hierarchy *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->bridges = calloc(t->nbridges + 1, sizeof(h->bridges[0]));
	h->links = calloc(t->nbridges + t->nfunctions, sizeof(h->links[0]));
	h->stats = calloc(t->nbridges + 1, sizeof(h->stats[0]));
	h->functions = calloc(t->nfunctions, sizeof(h->functions[0]));
	h->devices = calloc(t->nbridges + 1, sizeof(h->devices[0]));
	h->by_bdf = calloc(UINT16_MAX + 1, sizeof(h->by_bdf[0]));
	if (h->bridges && h->links && h->stats && h->functions && h->devices &&
	    h->by_bdf)
		return h;
	hierarchy_free(h);
	return NULL;
}

int hierarchy_create(const struct topology *topology,
		     const struct pcie_host_ops *ops, void *ctx,
		     struct hierarchy **ret_h, char *error)
{
	struct builder b = {.topology = topology, .error = error};
	int ret;

	b.h = hierarchy_alloc(topology);
	ret = b.h ? pcie_root_create(ops, ctx, topology->p2p, &b.h->root)
		  : -ENOMEM;
	if (ret) {
		hierarchy_free(b.h);
		return fail(&b, "root complex", ret, "cannot make it");
	}
	add_stats(b.h, "root complex", pcie_root_stats(b.h->root));
	for (unsigned int i = 0; i < topology->nbridges && !ret; i++)
		ret = add_bridge(&b, i);
	for (unsigned int i = 0; i < topology->nfunctions && !ret; i++)
		ret = add_function(&b, &topology->functions[i]);
	if (ret) {
		hierarchy_free(b.h);
		return ret;
	}
	pcie_root_enumerate(b.h->root);
	*ret_h = b.h;
	return 0;
}

void hierarchy_free(struct hierarchy *h)
{
	if (!h)
		return;
	pcie_root_free(h->root);
	for (unsigned int i = 0; h->devices && i < h->nbridges; i++)
		if (h->devices[i]) {
			pcie_multi_free(h->devices[i]);
			free(h->devices[i]);
		}
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (h->functions[i]->ops->destroy)
			h->functions[i]->ops->destroy(h->functions[i]);
	free(h->bridges);
	free(h->links);
	free(h->stats);
	free(h->functions);
	free(h->devices);
	free(h->by_bdf);
	free(h);
}

static bool refused(const struct pcie_port_stats *s)
{
	return s->unsupported || s->malformed || s->prefix_blocked ||
	       s->violations;
}

/* The ACS counters appear if they are not 0: few topologies have ACS. */
void hierarchy_print_stats(const struct hierarchy *h, FILE *out,
			   const char *prefix, bool all)
{
	for (unsigned int i = 0; i < h->nstats; i++) {
		const struct pcie_port_stats *s = h->stats[i].stats;

		if (!all && !refused(s))
			continue;
		fprintf(out,
			"%s%s forwarded %ju TLPs, refused %ju unsupported, %ju malformed, %ju with a blocked prefix",
			prefix, h->stats[i].name, (uintmax_t)s->forwarded,
			(uintmax_t)s->unsupported, (uintmax_t)s->malformed,
			(uintmax_t)s->prefix_blocked);
		if (s->redirected || s->violations)
			fprintf(out, ", ACS redirected %ju, stopped %ju",
				(uintmax_t)s->redirected,
				(uintmax_t)s->violations);
		fprintf(out, "\n");
	}
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (h->functions[i]->ops->report)
			h->functions[i]->ops->report(h->functions[i], out,
						     prefix);
}

struct pcie_function *hierarchy_find(const struct hierarchy *h, const char *id)
{
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (!strcmp(h->functions[i]->name, id))
			return h->functions[i];
	return NULL;
}

struct pcie_function *hierarchy_find_bdf(const struct hierarchy *h,
					 uint16_t bdf)
{
	const unsigned int last = h->by_bdf[bdf];

	if (last && h->functions[last - 1]->bdf == bdf)
		return h->functions[last - 1];
	for (unsigned int i = 0; i < h->nfunctions; i++)
		if (h->functions[i]->bdf == bdf) {
			h->by_bdf[bdf] = i + 1;
			return h->functions[i];
		}
	return NULL;
}
