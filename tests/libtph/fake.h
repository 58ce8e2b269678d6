/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A kernel for the library: one PCI function in sysfs, VFIO in its three forms,
 * the reference importer. It keeps to the order of calls that Linux asks for
 * (drivers/vfio, drivers/iommu/iommufd in 7.3) and can fail at any call.
 */
#ifndef TESTS_LIBTPH_FAKE_H
#define TESTS_LIBTPH_FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_BDF       "0000:03:00.0"
#define FAKE_REGIONS   8
#define FAKE_VECTORS   2
#define FAKE_IOAS      7u
#define FAKE_OFFSET(i) ((uint64_t)(i) << 40)

/**
 * struct fake_access - a BAR that is not memory
 * @read, @write: one access of 1, 2, 4 or 8 bytes. Return: 0 or -errno.
 */
struct fake_access {
	int (*read)(unsigned int bar, uint64_t offset, void *buf, size_t len);
	int (*write)(unsigned int bar, uint64_t offset, const void *buf,
		     size_t len);
};

struct fake {
	/* configuration of the machine */
	char driver[32], usual_driver[32], override[32];
	bool has_vfio_pci, has_cdev, has_iommu_node, has_group;
	bool noiommu_cdev, noiommu_group, viable;
	unsigned int group;
	uint64_t size[FAKE_REGIONS];
	uint32_t region_flags[FAKE_REGIONS];
	bool sparse;		  /* BAR 0 has sparse areas */
	unsigned int sparse_loop; /* 1: chain to itself, 2: beyond the end */
	bool resettable;
	unsigned int vectors;
	uint8_t *memory[FAKE_REGIONS];
	const struct fake_access *access;
	const char *fdinfo; /* of any dma-buf */
	/* sysfs: lines of BARs, power state; a file that another has locked */
	const char *resource, *power_state;
	bool locked;
	int map_error;	    /* answer of mmap of BAR 0 by sysfs */
	int feature_error;  /* answer of the TPH feature */
	int importer_error; /* answer of the importer */

	/* failure: the call number @fail_at (from 1) ends with @fail_err */
	unsigned int calls, fail_at;
	int fail_err;

	/* recorded events */
	char trace[8192];
	unsigned int open_fds, mappings, resets, irqs_enabled;
	uint8_t feature[64];  /* last VFIO_DEVICE_FEATURE, as much as argsz */
	uint8_t importer[64]; /* last argument of the importer */
	int irq_fds[FAKE_VECTORS];
	struct {
		uint64_t iova, len;
		uint64_t addr;
	} dma[8];
	unsigned int dma_n;
	unsigned int widths[9]; /* accesses by pread/pwrite of BARs, by width */
};

extern struct fake fake;

/* Bring the machine to its initial state and put it under the library. */
void fake_start(void);

/* Check that nothing is left open, and free the memory. */
void fake_end(void);

/* Raise vector @n. */
void fake_raise(unsigned int n);

/* Fill the importer's answers to IMPORT and STATE */
void fake_importer_answer(const void *bytes, size_t len);

/*
 * Run @body with the first, second, ... call failing with @err until it runs
 * through without one. @body returns the library's error, having closed all it
 * got from the library. Return: the number of calls that were made to fail.
 */
unsigned int fake_fail_each(int err, int (*body)(void),
			    bool (*tolerated)(unsigned int call));

#endif /* TESTS_LIBTPH_FAKE_H */
