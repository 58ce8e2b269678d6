// SPDX-License-Identifier: BSD-3-Clause
/* Settings of ports, links and the host's memory */
#include <inttypes.h>
#include <stdio.h>

#include "tests/runs/place.h"
#include "tests/runs/step.h"

#define MIB 0x100000ull

static struct pcie_port *some_port(struct world *w, struct dice *dice,
				   unsigned int *ret_n)
{
	*ret_n = roll(dice, w->nports);
	return w->ports[*ret_n];
}

/* Prefixes, and Access Control where a port has it: not upstream */
void step_port(struct world *w, struct dice *dice, char *text, size_t size)
{
	unsigned int n;
	struct pcie_port *port = some_port(w, dice, &n);
	bool upstream = false;

	for (unsigned int i = 0; i < w->nswitches; i++)
		upstream |= port == pcie_switch_upstream(w->switches[i]);
	port->eetlp = roll(dice, 8);
	port->eetlp_block = chance(dice, 6);
	port->acs = (struct pcie_acs){.capable = PCIE_ACS_ALL};
	if (!upstream && roll(dice, 3)) {
		port->acs.enabled =
			chance(dice, 2) ? PCIE_ACS_UF
					: (uint8_t)roll(dice, PCIE_ACS_ALL + 1);
		port->acs.egress = roll(dice, 256);
	}
	snprintf(text, size, "port %u: prefixes %u, blocked %u, ACS 0x%x", n,
		 port->eetlp, port->eetlp_block, port->acs.enabled);
}

/* A window with ends near those of a BAR; at times closed, or in a gap */
void step_windows(struct world *w, struct dice *dice, char *text, size_t size)
{
	unsigned int n;
	struct pcie_port *port = some_port(w, dice, &n);
	const uint64_t base = place_of_unit(world_unit(w, dice));
	struct pcie_window windows[PCIE_WINDOWS] = {
		{(base & ~(MIB - 1)) + roll(dice, 2) * MIB, 0},
		{1, 0},
	};

	windows[0].limit = windows[0].base + (1 + roll(dice, 8)) * MIB - 1;
	if (chance(dice, 4))
		windows[0].base = windows[0].limit + 1;
	if (chance(dice, 2))
		windows[1] = (struct pcie_window){
			base + roll(dice, 16) * 4096,
			base + roll(dice, 64) * 4096 + 4095,
		};
	snprintf(text, size,
		 "port %u: windows 0x%" PRIx64 "-0x%" PRIx64 ", 0x%" PRIx64
		 "-0x%" PRIx64,
		 n, windows[0].base, windows[0].limit, windows[1].base,
		 windows[1].limit);
	pcie_root_set_windows(w->root, port, windows);
}

void step_memory(struct world *w, struct dice *dice, char *text, size_t size)
{
	static const uint32_t fragments[] = {0, 0, 0, 4096, 512, 100, 64, 3};

	w->memory.fragment = fragments[roll(dice, 8)];
	snprintf(text, size, "lay out memory, fragments of %u",
		 w->memory.fragment);
	memory_lay(&w->memory, dice, place_of_unit(world_unit(w, dice)),
		   1 + roll(dice, 8));
}

void step_tap(struct world *w, struct dice *dice, char *text, size_t size)
{
	const unsigned int link = roll(dice, w->nlinks);
	const bool on = roll(dice, 2);

	snprintf(text, size, "%s the tap of link %u", on ? "set" : "remove",
		 link);
	world_tap(w, link, on);
}
