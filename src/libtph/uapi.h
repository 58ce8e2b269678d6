/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kernel interfaces that the system's headers may lack, and the ones of our own
 * kernel series.
 */
#ifndef LIBTPH_UAPI_H
#define LIBTPH_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/vfio.h>

#if __has_include(<linux/iommufd.h>)
#include <linux/iommufd.h>
#endif

/* Linux 6.6, include/uapi/linux/vfio.h */
#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};
#define VFIO_DEVICE_BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)

struct vfio_device_attach_iommufd_pt {
	__u32 argsz;
	__u32 flags;
	__u32 pt_id;
};
#define VFIO_DEVICE_ATTACH_IOMMUFD_PT _IO(VFIO_TYPE, VFIO_BASE + 19)
#endif

/* Linux 6.19, include/uapi/linux/vfio.h */
#ifndef VFIO_DEVICE_FEATURE_DMA_BUF
#define VFIO_DEVICE_FEATURE_DMA_BUF 11
struct vfio_region_dma_range {
	__u64 offset;
	__u64 length;
};
struct vfio_device_feature_dma_buf {
	__u32 region_index;
	__u32 open_flags;
	__u32 flags;
	__u32 nr_ranges;
	struct vfio_region_dma_range dma_ranges[];
};
#endif

/* The series: first number that is free in Linux 7.3 (13 is ZPCI_ERROR) */
#ifndef VFIO_DEVICE_FEATURE_DMA_BUF_TPH
#define VFIO_DEVICE_FEATURE_DMA_BUF_TPH 14
#define VFIO_DMA_BUF_TPH_ST		(1 << 0)
#define VFIO_DMA_BUF_TPH_ST_EXT		(1 << 1)
#define VFIO_DMA_BUF_TPH_REQUIRED	(1 << 2)
struct vfio_device_feature_dma_buf_tph {
	__s32 dmabuf_fd;
	__u32 flags;
	__u16 steering_tag_ext;
	__u8 steering_tag;
	__u8 ph;
};
#endif

/* Linux 6.2, include/uapi/linux/iommufd.h */
#ifndef IOMMU_IOAS_ALLOC
#define IOMMUFD_TYPE (';')
struct iommu_ioas_alloc {
	__u32 size;
	__u32 flags;
	__u32 out_ioas_id;
};
#define IOMMU_IOAS_ALLOC _IO(IOMMUFD_TYPE, 0x81)

enum {
	IOMMU_IOAS_MAP_FIXED_IOVA = 1 << 0,
	IOMMU_IOAS_MAP_WRITEABLE = 1 << 1,
	IOMMU_IOAS_MAP_READABLE = 1 << 2,
};
struct iommu_ioas_map {
	__u32 size;
	__u32 flags;
	__u32 ioas_id;
	__u32 __reserved;
	__aligned_u64 user_va;
	__aligned_u64 length;
	__aligned_u64 iova;
};
#define IOMMU_IOAS_MAP _IO(IOMMUFD_TYPE, 0x85)

struct iommu_ioas_unmap {
	__u32 size;
	__u32 ioas_id;
	__aligned_u64 iova;
	__aligned_u64 length;
};
#define IOMMU_IOAS_UNMAP _IO(IOMMUFD_TYPE, 0x86)
#endif

/* The example for importers: kernel/importer/tph_dma_uapi.h */
#define UAPI_DMA_APPLIED_TPH (1u << 0)
#define UAPI_DMA_APPLIED_EXT (1u << 1)
struct uapi_dma_import {
	__s32 dmabuf_fd;
	__u32 flags;
	__u32 handle;
	__u32 applied;
	__u16 st;
	__u8 ph;
	__u8 reserved;
};
struct uapi_dma_write {
	__u32 handle;
	__u32 flags;
	__u64 user_addr;
	__u64 offset;
	__u64 len;
};
struct uapi_dma_state {
	__u32 handle;
	__u32 applied;
	__u16 st;
	__u8 ph;
	__u8 mapped;
};
#define UAPI_DMA_IMPORT	 _IOWR('t', 0xd0, struct uapi_dma_import)
#define UAPI_DMA_WRITE	 _IOW('t', 0xd1, struct uapi_dma_write)
#define UAPI_DMA_STATE	 _IOWR('t', 0xd2, struct uapi_dma_state)
#define UAPI_DMA_RELEASE _IOW('t', 0xd3, __u32)

#endif /* LIBTPH_UAPI_H */
