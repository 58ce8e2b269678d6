// SPDX-License-Identifier: BSD-3-Clause
/* Damaged and hostile files of the exchange format: the sound parts remain */
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
#include "tests/hostlib/json/items.h"
#include "tests/hostlib/json/same.h"
#include "tests/hostlib/machine.h"

static struct tph_host *read_text(const char *text)
{
	return machine_read(text, TPH_HOST_AUTO);
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

	assert_null(machine_at(host, "03:00.0")->physfn);
	assert_null(machine_at(host, "03:00.0")->parent);
	assert_ptr_equal(machine_at(host, "05:00.0")->physfn,
			 machine_at(host, "03:00.0"));
	assert_null(machine_at(host, "06:00.0")->physfn);
	assert_null(machine_at(host, "06:00.0")->parent);
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
		assert_int_equal(machine_at(host, "07:00.0")->bytes, 4096);
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
		assert_int_equal(machine_at(host, "04:00.0")->group.why,
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
	const struct tph_host_function *nic = machine_at(host, "04:00.0");

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_circle),	cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_members), cmocka_unit_test(test_strings),
		cmocka_unit_test(test_syntax),	cmocka_unit_test(test_large),
		cmocka_unit_test(test_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
