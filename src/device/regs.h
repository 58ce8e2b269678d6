/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A BAR of 32-bit registers, as a table of ranges.
 *
 * Offsets outside of all ranges read as 0 and ignore writes. A write reaches a
 * register only with all four byte enables; other writes are ignored.
 */
#ifndef DEVICE_REGS_H
#define DEVICE_REGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

/**
 * struct regs_range - registers with common handlers
 * @offset:	offset of the first, in bytes from the start of the BAR, DW
 *		aligned
 * @size:	bytes, DW multiple
 * @read:	returns the value of the register at @offset; may be NULL
 * @write:	NULL: read-only
 * @state:	if @read is NULL: offset of the value, a uint32_t in the device;
 *		0: unused
 * @fixed:	if both are unset: the value
 *
 * Handlers get the offset from the start of the BAR.
 */
struct regs_range {
	uint32_t offset, size;
	uint32_t (*read)(void *dev, uint32_t offset);
	void (*write)(void *dev, uint32_t offset, uint32_t value);
	size_t state;
	uint32_t fixed;
};

struct regs {
	const struct regs_range *ranges;
	unsigned int n;
};

/* Read @len bytes at @offset, both DW multiples, lowest register first. */
void regs_read(const struct regs *regs, void *dev, uint64_t offset, void *buf,
	       size_t len);

/* Write the payload of @tlp from @offset, lowest register first. */
void regs_write(const struct regs *regs, void *dev, uint64_t offset,
		const struct tlp *tlp);

/**
 * struct regs_latch - latched high half of the last 64-bit register read
 * @offset:	offset of its low half
 * @high:	the high half
 * @valid:	a low half was read
 */
struct regs_latch {
	uint32_t offset, high;
	bool valid;
};

/*
 * One half of a 64-bit register: a read of the low half latches the high half.
 * The high half of another register than the latched one returns the current
 * value.
 */
uint32_t regs_read64(struct regs_latch *latch, uint32_t offset, uint64_t value);

/* Replace the half of @reg that @offset names. */
void regs_write64(uint64_t *reg, uint32_t offset, uint32_t value);

#endif /* DEVICE_REGS_H */
