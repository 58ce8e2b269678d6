/* SPDX-License-Identifier: BSD-3-Clause */
/* The objects that a topology describes */
#ifndef FABRIC_HIERARCHY_H
#define FABRIC_HIERARCHY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "fabric/topology.h"
#include "pcie/pcie.h"

/* A port of a switch or of the root complex, with its name in the topology */
struct hierarchy_bridge {
	char id[PCIE_NAME_MAX];
	struct pcie_port *port;
};

/* Counters of a switch or the root complex */
struct hierarchy_stats {
	char name[PCIE_NAME_MAX];
	const struct pcie_port_stats *stats;
};

/**
 * struct hierarchy - the objects of a topology
 * @root:	root complex
 * @bridges:	in the order of the topology
 * @links:	each named by the port above it, or by its function on pcie.0
 * @stats:	counters of the root complex and the switches
 * @functions:	in the order of the topology, which is their index
 * @devices:	multi-function devices below the bridge of the same index, or NULL
 * @by_bdf:	index + 1 of the function that last had each ID
 */
struct hierarchy {
	struct pcie_root *root;
	unsigned int nlinks, nstats, nfunctions, nbridges;
	struct hierarchy_bridge *bridges;
	struct pcie_link *links;
	struct hierarchy_stats *stats;
	struct pcie_function **functions;
	struct pcie_multi **devices;
	uint16_t *by_bdf;
};

/**
 * hierarchy_create() - build and enumerate a topology
 * @topology:	topology
 * @ops:	memory and interrupts of the root complex
 * @ctx:	first argument of @ops
 * @ret_h:	the hierarchy; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL invalid model or parameters of a function; -ENOMEM.
 */
int hierarchy_create(const struct topology *topology,
		     const struct pcie_host_ops *ops, void *ctx,
		     struct hierarchy **ret_h, char *error);

/* Free functions, switches and root complex. @h may be NULL. */
void hierarchy_free(struct hierarchy *h);

/**
 * hierarchy_print_stats() - print numbers of forwarded and dropped TLPs
 * @h:		hierarchy
 * @out:	gets a line for each switch and for the root complex
 * @prefix:	text in front of each line
 * @all:	also print switches that dropped nothing
 */
void hierarchy_print_stats(const struct hierarchy *h, FILE *out,
			   const char *prefix, bool all);

/* Return: the function or NULL. */
struct pcie_function *hierarchy_find(const struct hierarchy *h, const char *id);
struct pcie_function *hierarchy_find_bdf(const struct hierarchy *h,
					 uint16_t bdf);

#endif /* FABRIC_HIERARCHY_H */
