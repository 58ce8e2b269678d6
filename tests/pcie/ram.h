/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A small endpoint: memory in BAR 0, which takes data in place, registers and
 * MSI-X in BAR 2
 */
#ifndef TESTS_PCIE_RAM_H
#define TESTS_PCIE_RAM_H

#include "pcie/pcie.h"

#define RAM_SIZE      0x10000
#define RAM_REGS_SIZE 0x1000
#define RAM_TABLE     0x800 /* MSI-X table and PBA in BAR 2 */
#define RAM_PBA	      0xc00
#define RAM_VECTORS   3

/* Offsets of its capabilities */
#define RAM_MSIX    0x48
#define RAM_EXPRESS 0x54
#define RAM_AER	    0x100
#define RAM_TPH	    0x148

struct ram_params {
	enum pcie_tph_completer completer;
	bool eetlp, rc_integrated, ari;
	unsigned int acs;
	struct pcie_sriov_params sriov; /* of a PF; the BARs are the PF's */
};

/**
 * struct ram - the endpoint
 * @memory:	BAR 0; @regs: BAR 2
 * @seen:	last write, its payload pointer is stale
 * @writes, @reads, @resets, @configs, @runs: calls of the ops
 * @config_offset, @config_len: of the last config_written
 * @status:	status that a read returns
 * @on_write, @on_run: called from the op if set
 * @target:	for @on_run
 * @vfs_possible: memory is exhausted after so many VFs; 0: no limit
 */
struct ram {
	struct pcie_function fn;
	uint8_t memory[RAM_SIZE], regs[RAM_REGS_SIZE];
	struct tlp seen;
	unsigned int writes, reads, resets, configs, runs;
	unsigned int config_offset, config_len;
	int status;
	void (*on_write)(struct ram *ram);
	bool (*on_run)(struct ram *ram);
	uint64_t target;
	unsigned int vfs_possible;
	struct ram_params params;
};

/* Return: 0; an error of pcie_sriov_init(). */
int ram_init(struct ram *ram, const char *name,
	     const struct ram_params *params);

#endif /* TESTS_PCIE_RAM_H */
