/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random TLPs on both streams of a simulated tap, and which of them its filters are to
 * take: known from the fields that the TLPs are made of, not from their bytes.
 */
#ifndef TESTS_RTL_TAP_SIM_H
#define TESTS_RTL_TAP_SIM_H

#include "libtph/tap/reader.h"
#include "tests/rtl/tap/bench.h"

/* Clocks from a TLP's last beat to its time stamp */
#define SIM_LATENCY 6
/* Clocks that a completion comes after its read, at least */
#define SIM_ANSWER 10
/* Clocks from the effect of a write to a register to the end of the access */
#define SIM_WRITTEN 1

struct sim_tlp {
	bool tx;
	/* A memory request to DWs first..last; is answered */
	bool memory, th, asks;
	uint64_t first, last;
	bool completion;
	uint16_t requester, tag;
	uint64_t begin, end; /* clocks of the first beat and the last */
	uint32_t length;     /* bytes */
	uint8_t bytes[4200];
};

struct sim_filter {
	bool enable, th, inside, outside;
	uint64_t base, limit; /* DWs */
};

struct sim_lane {
	bool busy;
	struct sim_tlp tlp;
	uint32_t at; /* bytes sent */
};

struct sim_asked {
	bool valid, inside;
	uint16_t requester, tag;
	uint64_t end;
};

struct sim {
	struct bench_in in;
	struct bench_out out;
	uint64_t random;
	uint64_t clock; /* since reset */

	/* What to send */
	uint32_t left; /* TLPs */
	/* Chances in 1000: to begin one, not to go on, not to fill a beat, not to end */
	uint32_t begin, hole, ragged, torn;
	uint32_t dws;  /* payload at most */
	uint64_t near; /* DW address */

	/* What the tap is to take: in the order of their numbers */
	struct sim_filter filter;
	struct sim_tlp **taken;
	uint32_t count;
	uint64_t cleared; /* TLPs that began before do not count */

	/* If set: called at the end of each TLP, in the order of the tap's numbers */
	void (*complete)(struct sim *sim, const struct sim_tlp *tlp);

	struct sim_lane lane[2]; /* rx, tx */
	struct sim_asked asked[256];
};

extern const struct tap_access sim_access;

/* Access a register of BAR0. */
uint32_t sim_read(struct sim *sim, uint32_t offset);
void sim_write(struct sim *sim, uint32_t offset, uint32_t value);

/* Reset the tap of @width, and count its clocks from then on. */
void sim_start(struct sim *sim, unsigned int width, uint64_t seed);
void sim_end(struct sim *sim);

/* One clock */
void sim_step(struct sim *sim);
void sim_steps(struct sim *sim, uint32_t clocks);

/* Whether a TLP is under way or still to begin */
bool sim_busy(const struct sim *sim);

/* Empty the tap's ring, and the list of its records. */
void sim_clear(struct sim *sim);

/* Set the tap's filters to @sim->filter. */
void sim_set_filter(struct sim *sim);

#endif /* TESTS_RTL_TAP_SIM_H */
