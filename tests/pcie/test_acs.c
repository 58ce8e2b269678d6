// SPDX-License-Identifier: BSD-3-Clause
/*
 * Access Control Services: the effect of each service of a downstream port on
 * requests, completions and messages from below (sec 6.12)
 */
#include "tests/pcie/acs.h"

static void each_branch_decides_for_what_it_sends(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	/* completer's side only: requests are direct, completions are not */
	acs_of(rig, 0)->enabled = 0;
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ bv");
	send_expect(rig, &rig->a.fn.port, READ, "a^ bv b^ root^ rootv av");
	expect_tlp(rig, 5, "a", DOWN, DATA);
	/* requester's side only */
	acs_of(rig, 0)->enabled = acs_of(rig, 1)->enabled;
	acs_of(rig, 1)->enabled = 0;
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ root^ rootv bv");
	send_expect(rig, &rig->a.fn.port, READ, "a^ root^ rootv bv b^ av");
	/* what is not for a peer does not care */
	send_expect(rig, &rig->a.fn.port, "40000001 0300000f 00100000 01020304",
		    "a^ root^");
	assert_int_equal(rig->violations, 0);
	rig_free(rig);
}

static void relaxed_completions_are_not_redirected(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	send_expect(rig, &rig->a.fn.port, RELAXED, "a^ root^ rootv bv b^ av");
	expect_tlp(rig, 5, "a", DOWN, RELAXED_DATA);
	/* the other redirect is not theirs */
	acs_of(rig, 1)->enabled = PCIE_ACS_RR;
	send_expect(rig, &rig->a.fn.port, READ, "a^ root^ rootv bv b^ av");
	rig_free(rig);
}

static void a_false_source_is_a_violation(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);
	static const char *const posted[] = {
		"40000001 0400000f e0100000 01020304", /* as b */
		"40000001 0200000f 00100000 01020304", /* as the port */
		"40000001 0000000f 00100000 01020304", /* as the root complex */
		"30000000 04000033 00000000 00000000", /* ERR_FATAL */
	};

	for (unsigned int i = 0; i < 4; i++)
		send_expect(rig, &rig->a.fn.port, posted[i], "a^");
	assert_int_equal(rig->violations, 4);
	assert_int_equal(rig->errors, 0);
	assert_ptr_equal(rig->violation_port,
			 pcie_switch_downstream(rig->sw, 0));
	send_expect(rig, &rig->a.fn.port, "00000001 0400170f e0100000",
		    "a^ av");
	/* 02:00.0 to 04:00.0, as it came in here */
	expect_tlp(rig, 1, "a", DOWN, "0a000000 02008004 04001700");
	assert_int_equal(pcie_switch_stats(rig->sw)->violations, 5);
	/* any function of the bus, and an error message of its own */
	send_expect(rig, &rig->a.fn.port, "40000001 03ff000f e0100000 01020304",
		    "a^ root^ rootv bv");
	send_expect(rig, &rig->a.fn.port, "30000000 03000033 00000000 00000000",
		    "a^ root^");
	assert_int_equal(rig->errors, 1);
	/* completions are never affected: as if b had answered */
	send_expect(rig, &rig->a.fn.port, "0a000000 09000004 00000000",
		    "a^ root^");
	assert_int_equal(rig->violations, 5);
	rig_free(rig);
}

static void translated_requests_are_blocked(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);

	/* before every other service */
	acs_of(rig, 0)->enabled = PCIE_ACS_TB | PCIE_ACS_DT | PCIE_ACS_RR;
	/* translated; a translation request; reserved */
	send_expect(rig, &rig->a.fn.port, "40000801 0300000f e0100000 01020304",
		    "a^");
	send_expect(rig, &rig->a.fn.port, "00000402 030017ff 00100000",
		    "a^ av");
	expect_tlp(rig, 1, "a", DOWN, "0a000000 02008008 03001700");
	send_expect(rig, &rig->a.fn.port, "40000c01 0300000f 00100000 01020304",
		    "a^");
	/* an AtomicOp is a memory request, too */
	send_expect(rig, &rig->a.fn.port, "4c000801 06001700 e0100000 01020304",
		    "a^ av");
	assert_int_equal(rig->violations, 4);
	/* these bits of others say something else */
	send_expect(rig, &rig->a.fn.port, "30000800 03000033 00000000 00000000",
		    "a^ root^");
	send_expect(rig, &rig->a.fn.port, "0a000800 03000004 00000000",
		    "a^ root^");
	send_expect(rig, &rig->a.fn.port, "40000001 0300000f 00100000 01020304",
		    "a^ root^");
	assert_int_equal(rig->violations, 4);
	rig_free(rig);
}

