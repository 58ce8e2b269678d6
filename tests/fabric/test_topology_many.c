// SPDX-License-Identifier: BSD-3-Clause
/* Topology files with repeated entries and many functions */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "fabric/fabric.h"

static struct topology t;
static char error[FABRIC_ERROR_MAX];

#define RP "{ id = \"rp\"; type = \"root-port\"; parent = \"pcie.0\"; "
#define UP(parent) \
	"{ id = \"up\"; type = \"switch-upstream\"; parent = \"" parent "\"; "
#define DN(parent) \
	"{ id = \"dn\"; type = \"switch-downstream\"; parent = \"" parent "\"; "
#define FN(id, parent) \
	"{ id = \"" id "\"; model = \"dma\"; parent = \"" parent "\"; "

static void parse(const char *text)
{
	if (topology_parse(text, "x", &t, error))
		fail_msg("%s", error);
}

static void entries_are_repeated(void **state)
{
	parse("bridges = (" RP "count = 2; }, " UP("rp") "}, " DN(
		"up") "count = 3; });"
		      "functions = (" FN("f", "dn") "count = 2; serial = 0x50; }," FN(
			      "last",
			      "dn5") "function = 4; }," FN("rc",
							   "pcie.0") "count = 2; });");
	assert_int_equal(t.nbridges, 2 + 2 + 6);
	assert_string_equal(t.bridges[1].id, "rp1");
	assert_int_equal(t.bridges[1].slot, 4);
	assert_string_equal(t.bridges[3].id, "up1");
	assert_int_equal(t.bridges[3].parent, 1);
	/* dn3 is the first one of the second switch */
	assert_string_equal(t.bridges[4 + 3].id, "dn3");
	assert_int_equal(t.bridges[4 + 3].parent, 3);
	assert_int_equal(t.bridges[4 + 3].slot, 0);
	assert_int_equal(t.nfunctions, 12 + 1 + 2);
	assert_string_equal(t.functions[11].id, "f11");
	assert_int_equal(t.functions[11].parent, 4 + 5);
	assert_int_equal(t.functions[11].number, 1);
	assert_int_equal(t.functions[11].serial, 0x5b);
	assert_true(t.functions[11].multi);
	assert_false(t.functions[11].ari);
	assert_string_equal(t.functions[12].id, "last");
	assert_int_equal(t.functions[12].serial, 13);
	/* on pcie.0 they are devices */
	assert_string_equal(t.functions[14].id, "rc1");
	assert_int_equal(t.functions[14].number, 0);
	assert_int_equal(t.functions[14].slot, t.functions[13].slot + 1);
	assert_false(t.functions[14].multi);
}

static void one_copy_has_a_number(void **state)
{
	parse("bridges = (" RP "count = 1; });"
	      "functions = (" FN("f", "rp") "});");
	assert_string_equal(t.bridges[0].id, "rp0");
	assert_int_equal(t.functions[0].parent, 0);
	assert_string_equal(t.functions[0].id, "f");
	/* the id of one bridge wins over that of an entry */
	parse("bridges = (" RP "count = 2; }, { id = \"rp1x\"; "
	      "type = \"root-port\"; parent = \"pcie.0\"; });"
	      "functions = (" FN("f", "rp1") "});");
	assert_int_equal(t.functions[0].parent, 1);
}

static void numbers_above_7_mean_ari(void **state)
{
	static char text[4096];
	FILE *out = fmemopen(text, sizeof(text), "w");

	assert_non_null(out);
	parse("bridges = (" RP "count = 2; });"
	      "functions = (" FN("f", "rp0") "count = 10; }," FN(
		      "g", "rp1") "count = 8; });");
	for (unsigned int i = 0; i < t.nfunctions; i++)
		assert_int_equal(t.functions[i].ari, i < 10);
	/* as QEMU and lspci write them: device 1 for the upper bits */
	assert_int_equal(topology_print_qemu(&t, "/s", out), 0);
	fclose(out);
	assert_non_null(strstr(text,
			       "\"id\":\"f7\",\"bus\":\"rp0\","
			       "\"addr\":\"0.7\",\"multifunction\":true"));
	assert_non_null(strstr(text,
			       "\"id\":\"f8\",\"bus\":\"rp0\","
			       "\"addr\":\"0x1\",\"multifunction\":true"));
	assert_non_null(strstr(text, "\"id\":\"f9\",\"bus\":\"rp0\","
				     "\"addr\":\"0x1.1\""));
}

static const struct {
	const char *text, *message;
} bad[] = {
	{"bridges = (" RP "count = 0; });", "x:1: count must be 1 to 255"},
	{"functions = (" FN("f", "pcie.0") "count = 257; });",
	 "x:1: count must be 1 to 256"},
	{"bridges = (" RP
	 "});\nfunctions = (" FN("f", "rp") "count = 256; function = 1; });",
	 "x:2: f: function must be 0 to 255"},
	{"bridges = (" RP "count = 2; });\nfunctions = (" FN("f", "rp2") "});",
	 "x:2: f: unknown bridge \"rp2\""},
	{"bridges = (" RP "count = 2; });functions = (" FN("rp", "rp") "});",
	 "x:1: the id \"rp0\" is in use"},
	{"bridges = (" RP
	 "count = 2; }, " DN("rp") "});\nfunctions = (" FN("f", "rp") "});",
	 "x:1: dn0: must be below a switch-upstream"},
	{"bridges = (" RP "count = 29; });\nfunctions = (" FN("f", "rp") "});",
	 "x:1: rp28: no free slot below \"pcie.0\""},
	{"bridges = (" RP "});\nfunctions = (" FN("f", "rp") "},\n" FN(
		 "g",
		 "rp") "function = 1; count = 2; },\n" FN("h",
							  "rp") "function = 2; });",
	 "x:3: g1: function 2 is taken"},
	{"bridges = (" RP
	 "ari = false; });\nfunctions = (" FN("f", "rp") "count = 9; });",
	 "x:2: f1: functions above 7 need ari = true at \"rp\""},
	{"functions = (" FN("a23456789012345678901234567890x",
			    "pcie.0") "count = 2; });",
	 "x:1: a23456789012345678901234567890x: no room for the number 0 in "
	 "its id"},
	{"bridges = (" RP
	 "count = 17; });\nfunctions = (" FN("f", "rp") "count = 256; });",
	 "x:2: more than 4096 functions"},
};

static void refuses(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(topology_parse(bad[i].text, "x", &t, error),
				 -EINVAL);
		assert_string_equal(error, bad[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_are_repeated),
		cmocka_unit_test(one_copy_has_a_number),
		cmocka_unit_test(numbers_above_7_mean_ari),
		cmocka_unit_test(refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
