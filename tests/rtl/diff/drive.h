/* SPDX-License-Identifier: BSD-3-Clause */
/* Drives the core clock by clock with the steps of a case, and compares */
#ifndef TESTS_RTL_DIFF_DRIVE_H
#define TESTS_RTL_DIFF_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/rtl/diff/model.h"
#include "tests/rtl/diff/setting.h"

/* Steps whose effects are awaited, a power of two */
#define DRIVE_RING 64u

/* Expectations in order; @first to @end, which count on */
struct drive_ring {
	struct expect expect[DRIVE_RING];
	unsigned int first, end;
};

/* A fault of the test itself, to prove that it would be noticed */
enum drive_fault {
	DRIVE_RIGHT,
	DRIVE_MEMORY,	 /* a bit of memory after a write */
	DRIVE_DATA,	 /* a bit of a read of memory */
	DRIVE_REGISTER,	 /* a bit of a register */
	DRIVE_STATUS,	 /* success of a read */
	DRIVE_INTERRUPT, /* an interrupt is missed */
	DRIVE_RETIRE,	 /* a write has no effect */
	DRIVE_TWICE,	 /* a write has its effect twice */
	DRIVE_STATE,	 /* a counter after a write */
	DRIVE_COUNTS,	 /* a counter in RAM */
	DRIVE_FAULTS,
};

extern const char *const drive_faults[DRIVE_FAULTS];

/* Compared so far; proves that something was */
struct drive_tally {
	uint64_t tlps, clocks, writes, reads, registers, interrupts, resets,
		passes, again, beside, waits;
	uint64_t ops[ACCEL_OP_MAX], events[5];
};

/**
 * struct drive_case - one run of a case
 * @setting:	case
 * @keep:	a flag for each step: those without are left out; NULL: all are run
 * @fault:	fault of the test itself
 * @tally:	is added to
 * @failed:	a difference was found, when @step had had its effect
 * @step:	number of the step
 * @text:	the difference, lines
 */
struct drive_case {
	const struct setting *setting;
	const bool *keep;
	enum drive_fault fault;
	struct drive_tally *tally;
	bool failed;
	unsigned int step;
	char text[1024];
};

/* Print the numbers of comparisons. Return: false if one is 0 */
bool tally_print(const struct drive_tally *tally);

/* The RTL and the model, which all cases use */
struct drive;

/* Return: 0; -ENOMEM */
int drive_create(struct drive **ret_drive);
void drive_destroy(struct drive *drive);

/* Let assertions of the RTL abort the program, or not. */
void drive_assertions(struct drive *drive, bool on);

/* Run a case from a reset on. Return: true if nothing differs */
bool drive_run(struct drive *drive, struct drive_case *run);

#endif /* TESTS_RTL_DIFF_DRIVE_H */
