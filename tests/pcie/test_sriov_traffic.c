// SPDX-License-Identifier: BSD-3-Clause
/* Requests from and to VFs (sec 9.2, 9.3.3) */
#include <endian.h>
#include <errno.h>

#include "tests/pcie/sriov_rig.h"

/* A BAR of a VF is its part of the aperture */
static void apertures_are_divided(void **state)
{
	struct sriov_rig *rig = *state;
	const uint32_t bar0 = sriov_read(rig, &rig->a, BAR0, 4);
	const uint32_t bar2 = sriov_read(rig, &rig->a, BAR2, 4);
	uint8_t data[4] = {0};

	assert_int_equal(bar0 & 0xffff, 0xc); /* aligned to one VF's memory */
	assert_int_equal(bar2 & 0xfff, 0);
	assert_true(bar0 >= BASE && bar2 >= BASE);
	enable(rig, &rig->a, 3);
	for (unsigned int n = 0; n < 3; n++) {
		struct ram *ram = vf(&rig->a, n);
		const uint64_t at = (bar0 & ~0xfu) + n * RAM_SIZE;

		data[0] = n + 1;
		assert_int_equal(pcie_function_bar_addr(&ram->fn, 0), at);
		assert_int_equal(pcie_function_bar_addr(&ram->fn, 2),
				 bar2 + n * 0x1000);
		pcie_root_mem_write(rig->root, at + 16, data, 4);
		pcie_root_mem_write(rig->root, bar2 + n * 0x1000 + 8, data, 4);
		assert_true(pcie_root_leads_to(rig->root, &ram->fn, at));
	}
	for (unsigned int n = 0; n < 3; n++) {
		assert_int_equal(vf(&rig->a, n)->writes, 2);
		assert_int_equal(vf(&rig->a, n)->memory[16], n + 1);
		assert_int_equal(vf(&rig->a, n)->regs[8], n + 1);
	}
	assert_int_equal(rig->a.writes + rig->b.writes, 0);
	/* its own registers have no address */
	pcie_root_config_write(rig->root, 0x0102, 0x10, 4, 0xffffffff);
	assert_int_equal(pcie_config_get(&vf(&rig->a, 0)->fn.config, 0x10, 4),
			 0);
}

static void pages_move_them_apart(void **state)
{
	struct sriov_rig *rig = *state;
	uint32_t bar2;

	sriov_write(rig, &rig->a, PAGES, 4, 0x10); /* 64 KiB */
	sriov_write(rig, &rig->a, BAR2, 4, 0xffffffff);
	assert_int_equal(sriov_read(rig, &rig->a, BAR2, 4), 0xffff0000);
	assert_int_equal(pcie_root_assign(rig->root, BASE, 0xefffffff), 0);
	bar2 = sriov_read(rig, &rig->a, BAR2, 4);
	assert_int_equal(bar2 & 0xffff, 0);
	enable(rig, &rig->a, 2);
	assert_int_equal(pcie_function_bar_addr(&vf(&rig->a, 1)->fn, 2),
			 bar2 + 0x10000);
	/* the VF ends before its aperture */
	pcie_root_mem_write(rig->root, bar2 + 0x10000 + 0xffc, "abcd", 4);
	assert_int_equal(vf(&rig->a, 1)->writes, 1);
	pcie_root_mem_write(rig->root, bar2 + 0x10000 + 0x1000, "abcd", 4);
	assert_int_equal(vf(&rig->a, 1)->writes, 1);
	assert_int_equal(rig->a.fn.errors, 1);
}

static void vf_mse_opens_their_memory(void **state)
{
	struct sriov_rig *rig = *state;
	uint64_t at;
	uint8_t data[4];

	enable(rig, &rig->a, 1);
	at = pcie_function_bar_addr(&vf(&rig->a, 0)->fn, 0);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_SC);
	sriov_write(rig, &rig->a, CTRL, 2, ARI | VFE);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_UR);
	/* that of the PF is not theirs */
	sriov_write(rig, &rig->a, CTRL, 2, ARI | VFE | MSE);
	pcie_root_config_write(rig->root, 0x0100, 4, 2, 0);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_SC);
	/* D3hot of the PF is theirs (sec 5.10) */
	pcie_root_config_write(rig->root, 0x0100, rig->a.fn.config.pm + 4, 2,
			       3);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_UR);
	assert_int_equal(pcie_function_write(&vf(&rig->a, 0)->fn, 0, data, 4,
					     NULL),
			 -EACCES);
	pcie_root_config_write(rig->root, 0x0100, rig->a.fn.config.pm + 4, 2,
			       0);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_SC);
}

