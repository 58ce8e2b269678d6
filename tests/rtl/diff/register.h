/* SPDX-License-Identifier: BSD-3-Clause */
/* Steps that access registers */
#ifndef TESTS_RTL_DIFF_REGISTER_H
#define TESTS_RTL_DIFF_REGISTER_H

#include "tests/rtl/diff/step.h"

/* Make an access to registers. */
void register_make(const struct setting *setting, struct dice *dice,
		   struct step *step);

/* Return: true if step @number is one of the first, which program the tables, or of
 * the last, which read all counters; it is made then */
bool register_make_end(const struct setting *setting, unsigned int number,
		       struct dice *dice, struct step *step);

/* Make a write that starts a pass of the step that started one. */
void register_make_again(struct step *step);

#endif /* TESTS_RTL_DIFF_REGISTER_H */
