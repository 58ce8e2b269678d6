// SPDX-License-Identifier: BSD-3-Clause
/* Root ports, nested switches, multi-function devices and functions */
#include <stdio.h>
#include <stdlib.h>
#include <linux/pci_regs.h>

#include "tests/runs/world.h"

#define VFS   2 /* of a PF */
#define DEPTH 3 /* switches between a function and the root complex */

static void must(int ret)
{
	if (ret)
		abort();
}

static void *zeroed(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		abort();
	return p;
}

static enum pcie_tph_completer completer(struct dice *dice)
{
	static const enum pcie_tph_completer kinds[] = {
		PCIE_TPH_COMPLETER_EXT,
		PCIE_TPH_COMPLETER_EXT,
		PCIE_TPH_COMPLETER_TPH,
		PCIE_TPH_COMPLETER_NONE,
	};

	return kinds[roll(dice, 4)];
}

static void make_probe(struct unit *unit, const char *name, struct dice *dice,
		       struct journal *journal, bool integrated)
{
	const struct ram_params params = {
		.completer = completer(dice),
		.eetlp = roll(dice, 8),
		.rc_integrated = integrated,
		.acs = chance(dice, 3) ? PCIE_ACS_FUNCTION : 0,
	};

	unit->probe = zeroed(sizeof(*unit->probe));
	probe_init(unit->probe, name, roll(dice, 2), &params, journal);
	unit->fn = &unit->probe->ram.fn;
}

static void make_model(struct unit *unit, const char *name, struct dice *dice,
		       bool integrated, unsigned int vfs)
{
	const bool accel = unit->kind == UNIT_ACCEL;
	const unsigned int shift = roll(dice, 4);
	const struct device_params params = {
		.name = name,
		.serial = 1,
		.eetlp = roll(dice, 8),
		.rc_integrated = integrated,
		.tph_completer =
			accel ? completer(dice) : PCIE_TPH_COMPLETER_NONE,
		.tph_ext = !accel,
		.st_entries = DEVICE_ST_DEFAULT,
		.memory = accel ? 0x8000u << shift : 0,
		.partitions = accel ? 1u << roll(dice, shift + 4) : 0,
		.max_payload = (uint16_t)(128u << roll(dice, 6)),
		.acs = chance(dice, 3) ? PCIE_ACS_FUNCTION : 0,
		.ari = vfs,
		.vfs = (uint16_t)vfs,
		.vf_offset = 1,
		.first_pf = true,
	};
	const struct device_model *model =
		device_model_find(accel ? "accel" : "dma");

	must(model->create(&params, &unit->fn));
}

/* Return: a new function that is not connected; a PF is not a probe */
static struct pcie_function *add_unit(struct world *w, struct dice *dice,
				      bool integrated, unsigned int vfs)
{
	static const enum unit_kind kinds[] = {
		UNIT_ACCEL, UNIT_ACCEL, UNIT_PROBE, UNIT_PROBE, UNIT_DMA,
	};
	struct unit *unit = &w->units[w->nunits];
	char name[PCIE_NAME_MAX];

	snprintf(name, sizeof(name), "f%u", w->nunits);
	unit->kind = w->nunits ? kinds[roll(dice, 5)] : UNIT_ACCEL;
	if (vfs && unit->kind == UNIT_PROBE)
		unit->kind = UNIT_DMA;
	if (unit->kind == UNIT_PROBE)
		make_probe(unit, name, dice, &w->journal, integrated);
	else
		make_model(unit, name, dice, integrated, vfs);
	must(pcie_root_add_function(w->root, unit->fn));
	w->nunits++;
	return unit->fn;
}

static struct pcie_function *add_function(struct world *w, struct dice *dice,
					  bool integrated)
{
	return add_unit(w, dice, integrated, 0);
}

static void connect(struct world *w, struct pcie_port *up,
		    struct pcie_port *down)
{
	struct pcie_link *link = zeroed(sizeof(*link));
	char name[PCIE_NAME_MAX];

