/* SPDX-License-Identifier: BSD-3-Clause */
/* What tph sim prints */
#ifndef CLI_SIM_H
#define CLI_SIM_H

#include "fabric/fabric.h"

/* All functions, as lspci would show them; registers are read by TLPs. */
void sim_print_functions(struct host *host);

/*
 * Counters of both ends, interrupts, and the first bytes of what has landed.
 * Return: every write that was sent has arrived.
 */
bool sim_print_result(struct host *host, const struct pcie_function *dma,
		      const struct pcie_function *accel, bool moved);

#endif /* CLI_SIM_H */
