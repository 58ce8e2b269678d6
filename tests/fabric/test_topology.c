// SPDX-License-Identifier: BSD-3-Clause
/* Topology files: parsing, errors, and output */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
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

static void reads_everything(void **state)
{
	static const char text[] =
		"name = \"two switches\";\n"
		"machine = { cpu = \"EPYC\"; cpus = 3; iommu = \"amd\";\n"
		"  memory_mib = 1024; };\n"
		"root_complex = { p2p = \"block\"; };\n"
		"functions = (\n"
		"  { id = \"f0\"; model = \"accel\"; parent = \"d1\";\n"
		"    serial = 0xfedcba9876543210L; tph_completer = \"8\";\n"
		"    tph_ext = false; eetlp = false; memory_mib = 64;\n"
		"    partitions = 4; max_payload = 512; st_entries = 0; },\n"
		"  { id = \"f1\"; model = \"dma\"; parent = \"pcie.0\"; },\n"
		"  { id = \"f2\"; model = \"dma\"; parent = \"d2\";\n"
		"    serial = 0xffffffff; tph_completer = \"16\"; } );\n"
		"bridges = (\n"
		"  " RP("r0") ",\n" RP("r1") ",\n" UP(
			"u0",
			"r1") ",\n"
			      "  { id = \"d0\"; type = \"switch-downstream\"; "
			      "parent = \"u0\";"
			      "    eetlp = false; eetlp_block = true; },\n" DN(
				      "d1", "u0") ",\n"
						  "  " UP("u1", "d0") "," DN(
							  "d2", "u1") " );\n";

	assert_int_equal(topology_parse(text, "x.conf", &t, error), 0);
	assert_string_equal(t.name, "two switches");
	assert_string_equal(t.cpu, "EPYC");
	assert_int_equal(t.cpus, 3);
	assert_int_equal(t.iommu, TOPOLOGY_IOMMU_AMD);
	assert_int_equal(t.memory_mib, 1024);
	assert_int_equal(t.p2p, PCIE_ROOT_P2P_BLOCK);
	assert_int_equal(t.nbridges, 7);
	assert_string_equal(t.bridges[3].id, "d0");
	assert_int_equal(t.bridges[3].type, TOPOLOGY_SWITCH_DOWNSTREAM);
	assert_int_equal(t.bridges[3].parent, 2);
	assert_false(t.bridges[3].eetlp);
	assert_true(t.bridges[3].eetlp_block);
	assert_true(t.bridges[4].eetlp);
	assert_false(t.bridges[4].eetlp_block);
	assert_int_equal(t.bridges[5].parent, 3);
	assert_string_equal(topology_bridge_id(&t, 5), "u1");
	assert_string_equal(topology_bridge_id(&t, -1), "pcie.0");
	/* Bus 0 from slot 3 on, bridges before functions; 0, 1.. below a switch
	 */
	assert_int_equal(t.bridges[0].slot, 3);
	assert_int_equal(t.bridges[1].slot, 4);
	assert_int_equal(t.bridges[2].slot, 0);
	assert_int_equal(t.bridges[3].slot, 0);
	assert_int_equal(t.bridges[4].slot, 1);
	assert_int_equal(t.nfunctions, 3);
	assert_int_equal(t.functions[0].parent, 4);
	assert_int_equal(t.functions[0].slot, 0);
	assert_string_equal(t.functions[0].model, "accel");
	assert_true(t.functions[0].serial == 0xfedcba9876543210);
	assert_int_equal(t.functions[0].tph_completer, PCIE_TPH_COMPLETER_TPH);
	assert_false(t.functions[0].tph_ext);
	assert_false(t.functions[0].eetlp);
	assert_int_equal(t.functions[0].memory, 64 << 20);
	assert_int_equal(t.functions[0].partitions, 4);
	assert_int_equal(t.functions[0].max_payload, 512);
	assert_int_equal(t.functions[0].st_entries, 0);
	assert_true(t.functions[1].st_entries == UINT64_MAX);
	assert_int_equal(t.functions[1].parent, TOPOLOGY_PCIE_0);
	assert_int_equal(t.functions[1].slot, 5);
	assert_int_equal(t.functions[1].serial, 2);
	assert_int_equal(t.functions[1].tph_completer, PCIE_TPH_COMPLETER_NONE);
	assert_true(t.functions[1].tph_ext);
	assert_true(t.functions[1].eetlp);
	assert_int_equal(t.functions[1].memory, 0);
	assert_true(t.functions[2].serial == 0xffffffff);
	assert_int_equal(t.functions[2].tph_completer, PCIE_TPH_COMPLETER_EXT);
	assert_int_equal(t.functions[2].line, 11);
}

