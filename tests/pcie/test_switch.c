// SPDX-License-Identifier: BSD-3-Clause
/* Routing of a switch, which changes no bytes; bytes by hand */
#include "tests/pcie/rig.h"

/* 03:00.0 writes 2 DW to b: TH, PH 2, ST 5a */
#define TAGGED "40010002 03005aff e0100102 0011223344556677"
/* The same with ST 125a and a PASID in front */
#define TAGGED_16 "91012345 90120000 " TAGGED

static void peer_write_keeps_its_hints(void **state)
{
	struct rig *rig = *state;
	uint64_t forwarded = pcie_switch_stats(rig->sw)->forwarded;

	inject(&rig->a.fn.port, TAGGED);
	expect_tlps(rig, 2);
	expect_tlp(rig, 0, "a", UP, TAGGED);
	expect_tlp(rig, 1, "b", DOWN, TAGGED);
	assert_int_equal(rig->b.writes, 1);
	assert_true(rig->b.seen.th);
	assert_int_equal(rig->b.seen.st, 0x5a);
	assert_int_equal(rig->b.seen.ph, 2);
	assert_int_equal(rig->b.memory[0x100], 0x00);
	assert_int_equal(rig->b.memory[0x107], 0x77);
	assert_int_equal(pcie_switch_stats(rig->sw)->forwarded, forwarded + 1);
}

static void peer_write_keeps_its_prefixes(void **state)
{
	struct rig *rig = *state;

	inject(&rig->a.fn.port, TAGGED_16);
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "b", DOWN, TAGGED_16);
	assert_true(rig->b.seen.st_ext);
	assert_int_equal(rig->b.seen.st, 0x125a);
}

static void every_hint_passes(void **state)
{
	struct rig *rig = *state;
	uint8_t bytes[20];

	unhex(TAGGED, bytes);
	for (unsigned int st = 0; st < 256; st++) {
		for (unsigned int ph = 0; ph < 4; ph++) {
			rig_forget(rig);
			bytes[6] = st;
			bytes[11] = ph;
			pcie_port_send(&rig->a.fn.port, bytes, sizeof(bytes));
			expect_tlps(rig, 2);
			assert_memory_equal(rig->records[1].bytes, bytes,
					    sizeof(bytes));
			assert_int_equal(rig->b.seen.st, st);
			assert_int_equal(rig->b.seen.ph, ph);
		}
	}
}

static void peer_read_is_completed_by_id(void **state)
{
	struct rig *rig = *state;

	memcpy(rig->b.memory + 0x40, "\x01\x02\x03\x04", 4);
	inject(&rig->a.fn.port, "00000001 0300170f e0100040");
	expect_tlps(rig, 4);
	expect_tlp(rig, 1, "b", DOWN, "00000001 0300170f e0100040");
	expect_tlp(rig, 2, "b", UP, "4a000001 04000004 03001740 01020304");
	expect_tlp(rig, 3, "a", DOWN, "4a000001 04000004 03001740 01020304");
}

static void what_is_not_below_goes_up(void **state)
{
	struct rig *rig = *state;

	inject(&rig->a.fn.port, "40000001 0300000f 00100020 aabbccdd");
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "root", UP, "40000001 0300000f 00100020 aabbccdd");
	assert_int_equal(rig->memory[0x20], 0xaa);
	assert_int_equal(rig->memory[0x23], 0xdd);
}

static void request_from_above_goes_to_its_function(void **state)
{
	struct rig *rig = *state;

	inject(rig->root_port, "40000001 0000000f e0100000 aabbccdd");
	inject(rig->root_port, "40000001 0000000f e0000000 11223344");
	expect_tlps(rig, 4);
	expect_tlp(rig, 1, "b", DOWN, "40000001 0000000f e0100000 aabbccdd");
	expect_tlp(rig, 3, "a", DOWN, "40000001 0000000f e0000000 11223344");
}

