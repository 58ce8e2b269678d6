/* SPDX-License-Identifier: BSD-3-Clause */
/* Counters by a key, as many as there is room for */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "latency.h"

/**
 * struct tally_row - what was seen of a key
 * @key:	the key; none in the row "others"
 * @tlps:	TLPs
 * @th:		those with hints
 * @data:	bytes of payload that byte enables let through
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
 * @max:	rows at most; what comes then goes to @others
 * @others:	the rest. Its @key counts for nothing
 * @last:	row of the last key, which often is that of the next one
 * @slots:	row number plus 1 by hash, 0: free; a power of two
 */
struct tally {
	struct tally_row *rows, *last;
	size_t count, max;
	struct tally_row others;
	uint32_t *slots;
	unsigned int slot_bits;
};

/* Return: 0; -ENOMEM. All memory the rows take is allocated here. */
int tally_init(struct tally *tally, size_t max);

/* Row of a key that is not @tally->last */
struct tally_row *tally_find(struct tally *tally, uint64_t key);

/* Return: row of @key, which is made if it can be; else @tally->others. It
 * stays where it is until tally_free(). */
static inline struct tally_row *tally_row(struct tally *tally, uint64_t key)
{
	if (tally->last && tally->last->key == key)
		return tally->last;
	return tally_find(tally, key);
}

/* Return: 0; -ENOMEM. */
int tally_row_latency(struct tally_row *row, uint64_t ns);

/* Add the counters of @row to @sum; @latency is left alone. */
void tally_row_sum(struct tally_row *sum, const struct tally_row *row);

/* Return: rows by falling @tlps, in the order they came where equal; to be
 * freed by the caller. NULL: no memory. */
const struct tally_row **tally_ranked(const struct tally *tally);

void tally_free(struct tally *tally);

#endif /* CLI_TALLY_H */
