// SPDX-License-Identifier: BSD-3-Clause
/* From samples to TLPs: the part common to all formats */
#include "capture/wave/wave.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * Most samples without a change that count as beats: the payload of a TLP has at most
 * 512 beats, so more are a simulation without its clock
 */
#define MAX_REPEAT 1024

static const char repeats[] =
	"a beat repeats in more than 1024 samples: a simulation needs --clock";

/* Slots of all streams, and the clock */
#define MAX_SLOTS (WAVE_MAX_STREAMS * WAVE_FIELDS + 1)

int wave_open(struct capture_reader *reader, const struct wave_source *ops,
	      size_t source_size)
{
	struct wave *wave = reader->state;

	wave->ops = ops;
	wave->source = calloc(1, source_size);
	wave->slots = calloc(MAX_SLOTS, sizeof(*wave->slots));
	wave->slot_of = calloc(MAX_SLOTS, sizeof(*wave->slot_of));
	return wave->source && wave->slots && wave->slot_of ? 0 : -ENOMEM;
}

static void free_slots(struct wave *wave)
{
	for (unsigned int i = 0; i < wave->nused; i++)
		value_free(&wave->slots[i]);
	free(wave->slots);
	free(wave->slot_of);
}

void wave_close(void *state)
{
	struct wave *wave = state;

	free(wave->source);
	for (size_t i = 0; i < wave->nsignals; i++)
		free(wave->signals[i].path);
	free(wave->signals);
	free(wave->clock_hint);
	free(wave->clock_name);
	for (unsigned int i = 0; i < wave->nselected; i++)
		free(wave->selected[i]);
	for (unsigned int i = 0; i < wave->nfound; i++)
		free((char *)wave->found[i].name);
	for (unsigned int i = 0; i < wave->nstreams; i++)
		free(wave->streams[i].name);
	free(wave->streams);
	free_slots(wave);
}

int wave_damage(struct capture_reader *reader,
		const struct wave_position *position, const char *what)
{
	reader_damage(reader, what, 0);
	reader->damage.offset = position->offset;
	reader->damage.line = position->line;
	return -EPROTO;
}

/* Return: true if the sample is a beat of the stream. Unknown bits are 0 in @now. */
static bool is_beat(const struct wave_stream *s)
{
	const struct value *valid = s->field[WAVE_VALID];
	const struct value *ready = s->field[WAVE_READY];
	bool x = false;

	return value_get(valid, 0, valid->width, &x) &&
	       (!ready || value_get(ready, 0, 1, &x));
}

static void fill_packet(const struct wave *wave, const struct wave_stream *s,
			struct capture_packet *packet)
{
	*packet = (struct capture_packet){
		.offset = s->first.offset,
		.line = s->first.line,
		.interface = s->interface,
		.link = s->name,
		.linktype = CAPTURE_LINKTYPE_USER0,
		.dir = s->kind->dir,
		.timed = wave->timed,
		.rebuilt = s->kind->rebuilt,
		.ns = s->first.ns,
		.data = s->tlp,
		.len = s->len,
		.orig_len = s->want < s->len ? s->len : s->want,
	};
}

static void set_late(struct wave *wave, const char *what,
		     const struct wave_position *position)
{
	wave->late = what;
	wave->late_at = *position;
}

/* The next part of a beat. Return: 1 a TLP; 0; -EPROTO */
static int take_part(struct capture_reader *reader,
		     struct capture_packet *packet)
{
	struct wave *wave = reader->state;
	struct wave_stream *s = &wave->streams[wave->stream];
	const unsigned int part = wave->part++;
	const char *fault;
	bool done = false;

	if (!part && !is_beat(s)) {
		wave->part = 0;
		wave->stream++;
		return 0;
	}
	fault = s->kind->take(s, part, &done);
	if (wave->part == s->parts) {
		wave->part = 0;
		wave->stream++;
	}
	if (done && fault)
		set_late(wave, fault, &wave->position);
	if (!done)
		return fault ? wave_damage(reader, &wave->position, fault) : 0;
	fill_packet(wave, s, packet);
	return 1;
}

/* No beat follows. Return: 1 the TLP so far; 0; -EPROTO */
static int end_stream(struct capture_reader *reader,
		      struct capture_packet *packet)
{
	struct wave *wave = reader->state;
	struct wave_stream *s = &wave->streams[wave->stream++];
	const bool in_tlp = s->in_tlp;
	struct tlp tlp;
	ssize_t size;

