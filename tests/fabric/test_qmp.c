// SPDX-License-Identifier: BSD-3-Clause
/* Bus numbers from QMP */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <json-c/json.h>
#include <cmocka.h>

#include "fabric/daemon_private.h"
#include "tests/fabric/qmp_server.h"

static struct pcie_function functions[2] = {
	{.name = "accel0", .index = 0},
	{.name = "dma0", .index = 1},
};
/* ACS of a root port as QEMU has it, and of ports that vm/ports gives it */
static struct pcie_port ports[4] = {
	{.acs = {.capable = 0x5f}},
	{.eetlp = true},
	{.acs = {.capable = 0x1f}},
	{.acs = {.capable = 0x7f, .enabled = 0x21}},
};
static struct pcie_function *const indexed[] = {&functions[0], &functions[1]};
static const struct hierarchy_bridge bridges[] = {{"rp0", &ports[0]},
						  {"up0", &ports[1]},
						  {"dn0", &ports[2]},
						  {"dn1", &ports[3]}};
static const struct hierarchy h = {
	.nfunctions = 2,
	.functions = (struct pcie_function **)indexed,
	.nbridges = 4,
	.bridges = (struct hierarchy_bridge *)bridges,
};
static char error[FABRIC_ERROR_MAX];

#define EXPECT(to, member, bits)                \
	for (unsigned int i_ = 0; i_ < 4; i_++) \
	assert_int_equal((to).bridges[i_].member, (bits) >> i_ & 1)

/* QEMU's answer for a switch, reduced to the used members */
static const char answer[] =
	"[{\"bus\": 0, \"devices\": ["
	"{\"bus\": 0, \"slot\": 0, \"function\": 0, \"qdev_id\": \"\"},"
	"{\"bus\": 0, \"slot\": 3, \"function\": 0, \"qdev_id\": \"rp0\","
	" \"pci_bridge\": {\"bus\": {\"number\": 0, \"secondary\": 1,"
	" \"subordinate\": 4,"
	" \"io_range\": {\"base\": 4096, \"limit\": 4095},"
	" \"memory_range\": {\"base\": 4261412864, \"limit\": 4264558591},"
	" \"prefetchable_range\": {\"base\": 61572651155456,"
	" \"limit\": 61572652204031}}, \"devices\": ["
	"{\"bus\": 1, \"slot\": 0, \"function\": 0, \"qdev_id\": \"up0\","
	" \"pci_bridge\": {\"bus\": {\"number\": 1}, \"devices\": ["
	"{\"bus\": 2, \"slot\": 0, \"function\": 0, \"qdev_id\": \"dn0\","
	" \"pci_bridge\": {\"bus\": {\"number\": 2,"
	" \"memory_range\": {\"base\": 4293918720, \"limit\": 1048575},"
	" \"prefetchable_range\": {\"base\": -1, \"limit\": 0}},"
	" \"devices\": ["
	"{\"bus\": 3, \"slot\": 0, \"function\": 0, \"qdev_id\": \"accel0\"}"
	"]}},"
	"{\"bus\": 2, \"slot\": 1, \"function\": 0, \"qdev_id\": \"dn1\","
	" \"pci_bridge\": {\"bus\": {\"number\": 2,"
	" \"memory_range\": {\"base\": 4293918720, \"limit\": 1048575},"
	" \"prefetchable_range\": {\"base\": 0, \"limit\": 0}},"
	" \"devices\": ["
	"{\"bus\": 254, \"slot\": 31, \"function\": 7, \"qdev_id\": \"dma0\"}"
	"]}}]}}]}}]}]";

static void asks(void **state)
{
	static const size_t pieces[] = {SIZE_MAX, 100, 7, 1};
	struct qmp_server server = {.pci = answer};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct placement to = {0};

		server.piece = pieces[i];
		snprintf(server.path, sizeof(server.path), "qmp-%d", getpid());
		qmp_server_start(&server);
		assert_int_equal(qmp_query(server.path, -1, &h, &to, error), 0);
		assert_int_equal(to.bdfs[0], 3 << 8);
		assert_int_equal(to.bdfs[1], 254 << 8 | 31 << 3 | 7);
		/* of up0 nothing is said, of dn0 nonsense; dn1's are closed */
		EXPECT(to, windowed, 1 << 0 | 1 << 3);
		assert_int_equal(to.bridges[0].windows[0].base, 0xfe000000);
		assert_int_equal(to.bridges[0].windows[0].limit, 0xfe2fffff);
		assert_int_equal(to.bridges[0].windows[1].base, 0x380000000000);
		assert_int_equal(to.bridges[0].windows[1].limit,
				 0x3800000fffff);
		assert_int_equal(to.bridges[3].windows[0].base, 0xfff00000);
		assert_int_equal(to.bridges[3].windows[0].limit, 0xfffff);
		qmp_server_stop(&server);
	}
	assert_int_equal(server.queries, 4);
}