static void unclaimed_from_above_is_unsupported(void **state)
{
	struct rig *rig = *state;

	inject(rig->root_port, "00000001 0000220f e0400000");
	expect_tlps(rig, 2);
	/* by 01:00.0, the upstream port */
	expect_tlp(rig, 1, "root", UP, "0a000000 01002004 00002200");
	inject(rig->root_port, "40000001 0000000f e0400000 aabbccdd");
	expect_tlps(rig, 3);
	assert_int_equal(pcie_switch_stats(rig->sw)->unsupported, 2);
}

static void way_back_is_unsupported(void **state)
{
	struct rig *rig = *state;

	inject(&rig->a.fn.port, "00000001 0300220f e0000000");
	expect_tlps(rig, 2);
	/* by 02:00.0, the downstream port */
	expect_tlp(rig, 1, "a", DOWN, "0a000000 02002004 03002200");
	inject(&rig->a.fn.port, "40000001 0300000f e0000000 aabbccdd");
	expect_tlps(rig, 3);
	assert_int_equal(rig->a.writes, 0);
}

/* The window routes even without a decoder (sec 7.5.1.3) */
static void undecoded_address_stays_below_its_port(void **state)
{
	struct rig *rig = *state;

	pcie_root_config_write(rig->root, 0x0400, 4, 2,
			       4); /* no Memory Space */
	rig_forget(rig);
	inject(&rig->a.fn.port, "40000001 0300000f e0100000 aabbccdd");
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "b", DOWN, "40000001 0300000f e0100000 aabbccdd");
	inject(&rig->a.fn.port, "00000001 0300170f e0100000");
	expect_tlps(rig, 6);
	/* UR by the endpoint */
	expect_tlp(rig, 5, "a", DOWN, "0a000000 04002004 03001700");
	assert_int_equal(rig->b.writes + rig->b.reads, 0);
	assert_int_equal(rig->b.fn.errors, 2);
	assert_int_equal(rig->maps, 0); /* no memory of the host */
}

static void decoded_address_is_found_anywhere(void **state)
{
	struct rig *rig = *state;

	/* b moves, and its window does not */
	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, 0xd0000000);
	rig_forget(rig);
	inject(&rig->a.fn.port, "40000001 0300000f d0000004 aabbccdd");
	expect_tlp(rig, 1, "b", DOWN, "40000001 0300000f d0000004 aabbccdd");
	assert_int_equal(rig->b.memory[4], 0xaa);
}

static void windows_are_followed(void **state)
{
	struct rig *rig = *state;
	static const struct pcie_window closed[] = {{1, 0}, {0, 0xfffff}};
	static const struct pcie_window moved[] = {
		{0x90000000, 0x900fffff},
		{0x1200000000, 0x12000fffff},
	};
	struct pcie_port *port = pcie_switch_downstream(rig->sw, 2);

	pcie_root_set_windows(rig->root, port, moved);
	/* the empty port: its link has no function */
	inject(&rig->a.fn.port, "40000001 0300000f 900ffffc aabbccdd");
	inject(&rig->a.fn.port, "60000001 0300000f 00000012 00000000 aabbccdd");
	inject(rig->root_port, "40000001 0000000f 90000000 aabbccdd");
	expect_tlps(rig, 3);
	assert_int_equal(pcie_switch_stats(rig->sw)->unsupported, 0);
	inject(&rig->a.fn.port, "40000001 0300000f 90100000 aabbccdd");
	expect_tlps(rig, 5);
	expect_tlp(rig, 4, "root", UP, "40000001 0300000f 90100000 aabbccdd");
	/* Base above limit, or a register never written, opens no window */
	pcie_root_set_windows(rig->root, port, closed);
	rig_forget(rig);
	inject(&rig->a.fn.port, "40000001 0300000f 900ffffc aabbccdd");
	inject(&rig->a.fn.port, "40000001 0300000f 00000100 aabbccdd");
	expect_tlps(rig, 4);
	expect_tlp(rig, 3, "root", UP, "40000001 0300000f 00000100 aabbccdd");
}

