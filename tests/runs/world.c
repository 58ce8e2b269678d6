// SPDX-License-Identifier: BSD-3-Clause
/* The host of the hierarchy: memory, interrupts, errors, taps */
#include "tests/runs/world.h"

#include <linux/pci_regs.h>
#include <stdlib.h>

#include "pcie/packet.h"
#include "ground.h"

#define WORLDS	  2 /* at the same time */
#define BAR_LIMIT (PCIE_INTERRUPT_BASE - 0x100001ull)

static void *host_map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		      bool write, size_t *ret_len)
{
	struct world *w = ctx;

	return memory_map(&w->memory, requester, addr, len, write, ret_len);
}

static bool host_peer(void *ctx, uint16_t requester, uint64_t addr, bool write,
		      uint64_t *ret_addr)
{
	struct world *w = ctx;

	return memory_peer(&w->memory, requester, addr, ret_addr);
}

static void host_interrupt(void *ctx, uint16_t requester, uint64_t addr,
			   uint32_t data)
{
	struct world *w = ctx;
	const uint64_t all[] = {requester, addr, data};

	journal_add(&w->journal, ENTRY_INTERRUPT, "host", all, sizeof(all));
}

static void host_error(void *ctx, uint16_t requester, uint8_t msg_code)
{
	struct world *w = ctx;
	const uint16_t all[] = {requester, msg_code};

	journal_add(&w->journal, ENTRY_ERROR, "host", all, sizeof(all));
}

static void host_violation(void *ctx, struct pcie_port *port,
			   const struct pcie_packet *packet)
{
	struct world *w = ctx;
	uint8_t bytes[TLP_MAX_SIZE];

	copy_packet(packet, bytes);
	journal_add(&w->journal, ENTRY_VIOLATION, port->link->name, bytes,
		    packet_size(packet));
}

static uint64_t host_now(void *ctx)
{
	const struct world *w = ctx;

	return w->now;
}

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct world *w = ctx;

	journal_add(&w->taps, up ? ENTRY_UP : ENTRY_DOWN, link->name, tlp, len);
}

void world_tap(struct world *w, unsigned int link, bool on)
{
	pcie_link_tap(w->links[link], on ? &w->tap : NULL);
}

/* Interrupts of all vectors reach the host */
static void enable_interrupts(struct world *w, const struct unit *unit)
{
	static const uint8_t entry[16] = {[2] = 0xe0, [3] = 0xfe};
	const struct pcie_config *config = &unit->fn->config;
	const unsigned int place =
		pcie_config_get(config, config->msix + PCI_MSIX_TABLE, 4);
	const uint64_t table =
		pcie_function_bar_addr(unit->fn, place & 7) + (place & ~7u);

	for (unsigned int i = 0; pcie_function_msix_entry(unit->fn, i); i++)
		pcie_root_mem_write(w->root, table + i * sizeof(entry), entry,
				    sizeof(entry));
	pcie_root_config_write(w->root, unit->fn->bdf,
			       config->msix + PCI_MSIX_FLAGS, 2,
			       PCI_MSIX_FLAGS_ENABLE);
}

static void start(struct world *w, struct dice *dice, enum world_taps taps)
{
	static const uint64_t bases[] = {0xe0000000, 0xe0100000, 0xf7f00000};

	for (unsigned int i = 0; i < w->nlinks; i++)
		world_tap(w, i,
			  taps == TAPS_ALL ||
				  (taps == TAPS_SOME && roll(dice, 2)));
	pcie_root_enumerate(w->root);
	if (pcie_root_assign(w->root, bases[roll(dice, 3)], BAR_LIMIT))
		abort();
	world_enable_vfs(w);
	for (unsigned int i = 0; i < w->nunits; i++)
		enable_interrupts(w, &w->units[i]);
	memory_lay(&w->memory, dice, pcie_function_bar_addr(w->units[0].fn, 2),
		   8);
}

struct unit *world_find(struct world *w, struct dice *dice, enum unit_kind kind)
{
	const unsigned int first = roll(dice, w->nunits);

	for (unsigned int i = 0; i < w->nunits; i++) {
		struct unit *unit = &w->units[(first + i) % w->nunits];

		if (unit->kind == kind)
			return unit;
	}
	return NULL;
}

/* Made once: cases are many and short */
static const uint8_t *first_memory(void)
{
	static uint8_t bytes[MEMORY_SIZE];

	for (size_t i = 0; !bytes[1] && i < MEMORY_SIZE; i++)
		bytes[MEMORY_SIZE - 1 - i] = (uint8_t)(i * 7 + (i >> 8));
	return bytes;
}

/* Most of the time of a short case would go into fresh pages */
static struct world *take_world(void)
{
	static struct world worlds[WORLDS];
	static uint8_t memory[WORLDS][MEMORY_SIZE];
	unsigned int i = 0;

	while (i < WORLDS && worlds[i].in_use)
		i++;
	if (i == WORLDS)
		abort();
	memset((uint8_t *)&worlds[i] + offsetof(struct world, memory), 0,
	       offsetof(struct world, tap) - offsetof(struct world, memory));
	memset(worlds[i].taps.count, 0, sizeof(worlds[i].taps.count));
	memset(worlds[i].journal.count, 0, sizeof(worlds[i].journal.count));
	journal_clear(&worlds[i].taps);
	journal_clear(&worlds[i].journal);
	worlds[i].memory.bytes = memory[i];
	worlds[i].in_use = true;
	return &worlds[i];
}

struct world *world_create(struct dice *dice, enum world_taps taps, bool runs)
{
	static const struct pcie_host_ops ops = {
		.map = host_map,
		.peer = host_peer,
		.interrupt = host_interrupt,
		.error = host_error,
		.violation = host_violation,
		.now = host_now,
	};
	struct world *w = take_world();

	if (pcie_root_create(&ops, w, roll(dice, 3), &w->root))
		abort();
	memcpy(w->memory.bytes, first_memory(), MEMORY_SIZE);
	pcie_root_set_runs(w->root, runs);
	pcie_tap_init(&w->tap, see, w);
	world_grow(w, dice);
	start(w, dice, taps);
	return w;
}

void world_free(struct world *w)
{
	/* The units of VFs come last; a PF frees them */
	for (unsigned int i = w->nunits; i--;) {
		if (w->units[i].fn->pf)
			continue;
		if (w->units[i].fn->ops->destroy)
			w->units[i].fn->ops->destroy(w->units[i].fn);
		free(w->units[i].probe);
	}
	pcie_root_free(w->root);
	for (unsigned int i = 0; i < w->nlinks; i++)
		free(w->links[i]);
	for (unsigned int i = 0; i < w->nmultis; i++) {
		pcie_multi_free(w->multis[i]);
		free(w->multis[i]);
	}
	w->in_use = false;
}
