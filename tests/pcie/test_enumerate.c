// SPDX-License-Identifier: BSD-3-Clause
/* Bus numbers, addresses, and the order of work */
#include <errno.h>
#include <stdlib.h>

#include "tests/pcie/rig.h"

static void ids_are_given_depth_first(void **state)
{
	struct rig *rig = rig_new(PCIE_ROOT_P2P_FORWARD);

	pcie_root_enumerate(rig->root);
	assert_int_equal(rig->a.fn.bdf, 0x0300);
	assert_int_equal(rig->b.fn.bdf, 0x0400);
	assert_int_equal(rig->c.fn.bdf, 0x0600); /* 05 is the empty port's */
	assert_int_equal(rig->d.fn.bdf, 0x0018);
	/* by a configuration write without bytes, type 1 up to the last link */
	expect_tlp(rig, 0, "root", DOWN, "45000001 00000000 03000000 00000000");
	expect_tlp(rig, 1, "a", DOWN, "44000001 00000000 03000000 00000000");
	expect_tlp(rig, 2, "a", UP, "0a000000 03000004 00000000");
	expect_tlp(rig, 9, "c", UP, "0a000000 06000004 00000200");
	rig_free(rig);
}

/* A chain: root port - switch - switch - function */
static void chains_are_numbered(void **state)
{
	struct rig *rig = rig_new(PCIE_ROOT_P2P_FORWARD);
	static struct ram far;
	const struct ram_params params = {0};
	struct pcie_switch *sw;
	struct pcie_link up, down;
	uint32_t value;

	ram_init(&far, "far", &params);
	assert_int_equal(pcie_switch_create(rig->root, "sw1", 2, &sw), 0);
	assert_int_equal(pcie_root_add_function(rig->root, &far.fn), 0);
	pcie_link_connect(&up, "up", pcie_switch_downstream(rig->sw, 2),
			  pcie_switch_upstream(sw));
	pcie_link_connect(&down, "down", pcie_switch_downstream(sw, 1),
			  &far.fn.port);
	pcie_root_enumerate(rig->root);
	/* 05 the link, 06 the inner bus, 07 empty, 08 */
	assert_int_equal(far.fn.bdf, 0x0800);
	assert_int_equal(rig->c.fn.bdf, 0x0900);
	assert_int_equal(pcie_root_config_read(rig->root, 0x0800, 2, 2, &value),
			 0);
	assert_int_equal(value, 0x00a2);
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xefffffff), 0);
	/* from a through both switches, and back by ID */
	far.memory[4] = 0x42;
	value = 0;
	assert_int_equal(
		pcie_function_read(&rig->a.fn,
				   pcie_function_bar_addr(&far.fn, 0) + 4,
				   &value, 1),
		0);
	assert_int_equal(value, 0x42);
	assert_int_equal(pcie_switch_stats(sw)->unsupported, 0);
	rig_free(rig);
}

static void renumbering_moves_everything(void **state)
{
	struct rig *rig = *state;
	const uint16_t bdf[] = {0x0900, 0x0800, 0x0200, 0x0029};
	uint32_t value;

	assert_int_equal(pcie_root_renumber(rig->root, bdf, 4), 0);
	assert_int_equal(rig->a.fn.bdf, 0x0900);
	assert_int_equal(rig->b.fn.bdf, 0x0800);
	assert_int_equal(rig->c.fn.bdf, 0x0200);
	assert_int_equal(rig->d.fn.bdf, 0x0029);
	for (unsigned int i = 0; i < 4; i++) {
		assert_int_equal(pcie_root_config_read(rig->root, bdf[i], 2, 2,
						       &value),
				 TLP_CPL_SC);
		assert_int_equal(value, 0x00a2);
	}
	assert_int_equal(pcie_root_config_read(rig->root, 0x0300, 2, 2, &value),
			 TLP_CPL_UR);

	/* completions find their way, requests carry the new ID */
	rig_forget(rig);
	rig->b.memory[0] = 0x42;
	assert_int_equal(pcie_function_read(&rig->a.fn, B_BASE, &value, 1), 0);
	expect_tlps(rig, 4);
	assert_memory_equal(rig->records[0].bytes + 4, "\x09\x00", 2);
	assert_string_equal(rig->records[3].link, "a");
	assert_int_equal(pcie_function_read(&rig->c.fn, B_BASE, &value, 1), 0);
	/* the upstream port follows: 06:00.0, its internal bus is 07 */
	rig_forget(rig);
	inject(rig->root_port, "00000001 0000220f e0400000");
	expect_tlp(rig, 1, "root", UP, "0a000000 06002004 00002200");
	inject(&rig->a.fn.port, "00000001 0900220f e0000000");
	expect_tlp(rig, 3, "a", DOWN, "0a000000 07002004 09002200");
}

