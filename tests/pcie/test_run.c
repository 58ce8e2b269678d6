// SPDX-License-Identifier: BSD-3-Clause
/*
 * The order in which many functions run, against a plain loop over all of them: the
 * next one in the order of their index that has work, one piece each
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "pcie/pcie.h"

#define FUNCTIONS 300
#define STEPS	  4000

/* What the loop knows of a function: @more: pieces left after the next one */
struct model {
	bool pending;
	uint64_t deadline;
	unsigned int more;
};

struct rig {
	struct pcie_root *root;
	struct pcie_function functions[FUNCTIONS];
	unsigned int more[FUNCTIONS];
	struct model model[FUNCTIONS];
	unsigned int turn;
	unsigned int ran[64], nran;
	uint64_t now, clock_reads;
};

static struct rig *rig;

/* xorshift: the same numbers on every machine */
static uint32_t any(uint32_t n)
{
	static uint64_t s = 88172645463325252;

	s ^= s << 13;
	s ^= s >> 7;
	s ^= s << 17;
	return (s >> 20) % n;
}

static bool run(struct pcie_function *fn)
{
	rig->ran[rig->nran++] = fn->index;
	return rig->more[fn->index] && rig->more[fn->index]--;
}

static void reset(struct pcie_function *fn)
{
}

static uint64_t now(void *ctx)
{
	rig->clock_reads++;
	return rig->now;
}

static bool loop_next(unsigned int *ret_index)
{
	for (unsigned int i = 0; i < FUNCTIONS; i++) {
		*ret_index = (rig->turn + i) % FUNCTIONS;
		if (rig->model[*ret_index].pending)
			return true;
	}
	return false;
}

/* Compare the calls with those of the loop. Return: true if work is left */
static bool loop_run(unsigned int budget)
{
	unsigned int at = 0, next;

	for (unsigned int i = 0; i < FUNCTIONS; i++)
		if (rig->model[i].deadline <= rig->now) {
			rig->model[i].deadline = PCIE_NEVER;
			rig->model[i].pending = true;
		}
	while (loop_next(&next)) {
		rig->turn = next;
		if (!budget--)
			return true;
		assert_true(at < rig->nran);
		assert_int_equal(rig->ran[at++], next);
		rig->model[next].pending = rig->model[next].more;
		rig->model[next].more -= rig->model[next].pending;
		rig->turn = (next + 1) % FUNCTIONS;
	}
	rig->turn = 0;
	assert_int_equal(at, rig->nran);
	return false;
}

static uint64_t loop_time(void)
{
	uint64_t next = PCIE_NEVER;

	for (unsigned int i = 0; i < FUNCTIONS; i++) {
		if (rig->model[i].pending)
			return 0;
		if (rig->model[i].deadline < next)
			next = rig->model[i].deadline;
	}
	return next;
}

static void change(unsigned int i)
{
	struct pcie_function *fn = &rig->functions[i];
	struct model *model = &rig->model[i];

	switch (any(6)) {
	case 0:
		rig->more[i] = model->more = any(4);
		model->pending = true;
		pcie_function_kick(fn);
		break;
	case 1:
		model->pending = false;
		model->deadline = PCIE_NEVER;
		pcie_function_reset(fn);
		break;
	case 2:
		model->deadline = PCIE_NEVER;
		pcie_function_wake_at(fn, PCIE_NEVER);
		break;
	default:
		model->deadline = rig->now + any(100);
		pcie_function_wake_at(fn, model->deadline);
	}
}

static const struct pcie_function_ops ops = {.run = run, .reset = reset};

static void add(unsigned int i)
{
	static const struct pcie_identity identity = {.vendor = 1};
	struct pcie_function *fn = &rig->functions[i];

	rig->model[i].deadline = PCIE_NEVER;
	pcie_config_init(&fn->config, &identity);
	pcie_function_init(fn, &ops, "f");
	/* it may have work before it joins */
	if (!any(3))
		change(i);
	assert_int_equal(pcie_root_add_function(rig->root, fn), 0);
}

static void order_is_that_of_a_loop(void **state)
{
	const struct pcie_host_ops host = {.now = now};

	rig = calloc(1, sizeof(*rig));
	assert_non_null(rig);
	assert_int_equal(pcie_root_create(&host, NULL, PCIE_ROOT_P2P_FORWARD,
					  &rig->root),
			 0);
	for (unsigned int i = 0; i < FUNCTIONS; i++)
		add(i);
	for (unsigned int step = 0; step < STEPS; step++) {
		const unsigned int budget = any(60);
		bool more;

		for (unsigned int n = any(12); n; n--)
			change(any(FUNCTIONS));
		assert_true(pcie_root_next(rig->root) == loop_time());
		rig->now += any(3) ? 0 : any(50);
		rig->nran = 0;
		more = pcie_root_run(rig->root, budget);
		assert_int_equal(more, loop_run(budget));
		assert_true(pcie_root_next(rig->root) == loop_time());
	}
	pcie_root_free(rig->root);
	free(rig);
}

static void nobody_waits_nobody_reads_the_clock(void **state)
{
	const struct pcie_host_ops host = {.now = now};

	rig = calloc(1, sizeof(*rig));
	assert_non_null(rig);
	assert_int_equal(pcie_root_create(&host, NULL, PCIE_ROOT_P2P_FORWARD,
					  &rig->root),
			 0);
	assert_true(pcie_root_next(rig->root) == PCIE_NEVER);
	assert_false(pcie_root_run(rig->root, 1));
	add(0);
	pcie_function_wake_at(&rig->functions[0], PCIE_NEVER);
	pcie_root_run(rig->root, 1);
	assert_int_equal(rig->clock_reads, 0);
	pcie_root_free(rig->root);
	free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_is_that_of_a_loop),
		cmocka_unit_test(nobody_waits_nobody_reads_the_clock),
	};

	return cmocka_run_group_tests_name("pcie-run", tests, NULL, NULL);
}
