// SPDX-License-Identifier: BSD-3-Clause
/*
 * A device with ARI and functions 0, 1, 9 and 255 below a switch; taps on its link
 *
 *   00:01.0 root port - 01:00.0 switch - 02:00.0 - 03:00.0 f0
 *                                                  03:00.1 f1
 *                                                  03:01.1 f9
 *                                                  03:1f.7 f255
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/pcie/ram.h"

#define FUNCTIONS 4

#define RAM_ARI 0x164 /* after its TPH capability */

static const uint8_t numbers[FUNCTIONS] = {0, 1, 9, 255};

struct rig {
	struct pcie_root *root;
	struct pcie_switch *sw;
	struct pcie_multi device;
	struct ram f[FUNCTIONS];
	struct pcie_link top, link;
	struct pcie_tap tap;
	unsigned int seen;
	uint8_t last[32];
};

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct rig *rig = ctx;

	rig->seen++;
	memcpy(rig->last, tlp, len < sizeof(rig->last) ? len : 32);
}

static const struct ram_params with_ari = {.eetlp = true, .ari = true};

static int setup(void **state)
{
	static const char *const names[FUNCTIONS] = {"f0", "f1", "f9", "f255"};
	static const struct pcie_host_ops ops;
	struct rig *rig = calloc(1, sizeof(*rig));
	struct pcie_port *port;

	assert_non_null(rig);
	*state = rig;
	pcie_multi_init(&rig->device);
	assert_int_equal(pcie_root_create(&ops, rig, PCIE_ROOT_P2P_FORWARD,
					  &rig->root),
			 0);
	pcie_root_add_port(rig->root, "rp", false, &port);
	pcie_switch_create(rig->root, "sw", 1, &rig->sw);
	pcie_link_connect(&rig->top, "t", port, pcie_switch_upstream(rig->sw));
	pcie_link_connect(&rig->link, "x", pcie_switch_downstream(rig->sw, 0),
			  &rig->device.port);
	/* in another order than that of their numbers */
	for (unsigned int i = FUNCTIONS; i--;) {
		ram_init(&rig->f[i], names[i], &with_ari);
		pcie_root_add_function(rig->root, &rig->f[i].fn);
	}
	for (unsigned int i = 0; i < FUNCTIONS; i++) {
		unsigned int n = (i + 2) % FUNCTIONS;

		assert_int_equal(pcie_multi_add(&rig->device, &rig->f[n].fn,
						numbers[n]),
				 0);
	}
	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_assign(rig->root, 0xe0000000, 0xefffffff),
			 0);
	pcie_tap_init(&rig->tap, see, rig);
	pcie_link_tap(&rig->link, &rig->tap);
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	pcie_root_free(rig->root);
	pcie_multi_free(&rig->device);
	free(rig);
	return 0;
}

static uint32_t config(struct rig *rig, unsigned int number, unsigned int at)
{
	uint32_t value;

	assert_int_equal(pcie_root_config_read(rig->root, 0x0300 | number, at,
					       4, &value),
			 TLP_CPL_SC);
	return value;
}

/* sec 7.8.8: ID 000Eh, version 1; Next Function Number is the upper byte */
static void list_leads_to_each(void **state)
{
	static const uint8_t next[FUNCTIONS] = {1, 9, 255, 0};
	struct rig *rig = *state;

	for (unsigned int i = 0; i < FUNCTIONS; i++) {
		assert_int_equal(config(rig, numbers[i], RAM_ARI), 0x0001000e);
		assert_int_equal(config(rig, numbers[i], RAM_ARI + 4),
				 next[i] << 8);
		/* it is read-only, and a reset keeps it */
		pcie_root_config_write(rig->root, 0x0300 | numbers[i],
				       RAM_ARI + 4, 4, 0xffffffff);
		pcie_function_reset(&rig->f[i].fn);
		assert_int_equal(config(rig, numbers[i], RAM_ARI + 4),
				 next[i] << 8);
	}
}

