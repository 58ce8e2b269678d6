// SPDX-License-Identifier: BSD-3-Clause
#include "analyze/count/tally.h"

#include <errno.h>
#include <stdlib.h>

int tally_init(struct tally *tally, size_t max)
{
	unsigned int bits = 1;

	/* At most half of the slots are used, so a search is short and ends */
	while ((size_t)1 << bits < 2 * max)
		bits++;
	*tally = (struct tally){
		.rows = calloc(max, sizeof(*tally->rows)),
		.max = max,
		.slots = calloc((size_t)1 << bits, sizeof(*tally->slots)),
		.slot_bits = bits,
	};
	if (tally->rows && tally->slots)
		return 0;
	tally_free(tally);
	return -ENOMEM;
}

struct tally_row *tally_find(struct tally *tally, uint64_t key)
{
	const size_t mask = ((size_t)1 << tally->slot_bits) - 1;
	size_t i = tally_hash(key, tally->slot_bits);
	struct tally_row *row;

	for (; tally->slots[i]; i = (i + 1) & mask)
		if (tally->slots[i]->key == key)
			return tally->slots[i];
	if (tally->count == tally->max)
		return &tally->others;
	row = &tally->rows[tally->count++];
	row->key = key;
	return tally->slots[i] = row;
}

int tally_row_latency(struct tally_row *row, uint64_t ns)
{
	if (!row->latency)
		row->latency = calloc(1, sizeof(*row->latency));
	if (!row->latency)
		return -ENOMEM;
	latency_add(row->latency, ns);
	return 0;
}

struct tally_row tally_sum(const struct tally *tally)
{
	struct tally_row sum = {0};

	tally_row_sum(&sum, &tally->others);
	for (size_t i = 0; i < tally->count; i++)
		tally_row_sum(&sum, &tally->rows[i]);
	return sum;
}

static int by_rank(const void *a, const void *b)
{
	const struct tally_row *x = *(const struct tally_row *const *)a;
	const struct tally_row *y = *(const struct tally_row *const *)b;

	if (x->tlps != y->tlps)
		return x->tlps < y->tlps ? 1 : -1;
	return (x > y) - (x < y);
}

const struct tally_row **tally_ranked(const struct tally *tally)
{
	const struct tally_row **ranked =
		calloc(tally->count + 1, sizeof(*ranked));

	for (size_t i = 0; ranked && i < tally->count; i++)
		ranked[i] = &tally->rows[i];
	if (ranked)
		qsort(ranked, tally->count, sizeof(*ranked), by_rank);
	return ranked;
}

void tally_free(struct tally *tally)
{
	for (size_t i = 0; tally->rows && i < tally->count; i++)
		free(tally->rows[i].latency);
	free(tally->others.latency);
	free(tally->rows);
	free(tally->slots);
	*tally = (struct tally){0};
}
