// SPDX-License-Identifier: BSD-3-Clause
/* Functions in sysfs and their drivers. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/error.h>
#include <opentph/pci.h>

#include "tests/libtph/fake.h"

static int start(void **state)
{
	fake_start();
	return 0;
}

static int end(void **state)
{
	fake_end();
	return 0;
}

static void parse(void **state)
{
	static const char *const good[][2] = {
		{"0000:03:00.0", "0000:03:00.0"},
		{"3:0.0", "0000:03:00.0"},
		{"aB:1F.7", "0000:ab:1f.7"},
		{"10000:e1:00.0", "10000:e1:00.0"},
		{"ffffffff:ff:1f.7", "ffffffff:ff:1f.7"},
	};
	static const char *const bad[] = {
		"",	    "3",	 "3:0",
		"3:0.8",    "3:20.0",	 "100:0.0",
		"3:0.0 ",   " 3:0.0",	 "3:0.0.0",
		"0:3:0.00", "-3:0.0",	 "0x3:0.0",
		":3:0.0",   "1:2:3:0.0", "g:0.0",
		"3:0.0\n",  "3::0.0",	 "123456789:3:0.0",
	};
	char bdf[TPH_BDF_SIZE];
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(tph_pci_parse(good[i][0], bdf), 0);
		assert_string_equal(bdf, good[i][1]);
	}
	strcpy(bdf, "untouched");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(tph_pci_parse(bad[i], bdf), -EINVAL);
	assert_string_equal(bdf, "untouched");
}

static void find(void **state)
{
	char bdf[TPH_BDF_SIZE] = "untouched";

	/* In order of address, though not listed in it */
	assert_int_equal(tph_pci_find(0x1234, 0x7411, 0, bdf), 0);
	assert_string_equal(bdf, "0000:03:00.0");
	assert_int_equal(tph_pci_find(0x1234, TPH_PCI_ANY_ID, 1, bdf), 0);
	assert_string_equal(bdf, "10000:01:00.0");
	/* A domain of five digits is above all of four */
	assert_int_equal(tph_pci_find(TPH_PCI_ANY_ID, TPH_PCI_ANY_ID, 1, bdf),
			 0);
	assert_string_equal(bdf, "2000:00:1f.3");
	assert_int_equal(tph_pci_find(TPH_PCI_ANY_ID, TPH_PCI_ANY_ID, 2, bdf),
			 0);
	assert_string_equal(bdf, "10000:01:00.0");

	strcpy(bdf, "untouched");
	assert_int_equal(tph_pci_find(0x1234, 0x7411, 2, bdf), -ENODEV);
	assert_non_null(strstr(tph_error(), "1234:7411"));
	assert_int_equal(tph_pci_find(0x1234, 0x7412, 0, bdf), -ENODEV);
	fake.fail_at = fake.calls + 1;
	fake.fail_err = -EACCES;
	assert_int_equal(tph_pci_find(0x1234, 0x7411, 0, bdf), -EACCES);
	assert_string_equal(bdf, "untouched");
}

static void driver(void **state)
{
	char name[32] = "untouched";

	assert_int_equal(tph_pci_driver("4:0.0", name, sizeof(name)), -ENODEV);
	assert_int_equal(tph_pci_driver("x", name, sizeof(name)), -EINVAL);
	assert_int_equal(tph_pci_driver("3:0.0", name, 8), -ENAMETOOLONG);
	assert_string_equal(name, "untouched");
	assert_int_equal(tph_pci_driver("3:0.0", name, 9), 0);
	assert_string_equal(name, "vfio-pci");
	fake.driver[0] = '\0';
	assert_int_equal(tph_pci_driver("3:0.0", name, sizeof(name)), -ENOENT);
}

static void bind_from_other(void **state)
{
	strcpy(fake.driver, "usual");
	assert_int_equal(tph_pci_bind("3:0.0", "vfio-pci"), 0);
	assert_string_equal(fake.driver, "vfio-pci");
	assert_string_equal(fake.trace, "open /sys/bus/pci/devices/" FAKE_BDF
					"/driver_override\n"
					"write driver_override: vfio-pci\n"
					"open /sys/bus/pci/devices/" FAKE_BDF
					"/driver/unbind\n"
					"write unbind: " FAKE_BDF "\n"
					"open /sys/bus/pci/drivers_probe\n"
					"write drivers_probe: " FAKE_BDF "\n");
	/* It is there already: nothing to do */
	fake.trace[0] = '\0';
	assert_int_equal(tph_pci_bind("3:0.0", "vfio-pci"), 0);
	assert_string_equal(fake.trace, "");
}

static void bind_refused(void **state)
{
	strcpy(fake.driver, "usual");
	fake.has_vfio_pci = false;
	assert_int_equal(tph_pci_bind("3:0.0", "vfio-pci"), -ENODEV);
	/* As it was before */
	assert_string_equal(fake.driver, "usual");
	assert_string_equal(fake.override, "");
	assert_int_equal(tph_pci_bind("3:0.0", ""), -EINVAL);
	assert_int_equal(tph_pci_bind("3:0.0", "../x"), -EINVAL);
	assert_int_equal(tph_pci_bind("3:0.0", "x\n"), -EINVAL);
	assert_int_equal(tph_pci_bind("4:0.0", "vfio-pci"), -ENODEV);
}

