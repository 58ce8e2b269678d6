/* SPDX-License-Identifier: BSD-3-Clause */
/* The root complex: host memory, requests of the host, enumeration, work */
#ifndef PCIE_ROOT_H
#define PCIE_ROOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pcie/function.h"
#include "pcie/switch.h"

/* Handling of hints in requests that the root complex forwards between peers */
enum pcie_root_p2p {
	PCIE_ROOT_P2P_DROP_TPH,
	PCIE_ROOT_P2P_FORWARD,
	PCIE_ROOT_P2P_BLOCK, /* unsupported request, or an ACS violation */
};

/**
 * struct pcie_host_ops - memory, interrupts and errors of the root complex
 * @map:	memory at bus address @addr as @requester sees it (IOMMU), at
 *		least one byte. Return: pointer, with *@ret_len the number of
 *		contiguous bytes (at most @len); NULL if the access is denied.
 * @peer:	optional: bus address of the peer that @requester sees at @addr
 *		(IOMMU), where @map has no memory. It is valid to the end of the
 *		4 KiB page. Return: false: none
 * @interrupt:	a write to the interrupt address range
 * @error:	an ERR_* message arrived
 * @violation:	optional: ACS blocked @packet, which arrived at @port of a switch
 *		or of the root complex (sec 6.12.5)
 * @now:	nanoseconds of a clock that never goes backwards; NULL: always 0
 * @upstream:	optional: the host lies outside of the process. It gets the requests that
 *		no function claims, instead of the ops above, and the completions of
 *		requests by pcie_root_enter(). @bytes are those of the TLP. Return:
 *		false: there is no way to the host, and the TLP is unsupported
 * @wait:	optional: completions may come later than within the call that sends their
 *		request. Let TLPs arrive until *@done, or until the time for a
 *		completion is over. Other threads may use the hierarchy meanwhile, but
 *		not pcie_root_run() within pcie_root_run()
 */
struct pcie_host_ops {
	void *(*map)(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		     bool write, size_t *ret_len);
	bool (*peer)(void *ctx, uint16_t requester, uint64_t addr, bool write,
		     uint64_t *ret_addr);
	void (*interrupt)(void *ctx, uint16_t requester, uint64_t addr,
			  uint32_t data);
	void (*error)(void *ctx, uint16_t requester, uint8_t msg_code);
	void (*violation)(void *ctx, struct pcie_port *port,
			  const struct pcie_packet *packet);
	uint64_t (*now)(void *ctx);
	bool (*upstream)(void *ctx, const struct tlp *tlp, const void *bytes,
			 size_t len);
	void (*wait)(void *ctx, const bool *done);
};

/* Interrupt address range (as on x86): writes there never reach memory */
#define PCIE_INTERRUPT_BASE 0xfee00000u
#define PCIE_INTERRUPT_SIZE 0x00100000u

/*
 * The ops are copied; a NULL member denies its accesses. They must not call
 * back into the hierarchy. Return: 0; -ENOMEM.
 */
int pcie_root_create(const struct pcie_host_ops *ops, void *ctx,
		     enum pcie_root_p2p p2p, struct pcie_root **ret_root);
/* Frees it and its switches; functions belong to their creator. */
void pcie_root_free(struct pcie_root *root);

const struct pcie_port_stats *pcie_root_stats(const struct pcie_root *root);

/*
 * Add a root port; each RCiEP has one too, which is not a bridge for software.
 * End-End prefixes are initially supported and not blocked, ARI Forwarding is
 * supported, and there is no ACS.
 * enum pcie_root_p2p is also the validation of requests that ACS redirects (sec
 * 6.12.1.1). Return: 0; -ENOSPC bus 0 is full (31 ports); -ENOMEM.
 */
int pcie_root_add_port(struct pcie_root *root, const char *name,
		       bool integrated, struct pcie_port **ret_port);

/*
 * Register a function, before or after its port is connected.
 * Return: 0; -ENOMEM.
 */
int pcie_root_add_function(struct pcie_root *root, struct pcie_function *fn);

/* Return: the function with this index, also a VF; NULL: there is none */
struct pcie_function *pcie_root_function(const struct pcie_root *root,
					 unsigned int index);

/*
 * Let TLPs travel as runs where that changes nothing that can be observed; initially
 * true. See struct pcie_packet.
 */
void pcie_root_set_runs(struct pcie_root *root, bool runs);
bool pcie_root_runs(const struct pcie_root *root);

/**
 * pcie_root_enumerate() - assign bus numbers like a fresh boot
 * @root: complete hierarchy
 *
 * Depth first; root ports have device numbers 1, 2, ... of bus 0. Ports that
 * support ARI Forwarding enable it if their device has ARI; functions above 7
 * of other ports are not reached, which PFs learn too. Every function learns its
 * ID by a configuration write.
 */
void pcie_root_enumerate(struct pcie_root *root);

/**
 * pcie_root_renumber() - follow another enumeration
 * @root:	hierarchy
 * @bdf:	ID of each function by its index; those of VFs are ignored, as they
 *		follow their PF
 * @n:		entries of @bdf
 *
 * Bridges get the numbers of a depth-first enumeration in which every port
 * leads to a function.
 *
 * Return: 0; -EINVAL the IDs do not fit the tree (two ports share a bus, ...);
 * then nothing is changed.
 */
int pcie_root_renumber(struct pcie_root *root, const uint16_t *bdf,
		       unsigned int n);

/* Memory windows of a port: the general one, and the prefetchable one */
#define PCIE_WINDOWS 2

