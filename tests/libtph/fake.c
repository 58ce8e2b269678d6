// SPDX-License-Identifier: BSD-3-Clause
#include "tests/libtph/fake.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

#include "tests/libtph/fake_vfio.h"
#include "libtph/sys.h"

#define FIRST_FD 1000

struct fake fake;
struct fake_file files[FAKE_FILES];

void fake_trace(const char *format, ...)
{
	size_t len = strlen(fake.trace);
	va_list args;

	va_start(args, format);
	vsnprintf(fake.trace + len, sizeof(fake.trace) - len, format, args);
	va_end(args);
}

int fake_injected(void)
{
	return ++fake.calls == fake.fail_at ? fake.fail_err : 0;
}

int fake_new_fd(enum fake_kind kind, const char *path)
{
	unsigned int i;

	for (i = 0; i < FAKE_FILES; i++) {
		if (files[i].kind)
			continue;
		memset(&files[i], 0, sizeof(files[i]));
		files[i].kind = kind;
		snprintf(files[i].path, sizeof(files[i].path), "%s", path);
		fake.open_fds++;
		return FIRST_FD + (int)i;
	}
	return -EMFILE;
}

struct fake_file *fake_file(int fd)
{
	int i = fd - FIRST_FD;

	if (i < 0 || i >= FAKE_FILES || !files[i].kind)
		return NULL;
	return &files[i];
}

/* ---- files ----- */

static const struct {
	const char *path;
	enum fake_kind kind;
} nodes[] = {
	{"/sys/bus/pci/drivers_probe", FAKE_PROBE},
	{"/sys/bus/pci/devices/" FAKE_BDF "/driver_override", FAKE_OVERRIDE},
	{"/sys/bus/pci/devices/" FAKE_BDF "/driver/unbind", FAKE_UNBIND},
	{"/sys/bus/pci/devices/" FAKE_BDF "/vendor", FAKE_TEXT},
	{"/sys/bus/pci/devices/" FAKE_BDF "/device", FAKE_TEXT},
	{"/sys/bus/pci/devices/10000:01:00.0/vendor", FAKE_TEXT},
	{"/sys/bus/pci/devices/10000:01:00.0/device", FAKE_TEXT},
	{"/sys/bus/pci/devices/2000:00:1f.3/vendor", FAKE_TEXT},
	{"/sys/bus/pci/devices/2000:00:1f.3/device", FAKE_TEXT},
	{"/sys/bus/pci/devices/" FAKE_BDF "/config", FAKE_CONFIG},
	{"/sys/bus/pci/devices/" FAKE_BDF "/resource", FAKE_TEXT},
	{"/sys/bus/pci/devices/" FAKE_BDF "/power_state", FAKE_TEXT},
	{"/sys/bus/pci/devices/" FAKE_BDF "/resource0", FAKE_RESOURCE},
	{"/dev/vfio/devices/vfio0", FAKE_CDEV},
	{"/dev/vfio/devices/noiommu-vfio0", FAKE_CDEV},
	{"/dev/iommu", FAKE_IOMMUFD},
	{"/dev/vfio/vfio", FAKE_CONTAINER},
	{"/dev/vfio/26", FAKE_GROUP},
	{"/dev/vfio/noiommu-26", FAKE_GROUP},
	{"/dev/tph_dma0", FAKE_IMPORTER},
};

static bool node_is_there(enum fake_kind kind, const char *path)
{
	bool noiommu = strstr(path, "noiommu-");

	switch (kind) {
	case FAKE_CDEV:
		return fake.has_cdev && fake_owned_by_vfio() &&
		       noiommu == fake.noiommu_cdev;
	case FAKE_IOMMUFD:
		return fake.has_iommu_node;
	case FAKE_GROUP:
		return fake.has_group && fake_owned_by_vfio() &&
		       noiommu == fake.noiommu_group;
	case FAKE_UNBIND:
		return *fake.driver;
	default:
		return true;
	}
}

static int fake_open(const char *path, int flags)
{
	int err = fake_injected(), fd;
	size_t i;

	if (err)
		return err;
	if (!strncmp(path, "/proc/self/fdinfo/", 18)) {
		struct fake_file *file = fake_file(atoi(path + 18));

		if (!file)
			return -ENOENT;
		return fake_new_fd(FAKE_FDINFO, path);
	}
	for (i = 0; i < sizeof(nodes) / sizeof(*nodes); i++) {
		if (strcmp(path, nodes[i].path) ||
		    !node_is_there(nodes[i].kind, path))
			continue;
		fd = fake_new_fd(nodes[i].kind, path);
		fake_trace("open %s\n", path);
		return fd;
	}
	return -ENOENT;
}

