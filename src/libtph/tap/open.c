// SPDX-License-Identifier: BSD-3-Clause
/* The registers of a tap: as the owner by VFIO, or beside one by sysfs */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <string.h>

#include "libtph/sys.h"
#include "libtph/tap/priv.h"

/* A device sees one access of 4 bytes for each */
static void load(const volatile void *map, uint32_t offset, uint8_t *buf,
		 size_t len)
{
	const volatile uint32_t *from =
		(const volatile void *)((const volatile char *)map + offset);

	for (size_t i = 0; i < len; i += sizeof(uint32_t)) {
		const uint32_t dw = from[i / sizeof(dw)];

		memcpy(buf + i, &dw, sizeof(dw));
	}
}

static int tap_read(void *device, uint32_t offset, void *buf, size_t len)
{
	struct tph_tap *tap = device;
	int ret = 0;

	if (tap->map) {
		load(tap->map, offset, buf, len);
		return 0;
	}
	for (size_t i = 0; i < len && !ret; i += 4)
		ret = tph_bar_read(tap->dev, ACCEL_BAR_REGS, offset + i,
				   (char *)buf + i, 4);
	return ret;
}

static int tap_write(void *device, uint32_t offset, uint32_t value)
{
	struct tph_tap *tap = device;

	if (!tap->map)
		return tph_bar_write32(tap->dev, ACCEL_BAR_REGS, offset, value);
	*(volatile uint32_t *)((char *)tap->map + offset) = htole32(value);
	return 0;
}

const struct tap_access tap_registers = {tap_read, tap_write};

static int too_small(const struct tph_tap *tap)
{
	return error_fail(-ENODEV,
			  "%s: not an accelerator: its BAR %u is too small",
			  tap->bdf, ACCEL_BAR_REGS);
}

static int open_vfio(struct tph_tap *tap,
		     const struct tph_open_options *options)
{
	uint64_t size;
	int ret = tph_device_open(tap->bdf, options, &tap->dev);

	if (!ret)
		ret = tph_device_memory_enable(tap->dev, true);
	if (!ret)
		ret = tph_bar_size(tap->dev, ACCEL_BAR_REGS, &size);
	if (ret)
		return ret;
	if (size < ACCEL_TAP_WINDOW + ACCEL_TAP_WINDOW_SIZE)
		return too_small(tap);
	/* By calls it works too, only slower */
	if (tph_bar_map(tap->dev, ACCEL_BAR_REGS, &tap->map))
		tap->map = NULL;
	return 0;
}

/* Return: the reason why BARs are not decoded, or NULL */
static const char *asleep(const char *bdf)
{
	char path[LIB_PATH_MAX], state[16];
	uint16_t command;

	pci_path(path, bdf, "power_state");
	if (sys_read_file(path, state, sizeof(state)) > 0 &&
	    strcmp(state, "D0\n") && strcmp(state, "unknown\n"))
		return "it sleeps";
	if (!tph_pci_config_read(bdf, PCI_COMMAND, &command, sizeof(command)) &&
	    !(le16toh(command) & PCI_COMMAND_MEMORY))
		return "its memory decoding is off";
	return NULL;
}

static int check_awake(const struct tph_tap *tap)
{
	const char *why = asleep(tap->bdf);
	char driver[64];

	if (!why)
		return 0;
	if (tph_pci_driver(tap->bdf, driver, sizeof(driver)))
		return error_fail(
			-ENETDOWN,
			"%s: %s: it has no driver; write 1 to /sys/bus/pci/devices/%s/enable",
			tap->bdf, why, tap->bdf);
	return error_fail(
		-ENETDOWN,
		"%s: %s: nobody uses it; start the program that does, or open it by VFIO",
		tap->bdf, why);
}

static int fail_open(const struct tph_tap *tap, int ret)
{
	const char *remedy = "";

	if (ret == -EACCES)
		remedy = "; run as root";
	return error_fail(ret, "%s: BAR %u by sysfs: %s%s", tap->bdf,
			  ACCEL_BAR_REGS, strerror(-ret), remedy);
}

/* Linux 7.3 drivers/pci/mmap.c, kernel/resource.c iomem_is_exclusive() */
static int fail_map(const struct tph_tap *tap, int ret)
{
	if (ret == -EINVAL)
		return error_fail(
			-EBUSY,
			"%s: BAR %u: the kernel keeps it to its driver (IO_STRICT_DEVMEM); boot with iomem=relaxed",
			tap->bdf, ACCEL_BAR_REGS);
	if (ret == -EPERM)
		return error_fail(
			ret,
			"%s: BAR %u: locked down (Secure Boot): open it by VFIO",
			tap->bdf, ACCEL_BAR_REGS);
	return fail_open(tap, ret);
}

static int open_sysfs(struct tph_tap *tap)
{
	char path[LIB_PATH_MAX];
	uint64_t base, limit;
	int ret = check_awake(tap);

	if (!ret)
		ret = tph_pci_bar(tap->bdf, ACCEL_BAR_REGS, &base, &limit);
	if (ret)
		return ret;
	if (limit - base < ACCEL_TAP_WINDOW + ACCEL_TAP_WINDOW_SIZE - 1)
		return too_small(tap);
	pci_path(path, tap->bdf, "resource0");
	tap->fd = sys->open(path, O_RDWR);
	if (tap->fd < 0)
		return fail_open(tap, tap->fd);
	/* The tap's own bit would be seen too late by another that starts now */
	ret = sys->lock(tap->fd);
	if (ret)
		return error_fail(ret == -EWOULDBLOCK ? -EBUSY : ret,
				  "%s: another program reads its tap",
				  tap->bdf);
	tap->size = limit - base + 1;
	ret = sys->mmap(tap->fd, 0, tap->size, &tap->map);
	return ret ? fail_map(tap, ret) : 0;
}

int tap_attach(struct tph_tap *tap, const struct tph_tap_options *options)
{
	enum tph_tap_way way = options->way;
	int ret;

	if (way == TPH_TAP_AUTO)
		way = asleep(tap->bdf) ? TPH_TAP_VFIO : TPH_TAP_SYSFS;
	tap->info.way = way;
	ret = way == TPH_TAP_VFIO ? open_vfio(tap, &options->device)
				  : open_sysfs(tap);
	/* No driver of VFIO has it: the reason of the choice is the fault */
	if (ret == -ENODEV && way != options->way && !tap->dev &&
	    way == TPH_TAP_VFIO)
		ret = check_awake(tap);
	return ret;
}

void tap_detach(struct tph_tap *tap)
{
	if (tap->dev)
		tph_device_close(tap->dev);
	else if (tap->map)
		sys->munmap(tap->map, tap->size);
	if (tap->fd >= 0)
		sys->close(tap->fd);
}
