// SPDX-License-Identifier: BSD-3-Clause
/*
 * The exchange format, as rdma_topo writes it: base64 by Python's
 * b64encode(zlib.compress(bytes))
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <opentph/error.h>

#include "ground.h"
#include "host/host.h"
#include "tests/hostlib/json/same.h"

/* 64 bytes: a ConnectX-7, 15b3:1021, class 020000 */
#define NIC_CONFIG "eJzbLKoowAABTAxkAAA+YwD8"
/* 64 bytes: a bridge of vendor 15b3, buses 0, 4, 4 */
#define BRIDGE_CONFIG "eJzbLMoABSxsDAyMDHDAwsJADAAANacA3A=="
#define EMPTY	      "eJwDAAAAAAE="
#define ZEROS_4096    "eJztwQENAAAAwqD3T20PBxQAAADwbhAAAAE="
#define ZEROS_4097    "eJztwQENAAAAwqD3T20PBxQAAABwbxABAAE="

#define NIC_ALIAS    "pci:v000015B3d00001021sv000015B3sd00000041bc02sc00i00"
#define BRIDGE_ALIAS "pci:v000015B3d0000197Csv00000000sd00000000bc06sc04i00"
#define DIR	     "/sys/devices/pci0000:00/0000:00:01.0/"

#define ITEM(path, config, alias, more)                      \
	"{\"realpath\": \"" path "\", \"config\": \"" config \
	"\", \"modalias\": \"" alias "\"" more "}"
#define BRIDGE                                                      \
	ITEM("/sys/devices/pci0000:00/0000:00:01.0", BRIDGE_CONFIG, \
	     BRIDGE_ALIAS, "")
#define NIC(more) ITEM(DIR "0000:04:00.0", NIC_CONFIG, NIC_ALIAS, more)

static struct tph_host *read_text(const char *text)
{
	struct tph_host *host;

	if (same_read(text, strlen(text), TPH_HOST_AUTO, &host))
		fail_msg("%s", tph_error());
	return host;
}

static const struct tph_host_function *at(const struct tph_host *host,
					  const char *bdf)
{
	const struct tph_host_function *function;

	assert_int_equal(tph_host_find(host, bdf, &function), 0);
	return function;
}

static void test_function(void **state)
{
	struct tph_host *host = read_text(
		"[\n    {\n        \"realpath\": \"" DIR "0000:04:00.0\",\n"
		"        \"config\": \"" NIC_CONFIG "\",\n"
		"        \"iommu_group\": 12,\n"
		"        \"modalias\": \"" NIC_ALIAS "\",\n"
		"        \"numa_node\": 1,\n"
		"        \"subsystems\": {\"net\": [\"eth0\"]},\n"
		"        \"later\": [[1, 2.5, null]]\n    },\n" BRIDGE "\n]\n");
	const struct tph_host_function *nic = at(host, "04:00.0");

	assert_int_equal(tph_host_form(host), TPH_HOST_JSON);
	assert_null(tph_host_note(host, 0));
	assert_int_equal(tph_host_count(host), 2);
	assert_int_equal(nic->vendor, 0x15b3);
	assert_int_equal(nic->device, 0x1021);
	assert_int_equal(nic->class_code, 0x020000);
	assert_int_equal(nic->bytes, 64);
	assert_int_equal(nic->group.why, TPH_HOST_KNOWN);
	assert_int_equal(nic->group.value, 12);
	assert_int_equal(nic->numa.why, TPH_HOST_KNOWN);
	assert_int_equal(nic->numa.value, 1);
	assert_int_equal(nic->driver_why, TPH_HOST_NOT_IN_DUMP);
	assert_int_equal(nic->caps[TPH_HOST_TPH].why, TPH_HOST_SHORT);
	assert_string_equal(nic->parent->bdf, "0000:00:01.0");
	assert_int_equal(nic->parent->top.value, 1);
	assert_int_equal(nic->parent->top.why, TPH_HOST_KNOWN);
	assert_int_equal(
		tph_host_get(nic->parent, TPH_HOST_F_SUBORDINATE_BUS).value, 4);
	tph_host_free(host);
}

