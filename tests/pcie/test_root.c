// SPDX-License-Identifier: BSD-3-Clause
/* Root complex: host memory, interrupts, peers and its policy; bytes by hand */
#include "tests/pcie/rig.h"

/* c (06:00.0) to b: TH, PH 2, ST 5a */
#define TAGGED	  "40010001 06005a0f e0100002 01020304"
#define UNTAGGED  "40000001 0600000f e0100000 01020304"
#define TAGGED_16 "91012345 90120000 " TAGGED
/* reads of 1 and 2 DW, ST 34 */
#define TAGGED_READ	"00010001 06001734 e0100002"
#define UNTAGGED_READ	"00000001 0600170f e0100000"
#define TAGGED_READ_2	"90120000 00010002 06001734 e0100002"
#define UNTAGGED_READ_2 "00000002 060017ff e0100000"

static struct rig *with(enum pcie_root_p2p p2p)
{
	struct rig *rig = rig_new(p2p);

	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xefffffff), 0);
	rig_forget(rig);
	return rig;
}

static void policy_drop_takes_hints_away(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_DROP_TPH);

	inject(&rig->c.fn.port, TAGGED);
	expect_tlps(rig, 3);
	expect_tlp(rig, 1, "root", DOWN, UNTAGGED);
	expect_tlp(rig, 2, "b", DOWN, UNTAGGED);
	assert_false(rig->b.seen.th);
	rig_forget(rig);
	inject(&rig->c.fn.port, TAGGED_16); /* PASID stays */
	expect_tlp(rig, 1, "root", DOWN, "91012345 " UNTAGGED);
	rig_forget(rig);
	inject(&rig->c.fn.port, UNTAGGED);
	expect_tlp(rig, 1, "root", DOWN, UNTAGGED);
	assert_int_equal(rig->b.writes, 3);
	rig_free(rig);
}

static void policy_drop_gives_reads_their_enables(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_DROP_TPH);

	memcpy(rig->b.memory, "\1\2\3\4", 4);
	inject(&rig->c.fn.port, TAGGED_READ);
	expect_tlps(rig, 6);
	expect_tlp(rig, 1, "root", DOWN, UNTAGGED_READ);
	expect_tlp(rig, 5, "c", DOWN, "4a000001 04000004 06001700 01020304");
	rig_forget(rig);
	inject(&rig->c.fn.port, TAGGED_READ_2);
	expect_tlp(rig, 1, "root", DOWN, UNTAGGED_READ_2);
	expect_tlp(rig, 5, "c", DOWN,
		   "4a000002 04000008 06001700 01020304 00000000");
	rig_free(rig);
}

/* Its digest covers the hints that are gone */
static void policy_drop_drops_the_digest(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_DROP_TPH);

	inject(&rig->c.fn.port, "40018001 06005a0f e0100002 01020304 deadbeef");
	expect_tlp(rig, 1, "root", DOWN, UNTAGGED);
	inject(&rig->c.fn.port, "40008001 0600000f e0100000 01020304 deadbeef");
	expect_tlp(rig, 4, "root", DOWN,
		   "40008001 0600000f e0100000 01020304 deadbeef");
	rig_free(rig);
}

static void policy_forward_changes_nothing(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);

	inject(&rig->c.fn.port, TAGGED_16);
	expect_tlps(rig, 3);
	expect_tlp(rig, 2, "b", DOWN, TAGGED_16);
	assert_int_equal(rig->b.seen.st, 0x125a);
	rig_forget(rig);
	inject(&rig->c.fn.port, TAGGED_READ);
	expect_tlp(rig, 2, "b", DOWN, TAGGED_READ);
	/* the other way, and an RCiEP on both ends */
	rig_forget(rig);
	inject(&rig->a.fn.port, "40010001 03005a0f e0200002 01020304");
	expect_tlps(rig, 3);
	expect_tlp(rig, 2, "c", DOWN, "40010001 03005a0f e0200002 01020304");
	rig_forget(rig);
	inject(&rig->a.fn.port, "40010001 03005a0f e0300002 01020304");
	expect_tlp(rig, 2, "d", DOWN, "40010001 03005a0f e0300002 01020304");
	rig_forget(rig);
	inject(&rig->d.fn.port, "00000001 0018170f e0200000");
	expect_tlps(rig, 4);
	expect_tlp(rig, 1, "c", DOWN, "00000001 0018170f e0200000");
	expect_tlp(rig, 3, "d", DOWN, "4a000001 06000004 00181700 01020304");
	assert_int_equal(pcie_root_stats(rig->root)->forwarded, 7);
	rig_free(rig);
}