static void bind_fails(void **state)
{
	unsigned int n;

	/* No override remains after the failure of any write. Calls: lookup,
	 * driver, (open, write) override, driver, (open, write) unbind,
	 * (open, write) probe */
	for (n = 3; n <= 9; n++) {
		strcpy(fake.driver, "usual");
		fake.calls = 0;
		fake.fail_at = n;
		fake.fail_err = -EPERM;
		assert_int_equal(tph_pci_bind("3:0.0", "vfio-pci"), -EPERM);
		assert_string_equal(fake.override, "");
		assert_string_equal(fake.driver, "usual");
		assert_int_equal(fake.open_fds, 0);
	}
}

static void unbind_and_restore(void **state)
{
	strcpy(fake.override, "vfio-pci");
	assert_int_equal(tph_pci_unbind("3:0.0"), 0);
	assert_string_equal(fake.driver, "");
	assert_string_equal(fake.override, "");
	assert_int_equal(tph_pci_unbind("3:0.0"), 0);
	assert_int_equal(tph_pci_restore("3:0.0"), 0);
	assert_string_equal(fake.driver, "usual");

	strcpy(fake.driver, "vfio-pci");
	strcpy(fake.override, "vfio-pci");
	assert_int_equal(tph_pci_restore(FAKE_BDF), 0);
	assert_string_equal(fake.driver, "usual");
	assert_string_equal(fake.override, "");
	assert_int_equal(tph_pci_restore("4:0.0"), -ENODEV);
}

static void config(void **state)
{
	uint8_t buf[4] = {9, 9, 9, 9};

	memcpy(fake.memory[7] + 0xffc, "\x34\x12\x11\x74", 4);
	assert_int_equal(tph_pci_config_read("3:0.0", 0xffc, buf, 4), 0);
	assert_memory_equal(buf, "\x34\x12\x11\x74", 4);
	assert_int_equal(tph_pci_config_read("3:0.0", 0xffe, buf, 4), -ERANGE);
	fake.size[7] = 64; /* as seen by other users than root */
	assert_int_equal(tph_pci_config_read("3:0.0", 64, buf, 1), -ERANGE);
	assert_int_equal(tph_pci_config_read("4:0.0", 0, buf, 4), -ENODEV);
	fake.calls = 0;
	fake.fail_at = 3;
	fake.fail_err = -EIO;
	assert_int_equal(tph_pci_config_read("3:0.0", 0, buf, 4), -EIO);
}

/* Addresses on the bus are those of the registers, not the CPU's */
static void addresses(void **state)
{
	uint64_t base = 1, limit = 1;

	assert_int_equal(tph_pci_bar(FAKE_BDF, 2, &base, &limit), 0);
	/* A register of 0 belongs to a virtual function */
	assert_true(base == 0x8000000000 && limit == 0x80000fffff);
	memcpy(fake.memory[7] + 0x10, "\x00\x00\x00\xc0", 4);
	assert_int_equal(tph_pci_bar("03:00.0", 0, &base, &limit), 0);
	assert_true(base == 0xc0000000 && limit == 0xc00fffff);
	memcpy(fake.memory[7] + 0x18, "\x0c\x00\x00\x00\x00\x80\x00\x00", 8);
	assert_int_equal(tph_pci_bar(FAKE_BDF, 2, &base, &limit), 0);
	assert_true(base == 0x800000000000 && limit == 0x8000000fffff);
	/* Bits 3:2 of an I/O BAR are its address, and the next register is another's */
	memcpy(fake.memory[7] + 0x18, "\x0d\xc0\x00\x00", 4);
	fake.resource = "0x0 0x0 0x0\n0x0 0x0 0x0\n0xc00c 0xc00f 0x40101\n";
	assert_int_equal(tph_pci_bar(FAKE_BDF, 2, &base, &limit), 0);
	assert_true(base == 0xc00c && limit == 0xc00f);
	assert_int_equal(tph_pci_bar(FAKE_BDF, 1, &base, &limit), -ENOENT);
	assert_int_equal(tph_pci_bar(FAKE_BDF, 3, &base, &limit), -ENOENT);
	assert_int_equal(tph_pci_bar(FAKE_BDF, 6, &base, &limit), -ENOENT);
	assert_int_equal(tph_pci_bar("9:0.0", 0, &base, &limit), -ENODEV);
	assert_true(base == 0xc00c && limit == 0xc00f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test_setup_teardown(find, start, end),
		cmocka_unit_test_setup_teardown(driver, start, end),
		cmocka_unit_test_setup_teardown(bind_from_other, start, end),
		cmocka_unit_test_setup_teardown(bind_refused, start, end),
		cmocka_unit_test_setup_teardown(bind_fails, start, end),
		cmocka_unit_test_setup_teardown(unbind_and_restore, start, end),
		cmocka_unit_test_setup_teardown(addresses, start, end),
		cmocka_unit_test_setup_teardown(config, start, end),
	};

	return cmocka_run_group_tests_name("libtph: pci", tests, NULL, NULL);
}
