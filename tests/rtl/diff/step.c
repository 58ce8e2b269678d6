// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/diff/step.h"

#include "ground.h"
#include "tests/rtl/diff/register.h"

#define ALL_BE	   0xfu
#define RESET_RATE 900u /* steps between two resets */
#define END_RATE   24u	/* reads up to one at the end of memory */
#define LOWER_RATE 12u	/* of writes to the half of the passes */

/* DWs of a TLP */
static const struct {
	uint16_t least, most;
} lengths[] = {{1, 1}, {2, 4}, {5, 16}, {17, 64}, {65, 400}, {1, 1024}};

static const uint8_t length_weights[ARRAY_SIZE(lengths)] = {24, 16, 14,
							    6,	1,  1};

static uint16_t choose_length(struct dice *dice)
{
	const unsigned int i = setting_weighed(dice, length_weights,
					       ARRAY_SIZE(length_weights));

	return (uint16_t)(lengths[i].least +
			  roll(dice, lengths[i].most - lengths[i].least + 1u));
}

static void choose_enables(struct dice *dice, struct tlp *tlp)
{
	const uint64_t bits = dice_next(dice);

	tlp->first_be = ALL_BE;
	tlp->last_be = ALL_BE;
	switch (roll(dice, 12)) {
	case 0:
		tlp->first_be = bits & ALL_BE;
		tlp->last_be = bits >> 8 & ALL_BE;
		break;
	case 1:
		tlp->first_be = bits & ALL_BE;
		break;
	case 2:
		tlp->last_be = bits & ALL_BE;
		break;
	case 3: /* halves: whole bfloat16 elements */
		tlp->first_be = bits & 1 ? 0x3 : 0xc;
		tlp->last_be = bits & 2 ? 0x3 : 0xc;
		break;
	case 4:
		if (chance(dice, 4)) {
			tlp->length = 1;
			tlp->first_be = 0;
		}
		break;
	}
	if (tlp->length == 1)
		tlp->last_be = 0;
}

static void choose_hint(const struct setting *setting, struct dice *dice,
			struct tlp *tlp)
{
	const uint64_t bits = dice_next(dice);

	tlp->th = !chance(dice, 6);
	/* Without TH these mean nothing, but have values */
	tlp->st = setting->tags[roll(dice, SETTING_TAGS)].tag;
	if (chance(dice, 24))
		tlp->st = bits & 0xff;
	tlp->st_ext = chance(dice, 8);
	if (tlp->st_ext)
		tlp->st |= bits & 0xff00;
}

/* An offset in BAR2 for @tlp, which may become shorter */
static void aim(const struct setting *setting, struct dice *dice,
		struct step *step)
{
	struct tlp *tlp = &step->tlp;
	unsigned int partition = roll(dice, DIFF_PARTS);
	unsigned int inside = setting->base + roll(dice, setting->span);

	if (setting->overlap) {
		partition |= DIFF_PARTS / 2;
		if (chance(dice, LOWER_RATE)) {
			partition -= DIFF_PARTS / 2;
			step->calm = true;
		}
	}
	inside &= DIFF_PART - 4;
	if (inside + tlp->length * 4u > DIFF_PART && !chance(dice, 4)) {
		if (tlp->length * 4u < DIFF_PART / 2 && chance(dice, 2))
			inside = DIFF_PART - tlp->length * 4u;
		else
			tlp->length = (uint16_t)((DIFF_PART - inside) / 4);
	}
	step->offset = (uint64_t)partition * DIFF_PART + inside;
	switch (roll(dice, 96)) {
	case 0: /* after the end of memory */
		step->offset += DIFF_MEM;
		break;
	case 1:
		step->offset |= (dice_next(dice) >> 24 & ~3ull);
		break;
	}
	if (tlp->length == 1)
		tlp->last_be = 0;
}

static void make_write(const struct setting *setting, struct dice *dice,
		       struct step *step)
{
	step->tlp.type = TLP_MWR;
	step->tlp.length = choose_length(dice);
	choose_enables(dice, &step->tlp);
	choose_hint(setting, dice, &step->tlp);
	aim(setting, dice, step);
	step->tlp.ep = chance(dice, 80);
	step_payload(dice, step->data, step->tlp.length * 4u);
}

static void make_read(const struct setting *setting, struct dice *dice,
		      struct step *step)
{
	step->tlp.type = TLP_MRD;
	step->tlp.length = choose_length(dice);
	choose_enables(dice, &step->tlp);
	choose_hint(setting, dice, &step->tlp);
	aim(setting, dice, step);
	if (chance(dice,
		   END_RATE)) { /* as far as memory goes, or a bit farther */
		step->calm = false;
		step->offset =
			DIFF_MEM - step->tlp.length * 4u + roll(dice, 3) * 4;
	}
}

static void make_reset(const struct setting *setting, struct dice *dice,
		       struct step *step)
{
	make_write(setting, dice, step);
	step->calm = false;
	step->reset = true;
	step->cut = roll(dice, 4);
}

void step_make(const struct setting *setting, unsigned int number,
	       struct step *step)
{
	struct dice dice = setting_dice(setting, number);

	step->number = number;
	step->regs = step->calm = step->again = step->reset = false;
	step->cut = 0;
	step->gap = setting->gap ? roll(&dice, setting->gap + 1) : 0;
	tlp_clear(&step->tlp);
	step->tlp.payload = step->data;
	if (register_make_end(setting, number, &dice, step))
		return;
	if (chance(&dice, RESET_RATE))
		make_reset(setting, &dice, step);
	else if (chance(&dice, setting->registers))
		register_make(setting, &dice, step);
	else if (chance(&dice, 8))
		make_read(setting, &dice, step);
	else
		make_write(setting, &dice, step);
}
