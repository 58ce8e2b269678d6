// SPDX-License-Identifier: BSD-3-Clause
/* VFs appear and disappear, with their IDs (sec 9.2) */
#include <errno.h>

#include "tests/pcie/sriov_rig.h"

#define MANY 250

static void vf_enable_makes_vfs_appear(void **state)
{
	struct sriov_rig *rig = *state;
	uint32_t value;

	assert_int_equal(sriov_read(rig, &rig->a, CTRL, 2), ARI);
	assert_int_equal(sriov_read(rig, &rig->b, CTRL, 2), 0);
	sriov_write(rig, &rig->a, NUM_VFS, 2, 2);
	assert_false(exists(rig, 2));
	sriov_write(rig, &rig->a, CTRL, 2, ARI | VFE);
	assert_true(exists(rig, 2));
	assert_true(exists(rig, 3));
	assert_false(exists(rig, 4));
	assert_null(pcie_sriov_vf(&rig->a.fn, 2));
	assert_string_equal(vf(&rig->a, 1)->fn.name, "a.vf1");
	assert_int_equal(vf(&rig->a, 1)->fn.bdf, 0x0103);
	/* it answers with its own ID, and has no vendor */
	rig->way[0] = 0;
	pcie_root_config_read(rig->root, 0x0103, 0, 4, &value);
	assert_int_equal(value, 0xffffffff);
	assert_string_equal(rig->way, "xv x^");
	assert_memory_equal(rig->last + 4, "\x01\x03", 2);
	pcie_root_config_read(rig->root, 0x0103, 0x0e, 1, &value);
	assert_int_equal(value, 0);
	sriov_write(rig, &rig->a, CTRL, 2, ARI);
	assert_false(exists(rig, 2));
	assert_false(exists(rig, 3));
	assert_null(pcie_sriov_vf(&rig->a.fn, 0));
	/* the next function of PF a is PF b, with VFs and without */
	pcie_root_config_read(rig->root, 0x0100, rig->a.fn.config.ari + 4, 2,
			      &value);
	assert_int_equal(value, 0x0100);
}

static void numbers_follow_offset_and_stride(void **state)
{
	static const struct ram_params other = {
		.ari = true,
		.sriov = {.total = 2,
			  .offset = 100,
			  .stride = 51,
			  .number = 2,
			  .first = true},
	};
	struct sriov_rig *rig = *state;
	struct ram *pf = calloc(1, sizeof(*pf));

	assert_int_equal(ram_init(pf, "c", &other), 0);
	pcie_root_add_function(rig->root, &pf->fn);
	assert_int_equal(pcie_multi_add(&rig->device, &pf->fn, 2), 0);
	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_set_vfs(rig->root, &pf->fn, 2), 0);
	assert_int_equal(vf(pf, 0)->fn.bdf, 0x0166);
	assert_int_equal(vf(pf, 1)->fn.bdf, 0x0199);
	assert_true(exists(rig, 0x99));
	pcie_root_set_vfs(rig->root, &pf->fn, 0);
	pcie_sriov_free(&pf->fn);
	pcie_root_free(rig->root);
	rig->root = NULL;
	free(pf);
}

static void software_enables_them_in_linux_order(void **state)
{
	struct sriov_rig *rig = *state;

	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 4), -EINVAL);
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->d.fn, 1), -EINVAL);
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 3), 0);
	assert_int_equal(sriov_read(rig, &rig->a, CTRL, 2), VFE | MSE | ARI);
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 2), -EBUSY);
	assert_true(exists(rig, 4));
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 0), 0);
	assert_int_equal(sriov_read(rig, &rig->a, NUM_VFS, 2), 0);
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->a.fn, 0), 0);
	/* memory for two only: none appears */
	rig->b.vfs_possible = 2;
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->b.fn, 3), -EIO);
	assert_int_equal(sriov_read(rig, &rig->b, CTRL, 2), 0);
	assert_false(exists(rig, 5));
	assert_int_equal(pcie_root_set_vfs(rig->root, &rig->b.fn, 2), 0);
}

/* A PF alone at its link has no place for VFs: VF Enable stays clear */
static void vfs_need_a_device(void **state)
{
	struct sriov_rig *rig = *state;
	struct ram *pf = calloc(1, sizeof(*pf));
	struct pcie_link link;

	assert_int_equal(ram_init(pf, "c", &sriov_pf_a), 0);
	pcie_root_add_function(rig->root, &pf->fn);
	pcie_root_add_port(rig->root, "rp2", false, &rig->port);
	pcie_link_connect(&link, "z", rig->port, &pf->fn.port);
	pcie_root_enumerate(rig->root);
	assert_int_equal(pf->fn.bdf, 0x0300);
	assert_int_equal(pcie_root_set_vfs(rig->root, &pf->fn, 1), -EIO);
	assert_null(pcie_sriov_vf(&pf->fn, 0));
	assert_int_equal(sriov_read(rig, pf, CTRL, 2), ARI);
	pcie_root_free(rig->root);
	rig->root = NULL;
	pcie_sriov_free(&pf->fn);
	free(pf);
}

/* sec 9.3.3.3.5: VFs are not at numbers that do not reach the device */
static void numbers_above_7_need_the_hierarchy(void **state)
{
	struct sriov_rig *rig = *state;

	sriov_write(rig, &rig->a, CTRL, 2, 0);
	sriov_write(rig, &rig->b, NUM_VFS, 2, 5);
	sriov_write(rig, &rig->b, CTRL, 2, VFE);
	assert_true(exists(rig, 7));
	assert_false(exists(rig, 8));
	assert_null(pcie_sriov_vf(&rig->b.fn, 3));
	sriov_write(rig, &rig->b, CTRL, 2, 0);
	sriov_write(rig, &rig->a, CTRL, 2, ARI);
	sriov_write(rig, &rig->b, CTRL, 2, VFE);
	assert_true(exists(rig, 9));
	assert_false(exists(rig, 10));
}

