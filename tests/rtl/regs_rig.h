/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The registers in RTL beside the C model. Each step has its effect on both; their
 * answers are compared.
 */
#ifndef TESTS_RTL_REGS_RIG_H
#define TESTS_RTL_REGS_RIG_H

#include "tests/device/accel_support.h"
#include "tests/rtl/regs_bench.h"

/**
 * struct rig - both sides
 * @model:	C model
 * @probe:	another, for the counts and events of one write; of one table
 *		with @model
 * @in:		inputs of the RTL; each clock resets its pulses
 * @out:	its outputs before the last clock's edge
 * @cycles:	clocks in which it was busy
 * @due:	interrupts of the RTL since the last comparison, by vector
 * @read:	bytes that a pass has read but not yet reported; @written likewise
 * @answer:	clocks until a refused pass reports its error
 */
struct rig {
	struct accel model, probe;
	struct regs_bench_in in;
	struct regs_bench_out out;
	struct rng rng;
	uint64_t cycles;
	unsigned int due[ACCEL_MSIX_VECTORS];
	uint64_t read, written;
	unsigned int answer;
};

int rig_create(struct rig *rig, bool tph);
void rig_free(struct rig *rig);

/* One clock. */
void rig_clock(struct rig *rig);
/* Reset both and wait for the sweeps. */
void rig_reset(struct rig *rig);
/* Clock twice, and compare interrupts and CTRL.INGRESS. */
void rig_settle(struct rig *rig);

/* A write to BAR2 of both; the next may follow at once. */
void rig_ingress(struct rig *rig, uint64_t offset, const struct tlp *tlp);
/* A poisoned write to BAR0 */
void rig_poison(struct rig *rig);
/* Write to a register of both. */
void rig_write(struct rig *rig, uint32_t offset, uint32_t value);
/* Read a register of both, and compare. */
void rig_read(struct rig *rig, uint32_t offset);
/* Look a tag up, and compare. */
void rig_look_up(struct rig *rig, uint8_t tag);
/* Complete the pass that runs. */
void rig_pass_end(struct rig *rig);

#endif /* TESTS_RTL_REGS_RIG_H */
