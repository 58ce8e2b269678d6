// SPDX-License-Identifier: BSD-3-Clause
/* The tree that bus numbers make, VFs, and unknown places */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/machine.h"

static void expect_parent(const struct tph_host *host, const char *bdf,
			  const char *parent)
{
	const struct tph_host_function *function = machine_at(host, bdf);

	if (!parent) {
		assert_null(function->parent);
		return;
	}
	assert_non_null(function->parent);
	assert_string_equal(function->parent->bdf, parent);
	assert_int_equal(function->top.value, 0);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		struct host_address address;
	} good[] = {
		{"00:00.0", 7, {0, 0, 0}},
		{"ff:1f.7 rest", 7, {0, 0xff, 0xff}},
		{"0000:04:00.1", 12, {0, 4, 1}},
		{"10000:e1:02.0", 13, {0x10000, 0xe1, 0x10}},
		{"ffffffff:00:00.0", 16, {0xffffffff, 0, 0}},
		{"1:2:3.4", 7, {1, 2, 0x1c}},
	};
	static const char *const bad[] = {
		"",	   "00",       "00:00",	  "00:00.8",
		"00:20.0", "100:00.0", "x0:00.0", "000000000:00:00.0",
		":00.0",   "00:.0",
	};
	struct host_address address;

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		assert_int_equal(host_address_parse(good[i].text, &address),
				 good[i].len);
		assert_int_equal(address.domain, good[i].address.domain);
		assert_int_equal(address.bus, good[i].address.bus);
		assert_int_equal(address.devfn, good[i].address.devfn);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(host_address_parse(bad[i], &address), 0);
}

/* Added in any order; domains do not mix */
static void test_parents(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);
	const struct tph_host_function *function;

	machine_endpoint(host, "0000:03:00.1", TPH_HOST_ENDPOINT);
	machine_endpoint(host, "0000:03:00.0", TPH_HOST_ENDPOINT);
	machine_bridge(host, "0000:02:00.0", TPH_HOST_DOWNSTREAM, 3, 3);
	machine_bridge(host, "0000:00:01.0", TPH_HOST_ROOT_PORT, 1, 3);
	machine_endpoint(host, "10000:03:00.0", TPH_HOST_ENDPOINT);
	machine_bridge(host, "0000:01:00.0", TPH_HOST_UPSTREAM, 2, 3);
	host_link(host);
	assert_int_equal(tph_host_count(host), 6);
	assert_string_equal(tph_host_at(host, 0)->bdf, "0000:00:01.0");
	assert_string_equal(tph_host_at(host, 5)->bdf, "10000:03:00.0");
	assert_null(tph_host_at(host, 6));
	expect_parent(host, "00:01.0", NULL);
	expect_parent(host, "01:00.0", "0000:00:01.0");
	expect_parent(host, "02:00.0", "0000:01:00.0");
	expect_parent(host, "03:00.0", "0000:02:00.0");
	expect_parent(host, "03:00.1", "0000:02:00.0");
	expect_parent(host, "10000:03:00.0", NULL);
	function = machine_at(host, "02:00.0")->child;
	assert_string_equal(function->bdf, "0000:03:00.0");
	assert_string_equal(function->next->bdf, "0000:03:00.1");
	assert_null(function->next->next);
	assert_int_equal(tph_host_find(host, "04:00.0", &function), -ENODEV);
	assert_int_equal(tph_host_find(host, "04:00", &function), -EINVAL);
	tph_host_free(host);
}

/* Numbers that would make a circle, or that firmware left at 0 */
static void test_strange_numbers(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);

	machine_bridge(host, "05:00.0", TPH_HOST_DOWNSTREAM, 5, 5);
	machine_bridge(host, "06:00.0", TPH_HOST_DOWNSTREAM, 5, 9);
	machine_bridge(host, "07:00.0", TPH_HOST_DOWNSTREAM, 0, 0);
	/* Two bridges to one bus: the first has it */
	machine_bridge(host, "08:00.0", TPH_HOST_DOWNSTREAM, 9, 9);
	machine_bridge(host, "08:01.0", TPH_HOST_DOWNSTREAM, 9, 9);
	machine_endpoint(host, "09:00.0", TPH_HOST_ENDPOINT);
	host_link(host);
	expect_parent(host, "05:00.0", NULL);
	expect_parent(host, "06:00.0", NULL);
	expect_parent(host, "07:00.0", NULL);
	expect_parent(host, "09:00.0", "0000:08:00.0");
	tph_host_free(host);
}

