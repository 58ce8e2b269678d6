// SPDX-License-Identifier: BSD-3-Clause
/* A machine that is written has the same facts when it is read again */
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
#include "tests/hostlib/json/config.h"
#include "tests/hostlib/json/same.h"

/* ---- the machine as hex ------------------------------------------------------- */

static void put(FILE *file, const char *bdf, const uint8_t *config, size_t size)
{
	fprintf(file, "%s Name\n", bdf);
	for (size_t i = 0; i < size; i++) {
		if (i % 16 == 0)
			fprintf(file, "%s%02zx:", i ? "\n" : "", i);
		fprintf(file, " %02x", config[i]);
	}
	fputs("\n", file);
	fputs("\n", file);
}

static struct tph_host *read_hex(size_t size)
{
	uint8_t config[4096];
	struct tph_host *host;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	config_port(config, TPH_HOST_ROOT_PORT, 1, 4);
	put(file, "0000:00:01.0", config, size);
	config_port(config, TPH_HOST_UPSTREAM, 2, 4);
	put(file, "0000:01:00.0", config, size);
	config_port(config, TPH_HOST_DOWNSTREAM, 3, 3);
	put(file, "0000:02:00.0", config, size);
	config_port(config, TPH_HOST_DOWNSTREAM, 4, 4);
	put(file, "0000:02:01.0", config, size);
	config_endpoint(config);
	put(file, "0000:03:00.0", config, size);
	config_vf(config);
	put(file, "0000:03:00.1", config, size);
	put(file, "0000:03:00.2", config, size);
	/* Without power; a bridge is missing; a conventional function; a far domain */
	memset(config, 0xff, sizeof(config));
	put(file, "0000:04:00.0", config, size);
	config_endpoint(config);
	put(file, "0000:07:00.0", config, size);
	memset(config + 0x34, 0, sizeof(config) - 0x34);
	put(file, "0000:08:02.3", config, min_t(size_t, size, 256));
	config_port(config, TPH_HOST_ROOT_PORT, 0xe2, 0xe2);
	put(file, "10000:e1:00.0", config, size);
	fclose(file);
	if (same_read(text, len, TPH_HOST_HEX, &host))
		fail_msg("%s", tph_error());
	free(text);
	return host;
}

static void test_hex(void **state)
{
	static const size_t sizes[] = {64, 256, 4096};

	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		for (unsigned int flags = 0; flags < 2; flags++) {
			struct tph_host *host = read_hex(sizes[i]);
			struct tph_host *again = same_again(host, flags);
			char *first = same_write(host, flags);
			char *second = same_write(again, flags);

			assert_int_equal(tph_host_count(host), 11);
			same_facts(host, again);
			assert_string_equal(first, second);
			free(first);
			free(second);
			tph_host_free(again);
			tph_host_free(host);
		}
}

/* Zeros at the end are known, not unreadable: the IDs of the subsystem, for one */
static void test_zeros(void **state)
{
	static const char header[] =
		"0000:00:02.0 Name\n"
		"00: b3 15 21 10 00 00 00 00 00 00 00 02 00 00 00 00\n"
		"10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"20: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"
		"30: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n";
	struct tph_host *host;
	char *text;

	assert_int_equal(same_read(header, strlen(header), TPH_HOST_HEX, &host),
			 0);
	text = same_write(host, 0);
	assert_non_null(strstr(
		text,
		"\"pci:v000015B3d00001021sv00000000sd00000000bc02sc00i00\""));
	free(text);
	tph_host_free(host);
}

/* The fixture has the parts of the property */
static void test_fixture(void **state)
{
	struct tph_host *host = read_hex(4096);
	const struct tph_host_function *nic, *vf;

	assert_int_equal(tph_host_find(host, "03:00.0", &nic), 0);
	assert_int_equal(tph_host_find(host, "03:00.2", &vf), 0);
	assert_int_equal(nic->st_count, 3);
	assert_int_equal(nic->st[2], 0x8001);
	assert_int_equal(tph_host_get(nic, TPH_HOST_F_TPH_MODE).value, 2);
	assert_ptr_equal(vf->physfn, nic);
	assert_string_equal(nic->parent->bdf, "0000:02:00.0");
	assert_int_equal(tph_host_get(nic->parent, TPH_HOST_F_ACS_SV).value, 1);
	assert_string_equal(nic->parent->parent->parent->bdf, "0000:00:01.0");
	tph_host_free(host);
}

/* ---- privacy ------------------------------------------------------------------ */

