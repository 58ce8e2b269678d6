// SPDX-License-Identifier: BSD-3-Clause
/*
 * Routes of addresses in random hierarchies, against a plain loop over all BARs and
 * windows for each address
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "pcie/pcie.h"
#include "pcie/tree/tree.h"

#define ROUNDS	  120
#define FUNCTIONS 40
#define BRIDGES	  400
#define WINDOWS	  (2 * BRIDGES + PCIE_BARS * FUNCTIONS)

/* A window, in the order in which they are considered */
struct window {
	uint64_t base, limit;
	struct pcie_port *port;
};

struct rig {
	struct pcie_root *root;
	struct pcie_function functions[FUNCTIONS];
	struct pcie_port *above[FUNCTIONS];
	struct pcie_multi devices[FUNCTIONS];
	struct pcie_link links[BRIDGES];
	struct pcie_port *ports[BRIDGES]; /* that may have windows */
	unsigned int nfunctions, ndevices, nlinks, nports;
	struct window windows[WINDOWS];
	unsigned int nwindows;
};

static struct rig *rig;
static unsigned int seen; /* decoded BARs */

/* xorshift: the same numbers on every machine */
static uint32_t any(uint32_t n)
{
	static uint64_t s = 88172645463325252;

	s ^= s << 13;
	s ^= s >> 7;
	s ^= s << 17;
	return (s >> 20) % n;
}

static struct pcie_function *add_function(struct pcie_port *above)
{
	static const struct pcie_function_ops ops;
	static const struct pcie_identity identity = {.vendor = 1};
	struct pcie_function *fn = &rig->functions[rig->nfunctions];

	pcie_config_init(&fn->config, &identity);
	for (unsigned int i = 0; i < PCIE_BARS; i++)
		if (any(2))
			fn->bars[i].size = 0x1000ull << any(5);
	pcie_function_init(fn, &ops, "f");
	assert_int_equal(pcie_root_add_function(rig->root, fn), 0);
	rig->above[rig->nfunctions++] = above;
	return fn;
}

static void connect(struct pcie_port *up, struct pcie_port *down)
{
	pcie_link_connect(&rig->links[rig->nlinks++], "l", up, down);
}

static void add_device(struct pcie_port *above)
{
	struct pcie_multi *device = &rig->devices[rig->ndevices++];

	pcie_multi_init(device);
	for (unsigned int n = 0; n < 2 + any(4); n++)
		if (rig->nfunctions < FUNCTIONS)
			assert_int_equal(pcie_multi_add(device,
							add_function(above), n),
					 0);
	connect(above, &device->port);
}

static void add_below(struct pcie_port *port, unsigned int depth);

static void add_switch(struct pcie_port *above, unsigned int depth)
{
	const unsigned int n = 1 + any(3);
	struct pcie_switch *sw;

	assert_int_equal(pcie_switch_create(rig->root, "s", n, &sw), 0);
	connect(above, pcie_switch_upstream(sw));
	for (unsigned int i = 0; i < n; i++)
		add_below(pcie_switch_downstream(sw, i), depth + 1);
	rig->ports[rig->nports++] = pcie_switch_upstream(sw);
}

/* The ports are noted in the order in which their windows count */
static void add_below(struct pcie_port *port, unsigned int depth)
{
	const unsigned int kind = any(5);

	if (kind >= 3 && depth < 3)
		add_switch(port, depth);
	else if (kind == 2 && rig->nfunctions < FUNCTIONS)
		add_device(port);
	else if (kind && rig->nfunctions < FUNCTIONS)
		connect(port, &add_function(port)->port);
	rig->ports[rig->nports++] = port;
}

static uint64_t any_address(void)
{
	return 0x80000000ull + ((uint64_t)any(96) << 12);
}

static void note(uint64_t base, uint64_t limit, struct pcie_port *port)
{
	if (base && base <= limit)
		rig->windows[rig->nwindows++] =
			(struct window){base, limit, port};
}

/* Windows of some ports; for the others the BARs below them stand */
static void set_windows(struct pcie_port *port)
{
	struct pcie_window windows[PCIE_WINDOWS];

	if (!any(3)) {
		for (unsigned int i = 0; i < rig->nfunctions; i++)
			for (unsigned int b = 0; b < PCIE_BARS; b++) {
				const struct pcie_function *fn =
					&rig->functions[i];

				if (rig->above[i] == port && fn->bar_last[b])
					note(fn->bar_last[b],
					     fn->bar_last[b] +
						     fn->bars[b].size - 1,
					     port);
			}
		return;
	}
	for (unsigned int i = 0; i < PCIE_WINDOWS; i++) {
		windows[i].base = any(5) ? any_address() : 0;
		windows[i].limit = any_address() + 0xfff;
		note(windows[i].base, windows[i].limit, port);
	}
	pcie_root_set_windows(rig->root, port, windows);
}

