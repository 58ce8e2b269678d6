/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hierarchy of the tests, with a tap on each link:
 *
 *   00:01.0 root port - 01:00.0 switch - 02:00.0 - 03:00.0 a   BAR 0 e0000000
 *                                      - 02:01.0 - 04:00.0 b         e0100000
 *                                      - 02:02.0   nothing
 *   00:02.0 root port - 06:00.0 c                                    e0200000
 *   00:03.0 RCiEP d                                                  e0300000
 *
 * BAR 2 of each is 10000 above its BAR 0. Host memory is at 100000.
 */
#ifndef TESTS_PCIE_RIG_H
#define TESTS_PCIE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/pcie/ram.h"

#define HOST_BASE 0x100000
#define HOST_SIZE 0x20000
#define A_BASE	  0xe0000000
#define B_BASE	  0xe0100000
#define C_BASE	  0xe0200000
#define D_BASE	  0xe0300000

#define RIG_RECORDS 4096

enum { DOWN, UP };

struct record {
	const char *link;
	bool up;
	size_t len;
	uint8_t bytes[TLP_MAX_SIZE];
};

/**
 * struct rig - hierarchy, host and the observed TLPs
 * @links:	"root", "a", "b" below the switch, "c", "d"
 * @fragment:	most bytes that the host maps at once, 0: no limit
 * @map_nothing: the host gives a pointer and 0 bytes
 * @map_write, @map_requester: of the last call
 * @iova, @peer: where the IOMMU leads a page that is not in memory; 0: nowhere
 * @violations, @violation_port, @violation_header: of ACS, the last one
 * @now:	the host's clock
 * @records:	TLPs in order since the last rig_forget()
 */
struct rig {
	struct pcie_root *root;
	struct pcie_switch *sw;
	struct pcie_link links[5];
	struct pcie_port *root_port, *c_port, *d_port;
	struct ram a, b, c, d;
	uint8_t memory[HOST_SIZE];
	size_t fragment;
	bool map_nothing, map_write;
	unsigned int maps, interrupts, errors;
	uint16_t map_requester, interrupt_requester, error_requester;
	uint64_t interrupt_addr;
	uint32_t interrupt_data;
	uint8_t error_code;
	uint64_t iova, peer;
	unsigned int violations;
	const struct pcie_port *violation_port;
	uint8_t violation_header[12];
	uint64_t now;
	struct pcie_tap tap;
	struct record records[RIG_RECORDS];
	unsigned int nrecords;
};

/* All functions extended TPH completers with End-End prefixes. */
struct rig *rig_new(enum pcie_root_p2p p2p);
struct rig *rig_new_with(enum pcie_root_p2p p2p,
			 const struct ram_params *params);
void rig_free(struct rig *rig);
void rig_forget(struct rig *rig);

/* cmocka fixtures: *state is a rig that drops hints between peers, assigned */
int rig_setup(void **state);
int rig_teardown(void **state);

/* Return: number of bytes; blanks in @hex are skipped */
size_t unhex(const char *hex, uint8_t *bytes);

/* Send the bytes in @hex out of @port. */
void inject(struct pcie_port *port, const char *hex);

/* The @n-th TLP went over @link this way and was @hex. */
void expect_tlp(struct rig *rig, unsigned int n, const char *link, bool up,
		const char *hex);
void expect_tlps(struct rig *rig, unsigned int n);

#endif /* TESTS_PCIE_RIG_H */
