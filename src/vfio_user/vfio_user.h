/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Server side of the vfio-user protocol (QEMU docs/interop/vfio-user.rst),
 * version 0.0 as QEMU speaks it: one context per connection, that is, per
 * function. The callbacks define the device.
 *
 * The peer is not trusted: each size, offset, flag and number of descriptors is
 * checked before a callback is called. An invalid request is answered with an
 * errno; a broken message frame ends the connection.
 */
#ifndef VFIO_USER_VFIO_USER_H
#define VFIO_USER_VFIO_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits: bytes of one region access, descriptors of one message */
#define VFIO_USER_MAX_DATA 1048576
#define VFIO_USER_MAX_FDS  16
/* Limits: entries of a DMA table, and different files of these entries */
#define VFIO_USER_MAX_MAPS  65535
#define VFIO_USER_MAX_FILES 256
/* Limit on the size of these files: all connections share the address space */
#define VFIO_USER_MAX_BYTES (1ull << 40)

/* ---- connections ----- */

/**
 * struct vfio_user_region - reply to DEVICE_GET_REGION_INFO
 * @size:	bytes, 0: the region does not exist
 * @flags:	VFIO_REGION_INFO_FLAG_READ, _WRITE (linux/vfio.h)
 */
struct vfio_user_region {
	uint64_t size;
	uint32_t flags;
};

/**
 * struct vfio_user_irq - reply to DEVICE_GET_IRQ_INFO
 * @count:	number of interrupts of this kind, may be 0
 * @flags:	VFIO_IRQ_INFO_EVENTFD, _NORESIZE
 */
struct vfio_user_irq {
	uint32_t count;
	uint32_t flags;
};

/* Tables for the information messages; flags are VFIO_DEVICE_FLAGS_* */
struct vfio_user_info {
	uint32_t flags;
	unsigned int num_regions, num_irqs;
	const struct vfio_user_region *regions;
	const struct vfio_user_irq *irqs;
};

/**
 * struct vfio_user_ops - the device of a connection
 * @region_read: fill @buf with @len bytes (1..VFIO_USER_MAX_DATA)
 * @region_write: write @len bytes
 * @dma_map:	memory of the client at DMA address @addr; @flags are
 *		VFIO_DMA_MAP_FLAG_READ, _WRITE; @fd is -1 for memory that cannot
 *		be mapped, otherwise valid during the call
 * @dma_unmap:	remove every map inside the range (address and size 0: all maps);
 *		they are not accessed after the return
 * @irq_assign:	assign eventfds to interrupts @start.. of index @irq; NULL removes
 *		them. The callback sets entries that it keeps to -1; others are
 *		closed.
 * @irq_trigger: raise one interrupt as the device would
 * @reset:	DEVICE_RESET
 *
 * Guarantees: region and interrupt indexes exist, ranges lie inside them, the
 * region's flags allow the access. Each returns 0 or -errno for the client.
 */
struct vfio_user_ops {
	int (*region_read)(void *ctx, unsigned int region, uint64_t offset,
			   void *buf, size_t len);
	int (*region_write)(void *ctx, unsigned int region, uint64_t offset,
			    const void *buf, size_t len);
	int (*dma_map)(void *ctx, uint64_t addr, uint64_t size, uint32_t flags,
		       uint64_t offset, int fd);
	int (*dma_unmap)(void *ctx, uint64_t addr, uint64_t size);
	int (*irq_assign)(void *ctx, unsigned int irq, unsigned int start,
			  unsigned int count, int *fds);
	int (*irq_trigger)(void *ctx, unsigned int irq, unsigned int vector);
	int (*reset)(void *ctx);
};

struct vfio_user;

/**
 * vfio_user_create() - serve a connection
 * @sock:	connected AF_UNIX stream socket; closed by vfio_user_free()
 * @ops:	the device
 * @ctx:	first argument of its callbacks
 * @info:	stays valid and unchanged as long as the connection
 * @ret_vu:	the connection; untouched on failure
 *
 * Return: 0; -ENOMEM.
 */
