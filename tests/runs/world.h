/* SPDX-License-Identifier: BSD-3-Clause */
/* A hierarchy with its host, built by choices */
#ifndef TESTS_RUNS_WORLD_H
#define TESTS_RUNS_WORLD_H

#include "device/device.h"
#include "pcie/pcie.h"
#include "pcie/tap.h"
#include "tests/runs/dice.h"
#include "tests/runs/journal.h"
#include "tests/runs/memory.h"
#include "tests/runs/probe.h"

#define WORLD_UNITS    14
#define WORLD_SWITCHES 5
#define WORLD_MULTIS   3
#define WORLD_PORTS    32
#define WORLD_LINKS    32
#define WORLD_WRITE    65536 /* bytes of the largest request */

enum unit_kind { UNIT_ACCEL, UNIT_DMA, UNIT_PROBE };

/* A function; @probe: if it is one */
struct unit {
	enum unit_kind kind;
	struct pcie_function *fn;
	struct probe *probe;
};

/* Links with a tap */
enum world_taps { TAPS_ALL, TAPS_SOME, TAPS_NONE };

/**
 * struct world - a hierarchy
 * @in_use:	between world_create() and world_free()
 * @taps:	TLPs of all links with a tap
 * @journal:	all else that was observed
 * @ports:	of the root complex and of switches
 * @read:	destination of reads
 * @now:	the host's clock
 * @tlps:	requests that functions and the host have sent
 */
struct world {
	bool in_use;
	struct journal taps, journal;
	struct memory memory;
	struct pcie_root *root;
	struct pcie_switch *switches[WORLD_SWITCHES];
	struct pcie_multi *multis[WORLD_MULTIS];
	struct pcie_port *ports[WORLD_PORTS];
	struct pcie_link *links[WORLD_LINKS];
	struct unit units[WORLD_UNITS];
	unsigned int nswitches, nmultis, nports, nlinks, nunits;
	uint64_t now, tlps;
	struct pcie_tap tap;
	uint8_t read[WORLD_WRITE];
};

/* All hierarchies of the same @dice and @taps are the same but for @runs. There are two
 * at most. */
struct world *world_create(struct dice *dice, enum world_taps taps, bool runs);
void world_free(struct world *world);

/* Record the TLPs of a link, or no longer. */
void world_tap(struct world *world, unsigned int link, bool on);

/* tree.c: root ports, switches, devices and functions */
void world_grow(struct world *world, struct dice *dice);
/* tree.c: enable the VFs of all PFs; those for which there is room become units */
void world_enable_vfs(struct world *world);

/* Return: a function of this kind, NULL: there is none; an accelerator always is */
struct unit *world_find(struct world *world, struct dice *dice,
			enum unit_kind kind);

/* Return: a function; the first one for which there is no choice is an accelerator */
static inline struct unit *world_unit(struct world *world, struct dice *dice)
{
	return &world->units[roll(dice, world->nunits)];
}

#endif /* TESTS_RUNS_WORLD_H */
