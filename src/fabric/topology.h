/* SPDX-License-Identifier: BSD-3-Clause */
/* Topology files: tph-topology(5) */
#ifndef FABRIC_TOPOLOGY_H
#define FABRIC_TOPOLOGY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "pcie/pcie.h"

#define TOPOLOGY_FUNCTIONS_MAX 4096 /* places of their interrupts, see msix.c */
#define TOPOLOGY_BRIDGES_MAX   255  /* one bus below each, besides bus 0 */
#define TOPOLOGY_NAME_MAX      64
#define TOPOLOGY_ADDRESS_MAX   16 /* IPv4 */

enum topology_iommu {
	TOPOLOGY_IOMMU_NONE,
	TOPOLOGY_IOMMU_INTEL,
	TOPOLOGY_IOMMU_AMD,
};

enum topology_bridge_type {
	TOPOLOGY_ROOT_PORT,
	TOPOLOGY_SWITCH_UPSTREAM,
	TOPOLOGY_SWITCH_DOWNSTREAM,
};

#define TOPOLOGY_PCIE_0 (-1) /* parent: the root complex's own bus */

/**
 * struct topology_bridge - a port of the root complex or of a switch
 * @id:		name of the port
 * @type:	enum topology_bridge_type
 * @parent:	index of the bridge above, or TOPOLOGY_PCIE_0
 * @slot:	device number on its bus
 * @eetlp:	End-End TLP prefixes supported
 * @eetlp_block: End-End TLP prefixes blocked on egress, that is, downwards
 * @ari:	ARI Forwarding supported
 * @acs, @acs_enable: Access Control: supported services (enum pcie_acs_service),
 *		and those enabled at reset
 * @acs_egress:	Egress Control Vector
 * @line:	line in the file
 */
struct topology_bridge {
	char id[PCIE_NAME_MAX];
	int type, parent;
	unsigned int slot;
	bool eetlp, eetlp_block, ari;
	int acs, acs_enable;
	uint64_t acs_egress;
	unsigned int line;
};

/* Services of QEMU's root ports, and the default for root ports */
#define TOPOLOGY_ACS_QEMU (PCIE_ACS_ALL & ~PCIE_ACS_EC)

/*
 * An endpoint function. @number: its function number; @memory and @max_payload in
 * bytes, @st_entries UINT64_MAX: the model's default; @multi: it is one of several
 * functions of its device; @ari: its device has ARI, as a number is above 7 or it has
 * VFs; @vfs: VFs of a PF, 0: not a PF; @vf_offset: First VF Offset; @first_pf: first PF
 * of its device; @local, @peer: addresses, "": none; else as struct device_params
 */
struct topology_function {
	char id[PCIE_NAME_MAX], model[PCIE_NAME_MAX];
	int parent;
	unsigned int slot;
	bool eetlp, tph_ext, multi, ari;
	int tph_completer, acs, acs_enable;
	uint64_t st_entries, serial, memory, partitions, max_payload;
	uint64_t number, vfs, vf_offset;
	char local[TOPOLOGY_ADDRESS_MAX], peer[TOPOLOGY_ADDRESS_MAX];
	bool prefixes;
	bool first_pf;
	unsigned int line;
};

struct topology {
	char name[TOPOLOGY_NAME_MAX];
	char cpu[TOPOLOGY_NAME_MAX];
	int iommu;
	uint64_t cpus, memory_mib;
	int p2p; /* enum pcie_root_p2p */
	unsigned int nbridges, nfunctions;
	struct topology_bridge bridges[TOPOLOGY_BRIDGES_MAX];
	struct topology_function functions[TOPOLOGY_FUNCTIONS_MAX];
};

/* Size of the longest message of this folder */
#define FABRIC_ERROR_MAX 256

/**
 * topology_parse() - read a topology from memory
 * @text:	contents, terminated by 0
 * @name:	name of the file, for messages
 * @ret:	the topology; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL with FILE:LINE and the fault in @error; -ENOMEM.
 */
int topology_parse(const char *text, const char *name, struct topology *ret,
		   char *error);

/**
 * topology_load() - read a topology file
 * @path:	file
 * @ret:	the topology; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: as topology_parse(); -EFBIG more than 1 MiB; -errno of open(2),
 * read(2).
 */
int topology_load(const char *path, struct topology *ret, char *error);

/* Return: true if the header has the bit of a multi-function device */
bool topology_is_multi(const struct topology_function *f);

/* Return: 0; -EINVAL, with a message of FABRIC_ERROR_MAX bytes in @error: a function
 * has VFs, which exist only in process */
int topology_check_qemu(const struct topology *topology, char *error);

/* Return: number of functions with all VFs, at most TOPOLOGY_FUNCTIONS_MAX */
unsigned int topology_functions(const struct topology *topology);

/* The id of a bridge, "pcie.0" for TOPOLOGY_PCIE_0 */
const char *topology_bridge_id(const struct topology *topology, int bridge);

/* Print as a tree; print as JSON */
void topology_print(const struct topology *topology, FILE *out);
void topology_print_json(const struct topology *topology, FILE *out);

/**
 * topology_print_qemu() - QEMU's arguments, one per line
 * @topology:	topology
 * @dir:	folder of the functions' sockets: DIR/ID.sock
 * @out:	output
 *
 * Return: 0; -EINVAL @dir has a line break or makes a socket path too long;
 * -ENOMEM.
 */
int topology_print_qemu(const struct topology *topology, const char *dir,
			FILE *out);

/*
 * Print the guest's set-up, one line per step: "eetlp-block PATH", PATH as
 * 00:03.0/00.0/01.0 (bus of the first, then device.function of each hop); "acs PATH
 * CAPABLE ENABLED" for ports whose services differ from QEMU's.
 */
void topology_print_init(const struct topology *topology, FILE *out);

#endif /* FABRIC_TOPOLOGY_H */
