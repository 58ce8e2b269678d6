// SPDX-License-Identifier: BSD-3-Clause
#include "device/accel/core.h"
#include "ground.h"

#define ENTRY_BITS                                                      \
	(ACCEL_ENTRY_VALID | ACCEL_ENTRY_MOVE | ACCEL_ENTRY_PARTITION | \
	 ACCEL_ENTRY_OP)

static uint32_t read_caps(void *dev, uint32_t offset)
{
	const struct accel *accel = dev;

	return accel->partitions | accel->shift << 8 | ACCEL_CAPS_PASS |
	       ACCEL_CAPS_TAP | (accel->tph_ext ? ACCEL_CAPS_ST_EXT : 0);
}

static void write_ctrl(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	if (value & ACCEL_CTRL_CLEAR)
		accel_clear_counters(accel);
	/* A function that is not a TPH completer ignores hints (sec 2.2.7.1) */
	accel->ctrl = accel->tph ? value & ACCEL_CTRL_INGRESS : 0;
}

static void write_event(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	event_clear(&accel->event, value);
}

static void write_event_mask(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	if (event_unmask(&accel->event, value & ACCEL_EVENT_ALL))
		accel->vectors |= 1u << ACCEL_VECTOR_EVENT;
}

static uint32_t read_event_addr(void *dev, uint32_t offset)
{
	struct accel *accel = dev;

	return regs_read64(&accel->latch, offset, accel->event_addr);
}

static uint32_t read_counter(void *dev, uint32_t offset)
{
	struct accel *accel = dev;

	return regs_read64(&accel->latch, offset,
			   accel->count[(offset - ACCEL_REG_UNTAGGED) / 8]);
}

static void write_tag_select(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	accel->tag_select =
		value & (ACCEL_TAG_SELECT_TAG | ACCEL_TAG_SELECT_EXT);
}

static uint32_t read_tag_counter(void *dev, uint32_t offset)
{
	struct accel *accel = dev;
	const struct accel_tag_count *tag = &accel->tags[accel_tag_index(
		accel->tag_select & ACCEL_TAG_SELECT_EXT,
		(uint16_t)accel->tag_select)];

	return regs_read64(&accel->latch, offset,
			   offset < ACCEL_REG_TAG_BYTES ? tag->writes
							: tag->bytes);
}

/* Return: the 64-bit register of the pass at @offset */
static uint64_t *pass_addr(struct accel *accel, uint32_t offset)
{
	return offset < ACCEL_REG_PASS_DST ? &accel->pass.src
					   : &accel->pass.dst;
}

static uint32_t read_pass_addr(void *dev, uint32_t offset)
{
	struct accel *accel = dev;

	/* Only software writes it: a latch is not needed */
	return (uint32_t)(*pass_addr(accel, offset) >> (offset & 4 ? 32 : 0));
}

static void write_pass_addr(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	regs_write64(pass_addr(accel, offset), offset, value);
}

static void write_pass_len(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	accel->pass.len = value;
}

static void write_pass_op(void *dev, uint32_t offset, uint32_t value)
{
	accel_pass_start(dev, value);
}

static uint32_t read_part(void *dev, uint32_t offset)
{
	struct accel *accel = dev;
	uint32_t at = offset - ACCEL_REG_PART;

	return regs_read64(&accel->latch, offset,
			   accel->part[at / ACCEL_PART_STRIDE]
				      [at % ACCEL_PART_STRIDE / 8]);
}

static uint32_t read_table8(void *dev, uint32_t offset)
{
	const struct accel *accel = dev;

	return accel->table[accel_tag_index(false,
					    (offset - ACCEL_REG_TABLE8) / 4)];
}

static void write_table8(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	accel->table[accel_tag_index(false, (offset - ACCEL_REG_TABLE8) / 4)] =
		value & ENTRY_BITS;
}

static uint32_t read_table16(void *dev, uint32_t offset)
{
	const struct accel *accel = dev;

	return accel->table[accel_tag_index(true,
					    (offset - ACCEL_REG_TABLE16) / 4)];
}

static void write_table16(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	if (accel->tph_ext)
		accel->table[accel_tag_index(
			true, (offset - ACCEL_REG_TABLE16) / 4)] =
			value & ENTRY_BITS;
}

static uint32_t read_tap(void *dev, uint32_t offset)
{
	struct accel *accel = dev;

	return accel_tap_read(&accel->tap, offset);
}

static void write_tap(void *dev, uint32_t offset, uint32_t value)
{
	struct accel *accel = dev;

	accel_tap_write(&accel->tap, offset, value);
}

#define STATE(member) .state = offsetof(struct accel, member)

static const struct regs_range ranges[] = {
	{ACCEL_REG_ID, 4, .fixed = ACCEL_ID_MAGIC},
	{ACCEL_REG_VERSION, 4, .fixed = ACCEL_VERSION},
	{ACCEL_REG_CAPS, 4, .read = read_caps},
	{ACCEL_REG_OPS, 4, .fixed = (1u << ACCEL_OP_MAX) - 1},
	{ACCEL_REG_CTRL, 4, STATE(ctrl), .write = write_ctrl},
	{ACCEL_REG_EVENT, 4, STATE(event.status), .write = write_event},
	{ACCEL_REG_EVENT_MASK, 4, STATE(event.mask), .write = write_event_mask},
	{ACCEL_REG_EVENT_ADDR, 8, .read = read_event_addr},
	{ACCEL_REG_EVENT_ST, 4, STATE(event_st)},
	{ACCEL_REG_UNTAGGED, ACCEL_COUNTERS * 8, .read = read_counter},
	{ACCEL_REG_BUILD, 4, .fixed = 0},
	{ACCEL_REG_TAG_SELECT, 4, STATE(tag_select), .write = write_tag_select},
	{ACCEL_REG_TAG_WRITES, 16, .read = read_tag_counter},
	{ACCEL_REG_PASS_SRC, 16, .read = read_pass_addr,
	 .write = write_pass_addr},
	{ACCEL_REG_PASS_LEN, 4, STATE(pass.len), .write = write_pass_len},
	{ACCEL_REG_PASS_OP, 4, STATE(pass.op), .write = write_pass_op},
	{ACCEL_REG_PASS_STATUS, 4, STATE(pass.status)},
	{ACCEL_REG_TAP_CTRL, ACCEL_REG_TAP_TIME + 8 - ACCEL_REG_TAP_CTRL,
	 .read = read_tap, .write = write_tap},
	{ACCEL_REG_PART, ACCEL_PARTITIONS_MAX *ACCEL_PART_STRIDE,
	 .read = read_part},
	{ACCEL_REG_TABLE8, ACCEL_TAGS_8 * 4, .read = read_table8,
	 .write = write_table8},
	{ACCEL_REG_TABLE16, 65536 * 4, .read = read_table16,
	 .write = write_table16},
	{ACCEL_TAP_WINDOW, ACCEL_TAP_WINDOW_SIZE, .read = read_tap},
};

const struct regs accel_regs = {ranges, ARRAY_SIZE(ranges)};
