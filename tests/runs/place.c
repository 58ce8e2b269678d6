// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/place.h"

#define KIB 1024u

/* An address, and the bytes from there that are of interest */
struct part {
	uint64_t start, size;
};

static struct part bar(const struct unit *unit, unsigned int n)
{
	return (struct part){pcie_function_bar_addr(unit->fn, n),
			     unit->fn->bars[n].size};
}

uint64_t place_of_unit(const struct unit *unit)
{
	return bar(unit, unit->kind == UNIT_ACCEL ? 2 : 0).start;
}

uint64_t place_registers(const struct unit *unit)
{
	return bar(unit, unit->kind == UNIT_PROBE ? 2 : 0).start;
}

/* Memory of a function without registers: another one's */
static struct part data_of(struct world *w, struct dice *dice)
{
	const struct unit *unit = world_unit(w, dice);

	if (unit->kind == UNIT_DMA)
		unit = &w->units[0];
	return bar(unit, unit->kind == UNIT_ACCEL ? 2 : 0);
}

static struct part registers_of(struct world *w, struct dice *dice)
{
	const struct unit *unit = world_unit(w, dice);
	struct part part;

	if (unit->kind == UNIT_PROBE)
		return bar(unit, 2);
	part = bar(unit, chance(dice, 3) ? 4 : 0);
	if (part.size > 16 * KIB)
		part.size = 16 * KIB;
	return part;
}

static struct part area(struct world *w, struct dice *dice)
{
	const struct memory_area *area =
		&memory_areas[roll(dice, MEMORY_AREAS)];

	return (struct part){area->start, area->size};
}

static struct part piece(struct world *w, struct dice *dice)
{
	const unsigned int d = roll(dice, MEMORY_DOMAINS);
	const struct piece *piece =
		&w->memory.pieces[d][roll(dice, w->memory.n[d])];

	return (struct part){piece->start, piece->last - piece->start + 1};
}

static struct part border(struct world *w, struct dice *dice)
{
	static const struct part parts[] = {
		{0xffff0000, 0x20000},
		{PCIE_INTERRUPT_BASE - 0x8000, 0x10000},
		{PCIE_INTERRUPT_BASE, PCIE_INTERRUPT_SIZE},
		{0x10000000, 0x10000},
		{0xfffffffffffe0000, 0x1ffff},
		{0, 0x10000},
	};

	return parts[roll(dice, 6)];
}

static struct part (*const kinds[])(struct world *w, struct dice *dice) = {
	data_of, data_of,      data_of, data_of, data_of, data_of,
	area,	 area,	       area,	area,	 piece,	  piece,
	piece,	 registers_of, border,	border,
};

uint64_t place_address(struct world *w, struct dice *dice)
{
	static const uint64_t aligns[] = {1, 4, 128, 4096};
	const struct part part = kinds[roll(dice, 16)](w, dice);
	const uint32_t size =
		part.size < 0xffffff ? (uint32_t)part.size : 0xffffff;
	uint64_t at = part.start;

	switch (roll(dice, 6)) {
	case 0:
		break;
	case 1:
		at -= roll(dice, 16 * KIB);
		break;
	case 2:
		at += size - roll(dice, 64);
		break;
	case 3:
		at += size - roll(dice, 64 * KIB);
		break;
	default:
		at += roll(dice, size ? size : 1);
	}
	return at & ~(aligns[roll(dice, 4)] - 1);
}

size_t place_length(struct dice *dice)
{
	switch (roll(dice, 8)) {
	case 0:
		return roll(dice, 17);
	case 1:
		return roll(dice, 513);
	case 2:
		return 4 * roll(dice, KIB + 1);
	case 3:
	case 4:
		return roll(dice, 8 * KIB);
	case 5:
		return 4 * KIB * roll(dice, 17);
	case 6:
		return 128 * roll(dice, 513);
	default:
		return roll(dice, WORLD_WRITE + 1);
	}
}
