// SPDX-License-Identifier: BSD-3-Clause
/*
 * The uAPI's table of errors, row by row. Each row is tried with the faults of
 * later rows present as well, so that the order shows. Needs three accelerators:
 * a completer of both widths, one of 8-bit tags, and one that is not a completer.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/demo/demo.h"

#define SET  TPH_FEATURE_SET
#define FULL sizeof(struct tph_tag_feature)

/* The completers, by their index on the bus */
enum { DEV_EXT, DEV_8, DEV_NONE, DEV_MAX };

struct error_devices {
	struct tph_device *dev[DEV_MAX];
};

/* The file descriptor that a call names */
enum error_fd {
	FD_GOOD,
	FD_CLOSED,
	FD_NO_DMABUF,
	FD_OTHER_EXPORTER,
	FD_OTHER_DEVICE,
	FD_KINDS
};

/**
 * struct error_row - a call and its outcome
 * @dev:	device
 * @flags:	TPH_FEATURE_*
 * @argsz:	size passed to the kernel
 * @unmapped:	the payload is not readable
 * @tag_flags:	TPH_TAG_*
 * @ph:		processing hint
 * @fd:		dma-buf
 * @ret:	expected result
 */
struct error_row {
	int dev;
	uint32_t flags, argsz;
	bool unmapped;
	uint32_t tag_flags;
	uint8_t ph;
	enum error_fd fd;
	int ret;
};

struct error_case {
	const struct error_row *rows;
	size_t n;
};

static int heap_dmabuf(void)
{
	struct dma_heap_allocation_data data = {.len = 4096,
						.fd_flags = O_RDWR | O_CLOEXEC};
	int fd = open("/dev/dma_heap/system", O_RDWR | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = ioctl(fd, DMA_HEAP_IOCTL_ALLOC, &data) ? -errno : (int)data.fd;
	close(fd);
	return ret;
}

static int open_devices(struct demo_case *c, struct error_devices *devices)
{
	struct tph_open_options how = {
		.backend = tph_device_backend(c->demo->dev), .bind = true};
	char bdf[TPH_BDF_SIZE];
	int ret = 0;

	devices->dev[DEV_EXT] = c->demo->dev;
	for (int i = DEV_8; i < DEV_MAX && !ret; i++) {
		devices->dev[i] = NULL;
		ret = tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, i, bdf);
		if (!ret)
			ret = tph_device_open(bdf, &how, &devices->dev[i]);
	}
	case_ret(c, ret, 0, "open the other accelerators");
	return ret;
}

static void close_devices(struct error_devices *devices)
{
	for (int i = DEV_8; i < DEV_MAX; i++)
		tph_device_close(devices->dev[i]);
}

static int open_fds(struct demo_case *c, struct error_devices *devices, int *fd)
{
	int ret;

	for (int i = 0; i < FD_KINDS; i++)
		fd[i] = -1;
	ret = tph_dmabuf_export(devices->dev[DEV_EXT], ACCEL_BAR_MEM, 0, 4096,
				&fd[FD_GOOD]);
	if (!ret)
		ret = tph_dmabuf_export(devices->dev[DEV_8], ACCEL_BAR_MEM, 0,
					4096, &fd[FD_OTHER_DEVICE]);
	if (!ret) {
		fd[FD_NO_DMABUF] = open("/dev/null", O_RDWR | O_CLOEXEC);
		fd[FD_OTHER_EXPORTER] = heap_dmabuf();
		if (fd[FD_OTHER_EXPORTER] < 0)
			ret = fd[FD_OTHER_EXPORTER];
	}
	case_ret(c, ret, 0, "make dma-bufs");
	return ret;
}

/* The last bytes of a page whose successor is not mapped */
static void *edge_of_page(size_t size)
{
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	munmap(p + 4096, 4096);
	return p + 4096 - size;
}

static void try_row(struct demo_case *c, const struct error_row *row, size_t i,
		    struct error_devices *devices, const int *fd)
{
	struct tph_tag_feature feature = {.dmabuf_fd = fd[row->fd],
					  .tag_flags = row->tag_flags,
					  .st8 = 0x5a,
					  .st16 = 0x1234,
					  .ph = row->ph};
	void *arg = row->unmapped ? edge_of_page(8) : &feature;
	int ret;

