// SPDX-License-Identifier: BSD-3-Clause
/* The stream of requests: one beat a clock, with gaps and resets */
#include "tests/rtl/diff/drive.h"

#include <errno.h>
#include <stdlib.h>

#include "ground.h"
#include "tests/rtl/diff/register.h"
#include "tests/rtl/diff/watch.h"

#define PATIENCE \
	20000u	      /* clocks without progress; sweeps and passes take less */
#define RESET_MOST 3u /* clocks */
#define STALL_DICE 0xfffffffeu /* no step has these numbers */
#define CASE_DICE  0xfffffffdu

int drive_create(struct drive **ret_drive)
{
	struct drive *drive = calloc(1, sizeof(*drive));
	struct dice dice = dice_of(1, 1);

	if (!drive)
		return -ENOMEM;
	for (size_t i = 0; i < sizeof(drive->noise); i++)
		drive->noise[i] = (uint8_t)dice_next(&dice);
	drive->core = rtl_core_create();
	if (!drive->core || model_init(&drive->model)) {
		rtl_core_destroy(drive->core);
		free(drive);
		return -ENOMEM;
	}
	*ret_drive = drive;
	return 0;
}

void drive_destroy(struct drive *drive)
{
	rtl_core_destroy(drive->core);
	model_free(&drive->model);
	free(drive);
}

void drive_assertions(struct drive *drive, bool on)
{
	core_assertions(drive->core, on);
}

/* A header that means nothing */
static struct rtl_request noise(struct dice *dice)
{
	const uint64_t bits = dice_next(dice);

	return (struct rtl_request){
		.write = bits & 1,
		.regs = bits & 2,
		.th = bits & 4,
		.ep = bits & 8,
		.first_be = bits >> 4 & 0xf,
		.last_be = bits >> 8 & 0xf,
		.st = bits >> 12 & 0xffff,
		.length = bits >> 28 & 0x7ff,
		.offset = bits >> 40 << 2,
	};
}

/* Header and beat of the current step, with noise wherever nothing is meant */
static void offer(struct drive *drive)
{
	const struct step *step = &drive->step;
	const size_t head = step->offset % BEAT;
	const size_t len = step->tlp.length * 4u;
	struct rtl_in *in = &drive->in;
	size_t at, from, to;

	/* A beat that waits stays as it is */
	if (drive->sending && drive->waiting)
		return;
	drive->waiting = drive->sending;
	memcpy(in->req_data, drive->noise + roll(&drive->dice, NOISE - BEAT),
	       BEAT);
	in->req_valid = drive->sending;
	if (!drive->sending) {
		in->req = noise(&drive->dice);
		return;
	}
	in->req_first = !drive->beat;
	in->req_last = drive->beat + 1 == drive->beats;
	in->req = (struct rtl_request){
		.write = step->tlp.type == TLP_MWR,
		.regs = step->regs,
		.th = step->tlp.th,
		.st_ext = step->tlp.st_ext,
		.st = step->tlp.st,
		.ep = step->tlp.ep,
		.first_be = step->tlp.first_be,
		.last_be = step->tlp.last_be,
		.length = step->tlp.length,
		.offset = step->offset,
	};
	if (step->tlp.type != TLP_MWR)
		return;
	at = drive->beat * BEAT;
	from = max(at, head);
	to = min(at + BEAT, head + len);
	memcpy(in->req_data + (from - at), step->data + (from - head),
	       to - from);
}

static bool room(const struct drive_ring *ring)
{
	return ring->end - ring->first < DRIVE_RING;
}

static bool ring_empty(const struct drive_ring *ring)
{
	return ring->end == ring->first;
}

/* The current step is the next to be sent. */
static void begin(struct drive *drive)
{
	const struct step *step = &drive->step;

	drive->beat = 0;
	drive->beats = 1;
	if (step->tlp.type == TLP_MWR)
		drive->beats = ((uint32_t)(step->offset % BEAT) +
				step->tlp.length * 4u + BEAT - 1) /
			       BEAT;
	drive->gap = step->gap;
}

/* Take the next step that is kept. Return: false after the last */
static bool fetch(struct drive *drive)
{
	const struct setting *setting = drive->run->setting;
	struct step *step = &drive->step;

	while (drive->run->keep && drive->next < setting->steps &&
	       !drive->run->keep[drive->next])
		drive->next++;
	if (drive->next >= setting->steps)
		return false;
	step_make(setting, drive->next++, step);
	begin(drive);
	return true;
}

