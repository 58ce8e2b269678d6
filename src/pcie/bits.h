/* SPDX-License-Identifier: BSD-3-Clause */
/* Sets of small numbers; each operation takes a few steps, whatever their number */
#ifndef PCIE_BITS_H
#define PCIE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BITS_NONE   UINT32_MAX
#define BITS_LEVELS 4 /* up to 64^4 numbers */

/**
 * struct bits - a set of the numbers 0..@size-1
 * @level:	level 0 has a bit for each number; a bit of a higher level says that
 *		the word below it is not 0
 * @size:	bits for which there is room; a zeroed set has none
 */
struct bits {
	uint64_t *level[BITS_LEVELS];
	unsigned int size;
};

/* Make room for @size numbers, at most 64^4. Return: 0; -ENOMEM */
int bits_grow(struct bits *bits, unsigned int size);
void bits_free(struct bits *bits);

/* @n is less than the size. */
void bits_set(struct bits *bits, unsigned int n);
void bits_clear(struct bits *bits, unsigned int n);
/* Remove all numbers. */
void bits_zero(struct bits *bits);

/* Return: the least number from @n on; the greatest up to @n; or BITS_NONE */
unsigned int bits_next(const struct bits *bits, unsigned int n);
unsigned int bits_prev(const struct bits *bits, unsigned int n);

static inline bool bits_empty(const struct bits *bits)
{
	return bits_next(bits, 0) == BITS_NONE;
}

#endif /* PCIE_BITS_H */
