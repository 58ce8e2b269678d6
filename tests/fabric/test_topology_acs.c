// SPDX-License-Identifier: BSD-3-Clause
/* Access Control and multi-function devices in topology files */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "fabric/fabric.h"

static struct topology t;
static char error[FABRIC_ERROR_MAX];

#define BRIDGES(list)	"bridges = (" list ");\n"
#define FUNCTIONS(list) "functions = (" list ");\n"
#define RP(id)		"{ id = \"" id "\"; type = \"root-port\"; parent = \"pcie.0\"; }"
#define UP(id, parent)                                                      \
	"{ id = \"" id "\"; type = \"switch-upstream\"; parent = \"" parent \
	"\"; }"
#define DN(id, parent)                                                        \
	"{ id = \"" id "\"; type = \"switch-downstream\"; parent = \"" parent \
	"\"; }"
#define FN(id, parent) \
	"{ id = \"" id "\"; model = \"accel\"; parent = \"" parent "\"; }"

static char *printed(void (*print)(const struct topology *, FILE *))
{
	static char buf[16384];
	FILE *f = fmemopen(buf, sizeof(buf), "w");

	assert_non_null(f);
	print(&t, f);
	fclose(f);
	return buf;
}

static void print_qemu(const struct topology *topology, FILE *out)
{
	assert_int_equal(topology_print_qemu(topology, "/run", out), 0);
}

static const struct {
	const char *text, *message;
} bad[] = {
	{BRIDGES("{ id = \"r\"; type = \"root-port\"; parent = \"pcie.0\";\n"
		 "acs = \"SV  RRR\"; }"),
	 "x:2: acs: there is no \"RRR\""},
	{BRIDGES("{ id = \"r\"; type = \"root-port\"; parent = \"pcie.0\"; "
		 "acs = true; }"),
	 "x:1: acs must be a string"},
	{BRIDGES("{ id = \"r\"; type = \"root-port\"; parent = \"pcie.0\"; "
		 "acs = \"EC\"; }") FUNCTIONS(FN("f", "r")),
	 "x:1: r: acs: EC is not for its type"},
	{BRIDGES(RP("r") ",{ id = \"u\"; type = \"switch-upstream\"; "
			 "parent = \"r\"; acs = \"SV\"; }," DN("d", "u"))
		 FUNCTIONS(FN("f", "d")),
	 "x:1: u: acs: SV is not for its type"},
	{FUNCTIONS("{ id = \"f\"; model = \"accel\"; parent = \"pcie.0\"; "
		   "acs = \"RR UF\"; }"),
	 "x:1: f: acs: UF is not for its type"},
	{FUNCTIONS("{ id = \"f\"; model = \"accel\"; parent = \"pcie.0\"; "
		   "acs = \"RR\"; acs_enable = \"CR\"; }"),
	 "x:1: f: acs_enable: CR is not in acs"},
	{BRIDGES(RP("r") "," UP("u", "r") ",{ id = \"d\"; parent = \"u\"; "
					  "type = \"switch-downstream\"; "
					  "acs = \"RR\"; acs_egress = 2; }")
		 FUNCTIONS(FN("f", "d")),
	 "x:1: d: acs_egress: EC is not in acs"},
	/* multi-function devices */
	{BRIDGES(RP("r")) FUNCTIONS(FN("f", "r") ",\n" FN("g", "r")),
	 "x:3: g: no free slot below \"r\""},
	{BRIDGES(RP("r")) FUNCTIONS("{ id = \"f\"; model = \"dma\"; "
				    "parent = \"r\"; function = 1; }"),
	 "x:2: f: no device with function 0 below \"r\""},
	{FUNCTIONS(FN("f", "pcie.0") ",{ id = \"g\"; model = \"dma\"; "
				     "parent = \"pcie.0\"; function = 1; }"),
	 "x:1: g: no device with function 0 below \"pcie.0\""},
	{BRIDGES(RP("r"))
		 FUNCTIONS(FN("f", "r") ",{ id = \"g\"; model = \"dma\"; "
					"parent = \"r\"; function = 2; },"
					"{ id = \"h\"; model = \"dma\"; "
					"parent = \"r\"; function = 2; }"),
	 "x:2: g: function 2 is taken"},
	{BRIDGES(RP("r")) FUNCTIONS("{ id = \"f\"; model = \"dma\"; "
				    "parent = \"r\"; function = 256; }"),
	 "x:2: function must be 0 to 255"},
};