/* The first beat of the current step is accepted: the model does it. */
static void accepted(struct drive *drive)
{
	const struct step *step = &drive->step;
	struct drive_ring *ring =
		step->tlp.type == TLP_MRD ? &drive->reads : &drive->writes;
	struct expect *expect = &ring->expect[ring->end % DRIVE_RING];

	if (step->reset)
		return;
	model_step(&drive->model, step, expect);
	memcpy(drive->may, expect->raised, sizeof(drive->may));
	ring->end++;
	drive->run->tally->tlps++;
	watch_tally(drive, step, expect);
}

static bool clock(struct drive *drive)
{
	struct rtl_in *in = &drive->in;
	bool taken;

	offer(drive);
	in->cpl_ready = roll(&drive->stalls, 16) >= drive->run->setting->stall;
	rtl_core_settle(drive->core, in, &drive->out);
	if (!watch_clock(drive))
		return false;
	taken = in->req_valid && drive->out.req_ready;
	rtl_core_edge(drive->core);
	drive->run->tally->clocks++;
	if (drive->quiet++ > PATIENCE)
		return watch_fail(drive, drive->step.number,
				  "nothing happens for %u clocks\n", PATIENCE);
	if (!taken)
		return true;
	drive->quiet = 0;
	drive->waiting = false;
	if (!drive->beat)
		accepted(drive);
	if (++drive->beat == drive->beats)
		drive->sending = false;
	return true;
}

static void reset(struct drive *drive, unsigned int clocks)
{
	drive->sending = false;
	while (clocks--) {
		offer(drive);
		drive->in.rst = true;
		rtl_core_settle(drive->core, &drive->in, &drive->out);
		rtl_core_edge(drive->core);
	}
	drive->in.rst = false;
	drive->reads.first = drive->reads.end = 0;
	drive->writes.first = drive->writes.end = 0;
	memset(drive->memory, 0, sizeof(drive->memory));
	memset(drive->seen, 0, sizeof(drive->seen));
	memset(drive->may, 0, sizeof(drive->may));
	memset(&drive->due, 0, sizeof(drive->due));
	memset(drive->retired, 0, sizeof(drive->retired));
	drive->cpl_beat = 0;
	drive->held = drive->waiting = drive->both = false;
	drive->status = 0;
	drive->quiet = 0;
	model_reset(&drive->model, drive->in.tph);
}

/* Wait until nothing is under way. */
static bool calm(struct drive *drive)
{
	do {
		if (!clock(drive))
			return false;
	} while (!drive->out.idle || !ring_empty(&drive->reads) ||
		 !ring_empty(&drive->writes));
	return watch_calm(drive);
}

/* Whether a step waits until all is calm: after a pass, unless others write meanwhile */
static bool waits(const struct drive *drive)
{
	return drive->step.calm ||
	       (drive->model.pass && !drive->run->setting->overlap);
}

/* Offer the current step until it is accepted, or cut. */
static bool offer_all(struct drive *drive)
{
	const struct step *step = &drive->step;

	drive->sending = true;
	while (drive->sending && !(step->reset && drive->beat == step->cut))
		if (!clock(drive))
			return false;
	return true;
}

static bool send(struct drive *drive)
{
	const struct step *step = &drive->step;

	while (!room(&drive->reads) || !room(&drive->writes) || drive->gap) {
		if (!clock(drive))
			return false;
		if (drive->gap)
			drive->gap--;
	}
	if (waits(drive) && !calm(drive))
		return false;
	if (!offer_all(drive))
		return false;
	if (step->again && drive->model.accel.pass.status == ACCEL_PASS_BUSY) {
		register_make_again(&drive->step);
		drive->run->tally->again++;
		begin(drive);
		return offer_all(drive);
	}
	if (step->reset) {
		reset(drive, 1 + step->number % RESET_MOST);
		drive->run->tally->resets++;
	}
	return true;
}

static bool preset(struct drive *drive, uint64_t count)
{
	if (!calm(drive))
		return false;
	core_preset(drive->core, count);
	model_preset(&drive->model, count);
	return true;
}

bool drive_run(struct drive *drive, struct drive_case *run)
{
	const struct setting *setting = run->setting;

	drive->run = run;
	drive->next = 0;
	drive->dice = setting_dice(setting, CASE_DICE);
	drive->stalls = setting_dice(setting, STALL_DICE);
	drive->in.tph = setting->tph;
	run->failed = false;
	reset(drive, 1);
	if (setting->count && !preset(drive, setting->count))
		return false;
	while (fetch(drive))
		if (!send(drive))
			return false;
	return calm(drive);
}
