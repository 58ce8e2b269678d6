// SPDX-License-Identifier: BSD-3-Clause
/* A function as completer: claimed requests, answers, calls of its model */
#include <errno.h>

#include "tests/pcie/rig.h"

#define A 0x0300

static void control(struct rig *rig, unsigned int value)
{
	pcie_root_config_write(rig->root, A, RAM_EXPRESS + 8, 2, value);
	rig_forget(rig);
}

static uint32_t config(struct rig *rig, unsigned int offset)
{
	uint32_t value;

	assert_int_equal(pcie_root_config_read(rig->root, A, offset, 4, &value),
			 0);
	return value;
}

static void bars_tell_their_size(void **state)
{
	struct rig *rig = *state;
	static const uint32_t sizes[6] = {0xffff000c, 0xffffffff, 0xfffff000};

	for (unsigned int i = 0; i < 6; i++) {
		pcie_root_config_write(rig->root, A, 0x10 + 4 * i, 4,
				       0xffffffff);
		assert_int_equal(config(rig, 0x10 + 4 * i), sizes[i]);
	}
	pcie_root_config_write(rig->root, A, 0x10, 4, 0x12345678);
	assert_int_equal(config(rig, 0x10), 0x1234000c);
	pcie_root_config_write(rig->root, A, 0x14, 4, 1);
	assert_int_equal(pcie_function_bar_addr(&rig->a.fn, 0), 0x112340000);
	assert_int_equal(pcie_function_bar_addr(&rig->a.fn, 1), 0);
	assert_int_equal(pcie_function_bar_addr(&rig->a.fn, 6), 0);
}

static void writes_obey_byte_enables(void **state)
{
	struct rig *rig = *state;

	memset(rig->a.memory, 0xee, 16);
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE + 1,
					     "\1\2\3\4\5\6", 6),
			 0);
	expect_tlp(rig, 1, "a", DOWN,
		   "40000002 0000007e e0000000 00010203 04050600");
	assert_memory_equal(rig->a.memory, "\xee\1\2\3\4\5\6\xee", 8);
	rig_forget(rig);
	inject(rig->root_port, "40000001 00000005 e0000008 a1a2a3a4");
	assert_memory_equal(rig->a.memory + 8, "\xa1\xee\xa3\xee", 4);
}

static void reads_count_their_bytes(void **state)
{
	struct rig *rig = *state;
	uint8_t data[6];

	memcpy(rig->a.memory + 0x84, "abcdefgh", 8);
	assert_int_equal(pcie_root_mem_read(rig->root, A_BASE + 0x85, data, 6),
			 0);
	assert_memory_equal(data, "bcdefg", 6);
	assert_memory_equal(rig->records[0].bytes, "\0\0\0\2", 4);
	assert_int_equal(rig->records[0].bytes[7], 0x7e);
	/* 6 bytes from lower address 05 */
	assert_memory_equal(rig->records[2].bytes, "\x4a\0\0\2\3\0\0\6", 8);
	assert_int_equal(rig->records[2].bytes[11], 0x05);

	/* one byte in the middle of a DW; holes count */
	inject(rig->root_port, "00000001 00005504 e0000084");
	expect_tlp(rig, 6, "a", UP, "4a000001 03000001 00005506 61626364");
	inject(rig->root_port, "00000001 00005509 e0000084");
	expect_tlp(rig, 10, "a", UP, "4a000001 03000004 00005504 61626364");
}

static void completions_copy_class_and_attributes(void **state)
{
	struct rig *rig = *state;

	inject(rig->root_port, "00543001 0000220f e0000004");
	expect_tlp(rig, 2, "a", UP, "4a543001 03000004 00002204 00000000");
	/* Configuration is of class 0 */
	inject(pcie_switch_downstream(rig->sw, 0),
	       "04043001 0000220f 03010000");
	expect_tlp(rig, rig->nrecords - 2, "a", UP,
		   "0a043000 03002004 00002200");
}

static void zero_length_read_reads_nothing(void **state)
{
	struct rig *rig = *state;

	inject(rig->root_port, "00000001 00002200 e0000004");
	expect_tlp(rig, 2, "a", UP, "4a000001 03000001 00002204 00000000");
	assert_int_equal(rig->a.reads, 0);
}

