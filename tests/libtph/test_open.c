// SPDX-License-Identifier: BSD-3-Clause
/* Opening a device: order of calls, choice of backend, clean-up. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/device.h>
#include <opentph/error.h>

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

static int open_with(enum tph_backend backend, bool bind,
		     struct tph_device **ret_dev)
{
	const struct tph_open_options options = {backend, bind};

	return tph_device_open("3:0.0", &options, ret_dev);
}

static void cdev(void **state)
{
	struct tph_device *dev;

	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), 0);
	assert_int_equal(tph_device_backend(dev), TPH_BACKEND_CDEV);
	assert_string_equal(tph_device_bdf(dev), FAKE_BDF);
	assert_true(tph_device_fd(dev) >= 1000);
	tph_device_close(dev);
	assert_string_equal(fake.trace, "open /dev/vfio/devices/vfio0\n"
					"open /dev/iommu\n"
					"bind\n"
					"attach\n"
					"close /dev/vfio/devices/vfio0\n"
					"close /dev/iommu\n");
	tph_device_close(NULL);
}

static void group(void **state)
{
	struct tph_device *dev;

	assert_int_equal(open_with(TPH_BACKEND_GROUP, false, &dev), 0);
	assert_int_equal(tph_device_backend(dev), TPH_BACKEND_GROUP);
	tph_device_close(dev);
	assert_string_equal(fake.trace, "open /dev/vfio/26\n"
					"open /dev/vfio/vfio\n"
					"set container\n"
					"set iommu 3\n"
					"get device\n"
					"close device\n"
					"close /dev/vfio/26\n"
					"close /dev/vfio/vfio\n");
}

static void noiommu(void **state)
{
	struct tph_device *dev;

	/* The device has no node of its own without iommufd's no-IOMMU mode */
	fake.has_cdev = false;
	fake.noiommu_group = true;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), 0);
	assert_int_equal(tph_device_backend(dev), TPH_BACKEND_NOIOMMU);
	tph_device_close(dev);
	assert_string_equal(fake.trace, "open /dev/vfio/noiommu-26\n"
					"open /dev/vfio/vfio\n"
					"set container\n"
					"set iommu 8\n"
					"get device\n"
					"close device\n"
					"close /dev/vfio/noiommu-26\n"
					"close /dev/vfio/vfio\n");
}

static void choice(void **state)
{
	struct tph_device *dev;

	/* No iommufd in the kernel: on to the group */
	fake.has_iommu_node = false;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), 0);
	assert_int_equal(tph_device_backend(dev), TPH_BACKEND_GROUP);
	tph_device_close(dev);
	/* A device without IOMMU may have a node of its own (Linux 7.x) */
	fake.has_iommu_node = fake.noiommu_cdev = true;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), 0);
	assert_int_equal(tph_device_backend(dev), TPH_BACKEND_CDEV);
	tph_device_close(dev);
}

static void not_there(void **state)
{
	struct tph_device *dev = (void *)&dev;

	fake.has_cdev = fake.has_group = false;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), -ENOENT);
	assert_non_null(strstr(tph_error(), FAKE_BDF));
	assert_int_equal(open_with(TPH_BACKEND_CDEV, false, &dev), -ENOENT);
	assert_int_equal(open_with(TPH_BACKEND_GROUP, false, &dev), -ENOENT);
	assert_int_equal(open_with(TPH_BACKEND_NOIOMMU, false, &dev), -ENOENT);
	assert_int_equal(open_with((enum tph_backend)9, false, &dev), -EINVAL);
	assert_int_equal(tph_device_open("4:0.0", NULL, &dev), -ENODEV);
	assert_int_equal(tph_device_open("4", NULL, &dev), -EINVAL);
	assert_ptr_equal(dev, (void *)&dev);
}

static void busy_group(void **state)
{
	struct tph_device *dev;

	fake.viable = false;
	assert_int_equal(open_with(TPH_BACKEND_GROUP, false, &dev), -EBUSY);
	/* Final: no other backend would fare better */
	fake.has_cdev = false;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), -EBUSY);
	assert_non_null(strstr(tph_error(), "group 26"));
}

static void busy_cdev(void **state)
{
	struct tph_device *dev = (void *)&dev;

	fake.fail_err = -EINVAL;
	/* lookup, driver, name, node, iommufd, BIND */
	fake.fail_at = 6;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), -EBUSY);
	assert_non_null(
		strstr(tph_error(), "another program has the function"));
	assert_ptr_equal(dev, (void *)&dev);
	fake.fail_at = 0;
}

