// SPDX-License-Identifier: BSD-3-Clause
/* PCI functions in sysfs: addresses, search, configuration space. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libtph/lib.h"
#include "libtph/sys.h"

#define PCI_DEVICES "/sys/bus/pci/devices"

void pci_path(char path[LIB_PATH_MAX], const char *bdf, const char *name)
{
	snprintf(path, LIB_PATH_MAX, PCI_DEVICES "/%s%s%s", bdf,
		 *name ? "/" : "", name);
}

/* Parse hexadecimal digits up to @end. Return: false unless they are valid. */
static bool hex_field(const char **text, char end, size_t digits,
		      unsigned long *ret)
{
	const char *p = *text;
	size_t n = strspn(p, "0123456789abcdefABCDEF");

	if (!n || n > digits || p[n] != end)
		return false;
	*ret = strtoul(p, NULL, 16);
	*text = p + n + (end != '\0');
	return true;
}

int tph_pci_parse(const char *text, char ret_bdf[TPH_BDF_SIZE])
{
	unsigned long domain = 0, bus, dev, fn;
	const char *p = text;
	const char *colon = strchr(text, ':');
	bool with_domain = colon && strchr(colon + 1, ':');

	if ((with_domain && !hex_field(&p, ':', 8, &domain)) ||
	    !hex_field(&p, ':', 2, &bus) || !hex_field(&p, '.', 2, &dev) ||
	    !hex_field(&p, '\0', 1, &fn) || dev > 0x1f || fn > 7)
		return error_fail(-EINVAL,
				  "%.40s: not a PCI address; use dddd:bb:dd.f",
				  text);
	snprintf(ret_bdf, TPH_BDF_SIZE, "%04lx:%02lx:%02lx.%lx", domain, bus,
		 dev, fn);
	return 0;
}

int pci_lookup(const char *text, char ret_bdf[TPH_BDF_SIZE])
{
	char bdf[TPH_BDF_SIZE], path[LIB_PATH_MAX], link[LIB_PATH_MAX];
	int ret;

	ret = tph_pci_parse(text, bdf);
	if (ret)
		return ret;
	/* Every function has this attribute, with any driver */
	pci_path(path, bdf, "subsystem");
	ret = sys->readlink(path, link, sizeof(link));
	if (ret == -ENOENT)
		return error_fail(-ENODEV, "%s: no such PCI function", bdf);
	if (ret < 0)
		return error_fail(ret, "%s: %s", path, strerror(-ret));
	strcpy(ret_bdf, bdf);
	return 0;
}

int pci_link(const char *bdf, const char *name, char *buf, size_t size)
{
	char path[LIB_PATH_MAX], link[LIB_PATH_MAX];
	const char *base;
	int ret;

	pci_path(path, bdf, name);
	ret = sys->readlink(path, link, sizeof(link));
	if (ret < 0)
		return ret;
	base = strrchr(link, '/');
	base = base ? base + 1 : link;
	if (strlen(base) >= size)
		return -ENAMETOOLONG;
	strcpy(buf, base);
	return 0;
}

int tph_pci_driver(const char *bdf, char *buf, size_t size)
{
	char full[TPH_BDF_SIZE];
	int ret;

	ret = pci_lookup(bdf, full);
	if (ret)
		return ret;
	ret = pci_link(full, "driver", buf, size);
	if (ret == -ENOENT)
		return error_fail(ret, "%s: has no driver", full);
	if (ret)
		return error_fail(ret, "%s: driver: %s", full, strerror(-ret));
	return 0;
}

static int read_id(const char *bdf, const char *name, unsigned long *ret_id)
{
	char path[LIB_PATH_MAX], text[16];
	int ret;

	pci_path(path, bdf, name);
	ret = sys_read_file(path, text, sizeof(text));
	if (ret < 0)
		return ret;
	*ret_id = strtoul(text, NULL, 16);
	return 0;
}

struct found {
	unsigned long vendor, device;
	char (*list)[TPH_BDF_SIZE];
	size_t n;
};

static int find_one(void *ctx, const char *name)
{
	struct found *found = ctx;
	char bdf[TPH_BDF_SIZE];
	unsigned long vendor, device;
	void *list;

	/* A function may be unplugged during the search: skip it if a read
	 * fails */
	if (strlen(name) >= sizeof(bdf) || tph_pci_parse(name, bdf) ||
	    read_id(bdf, "vendor", &vendor) || read_id(bdf, "device", &device))
		return 0;
	if ((found->vendor != TPH_PCI_ANY_ID && found->vendor != vendor) ||
	    (found->device != TPH_PCI_ANY_ID && found->device != device))
		return 0;
	list = realloc(found->list, (found->n + 1) * sizeof(*found->list));
	if (!list)
		return -ENOMEM;
	found->list = list;
	strcpy(found->list[found->n++], bdf);
	return 0;
}

static int by_address(const void *a, const void *b)
{
	size_t len_a = strlen(a), len_b = strlen(b);

	/* Domains above ffff are longer */
	if (len_a != len_b)
		return len_a < len_b ? -1 : 1;
	return strcmp(a, b);
}

int tph_pci_find(uint16_t vendor, uint16_t device, unsigned int index,
		 char ret_bdf[TPH_BDF_SIZE])
{
	struct found found = {.vendor = vendor, .device = device};
	int ret;

	ret = sys->list(PCI_DEVICES, find_one, &found);
	if (ret) {
		ret = error_fail(ret, PCI_DEVICES ": %s", strerror(-ret));
	} else if (!found.n) {
		ret = error_fail(-ENODEV, "no PCI function with ID %04x:%04x",
				 vendor, device);
	} else if (index >= found.n) {
		ret = error_fail(-ENODEV,
				 "PCI functions %04x:%04x: only %zu exist",
				 vendor, device, found.n);
	} else {
		qsort(found.list, found.n, sizeof(*found.list), by_address);
		strcpy(ret_bdf, found.list[index]);
	}
	free(found.list);
	return ret;
}

int tph_pci_config_read(const char *bdf, unsigned int offset, void *buf,
			size_t len)
{
	char full[TPH_BDF_SIZE], path[LIB_PATH_MAX];
	ssize_t n = 1;
	size_t done;
	int fd, ret;

	ret = pci_lookup(bdf, full);
	if (ret)
		return ret;
	pci_path(path, full, "config");
	fd = sys->open(path, O_RDONLY);
	if (fd < 0)
		return error_fail(fd, "%s: %s", path, strerror(-fd));
	for (done = 0; done < len && n > 0; done += (size_t)(n > 0 ? n : 0))
		n = sys->pread(fd, (char *)buf + done, len - done,
			       offset + done);
	sys->close(fd);
	if (n < 0)
		return error_fail((int)n, "%s: %s", path, strerror((int)-n));
	if (done < len)
		return error_fail(
			-ERANGE,
			"%s: ends at byte %zu; bytes from 64 on need root",
			path, offset + done);
	return 0;
}
