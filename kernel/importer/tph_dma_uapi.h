/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * User interface of the reference importer: copy memory of the caller into a
 * dma-buf, peer to peer if that is device memory.
 */
#ifndef OPENTPH_TPH_DMA_UAPI_H
#define OPENTPH_TPH_DMA_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* What was applied to the writes of an import */
#define TPH_DMA_APPLIED_TPH	0x1
#define TPH_DMA_APPLIED_ST16	0x2	/* 16 bits of tag, else 8 */

/**
 * struct tph_dma_import - import a dma-buf
 * @dmabuf_fd:	in: the dma-buf
 * @flags:	in: TPH_DMA_IMPORT_*
 * @handle:	out: names the import in the other calls, on the same fd
 * @applied:	out: TPH_DMA_APPLIED_*
 * @st:		out: Steering Tag
 * @ph:		out: Processing Hint
 * @reserved:	out: 0
 *
 * The flags make the driver one that can do less than the device.
 */
struct tph_dma_import {
	__s32	dmabuf_fd;
	__u32	flags;
#define TPH_DMA_IMPORT_NO_TPH	0x1	/* sends no TPH */
#define TPH_DMA_IMPORT_ONLY_8	0x2	/* sends 8-bit tags only */
#define TPH_DMA_IMPORT_ONLY_16	0x4	/* sends 16-bit tags only */
	__u32	handle;
	__u32	applied;
	__u16	st;
	__u8	ph;
	__u8	reserved;
};

/**
 * struct tph_dma_write - copy memory into an import, wait until it is done
 * @handle:	in: import
 * @flags:	in: 0
 * @user_addr:	in: source
 * @offset:	in: where in the dma-buf, bytes
 * @len:	in: bytes
 *
 * -ENODEV while the exporter has revoked the dma-buf.
 */
struct tph_dma_write {
	__u32	handle;
	__u32	flags;
	__aligned_u64 user_addr;
	__aligned_u64 offset;
	__aligned_u64 len;
};

/**
 * struct tph_dma_state - the hints of an import now
 * @handle:	in: import
 * @applied:	out: TPH_DMA_APPLIED_*, of the current or the last mapping
 * @st:		out: Steering Tag
 * @ph:		out: Processing Hint
 * @mapped:	out: 1 if the dma-buf is mapped; 0: the next write maps it again
 */
struct tph_dma_state {
	__u32	handle;
	__u32	applied;
	__u16	st;
	__u8	ph;
	__u8	mapped;
};

#define TPH_DMA_IMPORT	_IOWR('t', 0xd0, struct tph_dma_import)
#define TPH_DMA_WRITE	_IOW('t', 0xd1, struct tph_dma_write)
#define TPH_DMA_STATE	_IOWR('t', 0xd2, struct tph_dma_state)
#define TPH_DMA_RELEASE	_IOW('t', 0xd3, __u32)

#endif