/* Within the upstream port's window, outside of all downstream ports' */
/* No bridge was programmed, or it is unknown: the BARs suffice */
static void window_of_its_own_follows_the_bar(void **state)
{
	struct rig *rig = rig_new(PCIE_ROOT_P2P_DROP_TPH);

	pcie_root_enumerate(rig->root);
	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, 0xe0100000);
	pcie_root_config_write(rig->root, 0x0400, 4, 2, 6);
	pcie_root_config_write(rig->root, 0x0400, 4, 2, 4);
	/* on its way to another address, and not decoded there */
	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, 0x100000);
	rig_forget(rig);
	inject(&rig->a.fn.port, "40000001 0300000f e0100000 aabbccdd");
	inject(&rig->a.fn.port, "40000001 0300000f 00100000 aabbccdd");
	expect_tlps(rig, 4);
	expect_tlp(rig, 1, "b", DOWN, "40000001 0300000f e0100000 aabbccdd");
	expect_tlp(rig, 3, "root", UP, "40000001 0300000f 00100000 aabbccdd");
	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, 0xd0000000);
	pcie_root_config_write(rig->root, 0x0400, 4, 2, 6);
	rig_forget(rig);
	inject(&rig->a.fn.port, "40000001 0300000f e0100000 aabbccdd");
	expect_tlp(rig, 1, "root", UP, "40000001 0300000f e0100000 aabbccdd");
	/* no window at the root complex's own bus: the decoder decides */
	pcie_root_config_write(rig->root, 0x0018, 0x10, 4, 0xe0300000);
	pcie_root_config_write(rig->root, 0x0018, 4, 2, 6);
	pcie_root_config_write(rig->root, 0x0018, 4, 2, 4);
	rig_forget(rig);
	inject(&rig->a.fn.port, "40000001 0300000f e0300000 aabbccdd");
	expect_tlps(rig, 2);
	assert_int_equal(rig->d.fn.errors, 0);
	rig_free(rig);
}

static void gap_between_windows_is_unsupported(void **state)
{
	struct rig *rig = *state;
	static const struct pcie_window closed[] = {{1, 0}, {1, 0}};

	pcie_root_config_write(rig->root, 0x0400, 4, 2, 4);
	pcie_root_set_windows(rig->root, pcie_switch_downstream(rig->sw, 1),
			      closed);
	rig_forget(rig);
	inject(rig->root_port, "00000001 0000220f e0100000");
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "root", UP, "0a000000 01002004 00002200");
	inject(&rig->a.fn.port, "00000001 0300220f e0100000");
	expect_tlps(rig, 4);
	expect_tlp(rig, 3, "a", DOWN, "0a000000 02002004 03002200");
	assert_int_equal(rig->maps, 0);
}

static void wide_addresses_are_routed(void **state)
{
	struct rig *rig = *state;

	pcie_root_config_write(rig->root, 0x0400, 0x14, 4, 0x12);
	rig_forget(rig);
	inject(&rig->a.fn.port, "60000001 0300000f 00000012 e0100008 aabbccdd");
	expect_tlp(rig, 1, "b", DOWN,
		   "60000001 0300000f 00000012 e0100008 aabbccdd");
	assert_int_equal(rig->b.memory[8], 0xaa);
}

static void type_1_becomes_type_0_at_the_last_link(void **state)
{
	struct rig *rig = *state;
	uint32_t value;

	assert_int_equal(pcie_root_config_read(rig->root, 0x0400, 0, 4, &value),
			 0);
	assert_int_equal(value, 0x00a21b36);
	expect_tlps(rig, 4);
	assert_int_equal(rig->records[0].bytes[0], 0x05);
	assert_string_equal(rig->records[0].link, "root");
	assert_int_equal(rig->records[1].bytes[0], 0x04);
	assert_string_equal(rig->records[1].link, "b");
	assert_memory_equal(rig->records[0].bytes + 1,
			    rig->records[1].bytes + 1, 11);
}

