// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/diff/shrink.h"

#include "ground.h"

/* Clocks that may be spent: a core that hangs takes many */
#define CLOCKS_MAX 10000000u

/* Return: true if the case differs without the @n steps from @at on, and so they stay
 * out */
static bool without(struct drive *drive, struct drive_case *run, bool *keep,
		    unsigned int at, unsigned int n)
{
	bool saved[SHRINK_MAX], any = false;
	struct drive_case try = *run;

	if (run->tally->clocks > CLOCKS_MAX)
		return false;
	memcpy(saved, keep, sizeof(saved));
	for (unsigned int i = at; i < at + n; i++) {
		any |= keep[i];
		keep[i] = false;
	}
	if (any && !drive_run(drive, &try)) {
		*run = try;
		return true;
	}
	memcpy(keep, saved, sizeof(saved));
	return false;
}

void shrink(struct drive *drive, struct drive_case *run, bool keep[SHRINK_MAX])
{
	const unsigned int steps = run->setting->steps;
	struct drive_tally tally = {0};
	bool less;

	for (unsigned int i = 0; i < SHRINK_MAX; i++)
		keep[i] = i < steps;
	run->keep = keep;
	run->tally = &tally;
	for (unsigned int n = steps / 2; n; n = less && n == 1 ? 1 : n / 2) {
		less = false;
		for (unsigned int at = 0; at < steps; at += n)
			less |= without(drive, run, keep, at,
					min(n, steps - at));
	}
	/* The tally was only for these runs */
	run->tally = NULL;
}
