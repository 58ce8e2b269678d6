/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the ring of an accelerator's tap while the device writes, by accesses of
 * 4 bytes to BAR0 (docs/accelerator.md, Tap).
 */
#ifndef TESTS_RTL_TAP_READER_H
#define TESTS_RTL_TAP_READER_H

#include <stdbool.h>
#include <stdint.h>

#include <opentph/hw/accel.h>

/* Accesses to BAR0, little-endian: the value is the CPU's */
struct tap_access {
	uint32_t (*read)(void *device, uint32_t offset);
	void (*write)(void *device, uint32_t offset, uint32_t value);
};

struct tap_reader {
	const struct tap_access *access;
	void *device;
	uint32_t size;	      /* of the ring */
	uint32_t read, write; /* positions */
};

struct tap_record {
	bool tx, cut, loss;
	uint32_t sequence;
	uint64_t time;	       /* ticks */
	uint32_t length, kept; /* bytes */
	/* Those kept, and 0 to a multiple of 16; KEPT has 13 bits */
	uint8_t data[8192];
};

/*
 * Begin with the oldest record in the ring of @device.
 * Return: 0; -ENODEV: the ring's size is not one that the window can show
 */
int tap_reader_open(struct tap_reader *reader, const struct tap_access *access,
		    void *device);

/*
 * Take the next record, and give its room back to the device.
 * Return: 1: @ret_record is set; 0: there is none yet; -EBADMSG: the device's
 * positions or its record contradict themselves, and reading cannot go on
 */
int tap_reader_next(struct tap_reader *reader, struct tap_record *ret_record);

#endif /* TESTS_RTL_TAP_READER_H */