/* Offset 0x81, stride 2: VF 0 of 03:00.0 is 03:10.1, VF 1 is 03:10.3 */
static void test_vfs(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);
	struct tph_host_function *pf;

	machine_bridge(host, "00:01.0", TPH_HOST_ROOT_PORT, 3, 4);
	pf = machine_endpoint(host, "03:00.0", TPH_HOST_ENDPOINT);
	host_set_cap(pf, TPH_HOST_SRIOV, 0x100);
	host_set(pf, TPH_HOST_F_VF_ENABLE, 1);
	host_set(pf, TPH_HOST_F_VF_NUMBER, 65);
	host_set(pf, TPH_HOST_F_VF_OFFSET, 0x81);
	host_set(pf, TPH_HOST_F_VF_STRIDE, 2);
	machine_endpoint(host, "03:10.0", TPH_HOST_ENDPOINT);
	machine_endpoint(host, "03:10.1", TPH_HOST_ENDPOINT);
	machine_endpoint(host, "03:10.3", TPH_HOST_ENDPOINT);
	/* 0x300 + 0x81 + 2 * 64 = 0x401: the last one, on a bus without a bridge */
	machine_endpoint(host, "04:00.1", TPH_HOST_ENDPOINT);
	machine_endpoint(host, "04:00.3", TPH_HOST_ENDPOINT);
	host_link(host);
	assert_null(machine_at(host, "03:10.0")->physfn);
	assert_ptr_equal(machine_at(host, "03:10.1")->physfn, pf);
	assert_ptr_equal(machine_at(host, "03:10.3")->physfn, pf);
	assert_ptr_equal(machine_at(host, "04:00.1")->physfn, pf);
	assert_null(machine_at(host, "04:00.3")->physfn);
	/* The kernel's pci_upstream_bridge() is that of the PF */
	expect_parent(host, "04:00.1", "0000:00:01.0");
	tph_host_free(host);
}

/* A dump may lack the bridge above an endpoint, never one above a root port */
static void test_missing_bridge(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_HEX);
	struct tph_host_function *conventional;

	machine_endpoint(host, "04:00.0", TPH_HOST_ENDPOINT);
	machine_endpoint(host, "6a:01.0", TPH_HOST_RCIEP);
	machine_bridge(host, "80:01.0", TPH_HOST_ROOT_PORT, 0x81, 0x81);
	conventional = machine_add(host, "05:00.0", 0x020000);
	host_unset_cap(conventional, TPH_HOST_EXP, TPH_HOST_ABSENT);
	machine_add(host, "00:02.0", 0x020000);
	machine_add(host, "07:00.0", 0x020000);
	host_link(host);
	assert_int_equal(machine_at(host, "04:00.0")->top.why,
			 TPH_HOST_NOT_IN_DUMP);
	assert_int_equal(machine_at(host, "6a:01.0")->top.value, 1);
	assert_int_equal(machine_at(host, "6a:01.0")->top.why, TPH_HOST_KNOWN);
	assert_int_equal(machine_at(host, "80:01.0")->top.value, 1);
	assert_int_equal(machine_at(host, "05:00.0")->top.value, 1);
	assert_true(machine_at(host, "05:00.0")->top.derived);
	assert_int_equal(machine_at(host, "00:02.0")->top.value, 1);
	assert_int_equal(machine_at(host, "07:00.0")->top.why,
			 TPH_HOST_NOT_IN_DUMP);
	tph_host_free(host);
}

static void expect_type(const struct tph_host *host, const char *bdf,
			enum tph_host_port type, bool derived)
{
	struct tph_host_value value = tph_host_port_type(machine_at(host, bdf));

	assert_int_equal(value.why, TPH_HOST_KNOWN);
	assert_int_equal(value.value, type);
	assert_int_equal(value.derived, derived);
}

/* A bridge of which only the first 64 bytes are known */
static void add_bridge(struct tph_host *host, const char *bdf,
		       unsigned int secondary, enum tph_host_why express)
{
	struct tph_host_function *bridge = machine_add(host, bdf, 0x060400);

	host_set(bridge, TPH_HOST_F_SECONDARY_BUS, secondary);
	host_unset_cap(bridge, TPH_HOST_EXP, express);
}

static void test_derived_types(void **state)
{
	static const char *const bridges[] = {"00:01.0", "01:00.0", "02:00.0",
					      "03:00.0"};
	struct tph_host *host = machine_create(TPH_HOST_LIVE);

	for (unsigned int i = 0; i < ARRAY_SIZE(bridges); i++)
		add_bridge(host, bridges[i], i + 1, TPH_HOST_NO_ROOT);
	machine_add(host, "04:00.0", 0x020000);
	machine_bridge(host, "00:02.0", TPH_HOST_PCIE_TO_PCI, 0x10, 0x10);
	add_bridge(host, "00:1e.0", 0x11, TPH_HOST_ABSENT);
	host_link(host);
	expect_type(host, "00:01.0", TPH_HOST_ROOT_PORT, true);
	expect_type(host, "01:00.0", TPH_HOST_UPSTREAM, true);
	expect_type(host, "02:00.0", TPH_HOST_DOWNSTREAM, true);
	expect_type(host, "03:00.0", TPH_HOST_UPSTREAM, true);
	expect_type(host, "00:02.0", TPH_HOST_PCIE_TO_PCI, false);
	assert_int_equal(tph_host_port_type(machine_at(host, "00:1e.0")).why,
			 TPH_HOST_ABSENT);
	assert_int_equal(tph_host_port_type(machine_at(host, "04:00.0")).why,
			 TPH_HOST_NOT_IN_DUMP);
	tph_host_free(host);
}

static void test_added_twice(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_HEX);
	struct tph_host_function *first = machine_add(host, "00:01.0", 1);

	assert_ptr_equal(machine_add(host, "0000:00:01.0", 2), first);
	assert_int_equal(tph_host_count(host), 1);
	tph_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_parents),
		cmocka_unit_test(test_strange_numbers),
		cmocka_unit_test(test_vfs),
		cmocka_unit_test(test_missing_bridge),
		cmocka_unit_test(test_derived_types),
		cmocka_unit_test(test_added_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
