// SPDX-License-Identifier: BSD-3-Clause
/*
 * Rules of paths, and the table of the KUnit tests of the kernel series
 * (drivers/pci/tph_kunit.c)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/path/hierarchy.h"

static void test_switches(void **state)
{
	struct tree tree;

	plant(&tree, true);
	EXPECT(&tree, FN0, FN2, EXT_TPH);
	assert_int_equal(tree.path.route, TPH_HOST_BY_SWITCH);
	expect_hops(&tree, "SUADR", (const int[]){FN0, DN0, UP, DN1, FN2});
	EXPECT(&tree, FN2, FN0, EXT_TPH);
	EXPECT(&tree, FN0, FN3, EXT_TPH);
	expect_hops(&tree, "SUADDDR",
		    (const int[]){FN0, DN0, UP, DN2, UP2, DN3, FN3});
	EXPECT(&tree, FN3, FN0, EXT_TPH);
	expect_hops(&tree, "SUUUADR",
		    (const int[]){FN3, DN3, UP2, DN2, UP, DN0, FN0});
	tph_host_free(tree.host);
}

/* One port after the other loses its support for prefixes */
static void test_port_without_prefixes(void **state)
{
	static const int on_path[] = {FN3, DN3, UP2, DN2, DN0, FN0};
	static const int off_path[] = {RP, UP, DN1, FN1, FN2, RCIEP};
	struct tree tree;

	plant(&tree, true);
	for (size_t i = 0; i < ARRAY_SIZE(on_path); i++) {
		host_set(tree.dev[on_path[i]], TPH_HOST_F_PREFIX, 0);
		EXPECT(&tree, FN0, FN3, TPH_ONLY);
		expect_cause(&tree, TPH_HOST_ST16, shape[on_path[i]].bdf,
			     TPH_HOST_RULE_PREFIX, shape[on_path[i]].bdf,
			     TPH_HOST_F_PREFIX);
		EXPECT(&tree, FN3, FN0, TPH_ONLY);
		host_set(tree.dev[on_path[i]], TPH_HOST_F_PREFIX, 1);
	}
	for (size_t i = 0; i < ARRAY_SIZE(off_path); i++)
		host_set(tree.dev[off_path[i]], TPH_HOST_F_PREFIX, 0);
	EXPECT(&tree, FN0, FN3, EXT_TPH);
	EXPECT(&tree, FN3, FN0, EXT_TPH);
	tph_host_free(tree.host);
}

/* A port blocks egress, and only that */
static void test_blocked(void **state)
{
	static const struct {
		int port;
		bool to_fn3, to_fn0;
	} rows[] = {
		{DN0, true, false}, {DN2, false, true}, {UP2, true, false},
		{DN3, false, true}, {UP, true, true},	{FN0, true, true},
		{FN3, true, true},
	};
	struct tree tree;

	plant(&tree, true);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct tph_host_function *port = tree.dev[rows[i].port];

		host_set(port, TPH_HOST_F_PREFIX_BLOCK, 1);
		EXPECT(&tree, FN0, FN3, TPH_HOST_ARRIVES,
		       rows[i].to_fn3 ? TPH_HOST_ARRIVES : TPH_HOST_LOST);
		if (!rows[i].to_fn3)
			expect_cause(&tree, TPH_HOST_ST16, port->bdf,
				     TPH_HOST_RULE_BLOCK, port->bdf,
				     TPH_HOST_F_PREFIX_BLOCK);
		EXPECT(&tree, FN3, FN0, TPH_HOST_ARRIVES,
		       rows[i].to_fn0 ? TPH_HOST_ARRIVES : TPH_HOST_LOST);
		host_set(port, TPH_HOST_F_PREFIX_BLOCK, 0);
	}
	tph_host_free(tree.host);
}

