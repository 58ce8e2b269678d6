// SPDX-License-Identifier: BSD-3-Clause
/* Text of lspci: words and forms of its versions */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/fact.h"

static void expect_cap(const char *text, enum tph_host_cap cap, int value)
{
	struct tph_host *host = machine_read(text, TPH_HOST_TEXT);

	assert_int_equal(fact_value(machine_at(host, "41:00.0")->caps[cap]),
			 value);
	tph_host_free(host);
}

static void test_headers(void **state)
{
	static const struct {
		const char *line, *bdf;
		uint32_t class;
		uint16_t vendor, device;
		const char *name;
	} headers[] = {
		{"41:00.0 PCI bridge: Example Port A: left (rev 0a) (prog-if 01 [Subtractive decode])",
		 "0000:41:00.0", 0x060401, 0, 0, "Example Port A: left"},
		{"0001:41:00.0 PCI bridge [0604]: Example (x1) Port [1234:abcd] (rev 01)",
		 "0001:41:00.0", 0x060400, 0x1234, 0xabcd, "Example (x1) Port"},
		{"10000:e1:1f.7 0604: fffe:0001 (rev 01) (prog-if 00)",
		 "10000:e1:1f.7", 0x060400, 0xfffe, 0x0001, NULL},
		{"41:00.0 Class 1200: Device fffe:7411", "0000:41:00.0",
		 0x120000, 0xfffe, 0x7411, NULL},
		{"41:00.0 Class [1200]: Device [fffe:7411]", "0000:41:00.0",
		 0x120000, 0xfffe, 0x7411, NULL},
		{"41:00.0 No such class: Example", "0000:41:00.0", 0, 0, 0,
		 "Example"},
		{"41:00.0 PCI bridge: Exa\033[1mmple\xc3\xa9 ", "0000:41:00.0",
		 0x060400, 0, 0, "Exa?[1mmple??"},
		{"   41:00.0 PCI bridge: Example", "0000:41:00.0", 0x060400, 0,
		 0, "Example"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		struct tph_host *host =
			machine_read(headers[i].line, TPH_HOST_TEXT);
		const struct tph_host_function *function = tph_host_at(host, 0);

		assert_int_equal(tph_host_count(host), 1);
		assert_string_equal(function->bdf, headers[i].bdf);
		assert_int_equal(function->class_code, headers[i].class);
		assert_int_equal(function->vendor, headers[i].vendor);
		assert_int_equal(function->device, headers[i].device);
		if (headers[i].name)
			assert_string_equal(function->name, headers[i].name);
		tph_host_free(host);
	}
}

/* Names of classes are those of pci.ids */
static void test_class_names(void **state)
{
	struct tph_host *host =
		machine_read("00:00.0 Host bridge: X\n00:01.0 ISA bridge: X\n"
			     "00:02.0 Ethernet controller: X\n"
			     "00:03.0 3d CONTROLLER: X\n",
			     TPH_HOST_TEXT);
	static const uint32_t classes[] = {0x060000, 0x060100, 0x020000,
					   0x030200};

	if (!tph_host_at(host, 0)->class_code) {
		tph_host_free(host);
		skip(); /* no pci.ids */
	}
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		assert_int_equal(tph_host_at(host, i)->class_code, classes[i]);
	tph_host_free(host);
}

/* Version 3.14 has all words */
static void test_words(void **state)
{
	EXPECT(HEADER
	       "\tCapabilities: [70] Express (v2) Endpoint, IntMsgNum 0, FLIT Mode Supported\n"
	       "\t\tDevCap:\tMaxPayload 512 bytes, PhantFunc 0\n"
	       "\t\t\tExtTag+ RBE+ FLReset+ TEE-IO-\n"
	       "\t\tDevCtl:\tCorrErr+ NonFatalErr+\n"
	       "\t\t\tRlxdOrd+ ExtTag- PhantFunc-\n"
	       "\t\t\tMaxPayload 256 bytes, MaxReadReq 4096 bytes\n"
	       "\t\tDevSta:\tCorrErr-\n"
	       "\t\tLnkCap:\tPort #3, Speed 64GT/s, Width x16, ASPM L1\n"
	       "\t\tLnkCtl:\tASPM Disabled; RCB 64 bytes\n"
	       "\t\tLnkSta:\tSpeed 2.5GT/s (downgraded), Width x0\n"
	       "\t\tDevCap2: Completion Timeout: Range ABC, TimeoutDis+\n"
	       "\t\t\t 10BitTagComp+ 10BitTagReq- OBFF Not Supported, ExtFmt+ EETLPPrefix+, MaxEETLPPrefixes 4\n"
	       "\t\t\t FRS- TPHComp+ ExtTPHComp+\n"
	       "\t\t\t AtomicOpsCap: 32bit+\n"
	       "\t\tDevCtl2: Completion Timeout: 50us to 50ms\n"
	       "\t\t\t AtomicOpsCtl: ReqEn-\n"
	       "\t\t\t 10BitTagReq+ OBFF Disabled, EETLPPrefixBlk-\n"
	       "\t\tLnkSta2: Current De-emphasis Level: -6dB\n"
	       "\t\t\t Retimer- CrosslinkRes: unsupported, FltMode+\n"
	       "\n",
	       {TPH_HOST_F_PORT_TYPE, TPH_HOST_ENDPOINT},
	       {TPH_HOST_F_FLIT_SUPPORTED, 1}, {TPH_HOST_F_MPS_SUPPORTED, 2},
	       {TPH_HOST_F_EXT_TAG_SUPPORTED, 1}, {TPH_HOST_F_EXT_TAG, 0},
	       {TPH_HOST_F_MPS, 1}, {TPH_HOST_F_MRRS, 5},
	       {TPH_HOST_F_LINK_MAX_SPEED, 6}, {TPH_HOST_F_LINK_MAX_WIDTH, 16},
	       {TPH_HOST_F_LINK_SPEED, 1}, {TPH_HOST_F_LINK_WIDTH, 0},
	       {TPH_HOST_F_TPH_COMPLETER, 3}, {TPH_HOST_F_TAG10_COMPLETER, 1},
	       {TPH_HOST_F_TAG10_REQUESTER, 0}, {TPH_HOST_F_PREFIX, 1},
	       {TPH_HOST_F_PREFIX_MAX, 0}, {TPH_HOST_F_TAG10_ENABLE, 1},
	       {TPH_HOST_F_PREFIX_BLOCK, 0}, {TPH_HOST_F_FLIT, 1});
}

/* An absent word is unknown, except where the same version has another one */
static void test_absent_words(void **state)
{
	EXPECT(HEADER EXPRESS "\t\tDevCap2: LTR-, OBFF Not Supported\n"
			      "\t\tDevCtl2: LTR-\n"
			      "\t\tLnkSta: Speed unknown, Width x4, TrErr-\n"
			      "\n",
	       {TPH_HOST_F_FLIT_SUPPORTED, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_MPS, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_TPH_COMPLETER, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_PREFIX, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_PREFIX_BLOCK, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_LINK_SPEED, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_LINK_WIDTH, 4});
	EXPECT(HEADER EXPRESS "\t\tLnkSta2: FltMode-\n\n",
	       {TPH_HOST_F_FLIT_SUPPORTED, 0}, {TPH_HOST_F_FLIT, 0});
	/* A downstream port, or a reserved value */
	EXPECT(HEADER EXPRESS "\t\tDevCap2: FRS- ARIFwd+\n\n",
	       {TPH_HOST_F_TPH_COMPLETER, UNKNOWN(NOT_SHOWN)});
}

static void test_port_types(void **state)
{
	static const struct {
		const char *text;
		int type;
	} types[] = {
		{"(v2) Endpoint, MSI 00", 0},
		{"(v1) Legacy Endpoint, IntMsgNum 0", 1},
		{"(v2) Root Port (Slot+), MSI 00", 4},
		{"Upstream Port, MSI 00", 5},
		{"Downstream Port (Slot-) IRQ 0", 6},
		{"(v2) PCI-Express to PCI/PCI-X Bridge, MSI 00", 7},
		{"(v1) PCI/PCI-X Bridge, MSI 00", 7},
		{"(v1) PCI/PCI-X to PCI-Express Bridge (Slot-), MSI 00", 8},
		{"(v2) Root Complex Integrated Endpoint, MSI 00", 9},
		{"(v2) Root Complex Event Collector, MSI 00", 10},
		{"(v2) Unknown type 13, MSI 00", 13},
		{"(v2) Something new, MSI 00", UNKNOWN(NOT_SHOWN)},
		{"(v2) Unknown type 16, MSI 00", UNKNOWN(NOT_SHOWN)},
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		const struct fact fact = {TPH_HOST_F_PORT_TYPE, types[i].type};

		snprintf(text, sizeof(text),
			 HEADER "\tCapabilities: [70] Express %s\n\n",
			 types[i].text);
		fact_expect(text, "41:00.0", &fact, 1);
	}
}

/* Registers that mean nothing, though some versions print them */
static void test_no_register(void **state)
{
	EXPECT(HEADER
	       "\tCapabilities: [70] Express (v1) Root Complex Integrated Endpoint\n"
	       "\t\tDevCap: MaxPayload 128 bytes\n"
	       "\t\tLnkCap: Port #0, Speed unknown, Width x0\n"
	       "\t\tLnkSta: Speed 5GT/s, Width x8\n\n",
	       {TPH_HOST_F_MPS_SUPPORTED, 0},
	       {TPH_HOST_F_LINK_MAX_WIDTH, UNKNOWN(ABSENT)},
	       {TPH_HOST_F_LINK_SPEED, UNKNOWN(ABSENT)},
	       {TPH_HOST_F_TPH_COMPLETER, UNKNOWN(ABSENT)},
	       {TPH_HOST_F_PREFIX_BLOCK, UNKNOWN(ABSENT)});
}

static void test_tph(void **state)
{
	EXPECT(HEADER EXPRESS
	       "\tCapabilities: [160 v1] Transaction Processing Hints\n"
	       "\t\tDevice specific mode supported\n"
	       "\t\tSteering table in TPH capability structure\n\n",
	       {TPH_HOST_F_TPH_INT_VEC, 0}, {TPH_HOST_F_TPH_DEV_SPEC, 1},
	       {TPH_HOST_F_TPH_EXT, 0}, {TPH_HOST_F_TPH_TABLE, 1},
	       {TPH_HOST_F_TPH_NO_ST, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_TPH_TABLE_SIZE, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_TPH_MODE, UNKNOWN(NOT_SHOWN)});
	EXPECT(HEADER EXPRESS
	       "\tCapabilities: [160 v1] Transaction Processing Hints\n"
	       "\t\tInterrupt vector mode supported\n"
	       "\t\tExtended requester support\n"
	       "\t\tSteering table in MSI-X table\n",
	       {TPH_HOST_F_TPH_INT_VEC, 1}, {TPH_HOST_F_TPH_DEV_SPEC, 0},
	       {TPH_HOST_F_TPH_EXT, 1}, {TPH_HOST_F_TPH_TABLE, 2});
	/* -v, or the end is missing */
	EXPECT(HEADER EXPRESS
	       "\tCapabilities: [160] Transaction Processing Hints\n\n",
	       {TPH_HOST_F_TPH_INT_VEC, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_TPH_TABLE, UNKNOWN(NOT_SHOWN)});
}

/* Sentences and entries count below their capability only, entries in their order */
static void test_tph_elsewhere(void **state)
{
	struct tph_host *host = machine_read(
		HEADER EXPRESS
		"\tCapabilities: [160 v1] Transaction Processing Hints\n"
		"\t\tST[8]:\t0001\n"
		"\t\tST[0]:\t0002\n"
		"\t\tST[0]:\t0003\n" AER "\t\tST[1]:\t0004\n"
		"\t\tSteering table in MSI-X table\n\n",
		TPH_HOST_TEXT);
	const struct tph_host_function *function = machine_at(host, "41:00.0");

	assert_int_equal(function->st_count, 1);
	assert_int_equal(function->st[0], 2);
	assert_int_equal(
		fact_value(tph_host_get(function, TPH_HOST_F_TPH_TABLE)),
		UNKNOWN(NOT_SHOWN));
	tph_host_free(host);
}

/* lspci with the patch of contrib/pciutils */
static void test_patched_tph(void **state)
{
	static const char text[] = HEADER EXPRESS
		"\tCapabilities: [160 v1] Transaction Processing Hints\n"
		"\t\tTPHCap:\tNoST+ IntVec- DevSpec+ ExtTPH+\n"
		"\t\t\tSTTable: TPH capability, Entries: 10\n"
		"\t\tTPHCtl:\tSTMode: DevSpec, Requester: TPH+ExtTPH\n"
		"\t\tST[0]:\t0001 0002 0003 0004 0005 0006 0007 0008\n"
		"\t\tST[8]:\tabcd ffff\n\n";
	struct tph_host *host = machine_read(text, TPH_HOST_TEXT);
	const struct tph_host_function *function = machine_at(host, "41:00.0");

	assert_int_equal(function->st_count, 10);
	assert_int_equal(function->st[7], 8);
	assert_int_equal(function->st[8], 0xabcd);
	assert_int_equal(function->st[9], 0xffff);
	tph_host_free(host);
	EXPECT(text, {TPH_HOST_F_TPH_NO_ST, 1}, {TPH_HOST_F_TPH_INT_VEC, 0},
	       {TPH_HOST_F_TPH_DEV_SPEC, 1}, {TPH_HOST_F_TPH_EXT, 1},
	       {TPH_HOST_F_TPH_TABLE, 1}, {TPH_HOST_F_TPH_TABLE_SIZE, 9},
	       {TPH_HOST_F_TPH_MODE, 2}, {TPH_HOST_F_TPH_REQUESTER, 3});
	EXPECT(HEADER EXPRESS
	       "\tCapabilities: [160 v1] Transaction Processing Hints\n"
	       "\t\tTPHCap:\tNoST- IntVec+ DevSpec- ExtTPH-\n"
	       "\t\t\tSTTable: none\n"
	       "\t\tTPHCtl:\tSTMode: ??5, Requester: TPH\n",
	       {TPH_HOST_F_TPH_INT_VEC, 1}, {TPH_HOST_F_TPH_TABLE, 0},
	       {TPH_HOST_F_TPH_TABLE_SIZE, UNKNOWN(NOT_SHOWN)},
	       {TPH_HOST_F_TPH_MODE, 5}, {TPH_HOST_F_TPH_REQUESTER, 1});
}

static void test_other_capabilities(void **state)
{
	EXPECT(HEADER EXPRESS ACS
	       "\t\tACSCap:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans+\n"
	       "\t\tACSCtl:\tSrcValid- TransBlk+ ReqRedir- CmpltRedir+ UpstreamFwd- EgressCtrl+ DirectTrans-\n"
	       "\tCapabilities: [200 v1] Address Translation Service (ATS)\n"
	       "\t\tATSCap:\tInvalidate Queue Depth: 00\n"
	       "\t\tATSCtl:\tEnable+, Smallest Translation Unit: 00\n"
	       "\tCapabilities: [210 v1] Single Root I/O Virtualization (SR-IOV)\n"
	       "\t\tIOVCap:\tMigration-, Interrupt Message Number: 000\n"
	       "\t\tIOVCtl:\tEnable+ Migration- Interrupt- MSE+ ARIHierarchy+\n"
	       "\t\tIOVSta:\tMigration-\n"
	       "\t\tInitial VFs: 64, Total VFs: 63, Number of VFs: 8, Function Dependency Link: 00\n"
	       "\t\tVF offset: 128, stride: 2, Device ID: 154c\n"
	       "\t\tVF Migration: offset: 00000000, BIR: 0\n"
	       "\tCapabilities: [260 v1] Process Address Space ID (PASID)\n"
	       "\t\tPASIDCap: Exec+ Priv+, Max PASID Width: 14\n"
	       "\t\tPASIDCtl: Enable+ Exec- Priv-\n"
	       "\tCapabilities: [300 v1] Device 3\n"
	       "\t\tDevSta3: Initial Link Width: x4, Segment Captured+, Remote L0p-\n\n",
	       {TPH_HOST_F_ACS_CAP_SV, 1}, {TPH_HOST_F_ACS_CAP_TB, 0},
	       {TPH_HOST_F_ACS_CAP_RR, 1}, {TPH_HOST_F_ACS_CAP_CR, 0},
	       {TPH_HOST_F_ACS_CAP_UF, 1}, {TPH_HOST_F_ACS_CAP_EC, 0},
	       {TPH_HOST_F_ACS_CAP_DT, 1}, {TPH_HOST_F_ACS_SV, 0},
	       {TPH_HOST_F_ACS_TB, 1}, {TPH_HOST_F_ACS_RR, 0},
	       {TPH_HOST_F_ACS_CR, 1}, {TPH_HOST_F_ACS_UF, 0},
	       {TPH_HOST_F_ACS_EC, 1}, {TPH_HOST_F_ACS_DT, 0},
	       {TPH_HOST_F_ATS_ENABLE, 1}, {TPH_HOST_F_VF_ENABLE, 1},
	       {TPH_HOST_F_VF_NUMBER, 8}, {TPH_HOST_F_VF_OFFSET, 128},
	       {TPH_HOST_F_VF_STRIDE, 2}, {TPH_HOST_F_PASID_ENABLE, 1},
	       {TPH_HOST_F_SEGMENT, 1}, {TPH_HOST_F_TPH_EXT, UNKNOWN(ABSENT)});
}

/* Versions without a name for a capability print its ID */
static void test_nameless_capabilities(void **state)
{
	expect_cap(HEADER EXPRESS "\tCapabilities: [160] #17\n\n", TPH_HOST_TPH,
		   0x160);
	expect_cap(HEADER EXPRESS
		   "\tCapabilities: [160 v1] Extended Capability ID 0x2f\n\n",
		   TPH_HOST_DEV3, 0x160);
	expect_cap(HEADER EXPRESS "\tCapabilities: [160] Access Controls <?>\n",
		   TPH_HOST_ACS, 0x160);
	/* The same number is another one among the capabilities of PCI */
	expect_cap(HEADER EXPRESS AER "\tCapabilities: [80] #17 [0000]\n\n",
		   TPH_HOST_TPH, UNKNOWN(ABSENT));
	/* Beyond the configuration space */
	expect_cap(HEADER EXPRESS "\tCapabilities: [1160 v1] #17\n\n",
		   TPH_HOST_TPH, UNKNOWN(NOT_SHOWN));
}

static void test_bus_numbers(void **state)
{
	static const struct fact bridge[] = {
		{TPH_HOST_F_PRIMARY_BUS, 0x40},
		{TPH_HOST_F_SECONDARY_BUS, 0x41},
		{TPH_HOST_F_SUBORDINATE_BUS, 0xc8},
	};
	static const char buses[] = CONTROL STATUS
		"\tBus: primary=40, secondary=41, subordinate=c8, sec-latency=0\n"
		"\tI/O behind bridge: 00002000-00002fff\n";
	char text[1024];

	snprintf(text, sizeof(text), "41:00.0 PCI bridge: X\n%s\n", buses);
	fact_expect(text, "41:00.0", bridge, ARRAY_SIZE(bridge));
	/* No class has these numbers but that of bridges */
	snprintf(text, sizeof(text), "41:00.0 Unheard of: X\n%s\n", buses);
	fact_expect(text, "41:00.0", bridge, ARRAY_SIZE(bridge));
	snprintf(text, sizeof(text), "41:00.0 CardBus bridge [0607]: X\n%s\n",
		 buses);
	EXPECT(text, {TPH_HOST_F_SECONDARY_BUS, UNKNOWN(ABSENT)});
	EXPECT("41:00.0 Class 0200: X\n\n",
	       {TPH_HOST_F_SECONDARY_BUS, UNKNOWN(ABSENT)});
	EXPECT("41:00.0 Class 0604: X\n\n",
	       {TPH_HOST_F_SECONDARY_BUS, UNKNOWN(NOT_SHOWN)});
}

static void test_system(void **state)
{
	struct tph_host *host = machine_read(
		"01:00.0 Class 0200: X\n" CONTROL "\tNUMA node: 3\n"
		"\tIOMMU group: 120\n\tKernel driver in use: mlx5_core\n"
		"\tKernel modules: mlx5_core, other\n\n"
		"02:00.0 Class 0200: X\n"
		"\tFlags: bus master, fast devsel, latency 0, IRQ 7, NUMA node 1, IOMMU group 9\n"
		"\tKernel modules: other\n\n"
		"03:00.0 Class 0200: X\n" CONTROL "\n",
		TPH_HOST_TEXT);
	const struct tph_host_function *function = machine_at(host, "01:00.0");

	assert_int_equal(fact_value(function->numa), 3);
	assert_int_equal(fact_value(function->group), 120);
	assert_string_equal(function->driver, "mlx5_core");
	assert_int_equal(function->driver_why, TPH_HOST_KNOWN);
	function = machine_at(host, "02:00.0");
	assert_int_equal(fact_value(function->numa), 1);
	assert_int_equal(fact_value(function->group), 9);
	assert_null(function->driver);
	assert_int_equal(function->driver_why, TPH_HOST_KNOWN);
	function = machine_at(host, "03:00.0");
	assert_int_equal(fact_value(function->numa), UNKNOWN(NOT_SHOWN));
	assert_int_equal(fact_value(function->group), UNKNOWN(NOT_SHOWN));
	assert_int_equal(function->driver_why, TPH_HOST_NOT_SHOWN);
	tph_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_class_names),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_absent_words),
		cmocka_unit_test(test_port_types),
		cmocka_unit_test(test_no_register),
		cmocka_unit_test(test_tph),
		cmocka_unit_test(test_tph_elsewhere),
		cmocka_unit_test(test_patched_tph),
		cmocka_unit_test(test_other_capabilities),
		cmocka_unit_test(test_nameless_capabilities),
		cmocka_unit_test(test_bus_numbers),
		cmocka_unit_test(test_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
