// SPDX-License-Identifier: BSD-3-Clause
/* Functions that ask to be called at a time of their host's clock */
#include <stdlib.h>

#include "pcie/tree/deadlines.h"
#include "tests/pcie/rig.h"

#define FUNCTIONS 200
#define STEPS	  20000

static unsigned int any(unsigned int n)
{
	static uint32_t number = 1;

	number = number * 1664525 + 1013904223;
	return (number >> 8) % n;
}

static unsigned int order[8], norder;

static bool note(struct ram *ram)
{
	order[norder++] = ram->fn.index;
	return false;
}

static void comes_at_the_time(void **state)
{
	struct rig *rig = *state;

	rig->now = 1000;
	assert_int_equal(pcie_function_now(&rig->a.fn), 1000);
	assert_true(pcie_root_next(rig->root) == PCIE_NEVER);
	pcie_function_wake_at(&rig->a.fn, 1500);
	assert_int_equal(pcie_root_next(rig->root), 1500);
	rig->now = 1499;
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->a.runs, 0);
	rig->now = 1500;
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->a.runs, 1);
	assert_int_equal(rig->b.runs, 0);
	/* Once */
	assert_true(pcie_root_next(rig->root) == PCIE_NEVER);
	rig->now = 9999;
	assert_false(pcie_root_run(rig->root, 10));
	assert_int_equal(rig->a.runs, 1);
}

static void keeps_the_last_question(void **state)
{
	struct rig *rig = *state;

	pcie_function_wake_at(&rig->a.fn, 50);
	pcie_function_wake_at(&rig->a.fn, 70);
	assert_int_equal(pcie_root_next(rig->root), 70);
	rig->now = 60;
	pcie_root_run(rig->root, 10);
	assert_int_equal(rig->a.runs, 0);
	pcie_function_wake_at(&rig->a.fn, PCIE_NEVER);
	rig->now = 100;
	pcie_root_run(rig->root, 10);
	assert_int_equal(rig->a.runs, 0);
	/* A time that is over, and 0, are now */
	pcie_function_wake_at(&rig->a.fn, 1);
	pcie_root_run(rig->root, 10);
	assert_int_equal(rig->a.runs, 1);
	pcie_function_wake_at(&rig->a.fn, 0);
	pcie_root_run(rig->root, 10);
	assert_int_equal(rig->a.runs, 2);
}

static void goes_with_other_work(void **state)
{
	struct rig *rig = *state;

	rig->a.on_run = rig->b.on_run = rig->c.on_run = note;
	norder = 0;
	pcie_function_wake_at(&rig->b.fn, 20);
	pcie_function_wake_at(&rig->c.fn, 10);
	assert_int_equal(pcie_root_next(rig->root), 10);
	/* A kick does not end the wait */
	pcie_function_kick(&rig->b.fn);
	assert_int_equal(pcie_root_next(rig->root), 0);
	pcie_root_run(rig->root, 10);
	assert_int_equal(norder, 1);
	assert_int_equal(order[0], 1);
	assert_int_equal(pcie_root_next(rig->root), 10);
	rig->now = 30;
	pcie_function_kick(&rig->a.fn);
	assert_true(pcie_root_run(rig->root, 2));
	assert_false(pcie_root_run(rig->root, 2));
	assert_int_equal(norder, 4);
	assert_int_equal(order[1], 0);
	assert_int_equal(order[2], 1);
	assert_int_equal(order[3], 2);
}

static bool again(struct ram *ram)
{
	pcie_function_wake_at(&ram->fn, pcie_function_now(&ram->fn) + 5);
	return false;
}

static void asks_again_in_its_call(void **state)
{
	struct rig *rig = *state;

	rig->a.on_run = again;
	pcie_function_wake_at(&rig->a.fn, 5);
	for (rig->now = 0; rig->now < 20; rig->now++)
		assert_false(pcie_root_run(rig->root, 1));
	assert_int_equal(rig->a.runs, 3); /* at 5, 10, 15 */
	assert_int_equal(pcie_root_next(rig->root), 20);
}

static void ends_with_a_reset(void **state)
{
	struct rig *rig = *state;

	pcie_function_wake_at(&rig->a.fn, 10);
	pcie_function_wake_at(&rig->b.fn, 10);
	pcie_function_reset(&rig->a.fn);
	/* Function level reset, by software */
	pcie_root_config_write(rig->root, rig->b.fn.bdf, RAM_EXPRESS + 8, 2,
			       0x8000);
	assert_int_equal(rig->b.resets, 1);
	assert_true(pcie_root_next(rig->root) == PCIE_NEVER);
	rig->now = 100;
	pcie_root_run(rig->root, 10);
	assert_int_equal(rig->a.runs + rig->b.runs, 0);
}

static void stands_without_a_clock(void **state)
{
	static const struct pcie_host_ops none;
	static struct ram alone;
	static const struct ram_params params;
	struct pcie_root *root;

	ram_init(&alone, "alone", &params);
	assert_int_equal(pcie_function_now(&alone.fn), 0);
	assert_int_equal(
		pcie_root_create(&none, NULL, PCIE_ROOT_P2P_FORWARD, &root), 0);
	assert_int_equal(pcie_root_add_function(root, &alone.fn), 0);
	assert_true(pcie_root_next(root) == PCIE_NEVER);
	assert_int_equal(pcie_function_now(&alone.fn), 0);
	pcie_function_wake_at(&alone.fn, 1);
	assert_false(pcie_root_run(root, 10));
	assert_int_equal(alone.runs, 0);
	pcie_root_free(root);
}

/* Against a plain loop over all of them */
static void first_is_the_earliest(void **unused)
{
	struct pcie_function *fn = calloc(FUNCTIONS, sizeof(*fn));
	struct deadlines deadlines = {.n = 0};

	assert_non_null(fn);
	for (unsigned int i = 0; i < FUNCTIONS; i++) {
		fn[i].deadline = PCIE_NEVER;
		assert_int_equal(deadlines_grow(&deadlines, i + 1), 0);
	}
	for (unsigned int step = 0; step < STEPS; step++) {
		struct pcie_function *changed = &fn[any(FUNCTIONS)];
		uint64_t earliest = PCIE_NEVER;

		/* Some wait for the same time, some no longer */
		changed->deadline = any(4) ? any(1000) : PCIE_NEVER;
		deadlines_update(&deadlines, changed);
		for (unsigned int i = 0; i < FUNCTIONS; i++)
			if (fn[i].deadline < earliest)
				earliest = fn[i].deadline;
		assert_true(deadlines_next(&deadlines) == earliest);
	}
	/* One after the other, as they are woken */
	for (uint64_t last = 0; deadlines.n;) {
		struct pcie_function *next = deadlines.heap[0];

		assert_true(next->deadline >= last);
		last = next->deadline;
		next->deadline = PCIE_NEVER;
		deadlines_update(&deadlines, next);
	}
	for (unsigned int i = 0; i < FUNCTIONS; i++)
		assert_true(fn[i].deadline == PCIE_NEVER);
	free(deadlines.heap);
	free(fn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(comes_at_the_time, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(keeps_the_last_question,
						rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(goes_with_other_work, rig_setup,
						rig_teardown),
		cmocka_unit_test_setup_teardown(asks_again_in_its_call,
						rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(ends_with_a_reset, rig_setup,
						rig_teardown),
		cmocka_unit_test(stands_without_a_clock),
		cmocka_unit_test(first_is_the_earliest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
