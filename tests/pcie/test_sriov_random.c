// SPDX-License-Identifier: BSD-3-Clause
/*
 * Random writes to the registers of PFs, with resets and traffic in between. After
 * each, functions exist and memory answers as the registers say (sec 9.2, 9.3.3).
 */
#include "tests/pcie/sriov_rig.h"

#define STEPS	   3000
#define FIRST_BASE 0xd0000000u

static uint32_t seed;

/* VF BAR 0 of PF a as assigned, inside of the window of the port */
static uint32_t assigned;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* Values that software writes, and some that it should not */
static void write_register(struct sriov_rig *rig, const struct ram *pf)
{
	static const uint8_t regs[] = {0x08, 0x08, 0x08, 0x10, 0x10, 0x20,
				       0x24, 0x28, 0x2c, 0x00, 0x14};
	static const uint32_t values[] = {
		0, 1, 8, 9,	     0x19,	 0x11,	     0x10,
		2, 3, 4, 0xffffffff, FIRST_BASE, 0xe8000000, 0x12345678};
	const unsigned int reg = regs[random_below(sizeof(regs))];
	uint32_t value = values[random_below(sizeof(values) / 4)];

	if (reg == BAR0 && random_below(2))
		value = assigned;
	if (random_below(4))
		sriov_write(rig, pf, reg, 4, value);
	else
		sriov_write(rig, pf, reg + random_below(4), 1, value);
}

static void reset(struct sriov_rig *rig, const struct ram *ram)
{
	pcie_root_config_write(rig->root, ram->fn.bdf,
			       ram->fn.config.express + 8, 2, 0x8000);
}

static void step(struct sriov_rig *rig)
{
	struct ram *pf = random_below(2) ? &rig->a : &rig->b;
	const struct pcie_function *one = pcie_sriov_vf(&pf->fn, 0);

	switch (random_below(16)) {
	case 0:
		reset(rig, pf);
		break;
	case 1:
		if (one)
			reset(rig, (const struct ram *)one);
		break;
	case 2:
		pcie_root_config_write(rig->root, pf->fn.bdf,
				       pf->fn.config.pm + 4, 2,
				       random_below(2) * 3);
		break;
	case 3:
		pcie_root_set_vfs(rig->root, &pf->fn, random_below(5));
		break;
	case 4:
		pcie_root_enumerate(rig->root);
		break;
	default:
		write_register(rig, pf);
	}
}

/* What the registers of a PF say */
struct said {
	bool enabled, memory;
	unsigned int n;
	uint64_t base, size;
};

static struct said read_registers(struct sriov_rig *rig, const struct ram *pf)
{
	const uint32_t control = sriov_read(rig, pf, CTRL, 2);
	const uint32_t pages = sriov_read(rig, pf, PAGES, 4);
	struct said said = {
		.enabled = control & VFE,
		.memory = control & MSE,
		.n = sriov_read(rig, pf, NUM_VFS, 2),
		.size = RAM_SIZE,
	};

	for (unsigned int bit = 0; bit < 32; bit++)
		if (pages >> bit & 1 && 0x1000ull << bit > said.size)
			said.size = 0x1000ull << bit;
	said.base = (sriov_read(rig, pf, BAR0, 4) & ~0xfu) |
		    (uint64_t)sriov_read(rig, pf, BAR0 + 4, 4) << 32;
	return said;
}

static bool in_d0(struct sriov_rig *rig, const struct ram *pf)
{
	uint32_t value;

	pcie_root_config_read(rig->root, pf->fn.bdf, pf->fn.config.pm + 4, 2,
			      &value);
	return !(value & 3);
}

/* @first: function number of the first VF; @most: last number that is reached */
static void check(struct sriov_rig *rig, struct ram *pf, unsigned int first,
		  unsigned int most)
{
	const struct said said = read_registers(rig, pf);
	unsigned int n = said.enabled ? said.n : 0;

	if (n && first + n - 1 > most)
		n = most - first + 1;
	for (unsigned int i = 0; i < 5; i++) {
		const struct pcie_function *fn = pcie_sriov_vf(&pf->fn, i);
		const uint64_t at = said.base + i * said.size;
		bool answers;

		assert_int_equal(fn != NULL, i < n);
		if (pf == &rig->b || i < 3)
			assert_int_equal(exists(rig, first + i), i < n);
		if (!fn)
			continue;
		assert_int_equal(fn->bdf, 0x0100 + first + i);
		assert_int_equal(said.base % said.size, 0);
		answers = said.memory && said.base && in_d0(rig, pf) &&
			  at + RAM_SIZE > at;
		assert_int_equal(pcie_function_bar_decoded(fn, 0), answers);
		if (answers)
			assert_int_equal(pcie_function_bar_addr(fn, 0), at);
	}
}

/* Return: true if a VF of @pf decodes @at */
static bool claimed(const struct ram *pf, uint64_t at)
{
	const struct pcie_function *fn;

	for (unsigned int i = 0; (fn = pcie_sriov_vf(&pf->fn, i)); i++)
		for (unsigned int bar = 0; bar < 3; bar += 2)
			if (pcie_function_bar_decoded(fn, bar) &&
			    at - pcie_function_bar_addr(fn, bar) <
				    fn->bars[bar].size)
				return true;
	return false;
}

/* Only VFs that exist answer at the assigned addresses */
static void read_memory(struct sriov_rig *rig)
{
	uint8_t data[4];

	for (unsigned int i = 0; i < 3; i++) {
		const uint64_t at = (assigned & ~0xfu) + i * RAM_SIZE;
		const bool answers =
			claimed(&rig->a, at) || claimed(&rig->b, at);

		assert_int_equal(pcie_root_mem_read(rig->root, at, data, 4),
				 answers ? TLP_CPL_SC : TLP_CPL_UR);
	}
}

/* Its own writes, to wherever: nothing but its counters and memory may change */
static void traffic(struct sriov_rig *rig, struct ram *pf)
{
	struct pcie_function *fn = pcie_sriov_vf(&pf->fn, random_below(3));

	if (!fn)
		return;
	pcie_root_config_write(rig->root, fn->bdf, 4, 2, 4);
	pcie_function_write(fn, pcie_function_bar_addr(&pf->fn, 0) + 64, "abcd",
			    4, NULL);
	pcie_function_write(fn, FIRST_BASE + random_below(1 << 20) * 64, "abcd",
			    4, NULL);
	pcie_function_kick(fn);
	pcie_root_run(rig->root, 2);
	rig->way[0] = 0;
}

static void registers_decide(void **state)
{
	struct sriov_rig *rig = *state;

	assigned = sriov_read(rig, &rig->a, BAR0, 4);
	for (seed = 1; seed < 4; seed++) {
		const uint32_t start = seed;

		for (unsigned int i = 0; i < STEPS; i++) {
			unsigned int most;

			step(rig);
			rig->way[0] = 0;
			most = sriov_read(rig, &rig->a, CTRL, 2) & ARI ? 255
								       : 7;
			/* A hierarchy that changes while b has VFs is undefined:
			   b looks again when it is written */
			sriov_write(rig, &rig->b, CTRL, 2,
				    sriov_read(rig, &rig->b, CTRL, 2));
			check(rig, &rig->a, 2, most);
			check(rig, &rig->b, 5, most);
			read_memory(rig);
			traffic(rig, &rig->a);
			traffic(rig, &rig->b);
		}
		seed = start;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(registers_decide, sriov_setup,
						sriov_teardown),
	};

	return cmocka_run_group_tests_name("pcie-sriov-random", tests, NULL,
					   NULL);
}
