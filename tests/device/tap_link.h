/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The tap of a hierarchy's accelerator beside the tap on its link. Accesses to the former
 * need no TLP.
 */
#ifndef TESTS_DEVICE_TAP_LINK_H
#define TESTS_DEVICE_TAP_LINK_H

#include "tests/device/host.h"

/* Records that were compared, of them sent and cut, and TLPs without one; the last time */
struct tap_totals {
	uint64_t records, losses, sent, cut, time;
};
extern struct tap_totals totals;

/* Begin with an enabled tap, and with no TLP. */
void tap_link_open(struct host *host);

/* The same later, without the totals. */
void tap_link_begin(struct host *host);

uint32_t tap_link_peek(struct host *host, uint32_t offset);
void tap_link_poke(struct host *host, uint32_t offset, uint32_t value);

/* Return: TLPs on the link since then */
unsigned int tap_link_count(void);

/* Forget all of them but @n from the one numbered @first on. */
void tap_link_keep(unsigned int first, unsigned int n);

/*
 * Each TLP of the link has its record, cut at @snap bytes, if there was room: nobody read
 * meanwhile, so the room is that of all records before it.
 */
void tap_link_expect(struct host *host, uint32_t snap);

#endif /* TESTS_DEVICE_TAP_LINK_H */