/* Null is not the same as a member that is missing */
static void test_null(void **state)
{
	struct tph_host *host = read_text("[" NIC(
		", \"iommu_group\": null, \"numa_node\": -1") "," BRIDGE "]");
	const struct tph_host_function *nic = at(host, "04:00.0");
	const struct tph_host_function *bridge = at(host, "00:01.0");

	assert_int_equal(nic->group.why, TPH_HOST_ABSENT);
	assert_int_equal(nic->numa.why, TPH_HOST_KNOWN);
	assert_int_equal(nic->numa.value, -1);
	assert_int_equal(bridge->group.why, TPH_HOST_NOT_IN_DUMP);
	assert_int_equal(bridge->numa.why, TPH_HOST_NOT_IN_DUMP);
	tph_host_free(host);
}

/* A VF has its IDs in the modalias only, and its place in the path */
static void test_modalias(void **state)
{
	struct tph_host *host = read_text("[" ITEM(
		DIR "0000:04:00.1", EMPTY,
		"pci:v000015B3d0000101Esv000015B3sd00000041bc02sc07i01",
		"") "," ITEM("/sys/devices/pci0000:00/0000:00:01.0", EMPTY,
			     BRIDGE_ALIAS, "") "]");
	const struct tph_host_function *vf = at(host, "04:00.1");

	assert_int_equal(vf->vendor, 0x15b3);
	assert_int_equal(vf->device, 0x101e);
	assert_int_equal(vf->class_code, 0x020701);
	assert_int_equal(vf->bytes, 0);
	/* No bus numbers: the path says it */
	assert_ptr_equal(vf->parent, at(host, "00:01.0"));
	assert_int_equal(vf->top.value, 0);
	assert_int_equal(vf->top.why, TPH_HOST_KNOWN);
	tph_host_free(host);
}

/* A VF is below the bridge of its PF, also if only the path of the PF says so */
static void test_vf(void **state)
{
	struct tph_host *host = read_text("[" ITEM(
		"/sys/devices/pci0000:00/0000:00:01.0", EMPTY, BRIDGE_ALIAS,
		"") "," NIC("") "," ITEM("/sys/bus/pci/devices/0000:05:00.0",
					 EMPTY, NIC_ALIAS,
					 ", \"opentph\": {\"physfn\": \"0000:04:00.0\"}") "]");

	assert_ptr_equal(at(host, "05:00.0")->physfn, at(host, "04:00.0"));
	assert_ptr_equal(at(host, "05:00.0")->parent, at(host, "00:01.0"));
	tph_host_free(host);
}

static void test_place(void **state)
{
	struct tph_host *host = read_text("[" NIC("") "," ITEM(
		"/sys/devices/pci0001:05/0001:05:00.0", NIC_CONFIG, NIC_ALIAS,
		"") "," ITEM("/x/0002:05:00.0", NIC_CONFIG, NIC_ALIAS,
			     "") "," ITEM("0003:05:00.0", NIC_CONFIG, NIC_ALIAS,
					  "") "]");

	/* The bridge above it is missing */
	assert_int_equal(at(host, "04:00.0")->top.why, TPH_HOST_NOT_IN_DUMP);
	assert_null(at(host, "04:00.0")->parent);
	assert_int_equal(at(host, "1:05:00.0")->top.why, TPH_HOST_KNOWN);
	assert_int_equal(at(host, "1:05:00.0")->top.value, 1);
	assert_int_equal(at(host, "2:05:00.0")->top.why, TPH_HOST_NOT_IN_DUMP);
	assert_int_not_equal(at(host, "3:05:00.0")->top.why, TPH_HOST_KNOWN);
	tph_host_free(host);
}

