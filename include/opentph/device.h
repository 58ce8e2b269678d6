/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PCI function owned through VFIO: BARs, configuration space, reset,
 * interrupts, DMA mappings.
 *
 * A device is used by one thread at a time. Offsets and lengths are in bytes;
 * data is in the device's byte order (little-endian) except for the values of
 * the 32 and 64-bit accessors.
 */
#ifndef OPENTPH_DEVICE_H
#define OPENTPH_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct tph_device;

/* Kernel interface that opens a device */
enum tph_backend {
	TPH_BACKEND_AUTO,    /* first available one, in this order */
	TPH_BACKEND_CDEV,    /* /dev/vfio/devices/vfioN and iommufd */
	TPH_BACKEND_GROUP,   /* /dev/vfio/N and a type 1 container */
	TPH_BACKEND_NOIOMMU, /* /dev/vfio/noiommu-N: no isolation at all */
};

/**
 * tph_backend_name() - name of a backend
 * @backend:	backend
 *
 * Return: "auto", "cdev", "group", "noiommu"; NULL for another value.
 */
const char *tph_backend_name(enum tph_backend backend);

/**
 * tph_backend_parse() - look a backend up by its name
 * @name:	as tph_backend_name() gives it
 * @ret_backend: backend
 *
 * Return: 0; -EINVAL no such name.
 */
int tph_backend_parse(const char *name, enum tph_backend *ret_backend);

/**
 * struct tph_open_options - for tph_device_open()
 * @backend:	backend to use, or TPH_BACKEND_AUTO
 * @bind:	bind the function to vfio-pci if no VFIO driver has it;
 *		tph_device_close() returns it to its usual driver
 */
struct tph_open_options {
	enum tph_backend backend;
	bool bind;
};

/**
 * tph_device_open() - open a function
 * @bdf:	PCI address; the short form is accepted
 * @options:	NULL: automatic backend, no binding
 * @ret_dev:	device
 *
 * The automatic choice tries the next backend only if one does not exist
 * (-ENOENT); any other error is final. Memory Space Enable is set and Bus
 * Master Enable is clear afterwards, as vfio-pci leaves them.
 *
 * Return: 0; -EINVAL invalid @bdf or @options; -ENODEV no such function, or no
 * VFIO driver has it; -ENOENT the requested backend, or every one, does not
 * exist; -EBUSY another program has it or another function of its IOMMU group
 * is in use by the kernel; -EPERM, -EACCES not privileged, or no-IOMMU mode is
 * off; -EOPNOTSUPP the container has no type 1 v2 or no-IOMMU driver; -EPROTO
 * this library does not understand VFIO's answer; -EMFILE; -ENOMEM; or an error
 * of the kernel's VFIO_DEVICE_BIND_IOMMUFD, VFIO_DEVICE_ATTACH_IOMMUFD_PT,
 * VFIO_GROUP_SET_CONTAINER, VFIO_SET_IOMMU or VFIO_GROUP_GET_DEVICE_FD.
 */
int tph_device_open(const char *bdf, const struct tph_open_options *options,
		    struct tph_device **ret_dev);

/**
 * tph_device_close() - close a function
 * @dev:	device or NULL
 *
 * Its dma-bufs stay valid but are revoked.
 */
void tph_device_close(struct tph_device *dev);

/**
 * tph_device_bdf() - PCI address of a device
 * @dev:	device
 *
 * Return: canonical address, dddd:bb:dd.f.
 */
const char *tph_device_bdf(const struct tph_device *dev);

/**
 * tph_device_backend() - backend of a device
 * @dev:	device
 *
 * Return: backend in use, never TPH_BACKEND_AUTO.
 */
enum tph_backend tph_device_backend(const struct tph_device *dev);

/**
 * tph_device_fd() - VFIO's file descriptor
 * @dev:	device
 *
 * For VFIO calls that this library does not wrap.
 *
 * Return: file descriptor, not to be closed.
 */
int tph_device_fd(const struct tph_device *dev);

/**
 * tph_device_reset() - reset the function (VFIO_DEVICE_RESET)
 * @dev:	device
 *
 * Its dma-bufs are revoked while the reset runs; importers map them anew
 * afterwards. The command register keeps its value.
 *
 * Return: 0; -EOPNOTSUPP the function has no reset of its own; -EAGAIN it is
 * locked by the kernel, try again; -ENOTTY the reset failed.
 */