static void set_bars(void)
{
	for (unsigned int n = 0; n < 8 * rig->nfunctions; n++) {
		const struct pcie_function *fn =
			&rig->functions[any(rig->nfunctions)];
		const unsigned int bar = any(PCIE_BARS);

		if (!any(4))
			pcie_root_config_write(rig->root, fn->bdf, 4, 2,
					       any(4) ? 2 : 0);
		else
			pcie_root_config_write(rig->root, fn->bdf,
					       0x10 + 4 * bar, 4,
					       any_address());
	}
}

struct bar {
	uint64_t start, last, since;
	unsigned int index;
	struct pcie_port *port;
	bool done, kept;
};

static bool earlier(const struct bar *a, const struct bar *b)
{
	if (a->since != b->since)
		return a->since < b->since;
	return a->index != b->index ? a->index < b->index : a->start < b->start;
}

static unsigned int decoded(struct bar *bars)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < rig->nfunctions; i++)
		for (unsigned int b = 0; b < PCIE_BARS; b++) {
			const struct pcie_function *fn = &rig->functions[i];
			const uint64_t at = fn->bar_addr[b];

			if (at != PCIE_BAR_OFF)
				bars[n++] = (struct bar){
					.start = at,
					.last = at + fn->bars[b].size - 1,
					.since = fn->bar_since[b],
					.index = i,
					.port = rig->above[i],
				};
		}
	return n;
}

/* A BAR that overlaps an earlier one has no addresses */
static unsigned int keep(struct bar *bars)
{
	const unsigned int n = decoded(bars);

	for (unsigned int round = 0; round < n; round++) {
		struct bar *next = NULL;

		for (unsigned int i = 0; i < n; i++)
			if (!bars[i].done && (!next || earlier(&bars[i], next)))
				next = &bars[i];
		next->done = next->kept = true;
		for (unsigned int i = 0; i < n; i++)
			if (&bars[i] != next && bars[i].kept &&
			    bars[i].start <= next->last &&
			    next->start <= bars[i].last)
				next->kept = false;
	}
	return n;
}

static struct pcie_port *expected(const struct bar *bars, unsigned int n,
				  uint64_t addr)
{
	for (unsigned int i = 0; i < n; i++)
		if (bars[i].kept && addr >= bars[i].start &&
		    addr <= bars[i].last)
			return bars[i].port;
	for (unsigned int i = 0; i < rig->nwindows; i++)
		if (addr >= rig->windows[i].base &&
		    addr <= rig->windows[i].limit)
			return rig->windows[i].port;
	return NULL;
}

static void check(const struct bar *bars, unsigned int n, uint64_t addr)
{
	static unsigned int hint;
	struct pcie_port *port = expected(bars, n, addr);
	uint64_t last = 0;

	if (!any(4))
		hint = any(300);
	/* A bridge begins with its port */
	assert_ptr_equal(map_find(rig->root, addr, &hint, &last), port);
	assert_true(last >= addr);
	assert_ptr_equal(expected(bars, n, last), port);
	if (last != UINT64_MAX)
		assert_ptr_not_equal(expected(bars, n, last + 1), port);
	for (unsigned int i = 0; i < n; i++)
		if (bars[i].start > addr && bars[i].start < last)
			assert_ptr_equal(expected(bars, n, bars[i].start),
					 port);
}

static void check_all(void)
{
	static struct bar bars[FUNCTIONS * PCIE_BARS];
	const unsigned int n = keep(bars);

	seen += n;
	check(bars, n, 0);
	check(bars, n, UINT64_MAX);
	for (int by = -1; by <= 1; by++) {
		for (unsigned int i = 0; i < n; i++) {
			check(bars, n, bars[i].start + by);
			check(bars, n, bars[i].last + by);
		}
		for (unsigned int i = 0; i < rig->nwindows; i++) {
			check(bars, n, rig->windows[i].base + by);
			check(bars, n, rig->windows[i].limit + by);
		}
	}
}

static void routes_are_those_of_a_loop(void **state)
{
	static const struct pcie_host_ops host;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		rig = calloc(1, sizeof(*rig));
		assert_non_null(rig);
		assert_int_equal(pcie_root_create(&host, NULL,
						  PCIE_ROOT_P2P_FORWARD,
						  &rig->root),
				 0);
		for (unsigned int i = 0; i < 5; i++) {
			struct pcie_port *port;

			pcie_root_add_port(rig->root, "r", false, &port);
			add_below(port, 0);
		}
		pcie_root_enumerate(rig->root);
		if (rig->nfunctions)
			set_bars();
		for (unsigned int i = 0; i < rig->nports; i++)
			set_windows(rig->ports[i]);
		check_all();
		pcie_root_free(rig->root);
		for (unsigned int i = 0; i < rig->ndevices; i++)
			pcie_multi_free(&rig->devices[i]);
		free(rig);
	}
	assert_true(seen > 10 * ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_are_those_of_a_loop),
	};

	return cmocka_run_group_tests_name("pcie-map", tests, NULL, NULL);
}
