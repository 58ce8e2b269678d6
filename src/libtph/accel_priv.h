/* SPDX-License-Identifier: BSD-3-Clause */
/* Declarations that the files of the accelerator's driver share */
#ifndef LIBTPH_ACCEL_PRIV_H
#define LIBTPH_ACCEL_PRIV_H

#include <opentph/accel.h>

#include "libtph/lib.h"

/**
 * struct tph_accel_buffer - an allocated range of a partition
 * @accel:	accelerator
 * @partition:	its partition
 * @offset:	offset in device memory, page aligned
 * @size:	bytes, whole pages
 * @next:	next buffer of the accelerator, by @offset
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
 * @info:	properties
 * @buffers:	allocated ranges, by offset
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
 * Writes are posted; they have arrived when a read returns. Only then may
 * another device write to the same memory.
 */
static inline int accel_flush(struct tph_accel *accel)
{
	uint32_t id;

	return accel_get(accel, ACCEL_REG_ID, &id);
}

/* A pair of registers; the low half first, which latches the high half */
int accel_get64(struct tph_accel *accel, uint32_t reg, uint64_t *ret_value);
int accel_set64(struct tph_accel *accel, uint32_t reg, uint64_t value);

/* Check a tag and its name space. Return: 0; -ERANGE; -EOPNOTSUPP.
 */
int accel_check_tag(const struct tph_accel *accel, bool st16, uint16_t st);

/* Return: 0; -ERANGE no such partition. */
int accel_check_partition(const struct tph_accel *accel,
			  unsigned int partition);

/* Enable the vectors at the first call. Return: as tph_irq_enable(). */
int accel_irqs(struct tph_accel *accel);

#endif /* LIBTPH_ACCEL_PRIV_H */