int tph_device_reset(struct tph_device *dev);

/**
 * tph_device_memory_enable() - set or clear Memory Space Enable
 * @dev:	device
 * @on:		new value of the bit
 *
 * Clearing it revokes the device's dma-bufs. (PCIe Base r5 sec 7.5.1.1.3)
 *
 * Return: 0; -EIO configuration space could not be accessed.
 */
int tph_device_memory_enable(struct tph_device *dev, bool on);

/**
 * tph_device_master_enable() - set or clear Bus Master Enable
 * @dev:	device
 * @on:		new value of the bit
 *
 * MSI-X needs it. (PCIe Base r5 sec 7.5.1.1.3)
 *
 * Return: 0; -EIO configuration space could not be accessed.
 */
int tph_device_master_enable(struct tph_device *dev, bool on);

/**
 * tph_config_read() - read configuration space as VFIO shows it
 * @dev:	device
 * @offset:	first byte, 0..4095
 * @buf:	registers, little-endian
 * @len:	bytes
 *
 * VFIO virtualizes some registers.
 *
 * Return: 0; -ERANGE beyond its end; -EIO short access; or an error of the
 * kernel.
 */
int tph_config_read(struct tph_device *dev, unsigned int offset, void *buf,
		    size_t len);

/**
 * tph_config_write() - write configuration space through VFIO
 * @dev:	device
 * @offset:	first byte, 0..4095
 * @buf:	registers, little-endian
 * @len:	bytes
 *
 * VFIO virtualizes some registers and drops writes to others.
 *
 * Return: 0; -ERANGE beyond its end; -EIO short access; or an error of the
 * kernel.
 */
int tph_config_write(struct tph_device *dev, unsigned int offset,
		     const void *buf, size_t len);

/**
 * tph_bar_size() - size of a BAR
 * @dev:	device
 * @bar:	0..5
 * @ret_size:	bytes
 *
 * Return: 0; -ENOENT no such BAR, or the upper half of a 64-bit one.
 */
int tph_bar_size(const struct tph_device *dev, unsigned int bar,
		 uint64_t *ret_size);

/**
 * tph_bar_map() - map a whole BAR
 * @dev:	device
 * @bar:	0..5
 * @ret_addr:	address of the mapping; may be NULL
 *
 * From then on the accessors below use the mapping. An access while
 * memory decoding is off raises SIGBUS. Mapping twice gives the same address.
 *
 * Return: 0; -ENOENT no such BAR; -EOPNOTSUPP VFIO does not allow mapping all
 * of it; -ENOMEM; or an error of mmap(2).
 */
int tph_bar_map(struct tph_device *dev, unsigned int bar, void **ret_addr);

/**
 * tph_bar_unmap() - undo tph_bar_map()
 * @dev:	device
 * @bar:	0..5
 *
 * Nothing happens if the BAR is not mapped.
 */
void tph_bar_unmap(struct tph_device *dev, unsigned int bar);

/**
 * tph_bar_read32() - one read of 4 bytes
 * @dev:	device
 * @bar:	0..5
 * @offset:	multiple of 4
 * @ret_value:	in the host's byte order
 *
 * Return: 0; -ENOENT no such BAR; -EINVAL not aligned; -ERANGE beyond its end;
 * -EIO memory decoding is off (only without a mapping).
 */
int tph_bar_read32(struct tph_device *dev, unsigned int bar, uint64_t offset,
		   uint32_t *ret_value);

/**
 * tph_bar_read64() - one read of 8 bytes
 * @dev:	device
 * @bar:	0..5
 * @offset:	multiple of 8
 * @ret_value:	in the host's byte order
 *
 * Return: as tph_bar_read32().
 */
int tph_bar_read64(struct tph_device *dev, unsigned int bar, uint64_t offset,
		   uint64_t *ret_value);

/**
 * tph_bar_write32() - one write of 4 bytes
 * @dev:	device
 * @bar:	0..5
 * @offset:	multiple of 4
 * @value:	in the host's byte order
 *
 * Return: as tph_bar_read32().
 */
int tph_bar_write32(struct tph_device *dev, unsigned int bar, uint64_t offset,
		    uint32_t value);

