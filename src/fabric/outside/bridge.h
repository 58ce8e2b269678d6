/* SPDX-License-Identifier: BSD-3-Clause */
/* A fabric whose host is the peer of a UDP socket, in NetTLP's encapsulation */
#ifndef FABRIC_OUTSIDE_BRIDGE_H
#define FABRIC_OUTSIDE_BRIDGE_H

#include "fabric/topology.h"
#include "nettlp/nettlp.h"

/* No base of the window was given */
#define BRIDGE_ANY_BASE UINT64_MAX

/* No ID of the adapter was given */
#define BRIDGE_OWN_IDS UINT32_MAX

/* Milliseconds until a completion is given up (PCIe: 50 us to 50 ms by default) */
#define BRIDGE_TIMEOUT_MS 50

/**
 * struct bridge_options - arguments of bridge_serve()
 * @topology:	the hierarchy
 * @capture:	file for the links' TLPs, or NULL
 * @links:	as taps_open()
 * @no_runs:	each TLP travels on its own
 * @nettlp:	the addresses
 * @base:	address of the adapter's window (BAR4) at the peer, a multiple of its
 *		size; BRIDGE_ANY_BASE: the low bits of an address are its place in the
 *		window, wherever that is
 * @id:	ID of the adapter, which requests and completions of the functions get, as the
 *		host knows no other; BRIDGE_OWN_IDS: they keep those of the hierarchy
 * @timeout_ms:	milliseconds until a completion by the peer is given up
 */
struct bridge_options {
	const struct topology *topology;
	const char *capture, *links;
	bool no_runs;
	struct nettlp_config nettlp;
	uint64_t base;
	uint32_t id;
	unsigned int timeout_ms;
};

/**
 * bridge_serve() - be the device behind an adapter until a signal
 * @options:	options
 *
 * Prints the places of all BARs in the window, then "ready", to standard output, or
 * to standard error if the capture goes to the former. SIGINT, SIGTERM and SIGHUP
 * end it. One thread does all, and waits for nothing but its descriptors.
 *
 * Return: 0 ended by a signal; -ENOBUFS packets of the capture were dropped;
 * -EINVAL and other -errno. Each error has been reported.
 */
int bridge_serve(const struct bridge_options *options);

#endif /* FABRIC_OUTSIDE_BRIDGE_H */
