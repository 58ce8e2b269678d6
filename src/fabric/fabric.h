/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From a topology file to a running fabric: the file, the hierarchy built from
 * it, taps on its links, a host in process, and the daemon that serves it to
 * QEMU.
 */
#ifndef OPENTPH_FABRIC_H
#define OPENTPH_FABRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "device/device.h"
#include "pcie/pcie.h"

/* ---- topology files (tph-topology(5)) --------------------------------------
 */

#define TOPOLOGY_BRIDGES_MAX 64
#define TOPOLOGY_NAME_MAX    64

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
 * @id:		its name
 * @type:	enum topology_bridge_type
 * @parent:	index of the bridge above, or TOPOLOGY_PCIE_0
 * @slot:	its device number on the bus it is on
 * @eetlp:	End-End TLP prefixes supported
 * @eetlp_block: End-End TLP prefixes blocked on egress, that is, downwards
 * @line:	in the file
 */
struct topology_bridge {
	char id[PCIE_NAME_MAX];
	int type, parent;
	unsigned int slot;
	bool eetlp, eetlp_block;
	unsigned int line;
};

/*
 * An endpoint. @memory and @max_payload in bytes, @st_entries UINT64_MAX: the
 * model's default; else as struct device_params
 */
struct topology_function {
	char id[PCIE_NAME_MAX], model[PCIE_NAME_MAX];
	int parent;
	unsigned int slot;
	bool eetlp, tph_ext;
	int tph_completer;
	uint64_t st_entries, serial, memory, partitions, max_payload;
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
	struct topology_function functions[PCIE_FUNCTIONS_MAX];
};

/* Size that holds every message of this folder */
#define FABRIC_ERROR_MAX 256

/**
 * topology_parse() - read a topology from memory
 * @text:	contents, terminated by 0
 * @name:	of the file, for messages
 * @ret:	the topology; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL with FILE:LINE and what is wrong there in @error; -ENOMEM.
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

/* The id of a bridge, "pcie.0" for TOPOLOGY_PCIE_0 */
const char *topology_bridge_id(const struct topology *topology, int bridge);

/* A tree for people; the same as JSON */
void topology_print(const struct topology *topology, FILE *out);
void topology_print_json(const struct topology *topology, FILE *out);

/**
 * topology_print_qemu() - QEMU's arguments, one per line
 * @topology:	topology
 * @dir:	where the functions' sockets are: DIR/ID.sock
 * @out:	where to
 *
 * Return: 0; -EINVAL @dir has a line break or makes a socket path too long;
 * -ENOMEM.
 */
int topology_print_qemu(const struct topology *topology, const char *dir,
			FILE *out);

/*
 * What the guest's start has to do, one line each: "eetlp-block PATH", PATH as
 * 00:03.0/00.0/01.0 (bus of the first, then device.function of each hop).
 */
void topology_print_init(const struct topology *topology, FILE *out);

/* ---- hierarchies -----------------------------------------------------------
 */

/**
 * struct hierarchy - what a topology describes, as objects
 * @root:	its root complex
 * @links:	each named by the port above it; that of a function on pcie.0 by
 *the function
 * @functions:	in the order of the topology, which is their index
 */
struct hierarchy {
	struct pcie_root *root;
	unsigned int nlinks, nfunctions;
	struct pcie_link links[TOPOLOGY_BRIDGES_MAX + PCIE_FUNCTIONS_MAX];
	struct pcie_function *functions[PCIE_FUNCTIONS_MAX];
};

/**
 * hierarchy_create() - build and enumerate
 * @topology:	what to build
 * @ops:	memory and interrupts behind the root complex
 * @ctx:	first argument of @ops
 * @ret_h:	the hierarchy; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL a function's model or parameters; -ENOMEM.
 */
int hierarchy_create(const struct topology *topology,
		     const struct pcie_host_ops *ops, void *ctx,
		     struct hierarchy **ret_h, char *error);

/* Functions, switches and root complex go. @h may be NULL. */
void hierarchy_free(struct hierarchy *h);

/* Return: the function or NULL. */
struct pcie_function *hierarchy_find(const struct hierarchy *h, const char *id);
struct pcie_function *hierarchy_find_bdf(const struct hierarchy *h,
					 uint16_t bdf);

/* ---- taps -------------------------------------------------------------------
 */

struct taps;

/**
 * taps_open() - write what passes links to a capture file
 * @h:		hierarchy; outlives the taps
 * @path:	file, "-" is standard output
 * @links:	names of links, comma separated; NULL: all
 * @ret_taps:	the taps; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL no such link; -ENOMEM; -errno of the file.
 */
int taps_open(struct hierarchy *h, const char *path, const char *links,
	      struct taps **ret_taps, char *error);

