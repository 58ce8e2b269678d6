// SPDX-License-Identifier: BSD-3-Clause
/*
 * Configuration space of a PF and of a VF: offsets and values by hand from
 * pci_regs.h and sec 7.5, 9.3
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "pcie/pcie.h"

static struct pcie_config config;

static const struct pcie_identity identity = {
	.vendor = 0x1b36,
	.device = 0x00a1,
	.subsystem_vendor = 0x1af4,
	.subsystem = 0x1100,
	.class_code = 0x120000,
	.revision = 3,
};

static const struct pcie_bar bars[PCIE_BARS] = {
	[0] = {.size = 0x100000, .is64 = true, .prefetchable = true},
	[2] = {.size = 0x100}, /* less than a page */
};

static const struct pcie_sriov_params sriov = {
	.total = 16,
	.offset = 4,
	.stride = 2,
	.device = 0x00a7,
	.number = 3,
	.first = true,
	.bars = bars,
};

static uint32_t get(unsigned int offset, unsigned int size)
{
	return pcie_config_get(&config, offset, size);
}

static void write_reg(unsigned int offset, unsigned int size, uint32_t value)
{
	pcie_config_write(&config, offset, size, value);
}

static int setup(void **state)
{
	pcie_config_init(&config, &identity);
	assert_int_equal(pcie_config_add_aer(&config), 0x100);
	assert_int_equal(pcie_config_add_sriov(&config, &sriov), 0x148);
	assert_int_equal(config.sriov, 0x148);
	return 0;
}

static void the_capability_describes_the_vfs(void **state)
{
	assert_int_equal(get(0x100, 4) >> 20, 0x148);
	assert_int_equal(get(0x148, 4), 0x00010010);
	assert_int_equal(get(0x14c, 4),
			 2); /* hierarchy preserved, no migration */
	assert_int_equal(get(0x150, 4), 0);	     /* control, status */
	assert_int_equal(get(0x154, 4), 0x00100010); /* total, initial */
	assert_int_equal(get(0x158, 4), 0x00030000); /* link: itself; NumVFs */
	assert_int_equal(get(0x15c, 4), 0x00020004); /* stride, offset */
	assert_int_equal(get(0x160, 4), 0x00a70000); /* device */
	assert_int_equal(get(0x164, 4), 0x553);	     /* the required sizes */
	assert_int_equal(get(0x168, 4), 1);	     /* 4 KiB */
	assert_int_equal(get(0x16c, 4), 0x0c);	     /* 64 bits, prefetchable */
	assert_int_equal(get(0x170, 4), 0);
	assert_int_equal(get(0x174, 4), 0); /* 32 bits */
	assert_int_equal(get(0x178, 4), 0);
	/* the next one follows at once */
	assert_int_equal(pcie_config_add_dsn(&config, 1), 0x188);
}

static void what_describes_is_read_only(void **state)
{
	uint8_t before[0x40];

	memcpy(before, config.data + 0x148, sizeof(before));
	for (unsigned int at = 0x148; at < 0x150; at += 4)
		write_reg(at, 4, UINT32_MAX);
	write_reg(0x152, 2, 0xffff);
	write_reg(0x154, 4, UINT32_MAX);
	write_reg(0x15a, 2, 0xffff);
	write_reg(0x15c, 4, UINT32_MAX);
	write_reg(0x160, 4, UINT32_MAX);
	write_reg(0x164, 4, UINT32_MAX);
	write_reg(0x184, 4, UINT32_MAX);
	assert_memory_equal(before, config.data + 0x148, sizeof(before));
}

/* VF Enable, VF MSE, ARI Capable Hierarchy */
static void control_has_three_bits(void **state)
{
	write_reg(0x150, 2, 0xffff);
	assert_int_equal(get(0x150, 2), 0x0019);
	write_reg(0x150, 2, 0x0018);
	assert_int_equal(get(0x150, 2), 0x0018);
	/* the hierarchy may not change while there are VFs */
	write_reg(0x150, 2, 0x0019);
	write_reg(0x150, 2, 0x0001);
	assert_int_equal(get(0x150, 2), 0x0011);
	write_reg(0x150, 2, 0x0000);
	assert_int_equal(get(0x150, 2), 0x0010);
	write_reg(0x150, 2, 0x0000);
	assert_int_equal(get(0x150, 2), 0x0000);
}

static void only_the_first_pf_has_the_hierarchy(void **state)
{
	struct pcie_sriov_params second = sriov;

	second.first = false;
	pcie_config_init(&config, &identity);
	assert_int_equal(pcie_config_add_sriov(&config, &second), 0x100);
	assert_int_equal(get(0x104, 4), 0);
	write_reg(0x108, 2, 0xffff);
	assert_int_equal(get(0x108, 2), 0x0009);
}

static void number_is_limited_and_fixed_while_enabled(void **state)
{
	write_reg(0x158, 2, 16);
	assert_int_equal(get(0x158, 2), 16);
	write_reg(0x158, 2, 17);
	assert_int_equal(get(0x158, 2), 16);
	write_reg(0x158, 2, 5);
	write_reg(0x150, 2, 1);
	write_reg(0x158, 2, 6);
	assert_int_equal(get(0x158, 4), 0x00030005);
	write_reg(0x150, 2, 0);
	write_reg(0x158, 2, 0);
	assert_int_equal(get(0x158, 2), 0);
}

