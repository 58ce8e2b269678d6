/* SPDX-License-Identifier: BSD-3-Clause */
/* Streams of a file by the names of signals */
#ifndef CAPTURE_WAVE_FIND_H
#define CAPTURE_WAVE_FIND_H

#include "capture/wave/wave.h"

#define WAVE_NO_SLOT UINT64_MAX

/**
 * struct wave_match - signals that make a stream
 * @kind:	kind
 * @stem:	path of a signal, which begins as those of all fields do
 * @stem_len:	length of this start
 * @slot:	slot of each field, or WAVE_NO_SLOT
 * @width:	bits of each field
 * @data_width:	bits of the data
 */
struct wave_match {
	const struct wave_kind *kind;
	const char *stem;
	size_t stem_len;
	uint64_t slot[WAVE_FIELDS];
	unsigned int width[WAVE_FIELDS], data_width;
};

/**
 * struct wave_matches - streams that fit
 * @match:	streams, each net once
 * @count:	entries of @match
 * @fault:	the reason why signals are not a stream, or NULL
 * @fault_at:	path of a signal of these
 */
struct wave_matches {
	struct wave_match match[WAVE_MAX_FOUND];
	unsigned int count;
	const char *fault, *fault_at;
};

/* Return: a copy with "?" for characters that harm a terminal or JSON; NULL */
char *wave_copy_name(const char *name);

/* Sort the signals by path. */
void wave_sort(struct wave *wave);

/* Return: bytes before a field at the end of a path, or -1. "|": alternatives */
ssize_t wave_stem(const char *path, const char *field);

/* Return: the signal of a field, or NULL */
const struct wave_signal *wave_signal_of(const struct wave *wave,
					 const char *stem, size_t stem_len,
					 const char *field);

/* Return: true if @c ends a part of a name */
bool wave_is_separator(char c);

/* Return: number of scopes in a path */
unsigned int wave_depth(const char *path, size_t len);

/*
 * Add the streams of a kind to @all: those that have exactly this prefix, or else those
 * below it. An empty prefix fits all that have the usual names.
 */
void wave_find_matches(const struct wave *wave, const struct wave_kind *kind,
		       const char *prefix, struct wave_matches *all);

/* Leave out streams in scopes below that of another: they are most likely its wires. */
void wave_keep_outermost(struct wave_matches *all);

/* Return: length of the name of a stream for users, at the start of @match->stem */
size_t wave_match_name(const struct wave_match *match);

/* Return: 0; -ENOENT; -EEXIST there are several */
int wave_find_clock(const struct wave *wave, uint64_t *ret_slot);

#endif /* CAPTURE_WAVE_FIND_H */