static void test_identity(void **state)
{
	struct tph_host *host = read_hex(4096);
	uint8_t config[4096];

	config_endpoint(config);
	for (unsigned int flags = 2; flags-- > 0;) {
		struct tph_host *again = same_again(host, flags);
		const struct tph_host_function *nic;
		const struct host_config *got;

		assert_int_equal(tph_host_find(again, "03:00.0", &nic), 0);
		got = host_config(nic);
		assert_int_equal(got->size, 4096);
		for (size_t i = 0; i < CONFIG_SECRETS && !flags; i++)
			memset(config + config_secrets[i].from, 0,
			       config_secrets[i].to - config_secrets[i].from);
		assert_memory_equal(got->bytes, config, got->kept);
		/* All after them is zero */
		assert_true(got->kept > 0x250);
		for (size_t i = got->kept; i < sizeof(config); i++)
			assert_int_equal(config[i], 0);
		tph_host_free(again);
	}
	tph_host_free(host);
}

/* A capability with a wrong length must not hide the next one */
static void test_length(void **state)
{
	struct tph_host *host, *again;
	uint8_t config[4096];
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	config_endpoint(config);
	store_le32(config + 0x114, 0xfff00001);
	store_le32(config + 0x144, 0xfff015b3);
	config[0x92] = 0xff;
	put(file, "0000:03:00.0", config, 4096);
	fclose(file);
	assert_int_equal(same_read(text, len, TPH_HOST_HEX, &host), 0);
	again = same_again(host, 0);
	same_facts(host, again);
	assert_int_equal(tph_host_at(again, 0)->st_count, 3);
	free(text);
	tph_host_free(again);
	tph_host_free(host);
}

#define FIRST                                                                 \
	"[{\"realpath\":\"/sys/devices/pci0000:00/0000:00:01.0\",\"config\":" \
	"\"eJwDAAAAAAE=\",\"modalias\":"                                      \
	"\"pci:v00001AF4d00001041sv00001AF4sd00000001bc02sc00i00\","          \
	"\"opentph\":{\"driver\":null,\"kernel\":{\"release\":\"7.3\","

static void test_cmdline(void **state)
{
	static const char all
		[] = FIRST
		"\"cmdline\":\"BOOT_IMAGE=/vmlinuz root=UUID=1234 pci=notph "
		"ip=:::::host intel_iommu=on,sm_on  iommu.passthrough=1 "
		"dyndbg=\\\"file pci.c +p\\\" vfio-pci.ids=10de:2330 apci=1\"}}}]",
	     kept[] = FIRST
	     "\"cmdline\":\"pci=notph intel_iommu=on,sm_on iommu.passthrough=1 "
	     "vfio-pci.ids=10de:2330\"}}}\n]\n";
	struct tph_host *host;
	char *text;

	assert_int_equal(same_read(all, strlen(all), TPH_HOST_JSON, &host), 0);
	text = same_write(host, 0);
	assert_string_equal(text + 2, kept + 1);
	free(text);
	text = same_write(host, TPH_HOST_WRITE_IDENTITY);
	assert_memory_equal(text + 2, all + 1, strlen(all) - 2);
	free(text);
	tph_host_free(host);
}

/* ---- machines that cannot be written ------------------------------------------- */

static void refuse(const struct tph_host *host, unsigned int flags, int err,
		   const char *error)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	assert_int_equal(tph_host_write(host, file, flags), err);
	fclose(file);
	assert_string_equal(tph_error(), error);
	assert_int_equal(size, 0);
	free(text);
}

/* Text has no bytes; nothing is made up for it */
static void test_text(void **state)
{
	const struct host_config some = {
		.bytes = (uint8_t[64]){1}, .size = 64, .kept = 64};
	struct tph_host_function *function;
	struct tph_host *host;

	assert_int_equal(host_begin(TPH_HOST_TEXT, &host), 0);
	assert_int_equal(host_add(host, (struct host_address){0, 3, 0},
				  TPH_HOST_NOT_SHOWN, &function),
			 0);
	host_link(host);
	refuse(host, 0, -ENODATA,
	       "0000:03:00.0: no bytes of its registers are known; make the dump by lspci -xxxx");
	/* The first 64 bytes, and a capability by text */
	host_set_config(function, &some);
	host_set_cap(function, TPH_HOST_TPH, 0x100);
	refuse(host, 0, -ENODATA,
	       "0000:03:00.0: no bytes of its registers are known; make the dump by lspci -xxxx");
	refuse(host, 2, -EINVAL, "flags 0x2: unknown bit");
	tph_host_free(host);
}

static void test_full(void **state)
{
	struct tph_host *host = read_hex(64);
	FILE *file = fopen("/dev/full", "w");

	assert_non_null(file);
	assert_int_equal(tph_host_write(host, file, 0), -EIO);
	fclose(file);
	tph_host_free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zeros),  cmocka_unit_test(test_fixture),
		cmocka_unit_test(test_hex),    cmocka_unit_test(test_identity),
		cmocka_unit_test(test_length), cmocka_unit_test(test_cmdline),
		cmocka_unit_test(test_text),   cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
