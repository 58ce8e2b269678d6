/* SPDX-License-Identifier: BSD-3-Clause */
/* Declarations that the files of the accelerator's driver share */
#ifndef LIBTPH_ACCEL_PRIV_H
#define LIBTPH_ACCEL_PRIV_H

#include <opentph/accel.h>

#include "libtph/lib.h"

/**
 * struct tph_accel_buffer - a range of a partition that is taken
 * @accel:	accelerator
 * @partition:	where it lies
 * @offset:	in device memory, page aligned
 * @size:	whole pages
 * @next:	the next one of all, by @offset
 */
struct tph_accel_buffer {
	struct tph_accel *accel;
	unsigned int partition;
	uint64_t offset, size;
	struct tph_accel_buffer *next;
};

/**
 * struct tph_accel - an open accelerator
 * @dev:	device, owned
 * @info:	what it is
 * @buffers:	ranges that are taken, by offset
 */
struct tph_accel {
	struct tph_device *dev;
	struct tph_accel_info info;
	struct tph_accel_buffer *buffers;
};

/* Bytes of one element of the source and of the result of an operation */
struct accel_op_info {
	const char *name;
	unsigned int src, dst;
};

/* Return: the operation, or NULL if @accel does not have it. */
const struct accel_op_info *accel_op(const struct tph_accel *accel,
				     enum accel_op op);

static inline int accel_get(struct tph_accel *accel, uint32_t reg,
			    uint32_t *ret_value)
{
	return tph_bar_read32(accel->dev, ACCEL_BAR_REGS, reg, ret_value);
}

static inline int accel_set(struct tph_accel *accel, uint32_t reg,
			    uint32_t value)
{
	return tph_bar_write32(accel->dev, ACCEL_BAR_REGS, reg, value);
}

/*
 * Writes are posted. Once a read has come back they have arrived: only then may
 * another device write here too.
 */
static inline int accel_flush(struct tph_accel *accel)
{
	uint32_t id;

	return accel_get(accel, ACCEL_REG_ID, &id);
}

/* A pair of registers; the low half first, which latches the high half */
int accel_get64(struct tph_accel *accel, uint32_t reg, uint64_t *ret_value);
int accel_set64(struct tph_accel *accel, uint32_t reg, uint64_t value);

/* Is this tag in a name space that @accel has? Return: 0; -ERANGE; -EOPNOTSUPP.
 */
int accel_check_tag(const struct tph_accel *accel, bool st16, uint16_t st);

/* Return: 0; -ERANGE no such partition. */
int accel_check_partition(const struct tph_accel *accel,
			  unsigned int partition);

/* Vectors to eventfds, at the first call. Return: as tph_irq_enable(). */
int accel_irqs(struct tph_accel *accel);

#endif /* LIBTPH_ACCEL_PRIV_H */
