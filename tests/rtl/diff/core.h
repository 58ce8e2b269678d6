/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers of the simulated core, without an access */
#ifndef TESTS_RTL_DIFF_CORE_H
#define TESTS_RTL_DIFF_CORE_H

#include <stdint.h>

#include <opentph/hw/accel.h>

#include "device/accel_rtl/rtl_core.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CORE_COUNTERS 8u /* without the cycles */

/* Events and counters as they are in this clock */
struct core_state {
	uint32_t event, event_st;
	uint64_t event_addr;
	uint64_t count[CORE_COUNTERS];
};

/* Counters in RAM: those of partitions, in the order of their registers, and of a tag.
 * They are those after a write two clocks after `retire`. */
struct core_counts {
	uint64_t part[ACCEL_PARTITIONS_MAX][4];
	uint64_t tag[2];
};

void core_state(const struct rtl_core *core, struct core_state *ret);
void core_counts(const struct rtl_core *core, uint8_t tag,
		 struct core_counts *ret);

/* Set all counters but the cycles to @count, while nothing is under way. */
void core_preset(struct rtl_core *core, uint64_t count);

/* Let assertions of the RTL end the program, or not. */
void core_assertions(struct rtl_core *core, bool on);

#ifdef __cplusplus
}
#endif

#endif /* TESTS_RTL_DIFF_CORE_H */