static void policy_block_is_unsupported(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_BLOCK);

	inject(&rig->c.fn.port, TAGGED);
	inject(&rig->c.fn.port, UNTAGGED);
	expect_tlps(rig, 2);
	inject(&rig->c.fn.port, TAGGED_READ);
	expect_tlps(rig, 4);
	expect_tlp(rig, 3, "c", DOWN, "0a000000 00002004 06001700");
	assert_int_equal(pcie_root_stats(rig->root)->unsupported, 3);
	/* not TLPs that stay below the switch */
	rig_forget(rig);
	inject(&rig->a.fn.port, "40010001 03005a0f e0100002 01020304");
	expect_tlps(rig, 2);
	assert_int_equal(rig->b.writes, 1);
	rig_free(rig);
}

static void way_back_is_unsupported(void **state)
{
	struct rig *rig = *state;

	inject(&rig->c.fn.port, "00000001 0600170f e0200000");
	expect_tlps(rig, 2);
	expect_tlp(rig, 1, "c", DOWN, "0a000000 00002004 06001700");
}

/* sec 2.2.9: Byte Count is the operand's size; compare and swap has two */
static void atomics_are_refused_whole(void **state)
{
	static const struct {
		const char *request, *completion;
	} rows[] = {
		{"4c000001 06001700 00100000 01020304",
		 "0a000000 00002004 06001700"},
		{"4c000002 06001700 00100000 01020304 05060708",
		 "0a000000 00002008 06001700"},
		{"4d000002 06001700 00100000 01020304 05060708",
		 "0a000000 00002008 06001700"},
		{"4e000002 06001700 00100000 01020304 05060708",
		 "0a000000 00002004 06001700"},
		{"4e000004 06001700 00100000 01020304 05060708 01020304 05060708",
		 "0a000000 00002008 06001700"},
		{"4e000008 06001700 00100000 01020304 05060708 01020304 05060708 01020304 05060708 01020304 05060708",
		 "0a000000 00002010 06001700"},
	};
	struct rig *rig = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rig_forget(rig);
		inject(&rig->c.fn.port, rows[i].request);
		expect_tlps(rig, 2);
		expect_tlp(rig, 1, "c", DOWN, rows[i].completion);
	}
}

static void prefixes_stop_at_root_ports(void **state)
{
	struct rig *rig = with(PCIE_ROOT_P2P_FORWARD);

	rig->root_port->eetlp_block = true;
	inject(&rig->c.fn.port, TAGGED_16);
	expect_tlps(rig, 1);
	inject(&rig->c.fn.port, TAGGED_READ_2);
	/* by 00:01.0, the egress port */
	expect_tlp(rig, 2, "c", DOWN, "0a000000 00082008 06001700");
	assert_int_equal(pcie_root_stats(rig->root)->prefix_blocked, 2);
	rig->c_port->eetlp = false;
	inject(&rig->c.fn.port, TAGGED_16);
	assert_int_equal(pcie_root_stats(rig->root)->malformed, 1);
	/* to host memory, too */
	inject(&rig->c.fn.port, "90120000 40010001 06005a0f 00100002 01020304");
	assert_int_equal(rig->maps, 0);
	assert_int_equal(pcie_root_stats(rig->root)->malformed, 2);
	rig_free(rig);
}

static void host_memory_is_written(void **state)
{
	struct rig *rig = *state;
	uint8_t before[12];

	memcpy(before, rig->memory, 12);
	inject(&rig->a.fn.port,
	       "40000003 0300003e 00100000 11223344 55667788 99aabbcc");
	assert_memory_equal(rig->memory + 1, "\x22\x33\x44\x55\x66\x77\x88", 7);
	assert_memory_equal(rig->memory + 8, "\x99\xaa", 2);
	assert_int_equal(rig->memory[0], before[0]);
	assert_memory_equal(rig->memory + 10, before + 10, 2);
	assert_int_equal(rig->map_requester, 0x0300);
	assert_int_equal(rig->maps, 1);
	assert_true(rig->map_write);
	inject(&rig->a.fn.port, "40000001 03000005 00100000 a1a2a3a4");
	assert_int_equal(rig->memory[0], 0xa1);
	assert_int_equal(rig->memory[1], 0x22);
	assert_int_equal(rig->memory[2], 0xa3);
	assert_int_equal(rig->maps, 3);
	/* TH is a hint: host memory stores the data */
	inject(&rig->a.fn.port, "40010001 03005a0f 00100002 b1b2b3b4");
	assert_memory_equal(rig->memory, "\xb1\xb2\xb3\xb4", 4);
	/* poison does not land, nor no bytes */
	inject(&rig->a.fn.port, "40004001 0300000f 00100000 01020304");
	inject(&rig->a.fn.port, "40000001 03000000 00100000 01020304");
	assert_memory_equal(rig->memory, "\xb1\xb2\xb3\xb4", 4);
}