static void translated_requests_go_directly(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	acs_of(rig, 0)->enabled |= PCIE_ACS_DT | PCIE_ACS_EC;
	acs_of(rig, 0)->egress = UINT32_MAX;
	send_expect(rig, &rig->a.fn.port, "40010801 03005a0f e0100002 01020304",
		    "a^ bv");
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ root^ rootv bv");
	/* a translation request is not translated */
	send_expect(rig, &rig->a.fn.port, "00000402 030017ff e0100000",
		    "a^ root^ rootv av");
	/* between root ports the same; memory of the host has no such addresses */
	rig->root_port->acs.enabled |= PCIE_ACS_DT;
	send_expect(rig, &rig->a.fn.port, "40000801 0300000f e0200000 01020304",
		    "a^ root^ cv");
	send_expect(rig, &rig->a.fn.port, "40000801 0300000f 00100000 01020304",
		    "a^ root^");
	assert_int_equal(rig->maps, 0);
	rig->root_port->acs.enabled &= ~PCIE_ACS_DT;
	send_expect(rig, &rig->a.fn.port, "40000801 0300000f e0200000 01020304",
		    "a^ root^");
	rig_free(rig);
}

/* Table 6-11, the rows with a vector */
static void egress_is_controlled_by_port(void **state)
{
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);
	struct pcie_acs *acs = acs_of(rig, 0);

	acs->enabled = PCIE_ACS_EC;
	acs->egress = 1 << 1; /* b is behind 02:01.0 */
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^");
	send_expect(rig, &rig->a.fn.port, READ, "a^ av");
	expect_tlp(rig, 1, "a", DOWN, BY_PORT_CA);
	assert_int_equal(rig->violations, 2);
	assert_ptr_equal(rig->violation_port,
			 pcie_switch_downstream(rig->sw, 0));
	acs->enabled = PCIE_ACS_EC | PCIE_ACS_RR;
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ root^ rootv bv");
	acs->egress = ~acs->egress;
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ bv");
	acs->enabled = PCIE_ACS_EC;
	send_expect(rig, &rig->a.fn.port, TAGGED, "a^ bv");
	/* not towards the root complex, and not completions */
	acs->egress = UINT32_MAX;
	send_expect(rig, &rig->a.fn.port, "40000001 0300000f 00100000 01020304",
		    "a^ root^");
	acs_of(rig, 1)->enabled = 0;
	send_expect(rig, &rig->b.fn.port, "00000001 0400170f e0000000",
		    "b^ av a^ bv");
	rig_free(rig);
}

static void requests_that_turn_back_go_up(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);

	acs_of(rig, 0)->enabled = PCIE_ACS_RR; /* not its matter */
	send_expect(rig, &rig->a.fn.port, "40000001 0300000f e0000000 01020304",
		    "a^");
	assert_int_equal(pcie_switch_stats(rig->sw)->unsupported, 1);
	acs_of(rig, 0)->enabled = rig->root_port->acs.enabled = PCIE_ACS_UF;
	send_expect(rig, &rig->a.fn.port, "40000001 0300000f e0000000 01020304",
		    "a^ root^ rootv av");
	assert_int_equal(rig->a.writes, 1);
	/* a completion for itself, which it does not wait for */
	send_expect(rig, &rig->a.fn.port, "0a000000 03000004 03000000",
		    "a^ root^ rootv av");
	assert_int_equal(rig->a.fn.errors, 1);
	rig_free(rig);
}

