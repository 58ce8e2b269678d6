/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared declarations of tph sim */
#ifndef CLI_SIM_SIM_H
#define CLI_SIM_SIM_H

#include <stdio.h>

#include "fabric/fabric.h"

/* A place in a BAR */
struct sim_place {
	unsigned int bar;
	uint64_t offset;
};

/**
 * struct sim - options and devices
 * @host:	host in process
 * @dma:	the requester
 * @accel:	the completer; or, with @remote, the adapter in front of it
 * @regs, @mem: places of the accelerator's registers and memory in BARs of @accel
 * @before:	writes that the accelerator had received before this run
 * @remote:	text with both places in the window of an adapter, or NULL
 * @has_vf:	use VF @vf of both
 * @tagged:	send hints: @ext, @st and @ph are used
 * @serve:	serve functions with input from outside until a signal
 * @verify:	read the data back, and compare them
 * @timeout:	milliseconds until a completion from outside is given up
 * @no_runs:	each TLP travels on its own
 * @bytes, @times: size and number of writes
 * @op:		enum accel_op that the tag selects
 * @capture, @links: as taps_open(); @capture NULL: none
 */
struct sim {
	struct host *host;
	struct pcie_function *dma, *accel;
	struct sim_place regs, mem;
	bool tagged, ext, no_runs, has_vf, serve, verify;
	unsigned long vf, st, ph, bytes, times, timeout;
	const char *remote;
	uint64_t before;
	unsigned int op;
	const char *capture, *links;
};

/* Registers of the accelerator, as TLPs */
uint32_t sim_accel_read(const struct sim *sim, uint64_t reg);
uint64_t sim_accel_read64(const struct sim *sim, uint64_t reg);

/* Return: writes that the accelerator has received */
uint64_t sim_received(const struct sim *sim);

/* Store the expected data of one write. */
void sim_fill(const struct sim *sim, uint8_t *data);

/*
 * Read the data back by TLPs of the root complex. Print how many bytes are right, still 0,
 * unread because no completion came, and wrong. Return: false if any is wrong
 */
bool sim_verify(const struct sim *sim, FILE *out);

/* Serve functions until SIGINT, SIGTERM or SIGHUP. Return: 0; -errno */
int sim_serve(const struct sim *sim, FILE *out);

/* Set up both devices, write, print. Return: enum tph_exit */
int sim_run(struct sim *sim);

/* Print all functions in the form of lspci; registers are read by TLPs. */
void sim_print_functions(struct host *host, FILE *out);

/*
 * Print counters of both devices, interrupts, and the first written bytes.
 * Return: true if all writes arrived.
 */
bool sim_print_result(const struct sim *sim, bool moved, FILE *out);

#endif /* CLI_SIM_SIM_H */