static void host_memory_is_read(void **state)
{
	struct rig *rig = *state;

	memcpy(rig->memory + 0x80, "abcdefgh", 8);
	inject(&rig->c.fn.port, "00000002 0600177e 00100080");
	expect_tlp(rig, 1, "c", DOWN,
		   "4a000002 00000006 06001701 00626364 65666700");
	assert_int_equal(rig->map_requester, 0x0600);
	assert_false(rig->map_write);
	/* with TH: all bytes */
	inject(&rig->c.fn.port, "00010002 06001734 00100082");
	expect_tlp(rig, 3, "c", DOWN,
		   "4a000002 00000008 06001700 61626364 65666768");
	inject(&rig->c.fn.port, "00000001 06001700 00100080");
	expect_tlp(rig, 5, "c", DOWN, "4a000001 00000001 06001700 00000000");
}

static void memory_comes_in_pieces(void **state)
{
	struct rig *rig = *state;
	uint8_t data[64];

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = 0xff - i;
	rig->fragment = 5;
	pcie_function_write(&rig->c.fn, HOST_BASE + 3, data, 64, NULL);
	assert_memory_equal(rig->memory + 3, data, 64);
	assert_int_equal(rig->maps, 13);
	memset(data, 0, sizeof(data));
	assert_int_equal(
		pcie_function_read(&rig->c.fn, HOST_BASE + 3, data, 64), 0);
	assert_memory_equal(rig->memory + 3, data, 64);
}

static void what_the_host_denies_is_unsupported(void **state)
{
	struct rig *rig = *state;
	uint64_t n = pcie_root_stats(rig->root)->unsupported;

	inject(&rig->c.fn.port, "00000001 0600170f 00090000");
	expect_tlp(rig, 1, "c", DOWN, "0a000000 00002004 06001700");
	inject(&rig->c.fn.port, "40000001 0600000f 00090000 01020304");
	assert_int_equal(pcie_root_stats(rig->root)->unsupported, n + 2);
	/* the end is beyond the memory: no data at all */
	rig_forget(rig);
	inject(&rig->c.fn.port, "00000002 060017ff 0011fffc");
	expect_tlp(rig, 1, "c", DOWN, "0a000000 00002008 0600177c");
	rig_forget(rig);
	rig->map_nothing = true;
	inject(&rig->c.fn.port, "00000001 0600170f 00100000");
	expect_tlp(rig, 1, "c", DOWN, "0a000000 00002004 06001700");
	/* translated, atomic, I/O */
	rig_forget(rig);
	inject(&rig->c.fn.port, "00000801 0600170f 00100000");
	inject(&rig->c.fn.port, "4c000001 0600170f 00100000 00000001");
	inject(&rig->c.fn.port, "02000001 0600170f 00001000");
	for (unsigned int i = 1; i < 6; i += 2)
		expect_tlp(rig, i, "c", DOWN, "0a000000 00002004 06001700");
	assert_int_equal(rig->maps, 5);
}

static void interrupts_are_no_memory(void **state)
{
	struct rig *rig = *state;

	inject(&rig->c.fn.port, "40000001 0600000f feefff00 34120000");
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(rig->interrupt_requester, 0x0600);
	assert_int_equal(rig->interrupt_addr, 0xfeefff00);
	assert_int_equal(rig->interrupt_data, 0x1234);
	inject(&rig->c.fn.port, "40000001 0600000f fedffffc 34120000");
	inject(&rig->c.fn.port, "40000001 0600000f fef00000 34120000");
	assert_int_equal(rig->maps, 2); /* beside the range: memory */
	inject(&rig->c.fn.port, "40000001 06000003 fee00000 34120000");
	inject(&rig->c.fn.port, "40000002 060000ff fee00000 34120000 00000000");
	inject(&rig->c.fn.port, "40004001 0600000f fee00000 34120000");
	inject(&rig->c.fn.port, "00000001 0600170f fee00000");
	expect_tlp(rig, 7, "c", DOWN, "0a000000 00002004 06001700");
	assert_int_equal(rig->maps, 2);
	assert_int_equal(rig->interrupts, 1);
}

