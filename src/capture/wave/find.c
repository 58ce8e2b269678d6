// SPDX-License-Identifier: BSD-3-Clause
/* Streams by the names of their signals */
#include "capture/wave/find.h"

#include <errno.h>

/*
 * Look for the signals whose names begin with @stem. Return: NULL or the fault, with
 * @ret_match undefined
 */
static const char *match_stem(const struct wave *wave,
			      const struct wave_kind *kind, const char *stem,
			      size_t len, struct wave_match *ret_match)
{
	static const char *const missing[WAVE_FIELDS] = {
		[WAVE_VALID] = "valid is missing",
		[WAVE_DATA] = "data is missing",
		[WAVE_LAST] = "last is missing",
		[WAVE_KEEP] = "keep is missing",
		[WAVE_USER] = "user is missing",
		[WAVE_SOP] = "sop is missing",
		[WAVE_EOP] = "eop is missing",
		[WAVE_EMPTY] = "empty is missing",
		[WAVE_HDR] = "hdr is missing",
	};
	struct wave_stream probe = {.kind = kind};
	struct value widths[WAVE_FIELDS] = {0};
	const char *fault;

	for (unsigned int f = 0; f < WAVE_FIELDS; f++) {
		const struct wave_signal *signal = NULL;

		ret_match->slot[f] = WAVE_NO_SLOT;
		if (!kind->fields[f])
			continue;
		signal = wave_signal_of(wave, stem, len, kind->fields[f]);
		if (!signal && !(kind->optional >> f & 1))
			return missing[f];
		if (!signal)
			continue;
		widths[f].width = signal->width;
		probe.field[f] = &widths[f];
		ret_match->slot[f] = signal->slot;
		ret_match->width[f] = signal->width;
	}
	probe.width = widths[WAVE_DATA].width;
	fault = kind->check(&probe);
	ret_match->kind = kind;
	ret_match->data_width = probe.width;
	return fault;
}

/* Return: true if both have the same values: names of one net */
static bool is_alias(const struct wave_match *a, const struct wave_match *b)
{
	return a->kind == b->kind && !memcmp(a->slot, b->slot, sizeof(a->slot));
}

static size_t strip(const char *text, size_t len)
{
	while (len && wave_is_separator(text[len - 1]))
		len--;
	return len;
}

/*
 * Return: true if @prefix, stripped, stands in the first @len characters of @path between
 * separators: at the end, or with @anywhere
 */
static bool has_prefix(const char *path, size_t len, const char *prefix,
		       bool anywhere)
{
	const size_t n = strip(prefix, strlen(prefix));

	len = strip(path, len);
	if (!n)
		return true;
	for (size_t at = 0; at + n <= len; at++) {
		if (memcmp(path + at, prefix, n) ||
		    (at && !wave_is_separator(path[at - 1])))
			continue;
		if (at + n == len ||
		    (anywhere && wave_is_separator(path[at + n])))
			return true;
	}
	return false;
}

/* Return: length of the path before the usual name of the kind, or -1 */
static ssize_t before_base(const char *stem, size_t len, const char *base)
{
	const size_t n = strlen(base);

	if (len < n || memcmp(stem + len - n, base, n) ||
	    (len > n && !wave_is_separator(stem[len - n - 1])))
		return -1;
	return len - n;
}

/* Return: 2 the stem is the prefix, 1 it is below it, 0 neither */
static int rank(const struct wave_kind *kind, const char *stem, size_t len,
		const char *prefix)
{
	const ssize_t head = before_base(stem, len, kind->base);

	if (!strip(prefix, strlen(prefix)))
		return head >= 0 ? 2 : 0;
	if (has_prefix(stem, len, prefix, false) ||
	    (head >= 0 && has_prefix(stem, head, prefix, false)))
		return 2;
	return head >= 0 && has_prefix(stem, len, prefix, true);
}

unsigned int wave_depth(const char *stem, size_t len)
{
	unsigned int n = 0;

	for (size_t i = 0; i < len; i++)
		n += stem[i] == '.' || stem[i] == '/';
	return n;
}

/* Return: true if the scope of @inner lies in that of @outer */
static bool is_below(const struct wave_match *inner,
		     const struct wave_match *outer)
{
	size_t scope = outer->stem_len;

	if (inner->kind != outer->kind ||
	    wave_depth(inner->stem, inner->stem_len) <=
		    wave_depth(outer->stem, outer->stem_len))
		return false;
	while (scope && outer->stem[scope - 1] != '.' &&
	       outer->stem[scope - 1] != '/')
		scope--;
	return !strncmp(inner->stem, outer->stem, scope);
}

/* Add a match unless it has the values of one that is there */
static void add_match(struct wave_matches *all, const struct wave_match *match)
{
	for (unsigned int i = 0; i < all->count; i++) {
		struct wave_match *old = &all->match[i];

		if (!is_alias(old, match))
			continue;
		if (wave_depth(match->stem, match->stem_len) <
		    wave_depth(old->stem, old->stem_len))
			*old = *match;
		return;
	}
	if (all->count < WAVE_MAX_FOUND)
		all->match[all->count++] = *match;
}

void wave_find_matches(const struct wave *wave, const struct wave_kind *kind,
		       const char *prefix, struct wave_matches *all)
{
	const unsigned int before = all->count;
	int best = 1;

	for (size_t i = 0; i < wave->nsignals; i++) {
		const char *path = wave->signals[i].path;
		const ssize_t len = wave_stem(path, kind->fields[WAVE_VALID]);
		struct wave_match match = {.stem = path};
		const char *fault;
		int this_rank;

		if (len < 0)
			continue;
		this_rank = rank(kind, path, len, prefix);
		if (this_rank < best)
			continue;
		fault = match_stem(wave, kind, path, len, &match);
		if (fault) {
			all->fault = fault;
			all->fault_at = path;
			continue;
		}
		if (this_rank > best)
			all->count = before;
		best = this_rank;
		match.stem_len = len;
		add_match(all, &match);
	}
}

void wave_keep_outermost(struct wave_matches *all)
{
	unsigned int kept = 0, order[WAVE_MAX_FOUND];

	for (unsigned int i = 0; i < all->count; i++) {
		bool below = false;

		for (unsigned int j = 0; j < all->count && !below; j++)
			below = is_below(&all->match[i], &all->match[j]);
		if (!below)
			order[kept++] = i;
	}
	for (unsigned int i = 0; i < kept; i++)
		all->match[i] = all->match[order[i]];
	all->count = kept;
}

size_t wave_match_name(const struct wave_match *match)
{
	const ssize_t head =
		before_base(match->stem, match->stem_len, match->kind->base);

	return strip(match->stem, head >= 0 ? (size_t)head : match->stem_len);
}

int wave_find_clock(const struct wave *wave, uint64_t *ret_slot)
{
	const struct wave_signal *best = NULL;
	bool several = false;

	for (size_t i = 0; i < wave->nsignals; i++) {
		const struct wave_signal *s = &wave->signals[i];
		const ssize_t len = wave_stem(s->path, wave->clock_name);
		unsigned int here = wave_depth(s->path, strlen(s->path)), there;

		/* The name is whole, or begins after a scope */
		if (len < 0 || s->width != 1 ||
		    (len && s->path[len - 1] == '_'))
			continue;
		there = best ? wave_depth(best->path, strlen(best->path))
			     : UINT32_MAX;
		if (best && best->slot == s->slot)
			continue;
		several = here == there || (several && here > there);
		if (here < there)
			best = s;
	}
	if (!best)
		return -ENOENT;
	*ret_slot = best->slot;
	return several ? -EEXIST : 0;
}
