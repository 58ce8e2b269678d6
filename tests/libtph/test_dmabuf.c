// SPDX-License-Identifier: BSD-3-Clause
/* Export, tag, import: the arguments of ioctls, byte for byte. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/device.h>
#include <opentph/dma.h>
#include <opentph/dmabuf.h>
#include <opentph/error.h>

#include "tests/libtph/fake.h"
#include "libtph/sys.h"

static struct tph_device *dev;

static int start(void **state)
{
	fake_start();
	return tph_device_open(FAKE_BDF, NULL, &dev);
}

static int end(void **state)
{
	tph_device_close(dev);
	fake_end();
	return 0;
}

static void export_one(void **state)
{
	static const uint8_t want[] = {
		40,   0,    0,	  0,		 /* argsz */
		11,   0,    1,	  0,		 /* DMA_BUF, GET */
		2,    0,    0,	  0,		 /* region: BAR 2 */
		0x02, 0,    0x08, 0,		 /* O_RDWR | O_CLOEXEC */
		0,    0,    0,	  0,		 /* flags */
		1,    0,    0,	  0,		 /* ranges */
		0,    0x20, 0,	  0, 0, 0, 0, 0, /* offset */
		0,    0,    1,	  0, 0, 0, 0, 0, /* length */
	};
	int fd = -7;

	assert_int_equal(tph_dmabuf_export(dev, 2, 0x2000, 0x10000, &fd), 0);
	assert_memory_equal(fake.feature, want, sizeof(want));
	assert_true(fd >= 0);
	sys->close(fd);
}

static void export_many(void **state)
{
	const struct tph_range ranges[] = {{0xff000, 0x1000}, {0, 0x2000}};
	static const uint8_t want[] = {
		0, 0xf0, 0x0f, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0,
		0, 0,	 0,    0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0,
	};
	int fd;

	assert_int_equal(tph_dmabuf_export_ranges(dev, 0, ranges, 2, &fd), 0);
	assert_int_equal(fake.feature[0], 56);
	assert_int_equal(fake.feature[20], 2);
	assert_memory_equal(fake.feature + 24, want, sizeof(want));
	sys->close(fd);
}

static void export_refused(void **state)
{
	const struct tph_range none = {0, 0};
	int fd = -7;

	assert_int_equal(tph_dmabuf_export(dev, 1, 0, 4096, &fd), -ENOENT);
	assert_int_equal(tph_dmabuf_export(dev, 2, 0, 0, &fd), -EINVAL);
	assert_int_equal(tph_dmabuf_export(dev, 2, 8, 4096, &fd), -EINVAL);
	assert_int_equal(tph_dmabuf_export(dev, 2, 0, 4000, &fd), -EINVAL);
	assert_int_equal(tph_dmabuf_export(dev, 2, 0x100000, 4096, &fd),
			 -EINVAL);
	assert_int_equal(tph_dmabuf_export(dev, 2, UINT64_MAX - 4095, 8192,
					   &fd),
			 -EINVAL);
	assert_int_equal(tph_dmabuf_export_ranges(dev, 2, &none, 0, &fd),
			 -EINVAL);
	fake.feature_error = -ENOTTY;
	assert_int_equal(tph_dmabuf_export(dev, 2, 0, 4096, &fd), -ENOTTY);
	assert_non_null(strstr(tph_error(), "CONFIG_VFIO_PCI_DMABUF"));
	assert_int_equal(fd, -7);
}