static void wrong_driver(void **state)
{
	struct tph_device *dev;

	strcpy(fake.driver, "usual");
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), -ENODEV);
	assert_non_null(strstr(tph_error(), "usual"));
	/* Bound on request, and given back */
	assert_int_equal(open_with(TPH_BACKEND_AUTO, true, &dev), 0);
	assert_string_equal(fake.driver, "vfio-pci");
	tph_device_close(dev);
	assert_string_equal(fake.driver, "usual");
	assert_string_equal(fake.override, "");
	/* Not given back if it was VFIO's before */
	strcpy(fake.driver, "vfio-pci");
	assert_int_equal(open_with(TPH_BACKEND_AUTO, true, &dev), 0);
	tph_device_close(dev);
	assert_string_equal(fake.driver, "vfio-pci");
	/* Given back also if opening fails */
	strcpy(fake.driver, "usual");
	fake.has_cdev = fake.has_group = false;
	assert_int_equal(open_with(TPH_BACKEND_AUTO, true, &dev), -ENOENT);
	assert_string_equal(fake.driver, "usual");
}

static enum tph_backend each_backend;

static int open_and_close(void)
{
	struct tph_device *dev = (void *)&dev;
	int ret = open_with(each_backend, false, &dev);

	if (ret)
		assert_ptr_equal(dev, (void *)&dev);
	else
		tph_device_close(dev);
	return ret;
}

static void each_call_fails(void **state)
{
	/* lookup, driver; then the backend's own calls; device info, seven
	 * regions, interrupt info */
	each_backend = TPH_BACKEND_CDEV;
	assert_int_equal(fake_fail_each(-EIO, open_and_close, NULL), 2 + 6 + 9);
	each_backend = TPH_BACKEND_GROUP;
	assert_int_equal(fake_fail_each(-EIO, open_and_close, NULL), 2 + 9 + 9);
	fake.noiommu_group = true;
	each_backend = TPH_BACKEND_NOIOMMU;
	assert_int_equal(fake_fail_each(-EIO, open_and_close, NULL), 2 + 9 + 9);
}

/* An error that elsewhere means "absent" does not select the next backend */
static void late_enoent(void **state)
{
	struct tph_device *dev;

	fake.fail_err = -ENOENT;
	/* lookup, driver, name, node, iommufd, BIND, ALLOC, ATTACH */
	fake.fail_at = 8;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), -EPROTO);
	assert_non_null(strstr(tph_error(), "ATTACH"));
	/* lookup, driver, name, node (absent), group's number, node, status,
	 * container */
	fake.has_cdev = false;
	fake.calls = 0;
	assert_int_equal(tph_device_open("3:0.0", NULL, &dev), -ENODEV);
	assert_non_null(strstr(tph_error(), "/dev/vfio/vfio"));
	fake.fail_at = 0;
}

static void names(void **state)
{
	enum tph_backend backend = TPH_BACKEND_GROUP;

	assert_string_equal(tph_backend_name(TPH_BACKEND_AUTO), "auto");
	assert_string_equal(tph_backend_name(TPH_BACKEND_CDEV), "cdev");
	assert_string_equal(tph_backend_name(TPH_BACKEND_GROUP), "group");
	assert_string_equal(tph_backend_name(TPH_BACKEND_NOIOMMU), "noiommu");
	assert_null(tph_backend_name((enum tph_backend)4));
	assert_int_equal(tph_backend_parse("cdevs", &backend), -EINVAL);
	assert_int_equal(backend, TPH_BACKEND_GROUP);
	assert_int_equal(tph_backend_parse("noiommu", &backend), 0);
	assert_int_equal(backend, TPH_BACKEND_NOIOMMU);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cdev, start, end),
		cmocka_unit_test_setup_teardown(group, start, end),
		cmocka_unit_test_setup_teardown(noiommu, start, end),
		cmocka_unit_test_setup_teardown(choice, start, end),
		cmocka_unit_test_setup_teardown(not_there, start, end),
		cmocka_unit_test_setup_teardown(busy_group, start, end),
		cmocka_unit_test_setup_teardown(busy_cdev, start, end),
		cmocka_unit_test_setup_teardown(wrong_driver, start, end),
		cmocka_unit_test_setup_teardown(each_call_fails, start, end),
		cmocka_unit_test_setup_teardown(late_enoent, start, end),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("libtph: open", tests, NULL, NULL);
}
