// SPDX-License-Identifier: BSD-3-Clause
/* The streams of a file, and the choice of those that are read */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture/wave/find.h"

/* Streams whose names fit into a message */
#define NAMED 6

/* Matches take much memory. Return: NULL without memory */
static struct wave_matches *find_all(const struct wave *wave)
{
	struct wave_matches *all = calloc(1, sizeof(*all));

	for (size_t i = 0; all && i < wave_kinds_count; i++)
		if (!wave_kinds[i].variant)
			wave_find_matches(wave, &wave_kinds[i], "", all);
	return all;
}

int wave_find(struct wave *wave)
{
	struct wave_matches *all;
	int ret = 0;

	wave_sort(wave);
	all = find_all(wave);
	if (!all)
		return -ENOMEM;
	for (unsigned int i = 0; i < all->count; i++) {
		const struct wave_match *match = &all->match[i];
		char *name = strndup(match->stem, wave_match_name(match));

		if (!name) {
			ret = -ENOMEM;
			break;
		}
		wave->found[i] = (struct capture_stream){
			.kind = match->kind->name,
			.name = name,
			.width = match->data_width,
		};
		wave->nfound = i + 1;
	}
	free(all);
	return ret;
}

/* Return: number of the slot in @slots; -ENOENT it has another width; -ENOMEM */
static int use_slot(struct wave *wave, uint64_t slot, unsigned int width)
{
	int ret;

	for (unsigned int i = 0; i < wave->nused; i++)
		if (wave->slot_of[i] == slot)
			return wave->slots[i].width == width ? (int)i : -ENOENT;
	ret = value_init(&wave->slots[wave->nused], width);
	if (ret)
		return ret;
	wave->slot_of[wave->nused] = slot;
	return wave->nused++;
}

/* Streams of one name have one link. @prefix: NULL or "": the name in the file */
static int add_stream(struct wave *wave, const struct wave_match *match,
		      const char *prefix, char *error, size_t size)
{
	struct wave_stream *s = &wave->streams[wave->nstreams];
	size_t len = wave_match_name(match);

	s->kind = match->kind;
	if (prefix && *prefix)
		s->name = wave_copy_name(prefix);
	else
		s->name = len ? strndup(match->stem, len)
			      : strdup(match->kind->name);
	if (!s->name)
		return -ENOMEM;
	s->interface = wave->nstreams++;
	s->fresh = true;
	s->at = &wave->position;
	s->width = match->data_width;
	for (unsigned int i = 0; i < s->interface; i++)
		if (!strcmp(wave->streams[i].name, s->name))
			s->interface = wave->streams[i].interface;
	for (unsigned int f = 0; f < WAVE_FIELDS; f++) {
		int slot;

		if (match->slot[f] == WAVE_NO_SLOT)
			continue;
		slot = use_slot(wave, match->slot[f], match->width[f]);
		if (slot == -ENOENT)
			snprintf(
				error, size,
				"%s:%s: two signals of different widths have one code in the file",
				match->kind->name, s->name);
		if (slot < 0)
			return slot;
		s->field[f] = &wave->slots[slot];
	}
	s->kind->check(s);
	return 0;
}

/* Return: -EEXIST, after a list of the streams */
static int several(const struct wave_matches *all, const char *which,
		   char *error, size_t size)
{
	size_t n =
		snprintf(error, size, "%s: %u streams fit:", which, all->count);

	for (unsigned int i = 0; i < all->count && n < size; i++) {
		const struct wave_match *match = &all->match[i];

		n += i == NAMED ? snprintf(error + n, size - n, " ...")
				: snprintf(error + n, size - n, "%s %s:%.*s",
					   i ? "," : "", match->kind->name,
					   (int)wave_match_name(match),
					   match->stem);
		if (i == NAMED)
			break;
	}
	if (n < size)
		snprintf(error + n, size - n,
			 "; choose by --stream KIND:PREFIX");
	return -EEXIST;
}

static int none(const struct wave *wave, const struct wave_matches *all,
		const char *which, char *error, size_t size)
{
	if (all->fault)
		snprintf(error, size, "%s: no stream fits: near %s, %s", which,
			 all->fault_at, all->fault);
	else if (wave->surplus)
		snprintf(
			error, size,
			"%s: no stream fits among the first %u signals; trace fewer signals",
			which, WAVE_MAX_SIGNALS);
	else
		snprintf(
			error, size,
			"%s: no stream fits: signals such as m_axis_rx_tvalid, m_axis_cq_tvalid or rx_st_valid are missing; name others by --stream KIND:PREFIX",
			which);
	return -ENOENT;
}

static int select_one(struct wave *wave, const char *selected,
		      struct wave_matches *all, char *error, size_t size)
{
	const size_t len = strcspn(selected, ":");
	const char *prefix = selected + len + (selected[len] == ':');

	memset(all, 0, sizeof(*all));
	wave_find_matches(wave, wave_kind_of(selected, len), prefix, all);
	wave_keep_outermost(all);
	if (!all->count)
		return none(wave, all, selected, error, size);
	if (all->count > 1)
		return several(all, selected, error, size);
	return add_stream(wave, &all->match[0], prefix, error, size);
}

static int select_only(struct wave *wave, char *error, size_t size)
{
	struct wave_matches *all = find_all(wave);
	int ret;

	if (!all)
		return -ENOMEM;
	wave_keep_outermost(all);
	if (!all->count)
		ret = none(wave, all, "no --stream", error, size);
	else if (all->count > 1)
		ret = several(all, "no --stream", error, size);
	else
		ret = add_stream(wave, &all->match[0], NULL, error, size);
	free(all);
	return ret;
}

static int choose_clock(struct wave *wave, char *error, size_t size)
{
	int ret = wave_find_clock(wave, &wave->clock_slot);

	if (ret == -ENOENT)
		snprintf(error, size,
			 "--clock %s: no signal of 1 bit has this name%s%s",
			 wave->clock_name, wave->clock_hint ? "; perhaps " : "",
			 wave->clock_hint ? wave->clock_hint : "");
	else if (ret)
		snprintf(
			error, size,
			"--clock %s: several signals have this name: write its scopes too, as in top.%s",
			wave->clock_name, wave->clock_name);
	return ret;
}

int wave_choose_clock(struct wave *wave, char *error, size_t size)
{
	int ret;

	if (!wave->clock_name && wave->doubled) {
		ret = use_slot(wave, wave->half_slot, 1);
		wave->half = ret < 0 ? 0 : ret;
		return ret < 0 ? ret : 0;
	}
	if (!wave->clock_name)
		return 0;
	ret = choose_clock(wave, error, size);
	if (!ret)
		ret = use_slot(wave, wave->clock_slot, 1);
	return ret < 0 ? ret : 0;
}

int wave_choose(struct wave *wave, char *error, size_t size)
{
	struct wave_matches *all;
	int ret = 0;

	if (!wave->nselected)
		return select_only(wave, error, size);
	all = malloc(sizeof(*all));
	if (!all)
		return -ENOMEM;
	for (unsigned int i = 0; !ret && i < wave->nselected; i++)
		ret = select_one(wave, wave->selected[i], all, error, size);
	free(all);
	return ret;
}