/* struct vfio_device_feature, then v11's 12 bytes */
static void tag(void **state)
{
	static const struct {
		struct tph_tag tag;
		uint8_t want[20];
	} rows[] = {
		{{true, 0x5a, false, 0x1234, 2, false},
		 {20, 0, 0, 0, 14, 0, 2, 0, 5,	  0,
		  0,  0, 1, 0, 0,  0, 0, 0, 0x5a, 2}},
		{{false, 0x5a, true, 0x1234, 3, true},
		 {20, 0, 0, 0, 14, 0, 2,    0,	  5, 0,
		  0,  0, 6, 0, 0,  0, 0x34, 0x12, 0, 3}},
		{{true, 0, true, 0, 0, false},
		 {20, 0, 0, 0, 14, 0, 2, 0, 5, 0,
		  0,  0, 3, 0, 0,  0, 0, 0, 0, 0}},
		{{false, 0, false, 0, 0, false},
		 {20, 0, 0, 0, 14, 0, 2, 0, 5, 0,
		  0,  0, 0, 0, 0,  0, 0, 0, 0, 0}},
		/* Values are the kernel's to judge */
		{{true, 1, false, 0, 0xff, true},
		 {20, 0, 0, 0, 14, 0, 2, 0, 5, 0,
		  0,  0, 5, 0, 0,  0, 0, 0, 1, 0xff}},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(tph_dmabuf_tag(dev, 5, &rows[i].tag), 0);
		assert_memory_equal(fake.feature, rows[i].want, 20);
		assert_int_equal(fake.feature[20], 0);
	}
}

static void tag_errors(void **state)
{
	static const int errors[] = {-ENOTTY, -EOPNOTSUPP, -EINVAL,
				     -EBADF,  -EINTR,	   -EBUSY};
	const struct tph_tag one = {.st8_valid = true, .st8 = 1};
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		fake.feature_error = errors[i];
		assert_int_equal(tph_dmabuf_tag(dev, 5, &one), errors[i]);
		assert_non_null(strstr(tph_error(), FAKE_BDF));
		assert_int_equal(tph_dmabuf_tag_probe(dev), errors[i]);
	}
}

static void probe(void **state)
{
	assert_int_equal(tph_dmabuf_tag_probe(dev), 0);
	/* DMA_BUF_TPH, SET and PROBE */
	assert_memory_equal(fake.feature + 4, "\x0e\x00\x06\x00", 4);
}

static void raw(void **state)
{
	struct tph_tag_feature feature = {
		.argsz = 1,
		.flags = 2,
		.dmabuf_fd = -1,
		.tag_flags = 0xffffffff,
		.st16 = 0xabcd,
		.st8 = 0xef,
		.ph = 9,
	};

	assert_int_equal(tph_dmabuf_tag_raw(dev, &feature, 20, TPH_FEATURE_GET),
			 0);
	assert_memory_equal(fake.feature,
			    "\x14\0\0\0\x0e\0\1\0\xff\xff\xff\xff"
			    "\xff\xff\xff\xff\xcd\xab\xef\x09",
			    20);
	/* argsz is passed unchanged */
	assert_int_equal(tph_dmabuf_tag_raw(dev, &feature, 19, TPH_FEATURE_SET),
			 0);
	assert_memory_equal(fake.feature, "\x13\0\0\0\x0e\0\2\0", 8);
	fake.feature_error = -EFAULT;
	assert_int_equal(tph_dmabuf_tag_raw(dev, &feature, 20, TPH_FEATURE_SET),
			 -EFAULT);
}

static void applied(void **state)
{
	struct tph_asked asked;
	struct tph_attachment list[1];
	size_t n = 9;
	int fd;

	assert_int_equal(tph_dmabuf_export(dev, 2, 0, 4096, &fd), 0);
	fake.fdinfo = "pos:\t0\nflags:\t02000002\nmnt_id:\t15\nino:\t3\n"
		      "size:\t4096\ncount:\t2\nexp_name:\tvfio_pci\n"
		      "pci-tph:\tst8=0x5a ph=2 required\n"
		      "pci-tph-attach:\t0000:04:00.0 st8=0x5a ph=2\n";
	assert_int_equal(tph_dmabuf_applied(fd, &asked, list, 1, &n), 0);
	assert_true(asked.set && asked.tag.required);
	assert_int_equal(asked.tag.st8, 0x5a);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].name, "0000:04:00.0");
	assert_true(list[0].applied);

	fake.calls = 0;
	fake.fail_at = 3;
	fake.fail_err = -EIO;
	assert_int_equal(tph_dmabuf_applied(fd, &asked, NULL, 0, NULL), -EIO);
	fake.fail_at = 0;
	sys->close(fd);
	assert_int_equal(tph_dmabuf_applied(fd, &asked, NULL, 0, NULL), -EBADF);
}

