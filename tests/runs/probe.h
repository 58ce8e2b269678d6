/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An endpoint with a journal of its calls. Writes whose first byte is a multiple of 8
 * raise an interrupt. One kind takes runs, in parts of any length.
 */
#ifndef TESTS_RUNS_PROBE_H
#define TESTS_RUNS_PROBE_H

#include "tests/pcie/ram.h"
#include "tests/runs/journal.h"

/**
 * struct probe - the endpoint
 * @ram:	memory in BAR 0, registers and MSI-X in BAR 2
 * @ops:	its own
 * @journal:	gets the calls
 * @raised:	it has raised an interrupt
 * @runs:	calls with more than one TLP
 */
struct probe {
	struct ram ram;
	struct pcie_function_ops ops;
	struct journal *journal;
	bool raised;
	uint64_t runs;
};

/* @takes_runs: it has the op */
void probe_init(struct probe *probe, const char *name, bool takes_runs,
		const struct ram_params *params, struct journal *journal);

#endif /* TESTS_RUNS_PROBE_H */