static void has_defaults(void **state)
{
	assert_int_equal(topology_parse(FUNCTIONS(FN("f", "pcie.0")), "x", &t,
					error),
			 0);
	assert_string_equal(t.name, "");
	assert_string_equal(t.cpu, "max");
	assert_int_equal(t.cpus, 2);
	assert_int_equal(t.memory_mib, 512);
	assert_int_equal(t.iommu, TOPOLOGY_IOMMU_NONE);
	assert_int_equal(t.p2p, PCIE_ROOT_P2P_DROP_TPH);
	assert_int_equal(t.nbridges, 0);
}

static const struct {
	const char *text, *message;
} bad[] = {
	{"", "x:1: functions is missing"},
	{"functions = ();", "x:1: functions is empty"},
	{"functions = (\n{", "x:2: "},
	{"\n\nname = 1;", "x:3: name must be a string"},
	{"name = \"\";", "x:1: name must have 1 to 63 characters"},
	{"name = \"a,b\";", "x:1: name: only printable"},
	{"names = \"a\";", "x:1: unknown setting \"names\""},
	{"machine = 1;", "x:1: expected { ... }"},
	{"machine = {\n cpus = 0; };", "x:2: cpus must be 1 to 64"},
	{"machine = { cpus = -1; };", "x:1: cpus must be 1 to 64"},
	{"machine = { cpus = \"2\"; };", "x:1: cpus must be an integer"},
	{"machine = { cpus = 2.0; };", "x:1: cpus must be an integer"},
	{"machine = { iommu = \"arm\"; };",
	 "x:1: iommu must be one of \"none\", \"intel\", \"amd\""},
	{"machine = { iommu = 1; };", "x:1: iommu must be one of"},
	{"machine = { frequency = 1; };", "x:1: unknown setting"},
	{"bridges = [ 1 ];", "x:1: bridges must be a list"},
	{"bridges = ( 1 );", "x:1: expected { ... }"},
	{BRIDGES("{ id = \"a\"; parent = \"pcie.0\"; }"),
	 "x:1: type is missing"},
	{BRIDGES("\n" UP("u", "r")),
	 "x:2: u: no earlier bridge in the list has the id \"r\""},
	{BRIDGES(UP("u", "u")),
	 "x:1: u: no earlier bridge in the list has the id \"u\""},
	{BRIDGES(RP("-a")), "x:1: id: a letter, then"},
	{BRIDGES(RP("a.b")), "x:1: id: a letter, then"},
	{BRIDGES(RP("a234567890123456789012345678901x")),
	 "x:1: id must have 1 to 31 characters"},
	{BRIDGES(RP("a") "," RP("a")) FUNCTIONS(FN("f", "a")),
	 "x:1: the id \"a\" is in use"},
	{BRIDGES(RP("a")) FUNCTIONS(FN("a", "a")),
	 "x:1: the id \"a\" is in use"},
	{BRIDGES(RP("ram")) FUNCTIONS(FN("f", "ram")),
	 "x:1: the id \"ram\" is in use"},
	{BRIDGES(RP("a")) FUNCTIONS(FN("f", "b")),
	 "x:2: f: unknown bridge \"b\""},
	{BRIDGES(UP("u", "pcie.0")) FUNCTIONS(FN("f", "pcie.0")),
	 "x:1: u: must be below a root-port or"},
	{BRIDGES(RP("r") "," DN("d", "r")) FUNCTIONS(FN("f", "d")),
	 "x:1: d: must be below a switch-upstream"},
	{BRIDGES(RP("r") "," UP("u", "r") "," DN("d", "u"))
		 FUNCTIONS(FN("f", "u")),
	 "x:2: f: must be below a root-port, a switch-downstream or pcie.0"},
	{BRIDGES(RP("r") ","
			 "{ id = \"s\"; type = \"root-port\"; "
			 "parent = \"r\"; }") FUNCTIONS(FN("f", "r")),
	 "x:1: s: must be below pcie.0"},
	{BRIDGES(RP("r")) FUNCTIONS(FN("f", "r") ",\n" FN("g", "r")),
	 "x:3: g: no free slot below \"r\""},
	{BRIDGES(RP("r") "," UP("u", "r")) FUNCTIONS(FN("f", "r")),
	 "x:2: f: no free slot below \"r\""},
	{BRIDGES(RP("r") "," UP("u", "r")) FUNCTIONS(FN("f", "pcie.0")),
	 "x:1: u: no switch-downstream below it"},
	{FUNCTIONS("{ id = \"f\"; model = \"accel\"; parent = \"pcie.0\";\n"
		   "memory_mib = 3; }"),
	 "x:2: memory_mib must be a power of two"},
	{FUNCTIONS("{ id = \"f\"; model = \"accel\"; parent = \"pcie.0\"; "
		   "memory_mib = 8192; }"),
	 "x:1: memory_mib must be 1 to 4096"},
	{FUNCTIONS("{ id = \"f\"; model = \"accel\"; parent = \"pcie.0\"; "
		   "eetlp = 1; }"),
	 "x:1: eetlp must be true or false"},
	{FUNCTIONS("{ id = \"f\"; model = \"accel\"; parent = \"pcie.0\"; "
		   "tph_completer = 8; }"),
	 "x:1: tph_completer must be one of"},
	{FUNCTIONS("{ id = \"f\"; model = \"dma\"; parent = \"pcie.0\"; "
		   "st_entries = 65; }"),
	 "x:1: st_entries must be 0 to 64"},
	{"\n  @include \"/dev/zero\"\n", "x:2: @include is not supported"},
};

