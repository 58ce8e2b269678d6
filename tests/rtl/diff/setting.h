/* SPDX-License-Identifier: BSD-3-Clause */
/* What one case of the differential test has in common: traffic of a kind */
#ifndef TESTS_RTL_DIFF_SETTING_H
#define TESTS_RTL_DIFF_SETTING_H

#include <stdbool.h>
#include <stdint.h>

#include "device/accel_rtl/rtl_core.h"
#include "tests/runs/dice.h"

/* meson.build keeps them small, so that ends of partitions and of memory are near */
#define DIFF_MEM   (1u << RTL_CORE_MEM_LOG2)
#define DIFF_PARTS (1u << RTL_CORE_PARTS_LOG2)
#define DIFF_PART  (DIFF_MEM / DIFF_PARTS)

#define SETTING_TAGS 12u

/* A tag that the traffic uses, and its first entry in the table */
struct setting_tag {
	uint8_t tag;
	uint32_t entry;
};

/**
 * struct setting - one case
 * @seed, @number: all of the case follows from these
 * @steps:	number of steps
 * @tph:	the function is a TPH completer
 * @count:	all counters before the first step
 * @overlap:	passes run in the lower half of memory while writes land in the upper
 * @gap:	clocks between two TLPs, at most
 * @stall:	completions wait in so many of 16 clocks
 * @registers:	one step in so many accesses registers
 * @base:	offset in partitions around which writes are aimed
 * @span:	bytes around @base
 * @tags:	tags in use; a few more are unknown
 */
struct setting {
	uint64_t seed, number;
	uint64_t count;
	unsigned int steps;
	bool tph, overlap;
	unsigned int gap, stall, registers;
	unsigned int base, span;
	struct setting_tag tags[SETTING_TAGS];
};

/* Choose case @number of @seed. */
void setting_choose(struct setting *setting, uint64_t seed, uint64_t number);

/* Return: an entry of a table, most often a valid one */
uint32_t setting_entry(const struct setting *setting, struct dice *dice);

/* Return: dice of step @step, unrelated to those of other steps and cases */
struct dice setting_dice(const struct setting *setting, unsigned int step);

/* Return: the index of one of @n weights, each as often as its weight says */
unsigned int setting_weighed(struct dice *dice, const uint8_t *weights,
			     unsigned int n);

#endif /* TESTS_RTL_DIFF_SETTING_H */
