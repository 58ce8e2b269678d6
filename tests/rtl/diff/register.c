// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/diff/register.h"

#include <opentph/hw/accel.h>

#include "ground.h"

#define ALL_BE	    0xfu
#define COUNTER_DWS ((ACCEL_REG_CYCLES + 8 - ACCEL_REG_UNTAGGED) / 4)
#define PART_DWS    (DIFF_PARTS * ACCEL_PART_STRIDE / 4)
#define EVENT_DWS   ((ACCEL_REG_EVENT_ST + 4 - ACCEL_REG_CTRL) / 4)
#define PASS_DWS    ((ACCEL_REG_PASS_OP + 4 - ACCEL_REG_PASS_SRC) / 4)
#define PASS_MOST   2048u /* bytes of most passes */
#define PASS_LONG   768u  /* bytes that take longer than a write */

static void read_at(struct step *step, uint32_t offset, unsigned int dws)
{
	step->regs = true;
	step->offset = offset;
	step->tlp.type = TLP_MRD;
	step->tlp.length = (uint16_t)dws;
	step->tlp.first_be = ALL_BE;
	step->tlp.last_be = dws > 1 ? ALL_BE : 0;
}

static void write_at(struct step *step, uint32_t offset, unsigned int dws)
{
	read_at(step, offset, dws);
	step->tlp.type = TLP_MWR;
}

static void write_one(struct step *step, uint32_t offset, uint32_t value)
{
	write_at(step, offset, 1);
	store_le32(step->data, value);
}

/* Reads: @count places of @stride bytes from @offset, of which one is read */
static const struct {
	uint32_t offset, stride;
	uint16_t count, dws;
} probes[] = {
	{ACCEL_REG_ID, 0, 1, 4},
	{ACCEL_REG_CTRL, 0, 1, EVENT_DWS},
	{ACCEL_REG_EVENT, 0, 1, 1},
	{ACCEL_REG_EVENT_ADDR, 0, 1, 3},
	{ACCEL_REG_UNTAGGED, 0, 1, COUNTER_DWS},
	{ACCEL_REG_UNTAGGED, 0, 1, COUNTER_DWS},
	{ACCEL_REG_UNTAGGED, 8, COUNTER_DWS / 2, 2},
	{ACCEL_REG_UNTAGGED, 4, COUNTER_DWS, 1},
	{ACCEL_REG_TAG_SELECT, 0, 1, 6},
	{ACCEL_REG_TAG_SELECT, 0, 1, 6},
	{ACCEL_REG_PASS_SRC, 0, 1, PASS_DWS + 1},
	{ACCEL_REG_PART, 0, 1, PART_DWS},
	{ACCEL_REG_PART, 0, 1, PART_DWS},
	{ACCEL_REG_PART, 4, PART_DWS + 8, 1},
	{ACCEL_REG_TABLE8, 4, 256, 1},
	{ACCEL_REG_TABLE8, 64, 15, 17},
	{ACCEL_REG_TABLE16, 4, 4096, 3},
	{0, 4, 64, 2},
};

static void make_probe(const struct setting *setting, struct dice *dice,
		       struct step *step)
{
	const unsigned int i = roll(dice, ARRAY_SIZE(probes));

	read_at(step,
		probes[i].offset +
			roll(dice, probes[i].count) * probes[i].stride,
		probes[i].dws);
	/* Bytes of reads are not masked */
	step->tlp.first_be = dice_next(dice) & ALL_BE;
}

static uint32_t entry_of(const struct setting *setting, struct dice *dice)
{
	unsigned int tag = setting->tags[roll(dice, SETTING_TAGS)].tag;

	return ACCEL_REG_TABLE8 + tag * 4;
}

static void make_entry(const struct setting *setting, struct dice *dice,
		       struct step *step)
{
	const uint32_t offset = entry_of(setting, dice);
	unsigned int dws = chance(dice, 2) ? 1 + roll(dice, 5) : 1;

	dws = min(dws, (ACCEL_REG_TABLE8 + 1024 - offset) / 4);
	write_at(step, offset, dws);
	for (unsigned int i = 0; i < dws; i++)
		store_le32(step->data + i * 4, setting_entry(setting, dice));
}

static void make_event(const struct setting *setting, struct dice *dice,
		       struct step *step)
{
	uint32_t bits =
		chance(dice, 2) ? ACCEL_EVENT_ALL : (uint32_t)dice_next(dice);

	/* A pass sets this bit at its own time */
	if (setting->overlap && !chance(dice, 4))
		bits &= ~ACCEL_EVENT_PASS;
	step->calm = setting->overlap && (bits & ACCEL_EVENT_PASS);
	write_one(step, ACCEL_REG_EVENT, bits);
}

static void make_mask(const struct setting *setting, struct dice *dice,
		      struct step *step)
{
	step->calm = setting->overlap;
	write_one(step, ACCEL_REG_EVENT_MASK, (uint32_t)dice_next(dice));
}

static void make_select(const struct setting *setting, struct dice *dice,
			struct step *step)
{
	uint32_t tag = setting->tags[roll(dice, SETTING_TAGS)].tag;

	if (chance(dice, 8))
		tag = (uint32_t)dice_next(dice) & 0xff;
	write_one(step, ACCEL_REG_TAG_SELECT, tag);
}

static void make_ctrl(const struct setting *setting, struct dice *dice,
		      struct step *step)
{
	uint32_t value = ACCEL_CTRL_INGRESS;

	if (chance(dice, 2))
		value |= ACCEL_CTRL_CLEAR;
	if (chance(dice, 8))
		value &= ~ACCEL_CTRL_INGRESS;
	/* Counters of a pass are cleared between two of its accesses */
	step->calm = setting->overlap;
	write_one(step, ACCEL_REG_CTRL, value);
}

