// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/diff/setting.h"

#include <opentph/hw/accel.h>

#include "ground.h"

#define STEPS	  1000u
#define SETTING_N 0xffffffffu /* no step has this number */

static const uint8_t op_weights[ACCEL_OP_MAX] = {
	[ACCEL_OP_STORE] = 3,	    [ACCEL_OP_ADD_U32] = 6,
	[ACCEL_OP_ADD_F32] = 8,	    [ACCEL_OP_MAX_U32] = 3,
	[ACCEL_OP_MAX_F32] = 4,	    [ACCEL_OP_XOR] = 4,
	[ACCEL_OP_F32_TO_BF16] = 4, [ACCEL_OP_BF16_ADD_F32] = 7,
	[ACCEL_OP_DISCARD] = 1,
};

/* Clocks between TLPs, at most; 0: the stream is full */
static const uint8_t gaps[] = {0, 0, 0, 1, 4, 30};
/* Of 16 clocks, how many a completion waits */
static const uint8_t stalls[] = {0, 0, 2, 8, 15};
static const uint8_t registers[] = {4, 12, 12, 40};
/* At the start of partitions those that scale their offset hit the same lines */
static const uint32_t bases[] = {0, 0, 0, 64, 768, 1984, DIFF_PART - 96};
static const uint32_t spans[] = {16, 32, 96, 96, 512, DIFF_PART};

unsigned int setting_weighed(struct dice *dice, const uint8_t *weights,
			     unsigned int n)
{
	unsigned int sum = 0, at, i = 0;

	for (unsigned int w = 0; w < n; w++)
		sum += weights[w];
	for (at = roll(dice, sum); at >= weights[i]; i++)
		at -= weights[i];
	return i;
}

struct dice setting_dice(const struct setting *setting, unsigned int step)
{
	struct dice dice = dice_of(setting->seed, setting->number);

	return dice_of(dice_next(&dice), step);
}

uint32_t setting_entry(const struct setting *setting, struct dice *dice)
{
	const unsigned int op = setting_weighed(dice, op_weights, ACCEL_OP_MAX);
	const bool resizes =
		op == ACCEL_OP_F32_TO_BF16 || op == ACCEL_OP_BF16_ADD_F32;
	uint32_t entry = ACCEL_ENTRY_VALID | op;
	uint32_t partition = roll(dice, DIFF_PARTS);

	/* Writes do not land in the lower half while passes run there */
	if (setting->overlap)
		partition |= DIFF_PARTS / 2;
	if (resizes ? !chance(dice, 16) : !chance(dice, 2))
		entry |= ACCEL_ENTRY_MOVE;
	switch (roll(dice, 32)) {
	case 0: /* no such partition */
		partition = DIFF_PARTS + roll(dice, 256 - DIFF_PARTS);
		break;
	case 1: /* no such operation */
		entry &= ~ACCEL_ENTRY_OP;
		entry |= ACCEL_OP_MAX + roll(dice, 256 - ACCEL_OP_MAX);
		break;
	case 2:
		entry &= ~ACCEL_ENTRY_VALID;
		break;
	case 3: /* reserved bits */
		entry |= (uint32_t)dice_next(dice) & 0x7ffe0000;
		break;
	}
	return entry | partition << 8;
}

#define ONE_OF(dice, table) ((table)[roll(dice, ARRAY_SIZE(table))])

void setting_choose(struct setting *setting, uint64_t seed, uint64_t number)
{
	struct dice dice;

	*setting = (struct setting){
		.seed = seed, .number = number, .steps = STEPS};
	dice = setting_dice(setting, SETTING_N);
	setting->tph = !chance(&dice, 16);
	setting->overlap = chance(&dice, 3) && DIFF_PARTS > 1;
	/* Low halves that soon carry, and high halves that are not 0 */
	if (chance(&dice, 2))
		setting->count = dice_next(&dice) | 0xfffff000;
	setting->gap = ONE_OF(&dice, gaps);
	setting->stall = ONE_OF(&dice, stalls);
	setting->registers = ONE_OF(&dice, registers);
	setting->base = ONE_OF(&dice, bases);
	setting->span = ONE_OF(&dice, spans);
	for (unsigned int i = 0; i < SETTING_TAGS; i++) {
		setting->tags[i].tag = (uint8_t)dice_next(&dice);
		setting->tags[i].entry = setting_entry(setting, &dice);
	}
}
