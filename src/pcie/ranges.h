/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses and their owners: claims that may overlap become ranges in order */
#ifndef PCIE_RANGES_H
#define PCIE_RANGES_H

#include "pcie/bits.h"

/* Addresses @start to @last, which lead to @to; NULL: to nothing */
struct range {
	uint64_t start, last;
	void *to;
};

/**
 * struct claim - a request for addresses
 * @range:	the addresses
 * @whole:	it gets all of its addresses or none, and comes before those that
 *		get the rest
 * @since, @index: its place among the claims of its kind, lower ones come first
 */
struct claim {
	struct range range;
	uint64_t since;
	unsigned int index;
	bool whole;
};

/**
 * struct ranges - owners of addresses
 * @range:	all addresses, ascending; neighbours have different owners
 * @n:		number of @range, 0 before the first ranges_build()
 * @claims, @nclaims: since ranges_restart()
 * @room:	claims for which there is room
 * @order, @place, @bits: for ranges_build()
 */
struct ranges {
	struct range *range;
	unsigned int n;
	struct claim *claims;
	unsigned int nclaims, room;
	struct range_order *order;
	unsigned int *place;
	struct bits bits;
};

/* Make room for @claims claims. Return: 0; -ENOMEM */
int ranges_reserve(struct ranges *ranges, unsigned int claims);
void ranges_free(struct ranges *ranges);

/* Forget all claims. */
void ranges_restart(struct ranges *ranges);
/* Add a claim, for which there must be room; an empty one is ignored. */
void ranges_claim(struct ranges *ranges, const struct claim *claim);
/* Make the ranges of the claims. */
void ranges_build(struct ranges *ranges);

/* Return: the range with @addr, if it is that of the last search, or NULL */
static inline const struct range *ranges_same(const struct ranges *ranges,
					      uint64_t addr, unsigned int hint)
{
	const struct range *range;

	if (hint >= ranges->n)
		return NULL;
	range = &ranges->range[hint];
	return addr >= range->start && addr <= range->last ? range : NULL;
}

/* As ranges_find(), without a hint */
void *ranges_search(const struct ranges *ranges, uint64_t addr,
		    unsigned int *hint, uint64_t *ret_last);

/**
 * ranges_find() - find the owner of an address
 * @ranges:	ranges
 * @addr:	address
 * @hint:	the caller's cache, any value
 * @ret_last:	last address with the same owner, or without one
 *
 * Return: the owner or NULL
 */
static inline void *ranges_find(const struct ranges *ranges, uint64_t addr,
				unsigned int *hint, uint64_t *ret_last)
{
	const struct range *range = ranges_same(ranges, addr, *hint);

	if (!range)
		return ranges_search(ranges, addr, hint, ret_last);
	*ret_last = range->last;
	return range->to;
}

#endif /* PCIE_RANGES_H */
