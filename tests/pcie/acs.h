/* SPDX-License-Identifier: BSD-3-Clause */
/* TLPs and paths for tests of Access Control; the bytes are written by hand */
#ifndef TESTS_PCIE_ACS_H
#define TESTS_PCIE_ACS_H

#include <stdio.h>

#include "tests/pcie/rig.h"

/* 03:00.0 writes 1 DW to b: TH, PH 2, ST 5a; ST 125a; without hints */
#define TAGGED	  "40010001 03005a0f e0100002 01020304"
#define TAGGED_16 "90120000 " TAGGED
#define UNTAGGED  "40000001 0300000f e0100000 01020304"
/* It reads 1 DW of b, relaxed too; what comes back */
#define READ		"00000001 0300170f e0100040"
#define RELAXED		"00002001 0300170f e0100040"
#define DATA		"4a000001 04000004 03001740 00000000"
#define RELAXED_DATA	"4a002001 04000004 03001740 00000000"
#define BY_PORT_CA	"0a000000 02008004 03001740" /* 02:00.0 */
#define BY_ROOT_PORT_CA "0a000000 00088004 03001740" /* 00:01.0 */
#define BY_ROOT_UR	"0a000000 00002004 03001740"

static inline struct pcie_acs *acs_of(struct rig *rig, unsigned int port)
{
	return &pcie_switch_downstream(rig->sw, port)->acs;
}

static inline struct rig *with(enum pcie_root_p2p p2p)
{
	struct rig *rig = rig_new(p2p);

	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xefffffff), 0);
	rig_forget(rig);
	return rig;
}

/* As Linux sets them with an IOMMU: both branches and the root port */
static inline struct rig *isolated(enum pcie_root_p2p p2p)
{
	const uint8_t enabled =
		PCIE_ACS_SV | PCIE_ACS_RR | PCIE_ACS_CR | PCIE_ACS_UF;
	struct rig *rig = with(p2p);

	acs_of(rig, 0)->enabled = acs_of(rig, 1)->enabled = enabled;
	rig->root_port->acs.enabled = enabled;
	return rig;
}

/* The way of a's request by its links: "a^ root^ rootv bv" */
static inline void expect_way(struct rig *rig, const char *way)
{
	char seen[256] = "";

	for (unsigned int i = 0; i < rig->nrecords; i++)
		snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen),
			 "%s%s%s", i ? " " : "", rig->records[i].link,
			 rig->records[i].up ? "^" : "v");
	assert_string_equal(seen, way);
}

static inline void send_expect(struct rig *rig, struct pcie_port *port,
			       const char *hex, const char *way)
{
	rig_forget(rig);
	inject(port, hex);
	expect_way(rig, way);
}

#endif /* TESTS_PCIE_ACS_H */
