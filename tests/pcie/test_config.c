// SPDX-License-Identifier: BSD-3-Clause
/* Configuration space: offsets and values by hand from pci_regs.h and sec 7.5
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

static uint32_t get(unsigned int offset, unsigned int size)
{
	return pcie_config_get(&config, offset, size);
}

static void write_reg(unsigned int offset, unsigned int size, uint32_t value)
{
	pcie_config_write(&config, offset, size, value);
}

/* The function every test looks at; capabilities at the places in the tests */
static int setup(void **state)
{
	const struct pcie_express_params express = {
		.tph_completer = PCIE_TPH_COMPLETER_EXT,
		.eetlp = true,
		.max_payload = 512,
		.flr = true,
	};

	pcie_config_init(&config, &identity);
	assert_int_equal(pcie_config_add_pm(&config), 0x40);
	assert_int_equal(pcie_config_add_msix(&config, 5, 2, 0x1000, 0x1800),
			 0x48);
	assert_int_equal(pcie_config_add_express(&config, &express), 0x54);
	assert_int_equal(pcie_config_add_aer(&config), 0x100);
	assert_int_equal(pcie_config_add_dsn(&config, 0x1122334455667788),
			 0x148);
	assert_int_equal(pcie_config_add_tph(&config, 3, true), 0x154);
	return 0;
}

static void header_identifies_the_function(void **state)
{
	assert_int_equal(get(0x00, 4), 0x00a11b36);
	assert_int_equal(get(0x08, 4), 0x12000003);
	assert_int_equal(get(0x0e, 1), 0); /* type 0, one function */
	assert_int_equal(get(0x2c, 4), 0x11001af4);
	assert_int_equal(get(0x06, 2), 0x0010); /* capability list */
}

static void capabilities_are_a_list(void **state)
{
	assert_int_equal(get(0x34, 1), 0x40);
	assert_int_equal(get(0x40, 2), 0x4801); /* power management */
	assert_int_equal(get(0x48, 2), 0x5411); /* MSI-X */
	assert_int_equal(get(0x54, 2),
			 0x0010); /* PCI Express, the last in the list */
}

static void vendor_capability_says_its_size(void **state)
{
	assert_int_equal(pcie_config_add_vendor(&config, 0x18), 0x90);
	assert_int_equal(get(0x54, 2), 0x9010);
	assert_int_equal(get(0x90, 4), 0x00180009);
	write_reg(0x94, 4,
		  0xffffffff); /* the model defines the writable bits */
	assert_int_equal(get(0x94, 4), 0);
	config.wmask[0x95] = 0xff;
	write_reg(0x94, 4, 0x12345678);
	assert_int_equal(get(0x94, 4), 0x00005600);
	assert_int_equal(pcie_config_add_vendor(&config, 2), 0);
	assert_int_equal(pcie_config_add_vendor(&config, 0x60), 0);
}

static void extended_capabilities_are_a_list(void **state)
{
	assert_int_equal(get(0x100, 4), 0x14820001); /* AER version 2 */
	assert_int_equal(get(0x148, 4), 0x15410003); /* serial number */
	assert_int_equal(get(0x154, 4),
			 0x00010017); /* TPH, the last in the list */
	assert_int_equal(get(0x14c, 4), 0x55667788);
	assert_int_equal(get(0x150, 4), 0x11223344);
}

static void identity_is_read_only(void **state)
{
	uint8_t before[0x40];

	memcpy(before, config.data, sizeof(before));
	write_reg(0x00, 4, 0xffffffff);
	write_reg(0x08, 4, 0xffffffff);
	write_reg(0x2c, 4, 0xffffffff);
	write_reg(0x34, 1, 0xff);
	assert_memory_equal(before, config.data, sizeof(before));
}

static void command_has_its_bits(void **state)
{
	write_reg(0x04, 2, 0xffff);
	/* memory, master, parity, SERR#, INTx disable */
	assert_int_equal(get(0x04, 2), 0x0546);
	write_reg(0x04, 1, 0);
	assert_int_equal(get(0x04, 2), 0x0500);
}

static void status_bits_clear_by_one(void **state)
{
	pcie_config_set(&config, 0x06, 2, 0xc010);
	write_reg(0x06, 2, 0x4000);
	assert_int_equal(get(0x06, 2), 0x8010);
	write_reg(0x06, 2, 0x0000);
	assert_int_equal(get(0x06, 2), 0x8010);
}

static void express_describes_an_endpoint(void **state)
{
	assert_int_equal(get(0x56, 2), 0x0002);	    /* version 2, endpoint */
	assert_int_equal(get(0x58, 4), 0x10008022); /* FLR, RBER, tags, 512 */
	assert_int_equal(get(0x5c, 2), 0x2810);	    /* 128 payload, 512 read */
	assert_int_equal(get(0x60, 4) & 0x3ff, 0x104); /* 16 GT/s, x16 */
	assert_int_equal(get(0x66, 2) & 0x3ff, 0x104);
	assert_int_equal(get(0x54 + 0x24, 4), 0x00303010);
}