static void test_flit_mode(void **state)
{
	struct tree tree;

	plant(&tree, true);
	host_set(tree.dev[FN0], TPH_HOST_F_PREFIX, 0);
	host_set(tree.dev[DN0], TPH_HOST_F_PREFIX, 0);
	EXPECT(&tree, FN0, FN2, TPH_ONLY);
	host_set(tree.dev[DN0], TPH_HOST_F_FLIT, 1);
	EXPECT(&tree, FN0, FN2, EXT_TPH);
	EXPECT(&tree, FN2, FN0, EXT_TPH);
	/* The other link is not in flit mode */
	host_set(tree.dev[DN1], TPH_HOST_F_PREFIX_BLOCK, 1);
	EXPECT(&tree, FN0, FN2, TPH_ONLY);
	EXPECT(&tree, FN2, FN0, EXT_TPH);
	/* A link between switches */
	host_set(tree.dev[DN2], TPH_HOST_F_PREFIX, 0);
	host_set(tree.dev[UP2], TPH_HOST_F_PREFIX, 0);
	EXPECT(&tree, FN0, FN3, TPH_ONLY);
	host_set(tree.dev[DN2], TPH_HOST_F_FLIT, 1);
	EXPECT(&tree, FN0, FN3, EXT_TPH);
	tph_host_free(tree.host);
}

/* A PASID takes the place of one prefix; 00b means 4 */
static void test_number_of_prefixes(void **state)
{
	struct tree tree;

	plant(&tree, true);
	host_set(tree.dev[FN2], TPH_HOST_F_PREFIX_MAX, 1);
	EXPECT(&tree, FN0, FN2, EXT_TPH);
	host_set_cap(tree.dev[FN0], TPH_HOST_PASID, 0x300);
	host_set(tree.dev[FN0], TPH_HOST_F_PASID_ENABLE, 1);
	EXPECT(&tree, FN0, FN2, TPH_ONLY);
	expect_cause(&tree, TPH_HOST_ST16, shape[FN2].bdf, TPH_HOST_RULE_NUMBER,
		     shape[FN2].bdf, TPH_HOST_F_PREFIX_MAX);
	EXPECT(&tree, FN0, FN3, EXT_TPH);
	host_set(tree.dev[FN2], TPH_HOST_F_PREFIX_MAX, 2);
	EXPECT(&tree, FN0, FN2, EXT_TPH);
	/* It does not matter whether the completer has one */
	host_set(tree.dev[FN0], TPH_HOST_F_PREFIX_MAX, 1);
	EXPECT(&tree, FN2, FN0, EXT_TPH);
	tph_host_free(tree.host);
}

/* 09:00.0 is not a bus that a bridge leads to: the PF's counts */
static void test_virtual_function(void **state)
{
	struct tph_host_function *vf;
	struct tree tree;

	plant(&tree, false);
	vf = machine_endpoint(tree.host, "0000:09:00.0", TPH_HOST_ENDPOINT);
	make_able(vf);
	host_set_cap(tree.dev[FN0], TPH_HOST_SRIOV, 0x400);
	host_set(tree.dev[FN0], TPH_HOST_F_VF_ENABLE, 1);
	host_set(tree.dev[FN0], TPH_HOST_F_VF_NUMBER, 1);
	host_set(tree.dev[FN0], TPH_HOST_F_VF_OFFSET, 0x600);
	host_set(tree.dev[FN0], TPH_HOST_F_VF_STRIDE, 1);
	host_link(tree.host);
	assert_ptr_equal(vf->physfn, tree.dev[FN0]);

	expect_path(&tree, vf, tree.dev[FN2], EXT_TPH);
	host_set(tree.dev[DN0], TPH_HOST_F_PREFIX, 0);
	expect_path(&tree, vf, tree.dev[FN2], TPH_ONLY);
	host_set(tree.dev[DN0], TPH_HOST_F_FLIT, 1);
	expect_path(&tree, vf, tree.dev[FN2], EXT_TPH);
	/* The PASID is enabled in the PF, for both */
	host_set(tree.dev[FN2], TPH_HOST_F_PREFIX_MAX, 1);
	expect_path(&tree, vf, tree.dev[FN2], EXT_TPH);
	host_set_cap(tree.dev[FN0], TPH_HOST_PASID, 0x300);
	host_set(tree.dev[FN0], TPH_HOST_F_PASID_ENABLE, 1);
	expect_path(&tree, vf, tree.dev[FN2], TPH_ONLY);
	/* One device */
	expect_path(&tree, vf, tree.dev[FN0], DISABLE);
	expect_path(&tree, tree.dev[FN1], vf, DISABLE);
	tph_host_free(tree.host);
}