static void messages_end_here(void **state)
{
	struct rig *rig = *state;

	inject(&rig->c.fn.port, "30000000 06000033 00000000 00000000");
	assert_int_equal(rig->error_requester, 0x0600);
	assert_int_equal(rig->error_code, 0x33);
	inject(&rig->c.fn.port, "30000000 06000018 00000000 00000000");
	assert_int_equal(rig->errors, 1); /* PM_PME is not an error */
	inject(&rig->d.fn.port, "32000000 0018007f 06000000 00000000");
	expect_tlp(rig, 3, "c", DOWN, "32000000 0018007f 06000000 00000000");
	inject(&rig->c.fn.port, "33000000 06000019 00000000 00000000");
	expect_tlps(rig, 5);
}

static void completions_of_nobody_are_dropped(void **state)
{
	struct rig *rig = *state;
	uint64_t n = pcie_root_stats(rig->root)->unsupported;

	inject(&rig->c.fn.port, "0a000000 06002004 00000000"); /* the host's */
	inject(&rig->c.fn.port, "0a000000 06002004 09000000");
	inject(&rig->c.fn.port,
	       "0a000000 06002004 06000000"); /* its own address */
	expect_tlps(rig, 3);
	assert_int_equal(pcie_root_stats(rig->root)->unsupported, n + 3);
}

static void host_writes_in_pieces(void **state)
{
	struct rig *rig = *state;
	uint8_t data[1200] = {0};

	assert_int_equal(
		pcie_root_mem_write(rig->root, C_BASE + 0xff0, data, 1200), 0);
	expect_tlps(rig, 4); /* 16, 512, 512, 160 */
	assert_memory_equal(rig->records[0].bytes,
			    "\x40\0\0\4\0\0\0\xff\xe0\x20\x0f\xf0", 12);
	assert_memory_equal(rig->records[1].bytes,
			    "\x40\0\0\x80\0\0\0\xff\xe0\x20\x10\0", 12);
	assert_memory_equal(rig->records[3].bytes,
			    "\x40\0\0\x28\0\0\0\xff\xe0\x20\x14\0", 12);
}

static void links_have_device_0_only(void **state)
{
	struct rig *rig = *state;
	uint32_t value;

	assert_int_equal(pcie_root_config_read(rig->root, 0x0608, 0, 4, &value),
			 TLP_CPL_UR);
	assert_int_equal(value, 0xffffffff);
	expect_tlps(rig, 0);
}

static void host_reads_of_nobody_are_ones(void **state)
{
	struct rig *rig = *state;
	uint8_t data[8] = {0};

	/* the end of BAR 2, and the bytes after it */
	assert_int_equal(pcie_root_mem_read(rig->root, C_BASE + 0x10ffc, data,
					    8),
			 TLP_CPL_UR);
	assert_memory_equal(data, "\0\0\0\0\xff\xff\xff\xff", 8);
	rig->c.status = TLP_CPL_CA;
	assert_int_equal(pcie_root_mem_read(rig->root, C_BASE, data, 8),
			 TLP_CPL_CA);
	assert_memory_equal(data, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policy_drop_takes_hints_away),
		cmocka_unit_test(policy_drop_gives_reads_their_enables),
		cmocka_unit_test(policy_drop_drops_the_digest),
		cmocka_unit_test(policy_forward_changes_nothing),
		cmocka_unit_test(policy_block_is_unsupported),
		cmocka_unit_test(prefixes_stop_at_root_ports),
		TEST(way_back_is_unsupported),
		TEST(atomics_are_refused_whole),
		TEST(host_memory_is_written),
		TEST(host_memory_is_read),
		TEST(memory_comes_in_pieces),
		TEST(what_the_host_denies_is_unsupported),
		TEST(interrupts_are_no_memory),
		TEST(messages_end_here),
		TEST(completions_of_nobody_are_dropped),
		TEST(host_writes_in_pieces),
		TEST(links_have_device_0_only),
		TEST(host_reads_of_nobody_are_ones),
	};

	return cmocka_run_group_tests_name("pcie-root", tests, NULL, NULL);
}
