// SPDX-License-Identifier: BSD-3-Clause
/* Paths of which something is not known: a loss is certain, nothing is guessed */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/path/hierarchy.h"
#include "tests/hostlib/machine.h"

static void test_unknown_fields(void **state)
{
	static const struct {
		int dev;
		enum tph_host_field field;
		enum tph_host_fate st8, st16;
	} rows[] = {
		{FN0, TPH_HOST_F_TPH_REQUESTER, UNKNOWN},
		{FN2, TPH_HOST_F_TPH_COMPLETER, UNKNOWN},
		{DN0, TPH_HOST_F_PORT_TYPE, UNKNOWN},
		{UP, TPH_HOST_F_PORT_TYPE, UNKNOWN},
		{DN0, TPH_HOST_F_PREFIX, UNKNOWN_16},
		{FN2, TPH_HOST_F_PREFIX, UNKNOWN_16},
		{DN1, TPH_HOST_F_PREFIX_BLOCK, UNKNOWN_16},
		/* One prefix passes everywhere, and so does a tag without flits */
		{DN0, TPH_HOST_F_PREFIX_BLOCK, EXT_TPH},
		{DN0, TPH_HOST_F_PREFIX_MAX, EXT_TPH},
		{DN0, TPH_HOST_F_FLIT, EXT_TPH},
		{FN0, TPH_HOST_F_PORT_TYPE, EXT_TPH},
		{DN2, TPH_HOST_F_PREFIX, EXT_TPH},
	};
	struct tree tree;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		plant(&tree, true);
		machine_unknown(tree.dev[rows[i].dev], rows[i].field,
				TPH_HOST_NOT_SHOWN);
		EXPECT(&tree, FN0, FN2, rows[i].st8, rows[i].st16);
		if (rows[i].st16 == TPH_HOST_UNCERTAIN) {
			assert_string_equal(
				tree.path.verdict[1].effect.function->bdf,
				shape[rows[i].dev].bdf);
			assert_int_equal(tree.path.verdict[1].effect.value.why,
					 TPH_HOST_NOT_SHOWN);
		}
		/* A loss is certain, even if other facts are unknown */
		host_set(tree.dev[FN2], TPH_HOST_F_TPH_COMPLETER, 0);
		EXPECT(&tree, FN0, FN2, DISABLE);
		tph_host_free(tree.host);
	}
}

static void test_unknown_acs(void **state)
{
	struct tree tree;

	plant(&tree, true);
	machine_unknown_cap(tree.dev[DN1], TPH_HOST_ACS, TPH_HOST_SHORT);
	EXPECT(&tree, FN0, FN2, UNKNOWN);
	expect_cause(&tree, TPH_HOST_ST8, shape[DN1].bdf, TPH_HOST_RULE_ACS,
		     shape[DN1].bdf, TPH_HOST_F_ACS_RR);
	assert_int_equal(tree.path.verdict[0].effect.value.why, TPH_HOST_SHORT);
	/* Another one redirects for certain */
	set_acs(tree.dev[DN0], TPH_HOST_F_ACS_CR);
	EXPECT(&tree, FN0, FN2, DISABLE);
	expect_cause(&tree, TPH_HOST_ST8, NULL, TPH_HOST_RULE_ACS,
		     shape[DN0].bdf, TPH_HOST_F_ACS_CR);
	/* A function off the way */
	EXPECT(&tree, FN3, FN0, DISABLE);
	host_unset_cap(tree.dev[DN0], TPH_HOST_ACS, TPH_HOST_ABSENT);
	EXPECT(&tree, FN3, FN0, EXT_TPH);
	tph_host_free(tree.host);
}

static void test_unknown_flits(void **state)
{
	struct tree tree;

	plant(&tree, true);
	machine_unknown(tree.dev[DN0], TPH_HOST_F_FLIT, TPH_HOST_NOT_SHOWN);
	host_set(tree.dev[DN0], TPH_HOST_F_FLIT_SUPPORTED, 1);
	host_set(tree.dev[FN0], TPH_HOST_F_PREFIX, 0);
	EXPECT(&tree, FN0, FN2, UNKNOWN_16);
	expect_cause(&tree, TPH_HOST_ST16, shape[FN0].bdf, TPH_HOST_RULE_FLIT,
		     shape[DN0].bdf, TPH_HOST_F_FLIT);
	/* The port has no such mode */
	host_set(tree.dev[DN0], TPH_HOST_F_FLIT_SUPPORTED, 0);
	EXPECT(&tree, FN0, FN2, TPH_ONLY);
	tph_host_free(tree.host);
}

static void test_unknown_pasid(void **state)
{
	struct tree tree;

	plant(&tree, true);
	machine_unknown_cap(tree.dev[FN0], TPH_HOST_PASID, TPH_HOST_SHORT);
	EXPECT(&tree, FN0, FN2, EXT_TPH);
	host_set(tree.dev[DN1], TPH_HOST_F_PREFIX_MAX, 1);
	EXPECT(&tree, FN0, FN2, UNKNOWN_16);
	expect_cause(&tree, TPH_HOST_ST16, shape[DN1].bdf, TPH_HOST_RULE_NUMBER,
		     shape[FN0].bdf, TPH_HOST_F_PASID_ENABLE);
	tph_host_free(tree.host);
}

/* A dump of two endpoints, or of a function without root */
static void test_unseen(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_HEX);
	struct tph_host_function *a, *b;
	struct tree tree;

	a = machine_endpoint(host, "0000:03:00.0", TPH_HOST_ENDPOINT);
	b = machine_endpoint(host, "0000:04:00.0", TPH_HOST_ENDPOINT);
	make_able(a);
	make_able(b);
	host_link(host);
	expect_path(&tree, a, b, UNKNOWN);
	assert_int_equal(tree.path.route, TPH_HOST_BY_UNSEEN);
	expect_cause(&tree, TPH_HOST_ST8, NULL, TPH_HOST_RULE_MISSING, NULL, 0);
	/* It redirects in any case */
	set_acs(b, TPH_HOST_F_ACS_RR);
	expect_path(&tree, a, b, DISABLE);
	expect_cause(&tree, TPH_HOST_ST8, NULL, TPH_HOST_RULE_ACS,
		     "0000:04:00.0", TPH_HOST_F_ACS_RR);
	host_set(a, TPH_HOST_F_TPH_REQUESTER, 0);
	host_unset_cap(b, TPH_HOST_ACS, TPH_HOST_ABSENT);
	expect_path(&tree, a, b, DISABLE);
	tph_host_free(host);
}

/* Without root the types of ports are derived: nothing follows from them */
static void test_derived_types(void **state)
{
	struct tree tree;

	plant(&tree, true);
	machine_unknown_cap(tree.dev[UP], TPH_HOST_EXP, TPH_HOST_NO_ROOT);
	EXPECT(&tree, FN0, FN2, UNKNOWN);
	expect_cause(&tree, TPH_HOST_ST8, shape[UP].bdf, TPH_HOST_RULE_TURN,
		     shape[UP].bdf, TPH_HOST_F_PORT_TYPE);
	assert_int_equal(tree.path.verdict[0].effect.value.why,
			 TPH_HOST_NO_ROOT);
	tph_host_free(tree.host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown_fields),
		cmocka_unit_test(test_unknown_acs),
		cmocka_unit_test(test_unknown_flits),
		cmocka_unit_test(test_unknown_pasid),
		cmocka_unit_test(test_unseen),
		cmocka_unit_test(test_derived_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
