/* SPDX-License-Identifier: BSD-3-Clause */
/* Declarations that the files of the library share */
#ifndef LIBTPH_LIB_H
#define LIBTPH_LIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/device.h>
#include <opentph/pci.h>

#include "error/error.h"
#include "ground.h"

#define LIB_PATH_MAX 256

/* Return: bytes of a page. */
uint64_t lib_page_size(void);

/* Return: milliseconds of the monotonic clock. */
int64_t lib_now_ms(void);

/* ---- sysfs (pci.c) --------------------------------------------------------
 */

/* Path of an attribute of a function: /sys/bus/pci/devices/BDF/NAME */
void pci_path(char path[LIB_PATH_MAX], const char *bdf, const char *name);

/* Canonical @ret_bdf of an existing function. Return: 0; -EINVAL; -ENODEV.
 */
int pci_lookup(const char *text, char ret_bdf[TPH_BDF_SIZE]);

/* Last part of the link @name of a function. Return: 0; -ENOENT; an error. */
int pci_link(const char *bdf, const char *name, char *buf, size_t size);

/* ---- devices ---------------------------------------------------------------
 */

/* Regions of vfio-pci: six BARs, ROM, configuration space */
#define LIB_REGIONS 8

/**
 * struct region - a part of the device's file
 * @size:	bytes, 0: does not exist
 * @offset:	offset in the file
 * @mappable:	all of it can be mapped
 * @map:	its mapping or NULL
 */
struct region {
	uint64_t size, offset;
	bool mappable;
	void *map;
};

struct backend;

/**
 * struct tph_device - an open device
 * @bdf:	canonical address
 * @backend:	backend in use
 * @noiommu:	its DMA is not translated
 * @resettable:	VFIO_DEVICE_RESET works
 * @restore:	close binds it to its usual driver again
 * @fd:		VFIO device
 * @container:	container or iommufd
 * @group:	group, -1 for the cdev backend
 * @ioas:	address space in the iommufd
 * @next_iova:	end of the highest mapping in a type 1 container
 * @regions:	by VFIO's index
 * @vectors:	number of its MSI-X vectors
 * @eventfds:	eventfds of the enabled vectors
 * @enabled:	number of enabled vectors
 */
struct tph_device {
	char bdf[TPH_BDF_SIZE];
	const struct backend *backend;
	bool noiommu, restore, resettable;
	int fd, container, group;
	uint32_t ioas;
	uint64_t next_iova;
	struct region regions[LIB_REGIONS];
	unsigned int vectors;
	int *eventfds;
	unsigned int enabled;
};

/**
 * struct backend - functions of a backend
 * @id:		its public name
 * @open:	enters @fd, @container, @group, @ioas, @noiommu; leaves nothing
 *		open on failure. Return: 0; -ENOENT this way is not there; an
 *		error.
 * @map:	@iova as for tph_map(); the arguments are checked
 * @unmap:	as tph_unmap()
 */
struct backend {
	enum tph_backend id;
	int (*open)(struct tph_device *dev);
	int (*map)(struct tph_device *dev, void *addr, size_t len,
		   uint64_t *iova);
	int (*unmap)(struct tph_device *dev, uint64_t iova, size_t len);
};

extern const struct backend backend_cdev, backend_group, backend_noiommu;

/* Shared by the backends with a type 1 container (type1.c) */
int type1_map(struct tph_device *dev, void *addr, size_t len, uint64_t *iova);
int type1_unmap(struct tph_device *dev, uint64_t iova, size_t len);

/* Read sizes and offsets of the regions (region.c). Return: 0 or an error. */
int region_init(struct tph_device *dev);

/* Find an existing BAR. Return: 0; -ENOENT. */
int region_bar(const struct tph_device *dev, unsigned int bar,
	       const struct region **ret_region);

/* Read the number of vectors (irq.c). Return: 0 or an error. */
int irq_init(struct tph_device *dev);

#endif /* LIBTPH_LIB_H */
