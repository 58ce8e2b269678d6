// SPDX-License-Identifier: BSD-3-Clause
/* The interface of files with samples of signals */
#include <errno.h>
#include <stdlib.h>

#include "capture/wave/wave.h"

static struct wave *wave_of(const struct capture_reader *reader)
{
	return reader->format->wave ? reader->state : NULL;
}

bool capture_has_streams(const struct capture_reader *reader)
{
	return reader->format->wave;
}

const char *capture_stream_kind(unsigned int n)
{
	return n < wave_kinds_count ? wave_kinds[n].name : NULL;
}

int capture_select_stream(struct capture_reader *reader, const char *stream)
{
	struct wave *wave = wave_of(reader);
	char *copy;

	if (!wave_kind_of(stream, strcspn(stream, ":")) ||
	    strlen(stream) >= WAVE_NAME)
		return -EINVAL;
	if (!wave)
		return -EOPNOTSUPP;
	if (wave->nselected == WAVE_MAX_STREAMS)
		return -E2BIG;
	copy = strdup(stream);
	if (!copy)
		return -ENOMEM;
	wave->selected[wave->nselected++] = copy;
	return 0;
}

int capture_clock(struct capture_reader *reader, const char *name)
{
	struct wave *wave = wave_of(reader);
	char *copy;

	if (!wave || !wave->clocked)
		return -EOPNOTSUPP;
	if (!*name || strlen(name) >= WAVE_NAME)
		return -EINVAL;
	copy = strdup(name);
	if (!copy)
		return -ENOMEM;
	free(wave->clock_name);
	wave->clock_name = copy;
	return 0;
}

int wave_begin(struct capture_reader *reader)
{
	struct wave *wave = reader->state;
	int ret;

	if (wave->defined)
		return 0;
	ret = wave->ops->define(reader);
	if (ret)
		return ret;
	wave->defined = true;
	return wave_find(wave);
}

int wave_resolve(struct capture_reader *reader, bool streams, char *error,
		 size_t size)
{
	struct wave *wave = reader->state;
	int ret = wave_begin(reader);

	if (ret || wave->ready)
		return ret;
	wave->ready = true;
	if (wave->broken)
		return 0;
	wave->streams = calloc(WAVE_MAX_STREAMS, sizeof(*wave->streams));
	if (!wave->streams)
		return -ENOMEM;
	ret = wave_choose_clock(wave, error, size);
	if (!ret && streams)
		ret = wave_choose(wave, error, size);
	/* No sample has been read */
	wave->stream = wave->nstreams;
	wave->ended = ret;
	return ret ? ret : wave->ops->use(reader);
}

int capture_resolve_streams(struct capture_reader *reader, char *error,
			    size_t size)
{
	*error = '\0';
	return reader->format->wave ? wave_resolve(reader, true, error, size)
				    : 0;
}

size_t capture_streams(struct capture_reader *reader,
		       const struct capture_stream **ret_streams)
{
	struct wave *wave = reader->state;

	*ret_streams = NULL;
	if (!reader->format->wave || wave_begin(reader))
		return 0;
	*ret_streams = wave->found;
	return wave->nfound;
}

const char *capture_clock_hint(const struct capture_reader *reader)
{
	const struct wave *wave = reader->state;

	return reader->format->wave && wave->clocked && !wave->clock_name &&
			       !wave->doubled
		       ? wave->clock_hint
		       : NULL;
}