static void completions_end_at_boundaries(void **state)
{
	struct rig *rig = *state;

	control(rig, 0x2810); /* 128 byte payload */
	inject(rig->root_port, "00000040 000022ff e0000104");
	expect_tlps(rig, 8);
	/* 124 bytes of 256, 128 of 132, 4 of 4 */
	assert_memory_equal(rig->records[2].bytes,
			    "\x4a\0\0\x1f\3\0\1\0\0\0\x22\4", 12);
	assert_memory_equal(rig->records[4].bytes,
			    "\x4a\0\0\x20\3\0\0\x84\0\0\x22\0", 12);
	assert_memory_equal(rig->records[6].bytes,
			    "\x4a\0\0\1\3\0\0\4\0\0\x22\0", 12);

	control(rig, 0x2830); /* 256: the first TLP ends at 200 */
	inject(rig->root_port, "00000080 000022ff e0000104");
	expect_tlps(rig, 8);
	assert_memory_equal(rig->records[2].bytes,
			    "\x4a\0\0\x3f\3\0\2\0\0\0\x22\4", 12);
	assert_memory_equal(rig->records[4].bytes,
			    "\x4a\0\0\x40\3\0\1\4\0\0\x22\0", 12);
	assert_memory_equal(rig->records[6].bytes,
			    "\x4a\0\0\1\3\0\0\4\0\0\x22\0", 12);
}

static void model_decides_about_status(void **state)
{
	struct rig *rig = *state;

	rig->a.status = TLP_CPL_CA;
	inject(rig->root_port, "00000001 0000220f e0000000");
	expect_tlp(rig, 2, "a", UP, "0a000000 03008004 00002200");
	rig->a.status = TLP_CPL_UR;
	inject(rig->root_port, "00000001 0000220f e0000000");
	expect_tlp(rig, 6, "a", UP, "0a000000 03002004 00002200");
	assert_int_equal(rig->a.fn.errors, 2);
}

/* Straight to the function's port: the map would not send it there */
static void deliver(struct rig *rig, const char *hex)
{
	inject(pcie_switch_downstream(rig->sw, 0), hex);
}

static void memory_needs_its_enable(void **state)
{
	struct rig *rig = *state;

	pcie_root_config_write(rig->root, A, 4, 2, 4);
	rig_forget(rig);
	deliver(rig, "00000001 0000220f e0000000");
	expect_tlp(rig, 1, "a", UP, "0a000000 03002004 00002200");
	deliver(rig, "40000001 0000000f e0000000 01020304");
	assert_int_equal(rig->a.writes + rig->a.reads, 0);
	assert_int_equal(rig->a.fn.errors, 2);
}

static void unclaimed_is_unsupported(void **state)
{
	struct rig *rig = *state;

	deliver(rig, "00000001 0000220f e0012000"); /* after BAR 2 */
	expect_tlp(rig, 1, "a", UP, "0a000000 03002004 00002200");
	deliver(rig, "6c000001 0000220f 00000000 e0000000 01020304");
	expect_tlp(rig, 4, "a", UP, "0a000000 03002004 00002200");
	deliver(rig, "01000001 0000220f e0000000"); /* locked read */
	expect_tlp(rig, 7, "a", UP, "0b000000 03002004 00002200");
	deliver(rig, "05000001 0000220f 03000000"); /* type 1 */
	expect_tlp(rig, 10, "a", UP, "0a000000 03002004 00002200");
	deliver(rig, "30000000 0000007e 00000000 00000000");
	assert_int_equal(rig->a.fn.errors, 5);
	deliver(rig, "30000000 0000007f 00000000 00000000"); /* ignored */
	assert_int_equal(rig->a.fn.errors, 5);
}

static void low_power_claims_nothing(void **state)
{
	struct rig *rig = *state;
	uint8_t byte;

	pcie_root_config_write(rig->root, A, 0x44, 2, 3);
	assert_int_equal(pcie_root_mem_read(rig->root, A_BASE, &byte, 1),
			 TLP_CPL_UR);
	assert_int_equal(pcie_function_write(&rig->a.fn, HOST_BASE, &byte, 1,
					     NULL),
			 -EACCES);
	pcie_root_config_write(rig->root, A, 0x44, 2, 0);
	assert_int_equal(pcie_root_mem_read(rig->root, A_BASE, &byte, 1), 0);
}

static void malformed_is_dropped(void **state)
{
	struct rig *rig = *state;
	uint8_t bytes[12 + 132];

	control(rig, 0x2810);
	deliver(rig, "00000002 000022ff e0000ffc"); /* crosses 4 KiB */
	deliver(rig, "00000001 000022ff e0000000"); /* LastBE at length 1 */
	deliver(rig, "00000002 0000220f e0000000"); /* no LastBE */
	deliver(rig, "00000002 000022f0 e0000000"); /* no FirstBE */
	deliver(rig, "04000002 0000220f 03000000");
	deliver(rig, "e4000001 0000220f 03000000");
	deliver(rig, "04100001 0000220f 03000000");	     /* of class 1 */
	deliver(rig, "33100000 00000019 00000000 00000000"); /* likewise */
	deliver(rig, "00000003 0000227d e0000000");	     /* a gap */
	memset(bytes, 0, sizeof(bytes));
	unhex("40000021 000000ff e0000000", bytes);
	pcie_port_send(pcie_switch_downstream(rig->sw, 0), bytes,
		       sizeof(bytes)); /* 132 bytes */
	assert_int_equal(rig->a.fn.errors, 10);
	assert_int_equal(rig->a.writes + rig->a.reads, 0);
	for (unsigned int i = 0; i < rig->nrecords; i++)
		if (!strcmp(rig->records[i].link, "a") && rig->records[i].up)
			assert_int_equal(rig->records[i].bytes[0] & 0xf0, 0x30);
}

