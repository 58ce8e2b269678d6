// SPDX-License-Identifier: BSD-3-Clause
/* Configuration space through VFIO. */
#include <endian.h>
#include <errno.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"
#include "libtph/uapi.h"

static int check(const struct tph_device *dev, unsigned int offset, size_t len)
{
	uint64_t size = dev->regions[VFIO_PCI_CONFIG_REGION_INDEX].size;

	if (len > size || offset > size - len)
		return error_fail(
			-ERANGE,
			"%s: configuration space: 0x%x + %zu is beyond its end",
			dev->bdf, offset, len);
	return 0;
}

static int io_error(const struct tph_device *dev, unsigned int offset,
		    ssize_t n)
{
	return error_fail(n < 0 ? (int)n : -EIO,
			  "%s: configuration space: 0x%x: %s", dev->bdf, offset,
			  n < 0 ? strerror((int)-n) : "short access");
}

int tph_config_read(struct tph_device *dev, unsigned int offset, void *buf,
		    size_t len)
{
	const struct region *region =
		&dev->regions[VFIO_PCI_CONFIG_REGION_INDEX];
	ssize_t n;
	int ret;

	ret = check(dev, offset, len);
	if (ret)
		return ret;
	n = sys->pread(dev->fd, buf, len, region->offset + offset);
	return n == (ssize_t)len ? 0 : io_error(dev, offset, n);
}

int tph_config_write(struct tph_device *dev, unsigned int offset,
		     const void *buf, size_t len)
{
	const struct region *region =
		&dev->regions[VFIO_PCI_CONFIG_REGION_INDEX];
	ssize_t n;
	int ret;

	ret = check(dev, offset, len);
	if (ret)
		return ret;
	n = sys->pwrite(dev->fd, buf, len, region->offset + offset);
	return n == (ssize_t)len ? 0 : io_error(dev, offset, n);
}

static int change_command(struct tph_device *dev, uint16_t bit, bool on)
{
	uint16_t command, now;
	int ret;

	ret = tph_config_read(dev, PCI_COMMAND, &command, sizeof(command));
	if (ret)
		return ret;
	now = le16toh(command);
	now = on ? now | bit : now & ~bit;
	if (now == le16toh(command))
		return 0;
	command = htole16(now);
	return tph_config_write(dev, PCI_COMMAND, &command, sizeof(command));
}

int tph_device_memory_enable(struct tph_device *dev, bool on)
{
	return change_command(dev, PCI_COMMAND_MEMORY, on);
}

int tph_device_master_enable(struct tph_device *dev, bool on)
{
	return change_command(dev, PCI_COMMAND_MASTER, on);
}
