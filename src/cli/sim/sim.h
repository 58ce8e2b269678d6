/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the parts of tph sim */
#ifndef CLI_SIM_SIM_H
#define CLI_SIM_SIM_H

#include <stdio.h>

#include "fabric/fabric.h"

/**
 * struct sim - what is asked for, and with whom
 * @host:	host in process
 * @dma:	the requester
 * @accel:	the completer
 * @tagged:	with hints; then @ext, @st and @ph count
 * @bytes, @times: size and number of writes
 * @op:		enum accel_op that the tag selects
 * @capture, @links: as taps_open(); @capture NULL: none
 */
struct sim {
	struct host *host;
	struct pcie_function *dma, *accel;
	bool tagged, ext;
	unsigned long st, ph, bytes, times;
	unsigned int op;
	const char *capture, *links;
};

/* Set both devices up, write, print. Return: enum tph_exit */
int sim_run(const struct sim *sim);

/* All functions, as lspci would show them; registers are read by TLPs. */
void sim_print_functions(struct host *host, FILE *out);

/*
 * Print counters of both ends, interrupts, and the first bytes that landed.
 * Return: every write that was sent has arrived.
 */
bool sim_print_result(struct host *host, const struct pcie_function *dma,
		      const struct pcie_function *accel, bool moved, FILE *out);

#endif /* CLI_SIM_SIM_H */
