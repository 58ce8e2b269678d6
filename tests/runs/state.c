// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/state.h"

#include <endian.h>
#include <stdlib.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#define TAGS  8
#define EVENT 0x100 /* end of a device's registers besides tables and tap */

static void record(struct world *w, const char *name, const void *bytes,
		   size_t len)
{
	journal_add(&w->journal, ENTRY_STATE, name, bytes, len);
}

static void record_function(struct world *w, const struct pcie_function *fn)
{
	struct {
		uint64_t bdf, tag, pending, deadline, errors, inbox;
	} all = {
		.bdf = fn->bdf,
		.tag = fn->tag,
		.pending = fn->pending,
		.deadline = fn->deadline,
		.errors = fn->errors,
		.inbox = fn->inbox.count,
	};

	record(w, fn->name, &all, sizeof(all));
	record(w, fn->name, fn->bar_addr, sizeof(fn->bar_addr));
	record(w, fn->name, &fn->msix.pending, sizeof(fn->msix.pending));
	/* Header and capabilities; then AER and its neighbours */
	record(w, fn->name, fn->config.data, 0x200);
}

/* Bytes of a BAR, without TLPs */
static void record_bar(struct world *w, const struct unit *unit,
		       unsigned int bar, uint64_t offset, size_t len)
{
	uint8_t *bytes = malloc(len);

	if (!bytes || unit->fn->ops->read(unit->fn, bar, offset, bytes, len) !=
			      TLP_CPL_SC)
		abort();
	record(w, unit->fn->name, bytes, len);
	free(bytes);
}

static void set(const struct unit *unit, uint32_t offset, uint32_t value)
{
	uint8_t data[4] = {value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff};
	const struct tlp tlp = {
		.type = TLP_MWR,
		.length = 1,
		.first_be = 0xf,
		.payload = data,
	};

	unit->fn->ops->write(unit->fn, ACCEL_BAR_REGS, offset, &tlp);
}

void state_watch(struct world *w)
{
	for (unsigned int i = 0; i < w->nunits; i++)
		if (w->units[i].kind == UNIT_ACCEL)
			set(&w->units[i], ACCEL_REG_TAP_CTRL,
			    ACCEL_TAP_CTRL_ENABLE | ACCEL_TAP_CTRL_CLEAR);
}

static void record_tag(struct world *w, const struct unit *unit, uint32_t tag,
		       uint64_t table)
{
	set(unit, ACCEL_REG_TAG_SELECT, tag);
	record_bar(w, unit, ACCEL_BAR_REGS, ACCEL_REG_TAG_WRITES, 16);
	record_bar(w, unit, ACCEL_BAR_REGS, table, 4);
}

/* Registers of the tap, and its records; they may have gone around the ring */
static void record_tap(struct world *w, const struct unit *unit)
{
	uint32_t end;

	record_bar(w, unit, ACCEL_BAR_REGS, ACCEL_REG_TAP_CTRL,
		   ACCEL_REG_TAP_TIME + 8 - ACCEL_REG_TAP_CTRL);
	unit->fn->ops->read(unit->fn, ACCEL_BAR_REGS, ACCEL_REG_TAP_WRITE, &end,
			    4);
	end = le32toh(end);
	if (end > ACCEL_TAP_WINDOW_SIZE)
		end = ACCEL_TAP_WINDOW_SIZE;
	if (end)
		record_bar(w, unit, ACCEL_BAR_REGS, ACCEL_TAP_WINDOW, end);
}

static void record_accel(struct world *w, const struct unit *unit, bool all)
{
	uint32_t caps;

	record_bar(w, unit, ACCEL_BAR_REGS, 0, EVENT);
	record_tap(w, unit);
	if (!all)
		return;
	unit->fn->ops->read(unit->fn, ACCEL_BAR_REGS, ACCEL_REG_CAPS, &caps, 4);
	record_bar(w, unit, ACCEL_BAR_REGS, ACCEL_REG_PART,
		   (le32toh(caps) & ACCEL_CAPS_PARTITIONS) * ACCEL_PART_STRIDE);
	for (uint32_t tag = 0; tag < TAGS; tag++) {
		record_tag(w, unit, tag, ACCEL_REG_TABLE8 + 4 * tag);
		record_tag(w, unit, ACCEL_TAG_SELECT_EXT | tag * 0x1111,
			   ACCEL_REG_TABLE16 + 4 * tag * 0x1111);
	}
	record_bar(w, unit, ACCEL_BAR_MEM, 0,
		   unit->fn->bars[ACCEL_BAR_MEM].size);
}

static void record_unit(struct world *w, const struct unit *unit, bool all)
{
	record_function(w, unit->fn);
	if (unit->kind == UNIT_ACCEL)
		record_accel(w, unit, all);
	if (unit->kind == UNIT_DMA)
		record_bar(w, unit, DMA_BAR_REGS, 0, EVENT);
	if (!all)
		return;
	record(w, unit->fn->name, &unit->fn->msix, sizeof(unit->fn->msix));
	if (unit->probe) {
		record(w, unit->fn->name, unit->probe->ram.memory, RAM_SIZE);
		record(w, unit->fn->name, unit->probe->ram.regs, RAM_REGS_SIZE);
	}
}

void state_record(struct world *w, bool all)
{
	record(w, "root", pcie_root_stats(w->root),
	       sizeof(struct pcie_port_stats));
	for (unsigned int i = 0; i < w->nswitches; i++)
		record(w, "switch", pcie_switch_stats(w->switches[i]),
		       sizeof(struct pcie_port_stats));
	for (unsigned int i = 0; i < w->nunits; i++)
		record_unit(w, &w->units[i], all);
	if (all)
		record(w, "memory", w->memory.bytes, MEMORY_SIZE);
}