	if (!case_expect(c, arg != NULL, "out of memory"))
		return;
	ret = tph_dmabuf_tag_raw(devices->dev[row->dev], arg, row->argsz,
				 row->flags);
	case_expect(c, ret == row->ret, "call %zu: %s, expected %s", i + 1,
		    ret ? strerrorname_np(-ret) : "0",
		    row->ret ? strerrorname_np(-row->ret) : "0");
	if (row->unmapped)
		munmap((void *)((uintptr_t)arg & ~4095ul), 4096);
}

static void run_rows(struct demo_case *c, const void *arg)
{
	const struct error_case *e = arg;
	struct error_devices devices = {0};
	int fd[FD_KINDS];

	case_operation(c, "none");
	if (!open_devices(c, &devices) && !open_fds(c, &devices, fd)) {
		for (size_t i = 0; i < e->n; i++)
			try_row(c, &e->rows[i], i, &devices, fd);
		case_add(c, "calls", json_object_new_int(e->n));
		for (int i = 0; i < FD_KINDS; i++)
			if (fd[i] >= 0)
				close(fd[i]);
	}
	close_devices(&devices);
}

#define BAD_FLAG 0x80

/* 2: not a completer; precedes all later faults */
/* clang-format off */
static const struct error_row no_completer[] = {
	{ DEV_NONE, TPH_FEATURE_PROBE, FULL, false, 0, 0, FD_GOOD, -EOPNOTSUPP },
	{ DEV_NONE, TPH_FEATURE_PROBE | SET, FULL, false, 0, 0, FD_GOOD, -EOPNOTSUPP },
	{ DEV_NONE, TPH_FEATURE_GET, 8, true, BAD_FLAG, 9, FD_CLOSED, -EOPNOTSUPP },
	{ DEV_NONE, SET, FULL, false, TPH_TAG_ST8, 0, FD_GOOD, -EOPNOTSUPP },
};
/* clang-format on */

/* 3: GET, argsz; a bare PROBE succeeds */
/* clang-format off */
static const struct error_row bad_call[] = {
	{ DEV_EXT, TPH_FEATURE_PROBE, FULL, false, 0, 0, FD_CLOSED, 0 },
	{ DEV_EXT, TPH_FEATURE_PROBE | SET, FULL, false, 0, 0, FD_CLOSED, 0 },
	{ DEV_8, TPH_FEATURE_PROBE, FULL, false, 0, 0, FD_CLOSED, 0 },
	{ DEV_EXT, TPH_FEATURE_PROBE | TPH_FEATURE_GET, FULL, false, 0, 0, FD_GOOD, -EINVAL },
	{ DEV_EXT, TPH_FEATURE_GET, FULL, true, BAD_FLAG, 9, FD_CLOSED, -EINVAL },
	{ DEV_EXT, SET, FULL - 1, true, BAD_FLAG, 9, FD_CLOSED, -EINVAL },
	{ DEV_EXT, 0, FULL, true, TPH_TAG_ST8, 0, FD_GOOD, -EINVAL },
};
/* clang-format on */

/* 4: the payload cannot be read */
static const struct error_row unreadable[] = {
	{DEV_EXT, SET, FULL, true, 0, 0, FD_GOOD, -EFAULT},
	{DEV_8, SET, FULL, true, 0, 0, FD_GOOD, -EFAULT},
};

/* 5: flags, ph */
/* clang-format off */
static const struct error_row bad_value[] = {
	{ DEV_EXT, SET, FULL, false, BAD_FLAG, 0, FD_CLOSED, -EINVAL },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8, 4, FD_CLOSED, -EINVAL },
	{ DEV_EXT, SET, FULL, false, 0, 4, FD_GOOD, -EINVAL },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_REQUIRED, 0, FD_CLOSED, -EINVAL },
	{ DEV_8, SET, FULL, false, TPH_TAG_ST16 | BAD_FLAG, 0, FD_CLOSED, -EINVAL },
	{ DEV_8, SET, FULL, false, TPH_TAG_ST16, 4, FD_CLOSED, -EINVAL },
};
/* clang-format on */