static void refuses(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct topology before;

		memset(&t, 0x5a, sizeof(t));
		before = t;
		assert_int_equal(topology_parse(bad[i].text, "x", &t, error),
				 -EINVAL);
		if (strncmp(error, bad[i].message, strlen(bad[i].message)))
			fail_msg("\"%s\" instead of \"%s\"", error,
				 bad[i].message);
		assert_memory_equal(&t, &before, sizeof(t));
	}
}

static char long_text[16384];

/* Put text at the end of @long_text, from @at on. Return: the new end. */
static int __attribute__((format(printf, 2, 3)))
append(int at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	at += vsnprintf(long_text + at, sizeof(long_text) - at, format, args);
	va_end(args);
	assert_in_range(at, 0, sizeof(long_text) - 1);
	return at;
}

/* One list element too many for each table and bus */
static void ends_at_its_limits(void **state)
{
	int at = append(0, "functions = (");

	for (int i = 0; i < 28; i++)
		at = append(at,
			    "%s{ id = \"f%d\"; model = \"dma\"; "
			    "parent = \"pcie.0\"; }",
			    i ? "," : "", i);
	append(at, ");");
	assert_int_equal(topology_parse(long_text, "x", &t, error), 0);
	append(at, "," FN("one", "pcie.0") ");");
	assert_int_equal(topology_parse(long_text, "x", &t, error), -EINVAL);
	assert_non_null(strstr(error, "no free slot below \"pcie.0\""));

	at = append(0, "bridges = (" RP("r") "," UP("u", "r"));
	for (int i = 0; i < 33; i++)
		at = append(at,
			    ",{ id = \"d%d\"; type = \"switch-downstream\"; "
			    "parent = \"u\"; }",
			    i);
	append(at, ");" FUNCTIONS(FN("f", "d0")));
	assert_int_equal(topology_parse(long_text, "x", &t, error), -EINVAL);
	assert_non_null(strstr(error, "d32: no free slot below \"u\""));

	assert_int_equal(
		topology_parse("bridges = ({ id = \"r\"; count = 28; "
			       "type = \"root-port\"; "
			       "parent = \"pcie.0\"; }," UP(
				       "u",
				       "r") ",{ id = \"d\"; count = 8; "
					    "parent = \"u\"; "
					    "type = \"switch-downstream\"; });",
			       "x", &t, error),
		-EINVAL);
	assert_string_equal(error, "x:1: more than 255 bridges");
}