/*
 * rp0 has the capability behind AER, dn0 and dn1 have ACS Control in the Cache Line
 * Size: bit 7, and the services
 */
static const struct qmp_register registers[] = {
	{QMP_CONFIG(0x0018, 0x100), 0x14820001},
	{QMP_CONFIG(0x0018, 0x148), 0x0001000d},
	{QMP_CONFIG(0x0018, 0x14c), 0x001d005f},
	{QMP_CONFIG(0x0100, 0x00c), 0x000000ff},
	{QMP_CONFIG(0x0200, 0x00c), 0x00010085},
	{QMP_CONFIG(0x0208, 0x00c), 0x000100bc},
};

static void ask(struct placement *to, const struct qmp_register *regs, size_t n,
		size_t piece)
{
	struct qmp_server server = {
		.pci = answer,
		.registers = regs,
		.nregisters = n,
		.piece = piece,
	};

	snprintf(server.path, sizeof(server.path), "qmp-%d", getpid());
	qmp_server_start(&server);
	memset(to, 0xff, sizeof(*to));
	assert_int_equal(qmp_query(server.path, -1, &h, to, error), 0);
	qmp_server_stop(&server);
}

static void asks_for_access_control(void **state)
{
	static const struct qmp_register none[] = {
		/* AER alone; nobody answers; a list that never ends */
		{QMP_CONFIG(0x0018, 0x100), 0x00020001},
		{QMP_CONFIG(0x0200, 0x00c), 0xffffffff},
		{QMP_CONFIG(0x0208, 0x100), 0x10000001},
	};
	static const size_t pieces[] = {SIZE_MAX, 3};
	struct placement to;

	for (size_t i = 0; i < 2; i++) {
		ask(&to, registers, 6, pieces[i]);
		EXPECT(to, placed, 0xf);
		assert_int_equal(to.bridges[0].bdf, 0x0018);
		assert_int_equal(to.bridges[3].bdf, 0x0208);
		EXPECT(to, controlled, 1 << 0 | 1 << 2 | 1 << 3);
		assert_int_equal(to.bridges[0].acs, 0x1d);
		assert_int_equal(to.bridges[2].acs, 0x05);
		/* Egress Control is the topology's */
		assert_int_equal(to.bridges[3].acs, 0x3c);
	}
	/* what is not there, or does not answer, stays as it is */
	ask(&to, none, 3, SIZE_MAX);
	EXPECT(to, placed, 0xf);
	EXPECT(to, controlled, 0);
	ask(&to, NULL, 0, SIZE_MAX);
	EXPECT(to, placed, 0xf);
	EXPECT(to, controlled, 0);
	assert_int_equal(to.bdfs[0], 3 << 8);
}

/* Global Status: translation enabled (bit 31); then the root table's address */
static void asks_for_the_iommu(void **state)
{
	static const struct qmp_register on[] = {
		{0xfed9001c, 0xc0000000},
		{0xfed90020, 0x01234000},
		{0xfed90024, 0x00000005},
	};
	static const struct qmp_register off[] = {
		{0xfed9001c, 0x40000000},
		{0xfed90020, 0x01234000},
	};
	static const struct qmp_register scalable[] = {
		{0xfed9001c, 0xc0000000},
		{0xfed90020, 0x01234400},
	};
	struct placement to;

	ask(&to, on, 3, SIZE_MAX);
	assert_true(to.iommu.root == 0x501234000);
	assert_true(to.iommu.low == 0x40000000);
	ask(&to, off, 2, SIZE_MAX);
	assert_true(to.iommu.root == 0);
	ask(&to, scalable, 2, SIZE_MAX);
	assert_true(to.iommu.root == 0);
	ask(&to, NULL, 0, SIZE_MAX);
	assert_true(to.iommu.root == 0);
}

