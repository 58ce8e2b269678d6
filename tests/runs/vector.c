// SPDX-License-Identifier: BSD-3-Clause
/* Interrupts of functions: to the host, or into BARs of peers, which answer them */
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>

#include <opentph/hw/accel.h>

#include "pcie/regs.h"
#include "tests/runs/place.h"
#include "tests/runs/step.h"

#define TAGS	8
#define VECTORS 3 /* at most */

static void set_vector(struct world *w, const struct unit *unit,
		       unsigned int vector, uint64_t addr, uint32_t data,
		       bool masked)
{
	const struct pcie_config *config = &unit->fn->config;
	const uint32_t place =
		pcie_config_get(config, config->msix + PCI_MSIX_TABLE, 4);
	const uint32_t entry[4] = {
		htole32((uint32_t)addr),
		htole32(addr >> 32),
		htole32(data),
		htole32(masked),
	};

	if (pcie_function_msix_entry(unit->fn, vector))
		pcie_root_mem_write(w->root,
				    pcie_function_bar_addr(unit->fn,
							   place & 7) +
					    (place & ~7u) + vector * 16,
				    entry, sizeof(entry));
}

/* Return: address whose write of *@ret_data makes @unit raise an interrupt */
static uint64_t trigger(const struct unit *unit, struct dice *dice,
			uint32_t *ret_data)
{
	if (unit->kind == UNIT_ACCEL) {
		*ret_data = ACCEL_OP_MAX; /* a pass that ends at once */
		return place_registers(unit) + ACCEL_REG_PASS_OP;
	}
	*ret_data = roll(dice, 1u << 16) & ~7u;
	return place_of_unit(unit) + 4 * roll(dice, 0x4000);
}

/* Return: an address of @unit where order matters: data, events, entries of tags */
static uint64_t effect(const struct unit *unit, struct dice *dice,
		       uint32_t *ret_data)
{
	*ret_data = roll(dice, 1u << 16) | 1;
	if (unit->kind != UNIT_ACCEL || chance(dice, 3))
		return place_of_unit(unit) + 4 * roll(dice, 0x2000);
	if (chance(dice, 2)) {
		*ret_data = step_some_entry(dice);
		return place_registers(unit) + ACCEL_REG_TABLE8 +
		       4 * roll(dice, TAGS);
	}
	/* The next error raises an interrupt again */
	*ret_data = ACCEL_EVENT_ALL;
	return place_registers(unit) + ACCEL_REG_EVENT;
}

/* All interrupts of one function make another one send an interrupt back */
void step_echo(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *a = world_unit(w, dice), *b = world_unit(w, dice);
	uint32_t data;
	uint64_t addr;

	snprintf(text, size, "%s interrupts %s, and it answers", a->fn->name,
		 b->fn->name);
	for (unsigned int i = 0; i < VECTORS; i++) {
		addr = trigger(b, dice, &data);
		set_vector(w, a, i, addr, data, false);
		addr = effect(a, dice, &data);
		set_vector(w, b, i, addr, data, false);
	}
}

void step_vector(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *unit = world_unit(w, dice);
	const struct unit *peer = world_unit(w, dice);
	const unsigned int vector = roll(dice, VECTORS);
	uint32_t data = roll(dice, 1u << 16);
	uint64_t addr = PCIE_INTERRUPT_BASE + 4 * roll(dice, 256);

	switch (roll(dice, 4)) {
	case 0:
		addr = trigger(peer, dice, &data);
		break;
	case 1:
		addr = effect(peer, dice, &data);
		break;
	case 2:
		addr = place_address(w, dice) & ~3ull;
		break;
	default:
		break;
	}
	snprintf(text, size, "%s: vector %u writes 0x%x to 0x%" PRIx64,
		 unit->fn->name, vector, data, addr);
	set_vector(w, unit, vector, addr, data, chance(dice, 8));
}
