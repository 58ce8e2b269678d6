/* SPDX-License-Identifier: BSD-3-Clause */
/* Internals of the bridge: its state, and its root complex */
#ifndef FABRIC_OUTSIDE_PRIVATE_H
#define FABRIC_OUTSIDE_PRIVATE_H

#include "fabric/outside/bridge.h"
#include "fabric/hierarchy.h"
#include "fabric/taps.h"

/*
 * The window in the hierarchy, if its address at the peer is unknown or above 4 GiB. No
 * memory of a PC lies there.
 */
#define BRIDGE_WINDOW 0xe0000000ull

#define BRIDGE_TAGS 1024 /* of 10 bits */

/**
 * struct bridge_stats - TLPs of the peer that did not arrive
 * @timeouts:	reads of functions whose completion never came
 * @unexpected:	completions for no function
 * @misplaced:	TLPs on ports of the other direction
 * @outside:	requests for no BAR of the window
 */
struct bridge_stats {
	uint64_t timeouts, unexpected, misplaced, outside;
};

/**
 * struct bridge - a fabric behind an adapter
 * @signals:	descriptor of the signals that end it, or -1
 * @window:	address of the window in the hierarchy
 * @readers:	ID of the function that sent the last read with each tag
 */
struct bridge {
	const struct bridge_options *options;
	struct hierarchy *h;
	struct taps *taps;
	struct nettlp *nettlp;
	struct bridge_stats stats;
	int signals;
	uint64_t window;
	uint16_t readers[BRIDGE_TAGS];
};

/* The root complex is the peer; the context is the bridge. */
extern const struct pcie_host_ops bridge_host_ops;

/* Take all that came from the peer, at most @max TLPs. Return: true if more may be there */
bool bridge_take(struct bridge *bridge, unsigned int max);

/* Print counters that are not 0. */
void bridge_print_stats(const struct bridge *bridge, FILE *out,
			const char *prefix);

#endif /* FABRIC_OUTSIDE_PRIVATE_H */
