// SPDX-License-Identifier: BSD-3-Clause
/* Signals whose names may be of use */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture/wave/find.h"

/* Names of ports may end with their direction */
static const char *const endings[] = {"", "_o", "_i"};

bool wave_is_separator(char c)
{
	return c == '.' || c == '/' || c == ':' || c == '_' || c == '|';
}

/* Return: length of a name of a field: up to the next alternative */
static size_t field_len(const char *name)
{
	return strcspn(name, "|");
}

ssize_t wave_stem(const char *path, const char *field)
{
	const size_t len = strlen(path);

	for (; *field;
	     field += field_len(field) + (field[field_len(field)] == '|')) {
		const size_t n = field_len(field);

		for (size_t e = 0; e < ARRAY_SIZE(endings); e++) {
			const size_t all = n + strlen(endings[e]);

			if (len < all ||
			    strcmp(path + len - strlen(endings[e]),
				   endings[e]) ||
			    memcmp(path + len - all, field, n))
				continue;
			if (len == all ||
			    wave_is_separator(path[len - all - 1]))
				return len - all;
		}
	}
	return -1;
}

uint32_t wave_number(const char *digits, size_t len)
{
	uint64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return 0;
		n = n * 10 + (uint64_t)(digits[i] - '0');
		if (n > UINT32_MAX)
			return 0;
	}
	return n;
}

/* Return: true if a signal can belong to a stream of some kind */
static bool may_be_used(const struct wave *wave, const char *path)
{
	if (wave->clock_name && wave_stem(path, wave->clock_name) >= 0)
		return true;
	for (size_t k = 0; k < wave_kinds_count; k++)
		for (unsigned int f = 0; f < WAVE_FIELDS; f++)
			if (wave_kinds[k].fields[f] &&
			    wave_stem(path, wave_kinds[k].fields[f]) >= 0)
				return true;
	return false;
}

static bool looks_like_clock(const char *path)
{
	const char *name = path;

	for (const char *p = path; *p; p++)
		if (*p == '.' || *p == '/')
			name = p + 1;
	return strstr(name, "clk") || strstr(name, "clock");
}

/* A clock that LiteScope draws: its files have each sample in both halves of it */
static bool is_drawn_clock(const char *path)
{
	const ssize_t len = wave_stem(path, "scope_clk|capture_clk");

	/* In the outermost scope, or in a table */
	return !len || (len > 0 && strchr(path, '.') == path + len - 1);
}

char *wave_copy_name(const char *name)
{
	char *copy = strdup(name);

	for (char *p = copy; copy && *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	return copy;
}

int wave_define(struct wave *wave, const char *path, unsigned int width,
		uint64_t slot)
{
	struct wave_signal *signals = wave->signals;
	char *copy;

	if (width == 1 && is_drawn_clock(path)) {
		wave->doubled = true;
		wave->half_slot = slot;
	}
	if (width == 1 && !wave->clock_hint && looks_like_clock(path))
		wave->clock_hint = wave_copy_name(path);
	if (!width || width > VALUE_MAX_WIDTH || !may_be_used(wave, path))
		return 0;
	if (wave->nsignals == WAVE_MAX_SIGNALS) {
		wave->surplus = true;
		return 0;
	}
	/* Sizes are powers of two */
	if (!(wave->nsignals & (wave->nsignals - 1))) {
		const size_t n = wave->nsignals ? 2 * wave->nsignals : 1;

		signals = realloc(signals, n * sizeof(*signals));
		if (!signals)
			return -ENOMEM;
		wave->signals = signals;
	}
	copy = wave_copy_name(path);
	if (!copy)
		return -ENOMEM;
	signals[wave->nsignals] = (struct wave_signal){
		.path = copy,
		.width = width,
		.slot = slot,
		.order = wave->nsignals,
	};
	wave->nsignals++;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct wave_signal *left = a, *right = b;
	const int n = strcmp(left->path, right->path);

	return n ? n
		 : (left->order > right->order) - (left->order < right->order);
}

static int compare_path(const void *path, const void *signal)
{
	return strcmp(path, ((const struct wave_signal *)signal)->path);
}

const struct wave_signal *wave_signal_of(const struct wave *wave,
					 const char *stem, size_t stem_len,
					 const char *field)
{
	char path[WAVE_NAME + 32];

	for (; *field;
	     field += field_len(field) + (field[field_len(field)] == '|'))
		for (size_t e = 0; e < ARRAY_SIZE(endings); e++) {
			const struct wave_signal *signal;

			snprintf(path, sizeof(path), "%.*s%.*s%s",
				 (int)stem_len, stem, (int)field_len(field),
				 field, endings[e]);
			signal = bsearch(path, wave->signals, wave->nsignals,
					 sizeof(*signal), compare_path);
			if (signal)
				return signal;
		}
	return NULL;
}

void wave_sort(struct wave *wave)
{
	if (wave->nsignals)
		qsort(wave->signals, wave->nsignals, sizeof(*wave->signals),
		      by_path);
}
