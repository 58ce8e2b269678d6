/* SPDX-License-Identifier: BSD-3-Clause */
/* Internals shared by switches and the root complex */
#ifndef PCIE_TREE_TREE_H
#define PCIE_TREE_TREE_H

#include "pcie/bits.h"
#include "pcie/root.h"
#include "pcie/tree/bridge.h"
#include "pcie/tree/deadlines.h"
#include "pcie/tree/map.h"

#define PCIE_ROOT_PORTS_MAX 31	/* device numbers 1..31 of bus 0 */
#define PCIE_SWITCHES_MAX   127 /* two buses each: bounds the depth of calls */
#define PCIE_DOWNSTREAM_MAX 32

/**
 * struct pcie_switch - a switch
 * @gathered:	downstream ports whose gathered message has arrived
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

struct outside;

struct root_port {
	struct bridge bridge;
	char name[PCIE_NAME_MAX];
	bool integrated;
};

/* Memory that belongs to a hierarchy */
struct block {
	struct block *next;
	_Alignas(16) uint8_t data[];
};

/* The root complex itself, as requester and completer */
#define ROOT_BDF TLP_BDF(0, 0, 0)

/**
 * struct pcie_root - a root complex and its hierarchy
 * @functions:	@nfunctions of them, room for @room
 * @ready:	indices of functions that may have work
 * @deadlines:	functions that wait for a time
 * @blocks:	memory that is freed with it
 * @completions: those of the host's requests under way
 * @late:	functions that complete later, by pcie_function_ops.take_read
 * @waiting:	calls of pcie_root_wait() under way
 * @outside:	reads of a host outside, or NULL
 * @tag:	tag of the next request
 * @hint:	cache of map_find() for the host
 * @runs:	TLPs may travel as runs
 * @max_payload: supported by all functions
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
	struct pcie_function **functions;
	unsigned int nfunctions, room;
	struct bits ready;
	struct deadlines deadlines;
	struct block *blocks;
	struct map map;
	struct pcie_completion *completions;
	unsigned int late, waiting;
	struct outside *outside;
	uint8_t tag;
	unsigned int hint;
	bool runs;
	size_t max_payload;
	unsigned int turn;
	_Alignas(8) uint8_t send[TLP_MAX_SIZE];
	_Alignas(8) uint8_t reply[TLP_MAX_SIZE];
};

/* As map_find(), after changes or without a hint */
struct bridge *map_search(struct pcie_root *root, uint64_t addr,
			  unsigned int *hint, uint64_t *ret_last);

/**
 * map_find() - find the way to an address
 * @root:	hierarchy
 * @addr:	address
 * @hint:	the caller's cache, any value
 * @ret_last:	last address with the same result
 *
 * Return: the last bridge on the way to @addr, or NULL
 */
static inline struct bridge *map_find(struct pcie_root *root, uint64_t addr,
				      unsigned int *hint, uint64_t *ret_last)
{
	const struct range *range = ranges_same(&root->map.ranges, addr, *hint);

	if (!range || root->map.stale)
		return map_search(root, addr, hint, ret_last);
	*ret_last = range->last;
	return range->to;
}

/* ---- outside.c: a host outside of the process ---- */

/* Return: 0; -ENOMEM */
int outside_create(struct pcie_root *root);

/* A request that no function claims. Return: false if it does not reach the host */
bool outside_request(struct pcie_root *root, const struct pcie_packet *p);

/* Return: false if @p does not complete a read of the host */
bool outside_completion(struct pcie_root *root, const struct pcie_packet *p);

#endif /* PCIE_TREE_TREE_H */
