// SPDX-License-Identifier: BSD-3-Clause
/* Tag tables, events, passes and descriptors */
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "pcie/regs.h"
#include "tests/runs/place.h"
#include "tests/runs/step.h"

#define TAGS  8
#define ORDER 3 /* of the descriptor ring */

static void set(struct world *w, const struct unit *unit, uint32_t offset,
		uint32_t value)
{
	value = htole32(value);
	pcie_root_mem_write(w->root, place_registers(unit) + offset, &value,
			    sizeof(value));
}

/* Mostly valid, with each operation; sometimes an error */
uint32_t step_some_entry(struct dice *dice)
{
	uint32_t entry = roll(dice, ACCEL_OP_MAX + 1);

	if (roll(dice, 8))
		entry |= ACCEL_ENTRY_VALID;
	if (chance(dice, 2))
		entry |= ACCEL_ENTRY_MOVE | roll(dice, 10) << 8;
	return entry;
}

static void set_entry(struct world *w, const struct unit *unit, bool ext,
		      uint32_t tag, uint32_t entry)
{
	if (ext)
		set(w, unit, ACCEL_REG_TABLE16 + tag * 0x1111 * 4, entry);
	else
		set(w, unit, ACCEL_REG_TABLE8 + tag * 4, entry);
}

void step_entry(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *unit = world_find(w, dice, UNIT_ACCEL);
	const uint32_t tag = roll(dice, TAGS), entry = step_some_entry(dice);
	const bool ext = chance(dice, 3);

	snprintf(text, size, "%s: tag %u%s: entry 0x%x", unit->fn->name, tag,
		 ext ? " of 16 bits" : "", entry);
	set(w, unit, ACCEL_REG_CTRL, roll(dice, 8) ? ACCEL_CTRL_INGRESS : 0);
	set_entry(w, unit, ext, tag, entry);
}

static void report_errors(struct world *w, const struct unit *unit)
{
	const struct pcie_config *config = &unit->fn->config;
	const unsigned int at = config->express + PCI_EXP_DEVCTL;

	pcie_root_config_write(w->root, unit->fn->bdf, at, 2,
			       reg16(config, at) | PCI_EXP_DEVCTL_NFERE |
				       PCI_EXP_DEVCTL_FERE |
				       PCI_EXP_DEVCTL_URRE);
}

void step_prepare(struct world *w, struct dice *dice)
{
	char text[STEP_TEXT];

	for (unsigned int i = roll(dice, w->nports); i; i--)
		step_port(w, dice, text, sizeof(text));
	for (unsigned int i = 0; i < w->nunits; i++) {
		const struct unit *unit = &w->units[i];

		if (chance(dice, 2))
			report_errors(w, unit);
		if (unit->kind != UNIT_ACCEL)
			continue;
		set(w, unit, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
		set(w, unit, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
		for (uint32_t tag = 0; tag < TAGS; tag++) {
			set_entry(w, unit, false, tag, step_some_entry(dice));
			set_entry(w, unit, true, tag, step_some_entry(dice));
		}
	}
}

void step_event(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *unit = world_find(w, dice, UNIT_ACCEL);

	snprintf(text, size, "%s: clear events, set their mask",
		 unit->fn->name);
	set(w, unit, ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
	set(w, unit, ACCEL_REG_EVENT_MASK,
	    roll(dice, 4) ? ACCEL_EVENT_ALL : roll(dice, ACCEL_EVENT_ALL));
}

void step_pass(struct world *w, struct dice *dice, char *text, size_t size)
{
	const struct unit *unit = world_find(w, dice, UNIT_ACCEL);

	snprintf(text, size, "%s: start a pass", unit->fn->name);
	set(w, unit, ACCEL_REG_PASS_SRC, 4 * roll(dice, 0x1000));
	set(w, unit, ACCEL_REG_PASS_DST, 0x4000 + 4 * roll(dice, 0x1000));
	set(w, unit, ACCEL_REG_PASS_LEN, 4 * roll(dice, 0x1000));
	set(w, unit, ACCEL_REG_PASS_OP, roll(dice, ACCEL_OP_MAX));
}

/* Return: place of a descriptor in the host's memory; NULL: not in one piece */
static void *slot(struct world *w, const struct unit *unit, uint64_t addr)
{
	size_t n = 0;
	void *p = memory_map(&w->memory, unit->fn->bdf, addr, DMA_DESC_SIZE,
			     true, &n);

	return n == DMA_DESC_SIZE ? p : NULL;
}

static void start_ring(struct world *w, struct unit *unit, uint64_t ring)
{
	set(w, unit, DMA_REG_CTRL, DMA_CTRL_RESET);
	set(w, unit, DMA_REG_RING_LO, (uint32_t)ring);
	set(w, unit, DMA_REG_RING_HI, ring >> 32);
	set(w, unit, DMA_REG_RING_ORDER, ORDER);
	set(w, unit, DMA_REG_INT_MASK, DMA_INT_DONE | DMA_INT_ERROR);
	set(w, unit, DMA_REG_CTRL, DMA_CTRL_ENABLE);
	/* Requester Enable for both widths, tags by the table */
	pcie_root_config_write(w->root, unit->fn->bdf,
			       unit->fn->config.tph + PCI_TPH_CTRL, 4, 0x302);
	for (unsigned int i = 0; i < TAGS; i++)
		pcie_root_config_write(w->root, unit->fn->bdf,
				       unit->fn->config.tph +
					       PCI_TPH_BASE_SIZEOF + 2 * i,
				       2, i % 2 ? i : i * 0x1111);
}

void step_dma(struct world *w, struct dice *dice, char *text, size_t size)
{
	static const uint32_t flags[] = {0, DMA_DESC_TH, DMA_DESC_TH,
					 DMA_DESC_TH | DMA_DESC_ST_EXT};
	struct unit *unit = world_find(w, dice, UNIT_DMA);
	const uint64_t ring = memory_areas[0].start + roll(dice, 64) * 4096;
	const unsigned int n = 1 + roll(dice, 4);

	snprintf(text, size, "%s: %u descriptors at 0x%" PRIx64,
		 unit ? unit->fn->name : "no engine", n, ring);
	if (!unit)
		return;
	start_ring(w, unit, ring);
	for (unsigned int i = 0; i < n; i++) {
		const struct dma_desc desc = {
			.src = htole64(place_address(w, dice)),
			.dst = htole64(place_address(w, dice)),
			.len = htole32((uint32_t)place_length(dice)),
			.flags = htole32(flags[roll(dice, 4)] |
					 roll(dice, 2) * DMA_DESC_IRQ),
			.st_index = htole16((uint16_t)roll(dice, TAGS)),
			.ph = (uint8_t)roll(dice, 4),
		};
		void *to = slot(w, unit, ring + i * DMA_DESC_SIZE);

		if (to)
			memcpy(to, &desc, sizeof(desc));
		w->tlps += le32toh(desc.len) / 4096;
	}
	set(w, unit, DMA_REG_TAIL, n);
	pcie_root_run(w->root, roll(dice, 64));
}
