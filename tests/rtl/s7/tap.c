// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/s7/tap.h"

#include <opentph/hw/accel.h>

#include "tests/rtl/replay_build.h"

#define CPL_HEADER 12
#define PIECE	   128 /* bytes: one completion, if they begin at a multiple */

/* TLPs before tap_begin() */
static unsigned int given_before, sent_before;
static uint8_t ring[TAP_RING];

/* Read at most PIECE bytes of BAR0, a multiple of 4 */
static void read_regs(struct rig *rig, uint32_t offset, void *data, size_t len)
{
	build_get(&rig->sink, ACCEL_BAR_REGS, offset, len / 4);
	rig_settle(rig);
	assert_int_equal(rig->last_len, CPL_HEADER + len);
	memcpy(data, rig->last + CPL_HEADER, len);
}

static uint32_t read_reg(struct rig *rig, uint32_t offset)
{
	uint8_t data[4];

	read_regs(rig, offset, data, sizeof(data));
	return get32(data);
}

void tap_begin(struct rig *rig)
{
	build_set(&rig->sink, ACCEL_BAR_REGS, ACCEL_REG_TAP_CTRL,
		  ACCEL_TAP_CTRL_ENABLE | ACCEL_TAP_CTRL_CLEAR);
	rig_settle(rig);
	given_before = rig->given;
	sent_before = rig->sent;
}

/* Return: the first TLP of @packets of this direction that is not skipped */
static struct capture_packet next(struct capture_reader *packets,
				  enum capture_dir dir, unsigned int skip)
{
	struct capture_packet packet;

	do
		assert_int_equal(capture_next(packets, &packet), 1);
	while (packet.dir != dir || skip--);
	return packet;
}

/* Check the records of one direction, which are @n. */
static void check(struct rig *rig, uint32_t end, enum capture_dir dir,
		  unsigned int skip, unsigned int n)
{
	struct capture_reader *packets;
	uint32_t kept;

	assert_int_equal(capture_open(rig->path, &packets), 0);
	for (uint32_t at = 0; at < end;
	     at += ACCEL_TAP_TLP + ((kept + 15) & ~15u)) {
		const uint32_t info = get32(ring + at);
		struct capture_packet packet;

		kept = (info & ACCEL_TAP_INFO_KEPT) >> 16;
		assert_false(info & (ACCEL_TAP_INFO_CUT | ACCEL_TAP_INFO_LOSS));
		if (!(info & ACCEL_TAP_INFO_TX) != (dir == CAPTURE_DOWN))
			continue;
		assert_true(n--);
		packet = next(packets, dir, skip);
		skip = 0;
		assert_int_equal(info & ACCEL_TAP_INFO_LENGTH, packet.len);
		assert_memory_equal(ring + at + ACCEL_TAP_TLP, packet.data,
				    packet.len);
	}
	assert_int_equal(n, 0);
	capture_free(packets);
}

void tap_end(struct rig *rig)
{
	unsigned int given, sent;
	uint32_t end;

	rig_settle(rig);
	given = rig->given - given_before;
	sent = rig->sent - sent_before;
	end = read_reg(rig, ACCEL_REG_TAP_WRITE);
	assert_int_equal(read_reg(rig, ACCEL_REG_TAP_LOST), 0);
	assert_true(end && end <= TAP_RING - PIECE);
	for (uint32_t at = 0; at < end; at += PIECE)
		read_regs(rig, ACCEL_TAP_WINDOW + at, ring + at, PIECE);
	assert_int_equal(capture_flush(rig->capture), 0);
	check(rig, end, CAPTURE_DOWN, given_before, given);
	check(rig, end, CAPTURE_UP, sent_before, sent);
}
