/* SPDX-License-Identifier: BSD-3-Clause */
/* A hierarchy with a host outside of the process, or with a function that completes later */
#ifndef TESTS_PCIE_OUTSIDE_OUTSIDE_H
#define TESTS_PCIE_OUTSIDE_OUTSIDE_H

#include <errno.h>
#include <stdlib.h>

#include "tests/pcie/rig.h"

#define BASE 0xe0000000u
#define SENT 8

#define MEMORY 0x1000

/* Two root ports, or ports of a switch, with a function each. a is 01:00.0, b 02:00.0 */
struct outside {
	struct pcie_root *root;
	struct pcie_port *up[2];
	struct pcie_link links[3];
	struct ram a, b;
	struct pcie_function_ops late; /* of b, if it completes later */
	struct tlp asked;	       /* its read */
	uint8_t sent[SENT][TLP_MAX_SIZE];
	size_t len[SENT];
	unsigned int n, waits;
	void (*on_wait)(struct outside *o);
	int result;
	uint8_t data[16];
	uint8_t memory[16]; /* at MEMORY, of a host in the process */
};

static struct outside *current;

static bool upstream(void *ctx, const struct tlp *tlp, const void *bytes,
		     size_t len)
{
	struct outside *o = ctx;

	assert_true(o->n < SENT);
	memcpy(o->sent[o->n], bytes, len);
	o->len[o->n++] = len;
	return true;
}

static void *map(void *ctx, uint16_t requester, uint64_t addr, size_t len,
		 bool write, size_t *ret_len)
{
	struct outside *o = ctx;

	if (addr != MEMORY || len > sizeof(o->memory))
		return NULL;
	*ret_len = len;
	return o->memory;
}

static void wait(void *ctx, const bool *done)
{
	struct outside *o = ctx;

	o->waits++;
	if (o->on_wait)
		o->on_wait(o);
}

static int take_read(struct pcie_function *fn, unsigned int bar,
		     uint64_t offset, const struct tlp *tlp)
{
	current->asked = *tlp;
	return bar ? -EAGAIN : offset >= 0x100 ? TLP_CPL_CA : TLP_CPL_SC;
}

static void add(struct outside *o, struct ram *ram, unsigned int i)
{
	pcie_link_connect(&o->links[i], i ? "b" : "a", o->up[i], &ram->fn.port);
	assert_int_equal(pcie_root_add_function(o->root, &ram->fn), 0);
}

static void finish(struct outside *o)
{
	pcie_root_enumerate(o->root);
	assert_int_equal(pcie_root_assign(o->root, BASE, BASE + 0xfffffff), 0);
	o->waits = 0;
}

static struct outside *begin(bool host_outside, bool late)
{
	const struct ram_params params = {.completer = PCIE_TPH_COMPLETER_TPH};
	const struct pcie_host_ops ops = {
		.map = host_outside ? NULL : map,
		.upstream = host_outside ? upstream : NULL,
		.wait = wait,
	};
	struct outside *o = calloc(1, sizeof(*o));

	assert_int_equal(
		pcie_root_create(&ops, o, PCIE_ROOT_P2P_FORWARD, &o->root), 0);
	ram_init(&o->a, "a", &params);
	ram_init(&o->b, "b", &params);
	o->late = *o->b.fn.ops;
	o->late.take_read = take_read;
	if (late)
		o->b.fn.ops = &o->late;
	current = o;
	return o;
}

static struct outside *make(bool host_outside, bool late)
{
	struct outside *o = begin(host_outside, late);

	pcie_root_add_port(o->root, "rp0", false, &o->up[0]);
	pcie_root_add_port(o->root, "rp1", false, &o->up[1]);
	add(o, &o->a, 0);
	add(o, &o->b, 1);
	finish(o);
	return o;
}

static struct outside *make_below_switch(void)
{
	struct outside *o = begin(true, false);
	struct pcie_port *port;
	struct pcie_switch *sw;

	pcie_root_add_port(o->root, "rp0", false, &port);
	assert_int_equal(pcie_switch_create(o->root, "sw", 2, &sw), 0);
	pcie_link_connect(&o->links[2], "sw", port, pcie_switch_upstream(sw));
	o->up[0] = pcie_switch_downstream(sw, 0);
	o->up[1] = pcie_switch_downstream(sw, 1);
	add(o, &o->a, 0);
	add(o, &o->b, 1);
	finish(o);
	return o;
}

static void unmake(struct outside *o)
{
	pcie_root_free(o->root);
	free(o);
}

static int enter(struct outside *o, const char *hex)
{
	_Alignas(8) uint8_t bytes[TLP_MAX_SIZE];
	const size_t len = unhex(hex, bytes);

	return pcie_root_enter(o->root, bytes, len);
}

static void expect(const struct outside *o, unsigned int i, const char *hex)
{
	uint8_t bytes[TLP_MAX_SIZE];
	const size_t len = unhex(hex, bytes);

	assert_true(i < o->n);
	assert_int_equal(o->len[i], len);
	assert_memory_equal(o->sent[i], bytes, len);
}

#endif /* TESTS_PCIE_OUTSIDE_OUTSIDE_H */