static void page_size_is_fixed_while_enabled(void **state)
{
	write_reg(0x168, 4, 0x10);
	assert_int_equal(get(0x168, 4), 0x10);
	write_reg(0x168, 4, 0x80); /* 512 KiB is not supported */
	assert_int_equal(get(0x168, 4), 0);
	write_reg(0x168, 4, 0x400);
	write_reg(0x150, 2, 1);
	write_reg(0x168, 4, 1);
	assert_int_equal(get(0x168, 4), 0x400);
}

/* As software sizes them: write ones */
static void bars_have_sizes(void **state)
{
	write_reg(0x16c, 4, UINT32_MAX);
	write_reg(0x170, 4, UINT32_MAX);
	write_reg(0x174, 4, UINT32_MAX);
	write_reg(0x178, 4, UINT32_MAX);
	assert_int_equal(get(0x16c, 4), 0xfff0000c);
	assert_int_equal(get(0x170, 4), 0xffffffff);
	assert_int_equal(get(0x174, 4), 0xfffff000); /* a page */
	assert_int_equal(get(0x178, 4), 0);
}

static void an_aperture_is_whole_pages(void **state)
{
	assert_int_equal(pcie_config_vf_aperture(&config, &bars[0]), 0x100000);
	assert_int_equal(pcie_config_vf_aperture(&config, &bars[2]), 0x1000);
	write_reg(0x168, 4, 0x010); /* 64 KiB */
	assert_int_equal(pcie_config_vf_aperture(&config, &bars[0]), 0x100000);
	assert_int_equal(pcie_config_vf_aperture(&config, &bars[2]), 0x10000);
	write_reg(0x168, 4, 0x400); /* 4 MiB */
	assert_int_equal(pcie_config_vf_aperture(&config, &bars[0]), 0x400000);
}

static void wrong_parameters_add_nothing(void **state)
{
	struct pcie_sriov_params p = sriov;
	struct pcie_config before;

	before = config;
	p.total = 0;
	assert_int_equal(pcie_config_add_sriov(&config, &p), 0);
	p = sriov;
	p.offset = 0;
	assert_int_equal(pcie_config_add_sriov(&config, &p), 0);
	p = sriov;
	p.stride = 0;
	assert_int_equal(pcie_config_add_sriov(&config, &p), 0);
	/* the last VF would be function 256: 3 + 4 + 2 * 125 = 257, then 255 */
	p = sriov;
	p.total = 126;
	assert_int_equal(pcie_config_add_sriov(&config, &p), 0);
	assert_memory_equal(&before, &config, sizeof(config));
	p.total = 125;
	assert_int_not_equal(pcie_config_add_sriov(&config, &p), 0);
}

static void a_vf_has_no_ids_and_one_enable(void **state)
{
	pcie_config_init_vf(&config, &identity);
	assert_int_equal(get(0x00, 4), 0xffffffff);
	assert_int_equal(get(0x08, 4), 0x12000003);
	assert_int_equal(get(0x0c, 4), 0);
	assert_int_equal(get(0x2c, 4), 0x11001af4);
	write_reg(0x04, 2, 0xffff);
	assert_int_equal(get(0x04, 2), 0x0004); /* Bus Master */
	write_reg(0x0c, 1, 0xff);
	write_reg(0x3c, 1, 0xff);
	assert_int_equal(get(0x0c, 4) | get(0x3c, 4), 0);
	/* its status is its own */
	pcie_config_set(&config, 0x06, 2, 0xc000);
	write_reg(0x06, 2, 0x4000);
	assert_int_equal(get(0x06, 2), 0x8000);
}

/* sec 7.5.3: a VF resets itself; its PF decides the rest */
static void a_vf_controls_its_reset(void **state)
{
	const struct pcie_express_params express = {
		.tph_completer = PCIE_TPH_COMPLETER_EXT,
		.eetlp = true,
		.max_payload = 512,
		.flr = true,
	};

	pcie_config_init_vf(&config, &identity);
	assert_int_equal(pcie_config_add_express(&config, &express), 0x40);
	/* the same capabilities as those of a PF */
	assert_int_equal(get(0x42, 2), 0x0002);
	assert_int_equal(get(0x44, 4), 0x10008022);
	assert_int_equal(get(0x4c, 4) & 0x3ff, 0x104);
	assert_int_equal(get(0x64, 4), 0x00303010);
	/* but no control */
	assert_int_equal(get(0x48, 2), 0);
	write_reg(0x48, 2, 0xffff);
	assert_int_equal(get(0x48, 2), 0x8000);
	write_reg(0x50, 2, 0xffff);
	write_reg(0x68, 2, 0xffff);
	write_reg(0x70, 2, 0xffff);
	assert_int_equal(get(0x50, 4) | get(0x68, 2) | get(0x70, 4), 0);
	/* and a status */
	pcie_config_set(&config, 0x4a, 2, 0x000f);
	write_reg(0x4a, 2, 0x0005);
	assert_int_equal(get(0x4a, 2), 0x000a);
}

#define TEST(_name) cmocka_unit_test_setup(_name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_capability_describes_the_vfs),
		TEST(what_describes_is_read_only),
		TEST(control_has_three_bits),
		TEST(only_the_first_pf_has_the_hierarchy),
		TEST(number_is_limited_and_fixed_while_enabled),
		TEST(page_size_is_fixed_while_enabled),
		TEST(bars_have_sizes),
		TEST(an_aperture_is_whole_pages),
		TEST(wrong_parameters_add_nothing),
		TEST(a_vf_has_no_ids_and_one_enable),
		TEST(a_vf_controls_its_reset),
	};

	return cmocka_run_group_tests_name("pcie-sriov-config", tests, NULL,
					   NULL);
}
