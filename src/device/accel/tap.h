/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tap: a ring of the TLPs that the device receives and sends, as rtl/tap has it.
 */
#ifndef DEVICE_ACCEL_TAP_H
#define DEVICE_ACCEL_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/hw/accel.h>

/* log2 of the ring's bytes: as many as the window shows */
#define ACCEL_TAP_LOG2 18

/* Tags of requests, bits 7:0 */
#define ACCEL_TAP_TAGS 256

/**
 * struct accel_tap - the tap of one accelerator
 * @now:	clock in nanoseconds, which never goes backwards; NULL: none
 * @has_clock:	false: @now is 0 at any time
 * @ctx:	for both
 * @reset:	time of the last reset
 * @log2:	log2 of the ring's bytes
 * @ring:	NULL: never enabled since the reset
 * @ctrl, @snap, @base, @limit, @read, @write: registers
 * @latch:	high half of the 64-bit counter whose low half was read last
 * @lost:	TLPs without a record
 * @number:	SEQUENCE of the next TLP that the filters take
 * @expected:	SEQUENCE after that of the last record
 * @asked:	by tag: the last request that is answered, and whether it was inside
 */
struct accel_tap {
	uint64_t (*now)(const void *ctx);
	bool (*has_clock)(const void *ctx);
	const void *ctx;
	uint64_t reset;
	unsigned int log2;
	uint8_t *ring;
	uint32_t ctrl, snap, read, write, latch;
	uint64_t base, limit, lost;
	uint32_t number, expected;
	uint32_t asked[ACCEL_TAP_TAGS];
};

/* Make a tap without a clock, whose ring has 2^@log2 bytes, at most the window's. */
void accel_tap_init(struct accel_tap *tap, unsigned int log2);

/* Set all registers to their reset values and free the ring. */
void accel_tap_reset(struct accel_tap *tap);

/* Return: true if the tap takes TLPs: it must see them */
static inline bool accel_tap_is_on(const struct accel_tap *tap)
{
	return tap->ctrl & ACCEL_TAP_CTRL_ENABLE;
}

/**
 * accel_tap_see() - record a TLP if the filters take it
 * @tap:	tap
 * @sent:	the device sends it, else receives it
 * @bytes:	the TLP as on the link, or bytes that are not a TLP
 * @len:	any length
 */
void accel_tap_see(struct accel_tap *tap, bool sent, const void *bytes,
		   size_t len);

/* Access a register by its offset in BAR0, from ACCEL_REG_TAP_CTRL on, or the window;
 * offsets that are neither read as 0. */
uint32_t accel_tap_read(struct accel_tap *tap, uint32_t offset);
void accel_tap_write(struct accel_tap *tap, uint32_t offset, uint32_t value);

#endif /* DEVICE_ACCEL_TAP_H */