static char *printed(void (*print)(const struct topology *, FILE *))
{
	static char buf[16384];
	FILE *f = fmemopen(buf, sizeof(buf), "w");

	assert_non_null(f);
	print(&t, f);
	fclose(f);
	return buf;
}

static int qemu_result;

static void print_qemu(const struct topology *topology, FILE *out)
{
	qemu_result = topology_print_qemu(topology, "/run/a \"b\"", out);
}

static void makes_qemu_arguments(void **state)
{
	static const char text[] =
		"machine = { iommu = \"intel\"; cpu = \"EPYC\"; };\n" BRIDGES(
			RP("rp0") "," UP("up0", "rp0") "," DN(
				"dn0", "up0") ","
					      "{ id = \"dn1\"; type = "
					      "\"switch-downstream\";"
					      "parent = \"up0\"; eetlp_block = "
					      "true; }")
			FUNCTIONS(FN("a", "dn1") "," FN("b", "pcie.0"));

	assert_int_equal(topology_parse(text, "x", &t, error), 0);
	assert_string_equal(
		printed(print_qemu),
		"-machine\nq35,memory-backend=ram\n"
		"-m\n512M\n"
		"-object\nmemory-backend-memfd,id=ram,size=512M,share=on\n"
		"-cpu\nEPYC\n"
		"-smp\n2\n"
		"-device\nintel-iommu,caching-mode=on,intremap=on\n"
		"-device\npcie-root-port,id=rp0,bus=pcie.0,addr=0x3,chassis=1,"
		"slot=1\n"
		"-device\nx3130-upstream,id=up0,bus=rp0,addr=0\n"
		"-device\nxio3130-downstream,id=dn0,bus=up0,addr=0,chassis=3,"
		"slot=3\n"
		"-device\nxio3130-downstream,id=dn1,bus=up0,addr=0x1,chassis=4,"
		"slot=4\n"
		"-device\n{\"driver\":\"vfio-user-pci\",\"id\":\"a\",\"bus\":"
		"\"dn1\",\"addr\":\"0\",\"socket\":{\"type\":\"unix\",\"path\":"
		"\"/run/a \\\"b\\\"/a.sock\"}}\n"
		"-device\n{\"driver\":\"vfio-user-pci\",\"id\":\"b\",\"bus\":"
		"\"pcie.0\",\"addr\":\"0x4\",\"socket\":{\"type\":\"unix\","
		"\"path\":\"/run/a \\\"b\\\"/b.sock\"}}\n");
	assert_int_equal(qemu_result, 0);
	assert_string_equal(printed(topology_print_init),
			    "eetlp-block 00:03.0/00.0/01.0\n");
}

static void refuses_bad_folders(void **state)
{
	char dir[200];
	FILE *null = fopen("/dev/null", "w");

	assert_int_equal(topology_parse(FUNCTIONS(FN("f", "pcie.0")), "x", &t,
					error),
			 0);
	memset(dir, 'd', sizeof(dir));
	dir[sizeof(dir) - 1] = 0;
	assert_int_equal(topology_print_qemu(&t, dir, null), -EINVAL);
	assert_int_equal(topology_print_qemu(&t, "a\nb", null), -EINVAL);
	/* 107 characters fit into a socket's address */
	dir[107 - strlen("/f.sock")] = 0;
	assert_int_equal(topology_print_qemu(&t, dir, null), 0);
	dir[107 - strlen("/f.sock")] = 'd';
	dir[108 - strlen("/f.sock")] = 0;
	assert_int_equal(topology_print_qemu(&t, dir, null), -EINVAL);
	fclose(null);
}