/* DWs as they lie on the wire; QEMU's log turns them */
static void reports_violations(void **state)
{
	static const struct violations violations = {
		.n = 2,
		.at = {[0] = true, [3] = true},
		.first =
			{
				[0] = {.header = {0x01000040, 0x0f000003,
						  0x000010e0},
				       .prefix = {0x00001290},
				       .nprefix = 1},
				[1] = {.header = {1, 2, 3, 4}},
				[3] = {.header = {1, 2, 3, 0xffffffff},
				       .answered = true},
			},
	};
	struct qmp_server server = {.pci = answer};

	snprintf(server.path, sizeof(server.path), "qmp-%d", getpid());
	qmp_server_start(&server);
	assert_int_equal(qmp_report(server.path, -1, &h, &violations), 0);
	qmp_server_stop(&server);
	assert_string_equal(
		server.injected,
		"pcie_aer_inject_error rp0 ACSV 0x1000040 0xf000003 0x10e0 0 "
		"0x1290 0 0 0\n"
		"pcie_aer_inject_error -a dn1 ACSV 0x1 0x2 0x3 0xffffffff\n");
	assert_int_equal(qmp_report("/nowhere/qmp", -1, &h, &violations),
			 -ENOENT);
}

static void gives_up(void **state)
{
	struct qmp_server server = {
		.silent = 1,
	};
	struct placement to;

	assert_int_equal(qmp_query("/nowhere/qmp", -1, &h, &to, error),
			 -ENOENT);
	assert_string_equal(error,
			    "QMP at /nowhere/qmp: No such file or directory");
	snprintf(server.path, sizeof(server.path), "qmp-%d", getpid());
	qmp_server_start(&server);
	assert_int_equal(qmp_query(server.path, -1, &h, &to, error), -EAGAIN);
	assert_non_null(strstr(error, ": no answer"));
	qmp_server_stop(&server);
}

/* QEMU accepts its other clients first, then the fabric. */
static void waits_for_its_turn(void **state)
{
	struct qmp_server server = {.pci = answer, .delay_us = 200000};
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	struct placement to;
	int ret;

	snprintf(server.path, sizeof(server.path), "qmp-%d", getpid());
	strcpy(addr.sun_path, server.path);
	qmp_server_start(&server);
	do {
		int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

		ret = connect(sock, (struct sockaddr *)&addr, sizeof(addr));
		/* It stays in the backlog */
		close(sock);
	} while (!ret);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(qmp_query(server.path, -1, &h, &to, error), 0);
	assert_int_equal(to.bdfs[0], 3 << 8);
	qmp_server_stop(&server);
}

static int parse(const char *text)
{
	struct json_object *json = json_tokener_parse(text);
	struct placement to = {0};
	int ret;

	assert_non_null(json);
	ret = qmp_parse_pci(json, &h, &to, error);
	json_object_put(json);
	return ret;
}

static void refuses_odd_answers(void **state)
{
	assert_int_equal(parse("{}"), -EPROTO);
	assert_int_equal(parse("{\"return\": {}}"), -EPROTO);
	assert_int_equal(parse("{\"return\": []}"), -ENODEV);
	assert_string_equal(error, "QEMU has only 0 of the 2 functions");
	assert_int_equal(parse("{\"return\": [1, null, {\"devices\": 1}]}"),
			 -ENODEV);
	assert_int_equal(
		parse("{\"return\": [{\"devices\": [7, {\"pci_bridge\": 1}, "
		      "{\"qdev_id\": 5}, {\"qdev_id\": \"dma0\"}]}]}"),
		-ENODEV);
	/* Values that are not numbers, or not a bus, device or function */
	assert_int_equal(
		parse("{\"return\": [{\"devices\": ["
		      "{\"qdev_id\": \"dma0\", \"bus\": 256, \"slot\": 0, "
		      "\"function\": 0},"
		      "{\"qdev_id\": \"dma0\", \"bus\": 0, \"slot\": 32, "
		      "\"function\": 0},"
		      "{\"qdev_id\": \"dma0\", \"bus\": 0, \"slot\": 0, "
		      "\"function\": -1},"
		      "{\"qdev_id\": \"accel0\", \"bus\": \"0\", \"slot\": 0, "
		      "\"function\": 0}]}]}"),
		-ENODEV);
	assert_string_equal(error, "QEMU has only 0 of the 2 functions");
	/* One function twice is not two */
	assert_int_equal(
		parse("{\"return\": [{\"devices\": ["
		      "{\"qdev_id\": \"dma0\", \"bus\": 1, \"slot\": 0, "
		      "\"function\": 0},"
		      "{\"qdev_id\": \"dma0\", \"bus\": 2, \"slot\": 0, "
		      "\"function\": 0}]}]}"),
		-ENODEV);
	assert_string_equal(error, "QEMU has only 1 of the 2 functions");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks),
		cmocka_unit_test(asks_for_access_control),
		cmocka_unit_test(asks_for_the_iommu),
		cmocka_unit_test(reports_violations),
		cmocka_unit_test(gives_up),
		cmocka_unit_test(waits_for_its_turn),
		cmocka_unit_test(refuses_odd_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
