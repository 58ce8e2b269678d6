// SPDX-License-Identifier: BSD-3-Clause
/* A machine by sysfs: a folder with the files that the kernel shows */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <opentph/error.h>

#include "ground.h"
#include "tests/hostlib/folder.h"
#include "tests/hostlib/machine.h"

static void put_function(const char *bdf, const char *class, const void *config,
			 size_t len)
{
	const struct {
		const char *name, *text;
	} files[] = {{"vendor", "0x15b3\n"},
		     {"device", "0x1021\n"},
		     {"class", class},
		     {"numa_node", "1\n"}};
	char name[128];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(name, sizeof(name), "sys/bus/pci/devices/%s/%s", bdf,
			 files[i].name);
		folder_put_text(name, files[i].text);
	}
	snprintf(name, sizeof(name), "sys/bus/pci/devices/%s/config", bdf);
	folder_put(name, config, len);
}

/*
 * Endpoint with a PCI Express capability at 40h (version 2, type 0), TPH at 100h: two
 * entries in the capability, 16-bit tags, enabled for 8-bit ones.
 */
static void make_config(uint8_t config[4096])
{
	memset(config, 0, 4096);
	store_le16(config, 0x15b3);
	store_le16(config + 0x02, 0x1021);
	store_le16(config + 0x06, 0x0010);
	store_le32(config + 0x08, 0x02000000);
	config[0x34] = 0x40;
	store_le16(config + 0x40, 0x0010);
	store_le16(config + 0x42, 0x0002);
	store_le32(config + 0x64, 0x00203000);
	store_le16(config + 0x68, 0x8000);
	store_le32(config + 0x100, 0x00010017);
	store_le32(config + 0x104, 0x00010304);
	store_le32(config + 0x108, 0x00000102);
	store_le16(config + 0x10c, 0x1234);
	store_le16(config + 0x10e, 0x00ff);
}

static void make_bridge(uint8_t config[64])
{
	memset(config, 0, 64);
	store_le16(config, 0x15b3);
	store_le32(config + 0x08, 0x06040000);
	config[0x0e] = 1;
	config[0x19] = 4;
	config[0x1a] = 4;
}

static struct tph_host *read_root(bool kernel)
{
	char sysfs[64];
	const struct tph_host_source source = {
		.sysfs = sysfs, .root = kernel ? folder_root : NULL};
	struct tph_host *host;

	snprintf(sysfs, sizeof(sysfs), "%s/sys", folder_root);
	if (tph_host_read(&source, &host))
		fail_msg("%s", tph_error());
	return host;
}

static void expect(const struct tph_host_function *function,
		   enum tph_host_field field, int32_t value)
{
	struct tph_host_value got = tph_host_get(function, field);

	assert_int_equal(got.why, TPH_HOST_KNOWN);
	assert_int_equal(got.value, value);
}

static void test_registers(void **state)
{
	struct tph_host *host = read_root(false);
	const struct tph_host_function *nic = machine_at(host, "04:00.0");

	assert_int_equal(tph_host_form(host), TPH_HOST_LIVE);
	assert_int_equal(nic->vendor, 0x15b3);
	assert_int_equal(nic->device, 0x1021);
	assert_int_equal(nic->class_code, 0x020000);
	assert_int_equal(nic->bytes, 4096);
	expect(nic, TPH_HOST_F_PORT_TYPE, TPH_HOST_ENDPOINT);
	expect(nic, TPH_HOST_F_TPH_COMPLETER, 3);
	expect(nic, TPH_HOST_F_PREFIX, 1);
	expect(nic, TPH_HOST_F_PREFIX_MAX, 0);
	expect(nic, TPH_HOST_F_PREFIX_BLOCK, 1);
	expect(nic, TPH_HOST_F_TPH_DEV_SPEC, 1);
	expect(nic, TPH_HOST_F_TPH_NO_ST, 0);
	expect(nic, TPH_HOST_F_TPH_EXT, 1);
	expect(nic, TPH_HOST_F_TPH_TABLE, 1);
	expect(nic, TPH_HOST_F_TPH_TABLE_SIZE, 1);
	expect(nic, TPH_HOST_F_TPH_MODE, 2);
	expect(nic, TPH_HOST_F_TPH_REQUESTER, 1);
	assert_int_equal(nic->st_count, 2);
	assert_int_equal(nic->st[0], 0x1234);
	assert_int_equal(nic->st[1], 0x00ff);
	assert_int_equal(nic->caps[TPH_HOST_ACS].why, TPH_HOST_ABSENT);
	assert_int_equal(tph_host_get(nic, TPH_HOST_F_ACS_RR).why,
			 TPH_HOST_ABSENT);
	assert_int_equal(tph_host_get(nic, TPH_HOST_F_SECONDARY_BUS).why,
			 TPH_HOST_ABSENT);
	tph_host_free(host);
}

