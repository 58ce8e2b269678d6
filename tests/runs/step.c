// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/step.h"

#include "ground.h"

#define PIECES 64 /* of work after a step, at most */

/* Requests are the most frequent, and entries so that tags have them */
static const struct {
	step_fn *run;
	unsigned int weight;
} steps[] = {
	{step_request, 48}, {step_host, 6},    {step_raw, 6},
	{step_function, 4}, {step_bar, 2},     {step_repair, 6},
	{step_port, 6},	    {step_windows, 2}, {step_memory, 2},
	{step_tap, 1},	    {step_entry, 12},  {step_event, 6},
	{step_pass, 2},	    {step_dma, 8},     {step_vector, 6},
	{step_echo, 5},
};

static step_fn *pick(struct dice *dice)
{
	unsigned int all = 0, at;
	size_t i = 0;

	for (size_t n = 0; n < ARRAY_SIZE(steps); n++)
		all += steps[n].weight;
	at = roll(dice, all);
	for (; at >= steps[i].weight; i++)
		at -= steps[i].weight;
	return steps[i].run;
}

void step(struct world *w, struct dice *dice, char *text, size_t size)
{
	pick(dice)(w, dice, text, size);
	w->now += 1000;
	if (roll(dice, 4))
		pcie_root_run(w->root, roll(dice, PIECES));
}