static void test_own(void **state)
{
	struct tph_host *host = read_text("[" NIC(
		", \"opentph\": {\"driver\": \"mlx5_core\", \"kernel\": "
		"{\"release\": \"7.3\", \"cmdline\": \"pci=notph\", "
		"\"config\": \"/boot/config-7.3\", \"options\": "
		"{\"CONFIG_PCIE_TPH\": \"y\", \"CONFIG_IOMMUFD\": \"m\", "
		"\"CONFIG_PCI_P2PDMA\": \"n\", "
		"\"CONFIG_VFIO_PCI_DMABUF\": \"maybe\"}}}") "," ITEM(DIR
								     "0000:04:00.1",
								     NIC_CONFIG,
								     NIC_ALIAS,
								     ", \"opentph\": {\"driver\": null, \"physfn\": "
								     "\"0000:04:00.0\"}") "]");
	const struct tph_host_kernel *kernel = tph_host_kernel(host);

	assert_string_equal(at(host, "04:00.0")->driver, "mlx5_core");
	assert_int_equal(at(host, "04:00.0")->driver_why, TPH_HOST_KNOWN);
	assert_null(at(host, "04:00.1")->driver);
	assert_int_equal(at(host, "04:00.1")->driver_why, TPH_HOST_KNOWN);
	assert_ptr_equal(at(host, "04:00.1")->physfn, at(host, "04:00.0"));
	assert_string_equal(kernel->release, "7.3");
	assert_string_equal(kernel->cmdline, "pci=notph");
	assert_string_equal(kernel->config, "/boot/config-7.3");
	assert_int_equal(kernel->options[TPH_HOST_PCIE_TPH].value, 'y');
	assert_int_equal(kernel->options[TPH_HOST_IOMMUFD].value, 'm');
	assert_int_equal(kernel->options[TPH_HOST_PCI_P2PDMA].value, 0);
	assert_int_equal(kernel->options[TPH_HOST_PCI_P2PDMA].why,
			 TPH_HOST_KNOWN);
	assert_int_equal(kernel->options[TPH_HOST_VFIO_PCI_DMABUF].why,
			 TPH_HOST_NOT_IN_DUMP);
	assert_int_equal(kernel->options[TPH_HOST_DMABUF_MOVE_NOTIFY].why,
			 TPH_HOST_NOT_IN_DUMP);
	tph_host_free(host);
}

/* Two functions, each the PF of the other and the bridge above it */
static void test_circle(void **state)
{
	struct tph_host *host = read_text(
		"[" ITEM("/0000:05:00.0/0000:03:00.0", EMPTY, BRIDGE_ALIAS, ", \"opentph\": {\"physfn\": \"0000:05:00.0\"}") "," ITEM(
			"/0000:03:00.0/0000:05:00.0", EMPTY, BRIDGE_ALIAS,
			", \"opentph\": {\"physfn\": \"0000:03:00.0\"}") "," ITEM("/0000:06:00.0/0000:06:00.0",
										  EMPTY,
										  BRIDGE_ALIAS,
										  ", \"opentph\": {\"physfn\": \"0000:06:00.0\"}") "]");

	assert_null(at(host, "03:00.0")->physfn);
	assert_null(at(host, "03:00.0")->parent);
	assert_ptr_equal(at(host, "05:00.0")->physfn, at(host, "03:00.0"));
	assert_null(at(host, "06:00.0")->physfn);
	assert_null(at(host, "06:00.0")->parent);
	tph_host_free(host);
}

/* A damaged object is left out; the remark names it */
static void test_damaged(void **state)
{
	static const char *const items[][2] = {
		{"7", "item 1: not an object, left out"},
		{"null", "item 1: not an object, left out"},
		{"{\"config\": \"" EMPTY "\"}",
		 "item 1: no realpath, left out"},
		{"{\"realpath\": 1}", "item 1: no realpath, left out"},
		{ITEM("/sys/kernel", EMPTY, NIC_ALIAS, ""),
		 "item 1: realpath is not one of a function, left out"},
		{ITEM("/0000:04:00.0x", EMPTY, NIC_ALIAS, ""),
		 "item 1: realpath is not one of a function, left out"},
		{"{\"realpath\": \"/0000:04:00.0\", \"modalias\": \"\"}",
		 "item 1: no config, left out"},
		{ITEM("/0000:04:00.0", "%%%%", NIC_ALIAS, ""),
		 "item 1: config is not base64 of zlib, left out"},
		{ITEM("/0000:04:00.0", "eJztwQENAAAA", NIC_ALIAS, ""),
		 "item 1: config is not base64 of zlib, left out"},
		{ITEM("/0000:04:00.0", "AAAA", NIC_ALIAS, ""),
		 "item 1: config is not base64 of zlib, left out"},
		{ITEM("/0000:04:00.0", "", NIC_ALIAS, ""),
		 "item 1: config is not base64 of zlib, left out"},
		{ITEM("/0000:04:00.0", ZEROS_4097, NIC_ALIAS, ""),
		 "item 1: config has more than 4096 bytes, left out"},
		{ITEM("/sys/0000:00:01.0", EMPTY, NIC_ALIAS, ""),
		 "item 1: a function that was there before, left out"},
	};
	char text[1024];

	for (size_t i = 0; i < ARRAY_SIZE(items); i++) {
		struct tph_host *host;

		snprintf(text, sizeof(text), "[%s, %s, %s]", BRIDGE,
			 items[i][0],
			 ITEM("/0000:07:00.0", ZEROS_4096, NIC_ALIAS, ""));
		host = read_text(text);
		assert_non_null(tph_host_note(host, 0));
		assert_string_equal(tph_host_note(host, 0), items[i][1]);
		assert_null(tph_host_note(host, 1));
		assert_int_equal(tph_host_count(host), 2);
		assert_int_equal(at(host, "07:00.0")->bytes, 4096);
		tph_host_free(host);
	}
}

