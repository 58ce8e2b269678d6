/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A tap of an accelerator core, with a clock, TLPs by their bytes in hex, and records.
 */
#ifndef TESTS_DEVICE_TAP_SUPPORT_H
#define TESTS_DEVICE_TAP_SUPPORT_H

#include <stdio.h>

#include "tests/device/accel_support.h"

#define RING	(1u << 18)
#define ENABLE	ACCEL_TAP_CTRL_ENABLE
#define CLEAR	ACCEL_TAP_CTRL_CLEAR
#define INSIDE	ACCEL_TAP_CTRL_INSIDE
#define OUTSIDE ACCEL_TAP_CTRL_OUTSIDE
#define RX	false
#define TX	true

static uint64_t clock_now;

static inline uint64_t now(const void *ctx)
{
	return *(const uint64_t *)ctx;
}

static inline bool has_clock(const void *ctx)
{
	return true;
}

static inline int setup(void **state)
{
	int ret = accel_setup(state);
	struct accel *accel = *state;

	clock_now = 1000;
	accel->tap.now = now;
	accel->tap.has_clock = has_clock;
	accel->tap.ctx = &clock_now;
	accel_reset(accel);
	return ret;
}

static inline size_t unhex(const char *hex, uint8_t *bytes)
{
	size_t n = 0;
	unsigned int byte;

	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
		bytes[n++] = (uint8_t)byte;
		hex += hex[2] == ' ';
	}
	return n;
}

/* The TLP with the bytes of @hex passes */
static inline void see(struct accel *accel, bool sent, const char *hex)
{
	uint8_t bytes[256];
	size_t len = unhex(hex, bytes);

	accel_tap_see(&accel->tap, sent, bytes, len);
}

/* The next record is that of @hex, and is read */
static inline void expect_record(struct accel *accel, const char *hex)
{
	uint32_t at = reg_get(accel, ACCEL_REG_TAP_READ);
	uint8_t want[512], bytes[512];
	size_t len = unhex(hex, want);

	assert_true(len && len % 16 == 0);
	assert_in_range(len, 16, reg_get(accel, ACCEL_REG_TAP_WRITE) - at);
	for (size_t i = 0; i < len; i += 4)
		put32(bytes + i,
		      reg_get(accel, ACCEL_TAP_WINDOW + (at + i) % RING));
	assert_memory_equal(bytes, want, len);
	reg_set(accel, ACCEL_REG_TAP_READ, at + (uint32_t)len);
}

static inline void expect_empty(struct accel *accel)
{
	assert_int_equal(reg_get(accel, ACCEL_REG_TAP_WRITE),
			 reg_get(accel, ACCEL_REG_TAP_READ));
}

static inline void set_range(struct accel *accel, uint64_t base, uint64_t limit)
{
	reg_set(accel, ACCEL_REG_TAP_BASE, (uint32_t)base);
	reg_set(accel, ACCEL_REG_TAP_BASE + 4, (uint32_t)(base >> 32));
	reg_set(accel, ACCEL_REG_TAP_LIMIT, (uint32_t)limit);
	reg_set(accel, ACCEL_REG_TAP_LIMIT + 4, (uint32_t)(limit >> 32));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, accel_teardown)

#endif /* TESTS_DEVICE_TAP_SUPPORT_H */