static void poisoned_write_is_marked(void **state)
{
	struct rig *rig = *state;

	inject(rig->root_port, "40004001 0000000f e0000000 01020304");
	assert_int_equal(rig->a.writes, 1);
	assert_true(rig->a.seen.ep);
	assert_int_equal(config(rig, RAM_AER + 4), 1u << 12);
	assert_int_equal(config(rig, 4) >> 31, 1); /* detected parity error */
}

static void configuration_gives_the_id(void **state)
{
	struct rig *rig = *state;

	deliver(rig, "44000001 0000010f 0718000c 10000000");
	expect_tlp(rig, 1, "a", UP, "0a000000 07180004 00000100");
	assert_int_equal(rig->a.fn.bdf, 0x0718);
	deliver(rig, "04000001 0000020f 0300000c"); /* a read does not */
	assert_int_equal(rig->a.fn.bdf, 0x0718);
	/* nor function 1, which does not exist */
	deliver(rig, "44000001 0000030f 0301000c 10000000");
	expect_tlp(rig, 7, "a", UP, "0a000000 07182004 00000300");
	assert_int_equal(rig->a.fn.bdf, 0x0718);
}

static void configuration_writes_obey_byte_enables(void **state)
{
	struct rig *rig = *state;

	rig->a.configs = 0;
	deliver(rig, "44000001 0000010a 0300000c 11223344");
	assert_int_equal(config(rig, 0x0c) & 0xff, 0);
	deliver(rig, "44000001 00000103 0300000c 11223344");
	assert_int_equal(config(rig, 0x0c), 0x11);
	assert_int_equal(rig->a.configs, 2);
	assert_int_equal(rig->a.config_offset, 0x0c);
	assert_int_equal(rig->a.config_len, 2);
	deliver(rig, "44000001 00000100 0300000c 55223344"); /* no bytes */
	assert_int_equal(rig->a.configs, 2);
	/* poisoned: not done */
	rig_forget(rig);
	deliver(rig, "44004001 0000010f 0300000c 55223344");
	expect_tlp(rig, 1, "a", UP, "0a000000 03002004 00000100");
	assert_int_equal(config(rig, 0x0c), 0x11);
}

static void accesses_of_the_host_are_checked(void **state)
{
	struct rig *rig = *state;
	uint32_t value = 7;

	assert_int_equal(pcie_root_config_read(rig->root, A, 2, 4, &value),
			 -EINVAL);
	assert_int_equal(pcie_root_config_read(rig->root, A, 4096, 1, &value),
			 -EINVAL);
	assert_int_equal(pcie_root_config_read(rig->root, A, 0, 3, &value),
			 -EINVAL);
	assert_int_equal(value, 7);
	assert_int_equal(pcie_root_config_write(rig->root, A, 3, 2, 0),
			 -EINVAL);
	assert_int_equal(pcie_root_config_read(rig->root, A, 2, 2, &value), 0);
	assert_int_equal(value, 0x00a2);
	assert_int_equal(pcie_root_config_read(rig->root, 0x0900, 0, 2, &value),
			 TLP_CPL_UR);
	assert_int_equal(value, 0xffff);
}

static void reset_keeps_what_is_sticky(void **state)
{
	struct rig *rig = *state;

	deliver(rig, "00000001 0000220f 00000000"); /* some error */
	pcie_root_config_write(rig->root, A, RAM_TPH + 8, 4, 0x102);
	rig->a.memory[0] = 1;
	rig->a.fn.pending = true;
	rig_forget(rig);
	/* Initiate FLR, with 256 byte payload */
	assert_int_equal(pcie_root_config_write(rig->root, A, RAM_EXPRESS + 8,
						2, 0xa830),
			 0);
	assert_int_equal(rig->a.resets, 1);
	assert_int_equal(rig->a.memory[0], 0);
	assert_false(rig->a.fn.pending);
	assert_int_equal(rig->a.fn.errors, 0);
	assert_int_equal(config(rig, 4) & 0xffff, 0);
	assert_int_equal(config(rig, 0x10), 0x0000000c);
	assert_int_equal(config(rig, RAM_TPH + 8), 0);
	assert_int_equal(config(rig, RAM_EXPRESS + 8) & 0xffff, 0x2830);
	assert_int_equal(rig->a.fn.bdf, A);
	/*
	 * no function decodes the address, but it is below the function's port
	 */
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE, "x", 1), 0);
	assert_int_equal(rig->a.writes, 0);
	assert_int_equal(rig->a.fn.errors, 1);
}

