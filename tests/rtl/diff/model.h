/* SPDX-License-Identifier: BSD-3-Clause */
/* The C model, one step after the other, and its state after each */
#ifndef TESTS_RTL_DIFF_MODEL_H
#define TESTS_RTL_DIFF_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "device/accel/core.h"
#include "tests/rtl/diff/step.h"

#define MODEL_VECTORS ACCEL_MSIX_VECTORS

#define MODEL_PIECE 256u /* bytes of memory that are compared at a time */
/* bfloat16 becomes twice as wide, and a change is in whole pieces */
#define MODEL_CHANGE (2 * TLP_MAX_PAYLOAD + 2 * MODEL_PIECE)

/**
 * struct expect - the effect of one step
 * @number:	of the step
 * @regs:	the step is to BAR0
 * @pass:	a pass may be under way
 * @event, @event_addr, @event_st: after the step
 * @count:	counters after the step, without the cycles
 * @part:	counters of partitions after the step
 * @tag, @tags:	counters of its tag after the step, if @tagged
 * @raised:	interrupts of all steps up to this one, for each vector
 * @offset:	of a read; else of the memory that it changed
 * @len:	bytes at @data
 * @ok:		a read is successful
 * @data:	data of a read; else memory after the step
 */
struct expect {
	unsigned int number;
	bool regs, pass, tagged, ok;
	uint8_t tag;
	struct event event;
	uint64_t event_addr;
	uint32_t event_st;
	uint64_t count[ACCEL_COUNTERS];
	uint64_t part[DIFF_PARTS][ACCEL_PART_COUNTERS];
	struct accel_tag_count tags;
	uint64_t raised[MODEL_VECTORS];
	uint64_t offset;
	uint32_t len;
	uint8_t data[MODEL_CHANGE];
};

/**
 * struct model - the C model
 * @accel:	its state
 * @mem:	its memory before the step
 * @pass:	a pass is not finished, or may not be in the RTL
 * @raised:	interrupts so far, for each vector
 */
struct model {
	struct accel accel;
	uint8_t mem[DIFF_MEM];
	bool pass;
	uint64_t raised[MODEL_VECTORS];
};

/* Return: 0; -ENOMEM */
int model_init(struct model *model);
void model_free(struct model *model);

/* Reset all. @tph: the function is a TPH completer from now on */
void model_reset(struct model *model, bool tph);

/* Set all counters to @count. */
void model_preset(struct model *model, uint64_t count);

/* Do @step, which is not a reset. */
void model_step(struct model *model, const struct step *step,
		struct expect *ret);

/* Finish the pass, if there is one. */
void model_calm(struct model *model);

/* Return: bits of the DW at @offset of BAR0 that the RTL must have equal */
uint32_t model_cares(const struct expect *expect, uint64_t offset);

#endif /* TESTS_RTL_DIFF_MODEL_H */