/* A member that is out of range is unknown, the function stays */
static void test_members(void **state)
{
	static const char *const members[] = {
		", \"iommu_group\": -1",  ", \"iommu_group\": 4294967296",
		", \"iommu_group\": 1.5", ", \"iommu_group\": \"1\"",
		", \"iommu_group\": {}",
	};
	char text[1024];

	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		struct tph_host *host;

		snprintf(text, sizeof(text), "[%s%s}]",
			 "{\"realpath\": \"/0000:04:00.0\", \"config\": "
			 "\"" NIC_CONFIG "\", \"modalias\": \"" NIC_ALIAS "\"",
			 members[i]);
		host = read_text(text);
		assert_string_equal(tph_host_note(host, 0),
				    "item 0: iommu_group is out of range");
		assert_int_equal(at(host, "04:00.0")->group.why,
				 TPH_HOST_NOT_IN_DUMP);
		tph_host_free(host);
	}
}

/* Control characters never reach a terminal; IDs then come from the registers */
static void test_strings(void **state)
{
	struct tph_host *host = read_text(
		"[" ITEM("/0000:04:00.0", NIC_CONFIG, "pci:v100000000d0",
			 ", \"opentph\": {\"driver\": \"a\\u001b[2Jb\"}") "]");
	const struct tph_host_function *nic = at(host, "04:00.0");

	assert_string_equal(tph_host_note(host, 0),
			    "item 0: modalias is malformed");
	assert_int_equal(nic->vendor, 0x15b3);
	assert_int_equal(nic->device, 0x1021);
	assert_null(nic->driver);
	assert_int_equal(nic->driver_why, TPH_HOST_NOT_IN_DUMP);
	tph_host_free(host);
}

static void refuse(const char *text, const char *error)
{
	struct tph_host *host = NULL;

	assert_int_equal(same_read(text, strlen(text), TPH_HOST_JSON, &host),
			 -EINVAL);
	if (!strstr(tph_error(), error))
		fail_msg("%s is not in %s", error, tph_error());
	assert_null(host);
}

static void test_syntax(void **state)
{
	struct tph_host *host;

	refuse("{}",
	       ": not an array of functions, as rdma_topo dump and tph doctor --dump write");
	refuse("",
	       ": not an array of functions, as rdma_topo dump and tph doctor --dump write");
	refuse("[]", ": no PCI function in it; expected ");
	refuse("[", ": item 0: the file ends within it");
	refuse("[{", ": item 0: the file ends within it");
	/* The rest is json-c's */
	refuse("[{]", ": item 0: ");
	refuse("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
	       ": item 0: nesting too deep");
	/* Everything before the fault remains */
	host = read_text("[" BRIDGE "; ");
	assert_string_equal(tph_host_note(host, 0),
			    "item 0: no comma after it; the rest is left out");
	tph_host_free(host);
	host = read_text("[" BRIDGE ", " BRIDGE_ALIAS);
	assert_non_null(strstr(tph_host_note(host, 0), "item 1: "));
	assert_int_equal(tph_host_count(host), 1);
	tph_host_free(host);
}

