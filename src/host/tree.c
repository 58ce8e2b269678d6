// SPDX-License-Identifier: BSD-3-Clause
/*
 * The tree, from the bus numbers of bridges: all forms of input have them, and they
 * are in the first 64 bytes.
 */
#include <stdlib.h>

#include "host/model.h"

static int compare(const void *a, const void *b)
{
	return model_compare(*(struct tph_host_function *const *)a,
			     *(struct tph_host_function *const *)b);
}

/* The bridge to each bus of one domain */
struct buses {
	struct tph_host_function *bridge[256];
};

static bool bus_number(const struct tph_host_function *function,
		       enum tph_host_field field, uint8_t *ret)
{
	struct tph_host_value value = tph_host_get(function, field);

	*ret = (uint8_t)value.value;
	return !value.why;
}

static void find_bridges(struct tph_host *host, size_t from, size_t to,
			 struct buses *buses)
{
	struct tph_host_function *function;
	uint8_t secondary;

	memset(buses, 0, sizeof(*buses));
	for (size_t i = from; i < to; i++) {
		function = host->functions[i];
		/* Bridges that firmware left alone have the number 0 */
		if (tph_host_is_bridge(function) &&
		    bus_number(function, TPH_HOST_F_SECONDARY_BUS,
			       &secondary) &&
		    secondary > function->bus && !buses->bridge[secondary])
			buses->bridge[secondary] = function;
	}
}

static uint32_t routing_id(const struct tph_host_function *function)
{
	return (uint32_t)(function->bus << 8 | function->devfn);
}

