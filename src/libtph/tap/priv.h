/* SPDX-License-Identifier: BSD-3-Clause */
/* Declarations that the files of the tap's driver share */
#ifndef LIBTPH_TAP_PRIV_H
#define LIBTPH_TAP_PRIV_H

#include <opentph/tap.h>

#include "libtph/lib.h"
#include "libtph/tap/reader.h"

/**
 * struct tph_tap - an open tap
 * @bdf:	canonical address of the function
 * @info:	properties
 * @reader:	reader of the ring
 * @dev:	device by VFIO, or NULL
 * @fd:		file of ACCEL_BAR_REGS by sysfs, locked, or -1
 * @map:	mapping of ACCEL_BAR_REGS, or NULL: by calls of VFIO
 * @size:	bytes at @map
 * @started:	the registers below are to be restored
 * @taking:	the tap is enabled
 * @ctrl, @snap, @base, @limit: registers as they were found
 */
struct tph_tap {
	char bdf[TPH_BDF_SIZE];
	struct tph_tap_info info;
	struct tap_reader reader;
	struct tph_device *dev;
	int fd;
	void *map;
	size_t size;
	bool started, taking;
	uint32_t ctrl, snap;
	uint64_t base, limit;
};

/* Open the function by a way (open.c). Return: as tph_tap_open() */
int tap_attach(struct tph_tap *tap, const struct tph_tap_options *options);

/* Accesses to the registers that it has opened; the device is the tap */
extern const struct tap_access tap_registers;

/* Undo tap_attach(), also if it has failed. */
void tap_detach(struct tph_tap *tap);

/*
 * Look for a tap at @access to BAR0 of @device, which may be a test's; @tap is zero, but
 * for its address (tap.c). Return: 0; -ENODEV; -EOPNOTSUPP; -EPROTO; an error
 */
int tap_identify(struct tph_tap *tap, const struct tap_access *access,
		 void *device);

#endif /* LIBTPH_TAP_PRIV_H */