static void many_appear(void **state)
{
	struct sriov_rig *rig = *state;
	uint8_t data[4];

	enable(rig, &rig->b, MANY);
	assert_int_equal(vf(&rig->b, MANY - 1)->fn.bdf, 0x0104 + MANY);
	assert_true(exists(rig, 4 + MANY));
	pcie_root_mem_write(rig->root,
			    pcie_function_bar_addr(&vf(&rig->b, MANY - 1)->fn,
						   0),
			    "abcd", 4);
	assert_memory_equal(vf(&rig->b, MANY - 1)->memory, "abcd", 4);
	assert_int_equal(pcie_root_mem_read(
				 rig->root,
				 pcie_function_bar_addr(&vf(&rig->b, 0)->fn, 0),
				 data, 4),
			 TLP_CPL_SC);
	assert_memory_equal(data, "\0\0\0\0", 4);
}

static void buses_change_below_them(void **state)
{
	struct sriov_rig *rig = *state;
	const uint16_t bdfs[6] = {0x0700, 0x0701, 0x0800};

	enable(rig, &rig->a, 3);
	assert_int_equal(pcie_root_renumber(rig->root, bdfs, 6), 0);
	assert_int_equal(vf(&rig->a, 2)->fn.bdf, 0x0704);
	pcie_function_write(&vf(&rig->a, 2)->fn, 0x100, "abcd", 4, NULL);
	assert_int_equal(rig->requester, 0x0704);
	/* the PF alone learns it */
	pcie_root_enumerate(rig->root);
	assert_int_equal(vf(&rig->a, 2)->fn.bdf, 0x0104);
	assert_true(exists(rig, 4));
	/* assigned again, and in use */
	assert_int_equal(pcie_root_assign(rig->root, 0xc0000000, 0xcfffffff),
			 0);
	pcie_root_mem_write(rig->root,
			    pcie_function_bar_addr(&vf(&rig->a, 2)->fn, 0),
			    "abcd", 4);
	assert_memory_equal(vf(&rig->a, 2)->memory, "abcd", 4);
}

/* FLR of one VF: it and its place remain, and its siblings (sec 9.2.2.2) */
static void a_vf_resets_alone(void **state)
{
	struct sriov_rig *rig = *state;
	uint64_t at;
	struct ram *one, *two;

	enable(rig, &rig->a, 2);
	one = vf(&rig->a, 0);
	two = vf(&rig->a, 1);
	at = pcie_function_bar_addr(&one->fn, 0);
	pcie_root_mem_write(rig->root, at, "abcd", 4);
	pcie_root_mem_write(rig->root, at + RAM_SIZE, "efgh", 4);
	pcie_root_config_write(rig->root, 0x0102, one->fn.config.express + 8, 2,
			       0x8000);
	assert_int_equal(one->resets, 1);
	assert_int_equal(two->resets + rig->a.resets, 0);
	assert_int_equal(one->memory[0], 0);
	assert_memory_equal(two->memory, "efgh", 4);
	assert_true(exists(rig, 2));
	assert_int_equal(pcie_function_bar_addr(&one->fn, 0), at);
	pcie_root_mem_write(rig->root, at, "abcd", 4);
	assert_memory_equal(one->memory, "abcd", 4);
	assert_int_equal(sriov_read(rig, &rig->a, CTRL, 2), VFE | MSE | ARI);
}

/* FLR of a PF: its VFs vanish, those of the other do not (sec 9.2.2.3) */
static void a_pf_resets_with_its_vfs(void **state)
{
	struct sriov_rig *rig = *state;

	enable(rig, &rig->a, 2);
	enable(rig, &rig->b, 2);
	pcie_root_config_write(rig->root, 0x0100, rig->a.fn.config.express + 8,
			       2, 0x8000);
	assert_int_equal(rig->a.resets, 1);
	assert_false(exists(rig, 2));
	assert_true(exists(rig, 5));
	assert_true(exists(rig, 6));
	/* the hierarchy has not changed */
	assert_int_equal(sriov_read(rig, &rig->a, CTRL, 2), ARI);
	assert_int_equal(sriov_read(rig, &rig->a, NUM_VFS, 2), 0);
	assert_int_equal(sriov_read(rig, &rig->a, BAR0, 4), 0xc);
}

static void a_pf_needs_its_capabilities(void **state)
{
	struct ram *ram = calloc(1, sizeof(*ram));
	struct ram_params params = sriov_pf_a;

	params.ari = false;
	assert_int_equal(ram_init(ram, "r", &params), -EINVAL);
	assert_null(ram->fn.sriov);
	params.ari = true;
	params.sriov.total = 0;
	assert_int_equal(ram_init(ram, "r", &params), 0);
	assert_null(pcie_sriov_vf(&ram->fn, 0));
	pcie_sriov_free(&ram->fn);
	free(ram);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, sriov_setup, sriov_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(vf_enable_makes_vfs_appear),
		TEST(numbers_follow_offset_and_stride),
		TEST(software_enables_them_in_linux_order),
		TEST(vfs_need_a_device),
		TEST(numbers_above_7_need_the_hierarchy),
		TEST(many_appear),
		TEST(buses_change_below_them),
		TEST(a_vf_resets_alone),
		TEST(a_pf_resets_with_its_vfs),
		TEST(a_pf_needs_its_capabilities),
	};

	return cmocka_run_group_tests_name("pcie-sriov", tests, NULL, NULL);
}
