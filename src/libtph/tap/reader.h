/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads the ring of an accelerator's tap while the device writes, by accesses of 4
 * bytes to BAR0 (docs/accelerator.md, Tap). Positions and records are untrusted.
 */
#ifndef LIBTPH_TAP_READER_H
#define LIBTPH_TAP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/hw/accel.h>
#include <opentph/tap.h>

/**
 * struct tap_access - accesses to BAR0
 * @read:	read @len bytes, 4 at a time and in their order; @buf is in the
 *		device's byte order. Return: 0 or -errno
 * @write:	one write of 4 bytes. Return: 0 or -errno
 */
struct tap_access {
	int (*read)(void *device, uint32_t offset, void *buf, size_t len);
	int (*write)(void *device, uint32_t offset, uint32_t value);
};

/* Most bytes that are read at once, and then given back to the device */
#define TAP_BLOCK 4096

/* The longest record: KEPT has 13 bits */
#define TAP_RECORD_MAX (ACCEL_TAP_TLP + 8192)

/**
 * struct tap_reader - a reader
 * @access:	accesses to the device
 * @device:	argument of @access
 * @size:	bytes of the ring
 * @block:	TAP_BLOCK; with 16 the position is the end of the last record
 * @read:	position up to which bytes were fetched
 * @write:	position of the device, as it was read last
 * @at:		first byte of @bytes that is not taken
 * @fill:	end of the bytes in @bytes
 * @sequence:	number of the next record if nothing is lost
 * @joins:	the next record may have any number, and one TLP lost at most
 * @time:	of the last record
 * @watched:	@ctrl is known
 * @ctrl:	value of ACCEL_REG_TAP_CTRL; another one means a reset
 * @wrong:	the contradiction that ended reading, a constant, or NULL
 * @bytes:	bytes of the ring
 */
struct tap_reader {
	const struct tap_access *access;
	void *device;
	uint32_t size, block;
	uint32_t read, write;
	size_t at, fill;
	uint32_t sequence;
	bool joins;
	uint64_t time;
	bool watched;
	uint32_t ctrl;
	const char *wrong;
	uint8_t bytes[TAP_RECORD_MAX + TAP_BLOCK];
};

/* Read a register. Return: 0 or -errno of the access. */
int tap_get(const struct tap_reader *reader, uint32_t offset,
	    uint32_t *ret_value);

/* Read a pair of registers, the low half first, which holds the high half. */
int tap_get64(const struct tap_reader *reader, uint32_t offset,
	      uint64_t *ret_value);

/**
 * tap_reader_open() - begin with an empty ring, whose next TLP has the number 0
 * @reader:	reader
 * @access:	accesses to BAR0
 * @device:	argument of @access
 *
 * Return: 0; -EPROTO the window cannot show a ring of this size; -errno of an access.
 */
int tap_reader_open(struct tap_reader *reader, const struct tap_access *access,
		    void *device);

/**
 * tap_reader_next() - take the next record
 * @reader:	reader
 * @ret_record:	the record, valid until the next call
 *
 * Return: 1; 0 there is none yet; -EBADMSG a position or a record contradicts the
 * others, see @wrong; -ENODEV the device answers with ones only; -ECONNRESET
 * ACCEL_REG_TAP_CTRL has changed; -errno of an access. All errors are final.
 */
int tap_reader_next(struct tap_reader *reader,
		    struct tph_tap_record *ret_record);

#endif /* LIBTPH_TAP_READER_H */
