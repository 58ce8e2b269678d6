// SPDX-License-Identifier: BSD-3-Clause
/* Redirected and translated requests at the root complex (sec 6.12) */
#include "tests/pcie/acs.h"

static void peers_meet_at_the_root_complex(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	send_expect(rig, &rig->a.fn.port, TAGGED_16, "a^ root^ rootv bv");
	for (unsigned int i = 1; i < 4; i++)
		assert_memory_equal(rig->records[i].bytes,
				    rig->records[0].bytes, rig->records[0].len);
	assert_int_equal(rig->b.writes, 1);
	assert_int_equal(rig->b.seen.st, 0x125a);
	send_expect(rig, &rig->a.fn.port, READ,
		    "a^ root^ rootv bv b^ root^ rootv av");
	expect_tlp(rig, 7, "a", DOWN, DATA);
	assert_int_equal(pcie_switch_stats(rig->sw)->redirected, 3);
	assert_int_equal(pcie_root_stats(rig->root)->redirected, 2);
	assert_int_equal(rig->violations, 0);
	rig_free(rig);
}

static void the_root_complex_takes_the_tag(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_DROP_TPH);

	send_expect(rig, &rig->a.fn.port, TAGGED_16, "a^ root^ rootv bv");
	expect_tlp(rig, 1, "root", UP, TAGGED_16);
	expect_tlp(rig, 2, "root", DOWN, UNTAGGED);
	expect_tlp(rig, 3, "b", DOWN, UNTAGGED);
	assert_false(rig->b.seen.th);
	rig_free(rig);
}

/* Redirected Request Validation blocks: a violation, not an unsupported request */
static void the_root_complex_blocks(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_BLOCK);
	uint8_t header[12];

	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ root^");
	assert_int_equal(rig->violations, 1);
	assert_ptr_equal(rig->violation_port, rig->root_port);
	unhex("40010001 03005a0f e0100002", header);
	assert_memory_equal(rig->violation_header, header, 12);
	send_expect(rig, &rig->a.fn.port, READ, "a^ root^ rootv av");
	expect_tlp(rig, 3, "a", DOWN, BY_ROOT_PORT_CA);
	assert_int_equal(rig->violations, 2);
	assert_int_equal(pcie_root_stats(rig->root)->violations, 2);
	assert_int_equal(pcie_root_stats(rig->root)->unsupported, 0);
	/* between root ports without a redirect: as before */
	send_expect(rig, &rig->a.fn.port, "00000001 0300170f e0200040",
		    "a^ root^ rootv av");
	expect_tlp(rig, 3, "a", DOWN, BY_ROOT_PORT_CA);
	rig->root_port->acs.enabled = PCIE_ACS_SV | PCIE_ACS_UF;
	send_expect(rig, &rig->a.fn.port, "00000001 0300170f e0200040",
		    "a^ root^ rootv av");
	expect_tlp(rig, 3, "a", DOWN, BY_ROOT_UR);
	rig_free(rig);
}

/* Undefined by the specification: here nobody takes it */
static void a_root_port_without_forwarding_refuses(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	rig->root_port->acs.enabled &= ~PCIE_ACS_UF;
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ root^");
	send_expect(rig, &rig->a.fn.port, READ, "a^ root^ rootv av");
	expect_tlp(rig, 3, "a", DOWN, BY_ROOT_UR);
	assert_int_equal(pcie_root_stats(rig->root)->unsupported, 2);
	assert_int_equal(rig->violations, 0);
	/* and the way back of completions is another */
	acs_of(rig, 0)->enabled = 0;
	send_expect(rig, &rig->a.fn.port, READ, "a^ bv b^ root^");
	rig_free(rig);
}

static void a_root_port_validates_its_buses(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);

	rig->root_port->acs.enabled = rig->c_port->acs.enabled = PCIE_ACS_SV;
	/* 1 to 5 are behind it */
	send_expect(rig, &rig->a.fn.port, "40000001 0500000f 00100000 01020304",
		    "a^ root^");
	assert_int_equal(rig->maps, 1);
	send_expect(rig, &rig->a.fn.port, "40000001 0600000f 00100000 01020304",
		    "a^ root^");
	assert_int_equal(rig->maps, 1);
	assert_int_equal(rig->violations, 1);
	assert_ptr_equal(rig->violation_port, rig->root_port);
	send_expect(rig, &rig->c.fn.port, "00000001 0300170f 00100000",
		    "c^ cv");
	/* 00:02.0 */
	expect_tlp(rig, 1, "c", DOWN, "0a000000 00108004 03001700");
	assert_ptr_equal(rig->violation_port, rig->c_port);
	rig_free(rig);
}

