/* SPDX-License-Identifier: BSD-3-Clause */
/* A host in process: root complex with memory, and the part of software */
#ifndef FABRIC_HOST_H
#define FABRIC_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "fabric/hierarchy.h"

/*
 * Root complex with memory, and software's part: enumeration, BARs, registers,
 * MSI-X. For tph sim, tests and benchmarks. Memory lies at bus address 0.
 */
struct host;

/**
 * host_create() - build and enumerate a topology, assign its BARs
 * @topology:	topology
 * @memory:	bytes of memory, at least 1 MiB
 * @ret_host:	the host; untouched on failure
 * @error:	message on failure, FABRIC_ERROR_MAX bytes
 *
 * Return: 0; -EINVAL invalid @memory; -ENOSPC BARs do not fit; or an error of
 * hierarchy_create().
 */
int host_create(const struct topology *topology, size_t memory,
		struct host **ret_host, char *error);

/* @host may be NULL. */
void host_free(struct host *host);

struct hierarchy *host_hierarchy(struct host *host);

/**
 * host_alloc() - allocate memory that functions can access
 * @host:	host
 * @len:	bytes
 * @align:	power of two
 * @ret_addr:	bus address of the memory
 *
 * The memory is zeroed, and lives as long as the host.
 *
 * Return: the memory; NULL if the host's memory is exhausted.
 */
void *host_alloc(struct host *host, size_t len, size_t align,
		 uint64_t *ret_addr);

/*
 * Registers of a function, little-endian, as TLPs from the root complex. Reads
 * without a successful completion return all ones, as on a real machine.
 */
uint32_t host_read32(struct host *host, const struct pcie_function *fn,
		     unsigned int bar, uint64_t offset);
uint64_t host_read64(struct host *host, const struct pcie_function *fn,
		     unsigned int bar, uint64_t offset);
void host_write32(struct host *host, const struct pcie_function *fn,
		  unsigned int bar, uint64_t offset, uint32_t value);
void host_write64(struct host *host, const struct pcie_function *fn,
		  unsigned int bar, uint64_t offset, uint64_t value);

/* Configuration space, 1, 2 or 4 bytes, also by TLPs. */
uint32_t host_config_read(struct host *host, const struct pcie_function *fn,
			  unsigned int offset, unsigned int size);
void host_config_write(struct host *host, const struct pcie_function *fn,
		       unsigned int offset, unsigned int size, uint32_t value);

/**
 * host_set_vfs() - enable VFs as Linux and its drivers do
 * @host:	host
 * @pf:		PF
 * @n:		number of VFs, 0 disables them
 *
 * pcie_root_set_vfs(), then Bus Master Enable of each VF; pcie_sriov_vf() finds them.
 *
 * Return: as pcie_root_set_vfs().
 */
int host_set_vfs(struct host *host, struct pcie_function *pf, unsigned int n);

/**
 * host_msix_enable() - point every vector of a function at this host
 * @host:	host
 * @fn:		function
 *
 * Return: 0; -ENOENT the function lacks an MSI-X capability.
 */
int host_msix_enable(struct host *host, struct pcie_function *fn);

/* Return: interrupts of a function's vector so far. */
uint64_t host_interrupts(const struct host *host,
			 const struct pcie_function *fn, unsigned int vector);

/* Return: ERR_NONFATAL and ERR_FATAL messages so far. */
uint64_t host_errors(const struct host *host);

/*
 * The clock of functions, in nanoseconds from 0. Only host_run() and
 * host_pass() advance it, so that the same calls give the same TLPs on any
 * machine.
 */
uint64_t host_now(const struct host *host);

/* Milliseconds until a read that is completed outside of the process is given up */
#define HOST_TIMEOUT_MS 50
void host_set_timeout(struct host *host, unsigned int ms);

/* Return: reads that were given up */
uint64_t host_timeouts(const struct host *host);

/**
 * host_serve() - let functions take input from outside, and work
 * @host:	host
 * @until:	descriptor; the call ends when it is readable
 *
 * Return: 0; -errno of poll(2).
 */
int host_serve(struct host *host, int until);

/**
 * host_run() - let functions work until they are idle
 * @host:	host
 * @pieces:	limit on the pieces of work
 *
 * If functions only wait for a time, the clock jumps to the next of these
 * times.
 *
 * Return: 0; -ETIMEDOUT work is left, or a function still waits.
 */
int host_run(struct host *host, uint64_t pieces);

/**
 * host_pass() - let functions work, and let time pass
 * @host:	host
 * @ns:		nanoseconds; 0: do only the work that is due now
 * @pieces:	limit on the pieces of work
 *
 * Return: 0, @ns have passed; -ETIMEDOUT work is left, and less time has
 * passed.
 */
int host_pass(struct host *host, uint64_t ns, uint64_t pieces);

#endif /* FABRIC_HOST_H */
