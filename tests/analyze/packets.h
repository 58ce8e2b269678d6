/* SPDX-License-Identifier: BSD-3-Clause */
/* Packets for tests of their readers */
#ifndef TESTS_ANALYZE_PACKETS_H
#define TESTS_ANALYZE_PACKETS_H

#include "analyze/packet/packet.h"

/* Packet @number on @link: 64 DW from 03:00.0 to @addr under an 8-bit @st */
static inline struct packet tagged(uint64_t number, const char *link,
				   uint64_t addr, uint16_t st)
{
	return (struct packet){
		.raw = {.number = number,
			.link = link,
			.dir = CAPTURE_UP,
			.timed = true,
			.ns = 1000 * number},
		.tlp = {.type = TLP_MWR,
			.th = true,
			.ph = 2,
			.st = st,
			.length = 64,
			.requester = TLP_BDF(3, 0, 0),
			.first_be = 0xf,
			.last_be = 0xf,
			.addr = addr},
	};
}

static inline struct packet untagged(uint64_t number, const char *link,
				     uint64_t addr)
{
	struct packet packet = tagged(number, link, addr, 0);

	packet.tlp.th = false;
	packet.tlp.ph = 0;
	return packet;
}

static inline struct packet completion(uint64_t number, const char *link)
{
	return (struct packet){
		.raw = {.number = number, .link = link},
		.tlp = {.type = TLP_CPLD,
			.completer = TLP_BDF(5, 1, 2),
			.requester = TLP_BDF(3, 0, 0),
			.tag = 7,
			.length = 2,
			.byte_count = 5,
			.lower_addr = 2},
	};
}

#endif /* TESTS_ANALYZE_PACKETS_H */