/* The way of a redirect has ports that the direct one has not */
static void prefixes_stop_on_the_redirected_way(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	pcie_switch_upstream(rig->sw)->eetlp_block = true;
	send_expect(rig, &rig->a.fn.port, TAGGED_16, "a^");
	assert_int_equal(pcie_switch_stats(rig->sw)->prefix_blocked, 1);
	pcie_switch_upstream(rig->sw)->eetlp_block = false;
	rig->root_port->eetlp = false;
	send_expect(rig, &rig->a.fn.port, TAGGED_16, "a^ root^");
	assert_int_equal(pcie_root_stats(rig->root)->malformed, 1);
	rig_free(rig);
}

/*
 * A requester behind an IOMMU: the switch does not know its addresses, so ACS has
 * no part in that they go up
 */
static void the_iommu_leads_to_peers(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);

	rig->iova = 0x12340000;
	rig->peer = B_BASE;
	send_expect(rig, &rig->a.fn.port, "40010001 03005a0f 12340102 01020304",
		    "a^ root^ rootv bv");
	expect_tlp(rig, 3, "b", DOWN, "40010001 03005a0f e0100102 01020304");
	assert_int_equal(rig->map_requester, 0x0300);
	assert_true(rig->map_write);
	/* with 64 bits on one side, and a digest of the former header */
	rig->iova = 0x7700000000;
	send_expect(rig, &rig->a.fn.port,
		    "6000a001 0300000f 00000077 00000040 01020304 deadbeef",
		    "a^ root^ rootv bv");
	expect_tlp(rig, 3, "b", DOWN, "40002001 0300000f e0100040 01020304");
	send_expect(rig, &rig->a.fn.port, "20000001 0300170f 00000077 00000044",
		    "a^ root^ rootv bv b^ av");
	assert_false(rig->map_write);
	expect_tlp(rig, 5, "a", DOWN, "4a000001 04000004 03001744 00000000");
	/* to another root port, and to nobody */
	rig->peer = C_BASE;
	send_expect(rig, &rig->a.fn.port,
		    "60000001 0300000f 00000077 00000040 01020304",
		    "a^ root^ cv");
	rig->peer = 0xd0000000;
	send_expect(rig, &rig->a.fn.port, "20000001 0300170f 00000077 00000044",
		    "a^ root^ rootv av");
	expect_tlp(rig, 3, "a", DOWN, "0a000000 00002004 03001744");
	rig_free(rig);
}

static void the_iommu_obeys_policy(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_DROP_TPH);

	rig->iova = 0x12340000;
	rig->peer = B_BASE;
	send_expect(rig, &rig->a.fn.port,
		    "90120000 40010001 03005a0f 12340102 01020304",
		    "a^ root^ rootv bv");
	expect_tlp(rig, 3, "b", DOWN, "40000001 0300000f e0100100 01020304");
	rig_free(rig);
	rig = isolated(PCIE_ROOT_P2P_BLOCK);
	rig->iova = 0x12340000;
	rig->peer = B_BASE;
	send_expect(rig, &rig->a.fn.port, "40000001 0300000f 12340100 01020304",
		    "a^ root^");
	assert_int_equal(rig->violations, 1);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peers_meet_at_the_root_complex),
		cmocka_unit_test(the_root_complex_takes_the_tag),
		cmocka_unit_test(the_root_complex_blocks),
		cmocka_unit_test(a_root_port_without_forwarding_refuses),
		cmocka_unit_test(a_root_port_validates_its_buses),
		cmocka_unit_test(prefixes_stop_on_the_redirected_way),
		cmocka_unit_test(the_iommu_leads_to_peers),
		cmocka_unit_test(the_iommu_obeys_policy),
	};

	return cmocka_run_group_tests_name("pcie-acs-root", tests, NULL, NULL);
}
