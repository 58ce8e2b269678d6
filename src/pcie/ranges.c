// SPDX-License-Identifier: BSD-3-Clause
/*
 * All steps of a build take log time for each claim, also for claims of a hostile
 * guest.
 */
#include "pcie/ranges.h"

#include <errno.h>
#include <stdlib.h>

/* A claim, in the order of addresses; @rank: its index after sorting */
struct range_order {
	uint64_t start;
	unsigned int rank;
};

int ranges_reserve(struct ranges *r, unsigned int claims)
{
	unsigned int room = r->room ? r->room : 16;
	void *p;

	while (room < claims)
		room *= 2;
	if (room == r->room)
		return 0;
	/* Each claim has two ends, where ranges may part */
	p = realloc(r->range, (2 * room + 1) * sizeof(r->range[0]));
	if (!p)
		return -ENOMEM;
	r->range = p;
	p = realloc(r->claims, room * sizeof(r->claims[0]));
	if (!p)
		return -ENOMEM;
	r->claims = p;
	p = realloc(r->order, room * sizeof(r->order[0]));
	if (!p)
		return -ENOMEM;
	r->order = p;
	p = realloc(r->place, room * sizeof(r->place[0]));
	if (!p || bits_grow(&r->bits, room)) {
		r->place = p ? p : r->place;
		return -ENOMEM;
	}
	r->place = p;
	r->room = room;
	return 0;
}

void ranges_free(struct ranges *r)
{
	free(r->range);
	free(r->claims);
	free(r->order);
	free(r->place);
	bits_free(&r->bits);
}

void ranges_restart(struct ranges *r)
{
	r->nclaims = 0;
}

void ranges_claim(struct ranges *r, const struct claim *claim)
{
	if (claim->range.start <= claim->range.last)
		r->claims[r->nclaims++] = *claim;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_rank(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order = y->whole - x->whole;

	if (!order)
		order = compare(x->since, y->since);
	if (!order)
		order = compare(x->index, y->index);
	return order ? order : compare(x->range.start, y->range.start);
}

static int by_start(const void *a, const void *b)
{
	const struct range_order *x = a, *y = b;
	int order = compare(x->start, y->start);

	return order ? order : compare(x->rank, y->rank);
}

static void sort(struct ranges *r)
{
	qsort(r->claims, r->nclaims, sizeof(r->claims[0]), by_rank);
	for (unsigned int i = 0; i < r->nclaims; i++)
		r->order[i] = (struct range_order){r->claims[i].range.start, i};
	qsort(r->order, r->nclaims, sizeof(r->order[0]), by_start);
	for (unsigned int i = 0; i < r->nclaims; i++)
		r->place[r->order[i].rank] = i;
}

/* Return: true if the claims at two places overlap; the first may be none */
static bool overlap(const struct ranges *r, unsigned int before,
		    unsigned int after)
{
	if (before == BITS_NONE || after == BITS_NONE)
		return false;
	return r->claims[r->order[before].rank].range.last >=
	       r->order[after].start;
}

/*
 * Cancel the whole claims that overlap an earlier one. Those that stay do not
 * overlap, so only the neighbours have to be looked at.
 */
static void cancel(struct ranges *r)
{
	bits_zero(&r->bits);
	for (unsigned int i = 0; i < r->nclaims && r->claims[i].whole; i++) {
		const unsigned int at = r->place[i];

		if (overlap(r, bits_prev(&r->bits, at), at) ||
		    overlap(r, at, bits_next(&r->bits, at)))
			r->claims[i].range.to = NULL;
		else
			bits_set(&r->bits, at);
	}
}

static void emit(struct ranges *r, uint64_t start, uint64_t last, void *to)
{
	struct range *before = r->n ? &r->range[r->n - 1] : NULL;

	if (before && before->to == to && before->last + 1 == start)
		before->last = last;
	else
		r->range[r->n++] = (struct range){start, last, to};
}

/* Return: the first claim that contains @at, of those in the set, or BITS_NONE */
static unsigned int first_at(struct ranges *r, uint64_t at)
{
	unsigned int top;

	while ((top = bits_next(&r->bits, 0)) != BITS_NONE &&
	       r->claims[top].range.last < at)
		bits_clear(&r->bits, top);
	return top;
}

/* Go up from claim to claim; the set has those that began */
static void sweep(struct ranges *r)
{
	unsigned int next = 0, top;
	uint64_t at = 0, last;

	bits_zero(&r->bits);
	r->n = 0;
	for (;;) {
		if (first_at(r, at) == BITS_NONE) {
			if (next == r->nclaims) {
				emit(r, at, UINT64_MAX, NULL);
				return;
			}
			if (r->order[next].start > at)
				emit(r, at, r->order[next].start - 1, NULL);
			at = r->order[next].start;
		}
		for (; next < r->nclaims && r->order[next].start <= at; next++)
			if (r->claims[r->order[next].rank].range.to)
				bits_set(&r->bits, r->order[next].rank);
		top = first_at(r, at);
		if (top == BITS_NONE)
			continue;
		last = r->claims[top].range.last;
		if (next < r->nclaims && r->order[next].start <= last)
			last = r->order[next].start - 1;
		emit(r, at, last, r->claims[top].range.to);
		if (last == UINT64_MAX)
			return;
		at = last + 1;
	}
}

void ranges_build(struct ranges *r)
{
	sort(r);
	cancel(r);
	sweep(r);
}

void *ranges_search(const struct ranges *r, uint64_t addr, unsigned int *hint,
		    uint64_t *ret_last)
{
	unsigned int low = 0, high = r->n;

	/* The first range that ends at @addr or after it */
	while (low < high) {
		const unsigned int mid = (low + high) / 2;

		if (r->range[mid].last < addr)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == r->n) {
		*ret_last = UINT64_MAX;
		return NULL;
	}
	*hint = low;
	*ret_last = r->range[low].last;
	return r->range[low].to;
}