static void configuration_of_nobody_is_unsupported(void **state)
{
	struct rig *rig = *state;

	/* the empty link, an unknown bus, device 1 of b's link, a port itself,
	 * type 0 for the upstream port */
	inject(rig->root_port, "05000001 0000010f 05000000");
	inject(rig->root_port, "05000001 0000010f 07000000");
	inject(rig->root_port, "05000001 0000010f 04080000");
	inject(rig->root_port, "05000001 0000010f 02000000");
	inject(rig->root_port, "04000001 0000010f 01000000");
	expect_tlps(rig, 9); /* the first is forwarded to an empty port */
	for (unsigned int i = 2; i < 9; i += 2)
		expect_tlp(rig, i, "root", UP, "0a000000 01002004 00000100");
	/* from below it has no destination */
	inject(&rig->a.fn.port, "05000001 0300010f 04000000");
	expect_tlp(rig, 10, "a", DOWN, "0a000000 02002004 03000100");
}

static void completions_follow_the_requester(void **state)
{
	struct rig *rig = *state;

	inject(&rig->a.fn.port, "0a000000 03002004 04001100"); /* b's */
	inject(&rig->a.fn.port, "0a000000 03002004 06001100"); /* c's */
	inject(&rig->a.fn.port, "0a000000 03002004 02001100"); /* a port's */
	inject(rig->root_port, "0a000000 00002004 03001100");  /* a's */
	expect_tlps(rig, 8);
	expect_tlp(rig, 1, "b", DOWN, "0a000000 03002004 04001100");
	expect_tlp(rig, 3, "root", UP, "0a000000 03002004 06001100");
	expect_tlp(rig, 4, "c", DOWN, "0a000000 03002004 06001100");
	expect_tlp(rig, 7, "a", DOWN, "0a000000 00002004 03001100");
}

static void messages_follow_their_routing(void **state)
{
	struct rig *rig = *state;

	/* ERR_NONFATAL to the root complex */
	inject(&rig->a.fn.port, "30000000 03000031 00000000 00000000");
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "root", UP, "30000000 03000031 00000000 00000000");
	assert_int_equal(rig->errors, 1);

	/* vendor message by ID from a to b */
	rig_forget(rig);
	inject(&rig->a.fn.port, "32000000 0300007f 04001234 00000000");
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "b", DOWN, "32000000 0300007f 04001234 00000000");

	/* local ends at the port */
	rig_forget(rig);
	inject(&rig->a.fn.port, "34000000 03000020 00000000 00000000");
	expect_tlps(rig, 1);
}

static void broadcast_and_gather(void **state)
{
	struct rig *rig = *state;

	/* PME_Turn_Off; each endpoint acknowledges, one message goes up */
	inject(rig->root_port, "33000000 00000019 00000000 00000000");
	expect_tlps(rig, 6);
	expect_tlp(rig, 1, "a", DOWN, "33000000 00000019 00000000 00000000");
	expect_tlp(rig, 2, "a", UP, "35000000 0300001b 00000000 00000000");
	expect_tlp(rig, 3, "b", DOWN, "33000000 00000019 00000000 00000000");
	expect_tlp(rig, 4, "b", UP, "35000000 0400001b 00000000 00000000");
	expect_tlp(rig, 5, "root", UP, "35000000 0400001b 00000000 00000000");
}

static void port_without_prefix_support_drops(void **state)
{
	struct rig *rig = *state;

	pcie_switch_downstream(rig->sw, 0)->eetlp = false;
	inject(&rig->a.fn.port, TAGGED_16);
	inject(&rig->a.fn.port, "90120000 20010001 03001734 00000000 e0100000");
	expect_tlps(rig, 2); /* not even a completion */
	assert_int_equal(pcie_switch_stats(rig->sw)->malformed, 2);
	inject(&rig->a.fn.port, TAGGED); /* needs no window */
	expect_tlps(rig, 4);
	assert_int_equal(rig->b.writes, 1);
}