static void importer(void **state)
{
	/* fd, flags, handle, applied, st, ph, reserved */
	static const uint8_t answer[20] = {5, 0, 0, 0, 4, 0, 0,	   0,	 7, 0,
					   0, 0, 3, 0, 0, 0, 0x34, 0x12, 2, 0};
	static const uint8_t now[12] = {7, 0, 0, 0, 1, 0, 0, 0, 9, 0, 3, 0};
	static const uint8_t write[32] = {7, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x10, 0,
					  0, 0, 0, 0, 0, 5, 0, 0, 0,	0,    0,
					  0, 0, 6, 0, 0, 0, 0, 0, 0,	0};
	struct tph_dma_hint hint;
	struct tph_dma *dma;
	uint8_t narrow[20];
	uint32_t handle;

	assert_int_equal(tph_dma_open("/dev/tph_dma9", &dma), -ENOENT);
	assert_int_equal(tph_dma_open(NULL, &dma), 0);
	fake_importer_answer(answer, sizeof(answer));
	assert_int_equal(
		tph_dma_import(dma, 5, TPH_DMA_ONLY_16, &handle, &hint), 0);
	assert_memory_equal(fake.importer, "\5\0\0\0\4\0\0\0", 8);
	assert_int_equal(handle, 7);
	assert_true(hint.applied && hint.st16 && hint.mapped);
	assert_int_equal(hint.st, 0x1234);
	assert_int_equal(hint.ph, 2);

	assert_int_equal(tph_dma_write(dma, 7, 5, (void *)0x1000, 6), 0);
	assert_memory_equal(fake.importer, write, sizeof(write));
	fake_importer_answer(now, sizeof(now));
	assert_int_equal(tph_dma_state(dma, 7, &hint), 0);
	assert_memory_equal(fake.importer, "\7\0\0\0", 4);
	assert_true(hint.applied && !hint.st16 && !hint.mapped);
	assert_int_equal(hint.st, 9);
	assert_int_equal(hint.ph, 3);
	assert_int_equal(tph_dma_release(dma, 7), 0);
	assert_memory_equal(fake.importer, "\7\0\0\0", 4);

	memcpy(narrow, answer, sizeof(narrow));
	narrow[12] = 1; /* TPH, of 8 bits */
	fake_importer_answer(narrow, sizeof(narrow));
	assert_int_equal(tph_dma_import(dma, 5, 0, &handle, &hint), 0);
	assert_true(hint.applied && !hint.st16);
	narrow[12] = 0;
	fake_importer_answer(narrow, sizeof(narrow));
	assert_int_equal(tph_dma_import(dma, 5, 0, &handle, &hint), 0);
	assert_true(!hint.applied && !hint.st16);

	fake.importer_error = -ENODEV;
	hint.st = 10;
	handle = 99;
	assert_int_equal(tph_dma_import(dma, 5, 0, &handle, NULL), -ENODEV);
	assert_int_equal(handle, 99);
	assert_int_equal(tph_dma_write(dma, 7, 0, NULL, 1), -ENODEV);
	assert_int_equal(tph_dma_state(dma, 7, &hint), -ENODEV);
	assert_int_equal(hint.st, 10);
	assert_int_equal(tph_dma_release(dma, 7), -ENODEV);
	tph_dma_close(dma);
	tph_dma_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(export_one, start, end),
		cmocka_unit_test_setup_teardown(export_many, start, end),
		cmocka_unit_test_setup_teardown(export_refused, start, end),
		cmocka_unit_test_setup_teardown(tag, start, end),
		cmocka_unit_test_setup_teardown(tag_errors, start, end),
		cmocka_unit_test_setup_teardown(probe, start, end),
		cmocka_unit_test_setup_teardown(raw, start, end),
		cmocka_unit_test_setup_teardown(applied, start, end),
		cmocka_unit_test_setup_teardown(importer, start, end),
	};

	return cmocka_run_group_tests_name("libtph: dma-buf", tests, NULL,
					   NULL);
}
