// SPDX-License-Identifier: BSD-3-Clause
/*
 * The exchange format, as rdma_topo writes it: base64 by Python's
 * b64encode(zlib.compress(bytes))
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ground.h"
#include "host/host.h"
#include "tests/hostlib/json/items.h"
#include "tests/hostlib/json/same.h"
#include "tests/hostlib/machine.h"

static struct tph_host *read_text(const char *text)
{
	return machine_read(text, TPH_HOST_AUTO);
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
	const struct tph_host_function *nic = machine_at(host, "04:00.0");

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
	const struct tph_host_function *nic = machine_at(host, "04:00.0");
	const struct tph_host_function *bridge = machine_at(host, "00:01.0");

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
	const struct tph_host_function *vf = machine_at(host, "04:00.1");

	assert_int_equal(vf->vendor, 0x15b3);
	assert_int_equal(vf->device, 0x101e);
	assert_int_equal(vf->class_code, 0x020701);
	assert_int_equal(vf->bytes, 0);
	/* No bus numbers: the path says it */
	assert_ptr_equal(vf->parent, machine_at(host, "00:01.0"));
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

	assert_ptr_equal(machine_at(host, "05:00.0")->physfn,
			 machine_at(host, "04:00.0"));
	assert_ptr_equal(machine_at(host, "05:00.0")->parent,
			 machine_at(host, "00:01.0"));
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
	assert_int_equal(machine_at(host, "04:00.0")->top.why,
			 TPH_HOST_NOT_IN_DUMP);
	assert_null(machine_at(host, "04:00.0")->parent);
	assert_int_equal(machine_at(host, "1:05:00.0")->top.why,
			 TPH_HOST_KNOWN);
	assert_int_equal(machine_at(host, "1:05:00.0")->top.value, 1);
	assert_int_equal(machine_at(host, "2:05:00.0")->top.why,
			 TPH_HOST_NOT_IN_DUMP);
	assert_int_not_equal(machine_at(host, "3:05:00.0")->top.why,
			     TPH_HOST_KNOWN);
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

	assert_string_equal(machine_at(host, "04:00.0")->driver, "mlx5_core");
	assert_int_equal(machine_at(host, "04:00.0")->driver_why,
			 TPH_HOST_KNOWN);
	assert_null(machine_at(host, "04:00.1")->driver);
	assert_int_equal(machine_at(host, "04:00.1")->driver_why,
			 TPH_HOST_KNOWN);
	assert_ptr_equal(machine_at(host, "04:00.1")->physfn,
			 machine_at(host, "04:00.0"));
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
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
