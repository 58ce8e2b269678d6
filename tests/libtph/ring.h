/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A device with a tap and nothing else, written from docs/accelerator.md: for tests of
 * its readers. It can also lie.
 */
#ifndef TESTS_LIBTPH_RING_H
#define TESTS_LIBTPH_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libtph/tap/priv.h"

/* Registers by their number, as the document has them */
#define RING_REGS (0x140 / 4)

/**
 * struct ring - the device
 * @regs:	registers; CTRL, READ and WRITE take effect
 * @bytes:	the ring
 * @sequence:	number of the next TLP
 * @lost:	TLPs were lost just before
 * @gone:	it answers with ones
 * @gone_after:	it goes after so many reads of 4 bytes; 0: never
 * @unmapped:	an access raises SIGBUS
 * @error:	answer of each access
 * @reads:	reads of 4 bytes
 * @wide:	largest number of bytes of one call
 * @stuck:	bits of CTRL that cannot be set
 */
struct ring {
	uint32_t regs[RING_REGS];
	uint8_t *bytes;
	uint32_t sequence;
	bool lost, gone, unmapped;
	uint32_t gone_after;
	int error;
	uint32_t reads, wide;
	uint32_t stuck;
};

extern const struct tap_access ring_access;

/* A ring of 1 << @log2 bytes, after reset */
void ring_init(struct ring *ring, uint32_t log2);
void ring_free(struct ring *ring);

/* Reset as by FLR */
void ring_reset(struct ring *ring);

/* The device sends or receives a TLP at @time: it is recorded, or counted as lost */
void ring_take(struct ring *ring, bool sent, uint64_t time, const void *tlp,
	       uint32_t len);

/* Write 4 bytes of the ring at a position. */
void ring_poke(struct ring *ring, uint32_t position, uint32_t value);

/* A tap whose accesses go to @ring; tph_tap_close() frees it */
struct tph_tap *ring_tap(struct ring *ring);

#endif /* TESTS_LIBTPH_RING_H */