static void blocking_port_stops_prefixes(void **state)
{
	struct rig *rig = *state;

	pcie_switch_downstream(rig->sw, 1)->eetlp_block = true;
	inject(&rig->a.fn.port, TAGGED_16);
	expect_tlps(rig, 1);
	assert_int_equal(pcie_switch_stats(rig->sw)->prefix_blocked, 1);
	inject(&rig->a.fn.port, "90120000 20010001 03001734 00000000 e0100000");
	expect_tlps(rig, 3);
	/* UR by 02:01.0, the egress port */
	expect_tlp(rig, 2, "a", DOWN, "0a000000 02082004 03001700");
	assert_int_equal(pcie_switch_stats(rig->sw)->prefix_blocked, 2);
	inject(&rig->a.fn.port, TAGGED);
	expect_tlp(rig, 4, "b", DOWN, TAGGED);
}

static void garbage_is_counted(void **state)
{
	struct rig *rig = *state;

	inject(&rig->a.fn.port, "e0000000 00000000 00000000");
	inject(&rig->a.fn.port, "40000002 0300000f e0100000 aabbccdd");
	assert_int_equal(pcie_switch_stats(rig->sw)->malformed, 2);
	expect_tlps(rig, 2);
}

static void io_is_unsupported(void **state)
{
	struct rig *rig = *state;

	inject(rig->root_port, "02000001 0000010f 00001000");
	expect_tlp(rig, 1, "root", UP, "0a000000 01002004 00000100");
}

/*
 * No port has AtomicOp Routing (DevCap2 bit 6) or DMWr Request Routing
 * (DevCap3)
 */
static void atomics_are_not_routed(void **state)
{
	static const char *const requests[] = {
		"4c000001 0300170f e0100000 01020304",		/* FetchAdd */
		"4d000001 0300170f e0100000 01020304",		/* Swap */
		"4e000002 0300170f e0100000 01020304 05060708", /* CAS */
		"5b000001 0300170f e0100000 01020304",		/* DMWr */
	};
	struct rig *rig = *state;

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		rig_forget(rig);
		inject(&rig->a.fn.port, requests[i]);
		expect_tlps(rig, 2);
		expect_tlp(rig, 1, "a", DOWN, "0a000000 02002004 03001700");
	}
	assert_int_equal(pcie_switch_stats(rig->sw)->unsupported, 4);
}

static void parameters_are_checked(void **state)
{
	struct rig *rig = *state;
	struct pcie_switch *sw = NULL;

	assert_true(pcie_switch_create(rig->root, "x", 0, &sw) < 0);
	assert_true(pcie_switch_create(rig->root, "x", 33, &sw) < 0);
	assert_null(sw);
	assert_null(pcie_switch_downstream(rig->sw, 3));
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(peer_write_keeps_its_hints),
		TEST(peer_write_keeps_its_prefixes),
		TEST(every_hint_passes),
		TEST(peer_read_is_completed_by_id),
		TEST(what_is_not_below_goes_up),
		TEST(request_from_above_goes_to_its_function),
		TEST(unclaimed_from_above_is_unsupported),
		TEST(way_back_is_unsupported),
		TEST(undecoded_address_stays_below_its_port),
		TEST(decoded_address_is_found_anywhere),
		TEST(windows_are_followed),
		cmocka_unit_test(window_of_its_own_follows_the_bar),
		TEST(gap_between_windows_is_unsupported),
		TEST(wide_addresses_are_routed),
		TEST(type_1_becomes_type_0_at_the_last_link),
		TEST(configuration_of_nobody_is_unsupported),
		TEST(completions_follow_the_requester),
		TEST(messages_follow_their_routing),
		TEST(broadcast_and_gather),
		TEST(port_without_prefix_support_drops),
		TEST(blocking_port_stops_prefixes),
		TEST(garbage_is_counted),
		TEST(io_is_unsupported),
		TEST(atomics_are_not_routed),
		TEST(parameters_are_checked),
	};

	return cmocka_run_group_tests_name("pcie-switch", tests, NULL, NULL);
}