/* Facts of sysfs beside configuration space */
static void test_properties(void **state)
{
	struct tph_host *host = read_root(false);
	const struct tph_host_function *nic = machine_at(host, "04:00.0");
	const struct tph_host_function *vf = machine_at(host, "04:00.1");

	assert_string_equal(nic->driver, "mlx5_core");
	assert_int_equal(nic->group.value, 12);
	assert_int_equal(nic->group.why, TPH_HOST_KNOWN);
	assert_int_equal(nic->numa.value, 1);
	assert_string_equal(nic->parent->bdf, "0000:00:01.0");
	assert_null(vf->driver);
	assert_int_equal(vf->driver_why, TPH_HOST_KNOWN);
	assert_int_equal(vf->group.why, TPH_HOST_ABSENT);
	assert_ptr_equal(vf->physfn, nic);
	tph_host_free(host);
}

/* 64 bytes, as an ordinary user reads; and a function without power */
static void test_unknown(void **state)
{
	struct tph_host *host = read_root(false);
	const struct tph_host_function *port = machine_at(host, "00:01.0");
	const struct tph_host_function *off = machine_at(host, "05:00.0");

	assert_int_equal(port->bytes, 64);
	assert_int_equal(port->caps[TPH_HOST_EXP].why, TPH_HOST_NO_ROOT);
	assert_int_equal(tph_host_get(port, TPH_HOST_F_PREFIX).why,
			 TPH_HOST_NO_ROOT);
	assert_string_equal(tph_host_why_remedy(TPH_HOST_NO_ROOT),
			    "run it as root");
	expect(port, TPH_HOST_F_SECONDARY_BUS, 4);
	assert_int_equal(tph_host_get(machine_at(host, "00:02.0"),
				      TPH_HOST_F_SECONDARY_BUS)
				 .why,
			 TPH_HOST_ABSENT);
	assert_true(tph_host_port_type(port).derived);
	assert_int_equal(tph_host_port_type(port).value, TPH_HOST_ROOT_PORT);
	assert_int_equal(off->bytes, 0);
	assert_int_equal(off->caps[TPH_HOST_TPH].why, TPH_HOST_UNREADABLE);
	tph_host_free(host);
}

static void test_kernel(void **state)
{
	struct tph_host *host = read_root(true);
	const struct tph_host_kernel *kernel = tph_host_kernel(host);

	assert_string_equal(kernel->release, "7.3.4-test");
	assert_string_equal(kernel->cmdline, "quiet pci=notph");
	assert_non_null(strstr(kernel->config, "/boot/config-7.3.4-test"));
	assert_int_equal(kernel->options[TPH_HOST_PCIE_TPH].value, 'y');
	assert_int_equal(kernel->options[TPH_HOST_VFIO_PCI_DMABUF].value, 0);
	assert_int_equal(kernel->options[TPH_HOST_VFIO_PCI_DMABUF].why,
			 TPH_HOST_KNOWN);
	assert_int_equal(kernel->options[TPH_HOST_IOMMUFD].value, 'm');
	/* Another option begins with its name */
	assert_int_equal(kernel->options[TPH_HOST_PCI_P2PDMA].value, 0);
	tph_host_free(host);
	host = read_root(false);
	kernel = tph_host_kernel(host);
	assert_null(kernel->release);
	assert_int_equal(kernel->options[TPH_HOST_PCIE_TPH].why,
			 TPH_HOST_NOT_IN_DUMP);
	tph_host_free(host);
}

static void test_no_sysfs(void **state)
{
	const struct tph_host_source source = {.sysfs = "/nonexistent"};
	struct tph_host *host;

	assert_int_equal(tph_host_read(&source, &host), -ENOENT);
	assert_string_equal(
		tph_error(),
		"/nonexistent/bus/pci/devices: No such file or directory");
}

static int set_up(void **state)
{
	uint8_t config[4096], bridge[64], off[64];

	folder_create();
	make_config(config);
	make_bridge(bridge);
	memset(off, 0xff, sizeof(off));
	put_function("0000:00:01.0", "0x060400\n", bridge, sizeof(bridge));
	/* The class of a bridge, the header of an endpoint: a BAR is there */
	bridge[0x0e] = 0;
	put_function("0000:00:02.0", "0x060400\n", bridge, sizeof(bridge));
	put_function("0000:04:00.0", "0x020000\n", config, sizeof(config));
	put_function("0000:04:00.1", "0x020000\n", config, sizeof(config));
	put_function("0000:05:00.0", "0x020000\n", off, sizeof(off));
	folder_put_link("0000:04:00.0", "driver",
			"../../../bus/pci/drivers/mlx5_core");
	folder_put_link("0000:04:00.0", "iommu_group",
			"../../../kernel/iommu_groups/12");
	folder_put_link("0000:04:00.1", "physfn", "../0000:04:00.0");
	folder_put_text("proc/sys/kernel/osrelease", "7.3.4-test\n");
	folder_put_text("proc/cmdline", "quiet pci=notph\n");
	folder_put_text("boot/config-7.3.4-test",
			"CONFIG_PCIE_TPH=y\n"
			"CONFIG_PCI_P2PDMA_OTHER=y\n"
			"# CONFIG_VFIO_PCI_DMABUF is not set\n"
			"CONFIG_IOMMUFD=m\n");
	return 0;
}

static int tear_down(void **state)
{
	folder_remove("");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers),
		cmocka_unit_test(test_properties),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_no_sysfs),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
