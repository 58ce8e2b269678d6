// SPDX-License-Identifier: BSD-3-Clause
/* Links and folders of the fake kernel's sysfs */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/libtph/fake.h"
#include "tests/libtph/fake_vfio.h"

/* Name below the function's folder, or NULL */
static const char *attribute(const char *path)
{
	const char *dir = "/sys/bus/pci/devices/" FAKE_BDF "/";

	return strncmp(path, dir, strlen(dir)) ? NULL : path + strlen(dir);
}

static int answer(char *buf, size_t size, const char *format, const char *arg)
{
	char link[256];

	snprintf(link, sizeof(link), format, arg);
	if (strlen(link) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, link);
	return (int)strlen(link);
}

int fake_readlink(const char *path, char *buf, size_t size)
{
	const char *name = attribute(path);
	int err = fake_injected();
	char group[16];

	if (err)
		return err;
	if (!name)
		return -ENOENT;
	if (!strcmp(name, "subsystem"))
		return answer(buf, size, "../../../../bus/%s", "pci");
	if (!strcmp(name, "driver") && *fake.driver)
		return answer(buf, size, "../../../../bus/pci/drivers/%s",
			      fake.driver);
	if (!strcmp(name, "iommu_group") && fake.has_group) {
		snprintf(group, sizeof(group), "%u", fake.group);
		return answer(buf, size, "../../../../kernel/iommu_groups/%s",
			      group);
	}
	if (!strcmp(name, "vfio-dev") && fake_owned_by_vfio())
		return -EINVAL;
	return -ENOENT;
}

/* Not in order, and with entries that are not functions */
static const char *const inventory[] = {
	"10000:01:00.0",
	"0000:03:00.0",
	"readme",
	"2000:00:1f.3",
};

int fake_list(const char *path, int (*each)(void *ctx, const char *name),
	      void *ctx)
{
	const char *name = attribute(path);
	int err = fake_injected(), ret = 0;
	size_t i;

	if (err)
		return err;
	if (name && !strcmp(name, "vfio-dev")) {
		if (!fake_owned_by_vfio())
			return -ENOENT;
		return each(ctx, fake.noiommu_cdev ? "noiommu-vfio0" : "vfio0");
	}
	if (strcmp(path, "/sys/bus/pci/devices"))
		return -ENOENT;
	for (i = 0; i < sizeof(inventory) / sizeof(*inventory) && !ret; i++)
		ret = each(ctx, inventory[i]);
	return ret;
}
