// SPDX-License-Identifier: BSD-3-Clause
#include "pcie/bits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ground.h"

#define WORD 64u

/* Return: words of @level, at least one */
static unsigned int words(unsigned int size, unsigned int level)
{
	for (; level; level--)
		size = (size + WORD - 1) / WORD;
	return size ? (size + WORD - 1) / WORD : 1;
}

int bits_grow(struct bits *bits, unsigned int size)
{
	/* Powers of two: the copies cost a constant for each number */
	unsigned int room = max(bits->size, WORD);

	while (room < size)
		room *= 2;
	if (room == bits->size)
		return 0;
	for (unsigned int l = 0; l < BITS_LEVELS; l++) {
		const unsigned int old =
			bits->level[l] ? words(bits->size, l) : 0;
		uint64_t *grown = realloc(bits->level[l],
					  words(room, l) * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		memset(grown + old, 0, (words(room, l) - old) * sizeof(*grown));
		bits->level[l] = grown;
	}
	bits->size = room;
	return 0;
}

void bits_free(struct bits *bits)
{
	for (unsigned int l = 0; l < BITS_LEVELS; l++)
		free(bits->level[l]);
	memset(bits, 0, sizeof(*bits));
}

void bits_set(struct bits *bits, unsigned int n)
{
	for (unsigned int l = 0; l < BITS_LEVELS; l++, n /= WORD) {
		const uint64_t before = bits->level[l][n / WORD];

		bits->level[l][n / WORD] = before | 1ull << n % WORD;
		if (before)
			return;
	}
}

void bits_clear(struct bits *bits, unsigned int n)
{
	for (unsigned int l = 0; l < BITS_LEVELS; l++, n /= WORD) {
		bits->level[l][n / WORD] &= ~(1ull << n % WORD);
		if (bits->level[l][n / WORD])
			return;
	}
}

void bits_zero(struct bits *bits)
{
	for (unsigned int l = 0; bits->size && l < BITS_LEVELS; l++)
		memset(bits->level[l], 0,
		       words(bits->size, l) * sizeof(uint64_t));
}

unsigned int bits_next(const struct bits *bits, unsigned int n)
{
	for (unsigned int l = 0; l < BITS_LEVELS && bits->size; l++) {
		uint64_t word;

		if (n / WORD >= words(bits->size, l))
			return BITS_NONE;
		word = bits->level[l][n / WORD] & ~0ull << n % WORD;
		if (!word) {
			n = n / WORD + 1;
			continue;
		}
		n = n / WORD * WORD + __builtin_ctzll(word);
		while (l--)
			n = n * WORD + __builtin_ctzll(bits->level[l][n]);
		return n;
	}
	return BITS_NONE;
}

unsigned int bits_prev(const struct bits *bits, unsigned int n)
{
	if (!bits->size)
		return BITS_NONE;
	n = min(n, bits->size - 1);
	for (unsigned int l = 0; l < BITS_LEVELS; l++) {
		uint64_t word = bits->level[l][n / WORD] &
				~0ull >> (WORD - 1 - n % WORD);

		if (word) {
			n = n / WORD * WORD + 63 - __builtin_clzll(word);
			while (l--)
				n = n * WORD + 63 -
				    __builtin_clzll(bits->level[l][n]);
			return n;
		}
		if (n < WORD)
			return BITS_NONE;
		n = n / WORD - 1;
	}
	return BITS_NONE;
}
