/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RDMA by verbs as the guest's programs need it: a device, a pair of connected
 * queue pairs on one port of it, memory regions of host memory and of dma-bufs,
 * synchronous writes and reads.
 *
 * Functions return 0 or -errno; verbs_error() describes the error. Only one
 * thread may use a pair at a time.
 */
#ifndef GUEST_VERBS_VERBS_H
#define GUEST_VERBS_VERBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <infiniband/verbs.h>

/* Time limit of a work request */
#define VERBS_TIMEOUT_MS 20000

struct verbs;
struct verbs_pair;

/**
 * verbs_error() - describe the last error in this thread
 *
 * Return: one line without newline; "no error" before the first failure.
 */
const char *verbs_error(void);

/* ---- device (device.c) ----- */

/**
 * struct verbs_options - the port to open
 * @device:	name as ibv_devices(1) shows it; NULL: the first device
 * @port:	number from 1; 0 selects port 1
 * @gid_index:	for an Ethernet port, otherwise ignored
 */
struct verbs_options {
	const char *device;
	unsigned int port;
	unsigned int gid_index;
};

/**
 * verbs_open() - open a device and allocate a protection domain
 * @options:	NULL: the first device's first port
 * @ret_verbs:	device
 *
 * Return: 0; -ENODEV no such device; -ENETDOWN the port is not active; -EINVAL
 * no such port or GID; -ENOMEM; or an error of the driver.
 */
int verbs_open(const struct verbs_options *options, struct verbs **ret_verbs);

/* Free regions and pairs first. NULL is accepted. */
void verbs_close(struct verbs *v);

/* For programs that create their own objects; atomics are supported */
struct ibv_context *verbs_context(const struct verbs *v);
struct ibv_pd *verbs_pd(const struct verbs *v);
bool verbs_atomics(const struct verbs *v);

/* Return: its name; its PCI address, "-" if it is not a PCI function. */
const char *verbs_name(const struct verbs *v);
const char *verbs_bdf(const struct verbs *v);

/* Return: number and state of the port it was opened with. */
unsigned int verbs_port(const struct verbs *v);
const struct ibv_port_attr *verbs_port_attr(const struct verbs *v);

/* ---- regions (region.c) ----- */

/**
 * struct verbs_dmah - hint requested for one region (ibv_alloc_dmah(3))
 * @ph:		processing hint, 0..3
 * @cpu_valid:	send the tag of CPU @cpu for volatile memory; otherwise no tag
 * @cpu:	number of a CPU that this process may run on
 */
struct verbs_dmah {
	uint8_t ph;
	bool cpu_valid;
	unsigned int cpu;
};

/**
 * struct verbs_region - a registered range, for local and remote use
 * @mr:		NULL: not registered
 * @dmah:	NULL: no DMA handle
 * @base:	address of its first byte in work requests
 */
struct verbs_region {
	struct ibv_mr *mr;
	struct ibv_dmah *dmah;
	uint64_t base;
};

/**
 * verbs_register() - register memory of this process
 * @v:		device
 * @addr:	memory, any alignment
 * @len:	bytes, not 0
 * @dmah:	NULL: no hint
 * @ret_region:	region
 *
 * Return: 0; -EOPNOTSUPP the device, or its path to the CPU's memory, does not
 * support such hints; -EINVAL @dmah->cpu does not exist; -EPERM this process may
 * not run on it; -ENOMEM; or another error of the driver.
 */
int verbs_register(struct verbs *v, void *addr, size_t len,
		   const struct verbs_dmah *dmah,
		   struct verbs_region *ret_region);

/**
 * verbs_register_dmabuf() - register a part of a dma-buf
 * @v:		device
 * @fd:		dma-buf; may be closed afterwards
 * @offset:	in the dma-buf, bytes
 * @len:	bytes, not 0
 * @access:	IBV_ACCESS_* besides local write, remote write, remote read
 * @dmah:	NULL: no hint
 * @ret_region:	region; its base is @offset
 *
 * Return: 0; -EOPNOTSUPP the device does not support dma-bufs or hints; or, if the
 * dma-buf's tag is required: -EOPNOTSUPP the driver does not ask for it, -ERANGE it
 * is not of the device's width, -EDOM, -ENOSPC the device has no place for it,
 * -EREMOTEIO the path does not carry it, -ECANCELED @dmah overrides it; or another
 * error of the driver.
 */
