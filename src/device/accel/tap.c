// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/tap.h"

#include <stdlib.h>
#include <string.h>

#include "device/accel/tap_match.h"
#include "ground.h"

#define UNIT 16 /* bytes; positions and sizes of records are multiples */

#define CTRL_BITS                                                            \
	(ACCEL_TAP_CTRL_ENABLE | ACCEL_TAP_CTRL_TH | ACCEL_TAP_CTRL_INSIDE | \
	 ACCEL_TAP_CTRL_OUTSIDE)

/* Whole DWs that LENGTH can hold: a longer sequence of bytes is not a TLP */
#define LENGTH_MAX (ACCEL_TAP_INFO_LENGTH & ~3u)

void accel_tap_init(struct accel_tap *tap, unsigned int log2)
{
	*tap = (struct accel_tap){.log2 = log2, .snap = ACCEL_TAP_SNAP_MAX};
}

void accel_tap_reset(struct accel_tap *tap)
{
	struct accel_tap fresh;

	free(tap->ring);
	accel_tap_init(&fresh, tap->log2);
	fresh.now = tap->now;
	fresh.has_clock = tap->has_clock;
	fresh.ctx = tap->ctx;
	fresh.reset = tap->now ? tap->now(tap->ctx) : 0;
	*tap = fresh;
}

static uint64_t ticks(const struct accel_tap *tap)
{
	return tap->now ? tap->now(tap->ctx) - tap->reset : 0;
}

static void clear(struct accel_tap *tap)
{
	tap->read = tap->write = 0;
	tap->number = tap->expected = 0;
	tap->lost = 0;
}

/* Append @len bytes at *@at, which may go on at the start of the ring. */
static void put(struct accel_tap *tap, uint32_t *at, const void *bytes,
		uint32_t len)
{
	const uint32_t size = 1u << tap->log2, place = *at & (size - 1);
	const uint32_t n = min(len, size - place);

	memcpy(tap->ring + place, bytes, n);
	memcpy(tap->ring, (const uint8_t *)bytes + n, len - n);
	*at += len;
}

/* WRITE moves when the record is whole */
static void append(struct accel_tap *tap, uint32_t info, uint32_t sequence,
		   const uint8_t *bytes, uint32_t kept)
{
	static const uint8_t zero[UNIT];
	uint8_t header[ACCEL_TAP_TLP];
	const uint64_t time = ticks(tap);
	uint32_t at = tap->write;

	store_le32(header + ACCEL_TAP_INFO, info);
	store_le32(header + ACCEL_TAP_SEQUENCE, sequence);
	store_le32(header + ACCEL_TAP_TIME, (uint32_t)time);
	store_le32(header + ACCEL_TAP_TIME + 4, (uint32_t)(time >> 32));
	put(tap, &at, header, sizeof(header));
	if (kept)
		put(tap, &at, bytes, kept);
	put(tap, &at, zero, -kept & (UNIT - 1));
	tap->write = at;
}

void accel_tap_see(struct accel_tap *tap, bool sent, const void *bytes,
		   size_t len)
{
	const uint32_t length = (uint32_t)min_t(size_t, len, LENGTH_MAX);
	const uint32_t kept = min(length, tap->snap);
	const uint32_t record = ACCEL_TAP_TLP + (kept + UNIT - 1) / UNIT * UNIT;
	const uint32_t size = 1u << tap->log2, used = tap->write - tap->read;
	uint32_t info = length | kept << 16, sequence;

	if (!tap_match(tap, sent, bytes, len))
		return;
	sequence = tap->number++;
	/* Also if READ is a position that cannot be */
	if (used > size || record > size - used) {
		tap->lost++;
		return;
	}
	if (sent)
		info |= ACCEL_TAP_INFO_TX;
	if (kept < length)
		info |= ACCEL_TAP_INFO_CUT;
	if (sequence != tap->expected)
		info |= ACCEL_TAP_INFO_LOSS;
	tap->expected = sequence + 1;
	append(tap, info, sequence, bytes, kept);
}

/* Return: half of a counter, which latches the other one */
static uint32_t low(struct accel_tap *tap, uint64_t counter)
{
	tap->latch = (uint32_t)(counter >> 32);
	return (uint32_t)counter;
}

static uint32_t window(const struct accel_tap *tap, uint32_t at)
{
	if (!tap->ring || at >> tap->log2)
		return 0;
	return load_le32(tap->ring + at);
}

uint32_t accel_tap_read(struct accel_tap *tap, uint32_t offset)
{
	switch (offset) {
	case ACCEL_REG_TAP_CTRL:
		return tap->ctrl;
	case ACCEL_REG_TAP_LOG2:
		return tap->log2;
	case ACCEL_REG_TAP_SNAP:
		return tap->snap;
	case ACCEL_REG_TAP_KHZ:
		return tap->has_clock && tap->has_clock(tap->ctx) ? 1000000 : 0;
	case ACCEL_REG_TAP_BASE:
		return (uint32_t)tap->base;
	case ACCEL_REG_TAP_BASE + 4:
		return (uint32_t)(tap->base >> 32);
	case ACCEL_REG_TAP_LIMIT:
		return (uint32_t)tap->limit;
	case ACCEL_REG_TAP_LIMIT + 4:
		return (uint32_t)(tap->limit >> 32);
	case ACCEL_REG_TAP_WRITE:
		return tap->write;
	case ACCEL_REG_TAP_READ:
		return tap->read;
	case ACCEL_REG_TAP_LOST:
		return low(tap, tap->lost);
	case ACCEL_REG_TAP_TIME:
		return low(tap, ticks(tap));
	case ACCEL_REG_TAP_LOST + 4:
	case ACCEL_REG_TAP_TIME + 4:
		return tap->latch;
	}
	if (offset >= ACCEL_TAP_WINDOW &&
	    offset - ACCEL_TAP_WINDOW < ACCEL_TAP_WINDOW_SIZE)
		return window(tap, offset - ACCEL_TAP_WINDOW);
	return 0;
}

static void write_ctrl(struct accel_tap *tap, uint32_t value)
{
	tap->ctrl = value & CTRL_BITS;
	if (accel_tap_is_on(tap) && !tap->ring)
		tap->ring = calloc(1, (size_t)1 << tap->log2);
	/* Without memory it stays off, which software reads */
	if (!tap->ring)
		tap->ctrl &= ~ACCEL_TAP_CTRL_ENABLE;
	if (value & ACCEL_TAP_CTRL_CLEAR)
		clear(tap);
}

static void write_half(uint64_t *reg, uint32_t offset, uint32_t value)
{
	const unsigned int shift = offset & 4 ? 32 : 0;

	*reg &= ~((uint64_t)UINT32_MAX << shift);
	*reg |= (uint64_t)value << shift & ~3ull;
}

void accel_tap_write(struct accel_tap *tap, uint32_t offset, uint32_t value)
{
	switch (offset) {
	case ACCEL_REG_TAP_CTRL:
		write_ctrl(tap, value);
		break;
	case ACCEL_REG_TAP_SNAP:
		tap->snap = value & ACCEL_TAP_SNAP_MAX;
		break;
	case ACCEL_REG_TAP_BASE:
	case ACCEL_REG_TAP_BASE + 4:
		write_half(&tap->base, offset, value);
		break;
	case ACCEL_REG_TAP_LIMIT:
	case ACCEL_REG_TAP_LIMIT + 4:
		write_half(&tap->limit, offset, value);
		break;
	case ACCEL_REG_TAP_READ:
		tap->read = value & ~(UNIT - 1u);
		break;
	}
}
