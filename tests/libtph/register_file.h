/* SPDX-License-Identifier: BSD-3-Clause */
/* An accelerator that is nothing but a register file, and its driver */
#ifndef TESTS_LIBTPH_REGISTER_FILE_H
#define TESTS_LIBTPH_REGISTER_FILE_H

#include <string.h>

#include <opentph/accel.h>
#include <opentph/error.h>

#include "tests/libtph/fake.h"

#define ALL_OPS 0x1ffu

static struct tph_accel *accel;

static inline uint32_t reg(uint32_t offset)
{
	uint32_t v;

	memcpy(&v, fake.memory[0] + offset, sizeof(v));
	return v;
}

static inline void set_reg(uint32_t offset, uint32_t v)
{
	memcpy(fake.memory[0] + offset, &v, sizeof(v));
}

/* Registers of an accelerator of four partitions of 128 KiB after reset */
static inline void fill(void)
{
	set_reg(0x000, 0x41485054);
	set_reg(0x004, 1);
	set_reg(0x008, 4 | 17 << 8 | 1 << 16 | 1 << 17);
	set_reg(0x00c, ALL_OPS);
}

static inline int start(void **state)
{
	fake_start();
	fill();
	return tph_accel_open(NULL, NULL, &accel);
}

static inline int end(void **state)
{
	tph_accel_close(accel);
	fake_end();
	return 0;
}

#endif /* TESTS_LIBTPH_REGISTER_FILE_H */
