/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Records of a simulated tap as they come, compared with the TLPs that were sent.
 */
#ifndef TESTS_RTL_TAP_LOG_H
#define TESTS_RTL_TAP_LOG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/rtl/tap/sim.h"

#define FOR_EACH_WIDTH(width) \
	for (unsigned int width = 0; (width) < BENCH_WIDTHS; (width)++)

/* Parameters of tap_bench.sv: log2 of the ring's bytes, time after reset */
extern const uint32_t ring_log2[BENCH_WIDTHS];
extern const uint64_t ticks[BENCH_WIDTHS];

struct log {
	struct sim *sim;
	struct tap_reader reader;
	uint32_t next; /* number of the TLP after the last record */
	uint32_t records, losses;
	uint32_t snap;
};

/* Access a register of the tap, by its offset in BAR0. */
uint32_t reg(struct sim *sim, uint32_t offset);
void set(struct sim *sim, uint32_t offset, uint32_t value);

/* Begin with an empty ring. */
void log_open(struct log *log, struct sim *sim);

/* Return: whether there was a record */
bool log_next(struct log *log);

/*
 * Read until streams and ring are at their end: each TLP that the filters take has a
 * record or is counted as lost.
 */
void log_all(struct log *log);

/* Take all TLPs. */
void enable(struct sim *sim);

#endif /* TESTS_RTL_TAP_LOG_H */
