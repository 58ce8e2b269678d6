// SPDX-License-Identifier: BSD-3-Clause
/* A machine by sysfs, written and read again */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <opentph/error.h>

#include "ground.h"
#include "host/host.h"
#include "tests/hostlib/folder.h"
#include "tests/hostlib/json/config.h"
#include "tests/hostlib/json/same.h"

#define VPD "serial-number-4711"

static void put_at(const char *bdf, const char *name, const void *data,
		   size_t len)
{
	char path[128];

	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/%s", bdf, name);
	folder_put(path, data, len);
}

static void put_text(const char *bdf, const char *name, const char *text)
{
	put_at(bdf, name, text, strlen(text));
}

/* @config NULL: it cannot be read */
static void put_function(const char *bdf, const char *device, const char *class,
			 const uint8_t *config, size_t size)
{
	put_text(bdf, "vendor", "0x15b3\n");
	put_text(bdf, "device", device);
	put_text(bdf, "class", class);
	put_text(bdf, "subsystem_vendor", "0x15b3\n");
	put_text(bdf, "subsystem_device", "0x0041\n");
	put_text(bdf, "numa_node", "-1\n");
	if (config)
		put_at(bdf, "config", config, size);
}

static int set_up(void **state)
{
	uint8_t config[4096];

	folder_create();
	config_port(config, TPH_HOST_ROOT_PORT, 4, 5);
	put_function("0000:00:01.0", "0x197c\n", "0x060400\n", config, 4096);
	/* An ordinary user reads 64 bytes; the links of sysfs say more */
	config_endpoint(config);
	put_function("0000:04:00.0", "0x1021\n", "0x020000\n", config, 64);
	folder_put_link("0000:04:00.0", "driver",
			"../../bus/pci/drivers/mlx5_core");
	folder_put_link("0000:04:00.0", "iommu_group", "../../iommu_groups/12");
	put_text("0000:04:00.0", "vpd", VPD);
	put_text("0000:04:00.0", "net/eth4711/mtu", "1500\n");
	put_text("0000:04:00.0", "infiniband/mlx5_0/node_guid", "0\n");
	config_vf(config);
	put_function("0000:04:00.1", "0x101e\n", "0x020000\n", config, 64);
	folder_put_link("0000:04:00.1", "physfn", "../0000:04:00.0");
	config_endpoint(config);
	put_function("0000:04:00.2", "0x1021\n", "0x020700\n", config, 256);
	put_function("0000:05:00.0", "0x1021\n", "0x010802\n", NULL, 0);
	memset(config, 0xff, sizeof(config));
	put_function("10001:00:00.0", "0x1021\n", "0x010802\n", config, 4096);
	folder_put_text("proc/sys/kernel/osrelease", "7.3\n");
	folder_put_text("proc/cmdline", "quiet pci=notph\n");
	folder_put_text("boot/config-7.3",
			"CONFIG_PCIE_TPH=y\nCONFIG_IOMMUFD=m\n");
	return 0;
}

static int tear_down(void **state)
{
	folder_remove("");
	return 0;
}

static struct tph_host *read_root(void)
{
	char sysfs[64];
	const struct tph_host_source source = {.sysfs = sysfs,
					       .root = folder_root};
	struct tph_host *host;

	snprintf(sysfs, sizeof(sysfs), "%s/sys", folder_root);
	if (tph_host_read(&source, &host))
		fail_msg("%s", tph_error());
	return host;
}

static void test_facts(void **state)
{
	struct tph_host *host = read_root();

	for (unsigned int flags = 0; flags < 2; flags++) {
		struct tph_host *again = same_again(host, flags);

		assert_int_equal(tph_host_count(again), 6);
		same_facts(host, again);
		tph_host_free(again);
	}
	tph_host_free(host);
}

static void test_kernel(void **state)
{
	struct tph_host *host = read_root();
	struct tph_host *again = same_again(host, TPH_HOST_WRITE_IDENTITY);
	const struct tph_host_kernel *a = tph_host_kernel(host);
	const struct tph_host_kernel *b = tph_host_kernel(again);

	assert_string_equal(b->release, "7.3");
	assert_string_equal(b->cmdline, "quiet pci=notph");
	assert_string_equal(b->config, a->config);
	for (size_t i = 0; i < TPH_HOST_OPTIONS; i++) {
		assert_int_equal(b->options[i].why, TPH_HOST_KNOWN);
		assert_int_equal(b->options[i].value, a->options[i].value);
	}
	assert_int_equal(b->options[TPH_HOST_IOMMUFD].value, 'm');
	tph_host_free(again);
	tph_host_free(host);
}

/* The members as the kernel and rdma_topo have them */
static void test_members(void **state)
{
	static const char *const parts[] = {
		"{\"realpath\":\"/sys/devices/pci0000:00/0000:00:01.0/0000:04:00.1\",",
		"{\"realpath\":\"/sys/devices/pci10001:00/10001:00:00.0\",",
		"\"modalias\":\"pci:v000015B3d0000101Esv000015B3sd00000041bc02sc00i00\",",
		"\"iommu_group\":12,\"numa_node\":-1,\"opentph\":{\"driver\":\"mlx5_core\"}}",
		"\"iommu_group\":null,\"numa_node\":-1,\"opentph\":{\"driver\":null,\"physfn\":\"0000:04:00.0\"}}",
		/* No bytes, in zlib's form */
		"\"config\":\"eJwDAAAAAAE=\",",
	};
	struct tph_host *host = read_root();
	char *text = same_write(host, 0);

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("%s is not in %s", parts[i], text);
	/* Nothing about the disks and users of the machine */
	assert_null(strstr(text, "quiet"));
	free(text);
	tph_host_free(host);
}

/* Checks the identities in a dump that has them */
static void expect_identity(const struct tph_host *host)
{
	static const char names[] =
		"\"subsystems\":{\"infiniband\":[\"mlx5_0\"],\"net\":[\"eth4711\"]}";
	char *text = same_write(host, TPH_HOST_WRITE_IDENTITY);
	const char *vpd = strstr(text, "\"vpd\":\"");
	uint8_t bytes[64];
	size_t size;

	assert_non_null(vpd);
	vpd += strlen("\"vpd\":\"");
	assert_int_equal(host_unpack(vpd, strcspn(vpd, "\""), bytes,
				     sizeof(bytes), &size),
			 0);
	assert_int_equal(size, strlen(VPD));
	assert_memory_equal(bytes, VPD, size);
	assert_non_null(strstr(text, names));
	free(text);
}

/* Only on demand; a dump of the dump has the same */
static void test_identity(void **state)
{
	struct tph_host *host = read_root();
	struct tph_host *again = same_again(host, TPH_HOST_WRITE_IDENTITY);
	const struct tph_host *const both[] = {host, again};

	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		char *text = same_write(both[i], 0);

		assert_null(strstr(text, "\"vpd\""));
		assert_null(strstr(text, "subsystems"));
		assert_null(strstr(text, "4711"));
		free(text);
		expect_identity(both[i]);
	}
	tph_host_free(again);
	tph_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_members),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