static void ids_have_to_fit_the_tree(void **state)
{
	struct rig *rig = *state;
	static const uint16_t wrong[][4] = {
		{0x0300, 0x0300, 0x0600, 0x0018}, /* two ports, one bus */
		{0x0300, 0x0500, 0x0400, 0x0018}, /* c within the switch */
		{0x0300, 0x0400, 0x0300, 0x0018},
		{0x0300, 0x0400, 0x0100, 0x0018}, /* the switch's own bus */
		{0x0301, 0x0400, 0x0600, 0x0018}, /* function 1 */
		{0x0308, 0x0400, 0x0600, 0x0018}, /* device 1 */
		{0x0000, 0x0400, 0x0600, 0x0018}, /* bus 0 */
		{0x0200, 0x0400, 0x0600, 0x0018}, /* no room above */
		{0x0300, 0x0400, 0x0600, 0x0118}, /* RCiEP not on bus 0 */
		{0x0300, 0x0400, 0x0600, 0x0000}, /* the host's */
	};
	const uint16_t right[] = {0x0300, 0x0400, 0x0600, 0x0018};

	rig_forget(rig);
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(pcie_root_renumber(rig->root, wrong[i], 4),
				 -EINVAL);
	assert_int_equal(pcie_root_renumber(rig->root, right, 3), -EINVAL);
	expect_tlps(rig, 0);
	assert_int_equal(rig->a.fn.bdf, 0x0300);
	assert_int_equal(pcie_root_renumber(rig->root, right, 4), 0);
}

static void addresses_are_assigned(void **state)
{
	struct rig *rig = rig_new(PCIE_ROOT_P2P_FORWARD);

	pcie_root_enumerate(rig->root);
	/* b's port begins at the next MiB; the last BAR ends at e0310fff */
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xe0310ffe),
			 -ENOSPC);
	assert_int_equal(pcie_root_assign(rig->root, 0x100000000, UINT64_MAX),
			 -ENOSPC); /* BAR 2 has 32 bits */
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xe0310fff), 0);
	assert_int_equal(pcie_function_bar_addr(&rig->a.fn, 0), 0xe0000000);
	assert_int_equal(pcie_function_bar_addr(&rig->a.fn, 2), 0xe0010000);
	assert_int_equal(pcie_function_bar_addr(&rig->b.fn, 0), 0xe0100000);
	assert_int_equal(pcie_function_bar_addr(&rig->d.fn, 2), 0xe0310000);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, 4, 2), 6);
	/* 512 bytes, which all support; the rest of the register stays */
	assert_int_equal(pcie_config_get(&rig->a.fn.config, RAM_EXPRESS + 8, 2),
			 0x2850);
	pcie_config_set(&rig->b.fn.config, RAM_EXPRESS + 4, 1, 0x21); /* 256 */
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xe0310fff), 0);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, RAM_EXPRESS + 8, 2),
			 0x2830);
	rig_free(rig);
}

/* If BARs overlap, the first one is reached; nothing breaks */
static void overlapping_bars_have_one_owner(void **state)
{
	struct rig *rig = *state;

	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, A_BASE);
	pcie_root_config_write(rig->root, 0x0600, 0x10, 4, A_BASE);
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE, "x", 1), 0);
	assert_int_equal(rig->a.writes, 1);
	assert_int_equal(rig->b.writes + rig->c.writes, 0);
	pcie_root_config_write(rig->root, 0x0300, 4, 2, 0);
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE, "x", 1), 0);
	assert_int_equal(rig->b.writes, 1);
	/* back again, and now the last one */
	pcie_root_config_write(rig->root, 0x0300, 4, 2, 6);
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE, "x", 1), 0);
	assert_int_equal(rig->a.writes, 1);
	assert_int_equal(rig->b.writes, 2);
	pcie_root_config_write(rig->root, 0x0300, 4, 2, 0);
	/* not assigned, and one that wraps: unowned */
	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, 0);
	assert_int_equal(pcie_root_mem_write(rig->root, 0, "x", 1), TLP_CPL_UR);
	pcie_root_config_write(rig->root, 0x0400, 0x10, 4, 0xffffffff);
	pcie_root_config_write(rig->root, 0x0400, 0x14, 4, 0xffffffff);
	assert_int_equal(pcie_root_mem_write(rig->root, UINT64_MAX - 0xfff, "x",
					     1),
			 TLP_CPL_UR);
}

