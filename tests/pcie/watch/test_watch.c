// SPDX-License-Identifier: BSD-3-Clause
/*
 * A model that observes the TLPs of its function: the same ones as the tap on its link,
 * in the same order, with runs and without
 */
#include <stdlib.h>

#include "tests/pcie/rig.h"

#define SEEN_MAX 1024

static struct {
	bool sent;
	size_t len;
	uint8_t bytes[TLP_MAX_SIZE];
} seen[SEEN_MAX];
static unsigned int nseen;
static struct pcie_function_ops ops;

static void watch(struct pcie_function *fn, bool sent, const void *tlp,
		  size_t len)
{
	assert_in_range(nseen, 0, SEEN_MAX - 1);
	assert_in_range(len, 0, TLP_MAX_SIZE);
	seen[nseen].sent = sent;
	seen[nseen].len = len;
	memcpy(seen[nseen++].bytes, tlp, len);
}

static void begin(struct rig *rig)
{
	rig_forget(rig);
	nseen = 0;
}

/* The tap on the link of a, whose model observes, has the same TLPs, @n or more */
static void expect_same(const struct rig *rig, unsigned int n)
{
	unsigned int at = 0;

	for (unsigned int i = 0; i < rig->nrecords; i++) {
		const struct record *r = &rig->records[i];

		if (strcmp(r->link, "a") != 0)
			continue;
		assert_in_range(at, 0, nseen - 1);
		assert_int_equal(seen[at].sent, r->up);
		assert_int_equal(seen[at].len, r->len);
		assert_memory_equal(seen[at].bytes, r->bytes, r->len);
		at++;
	}
	assert_int_equal(at, nseen);
	assert_in_range(at, n, SEEN_MAX);
}

static void start(struct rig *rig)
{
	ops = *rig->a.fn.ops;
	ops.watch = watch;
	rig->a.fn.ops = &ops;
	pcie_function_watch(&rig->a.fn, true);
	begin(rig);
}

static int setup(void **state)
{
	int ret = rig_setup(state);

	if (!ret)
		start(*state);
	return ret;
}

static int setup_without_runs(void **state)
{
	int ret = setup(state);

	pcie_root_set_runs(((struct rig *)*state)->root, false);
	return ret;
}

/* Messages and requests of all kinds, with the completions of the function */
static void sees_what_it_receives(void **state)
{
	struct rig *rig = *state;
	uint8_t data[1000], page[4096];
	uint32_t value;

	memset(data, 0x5a, sizeof(data));
	pcie_root_config_read(rig->root, rig->a.fn.bdf, 0, 4, &value);
	pcie_root_config_write(rig->root, rig->a.fn.bdf, 0x10c, 4, 0);
	pcie_root_mem_write(rig->root, A_BASE + 3, data, sizeof(data));
	pcie_root_mem_read(rig->root, A_BASE + 1, data, sizeof(data));
	/* The completions, of 128 bytes, may be a run */
	pcie_root_config_write(rig->root, rig->a.fn.bdf, RAM_EXPRESS + 8, 2, 0);
	pcie_root_mem_read(rig->root, A_BASE, page, sizeof(page));
	/* not decoded: UR, and a message of the error */
	pcie_root_config_write(rig->root, rig->a.fn.bdf, RAM_EXPRESS + 8, 2,
			       0xf);
	pcie_root_mem_read(rig->root, A_BASE + 0x20000, data, 4);
	/* PME_Turn_Off is answered */
	inject(pcie_switch_downstream(rig->sw, 0),
	       "33000000 00000019 00000000 00000000");
	expect_same(rig, 16 + 8 * 5);
}

static bool copy(struct ram *ram)
{
	static uint8_t data[6000];

	assert_int_equal(pcie_function_read(&ram->fn, HOST_BASE + 0x80, data,
					    sizeof(data)),
			 0);
	assert_in_range(pcie_function_write(&ram->fn, B_BASE + 0x100, data,
					    sizeof(data), NULL),
			12, 1000);
	return false;
}

static void sees_what_it_sends(void **state)
{
	struct rig *rig = *state;

	pcie_root_mem_write(rig->root, A_BASE + 0x10000 + RAM_TABLE,
			    "\0\0\xe0\xfe", 4);
	pcie_root_mem_write(rig->root, A_BASE + 0x10000 + RAM_TABLE + 12,
			    "\0\0\0\0", 4);
	pcie_root_config_write(rig->root, rig->a.fn.bdf, RAM_MSIX + 2, 2,
			       0x8000);
	assert_int_equal(pcie_function_msix(&rig->a.fn, 0), 0);
	rig->a.on_run = copy;
	pcie_function_kick(&rig->a.fn);
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->interrupts, 1);
	assert_memory_equal(rig->b.memory + 0x100, rig->memory + 0x80, 6000);
	expect_same(rig, 40);
}

