// SPDX-License-Identifier: BSD-3-Clause
/* Functions and their drivers. (Linux: Documentation/ABI/testing/sysfs-bus-pci)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"

static int write_attr(const char *path, const char *text)
{
	int ret = sys_write_file(path, text);

	if (ret)
		return error_fail(ret, "%s: write \"%s\": %s", path, text,
				  strerror(-ret));
	return 0;
}

/* Writing "\n" clears the override */
static int write_override(const char *bdf, const char *driver)
{
	char path[LIB_PATH_MAX];

	pci_path(path, bdf, "driver_override");
	return write_attr(path, driver);
}

static int unbind(const char *bdf)
{
	char path[LIB_PATH_MAX], driver[64];
	int ret;

	ret = pci_link(bdf, "driver", driver, sizeof(driver));
	if (ret == -ENOENT)
		return 0;
	if (ret)
		return error_fail(ret, "%s: driver: %s", bdf, strerror(-ret));
	pci_path(path, bdf, "driver/unbind");
	return write_attr(path, bdf);
}

static int probe(const char *bdf)
{
	int ret = sys_write_file("/sys/bus/pci/drivers_probe", bdf);

	/* -EINVAL: no driver binds; the caller decides if that is a fault */
	if (ret && ret != -EINVAL)
		return error_fail(ret, "%s: probe: %s", bdf, strerror(-ret));
	return 0;
}

int tph_pci_bind(const char *bdf, const char *driver)
{
	char full[TPH_BDF_SIZE], now[64];
	int ret;

	ret = pci_lookup(bdf, full);
	if (ret)
		return ret;
	if (!*driver || strlen(driver) >= sizeof(now) || strpbrk(driver, "/\n"))
		return error_fail(-EINVAL, "%.40s: not the name of a driver",
				  driver);
	if (!pci_link(full, "driver", now, sizeof(now)) && !strcmp(now, driver))
		return 0;

	ret = write_override(full, driver);
	if (ret)
		return ret;
	ret = unbind(full);
	if (!ret)
		ret = probe(full);
	if (!ret &&
	    (pci_link(full, "driver", now, sizeof(now)) || strcmp(now, driver)))
		ret = error_fail(
			-ENODEV,
			"%s: driver %s did not bind; is it loaded? (vfio-pci without an IOMMU needs vfio.enable_unsafe_noiommu_mode=1)",
			full, driver);
	if (ret) {
		/* Best effort: the first error is reported */
		char path[LIB_PATH_MAX];

		pci_path(path, full, "driver_override");
		sys_write_file(path, "\n");
		sys_write_file("/sys/bus/pci/drivers_probe", full);
	}
	return ret;
}

int tph_pci_unbind(const char *bdf)
{
	char full[TPH_BDF_SIZE];
	int ret;

	ret = pci_lookup(bdf, full);
	if (ret)
		return ret;
	ret = write_override(full, "\n");
	return ret ? ret : unbind(full);
}

int tph_pci_restore(const char *bdf)
{
	char full[TPH_BDF_SIZE];
	int ret;

	ret = tph_pci_unbind(bdf);
	if (ret)
		return ret;
	ret = tph_pci_parse(bdf, full);
	return ret ? ret : probe(full);
}