/* Any values in any BARs: an address has one owner, or no owner */
static void map_agrees_with_the_registers(void **state)
{
	struct rig *rig = *state;
	struct ram *rams[] = {&rig->a, &rig->b, &rig->c, &rig->d};
	unsigned int since[4] = {0}, clock = 0;
	uint8_t byte = 0;

	srand(3);
	for (unsigned int i = 0; i < 3000; i++) {
		unsigned int k = rand() % 4, first = 4, before[4];
		struct ram *ram = rams[k], *owner = NULL;
		uint64_t addr = 0xd0000000 + (rand() % 16) * 0x10000;
		bool was_on = ram->fn.config.data[4] & 2;

		if (pcie_function_bar_addr(&ram->fn, 0) != addr)
			since[k] = ++clock;
		pcie_config_write(&ram->fn.config, 0x10, 4, addr);
		pcie_root_config_write(rig->root, ram->fn.bdf, 0x18, 4,
				       0xd0200000 + rand() % 8 * 0x1000);
		pcie_root_config_write(rig->root, ram->fn.bdf, 4, 2,
				       rand() % 4 ? 6 : 4);
		if (!was_on && ram->fn.config.data[4] & 2)
			since[k] = ++clock;
		addr = 0xd0000000 + (rand() % 18) * 0x10000;
		for (unsigned int j = 0; j < 4; j++) {
			before[j] = rams[j]->writes;
			if (rams[j]->fn.config.data[4] & 2 &&
			    pcie_function_bar_addr(&rams[j]->fn, 0) == addr &&
			    (first == 4 || since[j] < since[first]))
				first = j;
		}
		if (first < 4)
			owner = rams[first];
		rig_forget(rig);
		assert_int_equal(pcie_root_mem_write(rig->root, addr, &byte, 1),
				 owner ? TLP_CPL_SC : TLP_CPL_UR);
		for (unsigned int j = 0; j < 4; j++)
			assert_int_equal(rams[j]->writes - before[j],
					 rams[j] == owner);
	}
}

/* ---- work ---------------------------------------------------------------- */

static char order[64];

static bool three_pieces(struct ram *ram)
{
	strcat(order, ram->fn.name);
	return ram->runs < 3;
}

static void work_goes_round(void **state)
{
	struct rig *rig = *state;

	order[0] = 0;
	rig->a.on_run = rig->b.on_run = rig->c.on_run = three_pieces;
	assert_false(pcie_root_run(rig->root, 10));
	pcie_function_kick(&rig->c.fn);
	pcie_function_kick(&rig->a.fn);
	pcie_function_kick(&rig->b.fn);
	assert_true(pcie_root_run(rig->root, 0));
	assert_true(pcie_root_run(rig->root, 4));
	assert_string_equal(order, "abca");
	assert_false(pcie_root_run(rig->root, 5));
	assert_string_equal(order, "abcabcabc");
	assert_false(pcie_root_run(rig->root, 5));
}

static unsigned int depth, deepest;

static void ring(struct ram *ram)
{
	if (++depth > deepest)
		deepest = depth;
	pcie_function_msix(&ram->fn, 0);
	depth--;
}

/* Two functions ring each other's doorbells by their interrupts */
static void ping_pong_is_bounded(void **state)
{
	struct rig *rig = *state;
	struct ram *rams[] = {&rig->a, &rig->b};
	static const uint8_t unmasked[4];
	uint8_t addr[4] = {0, 0, 0, 0xe0};
	unsigned int writes;

	depth = deepest = 0;
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t table =
			pcie_function_bar_addr(&rams[i]->fn, 2) + RAM_TABLE;

		addr[2] = i ? 0 : 0x10; /* the other function's BAR 0 */
		pcie_root_mem_write(rig->root, table, addr, 4);
		pcie_root_mem_write(rig->root, table + 12, unmasked, 4);
		pcie_root_config_write(rig->root, rams[i]->fn.bdf, RAM_MSIX + 2,
				       2, 0x8000);
		rams[i]->on_write = ring;
	}
	rig_forget(rig);
	pcie_root_mem_write(rig->root, A_BASE, "x", 1);
	assert_int_equal(rig->a.writes, 1);
	assert_int_equal(rig->b.writes, 1);
	assert_int_equal(deepest, 2); /* each once */
	/* the rest is work, done in pieces */
	assert_true(pcie_root_run(rig->root, 10));
	writes = rig->a.writes;
	assert_in_range(writes, 2, 11);
	assert_int_equal(deepest, 2);
	/* a read of the host follows the waiting writes */
	pcie_root_mem_read(rig->root, A_BASE, addr, 1);
	assert_int_equal(rig->a.writes, writes + 1);
	/* reset ends it */
	pcie_function_reset(&rig->a.fn);
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->a.writes, writes + 1);
	assert_int_equal(rig->a.fn.errors, 0);
}

