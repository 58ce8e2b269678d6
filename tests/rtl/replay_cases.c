// SPDX-License-Identifier: BSD-3-Clause
/* Directed requests */
#include <opentph/hw/accel.h>

#include "ground.h"
#include "tests/rtl/replay_build.h"

#define HIGH_INTERRUPT 0x8123u /* upper half of an address above 4 GiB */

void replay_interrupts(const struct replay_sink *sink, bool high)
{
	for (unsigned int v = 0; v < ACCEL_MSIX_VECTORS; v++) {
		const uint32_t at = ACCEL_MSIX_TABLE + v * 16;

		build_set(sink, ACCEL_BAR_MSIX, at, 0xfee00000 + v * 0x1000);
		build_set(sink, ACCEL_BAR_MSIX, at + 4,
			  high ? HIGH_INTERRUPT : 0);
		build_set(sink, ACCEL_BAR_MSIX, at + 8, 0x4000 + v);
		build_set(sink, ACCEL_BAR_MSIX, at + 12, 0);
	}
	build_set(sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
}

void replay_tables(const struct replay_sink *sink)
{
	for (unsigned int op = 0; op <= ACCEL_OP_MAX; op++) {
		const uint32_t entry = ACCEL_ENTRY_VALID | op;
		const uint64_t at = ACCEL_REG_TABLE8 + (0x10 + op) * 4;

		build_set(sink, ACCEL_BAR_REGS, at, entry);
		build_set(sink, ACCEL_BAR_REGS, at + 0x10 * 4,
			  entry | ACCEL_ENTRY_MOVE | 3 << 8);
	}
	build_set(sink, ACCEL_BAR_REGS, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
}

/* Writes and reads of all small lengths at all alignments of the widest line */
static void alignments(const struct replay_sink *sink)
{
	for (unsigned int at = 0; at < 8; at++)
		for (unsigned int dws = 1; dws <= 18; dws++) {
			struct tlp tlp =
				build_request(sink, TLP_MWR, ACCEL_BAR_MEM,
					      0x1000 + at * 4, dws);

			tlp.tag = dws;
			build_send(sink, &tlp, at * 64 + dws);
			build_get(sink, ACCEL_BAR_MEM, 0x1000 + at * 4, dws);
		}
}

/* All enables of one DW, and the contiguous ones of more */
static void enables(const struct replay_sink *sink)
{
	static const uint8_t first[] = {0x8, 0xc, 0xe, 0xf};
	static const uint8_t last[] = {0x1, 0x3, 0x7, 0xf};

	for (unsigned int i = 0; i < 16 + 3 * 16; i++) {
		const unsigned int dws = i < 16 ? 1 : 1 + i / 16;
		struct tlp tlp = build_request(sink, TLP_MWR, ACCEL_BAR_MEM,
					       0x2008, dws);

		tlp.first_be = dws > 1 ? first[i & 3] : i & 0xf;
		tlp.last_be = dws > 1 ? last[i >> 2 & 3] : 0;
		build_send(sink, &tlp, i);
		tlp.type = TLP_MRD;
		tlp.tag = i;
		build_send(sink, &tlp, 0);
		build_get(sink, ACCEL_BAR_MEM, 0x2000, 8);
	}
}

/* The longest: Max_Payload_Size at each alignment, reads of 4 KiB */
static void long_ones(const struct replay_sink *sink)
{
	const unsigned int dws = replay_config(sink->replay)->max_payload / 4;

	for (unsigned int at = 0; at < 40; at += 4) {
		struct tlp tlp = build_request(sink, TLP_MWR, ACCEL_BAR_MEM,
					       0x3000 + at, dws);

		build_send(sink, &tlp, at);
		build_get(sink, ACCEL_BAR_MEM, 0x3000 + at,
			  at ? 1024 - at / 4 : 1024);
	}
}

static void hints(const struct replay_sink *sink)
{
	for (unsigned int st = 0x10; st < 0x40; st++)
		for (unsigned int ph = 0; ph < 4; ph++) {
			struct tlp tlp =
				build_request(sink, TLP_MWR, ACCEL_BAR_MEM,
					      0x4000 + st % 4 * 16 + ph * 4,
					      1 + st % 7);

			tlp.th = true;
			tlp.st = st;
			tlp.ph = ph;
			tlp.ep = st % 13 == 5 && ph == 1;
			tlp.td = ph == 2;
			build_send(sink, &tlp, st);
			tlp.type = TLP_MRD;
			tlp.ep = false;
			tlp.tag = st * 4 + ph;
			tlp.st = st * 5 & 0xff;
			build_send(sink, &tlp, 0);
			build_get(sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT, 1);
			build_set(sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT,
				  ACCEL_EVENT_ALL);
		}
}

/* TC, attributes, tags of 10 bits, digest, poison: each alone and with each length */
static void fields(const struct replay_sink *sink)
{
	for (unsigned int i = 0; i < 64; i++) {
		struct tlp tlp =
			build_request(sink, i % 2 ? TLP_MRD : TLP_MWR,
				      ACCEL_BAR_MEM, 0x5004 + i * 8, 1 + i % 9);

		tlp.tc = i / 2 % 8;
		tlp.attr = i / 4 % 8;
		tlp.at = i / 8 % 4 == 2 ? TLP_AT_TRANSLATED : 0;
		tlp.tag = i * 37 & 0x3ff;
		tlp.td = i % 3 == 0;
		tlp.ep = i % 2 == 0 && i % 5 == 0;
		build_send(sink, &tlp, i);
	}
	for (unsigned int bar = 0; bar <= ACCEL_BAR_MSIX; bar += 2) {
		struct tlp tlp = build_request(sink, TLP_MWR, bar, 8, 2);

		tlp.ep = true;
		tlp.td = true;
		build_send(sink, &tlp, bar);
		build_get(sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT, 1);
	}
}

static void unsupported(const struct replay_sink *sink)
{
	static const struct {
		enum tlp_type type;
		unsigned int dws;
	} types[] = {
		{TLP_MRDLK, 1},	   {TLP_MRDLK, 5}, {TLP_FETCHADD, 1},
		{TLP_FETCHADD, 2}, {TLP_SWAP, 2},  {TLP_CAS, 2},
		{TLP_CAS, 8},	   {TLP_DMWR, 3},  {TLP_IORD, 1},
		{TLP_IOWR, 1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(types) * 3; i++) {
		const size_t t = i % ARRAY_SIZE(types);
		struct tlp tlp =
			build_request(sink, types[t].type, ACCEL_BAR_MEM,
				      0x6000 + i * 64, types[t].dws);

		if (tlp.type == TLP_IORD || tlp.type == TLP_IOWR) {
			tlp.addr = 0x1230;
			tlp.addr64 = false;
		}
		tlp.tag = i;
		tlp.td = i % 4 == 1;
		tlp.attr = i % 4;
		build_send(sink, &tlp, i);
		build_get(sink, ACCEL_BAR_MEM, 0x6000, 4);
	}
}

/* Completions that nobody waits for */
static void unexpected(const struct replay_sink *sink)
{
	for (unsigned int i = 0; i < 8; i++) {
		const struct tlp tlp = {
			.type = i % 2 ? TLP_CPLD : TLP_CPL,
			.length = i % 2 ? 1 + i : 0,
			.byte_count = 4 + 4 * i,
			.requester = replay_config(sink->replay)->bdf,
			.tag = i,
		};

		build_send(sink, &tlp, i);
	}
}

static void msix(const struct replay_sink *sink)
{
	static const struct {
		uint32_t at;
		unsigned int dws;
	} reads[] = {
		{ACCEL_MSIX_TABLE, 8},
		{ACCEL_MSIX_TABLE + 4, 3},
		{ACCEL_MSIX_PBA, 2},
		{ACCEL_MSIX_TABLE + 16, 5}, /* the last DW is none */
		{ACCEL_MSIX_PBA + 4, 2},
		{0x800, 1},
	};
	struct tlp tlp;

	for (size_t i = 0; i < ARRAY_SIZE(reads); i++)
		build_get(sink, ACCEL_BAR_MSIX, reads[i].at, reads[i].dws);
	/* Both vectors in one write, with byte enables */
	tlp = build_request(sink, TLP_MWR, ACCEL_BAR_MSIX, 4, 7);
	tlp.first_be = 0xc;
	tlp.last_be = 0x1;
	build_send(sink, &tlp, 77);
	build_get(sink, ACCEL_BAR_MSIX, ACCEL_MSIX_TABLE, 8);
	/* A masked vector is pending, and goes when unmasked */
	replay_interrupts(sink, false);
	build_set(sink, ACCEL_BAR_MSIX, 12, 1);
	build_set(sink, ACCEL_BAR_REGS, ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
	tlp = build_request(sink, TLP_MWR, ACCEL_BAR_MEM, 0x7000, 1);
	tlp.ep = true;
	build_send(sink, &tlp, 1);
	build_get(sink, ACCEL_BAR_MSIX, ACCEL_MSIX_PBA, 2);
	build_set(sink, ACCEL_BAR_MSIX, 12, 0);
	build_get(sink, ACCEL_BAR_MSIX, ACCEL_MSIX_PBA, 2);
}

void replay_cases(const struct replay_sink *sink)
{
	alignments(sink);
	enables(sink);
	long_ones(sink);
	hints(sink);
	fields(sink);
	unsupported(sink);
	unexpected(sink);
	msix(sink);
}
