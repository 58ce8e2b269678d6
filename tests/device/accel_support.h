/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An accelerator core of 8 partitions of 4 KiB, with register accesses like
 * software's.
 */
#ifndef TESTS_DEVICE_ACCEL_SUPPORT_H
#define TESTS_DEVICE_ACCEL_SUPPORT_H

#include "tests/device/support.h"
#include "device/accel/core.h"

#define PART	   4096u
#define PARTITIONS 8u
#define MEM	   (PART * PARTITIONS)

static inline uint32_t reg_get(struct accel *accel, uint32_t offset)
{
	uint8_t buf[4];

	regs_read(&accel_regs, accel, offset, buf, sizeof(buf));
	return get32(buf);
}

static inline uint64_t reg_get64(struct accel *accel, uint32_t offset)
{
	uint64_t low = reg_get(accel, offset);

	return low | (uint64_t)reg_get(accel, offset + 4) << 32;
}

static inline void reg_set(struct accel *accel, uint32_t offset, uint32_t value)
{
	uint8_t buf[4];
	struct tlp tlp = write_tlp(buf, 1);

	put32(buf, value);
	regs_write(&accel_regs, accel, offset, &tlp);
}

static inline void set_entry(struct accel *accel, bool ext, uint16_t st,
			     uint32_t entry)
{
	reg_set(accel, (ext ? ACCEL_REG_TABLE16 : ACCEL_REG_TABLE8) + st * 4u,
		entry);
}

/* Return: entry without MOVE; entry with MOVE */
static inline uint32_t in_place(enum accel_op op)
{
	return ACCEL_ENTRY_VALID | op;
}

static inline uint32_t move_to(unsigned int partition, enum accel_op op)
{
	return ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | partition << 8 | op;
}

static inline int accel_setup(void **state)
{
	static struct accel accel;

	assert_int_equal(accel_init(&accel, MEM, PARTITIONS, true, true), 0);
	accel_reset(&accel);
	reg_set(&accel, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	*state = &accel;
	return 0;
}

static inline int accel_teardown(void **state)
{
	accel_free(*state);
	return 0;
}

#define accel_test(f) \
	cmocka_unit_test_setup_teardown(f, accel_setup, accel_teardown)

#endif /* TESTS_DEVICE_ACCEL_SUPPORT_H */
