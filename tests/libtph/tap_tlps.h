/* SPDX-License-Identifier: BSD-3-Clause */
/* A tap whose device is a ring in memory, and TLPs that follow from their numbers */
#ifndef TESTS_LIBTPH_TAP_TLPS_H
#define TESTS_LIBTPH_TAP_TLPS_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/error.h>

#include "ground.h"
#include "tests/libtph/ring.h"

#define LOG2 12

static struct ring ring;
static struct tph_tap *tap;

static inline int begin(void **state)
{
	ring_init(&ring, LOG2);
	tap = ring_tap(&ring);
	return !tap;
}

static inline int end(void **state)
{
	tph_tap_close(tap);
	tap = NULL;
	ring_free(&ring);
	return 0;
}

static inline void start_tap(void)
{
	assert_int_equal(tph_tap_start(tap, &(struct tph_tap_filter){0}), 0);
}

/* TLP number @n: its length and its bytes follow from the number */
static inline uint32_t make(uint32_t n, uint8_t bytes[1100])
{
	const uint32_t len = 12 + n * 52 % 1040;

	for (uint32_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(n * 7 + i);
	return len;
}

static inline void take(uint32_t n)
{
	uint8_t bytes[1100];
	const uint32_t len = make(n, bytes);

	ring_take(&ring, n % 3 == 0, UINT64_C(0xfffffffff0) + n, bytes, len);
}

static inline void expect_record(uint32_t n, uint32_t lost, uint32_t snap)
{
	struct tph_tap_record record;
	uint8_t bytes[1100];
	const uint32_t len = make(n, bytes);

	assert_int_equal(tph_tap_next(tap, &record), 1);
	assert_int_equal(record.sequence, n);
	assert_int_equal(record.lost, lost);
	assert_int_equal(record.sent, n % 3 == 0);
	assert_true(record.time == UINT64_C(0xfffffffff0) + n);
	assert_int_equal(record.length, len);
	assert_int_equal(record.kept, min(len, snap));
	assert_memory_equal(record.data, bytes, record.kept);
}

#endif /* TESTS_LIBTPH_TAP_TLPS_H */