static void fake_close(int fd)
{
	struct fake_file *file = fake_file(fd);

	/* Closing twice is a fault of the library */
	assert_non_null(file);
	if (file->kind >= FAKE_CDEV && file->kind != FAKE_FDINFO)
		fake_trace("close %s\n", file->path);
	file->kind = FAKE_FREE;
	fake.open_fds--;
}

static ssize_t fake_read(int fd, void *buf, size_t len)
{
	struct fake_file *file = fake_file(fd);
	int err = fake_injected();
	const char *text = NULL;
	size_t left;

	if (err)
		return err;
	assert_non_null(file);
	if (file->kind == FAKE_EVENTFD) {
		assert_int_equal(len, 8);
		if (!file->count)
			return -EAGAIN;
		memcpy(buf, &file->count, 8);
		file->count = 0;
		return 8;
	}
	if (file->kind == FAKE_FDINFO)
		text = fake.fdinfo;
	else if (strstr(file->path, "/resource"))
		text = fake.resource;
	else if (strstr(file->path, "/power_state"))
		text = fake.power_state;
	else if (strstr(file->path, "1f.3/vendor"))
		text = "0x8086\n";
	else if (strstr(file->path, "/vendor"))
		text = "0x1234\n";
	else if (strstr(file->path, "/device"))
		text = "0x7411\n";
	assert_non_null(text);
	left = strlen(text) - file->pos;
	/* In pieces: the library must not count on whole answers */
	if (len > 3)
		len = 3;
	if (len > left)
		len = left;
	memcpy(buf, text + file->pos, len);
	file->pos += len;
	return (ssize_t)len;
}