static bool peer_writes(struct ram *ram)
{
	static uint8_t data[4096];

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i ^ i >> 8);
	pcie_function_write(&ram->fn, A_BASE, data, sizeof(data), NULL);
	return false;
}

static void sees_the_tlps_of_runs(void **state)
{
	struct rig *rig = *state;

	rig->b.on_run = peer_writes;
	pcie_function_kick(&rig->b.fn);
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->a.memory[0x234], 0x36);
	expect_same(rig, 8);
}

static void sees_damage(void **state)
{
	struct rig *rig = *state;
	struct pcie_port *port = pcie_switch_downstream(rig->sw, 0);

	/* Reserved Fmt; a payload that is too short; addressed to nobody */
	inject(port, "ff000000 00000000 00000000");
	inject(port, "40000004 0000000f e0000000 01020304");
	inject(port, "4a000001 00000004 00000100 01020304");
	assert_int_equal(rig->a.fn.errors, 3);
	expect_same(rig, 3);
}

static void echo(struct ram *ram)
{
	pcie_function_write(&ram->fn, A_BASE + 0x40, "echo", 4, NULL);
}

static bool call(struct ram *ram)
{
	for (unsigned int i = 0; i < 3; i++)
		pcie_function_write(&ram->fn, B_BASE, "call", 4, NULL);
	return false;
}

/* Writes that wait are observed when they arrive, and not again */
static void sees_waiting_writes_once(void **state)
{
	struct rig *rig = *state;

	rig->b.on_write = echo;
	rig->a.on_run = call;
	pcie_function_kick(&rig->a.fn);
	assert_true(pcie_root_run(rig->root, 1));
	assert_int_equal(rig->a.writes, 0);
	assert_int_equal(nseen, 6);
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->a.writes, 3);
	expect_same(rig, 6);
	assert_int_equal(nseen, 6);
}

static void sees_nothing_after_reset(void **state)
{
	struct rig *rig = *state;
	unsigned int before;

	pcie_root_mem_write(rig->root, A_BASE, "abcd", 4);
	assert_int_equal(nseen, 1);
	pcie_root_config_write(rig->root, rig->a.fn.bdf, RAM_EXPRESS + 8, 2,
			       0x8000);
	before = nseen;
	assert_false(seen[before - 1].sent);
	pcie_root_mem_write(rig->root, A_BASE, "abcd", 4);
	assert_int_equal(nseen, before);
	assert_int_equal(rig->a.resets, 1);
}

static unsigned int toggle_at;

static void toggle(struct ram *ram)
{
	if (ram->writes == toggle_at)
		pcie_function_watch(&ram->fn, !ram->fn.port.watch);
}

/* The model begins or ends within what may be a run: the TLP that causes it is part of
 * the time before */
static void begins_and_ends_between_tlps(void **state)
{
	struct rig *rig = *state;

	rig->b.on_run = peer_writes;
	rig->a.on_write = toggle;
	for (unsigned int on = 0; on < 2; on++) {
		pcie_function_watch(&rig->a.fn, on);
		rig->a.writes = 0;
		toggle_at = 3;
		begin(rig);
		pcie_function_kick(&rig->b.fn);
		assert_false(pcie_root_run(rig->root, 10));
		assert_int_equal(rig->a.writes, 8); /* of 512 bytes */
		assert_int_equal(nseen, on ? 3 : 5);
		for (unsigned int i = 0; i < nseen; i++)
			assert_int_equal(seen[i].bytes[10] << 8 |
						 seen[i].bytes[11],
					 512 * (on ? i : i + 3));
	}
}

#define TEST(f)                                                        \
	cmocka_unit_test_setup_teardown(f, setup, rig_teardown),       \
		cmocka_unit_test_setup_teardown(f, setup_without_runs, \
						rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sees_what_it_receives),
		TEST(sees_what_it_sends),
		TEST(sees_the_tlps_of_runs),
		TEST(sees_damage),
		TEST(sees_waiting_writes_once),
		TEST(sees_nothing_after_reset),
		TEST(begins_and_ends_between_tlps),
	};

	return cmocka_run_group_tests_name("pcie-watch", tests, NULL, NULL);
}
