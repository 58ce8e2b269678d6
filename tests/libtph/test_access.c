// SPDX-License-Identifier: BSD-3-Clause
/* BARs, configuration space, reset, interrupts, DMA mappings. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include <opentph/device.h>

#include "tests/libtph/fake.h"

static struct tph_device *dev;

static int open_as(enum tph_backend backend)
{
	const struct tph_open_options options = {.backend = backend};

	return tph_device_open(FAKE_BDF, &options, &dev);
}

static int start(void **state)
{
	fake_start();
	return open_as(TPH_BACKEND_CDEV);
}

static int end(void **state)
{
	tph_device_close(dev);
	fake_end();
	return 0;
}

static void sizes(void **state)
{
	uint64_t size = 1;

	assert_int_equal(tph_bar_size(dev, 4, &size), 0);
	assert_int_equal(size, 0x2000);
	size = 1;
	assert_int_equal(tph_bar_size(dev, 1, &size), -ENOENT);
	/* Configuration space is not a BAR */
	assert_int_equal(tph_bar_size(dev, 7, &size), -ENOENT);
	assert_int_equal(tph_bar_size(dev, 4000000000u, &size), -ENOENT);
	assert_int_equal(size, 1);
}

/* The same accesses, with and without a mapping */
static void accesses(void)
{
	uint8_t *mem = fake.memory[2], buf[32];
	uint32_t v32 = 5;
	uint64_t v64 = 5;

	memcpy(mem + 8, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
	assert_int_equal(tph_bar_read32(dev, 2, 8, &v32), 0);
	assert_int_equal(v32, 0x04030201);
	assert_int_equal(tph_bar_read64(dev, 2, 8, &v64), 0);
	assert_true(v64 == 0x0807060504030201);
	assert_int_equal(tph_bar_write32(dev, 2, 0xffffc, 0xa1b2c3d4), 0);
	assert_memory_equal(mem + 0xffffc, "\xd4\xc3\xb2\xa1", 4);
	assert_int_equal(tph_bar_write64(dev, 2, 0x10, 0x1122334455667788), 0);
	assert_memory_equal(mem + 0x10, "\x88\x77\x66\x55\x44\x33\x22\x11", 8);

	v32 = 5;
	v64 = 5;
	assert_int_equal(tph_bar_read32(dev, 2, 2, &v32), -EINVAL);
	assert_int_equal(tph_bar_read64(dev, 2, 4, &v64), -EINVAL);
	assert_int_equal(tph_bar_read32(dev, 2, 0x100000, &v32), -ERANGE);
	assert_int_equal(tph_bar_read64(dev, 2, UINT64_MAX - 7, &v64), -ERANGE);
	assert_int_equal(tph_bar_write32(dev, 2, 0x100000, 0), -ERANGE);
	assert_int_equal(tph_bar_write64(dev, 2, 0xffffc, 0), -EINVAL);
	assert_int_equal(tph_bar_read32(dev, 3, 0, &v32), -ENOENT);
	assert_int_equal(v32, 5);
	assert_int_equal(v64, 5);

	/* Only the range changes */
	memset(mem + 0x100, 0xee, 64);
	memcpy(buf, "abcdefghijklmnopqrstuvwxyz", 26);
	assert_int_equal(tph_bar_write(dev, 2, 0x103, buf, 26), 0);
	assert_memory_equal(mem + 0x103, "abcdefghijklmnopqrstuvwxyz", 26);
	assert_int_equal(mem[0x102], 0xee);
	assert_int_equal(mem[0x103 + 26], 0xee);
	memset(buf, 0, sizeof(buf));
	assert_int_equal(tph_bar_read(dev, 2, 0x105, buf, 5), 0);
	assert_memory_equal(buf, "cdefg\0", 6);
	assert_int_equal(tph_bar_read(dev, 2, 0x100000, buf, 0), 0);
	assert_int_equal(tph_bar_read(dev, 2, 0xffff8, buf, 9), -ERANGE);
	assert_int_equal(tph_bar_write(dev, 2, 1, buf, SIZE_MAX), -ERANGE);
}

static void by_calls(void **state)
{
	accesses();
	/* Accesses of registers are whole */
	memset(fake.widths, 0, sizeof(fake.widths));
	tph_bar_write32(dev, 0, 4, 0);
	tph_bar_write64(dev, 0, 8, 0);
	assert_int_equal(fake.widths[4], 1);
	assert_int_equal(fake.widths[8], 1);
	assert_int_equal(fake.widths[1] + fake.widths[2], 0);
}

static void by_mapping(void **state)
{
	void *addr = NULL, *again = NULL;

	assert_int_equal(tph_bar_map(dev, 2, &addr), 0);
	assert_ptr_equal(addr, fake.memory[2]);
	assert_int_equal(tph_bar_map(dev, 2, &again), 0);
	assert_ptr_equal(again, addr);
	assert_int_equal(fake.mappings, 1);
	memset(fake.widths, 0, sizeof(fake.widths));
	accesses();
	/* The mapping was used */
	assert_int_equal(fake.widths[4] + fake.widths[8], 0);
	tph_bar_unmap(dev, 2);
	tph_bar_unmap(dev, 2);
	assert_int_equal(fake.mappings, 0);
	tph_bar_write32(dev, 2, 0, 1);
	assert_int_equal(fake.widths[4], 1);
	/* Closing undoes the rest */
	assert_int_equal(tph_bar_map(dev, 4, NULL), 0);
}

static void no_mapping(void **state)
{
	void *addr = (void *)&addr;

	assert_int_equal(tph_bar_map(dev, 1, &addr), -ENOENT);
	assert_int_equal(tph_bar_map(dev, 7, &addr), -ENOENT);
	fake.calls = 0;
	fake.fail_at = 1;
	fake.fail_err = -ENOMEM;
	assert_int_equal(tph_bar_map(dev, 2, &addr), -ENOMEM);
	fake.fail_at = 0;
	assert_ptr_equal(addr, (void *)&addr);
	/* A failed try leaves the other way usable */
	assert_int_equal(tph_bar_write32(dev, 2, 0, 1), 0);

	tph_device_close(dev);
	fake.sparse = true;
	fake.region_flags[2] = 3; /* without MMAP */
	assert_int_equal(open_as(TPH_BACKEND_CDEV), 0);
	assert_int_equal(tph_bar_map(dev, 0, &addr), -EOPNOTSUPP);
	assert_int_equal(tph_bar_map(dev, 2, &addr), -EOPNOTSUPP);
	assert_int_equal(tph_bar_map(dev, 4, &addr), 0);
}

static void bad_capabilities(void **state)
{
	struct tph_device *other;

	fake.sparse = true;
	for (fake.sparse_loop = 1; fake.sparse_loop <= 2; fake.sparse_loop++)
		assert_int_equal(tph_device_open(FAKE_BDF, NULL, &other),
				 -EPROTO);
}

static void decoding_off(void **state)
{
	uint32_t v = 5;

	assert_int_equal(tph_device_memory_enable(dev, false), 0);
	assert_int_equal(fake.memory[7][4], 0);
	assert_int_equal(tph_bar_read32(dev, 0, 0, &v), -EIO);
	assert_int_equal(tph_bar_write32(dev, 0, 0, v), -EIO);
	assert_int_equal(v, 5);
	assert_int_equal(tph_device_memory_enable(dev, true), 0);
	assert_int_equal(tph_device_master_enable(dev, true), 0);
	assert_int_equal(fake.memory[7][4], 6);
	assert_int_equal(fake.memory[7][5], 0);
	assert_int_equal(tph_device_master_enable(dev, false), 0);
	assert_int_equal(fake.memory[7][4], 2);
}

static void config(void **state)
{
	uint8_t buf[4] = {1, 2, 3, 4};

	assert_int_equal(tph_config_write(dev, 0xffc, buf, 4), 0);
	memset(buf, 0, 4);
	assert_int_equal(tph_config_read(dev, 0xffe, buf, 2), 0);
	assert_memory_equal(buf, "\3\4\0\0", 4);
	assert_int_equal(tph_config_read(dev, 0xffe, buf, 4), -ERANGE);
	assert_int_equal(tph_config_write(dev, UINT32_MAX, buf, 4), -ERANGE);
	fake.calls = 0;
	fake.fail_at = 1;
	fake.fail_err = -EIO;
	assert_int_equal(tph_device_master_enable(dev, true), -EIO);
}

static void reset(void **state)
{
	assert_int_equal(tph_device_reset(dev), 0);
	assert_int_equal(fake.resets, 1);
	fake.calls = 0;
	fake.fail_at = 1;
	fake.fail_err = -EAGAIN;
	assert_int_equal(tph_device_reset(dev), -EAGAIN);
	fake.fail_at = 0;
	tph_device_close(dev);
	fake.resettable = false;
	assert_int_equal(open_as(TPH_BACKEND_CDEV), 0);
	assert_int_equal(tph_device_reset(dev), -EOPNOTSUPP);
	assert_int_equal(fake.resets, 1);
}

static void interrupts(void **state)
{
	unsigned int fds = fake.open_fds;
	uint64_t count = 99;
	int fd = 99;

	assert_int_equal(tph_irq_wait(dev, 0, 0, &count), -ERANGE);
	assert_int_equal(tph_irq_enable(dev, 0), -ERANGE);
	assert_int_equal(tph_irq_enable(dev, 3), -ERANGE);
	assert_int_equal(tph_irq_enable(dev, 2), 0);
	assert_int_equal(fake.irqs_enabled, 2);
	assert_int_equal(tph_irq_enable(dev, 2), -EBUSY);
	assert_int_equal(tph_irq_fd(dev, 2, &fd), -ERANGE);
	assert_int_equal(fd, 99);
	assert_int_equal(tph_irq_fd(dev, 1, &fd), 0);
	assert_int_equal(fd, fake.irq_fds[1]);

	assert_int_equal(tph_irq_wait(dev, 1, 0, &count), -ETIMEDOUT);
	assert_int_equal(count, 99);
	fake_raise(1);
	fake_raise(1);
	assert_int_equal(tph_irq_wait(dev, 0, 0, &count), -ETIMEDOUT);
	assert_int_equal(tph_irq_wait(dev, 1, -1, &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(tph_irq_wait(dev, 1, 0, NULL), -ETIMEDOUT);
	fake_raise(1);
	fake.calls = 0;
	fake.fail_at = 1;
	fake.fail_err = -EINTR;
	assert_int_equal(tph_irq_wait(dev, 1, 0, NULL), -EINTR);
	/* Not lost */
	assert_int_equal(tph_irq_wait(dev, 1, 0, NULL), 0);

	tph_irq_disable(dev);
	tph_irq_disable(dev);
	assert_int_equal(fake.irqs_enabled, 0);
	assert_int_equal(fake.open_fds, fds);
	/* Closing undoes the rest */
	assert_int_equal(tph_irq_enable(dev, 1), 0);
}

static void interrupts_fail(void **state)
{
	unsigned int fds = fake.open_fds, n;

	/* Two eventfds, one ioctl */
	for (n = 1; n <= 3; n++) {
		fake.calls = 0;
		fake.fail_at = n;
		fake.fail_err = -EMFILE;
		assert_int_equal(tph_irq_enable(dev, 2), -EMFILE);
		assert_int_equal(fake.open_fds, fds);
	}
	fake.fail_at = 0;
	tph_device_close(dev);
	fake.vectors = 0;
	assert_int_equal(open_as(TPH_BACKEND_CDEV), 0);
	assert_int_equal(tph_irq_enable(dev, 1), -EOPNOTSUPP);
}

static void *page(unsigned int n)
{
	return (void *)(uintptr_t)(0x7f0000000000 + 4096ul * n);
}

static void map_checks(void **state)
{
	uint64_t iova = TPH_IOVA_ANY;

	assert_int_equal(tph_map(dev, page(0), 0, &iova), -EINVAL);
	assert_int_equal(tph_map(dev, page(0), 100, &iova), -EINVAL);
	assert_int_equal(tph_map(dev, (char *)page(0) + 8, 4096, &iova),
			 -EINVAL);
	iova = 8;
	assert_int_equal(tph_map(dev, page(0), 4096, &iova), -EINVAL);
	assert_int_equal(iova, 8);
	assert_int_equal(fake.dma_n, 0);
}

static void map_iommufd(void **state)
{
	uint64_t iova = TPH_IOVA_ANY;

	assert_int_equal(tph_map(dev, page(1), 8192, &iova), 0);
	assert_int_equal(iova, 0x40000000); /* the kernel's choice */
	assert_int_equal(fake.dma[0].len, 8192);
	assert_true(fake.dma[0].addr == (uintptr_t)page(1));
	iova = 0x40001000;
	assert_int_equal(tph_map(dev, page(3), 4096, &iova), -EEXIST);
	assert_int_equal(iova, 0x40001000);
	iova = 0;
	assert_int_equal(tph_map(dev, page(3), 4096, &iova), 0);
	assert_int_equal(fake.dma[1].iova, 0);
	assert_int_equal(tph_unmap(dev, 0x40000000, 4096), -ENOENT);
	assert_int_equal(tph_unmap(dev, 0x40000000, 8192), 0);
	assert_int_equal(tph_unmap(dev, 0, 4096), 0);
	assert_int_equal(fake.dma_n, 0);
}

static void map_type1(void **state)
{
	uint64_t a = TPH_IOVA_ANY, b = TPH_IOVA_ANY, c = 0x2000;
	uint64_t big = TPH_IOVA_ANY, huge = TPH_IOVA_ANY;

	tph_device_close(dev);
	assert_int_equal(open_as(TPH_BACKEND_GROUP), 0);
	assert_int_equal(tph_map(dev, page(1), 8192, &a), 0);
	assert_int_equal(tph_map(dev, page(9), 4096, &b), 0);
	/* Apart, and not in the lowest megabyte */
	assert_true(a >= 0x100000 && (b >= a + 8192 || b + 4096 <= a));
	assert_int_equal(tph_map(dev, page(20), 4096, &c), 0);
	assert_int_equal(c, 0x2000);
	/* Too long for the space below the interrupts: above them */
	assert_int_equal(tph_map(dev, page(0), 0xff000000, &big), 0);
	assert_true(big >= 0xfef00000);
	/* Longer than any range */
	assert_int_equal(tph_map(dev, page(0), 0x8000000000, &huge), -ENOSPC);
	assert_true(huge == TPH_IOVA_ANY);

	assert_int_equal(tph_unmap(dev, a, 4096), -ENOENT);
	assert_int_equal(tph_unmap(dev, a, 8192), 0);
	assert_int_equal(fake.dma_n, 3);
}

static void map_noiommu(void **state)
{
	uint64_t iova = TPH_IOVA_ANY;

	tph_device_close(dev);
	fake.noiommu_group = true;
	assert_int_equal(open_as(TPH_BACKEND_NOIOMMU), 0);
	assert_int_equal(tph_map(dev, page(1), 4096, &iova), -EOPNOTSUPP);
	assert_int_equal(tph_unmap(dev, 0, 4096), -EOPNOTSUPP);
	tph_device_close(dev);
	/* An address space of iommufd translates nothing there either */
	fake.noiommu_cdev = true;
	assert_int_equal(open_as(TPH_BACKEND_CDEV), 0);
	assert_int_equal(tph_map(dev, page(1), 4096, &iova), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sizes, start, end),
		cmocka_unit_test_setup_teardown(by_calls, start, end),
		cmocka_unit_test_setup_teardown(by_mapping, start, end),
		cmocka_unit_test_setup_teardown(no_mapping, start, end),
		cmocka_unit_test_setup_teardown(bad_capabilities, start, end),
		cmocka_unit_test_setup_teardown(decoding_off, start, end),
		cmocka_unit_test_setup_teardown(config, start, end),
		cmocka_unit_test_setup_teardown(reset, start, end),
		cmocka_unit_test_setup_teardown(interrupts, start, end),
		cmocka_unit_test_setup_teardown(interrupts_fail, start, end),
		cmocka_unit_test_setup_teardown(map_checks, start, end),
		cmocka_unit_test_setup_teardown(map_iommufd, start, end),
		cmocka_unit_test_setup_teardown(map_type1, start, end),
		cmocka_unit_test_setup_teardown(map_noiommu, start, end),
	};

	return cmocka_run_group_tests_name("libtph: access", tests, NULL, NULL);
}