static void express_describes_an_rciep(void **state)
{
	const struct pcie_express_params express = {
		.rc_integrated = true,
		.tph_completer = PCIE_TPH_COMPLETER_TPH,
		.max_payload = 128,
	};
	uint16_t at;

	pcie_config_init(&config, &identity);
	at = pcie_config_add_express(&config, &express);
	assert_int_equal(get(at + 2, 2), 0x0092);
	assert_int_equal(get(at + 4, 4), 0x00008020); /* no FLR */
	assert_int_equal(get(at + 0x0c, 4), 0);	      /* no link */
	assert_int_equal(get(at + 0x24, 4), 0x00001010);
	write_reg(at + 8, 2, 0x8000);
	assert_int_equal(get(at + 8, 2) & 0x8000, 0);
}

static void device_control_is_writable(void **state)
{
	write_reg(0x5c, 2, 0x5f4f);
	assert_int_equal(get(0x5c, 2), 0x594f); /* phantom, aux: read-only */
	write_reg(0x5c, 2, 0x0000);
	assert_int_equal(get(0x5c, 2), 0x0000);
	pcie_config_set(&config, 0x5e, 2, 0x000f);
	write_reg(0x5e, 2, 0x0005);
	assert_int_equal(get(0x5e, 2), 0x000a);
}

static void msix_is_described(void **state)
{
	assert_int_equal(get(0x4a, 2), 4); /* five vectors */
	assert_int_equal(get(0x4c, 4), 0x1002);
	assert_int_equal(get(0x50, 4), 0x1802);
	write_reg(0x4a, 2, 0xffff);
	assert_int_equal(get(0x4a, 2), 0xc004);
}

static void power_states_are_d0_and_d3(void **state)
{
	assert_int_equal(get(0x42, 2), 0x0003);
	write_reg(0x44, 2, 0x0003);
	assert_int_equal(get(0x44, 2), 0x000b); /* No_Soft_Reset */
	write_reg(0x44, 2, 0x0001);		/* D1 is not supported */
	assert_int_equal(get(0x44, 2), 0x000b);
	write_reg(0x44, 2, 0x0000);
	assert_int_equal(get(0x44, 2), 0x0008);
}

static void aer_has_its_defaults(void **state)
{
	assert_int_equal(get(0x104, 4), 0);
	assert_int_equal(get(0x108, 4), 0x00400000);
	assert_int_equal(get(0x10c, 4), 0x00462030);
	assert_int_equal(get(0x114, 4), 0x00002000);
	write_reg(0x11c, 4, 0xffffffff); /* the log is read-only */
	assert_int_equal(get(0x11c, 4), 0);
	write_reg(0x10c, 4, 0);
	assert_int_equal(get(0x10c, 4), 0);
}

static void tph_is_described(void **state)
{
	/* no-ST, device specific, extended, table in the capability, 3 */
	assert_int_equal(get(0x158, 4), 0x00020305);
	write_reg(0x158, 4, 0xffffffff);
	assert_int_equal(get(0x158, 4), 0x00020305);
}

static void tph_control_takes_valid_values_only(void **state)
{
	write_reg(0x15c, 4, 0x00000102); /* device specific, enabled */
	assert_int_equal(get(0x15c, 4), 0x102);
	write_reg(0x15c, 4, 0x00000302); /* extended */
	assert_int_equal(get(0x15c, 4), 0x302);
	write_reg(0x15c, 4, 0x00000202); /* reserved enable */
	assert_int_equal(get(0x15c, 4), 0x302);
	write_reg(0x15c, 4, 0x00000301); /* no interrupt vector mode */
	assert_int_equal(get(0x15c, 4), 0x302);
	write_reg(0x15c, 4, 0x00000007);
	assert_int_equal(get(0x15c, 4), 0x002);
	write_reg(0x15d, 1, 0x01);
	assert_int_equal(get(0x15c, 4), 0x102);
	write_reg(0x15c, 2, 0);
	assert_int_equal(get(0x15c, 4), 0);
}

static void tph_table_is_16_bits_wide(void **state)
{
	write_reg(0x160, 4, 0xaabbccdd);
	write_reg(0x164, 4, 0x11223344);
	assert_int_equal(get(0x160, 4), 0xaabbccdd);
	assert_int_equal(get(0x164, 4), 0x00003344); /* three entries */
	write_reg(0x162, 2, 0x5566);
	assert_int_equal(get(0x160, 4), 0x5566ccdd);
}

static void tph_without_extension_is_8_bits_wide(void **state)
{
	uint16_t at;

	pcie_config_init(&config, &identity);
	at = pcie_config_add_tph(&config, 64, false);
	assert_int_equal(at, 0x100);
	assert_int_equal(get(0x104, 4), 0x003f0205);
	write_reg(0x108, 4, 0x301);
	assert_int_equal(get(0x108, 4), 0);
	write_reg(0x108, 4, 0x302);
	assert_int_equal(get(0x108, 4), 0x002);
	write_reg(0x10c + 2 * 63, 2, 0xabcd);
	assert_int_equal(get(0x10c + 2 * 63, 2), 0x00cd);
}