static unsigned int left;
static uint8_t landed[64];

/* Numbered, so that their order can be seen */
static void echo(struct ram *ram)
{
	uint8_t data[500] = {ram->writes};

	pcie_function_write(&ram->fn, A_BASE, data, sizeof(data), NULL);
}

static void note(struct ram *ram)
{
	landed[ram->writes - 1] = ram->memory[0];
}

static bool flood(struct ram *ram)
{
	for (unsigned int i = 0; i < 20; i++)
		pcie_function_write(&ram->fn, B_BASE, "x", 1, NULL);
	return false;
}

static void inbox_overflow_is_an_error(void **state)
{
	struct rig *rig = *state;
	const unsigned int fit = 2 * TLP_MAX_SIZE / (500 + 12 + 4);

	rig->b.on_write = echo;
	rig->a.on_run = flood;
	rig->a.on_write = note;
	pcie_function_kick(&rig->a.fn);
	assert_true(pcie_root_run(rig->root, 1));
	assert_int_equal(rig->a.writes, 0);
	assert_int_equal(rig->b.writes, 20);
	assert_int_equal(rig->a.fn.errors, 20 - fit);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, RAM_AER + 4, 4),
			 1u << 17);
	assert_false(pcie_root_run(rig->root, 1));
	assert_int_equal(rig->a.writes, fit);
	for (unsigned int i = 0; i < fit; i++)
		assert_int_equal(landed[i], i + 1);
}

#define FEW 60

static void capacities_are_checked(void **state)
{
	struct rig *rig = *state;
	static struct ram rams[FEW];
	const struct ram_params params = {0};
	struct pcie_switch *sw;
	struct pcie_port *port;

	left = 0;
	for (unsigned int i = 0; i < FEW; i++) {
		ram_init(&rams[i], "x", &params);
		assert_int_equal(pcie_root_add_function(rig->root, &rams[i].fn),
				 0);
		assert_int_equal(rams[i].fn.index, i + 4);
	}
	for (unsigned int i = 0; i < 28; i++)
		assert_int_equal(
			pcie_root_add_port(rig->root, "x", false, &port), 0);
	assert_int_equal(pcie_root_add_port(rig->root, "x", false, &port),
			 -ENOSPC);
	while (!pcie_switch_create(rig->root, "x", 32, &sw))
		left++;
	/* with the one of the rig: more have no buses */
	assert_int_equal(left, 126);
	/* unconnected functions own no addresses */
	pcie_root_enumerate(rig->root);
	rams[0].fn.bar_addr[0] = 0xd0000000;
	pcie_root_remap(rig->root);
	assert_int_equal(pcie_root_mem_write(rig->root, 0xd0000000, "x", 1),
			 TLP_CPL_UR);
	assert_int_equal(pcie_root_mem_write(rig->root, A_BASE, "x", 1), 0);
}

/* More ports than there are buses */
static void buses_run_out(void **state)
{
	struct rig *rig = *state;
	struct pcie_switch *sw[10];
	static struct pcie_link links[10];
	struct pcie_port *port;

	for (unsigned int i = 0; i < 10; i++) {
		pcie_switch_create(rig->root, "x", 32, &sw[i]);
		pcie_root_add_port(rig->root, "x", false, &port);
		pcie_link_connect(&links[i], "x", port,
				  pcie_switch_upstream(sw[i]));
	}
	pcie_root_enumerate(rig->root);
	assert_int_equal(rig->a.fn.bdf, 0x0300);
	rig_forget(rig);
	inject(rig->root_port, "00000001 0000220f 00000000");
	expect_tlps(rig, 2);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_given_depth_first),
		cmocka_unit_test(chains_are_numbered),
		TEST(renumbering_moves_everything),
		TEST(ids_have_to_fit_the_tree),
		cmocka_unit_test(addresses_are_assigned),
		TEST(overlapping_bars_have_one_owner),
		TEST(map_agrees_with_the_registers),
		TEST(work_goes_round),
		TEST(ping_pong_is_bounded),
		TEST(inbox_overflow_is_an_error),
		TEST(capacities_are_checked),
		TEST(buses_run_out),
	};

	return cmocka_run_group_tests_name("pcie-enumerate", tests, NULL, NULL);
}
