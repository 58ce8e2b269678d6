/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two PFs with VFs, and a tap on their link
 *
 *   00:01.0 root port - 01:00.0 PF a, VFs 01:00.2, .3, .4
 *                       01:00.1 PF b, VFs 01:00.5, .6, .7, 01:01.0, ...
 *   00:02.0 root port - 02:00.0 d
 */
#ifndef TESTS_PCIE_SRIOV_RIG_H
#define TESTS_PCIE_SRIOV_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/pcie/ram.h"

#define BASE 0xe0000000u

/* In the SR-IOV capability (sec 9.3.3) */
#define CTRL	0x08
#define NUM_VFS 0x10
#define PAGES	0x20
#define BAR0	0x24
#define BAR2	0x2c
#define VFE	0x01
#define MSE	0x08
#define ARI	0x10

/**
 * struct sriov_rig - the hierarchy, and its observed TLPs
 * @way:	links and directions of the TLPs since it was emptied: "x" of the
 *		device, "y" of d
 * @last:	start of the last of them
 * @memory:	at bus address 0
 * @interrupts, @errors: their number; @requester, @address, @data: of the last
 */
struct sriov_rig {
	struct pcie_root *root;
	struct pcie_port *port;
	struct pcie_multi device;
	struct ram a, b, d;
	struct pcie_link link, second;
	struct pcie_tap tap;
	char way[256];
	uint8_t last[64];
	uint8_t memory[0x1000];
	unsigned int interrupts, errors;
	uint16_t requester;
	uint64_t address;
	uint32_t data;
};

extern const struct ram_params sriov_pf_a;

int sriov_setup(void **state);
int sriov_teardown(void **state);

/* Registers of the capability, by TLPs */
uint32_t sriov_read(struct sriov_rig *rig, const struct ram *pf,
		    unsigned int reg, unsigned int size);
void sriov_write(struct sriov_rig *rig, const struct ram *pf, unsigned int reg,
		 unsigned int size, uint32_t value);

/* The VF must exist. */
struct ram *vf(struct ram *pf, unsigned int n);

/* Enable VFs and their Bus Master Enable, and forget the way. */
void enable(struct sriov_rig *rig, struct ram *pf, unsigned int n);

/* Does 01:@number exist? */
bool exists(struct sriov_rig *rig, unsigned int number);

#endif /* TESTS_PCIE_SRIOV_RIG_H */
