// SPDX-License-Identifier: BSD-3-Clause
/* Registers of functions that change how they send and receive */
#include <inttypes.h>
#include <linux/pci_regs.h>
#include <stdio.h>

#include "tests/runs/place.h"
#include "tests/runs/step.h"
#include "ground.h"

#define ENABLES                                                             \
	(PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE | PCI_EXP_DEVCTL_FERE | \
	 PCI_EXP_DEVCTL_URRE | PCI_EXP_DEVCTL_EXT_TAG)
#define D3HOT 3

static void set(struct world *w, const struct unit *unit, unsigned int offset,
		unsigned int size, uint32_t value)
{
	pcie_root_config_write(w->root, unit->fn->bdf, offset, size, value);
}

static void set_command(struct world *w, const struct unit *unit,
			struct dice *dice)
{
	uint32_t value = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;

	if (chance(dice, 3))
		value &= ~(uint32_t)PCI_COMMAND_MEMORY;
	if (chance(dice, 3))
		value &= ~(uint32_t)PCI_COMMAND_MASTER;
	if (chance(dice, 2))
		value |= PCI_COMMAND_SERR;
	if (chance(dice, 2))
		value |= PCI_COMMAND_PARITY;
	set(w, unit, PCI_COMMAND, 2, value);
}

/* Max_Payload_Size, Max_Read_Request_Size, messages of errors */
static void set_control(struct world *w, const struct unit *unit,
			struct dice *dice)
{
	const uint32_t value = roll(dice, 6) << 5 | roll(dice, 6) << 12 |
			       (roll(dice, 0x1000) & ENABLES);

	set(w, unit, unit->fn->config.express + PCI_EXP_DEVCTL, 2, value);
}

static void set_errors(struct world *w, const struct unit *unit,
		       struct dice *dice)
{
	const unsigned int aer = unit->fn->config.aer;

	if (!aer) /* a VF */
		return;
	set(w, unit, aer + PCI_ERR_UNCOR_STATUS, 4, ~0u);
	set(w, unit, aer + PCI_ERR_UNCOR_MASK, 4,
	    chance(dice, 2) ? roll(dice, 1u << 30) : 0);
	set(w, unit, aer + PCI_ERR_UNCOR_SEVER, 4, roll(dice, 1u << 30));
	set(w, unit, aer + PCI_ERR_COR_MASK, 4,
	    chance(dice, 2) ? PCI_ERR_COR_ADV_NFAT : 0);
}

static void set_acs(struct world *w, const struct unit *unit, struct dice *dice)
{
	if (unit->fn->config.acs)
		set(w, unit, unit->fn->config.acs + PCI_ACS_CTRL, 2,
		    roll(dice, PCIE_ACS_ALL + 1));
}

static void set_interrupts(struct world *w, const struct unit *unit,
			   struct dice *dice)
{
	static const uint16_t values[] = {
		PCI_MSIX_FLAGS_ENABLE,
		PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL,
		0,
	};

	set(w, unit, unit->fn->config.msix + PCI_MSIX_FLAGS, 2,
	    values[roll(dice, 3)]);
}

static void set_power(struct world *w, const struct unit *unit,
		      struct dice *dice)
{
	if (!unit->fn->config.pm) /* a VF */
		return;
	set(w, unit, unit->fn->config.pm + PCI_PM_CTRL, 2,
	    chance(dice, 2) ? D3HOT : 0);
}

static void reset(struct world *w, const struct unit *unit, struct dice *dice)
{
	if (!roll(dice, 2))
		return;
	set(w, unit, unit->fn->config.express + PCI_EXP_DEVCTL, 2,
	    PCI_EXP_DEVCTL_BCR_FLR);
}

/* VFs disappear, also that of this unit, or appear again */
static void set_vfs(struct world *w, const struct unit *unit, struct dice *dice)
{
	const struct pcie_function *pf = unit->fn->pf ? unit->fn->pf : unit->fn;

	if (pf->sriov)
		pcie_root_set_vfs(w->root, pf,
				  chance(dice, 3) ? 0 : pf->sriov->total);
}

static const struct {
	const char *name;
	void (*set)(struct world *w, const struct unit *unit,
		    struct dice *dice);
} settings[] = {
	{"command", set_command}, {"control", set_control},
	{"errors", set_errors},	  {"ACS", set_acs},
	{"power", set_power},	  {"interrupts", set_interrupts},
	{"control", set_control}, {"reset", reset},
	{"VFs", set_vfs},
};

void step_function(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *unit = world_unit(w, dice);
	const unsigned int i = roll(dice, ARRAY_SIZE(settings));

	snprintf(text, size, "%s: set %s", unit->fn->name, settings[i].name);
	settings[i].set(w, unit, dice);
}

/* Return: a new address of a 64-bit BAR: a neighbour of another one, or inside it, or
 * one of 4 GiB, ... */
static uint64_t some_place(const struct unit *other, struct dice *dice,
			   uint64_t size)
{
	const uint64_t there = place_of_unit(other);

	switch (roll(dice, 7)) {
	case 0:
		return 0x100000000;
	case 1:
		return 0x100000000 - size;
	case 2:
		return there + size;
	case 3:
		return there - size;
	case 4:
		return PCIE_INTERRUPT_BASE - size;
	case 5:
		return there + 0x8000 * roll(dice, 8);
	default:
		return 0x4000000000 + size * roll(dice, 4);
	}
}

/* The other BAR may decode its addresses later, and loses those that overlap */
void step_bar(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *unit = world_unit(w, dice);
	const struct unit *other = chance(dice, 2) ? unit : world_unit(w, dice);
	const unsigned int bar = unit->kind == UNIT_ACCEL ? 2 : 0;
	const uint64_t at = some_place(other, dice, unit->fn->bars[bar].size);

	snprintf(text, size, "%s: move BAR %u to 0x%" PRIx64, unit->fn->name,
		 bar, at);
	if (unit->probe && chance(dice, 2)) /* a BAR inside a later one */
		set(w, unit, PCI_BASE_ADDRESS_2, 4, (uint32_t)at + 0x2000);
	set(w, unit, PCI_BASE_ADDRESS_0 + 4 * bar, 4, (uint32_t)at);
	set(w, unit, PCI_BASE_ADDRESS_0 + 4 * bar + 4, 4, at >> 32);
	if (chance(dice, 2))
		return;
	set(w, other, PCI_COMMAND, 2, PCI_COMMAND_MASTER);
	set(w, other, PCI_COMMAND, 2, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
}

/* So that a setting does not stop all that follows */
void step_repair(struct world *w, struct dice *dice, char *text, size_t size)
{
	snprintf(text, size, "enable all functions");
	for (unsigned int i = 0; i < w->nunits; i++) {
		const struct unit *unit = &w->units[i];

		set(w, unit, unit->fn->config.pm + PCI_PM_CTRL, 2, 0);
		set(w, unit, PCI_COMMAND, 2,
		    PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
		set(w, unit, unit->fn->config.msix + PCI_MSIX_FLAGS, 2,
		    PCI_MSIX_FLAGS_ENABLE);
	}
}