/* N16 of the worked examples, to a: ST f0 stands where the byte enables were */
#define TAGGED_READ "00010001 00001af0 e0000002"

static void hinted_read_has_all_bytes(void **state)
{
	struct rig *rig = *state;

	memcpy(rig->a.memory, "\1\2\3\4", 4);
	inject(rig->root_port, TAGGED_READ);
	expect_tlp(rig, 2, "a", UP, "4a000001 03000004 00001a00 01020304");
	inject(rig->root_port, "00010002 00001a00 e0000002"); /* ST 00 */
	expect_tlp(rig, 6, "a", UP,
		   "4a000002 03000008 00001a00 01020304 00000000");
}

/* A write with ST 125a, PH 2 at a completer of each kind */
static void hints_need_a_completer(void **state)
{
	static const struct {
		enum pcie_tph_completer completer;
		bool th, st_ext;
		uint16_t st;
		uint8_t ph;
	} kinds[] = {
		{PCIE_TPH_COMPLETER_NONE, false, false, 0, 0},
		{PCIE_TPH_COMPLETER_TPH, true, false, 0x5a, 2},
		{PCIE_TPH_COMPLETER_EXT, true, true, 0x125a, 2},
	};

	for (unsigned int i = 0; i < 3; i++) {
		const struct ram_params params = {
			.completer = kinds[i].completer,
			.eetlp = true,
		};
		struct rig *rig = rig_new_with(PCIE_ROOT_P2P_FORWARD, &params);

		pcie_root_enumerate(rig->root);
		pcie_root_assign(rig->root, A_BASE, 0xefffffff);
		inject(rig->root_port,
		       "90120000 40010001 00005a0f e0000002 01020304");
		assert_int_equal(rig->a.writes, 1);
		assert_memory_equal(rig->a.memory, "\1\2\3\4", 4);
		assert_int_equal(rig->a.seen.th, kinds[i].th);
		assert_int_equal(rig->a.seen.st_ext, kinds[i].st_ext);
		assert_int_equal(rig->a.seen.st, kinds[i].st);
		assert_int_equal(rig->a.seen.ph, kinds[i].ph);
		rig_forget(rig);
		inject(rig->root_port, TAGGED_READ);
		expect_tlp(rig, 2, "a", UP,
			   "4a000001 03000004 00001a00 01020304");
		rig_free(rig);
	}
}

static void prefix_needs_support(void **state)
{
	const struct ram_params params = {
		.completer = PCIE_TPH_COMPLETER_TPH,
	};
	struct rig *rig = rig_new_with(PCIE_ROOT_P2P_FORWARD, &params);

	pcie_root_enumerate(rig->root);
	pcie_root_assign(rig->root, A_BASE, 0xefffffff);
	inject(rig->root_port, "90120000 40010001 00005a0f e0000002 01020304");
	inject(rig->root_port, "8e000000 40010001 00005a0f e0000002 01020304");
	assert_int_equal(rig->a.fn.errors, 1);
	assert_int_equal(rig->a.writes, 1); /* the write with a local prefix */
	assert_int_equal(config(rig, RAM_AER + 4), 1u << 18);
	rig_free(rig);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bars_tell_their_size),
		TEST(writes_obey_byte_enables),
		TEST(reads_count_their_bytes),
		TEST(completions_copy_class_and_attributes),
		TEST(zero_length_read_reads_nothing),
		TEST(completions_end_at_boundaries),
		TEST(model_decides_about_status),
		TEST(memory_needs_its_enable),
		TEST(unclaimed_is_unsupported),
		TEST(low_power_claims_nothing),
		TEST(malformed_is_dropped),
		TEST(poisoned_write_is_marked),
		TEST(configuration_gives_the_id),
		TEST(configuration_writes_obey_byte_enables),
		TEST(accesses_of_the_host_are_checked),
		TEST(reset_keeps_what_is_sticky),
		TEST(hinted_read_has_all_bytes),
		cmocka_unit_test(hints_need_a_completer),
		cmocka_unit_test(prefix_needs_support),
	};

	return cmocka_run_group_tests_name("pcie-function", tests, NULL, NULL);
}
