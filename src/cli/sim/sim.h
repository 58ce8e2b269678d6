/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared declarations of tph sim */
#ifndef CLI_SIM_SIM_H
#define CLI_SIM_SIM_H

#include <stdio.h>

#include "fabric/fabric.h"

/**
 * struct sim - options and devices
 * @host:	host in process
 * @dma:	the requester
 * @accel:	the completer
 * @has_vf:	use VF @vf of both
 * @tagged:	send hints: @ext, @st and @ph are used
 * @no_runs:	each TLP travels on its own
 * @bytes, @times: size and number of writes
 * @op:		enum accel_op that the tag selects
 * @capture, @links: as taps_open(); @capture NULL: none
 */
struct sim {
	struct host *host;
	struct pcie_function *dma, *accel;
	bool tagged, ext, no_runs, has_vf;
	unsigned long vf, st, ph, bytes, times;
	unsigned int op;
	const char *capture, *links;
};

/* Set up both devices, write, print. Return: enum tph_exit */
int sim_run(const struct sim *sim);

/* Print all functions in the form of lspci; registers are read by TLPs. */
void sim_print_functions(struct host *host, FILE *out);

/*
 * Print counters of both devices, interrupts, and the first written bytes.
 * Return: true if all writes arrived.
 */
bool sim_print_result(struct host *host, const struct pcie_function *dma,
		      const struct pcie_function *accel, bool moved, FILE *out);

#endif /* CLI_SIM_SIM_H */
