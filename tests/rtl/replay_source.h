/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs for the test benches of wrappers: captures, directed cases, random ones */
#ifndef TESTS_RTL_REPLAY_SOURCE_H
#define TESTS_RTL_REPLAY_SOURCE_H

#include "tests/rtl/replay.h"

/**
 * struct replay_sink - takes the TLPs of a source
 * @replay:	judge: addresses of BARs
 * @take:	called for each TLP in turn; non-flit framing
 * @ctx:	for @take
 */
struct replay_sink {
	const struct replay *replay;
	void (*take)(void *ctx, const uint8_t *bytes, size_t len);
	void *ctx;
};

/*
 * TLPs of a capture that go down, or have no direction. Return: number; -errno as
 * capture_open() and capture_next().
 */
int replay_capture(const struct replay_sink *sink, const char *path);

/* Interrupts to PCIE_INTERRUPT_BASE, or above 4 GiB; all events are enabled */
void replay_interrupts(const struct replay_sink *sink, bool high);

/* Tags 0x10 + op for all operations, in place; 0x20 + op into partition 3; INGRESS */
void replay_tables(const struct replay_sink *sink);

/*
 * Each way in which a header may differ, with any entries: 3 and 4 DW where the
 * address allows, every alignment, byte enables, zero length, 4 KiB, poison, digest,
 * hints, types that are not supported, the MSI-X table.
 */
void replay_cases(const struct replay_sink *sink);

/* @n requests by @seed, most to a few lines of memory, and reads of these lines */
void replay_random(const struct replay_sink *sink, uint64_t seed,
		   unsigned int n);

/* Reads of all memory and of all registers and counters */
void replay_readback(const struct replay_sink *sink, uint64_t memory);

#endif /* TESTS_RTL_REPLAY_SOURCE_H */
