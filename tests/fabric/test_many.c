// SPDX-License-Identifier: BSD-3-Clause
/*
 * 1,024 functions in one hierarchy: two root ports, a switch below each, nested
 * switches, devices of 128 functions with ARI. Each function has its own ID and
 * address; tagged writes arrive from one end at the other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/hw/accel.h>
#include <opentph/hw/dma.h>

#include "fabric/fabric.h"

#define PAIRS	  512
#define FUNCTIONS (2 * PAIRS)
#define ST	  0x77

static const char text[] =
	"root_complex = { p2p = \"forward\"; };"
	"bridges = ("
	"{ id = \"rp\"; type = \"root-port\"; parent = \"pcie.0\"; count = 2; },"
	"{ id = \"up\"; type = \"switch-upstream\"; parent = \"rp\"; },"
	"{ id = \"mid\"; type = \"switch-downstream\"; parent = \"up\";"
	"  count = 2; },"
	"{ id = \"in\"; type = \"switch-upstream\"; parent = \"mid\"; },"
	"{ id = \"dn\"; type = \"switch-downstream\"; parent = \"in\";"
	"  count = 2; });"
	"functions = ("
	"{ id = \"accel\"; model = \"accel\"; parent = \"dn\"; count = 64;"
	"  tph_completer = \"16\"; memory_mib = 1; },"
	"{ id = \"dma\"; model = \"dma\"; parent = \"dn\"; function = 64;"
	"  count = 64; });";

static struct topology t;
static struct host *host;

static struct pcie_function *find(const char *kind, unsigned int i)
{
	char id[PCIE_NAME_MAX];
	struct pcie_function *fn;

	snprintf(id, sizeof(id), "%s%u", kind, i);
	fn = hierarchy_find(host_hierarchy(host), id);
	assert_non_null(fn);
	return fn;
}

static int setup(void **state)
{
	char error[FABRIC_ERROR_MAX];

	if (topology_parse(text, "many", &t, error) ||
	    host_create(&t, 1 << 20, &host, error)) {
		print_error("%s\n", error);
		return -1;
	}
	return 0;
}

static int teardown(void **state)
{
	host_free(host);
	return 0;
}

/* Bus by bus: 1 to the switch, 2 inside, 3 to the nested one, 4, then 5 and 6, ... */
static void each_has_its_place(void **state)
{
	static const uint8_t bus[] = {5, 6, 9, 10, 15, 16, 19, 20};

	assert_int_equal(t.nfunctions, FUNCTIONS);
	for (unsigned int i = 0; i < PAIRS; i++) {
		const struct pcie_function *accel = find("accel", i);
		const struct pcie_function *dma = find("dma", i);

		assert_int_equal(accel->bdf, bus[i / 64] << 8 | i % 64);
		assert_int_equal(dma->bdf, bus[i / 64] << 8 | (64 + i % 64));
		assert_ptr_equal(hierarchy_find_bdf(host_hierarchy(host),
						    accel->bdf),
				 accel);
		assert_int_equal(host_config_read(host, accel, 0, 4),
				 ACCEL_DEVICE_ID << 16 | ACCEL_VENDOR_ID);
		assert_int_equal(host_config_read(host, dma, 0, 4),
				 DMA_DEVICE_ID << 16 | DMA_VENDOR_ID);
		/* its memory is its own */
		host_write32(host, accel, ACCEL_BAR_MEM, 0x1000, i);
	}
	for (unsigned int i = 0; i < PAIRS; i++)
		assert_int_equal(host_read32(host, find("accel", i),
					     ACCEL_BAR_MEM, 0x1000),
				 i);
}

static void write_tagged(unsigned int from, unsigned int to)
{
	const struct pcie_hint hint = {.th = true, .ph = 1, .st = ST};
	struct pcie_function *accel = find("accel", to);
	const uint64_t at = pcie_function_bar_addr(accel, ACCEL_BAR_MEM);
	const uint64_t before =
		host_read64(host, accel, ACCEL_BAR_REGS, ACCEL_REG_TAGGED);
	const uint64_t others =
		host_read64(host, accel, ACCEL_BAR_REGS, ACCEL_REG_UNTAGGED);
	uint32_t data[64];

	for (unsigned int i = 0; i < 64; i++)
		data[i] = from << 16 | to << 4 | i;
	host_write32(host, accel, ACCEL_BAR_REGS, ACCEL_REG_TABLE8 + 4 * ST,
		     ACCEL_ENTRY_VALID | ACCEL_OP_STORE);
	host_write32(host, accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
	assert_int_equal(pcie_function_write(find("dma", from), at, data,
					     sizeof(data), &hint),
			 1);
	for (unsigned int i = 0; i < 64; i += 21)
		assert_int_equal(host_read32(host, accel, ACCEL_BAR_MEM, 4 * i),
				 data[i]);
	assert_int_equal(host_read64(host, accel, ACCEL_BAR_REGS,
				     ACCEL_REG_TAGGED),
			 before + 1);
	assert_int_equal(host_read64(host, accel, ACCEL_BAR_REGS,
				     ACCEL_REG_UNTAGGED),
			 others);
}

/* Within a device, a switch, nested ones, and through the root complex */
static void tags_arrive_at_both_ends(void **state)
{
	write_tagged(0, PAIRS - 1);
	write_tagged(PAIRS - 1, 0);
	write_tagged(63, 0);
	write_tagged(0, 64);
	write_tagged(0, 128);
	write_tagged(PAIRS - 1, PAIRS - 64);
	for (unsigned int i = 0; i < PAIRS; i += 37)
		write_tagged(i, PAIRS - 1 - i);
	assert_int_equal(host_errors(host), 0);
}

/* A function that goes away leaves a hole in its device's window */
static void others_stay_where_they_are(void **state)
{
	struct pcie_function *gone = find("accel", 100);
	const uint64_t at = pcie_function_bar_addr(gone, ACCEL_BAR_MEM);
	uint32_t value;

	host_config_write(host, gone, 4, 2, 0);
	assert_int_equal(pcie_root_mem_read(host_hierarchy(host)->root, at,
					    &value, 4),
			 TLP_CPL_UR);
	write_tagged(5, 99);
	write_tagged(5, 101);
	host_config_write(host, gone, 4, 2, 6);
	write_tagged(5, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_its_place),
		cmocka_unit_test(tags_arrive_at_both_ends),
		cmocka_unit_test(others_stay_where_they_are),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