static void all_bits_are_the_number(void **state)
{
	struct rig *rig = *state;
	uint32_t value;

	for (unsigned int i = 0; i < FUNCTIONS; i++)
		assert_int_equal(rig->f[i].fn.bdf, 0x0300 | numbers[i]);
	/* neither 9 & 7, nor a function that does not exist */
	assert_int_equal(pcie_root_config_read(rig->root, 0x0311, 0, 4, &value),
			 TLP_CPL_UR);
	assert_memory_equal(rig->last, "\x0a\0\0\0\x03\x11\x20\x04", 8);
	assert_int_equal(pcie_root_config_read(rig->root, 0x0307, 0, 4, &value),
			 TLP_CPL_UR);
	/* another enumeration */
	assert_int_equal(
		pcie_root_renumber(rig->root,
				   (uint16_t[]){0x07ff, 0x0709, 0x0701, 0x0700},
				   4),
		0);
	assert_int_equal(rig->f[3].fn.bdf, 0x07ff);
	assert_int_equal(rig->f[2].fn.bdf, 0x0709);
}

static void port_must_forward(void **state)
{
	struct rig *rig = *state;
	struct pcie_port *port = pcie_switch_downstream(rig->sw, 0);
	uint32_t value;

	assert_true(port->ari);
	rig->seen = 0;
	port->ari = false;
	assert_int_equal(pcie_root_config_read(rig->root, 0x0309, 0, 4, &value),
			 TLP_CPL_UR);
	assert_int_equal(rig->seen, 0);
	assert_int_equal(pcie_root_config_read(rig->root, 0x0301, 0, 4, &value),
			 TLP_CPL_SC);
	/* software does not enable it at a port without it */
	port->ari_capable = false;
	pcie_root_enumerate(rig->root);
	assert_false(port->ari);
	port->ari_capable = true;
	pcie_root_enumerate(rig->root);
	assert_true(port->ari);
}

static bool read_it(struct ram *ram)
{
	uint8_t data[4];

	assert_int_equal(pcie_function_read(&ram->fn, ram->target, data, 4), 0);
	assert_memory_equal(data, "ping", 4);
	return false;
}

static void peers_reach_each_other(void **state)
{
	struct rig *rig = *state;
	struct ram *a = &rig->f[2], *b = &rig->f[3];
	const uint64_t to = pcie_function_bar_addr(&b->fn, 0);
	uint8_t data[4];

	pcie_root_mem_write(rig->root, to, "ping", 4);
	assert_int_equal(rig->seen, 1);
	assert_memory_equal(b->memory, "ping", 4);
	/* inside of the device, there and back */
	a->target = to;
	a->on_run = read_it;
	pcie_function_kick(&a->fn);
	pcie_root_run(rig->root, 1);
	assert_int_equal(a->runs, 1);
	assert_int_equal(b->reads, 1);
	assert_int_equal(rig->seen, 1);
	/* to the host, with its whole number: the one that completes */
	pcie_root_mem_read(rig->root, to, data, 4);
	assert_memory_equal(rig->last + 4, "\x03\xff\0\x04", 4);
}

static void devices_are_of_one_kind(void **state)
{
	struct rig *rig = *state;
	const struct ram_params without = {.eetlp = true};
	struct pcie_multi plain;
	struct ram *other = calloc(1, sizeof(*other));

	assert_non_null(other);
	ram_init(other, "other", &without);
	assert_int_equal(pcie_multi_add(&rig->device, &other->fn, 2), -EINVAL);
	pcie_multi_init(&plain);
	assert_int_equal(pcie_multi_add(&plain, &other->fn, 8), -EINVAL);
	assert_int_equal(pcie_multi_add(&plain, &other->fn, 7), 0);
	ram_init(other, "other", &with_ari);
	assert_int_equal(pcie_multi_add(&plain, &other->fn, 6), -EINVAL);
	assert_int_equal(pcie_multi_add(&rig->device, &other->fn, 9), -EEXIST);
	assert_int_equal(pcie_multi_add(&rig->device, &other->fn, 256),
			 -EINVAL);
	pcie_multi_free(&plain);
	free(other);
}

#define TEST(_name) cmocka_unit_test_setup_teardown(_name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(list_leads_to_each),      TEST(all_bits_are_the_number),
		TEST(port_must_forward),       TEST(peers_reach_each_other),
		TEST(devices_are_of_one_kind),
	};

	return cmocka_run_group_tests_name("pcie-ari", tests, NULL, NULL);
}
