/* SPDX-License-Identifier: BSD-3-Clause */
/* Bridges, switches and the root complex as they know each other */
#ifndef PCIE_TREE_TREE_H
#define PCIE_TREE_TREE_H

#include "pcie/function/completer.h"
#include "pcie/function/inbox.h"
#include "pcie/function/requester.h"
#include "pcie/packet.h"
#include "pcie/regs.h"
#include "pcie/root.h"

#define PCIE_ROOT_PORTS_MAX 31 /* device numbers 1..31 of bus 0 */
#define PCIE_SWITCHES_MAX   64 /* of one hierarchy: bounds the depth of calls */
#define PCIE_DOWNSTREAM_MAX 32

/* ---- bridges ----------------------------------------------------------- */

/**
 * struct bridge - a port of a switch or of the root complex
 * @port:	its link, first so that a port can be converted
 * @bdf:	its ID as a completer
 * @secondary, @subordinate: buses below; none if the first one is greater
 * @windows:	as software set them
 * @windowed:	it did; or there are none, as on the root complex's own bus
 * @above:	port that leads to the switch of this one, NULL: a root port
 * @hint:	cache of map_find()
 */
struct bridge {
	struct pcie_port port;
	uint16_t bdf;
	uint8_t secondary, subordinate;
	struct pcie_window windows[PCIE_WINDOWS];
	bool windowed;
	struct bridge *above;
	unsigned int hint;
};

static inline struct bridge *bridge_of(struct pcie_port *port)
{
	return (struct bridge *)port;
}

static inline bool bridge_leads_to(const struct bridge *bridge,
				   unsigned int bus)
{
	return bus >= bridge->secondary && bus <= bridge->subordinate;
}

/*
 * Send @p, which came in at @in, out of @out. Prefixes that @out does not let
 * pass stop it (sec 2.2.10.2); a configuration request of type 1 for the bus of
 * the link becomes one of type 0.
 */
void bridge_forward(struct bridge *in, struct bridge *out,
		    const struct pcie_packet *p, struct pcie_port_stats *stats);

/* Nobody takes @p: count it, and complete it if it is non-posted. */
void bridge_unsupported(struct bridge *in, const struct pcie_packet *p,
			uint16_t completer, struct pcie_port_stats *stats);

/* Return: false if @p is malformed for @in (counted) */
bool bridge_receive(struct bridge *in, const struct pcie_packet *p,
		    struct pcie_port_stats *stats);

/* ---- map.c ------------------------------------------------------------- */

#define BARS_MAX (PCIE_FUNCTIONS_MAX * PCIE_BARS)

/* Addresses that lead through the bridge @to and no further one */
struct range {
	uint64_t start, last;
	struct bridge *to;
};

/**
 * struct map - where addresses lead
 * @ranges:	ascending, without overlap
 * @n:		number of @ranges
 * @bridges:	there is room for the windows of so many
 * @stale:	something changed since it was made
 * @changes:	so far
 */
struct map {
	struct range *ranges;
	unsigned int n, bridges;
	bool stale;
	uint64_t changes;
};

/* Make room for the windows of @bridges more. Return: 0; -ENOMEM. */
int map_reserve(struct pcie_root *root, unsigned int bridges);

/* Return: the last bridge on the way to @addr, NULL: it is below none; *@hint
 * is the caller's cache */
struct bridge *map_find(struct pcie_root *root, uint64_t addr,
			unsigned int *hint);

/* Return: port of @owner, a switch or the root complex, on the way to @to */
static inline struct bridge *bridge_towards(const void *owner,
					    struct bridge *to)
{
	while (to && to->port.owner != owner)
		to = to->above;
	return to;
}

/* ---- switch.c ---------------------------------------------------------- */

/**
 * struct pcie_switch - a switch
 * @gathered:	downstream ports whose gathered message has come
 */
struct pcie_switch {
	struct pcie_root *root;
	char name[PCIE_NAME_MAX];
	struct pcie_port_stats stats;
	uint32_t gathered;
	struct bridge up;
	unsigned int downstream;
	struct bridge down[];
};

/* ---- root complex ------------------------------------------------------ */

struct root_port {
	struct bridge bridge;
	char name[PCIE_NAME_MAX];
	bool integrated;
};

/* The root complex itself, as requester and completer */
#define ROOT_BDF TLP_BDF(0, 0, 0)

/**
 * struct pcie_root - a root complex and its hierarchy
 * @completion:	of the host's request that is under way
 * @tag:	of the next one
 * @hint:	cache of map_find() for the host
 * @max_payload: what all functions take
 * @turn:	function whose turn it is in pcie_root_run()
 * @send, @reply: TLPs with data are built here
 */
struct pcie_root {
	struct pcie_host_ops ops;
	void *ctx;
	enum pcie_root_p2p p2p;
	struct pcie_port_stats stats;
	struct root_port *ports[PCIE_ROOT_PORTS_MAX];
	unsigned int nports;
	struct pcie_switch *switches[PCIE_SWITCHES_MAX];
	unsigned int nswitches;
	struct pcie_function *functions[PCIE_FUNCTIONS_MAX];
	unsigned int nfunctions;
	struct map map;
	struct pcie_completion *completion;
	uint8_t tag;
	unsigned int hint;
	size_t max_payload;
	unsigned int turn;
	_Alignas(8) uint8_t send[TLP_MAX_SIZE];
	_Alignas(8) uint8_t reply[TLP_MAX_SIZE];
};

/* ---- lookup.c ---------------------------------------------------------- */

/* Return: the function at the far end of @port, or NULL */
struct pcie_function *function_below(struct pcie_root *root,
				     const struct pcie_port *port);

/* Return: the switch that @port leads down to, or NULL */
struct pcie_switch *switch_below(struct pcie_root *root,
				 const struct pcie_port *port);

/* Return: the port that leads to @bdf or NULL */
struct root_port *root_port_to(struct pcie_root *root, uint16_t bdf);

/* ---- root_receive.c ---------------------------------------------------- */

void root_receive(struct pcie_port *port, const struct pcie_packet *p);

/* ---- root_memory.c ----------------------------------------------------- */

/* Requests for the memory behind the root complex. Return: false if the host
 * does not let the requester there: unsupported. */
bool root_memory_write(struct pcie_root *root, const struct tlp *tlp);
bool root_memory_read(struct pcie_root *root, struct bridge *in,
		      const struct tlp *tlp);

/* ---- root_host.c, enumerate.c ------------------------------------------- */

/* A configuration write without enabled bytes: a function learns its ID. */
void root_set_id(struct pcie_root *root, uint16_t bdf);

/* Tell each function the ID that its place in the tree gives it. */
void root_tell_all_ids(struct pcie_root *root);

#endif /* PCIE_TREE_TREE_H */