int vfio_user_create(int sock, const struct vfio_user_ops *ops, void *ctx,
		     const struct vfio_user_info *info,
		     struct vfio_user **ret_vu);

/**
 * vfio_user_serve() - receive once and handle every message that is complete
 * @vu:	connection
 *
 * One recvmsg(2), which blocks if the socket does, and one send(2) per reply.
 *
 * Return: 1 continue; 0 the client closed the connection; -EPROTO it sent an
 * invalid message frame, see vfio_user_error(); -errno of recvmsg(2)
 * or send(2), -EAGAIN included.
 */
int vfio_user_serve(struct vfio_user *vu);

/* Return: the fault of the message that ended the connection, or "" */
const char *vfio_user_error(const struct vfio_user *vu);

/* Close the socket and free. @vu may be NULL. */
void vfio_user_free(struct vfio_user *vu);

/* ---- DMA table ----- */

/*
 * DMA addresses of one client, for use by the callbacks: sorted intervals over
 * files that are mapped whole, and once. Not thread safe.
 */
struct vfio_user_dma;

/* Return: 0; -ENOMEM. */
int vfio_user_dma_create(struct vfio_user_dma **ret_dma);

/* Unmap all and free. @dma may be NULL. */
void vfio_user_dma_free(struct vfio_user_dma *dma);

/**
 * vfio_user_dma_map() - add a range
 * @dma:	table
 * @addr:	DMA address, multiple of 4 KiB
 * @size:	bytes, multiple of 4 KiB
 * @flags:	VFIO_DMA_MAP_FLAG_READ, _WRITE, at least one
 * @offset:	offset in the file, multiple of 4 KiB
 * @fd:		file, not kept; -1: known, but not accessible
 *
 * An access to a file that its owner has truncated raises SIGBUS, so only
 * memory sealed against that (F_SEAL_SHRINK) is accepted, as QEMU's
 * memory-backend-memfd is. Huge pages are refused, as a hole in them cannot
 * always be filled again.
 *
 * Return: 0; -EINVAL invalid alignment, size or flags, or the file is too
 * short; -EEXIST overlaps another map; -EPERM not sealed, or huge pages;
 * -ENOSPC too many maps, files or bytes; -EACCES file not open for this access;
 * -errno of mmap(2), -ENOMEM.
 */
int vfio_user_dma_map(struct vfio_user_dma *dma, uint64_t addr, uint64_t size,
		      uint32_t flags, uint64_t offset, int fd);

/**
 * vfio_user_dma_unmap() - remove every map inside a range
 * @dma:	table
 * @addr:	first address
 * @size:	bytes; 0 with address 0: everything
 *
 * QEMU with a vIOMMU also unmaps ranges that are mapped partly or not at all.
 *
 * Return: 0; -EINVAL the range wraps, is empty, or splits a map (then nothing
 * is removed).
 */
int vfio_user_dma_unmap(struct vfio_user_dma *dma, uint64_t addr,
			uint64_t size);

/* Remove all maps. */
void vfio_user_dma_clear(struct vfio_user_dma *dma);

/**
 * vfio_user_dma_find() - find the memory at a DMA address
 * @dma:	table
 * @addr:	address
 * @len:	bytes wanted, at least 1
 * @write:	for writing
 * @ret_len:	accessible bytes from @addr, at most @len
 *
 * Return: the memory; NULL if it is not mapped or must not be accessed so.
 */
void *vfio_user_dma_find(const struct vfio_user_dma *dma, uint64_t addr,
			 size_t len, bool write, size_t *ret_len);

/*
 * Return: the whole largest file of the table, *@ret_len bytes; NULL: there are no
 * files
 */
const void *vfio_user_dma_largest(const struct vfio_user_dma *dma,
				  uint64_t *ret_len);

#endif /* VFIO_USER_VFIO_USER_H */
