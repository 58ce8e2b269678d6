// SPDX-License-Identifier: BSD-3-Clause
#include "tests/runs/pair.h"

#include <stdio.h>

#include "tests/runs/state.h"
#include "tests/runs/step.h"

/* Both hierarchies, and the dice of a case of bytes */
struct pair {
	struct world *with, *without;
	struct dice dice;
};

/* Each step of a seed has dice of its own: others may be left out */
static struct dice dice_for(const struct pair_case *c, struct pair *pair,
			    unsigned int step)
{
	return c->data ? pair->dice : dice_of(c->seed, step);
}

/* Two bytes choose the hierarchy, so that the rest is for steps */
static struct dice dice_all(const struct pair_case *c, struct pair *pair)
{
	return dice_of(c->data ? roll(&pair->dice, 0x10000) : c->seed, 0);
}

static void begin(const struct pair_case *c, struct pair *pair)
{
	struct dice dice, same;

	pair->dice = (struct dice){.data = c->data, .left = c->len};
	dice = same = dice_all(c, pair);
	pair->with = world_create(&dice, c->taps, true);
	pair->without = world_create(&same, c->taps, false);
	step_prepare(pair->with, &dice);
	step_prepare(pair->without, &same);
}

static void end(struct pair *pair)
{
	world_free(pair->with);
	world_free(pair->without);
}

static bool same_journals(struct journal *with, struct journal *without,
			  struct pair_result *result)
{
	const bool same = journal_same(with, without);
	const size_t used = strlen(result->text);

	if (!same)
		journal_describe(with, without, result->text + used,
				 sizeof(result->text) - used);
	journal_clear(with);
	journal_clear(without);
	return same;
}

/* Return: true if the two are the same after the step */
static bool compare(const struct pair *pair, struct pair_result *result,
		    bool all)
{
	struct world *with = pair->with, *without = pair->without;

	state_record(with, all);
	state_record(without, all);
	return same_journals(&with->taps, &without->taps, result) &
	       same_journals(&with->journal, &without->journal, result);
}

static void do_step(const struct pair_case *c, struct pair *pair,
		    unsigned int n, char *text, size_t size)
{
	struct dice dice = dice_for(c, pair, n + 1), same = dice;

	if (c->watched) {
		state_watch(pair->with);
		state_watch(pair->without);
	}
	step(pair->with, &dice, text, size);
	step(pair->without, &same, text, size);
	pair->dice = dice;
}

static void conclude(const struct pair *pair, struct pair_result *result)
{
	const struct world *w = pair->with;

	result->tlps = w->tlps;
	result->runs = 0;
	for (unsigned int i = 0; i < ENTRY_KINDS; i++)
		result->count[i] = w->taps.count[i] + w->journal.count[i];
	for (unsigned int i = 0; i < w->nunits; i++)
		if (w->units[i].probe)
			result->runs += w->units[i].probe->runs;
}

bool pair_run(const struct pair_case *c, struct pair_result *result)
{
	bool same = true;
	struct pair pair;

	begin(c, &pair);
	snprintf(result->text, sizeof(result->text), "start\n");
	same = compare(&pair, result, false);
	for (unsigned int i = 0; i < c->steps && same; i++) {
		char text[STEP_TEXT];

		result->step = i;
		if (c->skip[i])
			continue;
		if (c->data && !pair.dice.left)
			break;
		do_step(c, &pair, i, text, sizeof(text));
		snprintf(result->text, sizeof(result->text), "step %u: %s\n", i,
			 text);
		same = compare(&pair, result, c->each);
	}
	if (same)
		same = compare(&pair, result, true);
	conclude(&pair, result);
	end(&pair);
	return same;
}

/* Return: true if the two differ without @n steps from @first too */
static bool differs_without(const struct pair_case *c, unsigned int first,
			    unsigned int n, struct pair_case *less)
{
	struct pair_result result;

	*less = *c;
	for (unsigned int i = first; i < first + n && i < c->steps; i++)
		less->skip[i] = true;
	return !pair_run(less, &result);
}

void pair_reduce(struct pair_case *c, struct pair_result *result)
{
	struct pair_case less;

	c->each = true;
	if (!c->data && !pair_run(c, result))
		c->steps = result->step + 1;
	for (unsigned int n = c->steps / 2; n && !c->data; n /= 2)
		for (unsigned int at = 0; at < c->steps; at += n)
			if (differs_without(c, at, n, &less))
				*c = less;
	pair_run(c, result);
}

void pair_list(const struct pair_case *c, void (*line)(const char *text))
{
	struct pair pair;

	begin(c, &pair);
	for (unsigned int i = 0; i < c->steps; i++) {
		char text[STEP_TEXT], with_number[STEP_TEXT + 16];

		if (c->skip[i] || (c->data && !pair.dice.left))
			continue;
		do_step(c, &pair, i, text, sizeof(text));
		snprintf(with_number, sizeof(with_number), "%3u %s", i, text);
		line(with_number);
		if (!compare(&pair, &(struct pair_result){0}, true))
			break;
	}
	end(&pair);
}