/**
 * tph_bar_write64() - one write of 8 bytes
 * @dev:	device
 * @bar:	0..5
 * @offset:	multiple of 8
 * @value:	in the host's byte order
 *
 * Return: as tph_bar_read32().
 */
int tph_bar_write64(struct tph_device *dev, unsigned int bar, uint64_t offset,
		    uint64_t value);

/**
 * tph_bar_read() - copy any number of bytes from a BAR
 * @dev:	device
 * @bar:	0..5
 * @offset:	any alignment
 * @buf:	data in the device's byte order
 * @len:	bytes; 0 does nothing
 *
 * Each byte is accessed once; the CPU's or the kernel's accesses are as wide as
 * alignment allows, at most 8 bytes.
 *
 * Return: as tph_bar_read32(), without -EINVAL. After -EIO part of the data may
 * have been copied.
 */
int tph_bar_read(struct tph_device *dev, unsigned int bar, uint64_t offset,
		 void *buf, size_t len);

/**
 * tph_bar_write() - copy any number of bytes into a BAR
 * @dev:	device
 * @bar:	0..5
 * @offset:	any alignment
 * @buf:	data in the device's byte order
 * @len:	bytes; 0 does nothing
 *
 * Accesses as tph_bar_read().
 *
 * Return: as tph_bar_read().
 */
int tph_bar_write(struct tph_device *dev, unsigned int bar, uint64_t offset,
		  const void *buf, size_t len);

/**
 * tph_irq_enable() - route MSI-X vectors to eventfds
 * @dev:	device
 * @count:	vectors 0..@count-1, at least 1
 *
 * Return: 0; -EOPNOTSUPP no MSI-X; -ERANGE it has fewer vectors; -EBUSY vectors
 * are already enabled; -EMFILE; -ENOMEM; or an error of VFIO_DEVICE_SET_IRQS.
 */
int tph_irq_enable(struct tph_device *dev, unsigned int count);

/**
 * tph_irq_disable() - undo tph_irq_enable()
 * @dev:	device
 *
 * Nothing happens if no vector is enabled.
 */
void tph_irq_disable(struct tph_device *dev);

/**
 * tph_irq_fd() - eventfd of a vector, for poll(2)
 * @dev:	device
 * @vector:	an enabled one
 * @ret_fd:	not to be closed
 *
 * Return: 0; -ERANGE @vector is not enabled.
 */
int tph_irq_fd(const struct tph_device *dev, unsigned int vector, int *ret_fd);

/**
 * tph_irq_wait() - wait for a vector
 * @dev:	device
 * @vector:	an enabled one
 * @timeout_ms:	milliseconds, 0: do not wait, -1: for ever
 * @ret_count:	number of interrupts since the last wait, at least 1; may be
 *		NULL
 *
 * Return: 0; -ERANGE @vector is not enabled; -ETIMEDOUT; -EINTR a signal came.
 */
int tph_irq_wait(struct tph_device *dev, unsigned int vector, int timeout_ms,
		 uint64_t *ret_count);

/* For tph_map(): choose any free address */
#define TPH_IOVA_ANY UINT64_MAX

/**
 * tph_map() - let the device access memory of this process
 * @dev:	device
 * @addr:	page aligned
 * @len:	multiple of the page size, not 0
 * @iova:	page aligned, in: requested address or TPH_IOVA_ANY; out: the
 *		address for the device to use; untouched on failure
 *
 * Return: 0; -EOPNOTSUPP no IOMMU: the device would need physical addresses;
 * -EINVAL alignment, or @iova lies in a reserved range; -EEXIST @iova is in
 * use; -ENOSPC no room; -ENOMEM RLIMIT_MEMLOCK; -EFAULT @addr is not mapped.
 */
int tph_map(struct tph_device *dev, void *addr, size_t len, uint64_t *iova);

/**
 * tph_unmap() - undo tph_map()
 * @dev:	device
 * @iova:	as tph_map() gave it
 * @len:	length of the mapping
 *
 * Return: 0; -EOPNOTSUPP no IOMMU; -ENOENT not mapped; -EINVAL another length.
 */
int tph_unmap(struct tph_device *dev, uint64_t iova, size_t len);

#ifdef __cplusplus
}
#endif

#endif /* OPENTPH_DEVICE_H */
