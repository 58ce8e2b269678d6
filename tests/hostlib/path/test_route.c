// SPDX-License-Identifier: BSD-3-Clause
/* The way of a write: redirects by ACS, domains, depth */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/path/hierarchy.h"

/* Any of three bits of any function on both branches, and of the bridge above */
static void test_redirects(void **state)
{
	static const int asked[] = {FN0, DN0, UP, DN2, UP2, DN3, FN3};
	static const int not_asked[] = {RP, DN1, FN1, FN2, RCIEP};
	static const enum tph_host_field bits[] = {
		TPH_HOST_F_ACS_RR, TPH_HOST_F_ACS_CR, TPH_HOST_F_ACS_EC};
	static const enum tph_host_field others[] = {TPH_HOST_F_ACS_SV,
						     TPH_HOST_F_ACS_TB,
						     TPH_HOST_F_ACS_UF,
						     TPH_HOST_F_ACS_DT};
	struct tree tree;

	plant(&tree, true);
	for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
		struct tph_host_function *function = tree.dev[asked[i]];

		for (size_t j = 0; j < ARRAY_SIZE(bits); j++) {
			set_acs(function, bits[j]);
			EXPECT(&tree, FN0, FN3, DISABLE);
			assert_int_equal(tree.path.route, TPH_HOST_BY_ROOT);
			expect_cause(&tree, TPH_HOST_ST8, NULL,
				     TPH_HOST_RULE_ACS, function->bdf, bits[j]);
			EXPECT(&tree, FN3, FN0, DISABLE);
		}
		for (size_t j = 0; j < ARRAY_SIZE(others); j++) {
			set_acs(function, others[j]);
			EXPECT(&tree, FN0, FN3, EXT_TPH);
		}
		host_unset_cap(function, TPH_HOST_ACS, TPH_HOST_ABSENT);
	}
	for (size_t i = 0; i < ARRAY_SIZE(not_asked); i++)
		set_acs(tree.dev[not_asked[i]], TPH_HOST_F_ACS_RR);
	EXPECT(&tree, FN0, FN3, EXT_TPH);
	tph_host_free(tree.host);
}

/* Up to the Root Port, and down again through all of it */
static void test_redirected_way(void **state)
{
	struct tree tree;

	plant(&tree, true);
	set_acs(tree.dev[DN0], TPH_HOST_F_ACS_RR);
	EXPECT(&tree, FN0, FN2, DISABLE);
	expect_hops(&tree, "SUUUXDDDR",
		    (const int[]){FN0, DN0, UP, RP, -1, RP, UP, DN1, FN2});
	/* Two functions of a device */
	EXPECT(&tree, FN0, FN1, DISABLE);
	expect_hops(&tree, "SUUUXDDDR",
		    (const int[]){FN0, DN0, UP, RP, -1, RP, UP, DN0, FN1});
	tph_host_free(tree.host);
}

static void test_domains(void **state)
{
	struct tph_host_function *other, *unseen;
	struct tree tree;

	plant(&tree, false);
	machine_bridge(tree.host, "10000:00:00.0", TPH_HOST_ROOT_PORT, 4, 4);
	other = machine_endpoint(tree.host, "10000:04:00.0", TPH_HOST_ENDPOINT);
	make_able(other);
	/* The bridge above it is missing, but it is of that domain */
	unseen =
		machine_endpoint(tree.host, "10001:04:00.0", TPH_HOST_ENDPOINT);
	make_able(unseen);
	host_link(tree.host);
	expect_path(&tree, other, unseen, DISABLE);
	expect_path(&tree, tree.dev[FN2], other, DISABLE);
	assert_int_equal(tree.path.route, TPH_HOST_BY_ROOT);
	expect_cause(&tree, TPH_HOST_ST8, NULL, TPH_HOST_RULE_APART, NULL, 0);
	tph_host_free(tree.host);
}

/* A chain of 254 buses: the longest path there is */
static void test_deep(void **state)
{
	struct tph_host *host = machine_create(TPH_HOST_LIVE);
	struct tph_host_function *last = NULL, *side;
	struct tree tree;
	char bdf[TPH_BDF_SIZE];

	for (unsigned int bus = 0; bus < 254; bus++) {
		enum tph_host_port type = !bus	    ? TPH_HOST_ROOT_PORT
					  : bus % 2 ? TPH_HOST_UPSTREAM
						    : TPH_HOST_DOWNSTREAM;

		snprintf(bdf, sizeof(bdf), "0000:%02x:00.0", bus);
		last = machine_bridge(host, bdf, type, bus + 1, 254);
		make_able(last);
	}
	last = machine_endpoint(host, "0000:fe:00.0", TPH_HOST_ENDPOINT);
	side = machine_bridge(host, "0000:00:1f.0", TPH_HOST_ROOT_PORT, 255,
			      255);
	make_able(last);
	make_able(side);
	host_link(host);
	expect_path(&tree, last, side, DISABLE);
	assert_int_equal(tree.path.count, 1 + 254 + 1 + 1);
	set_acs(last, TPH_HOST_F_ACS_RR);
	/* Up all of it, and down all but one */
	expect_path(&tree, last, machine_at(host, "fd:00.0"), DISABLE);
	assert_int_equal(tree.path.count, 1 + 254 + 1 + 254);
	assert_true(tree.path.count <= TPH_HOST_HOPS);
	tph_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_redirected_way),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
