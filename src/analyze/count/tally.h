/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters by key, for a limited number of keys */
#ifndef ANALYZE_COUNT_TALLY_H
#define ANALYZE_COUNT_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyze/count/latency.h"

/**
 * struct tally_row - counters of a key
 * @key:	the key; unused in the row "others"
 * @tlps:	TLPs
 * @th:		TLPs with hints
 * @data:	enabled bytes of payload
 * @wire:	bytes of the TLPs, prefixes, header and digest included
 * @latency:	from requests to their last completion, or NULL
 */
struct tally_row {
	uint64_t key;
	uint64_t tlps, th, data, wire;
	struct latency *latency;
};

/**
 * struct tally - rows
 * @rows:	@count rows in the order in which their keys came
 * @max:	most rows; further keys are counted in @others
 * @others:	sum of the further keys; its @key is unused
 * @slots:	row by hash, NULL: free; 2^@slot_bits of them
 */
struct tally {
	struct tally_row *rows;
	size_t count, max;
	struct tally_row others;
	struct tally_row **slots;
	unsigned int slot_bits;
};

/* Allocates the memory of all rows. Return: 0; -ENOMEM. */
int tally_init(struct tally *tally, size_t max);

/* Multiplicative hashing: the high bits depend on all of the key */
static inline size_t tally_hash(uint64_t key, unsigned int bits)
{
	return key * 0x9e3779b97f4a7c15 >> (64 - bits);
}

/* Row of a key that is not in its own slot */
struct tally_row *tally_find(struct tally *tally, uint64_t key);

/* Return: row of @key, created if there is room; else @tally->others. It is valid
 * until tally_free(). */
static inline struct tally_row *tally_row(struct tally *tally, uint64_t key)
{
	struct tally_row *row = tally->slots[tally_hash(key, tally->slot_bits)];

	return row && row->key == key ? row : tally_find(tally, key);
}

/* Return: 0; -ENOMEM. */
int tally_row_latency(struct tally_row *row, uint64_t ns);

/* Add the counters of @row to @sum, but not its @latency. */
static inline void tally_row_sum(struct tally_row *sum,
				 const struct tally_row *row)
{
	sum->tlps += row->tlps;
	sum->th += row->th;
	sum->data += row->data;
	sum->wire += row->wire;
}

/* Return: sum of all rows. */
struct tally_row tally_sum(const struct tally *tally);

/* Return: rows by falling @tlps, then in order of appearance, to be freed by the
 * caller; NULL: no memory. */
const struct tally_row **tally_ranked(const struct tally *tally);

void tally_free(struct tally *tally);

#endif /* ANALYZE_COUNT_TALLY_H */