/* Registers that are written in part, or are read-only or not there */
static void make_wild(const struct setting *setting, struct dice *dice,
		      struct step *step)
{
	static const uint32_t offsets[] = {
		ACCEL_REG_ID,	      ACCEL_REG_EVENT_ADDR, ACCEL_REG_UNTAGGED,
		ACCEL_REG_TAG_WRITES, ACCEL_REG_PART,	    ACCEL_REG_TABLE16,
	};
	const uint64_t bits = dice_next(dice);

	if (chance(dice, 2)) {
		make_entry(setting, dice, step);
		step->tlp.first_be = bits & ALL_BE;
		if (step->tlp.length > 1)
			step->tlp.last_be = bits >> 4 & ALL_BE;
		return;
	}
	write_one(step, offsets[roll(dice, ARRAY_SIZE(offsets))],
		  (uint32_t)bits);
}

static void make_poison(const struct setting *setting, struct dice *dice,
			struct step *step)
{
	make_entry(setting, dice, step);
	step->tlp.ep = true;
}

/* Most passes are valid: aligned, inside of memory, and apart or in place */
static void make_pass(const struct setting *setting, struct dice *dice,
		      struct step *step)
{
	const unsigned int size = setting->overlap ? DIFF_MEM / 2 : DIFF_MEM;
	uint32_t op = roll(dice, ACCEL_OP_MAX);
	uint32_t len = roll(dice, PASS_MOST / 4) * 4;
	uint32_t src = roll(dice, size / 8) * 4;
	uint32_t dst = size / 2 + roll(dice, size / 16) * 4;

	len = min(len, size / 8 - 16);
	switch (roll(dice, 16)) {
	case 0 ... 2: /* next to each other, not aligned alike */
		dst = src + len + roll(dice, 16) * 4;
		break;
	case 3: /* bytes: valid for few operations */
		src += roll(dice, 4);
		dst += roll(dice, 4);
		len += roll(dice, 4);
		break;
	case 4 ... 6:
		dst = src;
		break;
	case 7: /* leaves memory, or ends with it */
		src = DIFF_MEM - roll(dice, len + 1);
		/* The upper half is for others */
		if (setting->overlap)
			src += 4;
		break;
	case 8: /* may overlap */
		dst = src + len - 4 + roll(dice, 8);
		break;
	case 9:
		op = ACCEL_OP_MAX + roll(dice, 256);
		break;
	case 10:
		len = 0;
		break;
	case 11: /* ends where memory ends, or leaves it */
		if (!setting->overlap)
			dst = DIFF_MEM - len * roll(dice, 3) + roll(dice, 3);
		break;
	}
	step->calm = true;
	write_at(step, ACCEL_REG_PASS_SRC, PASS_DWS);
	store_le64(step->data, src);
	store_le64(step->data + 8, dst);
	store_le32(step->data + 16, len);
	store_le32(step->data + 20, op);
	/* Long enough not to end before */
	step->again = len >= PASS_LONG && chance(dice, 2);
	if (chance(dice, 16)) /* after 4 GiB */
		step->data[roll(dice, 2) * 8 + 4] = 1;
}

void register_make_again(struct step *step)
{
	const uint32_t op = load_le32(step->data + 20);

	write_one(step, ACCEL_REG_PASS_OP, op ? op - 1 : ACCEL_OP_ADD_U32);
}

typedef void (*make_fn)(const struct setting *setting, struct dice *dice,
			struct step *step);

static const make_fn makes[] = {
	make_probe, make_entry, make_event,  make_mask, make_select,
	make_ctrl,  make_wild,	make_poison, make_pass,
};

/* Of the two kinds of cases: one pass after the other if others write meanwhile */
static const uint8_t weights[2][ARRAY_SIZE(makes)] = {
	{30, 6, 8, 2, 6, 2, 3, 1, 3},
	{30, 12, 8, 2, 6, 2, 3, 1, 12},
};

void register_make(const struct setting *setting, struct dice *dice,
		   struct step *step)
{
	makes[setting_weighed(dice, weights[setting->overlap],
			      ARRAY_SIZE(makes))](setting, dice, step);
}

/* The last steps: each tag is selected and read, then these */
static const struct {
	uint32_t offset;
	uint16_t dws;
} last[] = {
	{ACCEL_REG_ID, 64},
	{ACCEL_REG_PART, PART_DWS + 8},
	{ACCEL_REG_TABLE8, 256},
};

static void make_last(const struct setting *setting, unsigned int n,
		      struct step *step)
{
	step->calm = true;
	if (n >= 2 * SETTING_TAGS) {
		n -= 2 * SETTING_TAGS;
		read_at(step, last[n].offset, last[n].dws);
	} else if (n % 2) {
		read_at(step, ACCEL_REG_TAG_SELECT, 6);
	} else {
		write_one(step, ACCEL_REG_TAG_SELECT, setting->tags[n / 2].tag);
	}
}

#define LAST_STEPS (2 * SETTING_TAGS + ARRAY_SIZE(last))

bool register_make_end(const struct setting *setting, unsigned int number,
		       struct dice *dice, struct step *step)
{
	if (number < SETTING_TAGS)
		write_one(step,
			  ACCEL_REG_TABLE8 + setting->tags[number].tag * 4u,
			  setting->tags[number].entry);
	else if (number == SETTING_TAGS)
		write_one(step, ACCEL_REG_EVENT_MASK,
			  (uint32_t)dice_next(dice));
	else if (number == SETTING_TAGS + 1)
		write_one(step, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	else if (number >= setting->steps - LAST_STEPS)
		make_last(setting,
			  number - (setting->steps - (unsigned int)LAST_STEPS),
			  step);
	else
		return false;
	return true;
}