static void requests_have_their_id(void **state)
{
	struct sriov_rig *rig = *state;
	struct pcie_function *fn;

	enable(rig, &rig->b, 6);
	fn = &vf(&rig->b, 4)->fn; /* 01:01.1 */
	assert_int_equal(pcie_function_write(fn, 0x100, "abcd", 4, NULL), 1);
	assert_string_equal(rig->way, "x^");
	assert_memory_equal(rig->last + 4, "\x01\x09", 2);
	assert_int_equal(rig->requester, 0x0109);
	/* Bus Master Enable is each VF's own */
	pcie_root_config_write(rig->root, 0x0109, 4, 2, 0);
	assert_int_equal(pcie_function_write(fn, 0x100, "abcd", 4, NULL),
			 -EACCES);
	assert_int_equal(pcie_function_write(&vf(&rig->b, 3)->fn, 0x100, "abcd",
					     4, NULL),
			 1);
}

static void the_pf_controls_sizes_and_errors(void **state)
{
	struct sriov_rig *rig = *state;
	const unsigned int control = rig->a.fn.config.express + 8;
	struct pcie_function *fn;

	enable(rig, &rig->a, 1);
	fn = &vf(&rig->a, 0)->fn;
	assert_int_equal(pcie_function_max_payload(fn), 512);
	/* payload 128, ERR_NONFATAL and UR reported */
	pcie_root_config_write(rig->root, 0x0100, control, 2, 0x000a);
	assert_int_equal(pcie_function_max_payload(fn), 128);
	pcie_function_error(fn, PCIE_ERR_UNSUPPORTED, NULL, 0);
	assert_int_equal(rig->errors, 1);
	assert_int_equal(rig->requester, 0x0102);
	/* the status is its own: non-fatal, unsupported */
	assert_int_equal(
		pcie_config_get(&fn->config, fn->config.express + 10, 2), 0x0a);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, control + 2, 2), 0);
	pcie_root_config_write(rig->root, 0x0100, control, 2, 0);
	pcie_function_error(fn, PCIE_ERR_UNSUPPORTED, NULL, 0);
	assert_int_equal(rig->errors, 1);
}

static bool work_on(struct ram *ram)
{
	return true;
}

static void pass_on(struct ram *ram)
{
	pcie_function_write(&ram->fn, ram->target, "ijkl", 4, NULL);
}

/* Work, waiting writes and registers of a VF are gone; sticky ones too */
static void disable_drops_everything(void **state)
{
	struct sriov_rig *rig = *state;
	struct ram *ram;
	uint64_t at;

	enable(rig, &rig->a, 2);
	ram = vf(&rig->a, 1);
	at = pcie_function_bar_addr(&ram->fn, 0);
	ram->on_run = work_on;
	pcie_function_kick(&ram->fn);
	pcie_function_wake_at(&ram->fn, 5);
	assert_true(pcie_root_run(rig->root, 3));
	assert_int_equal(ram->runs, 3);
	/* its sibling answers while it is busy: the write waits */
	ram->target = at - RAM_SIZE;
	ram->on_write = pass_on;
	vf(&rig->a, 0)->target = at + 8;
	vf(&rig->a, 0)->on_write = pass_on;
	pcie_root_mem_write(rig->root, at, "abcd", 4);
	assert_int_equal(ram->writes, 1);
	assert_int_equal(ram->fn.inbox.count, 1);
	/* as if the device status were sticky */
	ram->fn.config.sticky[ram->fn.config.express + 10] = 0xff;
	pcie_config_set(&ram->fn.config, ram->fn.config.express + 10, 2, 0xf);

	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 0), 0);
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(pcie_root_next(rig->root), PCIE_NEVER);
	assert_int_equal(ram->runs, 3);
	assert_int_equal(ram->writes, 1);
	assert_int_equal(ram->resets, 1);
	assert_int_equal(ram->fn.inbox.count, 0);
	assert_int_equal(pcie_function_write(&ram->fn, 0, "abcd", 4, NULL),
			 -EACCES);
	assert_int_equal(pcie_function_msix(&ram->fn, 0), -EAGAIN);

	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 2), 0);
	assert_ptr_equal(vf(&rig->a, 1), ram);
	assert_int_equal(pcie_config_get(&ram->fn.config,
					 ram->fn.config.express + 10, 2),
			 0);
	assert_int_equal(pcie_config_get(&ram->fn.config, 4, 2), 0);
	assert_int_equal(ram->memory[0], 0);
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(ram->runs, 3);
}