/* First and last address. Closed: @base is greater than @limit, or 0 */
struct pcie_window {
	uint64_t base, limit;
};

/**
 * pcie_root_set_windows() - set the memory windows of a port (sec 7.5.1.3)
 * @root:	hierarchy
 * @port:	port of one of its switches, or root port
 * @windows:	PCIE_WINDOWS windows
 *
 * A memory request goes to the port whose window contains its address; if no
 * function decodes the address, the function there answers UR (posted: reports
 * it).
 *
 * A BAR that is decoded outside of the windows is still reached, since a guest
 * may have moved windows unnoticed. If the windows of a port were never set,
 * they are derived from the last addresses of the BARs below it.
 */
void pcie_root_set_windows(struct pcie_root *root, struct pcie_port *port,
			   const struct pcie_window *windows);

/**
 * pcie_root_assign() - assign addresses like firmware, for hosts in process
 * @root:	enumerated hierarchy
 * @base:	first address
 * @limit:	last address
 *
 * Assigns an address to every BAR, with room for all VFs that a PF may have, and
 * to every port a window of whole MiB for the BARs below it, in the order of the tree. Sets the largest
 * Max_Payload_Size that all functions support, Memory Space Enable and Bus
 * Master Enable.
 *
 * Return: 0; -ENOSPC the windows do not fit, or a 32-bit BAR does not fit below
 * 4 GiB.
 */
int pcie_root_assign(struct pcie_root *root, uint64_t base, uint64_t limit);

/**
 * pcie_root_set_vfs() - enable VFs as Linux does (sriov_numvfs)
 * @root:	enumerated hierarchy
 * @pf:		a PF of it
 * @n:		number of VFs, 0 disables them
 *
 * NumVFs, then VF Enable and VF MSE. Bus Master Enable is for their drivers. For
 * memory, pcie_root_assign() must have given addresses to the VF BARs.
 *
 * Return: 0; -EINVAL @pf is not a PF, or @n exceeds its TotalVFs; -EBUSY there are
 * VFs: disable them first; -EIO a VF does not answer, and all are disabled again.
 */
int pcie_root_set_vfs(struct pcie_root *root, const struct pcie_function *pf,
		      unsigned int n);

/*
 * Requests of the host, sent as one or more TLPs to the function. Return:
 * TLP_CPL_*; for memory writes TLP_CPL_SC if a port leads to the address,
 * otherwise TLP_CPL_UR; -EINVAL an access to configuration space that is not of
 * 1, 2 or 4 bytes within a DW; -ETIMEDOUT no completion. Reads return ones
 * unless the result is TLP_CPL_SC.
 */
int pcie_root_config_read(struct pcie_root *root, uint16_t bdf,
			  unsigned int offset, unsigned int size,
			  uint32_t *ret_value);
int pcie_root_config_write(struct pcie_root *root, uint16_t bdf,
			   unsigned int offset, unsigned int size,
			   uint32_t value);
int pcie_root_mem_read(struct pcie_root *root, uint64_t addr, void *buf,
		       size_t len);
int pcie_root_mem_write(struct pcie_root *root, uint64_t addr, const void *buf,
			size_t len);

/**
 * pcie_root_enter() - let a TLP of a host outside of the process enter
 * @root:	hierarchy with the op @upstream
 * @bytes:	bytes of the TLP; the payload is DW aligned
 * @len:	length of @bytes
 *
 * A memory request goes to the function that has its address, with the ID and tag of
 * its requester; only a read by an ID of this hierarchy gets another one on its way. A
 * completion goes to its requester. A read without a function is completed with UR.
 *
 * Return: 0; -ENXIO no function has the address; -ENOENT no function has the ID;
 * -EOPNOTSUPP another type; -EBADMSG not a TLP.
 */
int pcie_root_enter(struct pcie_root *root, const void *bytes, size_t len);

/**
 * pcie_root_run() - run functions until all are idle or @budget is used up
 * @root:	hierarchy
 * @budget:	limit on the calls of pcie_function_ops.run
 *
 * Includes functions whose requested time has come at the start of the call.
 *
 * Functions run in turns in the order of their index, one piece each: the same
 * input gives the same TLPs in the same order.
 *
 * Return: true if work is left.
 */
bool pcie_root_run(struct pcie_root *root, unsigned int budget);

/*
 * Return: 0 work is pending; PCIE_NEVER no function waits; otherwise the time
 * at which a function must be called. Compare it with the host's clock.
 */
uint64_t pcie_root_next(struct pcie_root *root);

/* Return: memory that is freed with the hierarchy; NULL: there is no more */
void *pcie_root_allocate(struct pcie_root *root, size_t size);

/* Return: true if completions may come later, see pcie_host_ops.wait */
bool pcie_root_waits(const struct pcie_root *root);

/* Wait until *@done, or until the time for a completion is over. */
void pcie_root_wait(struct pcie_root *root, const bool *done);

/* Return: true within pcie_root_wait() */
bool pcie_root_waiting(const struct pcie_root *root);

/* Note that @fn has work: it was kicked, or writes wait for it. */
void pcie_root_ready(struct pcie_function *fn);

/*
 * Note a change of the address map (BAR or Memory Space Enable written).
 * Return: number of the change, ascending from 1.
 */
uint64_t pcie_root_remap(struct pcie_root *root);

/*
 * Return: true if an access to @addr reaches @fn, whether @fn decodes it or
 * not. If BARs overlap, the access reaches the earliest.
 */
bool pcie_root_leads_to(struct pcie_root *root, const struct pcie_function *fn,
			uint64_t addr);

#endif /* PCIE_ROOT_H */