/* Return: index of the first function from @id on, in order of the addresses */
static size_t first_from(const struct tph_host *host, size_t from, size_t to,
			 uint32_t id)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (routing_id(host->functions[middle]) < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* VFs of @pf have its routing ID plus offset and strides (PCIe r6.2, 9.3.3.9) */
static void find_vfs(struct tph_host *host, size_t from, size_t to,
		     struct tph_host_function *pf)
{
	struct tph_host_value enable = tph_host_get(pf, TPH_HOST_F_VF_ENABLE);
	struct tph_host_value n = tph_host_get(pf, TPH_HOST_F_VF_NUMBER);
	struct tph_host_value offset = tph_host_get(pf, TPH_HOST_F_VF_OFFSET);
	struct tph_host_value stride = tph_host_get(pf, TPH_HOST_F_VF_STRIDE);
	uint32_t first, step, last;

	if (enable.why || !enable.value || n.why || !n.value || offset.why ||
	    !offset.value || stride.why)
		return;
	step = stride.value ? (uint32_t)stride.value : 1;
	first = routing_id(pf) + (uint32_t)offset.value;
	last = first + step * (stride.value ? (uint32_t)n.value - 1 : 0);
	for (size_t i = first_from(host, from, to, first); i < to; i++) {
		uint32_t id = routing_id(host->functions[i]);

		if (id > last)
			break;
		if ((id - first) % step == 0 && !host->functions[i]->physfn)
			host->functions[i]->physfn = pf;
	}
}

/* May the dump lack the bridge above @function, which no bridge of it is above? */
static struct tph_host_value is_top(const struct tph_host_function *function)
{
	struct tph_host_value type =
		tph_host_get(function, TPH_HOST_F_PORT_TYPE);

	if (function->host->form == TPH_HOST_LIVE || !function->bus)
		return (struct tph_host_value){.value = 1};
	if (type.why == TPH_HOST_ABSENT)
		return (struct tph_host_value){.value = 1, .derived = true};
	if (type.why)
		return (struct tph_host_value){.why = type.why};
	switch (type.value) {
	case TPH_HOST_ROOT_PORT:
	case TPH_HOST_RCIEP:
	case TPH_HOST_RCEC:
		return (struct tph_host_value){.value = 1};
	default:
		return (struct tph_host_value){.why = TPH_HOST_NOT_IN_DUMP};
	}
}

/* Is @function, which no bridge of the dump is above, on a root bus? */
static struct tph_host_value top_of(const struct tph_host_function *function)
{
	if (!function->top.why)
		return function->top;
	if (model_of(function)->lost && function->bus)
		return (struct tph_host_value){.why = TPH_HOST_NOT_IN_DUMP};
	return is_top(function);
}

/*
 * A link of the input, not concluded from bus numbers. Each one leads to a lower bus,
 * or there could be a circle. Return: true if @to can be above @function.
 */
static bool may_be_parent(const struct tph_host_function *to,
			  const struct tph_host_function *function)
{
	return to && tph_host_is_bridge(to) && to->domain == function->domain &&
	       to->bus < function->bus;
}

static bool may_be_pf(const struct tph_host_function *to,
		      const struct tph_host_function *function)
{
	return to && to->domain == function->domain &&
	       routing_id(to) < routing_id(function);
}

/* The bridge above @function. PFs are placed before their VFs. */
static struct tph_host_function *
find_parent(const struct tph_host_function *function, const struct buses *buses)
{
	const struct tph_host_function *pf = function->physfn;
	uint8_t bus = pf ? pf->bus : function->bus;

	if (pf && pf->parent)
		return pf->parent;
	if (buses->bridge[bus])
		return buses->bridge[bus];
	return may_be_parent(function->parent, pf ? pf : function)
		       ? function->parent
		       : NULL;
}

static void place(struct tph_host_function *function, const struct buses *buses)
{
	function->parent = find_parent(function, buses);
	function->top = function->parent ? (struct tph_host_value){.value = 0}
					 : top_of(function);
	if (function->top.why && function->physfn)
		function->top = function->physfn->top;
}

static void add_child(struct tph_host_function *function)
{
	struct tph_host_function *parent = function->parent;

	if (parent) {
		function->next = parent->child;
		parent->child = function;
	}
}

static void link_domain(struct tph_host *host, size_t from, size_t to)
{
	struct buses buses;

	find_bridges(host, from, to, &buses);
	for (size_t i = from; i < to; i++)
		if (!may_be_pf(host->functions[i]->physfn, host->functions[i]))
			host->functions[i]->physfn = NULL;
	for (size_t i = from; i < to; i++)
		find_vfs(host, from, to, host->functions[i]);
	for (size_t i = from; i < to; i++)
		place(host->functions[i], &buses);
	/* Children are put in front */
	for (size_t i = to; i-- > from;)
		add_child(host->functions[i]);
}

void host_link(struct tph_host *host)
{
	size_t from, to;

	qsort(host->functions, host->count, sizeof(*host->functions), compare);
	for (from = 0; from < host->count; from = to) {
		for (to = from;
		     to < host->count && host->functions[to]->domain ==
						 host->functions[from]->domain;
		     to++)
			;
		link_domain(host, from, to);
	}
}

static enum tph_host_port derived_type(const struct tph_host_function *bridge)
{
	unsigned int depth = 0;

	for (const struct tph_host_function *f = bridge->parent; f;
	     f = f->parent)
		depth++;
	if (!depth)
		return TPH_HOST_ROOT_PORT;
	return depth % 2 ? TPH_HOST_UPSTREAM : TPH_HOST_DOWNSTREAM;
}

struct tph_host_value
tph_host_port_type(const struct tph_host_function *function)
{
	struct tph_host_value type =
		tph_host_get(function, TPH_HOST_F_PORT_TYPE);

	if (!type.why || type.why == TPH_HOST_ABSENT ||
	    !tph_host_is_bridge(function) || function->top.why)
		return type;
	return (struct tph_host_value){.value = (int32_t)derived_type(function),
				       .derived = true};
}

const struct tph_host_function *
host_root_port(const struct tph_host_function *function)
{
	struct tph_host_value type;

	while (function->parent)
		function = function->parent;
	type = tph_host_port_type(function);
	return !type.why && type.value == TPH_HOST_ROOT_PORT ? function : NULL;
}
