/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random TLPs: tests/rtl/tap/sim.h
 */
#ifndef TESTS_RTL_TAP_TLP_H
#define TESTS_RTL_TAP_TLP_H

#include "tests/rtl/tap/sim.h"

/* Return: a number below @below, from @sim's seed */
uint32_t sim_below(struct sim *sim, uint32_t below);

/* Make a random TLP that @sim may send next on the lane of @tlp->tx. */
void tlp_make(struct sim *sim, struct sim_tlp *tlp);

#endif /* TESTS_RTL_TAP_TLP_H */