static void tph_without_a_table_is_small(void **state)
{
	pcie_config_init(&config, &identity);
	assert_int_equal(pcie_config_add_tph(&config, 0, true), 0x100);
	/* Location 00b, size 0 */
	assert_int_equal(get(0x104, 4), 0x00000105);
	write_reg(0x108, 4, 0x302);
	assert_int_equal(get(0x108, 4), 0x302);
	write_reg(0x10c, 4, 0xffffffff);
	assert_int_equal(get(0x10c, 4), 0);
	/* The next capability follows at once */
	assert_int_equal(pcie_config_add_dsn(&config, 1), 0x10c);
}

static void wrong_parameters_add_nothing(void **state)
{
	const struct pcie_express_params express = {.max_payload = 200};
	struct pcie_config before;

	before = config;
	assert_int_equal(pcie_config_add_express(&config, &express), 0);
	assert_int_equal(pcie_config_add_msix(&config, 0, 0, 0, 0), 0);
	assert_int_equal(pcie_config_add_msix(&config, 257, 0, 0, 0), 0);
	assert_int_equal(pcie_config_add_msix(&config, 1, 6, 0, 0), 0);
	assert_int_equal(pcie_config_add_msix(&config, 1, 0, 4, 0), 0);
	assert_int_equal(pcie_config_add_tph(&config, 65, true), 0);
	/* Source Validation is for ports; what is not there is not enabled */
	assert_int_equal(pcie_config_add_acs(&config, PCIE_ACS_SV, 0), 0);
	assert_int_equal(pcie_config_add_acs(&config, 0, 0), 0);
	assert_int_equal(pcie_config_add_acs(&config, PCIE_ACS_RR, PCIE_ACS_CR),
			 0);
	assert_memory_equal(&before, &config, sizeof(config));
}

/* sec 7.7.12: ID 000d, version 1; capability at 4, control at 6 */
static void access_control_is_enabled_by_software(void **state)
{
	assert_int_equal(pcie_config_add_acs(&config, 0x4c, 0x08), 0x168);
	assert_int_equal(get(0x154, 4) >> 20, 0x168);
	assert_int_equal(get(0x168, 4), 0x0001000d);
	assert_int_equal(get(0x16c, 4), 0x0008004c);
	assert_int_equal(get(0x0e, 1), 0x80); /* of a multi-function device */
	write_reg(0x16c, 4, 0xffffffff);
	assert_int_equal(get(0x16c, 4), 0x004c004c);
	write_reg(0x16e, 2, 0x0004);
	assert_int_equal(get(0x16c, 4), 0x0004004c);
}

static void lists_end_with_the_space(void **state)
{
	unsigned int n = 0;

	while (pcie_config_add_pm(&config))
		n++;
	assert_int_equal(n, (0x100 - 0x90) / 8);
	while (pcie_config_add_aer(&config))
		n++;
	assert_in_range(config.next_ext, 4096 - 0x48 + 1, 4096);
}

static void accesses_stay_inside(void **state)
{
	assert_int_equal(get(4094, 4), 0);
	assert_int_equal(get(4096, 4), 0);
	assert_int_equal(get(UINT32_MAX, 4), 0);
	pcie_config_set(&config, 4094, 4, 0x44332211);
	assert_int_equal(get(4094, 4), 0x2211);
	pcie_config_set(&config, UINT32_MAX - 1, 4, 0x44332211);
	write_reg(4095, 4, 0xffffffff);
	write_reg(UINT32_MAX - 1, 4, 0xffffffff);
	assert_int_equal(get(0, 4), 0x00a11b36);
}

#define TEST(_name) cmocka_unit_test_setup(_name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(header_identifies_the_function),
		TEST(capabilities_are_a_list),
		TEST(vendor_capability_says_its_size),
		TEST(extended_capabilities_are_a_list),
		TEST(identity_is_read_only),
		TEST(command_has_its_bits),
		TEST(status_bits_clear_by_one),
		TEST(express_describes_an_endpoint),
		TEST(express_describes_an_rciep),
		TEST(device_control_is_writable),
		TEST(msix_is_described),
		TEST(power_states_are_d0_and_d3),
		TEST(aer_has_its_defaults),
		TEST(tph_is_described),
		TEST(tph_control_takes_valid_values_only),
		TEST(tph_table_is_16_bits_wide),
		TEST(tph_without_extension_is_8_bits_wide),
		TEST(tph_without_a_table_is_small),
		TEST(wrong_parameters_add_nothing),
		TEST(access_control_is_enabled_by_software),
		TEST(lists_end_with_the_space),
		TEST(accesses_stay_inside),
	};

	return cmocka_run_group_tests_name("pcie-config", tests, NULL, NULL);
}
