/* SPDX-License-Identifier: BSD-3-Clause */
/* One step of a case: a TLP to the core, or a reset */
#ifndef TESTS_RTL_DIFF_STEP_H
#define TESTS_RTL_DIFF_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <opentph/tlp.h>

#include "tests/rtl/diff/setting.h"

/**
 * struct step - a TLP or a reset
 * @number:	in its case
 * @regs:	to BAR0, else to BAR2
 * @calm:	begins when nothing is under way, also no pass
 * @again:	while the pass that it starts runs, another is started
 * @reset:	is a reset after @cut beats of the TLP
 * @cut:	beats
 * @gap:	clocks before it
 * @offset:	in the BAR, DW aligned
 * @tlp:	header: type, hints, byte enables, length, poison; @data is its
 *		payload
 * @data:	payload
 */
struct step {
	unsigned int number;
	bool regs, calm, again, reset;
	unsigned int cut, gap;
	uint64_t offset;
	struct tlp tlp;
	uint8_t data[TLP_MAX_PAYLOAD];
};

/* Make step @number of a case, 0 to @setting->steps - 1. */
void step_make(const struct setting *setting, unsigned int number,
	       struct step *step);

/* Fill @len bytes with elements that are worth adding. */
void step_payload(struct dice *dice, uint8_t *data, size_t len);

/* Write @step to @text as one line without its end. Return: as snprintf() */
int step_text(const struct step *step, char *text, size_t size);

#endif /* TESTS_RTL_DIFF_STEP_H */