static void late_writes_are_unsupported(void **state)
{
	struct sriov_rig *rig = *state;
	uint64_t at;
	struct ram *ram;
	uint8_t data[4];

	enable(rig, &rig->a, 2);
	ram = vf(&rig->a, 1);
	at = pcie_function_bar_addr(&ram->fn, 0);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_SC);
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 0), 0);
	rig->way[0] = 0;
	assert_int_equal(pcie_function_write(&rig->d.fn, at, "abcd", 4, NULL),
			 1);
	assert_string_equal(rig->way, "y^ xv");
	assert_int_equal(ram->writes, 0);
	assert_int_equal(rig->a.fn.errors, 1);
	/* Unsupported Request in the log of function 0 */
	assert_int_equal(pcie_config_get(&rig->a.fn.config, RAM_AER + 4, 4),
			 1u << 20);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_UR);
	/* NumVFs of 1: the second has no memory either */
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 1), 0);
	assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
			 TLP_CPL_UR);
	assert_int_equal(pcie_root_mem_read(rig->root, at - RAM_SIZE, data, 4),
			 TLP_CPL_SC);
}

/* As other functions of a device, and each with controls of its own */
static void siblings_are_peers(void **state)
{
	struct sriov_rig *rig = *state;
	struct pcie_function *one, *two;
	uint64_t at;

	enable(rig, &rig->a, 3);
	one = &vf(&rig->a, 0)->fn;
	two = &vf(&rig->a, 1)->fn;
	at = pcie_function_bar_addr(two, 0);
	pcie_function_write(one, at, "abcd", 4, NULL);
	assert_string_equal(rig->way, "");
	assert_memory_equal(vf(&rig->a, 1)->memory, "abcd", 4);
	assert_int_equal(vf(&rig->a, 0)->writes + vf(&rig->a, 2)->writes, 0);
	/* ACS of the sender redirects it */
	pcie_root_config_write(rig->root, one->bdf, one->config.acs + 6, 2,
			       PCIE_ACS_RR);
	rig->way[0] = 0;
	pcie_function_write(one, at, "efgh", 4, NULL);
	assert_string_equal(rig->way, "x^");
	assert_memory_equal(vf(&rig->a, 1)->memory, "abcd", 4);
	/* where the root port lets them return, they arrive */
	rig->link.up->acs.enabled = PCIE_ACS_UF;
	rig->way[0] = 0;
	pcie_function_write(one, at, "efgh", 4, NULL);
	assert_string_equal(rig->way, "x^ xv");
	assert_memory_equal(vf(&rig->a, 1)->memory, "efgh", 4);
	rig->way[0] = 0;
	pcie_function_write(two, pcie_function_bar_addr(one, 0), "ijkl", 4,
			    NULL);
	assert_string_equal(rig->way, "");
}

static void capabilities_are_their_own(void **state)
{
	struct sriov_rig *rig = *state;
	const uint32_t entry[4] = {htole32(0xfee01000), 0, htole32(7), 0};
	struct ram *one, *two;

	enable(rig, &rig->a, 2);
	one = vf(&rig->a, 0);
	two = vf(&rig->a, 1);
	pcie_root_mem_write(
		rig->root, pcie_function_bar_addr(&two->fn, 2) + RAM_TABLE + 16,
		entry, 16);
	assert_int_equal(two->writes, 0);
	pcie_root_config_write(rig->root, two->fn.bdf, two->fn.config.msix + 2,
			       2, 0x8000);
	assert_int_equal(pcie_function_msix(&two->fn, 1), 0);
	assert_int_equal(rig->interrupts, 1);
	assert_int_equal(rig->requester, 0x0103);
	assert_int_equal(rig->address, 0xfee01000);
	assert_int_equal(rig->data, 7);
	assert_int_equal(pcie_function_msix(&one->fn, 1), -EAGAIN);
	assert_int_equal(pcie_function_msix(&rig->a.fn, 1), -EAGAIN);

	pcie_root_config_write(rig->root, two->fn.bdf, two->fn.config.tph + 8,
			       4, 0x302);
	pcie_root_config_write(rig->root, two->fn.bdf, two->fn.config.tph + 12,
			       2, 0x1234);
	assert_int_equal(pcie_function_tph_enable(&two->fn), PCIE_TPH_ON_EXT);
	assert_int_equal(pcie_function_tph_enable(&one->fn), PCIE_TPH_OFF);
	assert_int_equal(pcie_function_tph_enable(&rig->a.fn), PCIE_TPH_OFF);
	assert_int_equal(pcie_config_get(&one->fn.config,
					 one->fn.config.tph + 12, 2),
			 0);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, sriov_setup, sriov_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(apertures_are_divided),
		TEST(pages_move_them_apart),
		TEST(vf_mse_opens_their_memory),
		TEST(requests_have_their_id),
		TEST(the_pf_controls_sizes_and_errors),
		TEST(disable_drops_everything),
		TEST(late_writes_are_unsupported),
		TEST(siblings_are_peers),
		TEST(capabilities_are_their_own),
	};

	return cmocka_run_group_tests_name("pcie-sriov-traffic", tests, NULL,
					   NULL);
}
