/* SPDX-License-Identifier: BSD-3-Clause */
/* Choices: from a seed, or the bytes of a fuzzer, which choose 0 after their end */
#ifndef TESTS_RUNS_DICE_H
#define TESTS_RUNS_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct dice - a source of choices
 * @state:	of the generator, not 0
 * @data:	bytes to use instead; NULL: the generator
 * @left:	their number
 */
struct dice {
	uint64_t state;
	const uint8_t *data;
	size_t left;
};

/* xorshift64*: the same numbers in every run */
static inline uint64_t dice_next(struct dice *dice)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return dice->state * 0x2545f4914f6cdd1dull;
}

/* Return: dice of choice @n of the case @seed: any two are unrelated */
static inline struct dice dice_of(uint64_t seed, uint64_t n)
{
	struct dice dice = {.state = seed ^ (n + 1) * 0x9e3779b97f4a7c15ull};

	if (!dice.state)
		dice.state = 1;
	dice_next(&dice);
	dice_next(&dice);
	return dice;
}

/* Return: 0..@n - 1; @n is at least 1 */
static inline uint32_t roll(struct dice *dice, uint32_t n)
{
	uint32_t value = 0;

	if (!dice->data)
		return (uint32_t)((dice_next(dice) >> 32) % n);
	for (uint32_t room = n - 1; room && dice->left; room >>= 8) {
		value = value << 8 | *dice->data++;
		dice->left--;
	}
	return value % n;
}

/* Return: true once in @n times */
static inline bool chance(struct dice *dice, uint32_t n)
{
	return roll(dice, n) == n - 1;
}

#endif /* TESTS_RUNS_DICE_H */
