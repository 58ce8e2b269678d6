// SPDX-License-Identifier: BSD-3-Clause
/* Paths to host memory, and the answer of pcie_tph_host_type() */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/path/hierarchy.h"
#include "tests/hostlib/machine.h"

static void expect_kernel(const struct tree *tree, enum tph_host_fate st8,
			  enum tph_host_fate st16)
{
	assert_int_equal(tree->path.kernel[TPH_HOST_ST8], st8);
	assert_int_equal(tree->path.kernel[TPH_HOST_ST16], st16);
}

static void test_memory(void **state)
{
	struct tree tree;

	plant(&tree, true);
	expect_path(&tree, tree.dev[FN0], NULL, EXT_TPH);
	expect_hops(&tree, "SUUR", (const int[]){FN0, DN0, UP, RP});
	expect_kernel(&tree, EXT_TPH);
	host_set(tree.dev[RP], TPH_HOST_F_TPH_COMPLETER, 1);
	expect_path(&tree, tree.dev[FN0], NULL, TPH_ONLY);
	expect_kernel(&tree, TPH_ONLY);
	host_set(tree.dev[RP], TPH_HOST_F_TPH_COMPLETER, 2);
	expect_path(&tree, tree.dev[FN0], NULL, DISABLE);
	expect_kernel(&tree, DISABLE);
	host_set(tree.dev[RP], TPH_HOST_F_TPH_COMPLETER, 3);
	host_set(tree.dev[FN0], TPH_HOST_F_TPH_REQUESTER, 1);
	expect_path(&tree, tree.dev[FN0], NULL, TPH_ONLY);
	expect_kernel(&tree, TPH_ONLY);
	tph_host_free(tree.host);
}

/* pcie_tph_host_type() does not look at the ports in between */
static void test_memory_prefixes(void **state)
{
	static const struct {
		int dev;
		enum tph_host_field field;
		unsigned int value;
		bool lost;
	} rows[] = {
		{DN0, TPH_HOST_F_PREFIX, 0, true},
		{UP, TPH_HOST_F_PREFIX, 0, true},
		{RP, TPH_HOST_F_PREFIX, 0, true},
		{UP, TPH_HOST_F_PREFIX_BLOCK, 1, true},
		/* Not on this egress */
		{DN0, TPH_HOST_F_PREFIX_BLOCK, 1, false},
		{RP, TPH_HOST_F_PREFIX_BLOCK, 1, false},
		{DN1, TPH_HOST_F_PREFIX, 0, false},
	};
	struct tree tree;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		plant(&tree, true);
		host_set(tree.dev[rows[i].dev], rows[i].field, rows[i].value);
		expect_path(&tree, tree.dev[FN0], NULL, TPH_HOST_ARRIVES,
			    rows[i].lost ? TPH_HOST_LOST : TPH_HOST_ARRIVES);
		expect_kernel(&tree, EXT_TPH);
		tph_host_free(tree.host);
	}
}

static void test_memory_without_root_port(void **state)
{
	struct tree tree;

	plant(&tree, true);
	expect_path(&tree, tree.dev[RCIEP], NULL, UNKNOWN);
	expect_cause(&tree, TPH_HOST_ST8, NULL, TPH_HOST_RULE_INTEGRATED, NULL,
		     0);
	expect_kernel(&tree, EXT_TPH);
	/* It has no link that could lose a prefix */
	host_set(tree.dev[RCIEP], TPH_HOST_F_PREFIX, 0);
	expect_path(&tree, tree.dev[RCIEP], NULL, UNKNOWN);
	assert_int_equal(tree.path.hops[0].on[TPH_HOST_ST16].fate,
			 TPH_HOST_ARRIVES);
	/* An endpoint on the root bus: the kernel finds no Root Port */
	host_set(tree.dev[RCIEP], TPH_HOST_F_PORT_TYPE, TPH_HOST_ENDPOINT);
	expect_path(&tree, tree.dev[RCIEP], NULL, UNKNOWN);
	expect_kernel(&tree, DISABLE);
	machine_unknown(tree.dev[RCIEP], TPH_HOST_F_PORT_TYPE,
			TPH_HOST_NO_ROOT);
	expect_path(&tree, tree.dev[RCIEP], NULL, UNKNOWN);
	expect_kernel(&tree, UNKNOWN);
	/* The Root Port's type is derived */
	machine_unknown_cap(tree.dev[RP], TPH_HOST_EXP, TPH_HOST_NO_ROOT);
	expect_path(&tree, tree.dev[FN0], NULL, UNKNOWN);
	expect_kernel(&tree, UNKNOWN);
	/* A conventional bridge below the root complex */
	host_unset_cap(tree.dev[RP], TPH_HOST_EXP, TPH_HOST_ABSENT);
	expect_path(&tree, tree.dev[FN0], NULL, DISABLE);
	expect_kernel(&tree, DISABLE);
	tph_host_free(tree.host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_memory_prefixes),
		cmocka_unit_test(test_memory_without_root_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