static void messages_between_peers_are_redirected(void **state)
{
	static const char message[] = "32000000 0300007f 04000000 00000000";
	struct rig *rig = isolated(PCIE_ROOT_P2P_FORWARD);

	send_expect(rig, &rig->a.fn.port, message, "a^ root^ rootv bv");
	expect_tlp(rig, 3, "b", DOWN, message);
	acs_of(rig, 0)->enabled = PCIE_ACS_CR;
	send_expect(rig, &rig->a.fn.port, message, "a^ bv");
	rig_free(rig);
}

static void nothing_from_above_is_touched(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);
	uint8_t data[4] = {1, 2, 3, 4};
	uint32_t value;

	for (unsigned int i = 0; i < 3; i++)
		acs_of(rig, i)->enabled = PCIE_ACS_ALL & ~PCIE_ACS_EC;
	rig->root_port->acs.enabled = PCIE_ACS_ALL & ~PCIE_ACS_EC;
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE, data, 4), 0);
	assert_int_equal(pcie_root_mem_read(rig->root, A_BASE, data, 4), 0);
	assert_int_equal(pcie_root_config_read(rig->root, 0x0400, 0, 4, &value),
			 TLP_CPL_SC);
	expect_way(rig, "rootv av rootv av a^ root^ rootv bv b^ root^");
	assert_int_equal(rig->violations, 0);
	rig_free(rig);
}

/*
 * Every set of services of the requester's port, for each kind of memory request
 * to a peer, said in another way than the code does
 */
static const char *way_of(unsigned int enabled, bool in_vector, bool foreign,
			  unsigned int at)
{
	static const char direct[] = "a^ bv", up[] = "a^ root^ rootv bv";

	if (foreign && enabled & PCIE_ACS_SV)
		return "a^";
	if (at && enabled & PCIE_ACS_TB)
		return "a^";
	if (at == 2 && enabled & PCIE_ACS_DT)
		return direct;
	switch (enabled & (PCIE_ACS_EC | PCIE_ACS_RR)) {
	case PCIE_ACS_EC:
		return in_vector ? "a^" : direct;
	case PCIE_ACS_EC | PCIE_ACS_RR:
		return in_vector ? up : direct;
	case PCIE_ACS_RR:
		return up;
	default:
		return direct;
	}
}

static void every_set_of_services(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);
	unsigned int violations = 0;
	uint8_t bytes[16];

	rig->root_port->acs.enabled = PCIE_ACS_UF | PCIE_ACS_DT;
	for (unsigned int i = 0; i < 128 * 16; i++) {
		const unsigned int enabled = i & 0x7f, at = i >> 7 & 3;
		const bool in_vector = i >> 9 & 1, foreign = i >> 10 & 1;
		const char *way = way_of(enabled, in_vector, foreign, at);

		/* at the root port only these two have a way back down */
		if (at & 1 && !strcmp(way, "a^ root^ rootv bv"))
			way = "a^ root^";
		acs_of(rig, 0)->enabled = enabled;
		acs_of(rig, 0)->egress = in_vector ? 1 << 1 : 1 << 0;
		unhex(UNTAGGED, bytes);
		bytes[2] = at << 2;
		bytes[4] = foreign ? 5 : 3;
		rig_forget(rig);
		pcie_port_send(&rig->a.fn.port, bytes, sizeof(bytes));
		expect_way(rig, way);
		violations += !strcmp(way, "a^");
		assert_int_equal(rig->violations, violations);
	}
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_branch_decides_for_what_it_sends),
		cmocka_unit_test(relaxed_completions_are_not_redirected),
		cmocka_unit_test(a_false_source_is_a_violation),
		cmocka_unit_test(translated_requests_are_blocked),
		cmocka_unit_test(translated_requests_go_directly),
		cmocka_unit_test(egress_is_controlled_by_port),
		cmocka_unit_test(requests_that_turn_back_go_up),
		cmocka_unit_test(messages_between_peers_are_redirected),
		cmocka_unit_test(nothing_from_above_is_touched),
		cmocka_unit_test(every_set_of_services),
	};

	return cmocka_run_group_tests_name("pcie-acs", tests, NULL, NULL);
}