/* Write out what is buffered, for whoever reads the file meanwhile. */
void taps_flush(struct taps *taps);

/* End the taps and the file. @taps may be NULL. Return: 0; -errno of a write.
 */
int taps_close(struct taps *taps);

/* ---- a host in process
 * -------------------------------------------------------- */

/*
 * Root complex with memory, and software's part: enumeration, BARs, registers,
 * MSI-X. For tph sim, tests and benchmarks. Memory lies at bus address 0.
 */
struct host;

/**
 * host_create() - build a topology, number it, give its BARs addresses
 * @topology:	what to build
 * @memory:	bytes of memory, at least 1 MiB
 * @ret_host:	the host; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; as hierarchy_create(); -EINVAL @memory; -ENOSPC BARs do not fit.
 */
int host_create(const struct topology *topology, size_t memory,
		struct host **ret_host, char *error);

/* @host may be NULL. */
void host_free(struct host *host);

struct hierarchy *host_hierarchy(struct host *host);

/**
 * host_alloc() - take memory that functions can access
 * @host:	host
 * @len:	bytes
 * @align:	power of two
 * @ret_addr:	its bus address
 *
 * It is zeroed, and lives as long as the host.
 *
 * Return: the memory; NULL if there is no more.
 */
void *host_alloc(struct host *host, size_t len, size_t align,
		 uint64_t *ret_addr);

/*
 * Registers of a function, little-endian, as TLPs from the root complex. Reads
 * that are not completed with success give all ones, as on a real machine.
 */
uint32_t host_read32(struct host *host, const struct pcie_function *fn,
		     unsigned int bar, uint64_t offset);
uint64_t host_read64(struct host *host, const struct pcie_function *fn,
		     unsigned int bar, uint64_t offset);
void host_write32(struct host *host, const struct pcie_function *fn,
		  unsigned int bar, uint64_t offset, uint32_t value);
void host_write64(struct host *host, const struct pcie_function *fn,
		  unsigned int bar, uint64_t offset, uint64_t value);

/* Configuration space, 1, 2 or 4 bytes; as TLPs too. */
uint32_t host_config_read(struct host *host, const struct pcie_function *fn,
			  unsigned int offset, unsigned int size);
void host_config_write(struct host *host, const struct pcie_function *fn,
		       unsigned int offset, unsigned int size, uint32_t value);

/**
 * host_msix_enable() - point every vector of a function at this host
 * @host:	host
 * @fn:		function
 *
 * Return: 0; -ENOENT no MSI-X capability.
 */
int host_msix_enable(struct host *host, struct pcie_function *fn);

/* Return: interrupts of a function's vector so far. */
uint64_t host_interrupts(const struct host *host,
			 const struct pcie_function *fn, unsigned int vector);

/* Return: ERR_NONFATAL and ERR_FATAL messages so far. */
uint64_t host_errors(const struct host *host);

/*
 * The clock of functions, in nanoseconds from 0. It stands but for host_run()
 * and host_pass(), so that the same calls give the same TLPs on any machine.
 */
uint64_t host_now(const struct host *host);

/**
 * host_run() - let functions work until they are idle
 * @host:	host
 * @pieces:	at most so many pieces of work
 *
 * Where nothing is to be done but functions wait for a time, the clock jumps to
 * the next of these times.
 *
 * Return: 0; -ETIMEDOUT work is left, or somebody still waits.
 */
int host_run(struct host *host, uint64_t pieces);

/**
 * host_pass() - let functions work, and let time pass
 * @host:	host
 * @ns:		nanoseconds; 0: only what is to be done now
 * @pieces:	at most so many pieces of work
 *
 * Return: 0, @ns have passed; -ETIMEDOUT work is left, fewer have.
 */
int host_pass(struct host *host, uint64_t ns, uint64_t pieces);

/* ---- the daemon
 * ---------------------------------------------------------------- */

/**
 * struct fabric_options - what tph fabric is told
 * @topology:	the hierarchy
 * @dir:	folder of the sockets
 * @capture:	file for the links' TLPs, or NULL
 * @links:	as taps_open()
 * @qmp:	QEMU's QMP socket, or NULL
 */
struct fabric_options {
	const struct topology *topology;
	const char *dir, *capture, *links, *qmp;
};

/**
 * fabric_serve() - serve a fabric until a signal or the end of its client
 * @options:	options
 *
 * Messages go to standard error, one line "ready" to standard output once QEMU
 * may connect. SIGINT, SIGTERM and SIGHUP end it. One at a time in a process.
 *
 * Return: 0 ended by a signal or since the client went; -errno otherwise, after
 * a message.
 */
int fabric_serve(const struct fabric_options *options);

#endif /* OPENTPH_FABRIC_H */