/* No file makes the reader need memory: neither a large object nor a bomb */
static void test_large(void **state)
{
	const size_t size = 2 << 20, bomb = 64 << 20;
	char *text = malloc(size + 64);
	uint8_t *zeros = calloc(1, bomb), buf[4096];
	struct tph_host *host;
	char *base64;
	size_t got, n;

	assert_true(text && zeros);
	strcpy(text, "[\"");
	memset(text + 2, 'a', size);
	strcpy(text + size, "\"]");
	assert_int_equal(same_read(text, size + 2, TPH_HOST_AUTO, &host),
			 -EINVAL);
	assert_non_null(
		strstr(tph_error(), ": item 0: it is larger than 1 MiB"));
	/* Long members, but no longer than the object may be */
	n = (size_t)snprintf(text, size, "[%s, \"vpd\": \"%0*d\"}]",
			     "{\"realpath\": \"/0000:04:00.0\", \"config\": "
			     "\"" EMPTY "\", \"modalias\": \"" NIC_ALIAS "\"",
			     500000, 0);
	assert_int_equal(same_read(text, n, TPH_HOST_AUTO, &host), 0);
	assert_string_equal(tph_host_note(host, 0), "item 0: vpd is too long");
	tph_host_free(host);
	base64 = host_pack(zeros, bomb);
	assert_non_null(base64);
	assert_int_equal(host_unpack(base64, strlen(base64), buf, sizeof(buf),
				     &got),
			 -EFBIG);
	free(base64);
	free(zeros);
	free(text);
}

/* No end of objects that are not functions */
static void test_objects(void **state)
{
	const size_t count = 1000001, size = 2 * count + 1;
	struct tph_host *host = NULL;
	char *text = malloc(size);

	assert_non_null(text);
	for (size_t i = 0; i < size; i++)
		text[i] = i % 2 ? '1' : ',';
	text[0] = '[';
	text[size - 1] = ']';
	assert_int_equal(same_read(text, size, TPH_HOST_AUTO, &host), -EFBIG);
	assert_string_equal(tph_error(), "more than 1000000 objects");
	assert_null(host);
	/* One less is not too many, but none is a function */
	text[2] = '[';
	assert_int_equal(same_read(text + 2, size - 2, TPH_HOST_AUTO, &host),
			 -EINVAL);
	assert_non_null(strstr(tph_error(), "no PCI function in it"));
	free(text);
}

/* Objects lie across the parts that the reader has in memory; libpci gets two parts */
static void test_many(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	struct tph_host *host;

	assert_non_null(file);
	for (unsigned int i = 0; i < 3000; i++)
		fprintf(file,
			"%c{\"realpath\": \"/pci%04x:00/%04x:%02x:%02x.%x\", "
			"\"config\": \"" NIC_CONFIG "\", \"modalias\": "
			"\"pci:v000015B3d%08Xsv00000000sd00000000bc02sc00i00\"}\n",
			i ? ',' : '[', i >> 8, i >> 8, i & 0xff, i >> 3 & 0x1f,
			i & 7, i);
	fputs("]", file);
	fclose(file);
	assert_int_equal(same_read(text, size, TPH_HOST_AUTO, &host), 0);
	assert_null(tph_host_note(host, 0));
	assert_int_equal(tph_host_count(host), 3000);
	for (unsigned int i = 0; i < 3000; i++) {
		const struct tph_host_function *f = tph_host_at(host, i);

		assert_int_equal(f->domain, i >> 8);
		assert_int_equal(f->bus, i & 0xff);
		assert_int_equal(f->device, i);
		assert_int_equal(f->bytes, 64);
	}
	tph_host_free(host);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_function), cmocka_unit_test(test_null),
		cmocka_unit_test(test_modalias), cmocka_unit_test(test_vf),
		cmocka_unit_test(test_place),	 cmocka_unit_test(test_own),
		cmocka_unit_test(test_circle),	 cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_members),	 cmocka_unit_test(test_strings),
		cmocka_unit_test(test_syntax),	 cmocka_unit_test(test_large),
		cmocka_unit_test(test_many),	 cmocka_unit_test(test_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