static void test_no_path(void **state)
{
	struct tree tree;

	plant(&tree, true);
	EXPECT(&tree, FN0, FN1, DISABLE);
	assert_int_equal(tree.path.route, TPH_HOST_BELOW_PORT);
	expect_cause(&tree, TPH_HOST_ST8, shape[DN0].bdf, TPH_HOST_RULE_TURN,
		     shape[DN0].bdf, TPH_HOST_F_PORT_TYPE);
	EXPECT(&tree, FN0, FN0, DISABLE);
	assert_int_equal(tree.path.route, TPH_HOST_NOWHERE);
	expect_cause(&tree, TPH_HOST_ST8, shape[FN0].bdf, TPH_HOST_RULE_ITSELF,
		     NULL, 0);
	EXPECT(&tree, FN0, RCIEP, DISABLE);
	assert_int_equal(tree.path.route, TPH_HOST_BY_ROOT);
	expect_hops(&tree, "SUUUXR",
		    (const int[]){FN0, DN0, UP, RP, -1, RCIEP});
	expect_cause(&tree, TPH_HOST_ST16, NULL, TPH_HOST_RULE_APART, NULL, 0);
	EXPECT(&tree, RCIEP, FN0, DISABLE);
	/* A port and the device below it */
	EXPECT(&tree, UP2, FN3, DISABLE);
	EXPECT(&tree, FN3, UP2, DISABLE);
	/* Below a bridge to a conventional bus */
	host_set(tree.dev[DN3], TPH_HOST_F_PORT_TYPE, TPH_HOST_PCIE_TO_PCI);
	EXPECT(&tree, FN0, FN3, DISABLE);
	expect_cause(&tree, TPH_HOST_ST8, shape[DN3].bdf, TPH_HOST_RULE_BUS,
		     shape[DN3].bdf, TPH_HOST_F_PORT_TYPE);
	EXPECT(&tree, FN3, FN0, DISABLE);
	/* One without a PCI Express capability */
	host_unset_cap(tree.dev[DN3], TPH_HOST_EXP, TPH_HOST_ABSENT);
	EXPECT(&tree, FN0, FN3, DISABLE);
	tph_host_free(tree.host);
}

/* 10b is reserved in both registers */
static void test_ends(void **state)
{
	static const enum tph_host_fate fates[][TPH_HOST_WIDTHS] = {
		{DISABLE}, {TPH_ONLY}, {DISABLE}, {EXT_TPH}};
	struct tree tree;

	plant(&tree, true);
	for (unsigned int i = 0; i < ARRAY_SIZE(fates); i++) {
		host_set(tree.dev[FN2], TPH_HOST_F_TPH_COMPLETER, i);
		EXPECT(&tree, FN0, FN2, fates[i][0], fates[i][1]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(fates); i++) {
		host_set(tree.dev[FN0], TPH_HOST_F_TPH_REQUESTER, i);
		EXPECT(&tree, FN0, FN2, fates[i][0], fates[i][1]);
	}
	host_unset_cap(tree.dev[FN0], TPH_HOST_TPH, TPH_HOST_ABSENT);
	EXPECT(&tree, FN0, FN2, DISABLE);
	expect_cause(&tree, TPH_HOST_ST8, shape[FN0].bdf,
		     TPH_HOST_RULE_REQUESTER, shape[FN0].bdf,
		     TPH_HOST_F_TPH_REQUESTER);
	tph_host_free(tree.host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_switches),
		cmocka_unit_test(test_port_without_prefixes),
		cmocka_unit_test(test_blocked),
		cmocka_unit_test(test_flit_mode),
		cmocka_unit_test(test_number_of_prefixes),
		cmocka_unit_test(test_virtual_function),
		cmocka_unit_test(test_no_path),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