int verbs_register_dmabuf(struct verbs *v, int fd, uint64_t offset, size_t len,
			  int access, const struct verbs_dmah *dmah,
			  struct verbs_region *ret_region);

/**
 * verbs_rereg_access() - ask the kernel to change the access to a region
 * @region:	region
 * @access:	IBV_ACCESS_*
 *
 * For tests of the kernel: ibv_rereg_mr(3) refuses dma-bufs by itself.
 *
 * Return: 0 or the kernel's error.
 */
int verbs_rereg_access(const struct verbs_region *region, int access);

/**
 * verbs_prefetch() - map a region again that has lost its mapping
 * @v:		device
 * @region:	region of a dma-buf
 * @len:	bytes from the start of the region
 *
 * Return: 0; -ESTALE its hints no longer match the dma-buf's; -EOPNOTSUPP the
 * device does not support page faults; or another error of the driver.
 */
int verbs_prefetch(struct verbs *v, const struct verbs_region *region,
		   uint32_t len);

/* Unregister a region. A region that is not registered is accepted. */
void verbs_deregister(struct verbs_region *region);

/* ---- queue pairs (pair.c, transfer.c) ----- */

/**
 * verbs_connect() - connect two new RC queue pairs, ready to send
 * @v:		device
 * @qp:		the two; with reads, writes and, if the device has them, atomics
 *
 * Return: 0 or an error of the driver.
 */
int verbs_connect(const struct verbs *v, struct ibv_qp *qp[2]);

/**
 * verbs_pair_open() - create two reliable queue pairs, connected to each other
 * @v:		device
 * @ret_pair:	pair with a completion queue of its own
 *
 * Return: 0; -ENOMEM; or an error of the driver.
 */
int verbs_pair_open(struct verbs *v, struct verbs_pair **ret_pair);

/**
 * verbs_pair_reset() - connect again after a work request that failed
 * @pair:	pair; its outstanding work requests are dropped
 *
 * Return: 0 or an error of the driver.
 */
int verbs_pair_reset(struct verbs_pair *pair);

/* NULL is accepted. */
void verbs_pair_close(struct verbs_pair *pair);

/**
 * struct verbs_transfer - RDMA between two regions
 * @opcode:	IBV_WR_RDMA_WRITE or IBV_WR_RDMA_READ
 * @local:	source of a write, destination of a read
 * @local_offset: offset in @local
 * @remote:	the other side
 * @remote_offset: offset in @remote
 * @len:	bytes
 */
struct verbs_transfer {
	enum ibv_wr_opcode opcode;
	const struct verbs_region *local, *remote;
	uint64_t local_offset, remote_offset;
	uint32_t len;
};

/**
 * verbs_transfer() - post a work request and wait for its completion
 * @pair:	pair
 * @t:		transfer
 * @ret_status:	status of the failed completion, for -EREMOTEIO only; may be NULL
 *
 * Return: 0; -EREMOTEIO it failed: see @ret_status, the pair needs
 * verbs_pair_reset(); -ETIMEDOUT no completion arrived; or an error of posting.
 */
int verbs_transfer(struct verbs_pair *pair, const struct verbs_transfer *t,
		   enum ibv_wc_status *ret_status);

/**
 * verbs_write() - write and wait until the data have arrived
 * @pair, @t, @ret_status: as verbs_transfer(), @t->opcode is ignored
 *
 * The completion of a write means that the responder has accepted it, not that
 * it has reached the target device: a read of its last byte follows, which cannot
 * pass it. (PCIe Base r5 sec 2.4.1)
 *
 * Return: as verbs_transfer().
 */
int verbs_write(struct verbs_pair *pair, const struct verbs_transfer *t,
		enum ibv_wc_status *ret_status);

#endif /* GUEST_VERBS_VERBS_H */