/* 6: a 16-bit tag for an 8-bit completer */
/* clang-format off */
static const struct error_row too_wide[] = {
	{ DEV_8, SET, FULL, false, TPH_TAG_ST16, 0, FD_CLOSED, -EOPNOTSUPP },
	{ DEV_8, SET, FULL, false, TPH_TAG_ST8 | TPH_TAG_ST16, 3, FD_OTHER_DEVICE, -EOPNOTSUPP },
	{ DEV_8, SET, FULL, false, TPH_TAG_ST8, 3, FD_OTHER_DEVICE, 0 },
};
/* clang-format on */

/* 7: the file descriptor */
/* clang-format off */
static const struct error_row bad_fd[] = {
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8, 0, FD_CLOSED, -EBADF },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8, 0, FD_NO_DMABUF, -EINVAL },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8, 0, FD_OTHER_EXPORTER, -EINVAL },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8, 0, FD_OTHER_DEVICE, -EINVAL },
	{ DEV_EXT, SET, FULL, false, 0, 0, FD_CLOSED, -EBADF },
};
/* clang-format on */

/* Calls that must succeed: every flag, and clearing */
/* clang-format off */
static const struct error_row good[] = {
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8, 3, FD_GOOD, 0 },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST16, 0, FD_GOOD, 0 },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8 | TPH_TAG_ST16, 1, FD_GOOD, 0 },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8 | TPH_TAG_REQUIRED, 1, FD_GOOD, 0 },
	{ DEV_EXT, SET, FULL, false, TPH_TAG_ST8 | TPH_TAG_ST16 | TPH_TAG_REQUIRED, 2, FD_GOOD, 0 },
	{ DEV_EXT, SET, FULL + 8, false, 0, 0, FD_GOOD, 0 },
};
/* clang-format on */

#define ROWS(name_, rows_)                                         \
	{                                                          \
		.name = name_, .run = run_rows, .needs = NEED_ANY, \
		.arg = &(const struct error_case)                  \
		{                                                  \
			rows_, sizeof(rows_) / sizeof(rows_[0])    \
		}                                                  \
	}

static const struct demo_case_def cases[] = {
	ROWS("error/2-no-completer", no_completer),
	ROWS("error/3-call", bad_call),
	ROWS("error/4-unreadable", unreadable),
	ROWS("error/5-value", bad_value),
	ROWS("error/6-width", too_wide),
	ROWS("error/7-fd", bad_fd),
	{"error/8-interrupted", run_interrupted, NULL, NEED_ANY},
	{"error/9-busy", run_busy_error, NULL, NEED_PREFIX},
	ROWS("error/none", good),
};

void demo_errors(struct demo *demo, const char *only)
{
	demo_run(demo, cases, sizeof(cases) / sizeof(cases[0]), only);
}

/* 1: a kernel without the feature reports that before it checks the device */
static void run_unsupported(struct demo_case *c, const void *arg)
{
	struct tph_open_options how = {
		.backend = tph_device_backend(c->demo->dev), .bind = true};
	struct tph_tag_feature feature = {.dmabuf_fd = -1,
					  .tag_flags = BAD_FLAG};
	struct tph_device *none = NULL;
	char bdf[TPH_BDF_SIZE];
	int ret;

	case_operation(c, "none");
	case_ret(c, tph_dmabuf_tag_probe(c->demo->dev), -ENOTTY, "PROBE");
	case_ret(c, tph_dmabuf_tag_raw(c->demo->dev, &feature, FULL, SET),
		 -ENOTTY, "SET");
	ret = tph_pci_find(ACCEL_VENDOR_ID, ACCEL_DEVICE_ID, DEV_NONE, bdf);
	if (!ret)
		ret = tph_device_open(bdf, &how, &none);
	if (case_ret(c, ret, 0, "open the accelerator without tags"))
		case_ret(c, tph_dmabuf_tag_probe(none), -ENOTTY,
			 "PROBE on a device that is not a completer");
	tph_device_close(none);
}

void demo_unsupported(struct demo *demo, const char *only)
{
	static const struct demo_case_def def = {
		"error/1-not-built-in", run_unsupported, NULL, NEED_ANY};

	demo_run(demo, &def, 1, only);
}