static void refuses(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(topology_parse(bad[i].text, "x", &t, error),
				 -EINVAL);
		assert_string_equal(error, bad[i].message);
	}
}

static void has_access_control(void **state)
{
	static const char text[] = BRIDGES(
		RP("r0") ",{ id = \"r1\"; type = \"root-port\"; "
			 "parent = \"pcie.0\"; acs = \"\"; },"
			 "{ id = \"r2\"; type = \"root-port\"; "
			 "parent = \"pcie.0\"; acs_enable = \"UF\"; }," UP(
				 "u", "r0") "," DN("d0",
						   "u") ","
							"{ id = \"d1\"; type "
							"= \"switch-"
							"downstream\";"
							"parent = \"u\";"
							" acs = \" UF RR EC  "
							"CR\"; acs_enable = "
							"\"RR EC\"; "
							"acs_egress = 0x1; }")
		FUNCTIONS("{ id = \"a\"; model = \"accel\"; parent = \"d1\"; "
			  "acs = \"RR CR\"; acs_enable = \"CR\"; }");
	const char *args, *tree;

	assert_int_equal(topology_parse(text, "x", &t, error), 0);
	/* as QEMU has it; none; all but EC for who asks for one */
	assert_int_equal(t.bridges[0].acs, 0x5f);
	assert_int_equal(t.bridges[0].acs_enable, 0);
	assert_int_equal(t.bridges[1].acs, 0);
	assert_int_equal(t.bridges[2].acs, 0x5f);
	assert_int_equal(t.bridges[2].acs_enable, 0x10);
	assert_int_equal(t.bridges[3].acs, 0);
	assert_int_equal(t.bridges[4].acs, 0);
	assert_int_equal(t.bridges[5].acs, 0x3c);
	assert_int_equal(t.bridges[5].acs_enable, 0x24);
	assert_int_equal(t.bridges[5].acs_egress, 1);
	assert_int_equal(t.functions[0].acs, 0x0c);
	assert_int_equal(t.functions[0].acs_enable, 0x08);

	args = printed(print_qemu);
	assert_non_null(strstr(args, "id=d1,bus=u,addr=0x1,chassis=6,slot=6,"
				     "port=1\n"));
	assert_non_null(strstr(args, "\"addr\":\"0\",\"multifunction\":true,"));
	assert_string_equal(printed(topology_print_init),
			    "acs 00:04.0 0 0\n"
			    "acs 00:05.0 0x5f 0x10\n"
			    "acs 00:03.0/00.0/01.0 0x1c 0x4\n");
	tree = printed(topology_print);
	assert_non_null(strstr(tree, "r1: root-port, EETLP+ Block-\n"));
	assert_non_null(strstr(tree, "Block-, ACS RR+ CR- UF- EC+, egress "
				     "0x1\n"));
	assert_non_null(strstr(tree, "EETLP+, ACS RR- CR+, serial 0x1\n"));
	assert_non_null(
		strstr(printed(topology_print_json), "\"acs_enable\":["));
}

/* Functions of a device share its port and its slot */
static void has_multi_function_devices(void **state)
{
	static const char text[] = BRIDGES(RP("r") "," RP("s"))
		FUNCTIONS("{ id = \"g\"; model = \"dma\"; parent = \"r\"; "
			  "function = 5; }," FN("f", "r") "," FN("h", "s"));
	const char *args;

	assert_int_equal(topology_parse(text, "x", &t, error), 0);
	assert_int_equal(t.functions[0].number, 5);
	assert_int_equal(t.functions[0].slot, 0);
	assert_int_equal(t.functions[1].number, 0);
	assert_true(topology_is_multi(&t.functions[1]));
	assert_false(topology_is_multi(&t.functions[2]));
	args = printed(print_qemu);
	assert_non_null(strstr(args, "\"id\":\"g\",\"bus\":\"r\",\"addr\":"
				     "\"0.5\",\"multifunction\":true,"));
	assert_non_null(strstr(args, "\"id\":\"f\",\"bus\":\"r\",\"addr\":"
				     "\"0\",\"multifunction\":true,"));
	assert_non_null(strstr(args, "\"id\":\"h\",\"bus\":\"s\",\"addr\":"
				     "\"0\",\"socket\""));
	assert_non_null(strstr(printed(topology_print), "    00.5 g: dma,"));
	assert_non_null(strstr(printed(topology_print_json), "\"function\":5"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses),
		cmocka_unit_test(has_access_control),
		cmocka_unit_test(has_multi_function_devices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