static ssize_t fake_write(int fd, const void *buf, size_t len)
{
	struct fake_file *file = fake_file(fd);
	int err = fake_injected();
	char text[64];

	if (err)
		return err;
	assert_non_null(file);
	assert_true(len < sizeof(text));
	memcpy(text, buf, len);
	text[len] = '\0';
	if (len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	fake_trace("write %s: %s\n", strrchr(file->path, '/') + 1, text);
	switch (file->kind) {
	case FAKE_OVERRIDE:
		snprintf(fake.override, sizeof(fake.override), "%.31s", text);
		return (ssize_t)len;
	case FAKE_UNBIND:
		assert_string_equal(text, FAKE_BDF);
		fake.driver[0] = '\0';
		return (ssize_t)len;
	case FAKE_PROBE:
		assert_string_equal(text, FAKE_BDF);
		if (*fake.driver)
			return (ssize_t)len;
		if (!*fake.override)
			strcpy(fake.driver, fake.usual_driver);
		else if (!strcmp(fake.override, "vfio-pci") &&
			 fake.has_vfio_pci)
			strcpy(fake.driver, "vfio-pci");
		/*
		 * bus_rescan_devices_helper(): a missing driver is not an error
		 */
		return (ssize_t)len;
	default:
		fail_msg("write to %s", file->path);
		return -EINVAL;
	}
}

/* ---- memory
 * ------------------------------------------------------------------ */

static ssize_t access_region(int fd, void *in, const void *out, size_t len,
			     uint64_t offset)
{
	unsigned int index = (unsigned int)(offset >> 40);
	struct fake_file *file = fake_file(fd);
	size_t width = 8;

	offset &= FAKE_OFFSET(1) - 1;
	assert_non_null(file);
	if (file->kind == FAKE_CONFIG)
		index = 7;
	else
		assert_true(file->usable);
	assert_true(index < FAKE_REGIONS);
	if (offset >= fake.size[index])
		return file->kind == FAKE_CONFIG ? 0 : -EINVAL;
	if (len > fake.size[index] - offset)
		len = fake.size[index] - offset;
	if (index == 7) {
		if (in)
			memcpy(in, fake.memory[7] + offset, len);
		else
			memcpy(fake.memory[7] + offset, out, len);
		return (ssize_t)len;
	}
	/* As vfio_pci_core_do_io_rw(), but one access a call: short answers */
	while (offset % width || len < width)
		width /= 2;
	fake.widths[width]++;
	/* Memory Space Enable */
	if (!(fake.memory[7][4] & 2))
		return -EIO;
	if (fake.access) {
		int ret = in ? fake.access->read(index, offset, in, width)
			     : fake.access->write(index, offset, out, width);

		return ret ? ret : (ssize_t)width;
	}
	if (in)
		memcpy(in, fake.memory[index] + offset, width);
	else
		memcpy(fake.memory[index] + offset, out, width);
	return (ssize_t)width;
}

static ssize_t fake_pread(int fd, void *buf, size_t len, uint64_t offset)
{
	int err = fake_injected();

	return err ? err : access_region(fd, buf, NULL, len, offset);
}

static ssize_t fake_pwrite(int fd, const void *buf, size_t len, uint64_t offset)
{
	int err = fake_injected();

	return err ? err : access_region(fd, NULL, buf, len, offset);
}

static int fake_mmap(int fd, uint64_t offset, size_t len, void **ret_addr)
{
	unsigned int index = (unsigned int)(offset >> 40);
	int err = fake_injected();

	if (err)
		return err;
	assert_non_null(fake_file(fd));
	if (fake_file(fd)->kind == FAKE_RESOURCE && fake.map_error)
		return fake.map_error;
	assert_true(fake_file(fd)->kind == FAKE_RESOURCE ||
		    fake_file(fd)->usable);
	assert_true(index < 6);
	assert_int_equal(offset & (FAKE_OFFSET(1) - 1), 0);
	assert_int_equal(len, fake.size[index]);
	fake.mappings++;
	*ret_addr = fake.memory[index];
	return 0;
}

static void fake_munmap(void *addr, size_t len)
{
	unsigned int i;

	for (i = 0; i < 6; i++)
		if (addr == fake.memory[i] && len == fake.size[i])
			break;
	assert_true(i < 6);
	fake.mappings--;
}

/* ---- events
 * -------------------------------------------------------------------- */

static int fake_lock(int fd)
{
	int err = fake_injected();

	assert_non_null(fake_file(fd));
	if (err)
		return err;
	return fake.locked ? -EWOULDBLOCK : 0;
}

static int fake_eventfd(void)
{
	int err = fake_injected();

	return err ? err : fake_new_fd(FAKE_EVENTFD, "eventfd");
}

static int fake_wait(int fd, int timeout_ms)
{
	int err = fake_injected();

	if (err)
		return err;
	assert_true(fake_file(fd) && fake_file(fd)->kind == FAKE_EVENTFD);
	/* An endless wait for an event that never comes would hang */
	assert_true(fake_file(fd)->count || timeout_ms >= 0);
	return fake_file(fd)->count ? 1 : 0;
}

void fake_raise(unsigned int n)
{
	assert_true(n < fake.irqs_enabled);
	fake_file(fake.irq_fds[n])->count++;
}

static int fake_ioctl_injected(int fd, unsigned long request, void *arg)
{
	int err = fake_injected();

	return err ? err : fake_ioctl(fd, request, arg);
}

static const struct sys_ops fake_ops = {
	.open = fake_open,
	.close = fake_close,
	.read = fake_read,
	.write = fake_write,
	.pread = fake_pread,
	.pwrite = fake_pwrite,
	.ioctl = fake_ioctl_injected,
	.mmap = fake_mmap,
	.munmap = fake_munmap,
	.lock = fake_lock,
	.eventfd = fake_eventfd,
	.wait = fake_wait,
	.readlink = fake_readlink,
	.list = fake_list,
};

/* ---- the machine
 * ---------------------------------------------------------------- */

void fake_start(void)
{
	static const uint64_t sizes[FAKE_REGIONS] = {
		[0] = 0x100000, [2] = 0x100000, [4] = 0x2000, [7] = 0x1000};
	unsigned int i;

	memset(&fake, 0, sizeof(fake));
	memset(files, 0, sizeof(files));
	strcpy(fake.driver, "vfio-pci");
	strcpy(fake.usual_driver, "usual");
	fake.has_vfio_pci = fake.has_cdev = fake.has_iommu_node = true;
	fake.has_group = fake.viable = fake.resettable = true;
	fake.group = 26;
	fake.vectors = FAKE_VECTORS;
	fake.power_state = "D0\n";
	fake.resource =
		"0x00000000fe000000 0x00000000fe0fffff 0x0000000000040200\n"
		"0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
		"0x0000008000000000 0x00000080000fffff 0x000000000014220c\n";
	for (i = 0; i < FAKE_REGIONS; i++) {
		fake.size[i] = sizes[i];
		if (sizes[i]) {
			fake.memory[i] = aligned_alloc(4096, sizes[i]);
			assert_non_null(fake.memory[i]);
			memset(fake.memory[i], 0, sizes[i]);
		}
		if (i < 6 && sizes[i])
			fake.region_flags[i] = FAKE_REGION_RWM;
		else if (i == 7)
			fake.region_flags[i] = FAKE_REGION_RW;
	}
	fake.memory[7][4] =
		2; /* pci_enable_device() sets Memory Space Enable */
	sys = &fake_ops;
}

void fake_end(void)
{
	unsigned int i;

	assert_int_equal(fake.open_fds, 0);
	assert_int_equal(fake.mappings, 0);
	for (i = 0; i < FAKE_REGIONS; i++)
		free(fake.memory[i]);
}