	s->in_tlp = s->lost = false;
	s->fresh = true;
	if (!in_tlp)
		return 0;
	size = tlp_parse(s->tlp, s->len, TLP_NON_FLIT, &tlp);
	if (size <= 0)
		return wave_damage(reader, &s->first,
				   "the capture ends within a TLP");
	set_late(wave, "the capture ends within a TLP", &s->first);
	s->want = size;
	fill_packet(wave, s, packet);
	return 1;
}

/* Streams that have a beat in a sample that repeats without end */
static int give_up(struct capture_reader *reader)
{
	struct wave *wave = reader->state;

	wave->over = false;
	for (unsigned int i = 0; i < wave->nstreams; i++) {
		struct wave_stream *s = &wave->streams[i];

		if (!is_beat(s))
			continue;
		s->in_tlp = s->fresh = false;
		s->lost = true;
	}
	return wave_damage(reader, &wave->position, repeats);
}

/* Samples without a change: only beats count. */
static void limit_repeat(struct wave *wave)
{
	bool any = false;

	if (wave->repeat <= 1)
		return;
	for (unsigned int i = 0; i < wave->nstreams && !any; i++)
		any = is_beat(&wave->streams[i]);
	wave->over = any && wave->repeat > MAX_REPEAT;
	if (!any)
		wave->repeat = 1;
	else if (wave->over)
		wave->repeat = MAX_REPEAT;
}

/* Return: true if the sample is the second of two that are one */
static bool is_second(const struct wave *wave)
{
	bool x = false;

	return wave->doubled && !wave->clock_name &&
	       !value_get(&wave->slots[wave->half], 0, 1, &x);
}

/* Return: 0 a sample or the end of a window; -EPROTO; -errno */
static int next_sample(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	int ret;

	wave->stream = wave->part = 0;
	wave->ending = false;
	if (wave->repeat > 1) {
		wave->repeat--;
		wave->position.ns = wave->next_ns(reader);
		return 0;
	}
	if (wave->over)
		return give_up(reader);
	/* All streams are through with the last sample: none takes part in a fault */
	wave->stream = wave->nstreams;
	do
		ret = wave->ops->sample(reader);
	while (ret == WAVE_SAMPLE && is_second(wave));
	if (ret < 0)
		return ret;
	wave->stream = 0;
	wave->ended = ret == WAVE_END;
	wave->ending = ret != WAVE_SAMPLE;
	if (!wave->ending) {
		wave->samples += wave->repeat;
		limit_repeat(wave);
	}
	return 0;
}

static int broken(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	const struct wave_position position = {
		.offset = wave->broken_at,
		.line = wave->broken_line,
	};
	const char *what = wave->broken;

	wave->broken = NULL;
	wave->ended = wave->ending = true;
	wave->stream = wave->nstreams;
	return wave_damage(reader, &position, what);
}

/* Without capture_resolve_streams(), the only stream is read */
static int begin(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	char error[512];
	int ret = wave_resolve(reader, true, error, sizeof(error));

	if (ret == -ENOENT)
		wave->broken = "no signals are those of one of the streams";
	else if (ret == -EEXIST)
		wave->broken =
			"several streams: choose by capture_select_stream()";
	else if (ret)
		return ret;
	return 0;
}

int wave_next(struct capture_reader *reader, struct capture_packet *packet)
{
	struct wave *wave = reader->state;
	int ret = 0;

	if (!wave->ready)
		ret = begin(reader);
	while (!ret) {
		if (wave->broken)
			return broken(reader);
		if (wave->late) {
			const char *what = wave->late;

			wave->late = NULL;
			return wave_damage(reader, &wave->late_at, what);
		}
		if (wave->stream < wave->nstreams)
			ret = wave->ending ? end_stream(reader, packet)
					   : take_part(reader, packet);
		else if (wave->ended)
			return 0;
		else
			ret = next_sample(reader);
	}
	return ret;
}

int capture_count_samples(struct capture_reader *reader, char *error,
			  size_t size, uint64_t *ret_samples)
{
	struct wave *wave = reader->state;
	int ret;

	*error = '\0';
	if (!reader->format->wave)
		return -EOPNOTSUPP;
	ret = wave_resolve(reader, false, error, size);
	while (!ret || ret == -EPROTO) {
		if (wave->broken)
			return broken(reader);
		if (wave->ended)
			break;
		wave->repeat = 0;
		ret = next_sample(reader);
	}
	*ret_samples = wave->samples;
	return ret;
}
