/* SPDX-License-Identifier: BSD-3-Clause */
/* Outputs of the core, compared with the model */
#ifndef TESTS_RTL_DIFF_WATCH_H
#define TESTS_RTL_DIFF_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/rtl/diff/core.h"
#include "tests/rtl/diff/drive.h"

#define BEAT  ((uint32_t)RTL_CORE_BYTES)
#define NOISE 4096u

/* Clocks from `retire` to counters in RAM */
#define RAM_CLOCKS 2u

/* Interrupts up to a step, which must come soon after its effect */
struct drive_due {
	unsigned int number;
	uint64_t raised[MODEL_VECTORS];
};

/**
 * struct drive - the RTL beside the model
 * @run:	case
 * @core, @model: the two
 * @in, @out:	ports of the core in this clock
 * @step:	step that is sent, or the next to be
 * @beat, @beats: of it
 * @sending:	its beats are offered
 * @waiting:	one has been offered, and not been accepted
 * @gap:	clocks before it
 * @next:	number of the step after it
 * @quiet:	clocks without progress
 * @writes, @reads: steps whose effects are awaited
 * @retired:	writes that had their effect in the last clocks, or NULL
 * @cpl_beat:	beats of the oldest read that have come
 * @status:	events so far
 * @held, @old:	a completion waited in the last clock, and is the same now
 * @got:	memory of the core
 * @memory:	memory after the writes that have had their effect
 * @seen:	interrupts that came
 * @both:	the end of a pass raised both vectors in one clock
 * @may:	interrupts that may have come
 * @due:	interrupts that must have
 * @dice, @stalls: choices that do not belong to a step
 * @noise:	bytes that nothing may depend on
 */
struct drive {
	struct drive_case *run;
	struct rtl_core *core;
	struct model model;
	struct rtl_in in;
	struct rtl_out out, old;
	struct step step;
	unsigned int beat, beats, gap, next, quiet;
	bool sending, waiting, held, both;
	uint32_t status;
	struct drive_ring writes, reads;
	const struct expect *retired[RAM_CLOCKS + 1];
	unsigned int cpl_beat;
	uint8_t got[DIFF_MEM], memory[DIFF_MEM];
	uint64_t seen[MODEL_VECTORS], may[MODEL_VECTORS];
	struct drive_due due;
	struct dice dice, stalls;
	uint8_t noise[NOISE];
};

/* Note that step @number shows a difference. Return: false */
bool watch_fail(struct drive *drive, unsigned int number, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* Compare outputs of this clock. Return: false: they differ */
bool watch_clock(struct drive *drive);

/* Compare all, as nothing is under way. Return: false: it differs */
bool watch_calm(struct drive *drive);

/* Count the features that @step exercises, with its effect on the model. */
void watch_tally(struct drive *drive, const struct step *step,
		 const struct expect *expect);

#endif /* TESTS_RTL_DIFF_WATCH_H */
