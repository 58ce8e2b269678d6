// SPDX-License-Identifier: BSD-3-Clause
/* Tables of Intel's IOMMU, by hand from VT-d 9.1, 9.3 and 9.8 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "fabric/iommu.h"

#define PAGE 4096

/* Pages of the guest's memory: 1 root, 2 contexts, 3.. tables; the last is high */
static uint64_t memory[12 * PAGE / 8];
static const struct iommu_memory ram = {
	.base = (const uint8_t *)memory,
	.len = sizeof(memory),
};
static const struct iommu iommu = {.root = 1 * PAGE, .low = 11 * PAGE};

static void set(unsigned int page, unsigned int index, uint64_t value)
{
	memory[page * (PAGE / 8) + index] = value;
}

/* 04:00.0 with four levels: 3 to 6 */
static int setup(void **state)
{
	memset(memory, 0, sizeof(memory));
	set(1, 2 * 0x04, 2 * PAGE | 1);
	set(2, 0, 3 * PAGE | 1);
	set(2, 1, 0x302); /* domain 3, 48 bits */
	set(3, 1, 4 * PAGE | 3);
	set(4, 2, 5 * PAGE | 3);
	set(5, 3, 6 * PAGE | 3);
	set(6, 4, 0xfebd5000 | 3);
	set(6, 5, 0xfebd6000 | 1);
	set(6, 6, 0xfebd7000 | 2);
	return 0;
}

#define IOVA(a, b, c, d) \
	((uint64_t)(a) << 39 | (uint64_t)(b) << 30 | (c) << 21 | (d) << 12)

static int translate(uint16_t requester, uint64_t addr, bool write,
		     uint64_t *ret)
{
	return iommu_translate(&iommu, &ram, requester, addr, write, ret);
}

static void walks_the_tables(void **state)
{
	uint64_t addr;

	assert_int_equal(
		translate(0x400, IOVA(1, 2, 3, 4) + 0x123, true, &addr), 0);
	assert_true(addr == 0xfebd5123);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), false, &addr), 0);
	/* read only, write only */
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 5), false, &addr), 0);
	assert_true(addr == 0xfebd6000);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 5), true, &addr),
			 -ENOENT);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 6), true, &addr), 0);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 6), false, &addr),
			 -ENOENT);
	/* what a table above does not allow, no leaf does */
	set(4, 2, 5 * PAGE | 1);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr),
			 -ENOENT);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), false, &addr), 0);
}

static void pages_may_be_large(void **state)
{
	uint64_t addr;

	set(5, 3, 0xfe800000 | 0x83);
	assert_int_equal(
		translate(0x400, IOVA(1, 2, 3, 4) + 0x123, true, &addr), 0);
	assert_true(addr == 0xfe804123);
	set(4, 2, 0x380000000000 | 0x83);
	assert_int_equal(
		translate(0x400, IOVA(1, 2, 3, 4) + 0x123, true, &addr), 0);
	assert_true(addr == 0x380000604123);
	/* not at the top */
	set(3, 1, 4 * PAGE | 0x83);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr), 0);
	assert_true(addr == 0x380000604000);
}

static void levels_are_those_of_the_context(void **state)
{
	uint64_t addr;

	set(2, 0, 4 * PAGE | 5); /* with ATS */
	set(2, 1, 0x301);	 /* 39 bits, three levels */
	assert_int_equal(translate(0x400, IOVA(0, 2, 3, 4), true, &addr), 0);
	assert_true(addr == 0xfebd5000);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr),
			 -ENOENT);
	/* none that this is: 30 bits; reserved */
	set(2, 1, 0x300);
	assert_int_equal(translate(0x400, 0, true, &addr), -ENOENT);
	set(2, 1, 0x307);
	assert_int_equal(translate(0x400, 0, true, &addr), -ENOENT);
}

static void others_are_not_translated(void **state)
{
	static const struct iommu off = {.low = 11 * PAGE};
	uint64_t addr = 7;

	/* another bus, another function, nothing there */
	assert_int_equal(translate(0x500, IOVA(1, 2, 3, 4), true, &addr),
			 -ENOENT);
	assert_int_equal(translate(0x401, IOVA(1, 2, 3, 4), true, &addr),
			 -ENOENT);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 7), true, &addr),
			 -ENOENT);
	assert_int_equal(translate(0x400, IOVA(2, 2, 3, 4), true, &addr),
			 -ENOENT);
	assert_int_equal(translate(0x400, 1ull << 48, true, &addr), -ENOENT);
	/* passed through; switched off */
	set(2, 0, 3 * PAGE | 9);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr),
			 -ENOENT);
	assert_int_equal(iommu_translate(&off, &ram, 0x400, IOVA(1, 2, 3, 4),
					 true, &addr),
			 -ENOENT);
	assert_int_equal(addr, 7);
}

/* Memory above 4 GiB comes after that below */
static void tables_lie_in_memory(void **state)
{
	static const struct iommu far = {.root = 0xffffffffffff000,
					 .low = 11 * PAGE};
	static const struct iommu_memory none = {0};
	uint64_t addr;

	set(5, 3, 0x100000000 | 3);
	set(11, 4, 0xfebd8000 | 3);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr), 0);
	assert_true(addr == 0xfebd8000);
	set(5, 3, 0x100001000 | 3);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr),
			 -EFAULT);
	set(5, 3, 11 * PAGE | 3); /* between */
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr),
			 -EFAULT);
	set(2, 0, 0xffffffffff000 | 1);
	assert_int_equal(translate(0x400, IOVA(1, 2, 3, 4), true, &addr),
			 -EFAULT);
	assert_int_equal(iommu_translate(&far, &ram, 0x400, 0, true, &addr),
			 -EFAULT);
	assert_int_equal(iommu_translate(&iommu, &none, 0x400, 0, true, &addr),
			 -EFAULT);
}

#define TEST(_name) cmocka_unit_test_setup(_name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(walks_the_tables),
		TEST(pages_may_be_large),
		TEST(levels_are_those_of_the_context),
		TEST(others_are_not_translated),
		TEST(tables_lie_in_memory),
	};

	return cmocka_run_group_tests_name("fabric-iommu", tests, NULL, NULL);
}