	snprintf(name, sizeof(name), "l%u", w->nlinks);
	pcie_link_connect(link, name, up, down);
	w->links[w->nlinks++] = link;
}

static void add_multi(struct world *w, struct dice *dice, struct pcie_port *up)
{
	struct pcie_multi *multi = zeroed(sizeof(*multi));
	unsigned int number = 0;

	w->multis[w->nmultis++] = multi;
	pcie_multi_init(multi);
	for (unsigned int n = 2 + roll(dice, 2); n && w->nunits < WORLD_UNITS;
	     n--) {
		must(pcie_multi_add(multi, add_function(w, dice, false),
				    number));
		number += 1 + roll(dice, 2);
	}
	connect(w, up, &multi->port);
}

/* A PF in a device of its own, as VFs need one */
static void add_pf(struct world *w, struct dice *dice, struct pcie_port *up)
{
	struct pcie_multi *multi = zeroed(sizeof(*multi));

	w->multis[w->nmultis++] = multi;
	pcie_multi_init(multi);
	must(pcie_multi_add(multi, add_unit(w, dice, false, VFS), 0));
	connect(w, up, &multi->port);
}

void world_enable_vfs(struct world *w)
{
	const unsigned int n = w->nunits;

	for (unsigned int i = 0; i < n; i++) {
		struct pcie_function *pf = w->units[i].fn, *vf;

		if (!pf->sriov)
			continue;
		must(pcie_root_set_vfs(w->root, pf, VFS));
		for (unsigned int k = 0; k < VFS; k++) {
			vf = pcie_sriov_vf(pf, k);
			pcie_root_config_write(w->root, vf->bdf, PCI_COMMAND, 2,
					       PCI_COMMAND_MASTER);
			if (w->nunits == WORLD_UNITS)
				continue;
			w->units[w->nunits].kind = w->units[i].kind;
			w->units[w->nunits++].fn = vf;
		}
	}
}

static void grow_below(struct world *w, struct dice *dice, struct pcie_port *up,
		       unsigned int depth);

static void add_switch(struct world *w, struct dice *dice, struct pcie_port *up,
		       unsigned int depth)
{
	const unsigned int n = 2 + roll(dice, 2);
	struct pcie_switch *sw;
	char name[PCIE_NAME_MAX];

	snprintf(name, sizeof(name), "s%u", w->nswitches);
	must(pcie_switch_create(w->root, name, n, &sw));
	w->switches[w->nswitches++] = sw;
	w->ports[w->nports++] = pcie_switch_upstream(sw);
	connect(w, up, pcie_switch_upstream(sw));
	for (unsigned int i = 0; i < n; i++) {
		w->ports[w->nports++] = pcie_switch_downstream(sw, i);
		grow_below(w, dice, pcie_switch_downstream(sw, i), depth + 1);
	}
}

static void grow_below(struct world *w, struct dice *dice, struct pcie_port *up,
		       unsigned int depth)
{
	const unsigned int kind = roll(dice, 8);

	if (w->nunits == WORLD_UNITS)
		return;
	if ((!depth || kind < 2) && depth < DEPTH && roll(dice, 8) &&
	    w->nswitches < WORLD_SWITCHES)
		add_switch(w, dice, up, depth);
	else if (kind < 4 && w->nmultis < WORLD_MULTIS)
		add_multi(w, dice, up);
	else if (kind == 4 && w->nmultis < WORLD_MULTIS)
		add_pf(w, dice, up);
	else
		connect(w, up, &add_function(w, dice, false)->port);
}

void world_grow(struct world *w, struct dice *dice)
{
	const unsigned int n = 1 + roll(dice, 3);
	struct pcie_port *port;

	for (unsigned int i = 0; i < n; i++) {
		must(pcie_root_add_port(w->root, "rp", false, &port));
		w->ports[w->nports++] = port;
		grow_below(w, dice, port, 0);
	}
	if (w->nunits == WORLD_UNITS || roll(dice, 2))
		return;
	must(pcie_root_add_port(w->root, "rciep", true, &port));
	w->ports[w->nports++] = port;
	connect(w, port, &add_function(w, dice, true)->port);
}
