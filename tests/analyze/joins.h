/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads and their completions for tests of join.c, each test with room for four
 */
#ifndef TESTS_ANALYZE_JOINS_H
#define TESTS_ANALYZE_JOINS_H

#include "analyze/join/join.h"

#define HOST TLP_BDF(0, 0, 0)
#define NIC  TLP_BDF(1, 0, 0)

/* The TLP passes interface 0 at a time of 100 ns times its number.
 * Its bytes are there for a while
 */
static inline struct packet make_packet(uint64_t number, enum capture_dir dir,
					struct tlp tlp)
{
	static uint8_t bytes[8][TLP_MAX_HEADER];
	static unsigned int n;
	uint8_t *data = bytes[n++ % 8];

	return (struct packet){
		.raw = {.number = number,
			.dir = dir,
			.timed = true,
			.ns = number * 100,
			.data = data,
			.len = tlp_encode_header(&tlp, data, TLP_MAX_HEADER)},
		.tlp = tlp,
	};
}

static inline struct packet read_of(uint64_t number, uint16_t tag,
				    uint64_t addr, uint16_t length)
{
	return make_packet(number, CAPTURE_UP,
			   (struct tlp){.type = TLP_MRD,
					.requester = NIC,
					.tag = tag,
					.addr = addr,
					.length = length,
					.first_be = 0xf,
					.last_be = length > 1 ? 0xf : 0});
}

/* @length DW from @lower_addr, with a Byte Count of @byte_count */
static inline struct packet data_of(uint64_t number, uint16_t tag,
				    uint8_t lower_addr, uint16_t length,
				    uint16_t byte_count)
{
	return make_packet(number, CAPTURE_DOWN,
			   (struct tlp){.type = TLP_CPLD,
					.completer = HOST,
					.requester = NIC,
					.tag = tag,
					.lower_addr = lower_addr,
					.length = length,
					.byte_count = byte_count});
}

static inline struct packet plain_of(uint64_t number, uint16_t tag,
				     uint8_t status, uint16_t byte_count)
{
	struct packet packet = data_of(number, tag, 0, 0, byte_count);

	packet.tlp.type = TLP_CPL;
	packet.tlp.status = status;
	return packet;
}

static inline struct packet with_type(struct packet packet, enum tlp_type type)
{
	packet.tlp.type = type;
	return packet;
}

static inline struct join_event add(void **state, struct packet packet)
{
	return join_add(*state, &packet);
}

static inline int begin(void **state)
{
	return join_create(4, (struct join **)state);
}

static inline int end(void **state)
{
	join_free(*state);
	return 0;
}

#define TEST(_name) cmocka_unit_test_setup_teardown(_name, begin, end)

#endif /* TESTS_ANALYZE_JOINS_H */