static void prints_a_tree(void **state)
{
	assert_int_equal(topology_parse(BRIDGES(RP("r") "," UP("u", "r") "," DN(
						"d", "u"))
						FUNCTIONS(FN("f", "d")),
					"x", &t, error),
			 0);
	assert_string_equal(
		printed(topology_print),
		"(no name): CPU max, 2 CPUs, 512 MiB, IOMMU none\n"
		"pcie.0: root complex, peer to peer drop-tph\n"
		"  03.0 r: root-port, EETLP+ Block-, ACS SV- TB- RR- CR- UF- "
		"DT-\n"
		"    00.0 u: switch-upstream, EETLP+ Block-\n"
		"      00.0 d: switch-downstream, EETLP+ Block-\n"
		"        00.0 f: accel, TPHCompleter none ExtTPHRequester+ "
		"EETLP+, serial 0x1\n");
	assert_non_null(
		strstr(printed(topology_print_json), "\"parent\":\"pcie.0\""));
	assert_non_null(
		strstr(printed(topology_print_json), "\"st_entries\":null"));
	t.functions[0].st_entries = 2;
	assert_non_null(strstr(printed(topology_print),
			       "EETLP+, ST table 2, serial 0x1\n"));
	assert_non_null(
		strstr(printed(topology_print_json), "\"st_entries\":2"));
}

static void loads_what_is_shipped(void **state)
{
	static const char *const names[] = {
		"switch",    "noiommu",	      "root-ports",    "rciep",
		"acs",	     "acs-requester", "acs-completer", "acs-function",
		"acs-multi", "eetlp-block",
	};
	char path[512];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), TOPOLOGY_DIR "/%s.conf", names[i]);
		if (topology_load(path, &t, error))
			fail_msg("%s", error);
		assert_string_equal(t.name, names[i]);
		assert_string_equal(t.functions[0].id, "accel0");
		assert_string_equal(t.functions[1].id, "dma0");
	}
	assert_string_equal(printed(topology_print_init),
			    "eetlp-block 00:03.0/00.0/00.0\n");
}

static void loads_those_with_a_connectx(void **state)
{
	static const struct {
		const char *name;
		unsigned int bridges, slot;
		int iommu;
	} all[] = {
		{"connectx", 5, 0, TOPOLOGY_IOMMU_INTEL},
		{"connectx-rciep", 0, 4, TOPOLOGY_IOMMU_NONE},
	};
	char path[512];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(path, sizeof(path), TOPOLOGY_DIR "/%s.conf",
			 all[i].name);
		if (topology_load(path, &t, error))
			fail_msg("%s", error);
		assert_string_equal(t.name, all[i].name);
		assert_int_equal(t.memory_mib, 1024);
		assert_int_equal(t.iommu, all[i].iommu);
		assert_int_equal(t.nbridges, all[i].bridges);
		assert_int_equal(t.nfunctions, 3);
		assert_string_equal(t.functions[1].id, "cx0");
		assert_string_equal(t.functions[1].model, "connectx");
		assert_int_equal(t.functions[1].slot, all[i].slot);
		assert_true(t.functions[1].tph_ext);
		assert_true(t.functions[1].st_entries == UINT64_MAX);
	}
}

static void says_what_it_cannot_read(void **state)
{
	assert_int_equal(topology_load("/nowhere/x", &t, error), -ENOENT);
	assert_string_equal(error, "/nowhere/x: No such file or directory");
	assert_int_equal(topology_load("/dev/zero", &t, error), -EFBIG);
	assert_int_equal(topology_load("/", &t, error), -EISDIR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_everything),
		cmocka_unit_test(has_defaults),
		cmocka_unit_test(refuses),
		cmocka_unit_test(ends_at_its_limits),
		cmocka_unit_test(makes_qemu_arguments),
		cmocka_unit_test(refuses_bad_folders),
		cmocka_unit_test(prints_a_tree),
		cmocka_unit_test(loads_what_is_shipped),
		cmocka_unit_test(loads_those_with_a_connectx),
		cmocka_unit_test(says_what_it_cannot_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
