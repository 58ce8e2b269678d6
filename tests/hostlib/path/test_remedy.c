// SPDX-License-Identifier: BSD-3-Clause
/* Remedies and texts */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "tests/hostlib/path/hierarchy.h"
#include "tests/hostlib/machine.h"

static bool has_remedy(const struct tree *tree, enum tph_host_width width,
		       enum tph_host_remedy_kind kind, const char *command)
{
	struct tph_host_remedy remedy;

	for (size_t i = 0; tph_host_path_remedy(&tree->path, width, i, &remedy);
	     i++)
		if (remedy.kind == kind && !strcmp(remedy.command, command))
			return true;
	return false;
}

static size_t count_remedies(const struct tree *tree, enum tph_host_width width)
{
	struct tph_host_remedy remedy;
	size_t n = 0;

	while (tph_host_path_remedy(&tree->path, width, n, &remedy)) {
		assert_true(remedy.text && *remedy.text);
		n++;
	}
	return n;
}

/* Masks are of PCIe r6.2, 7.7.11.3: redirects are bits 2, 3 and 5 */
static void test_remedies_of_redirects(void **state)
{
	struct tree tree;

	plant(&tree, true);
	set_acs(tree.dev[DN0], TPH_HOST_F_ACS_RR);
	host_set(tree.dev[DN0], TPH_HOST_F_ACS_CR, 1);
	set_acs(tree.dev[UP], TPH_HOST_F_ACS_EC);
	set_acs(tree.dev[FN2], TPH_HOST_F_ACS_RR);
	set_acs(tree.dev[RP], TPH_HOST_F_ACS_RR);
	EXPECT(&tree, FN0, FN2, DISABLE);
	assert_true(has_remedy(&tree, TPH_HOST_ST8, TPH_HOST_BY_SETPCI,
			       "setpci -s 0000:02:00.0 ECAP_ACS+6.w=0:000c"));
	assert_true(has_remedy(&tree, TPH_HOST_ST8, TPH_HOST_BY_SETPCI,
			       "setpci -s 0000:01:00.0 ECAP_ACS+6.w=0:0020"));
	assert_true(has_remedy(&tree, TPH_HOST_ST8, TPH_HOST_BY_SETPCI,
			       "setpci -s 0000:04:00.0 ECAP_ACS+6.w=0:0004"));
	assert_true(has_remedy(
		&tree, TPH_HOST_ST16, TPH_HOST_BY_KERNEL_ARGUMENT,
		"pci=disable_acs_redir=0000:02:00.0;0000:01:00.0;0000:04:00.0"));
	assert_true(has_remedy(
		&tree, TPH_HOST_ST16, TPH_HOST_BY_KERNEL_ARGUMENT,
		"pci=config_acs=0x00xx@0000:02:00.0;0x00xx@0000:01:00.0;0x00xx@0000:04:00.0"));
	assert_int_equal(count_remedies(&tree, TPH_HOST_ST8), 6);
	tph_host_free(tree.host);
}

static void test_other_remedies(void **state)
{
	struct tree tree;

	plant(&tree, true);
	host_set(tree.dev[DN1], TPH_HOST_F_PREFIX_BLOCK, 1);
	EXPECT(&tree, FN0, FN2, TPH_ONLY);
	assert_int_equal(count_remedies(&tree, TPH_HOST_ST8), 0);
	assert_true(has_remedy(&tree, TPH_HOST_ST16, TPH_HOST_BY_SETPCI,
			       "setpci -s 0000:02:01.0 CAP_EXP+28.w=0:8000"));
	host_set(tree.dev[FN0], TPH_HOST_F_TPH_REQUESTER, 0);
	EXPECT(&tree, FN0, FN2, DISABLE);
	assert_int_equal(count_remedies(&tree, TPH_HOST_ST8), 1);
	host_kernel(tree.host)->cmdline = "ro pci=notph quiet";
	assert_true(has_remedy(&tree, TPH_HOST_ST8, TPH_HOST_BY_KERNEL_ARGUMENT,
			       "pci=notph"));
	machine_unknown(tree.dev[FN0], TPH_HOST_F_TPH_REQUESTER,
			TPH_HOST_NO_ROOT);
	EXPECT(&tree, FN0, FN2, TPH_HOST_UNCERTAIN, TPH_HOST_LOST);
	assert_int_equal(count_remedies(&tree, TPH_HOST_ST8), 1);
	tph_host_free(tree.host);
}

/* Every rule that can decide has words */
static void test_texts(void **state)
{
	for (enum tph_host_rule i = TPH_HOST_RULE_ITSELF; i < TPH_HOST_RULES;
	     i++) {
		assert_true(*tph_host_rule_text(i, true));
		assert_true(*tph_host_rule_text(i, false));
	}
	assert_string_equal(tph_host_rule_text(TPH_HOST_RULES, true), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_remedies_of_redirects),
		cmocka_unit_test(test_other_remedies),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
