// SPDX-License-Identifier: BSD-3-Clause
/*
 * A device with functions 0, 1 and 5 at a root port, and a tap on its link
 *
 *   00:01.0 root port - 01:00.0 a
 *                       01:00.1 b
 *                       01:00.5 c
 *   00:02.0 root port - 02:00.0 d
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/pcie/ram.h"

struct rig {
	struct pcie_root *root;
	struct pcie_port *port, *other;
	struct pcie_multi device;
	struct ram a, b, c, d;
	struct pcie_link link, second;
	struct pcie_tap tap;
	char way[256];
	uint8_t last[64];
};

static void see(void *ctx, struct pcie_link *link, bool up, const void *tlp,
		size_t len)
{
	struct rig *rig = ctx;
	const size_t at = strlen(rig->way);

	snprintf(rig->way + at, sizeof(rig->way) - at, "%s%s%s", at ? " " : "",
		 link->name, up ? "^" : "v");
	memcpy(rig->last, tlp, len < sizeof(rig->last) ? len : 64);
}

static int setup(void **state)
{
	static const struct ram_params params = {
		.completer = PCIE_TPH_COMPLETER_EXT,
		.eetlp = true,
		.acs = PCIE_ACS_FUNCTION,
	};
	static const struct pcie_host_ops ops;
	struct rig *rig = calloc(1, sizeof(*rig));

	assert_non_null(rig);
	*state = rig;
	ram_init(&rig->a, "a", &params);
	ram_init(&rig->b, "b", &params);
	ram_init(&rig->c, "c", &params);
	ram_init(&rig->d, "d", &params);
	assert_int_equal(pcie_root_create(&ops, rig, PCIE_ROOT_P2P_FORWARD,
					  &rig->root),
			 0);
	pcie_root_add_port(rig->root, "rp0", false, &rig->port);
	pcie_root_add_port(rig->root, "rp1", false, &rig->other);
	pcie_root_add_function(rig->root, &rig->c.fn);
	pcie_root_add_function(rig->root, &rig->a.fn);
	pcie_root_add_function(rig->root, &rig->b.fn);
	pcie_root_add_function(rig->root, &rig->d.fn);
	pcie_multi_init(&rig->device);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->a.fn, 0), 0);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->b.fn, 1), 0);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->c.fn, 5), 0);
	pcie_link_connect(&rig->link, "x", rig->port, &rig->device.port);
	pcie_link_connect(&rig->second, "y", rig->other, &rig->d.fn.port);
	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_assign(rig->root, 0xe0000000, 0xefffffff),
			 0);
	pcie_tap_init(&rig->tap, see, rig);
	pcie_link_tap(&rig->link, &rig->tap);
	pcie_link_tap(&rig->second, &rig->tap);
	rig->port->acs.enabled = PCIE_ACS_UF;
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

/* @from writes 4 bytes to the start of @to's memory */
static void write_expect(struct rig *rig, struct ram *from, struct ram *to,
			 const char *way)
{
	static uint8_t value;
	const uint8_t data[4] = {++value};
	const unsigned int writes = to->writes;

	rig->way[0] = 0;
	assert_int_equal(pcie_function_write(&from->fn,
					     pcie_function_bar_addr(&to->fn, 0),
					     data, 4, NULL),
			 1);
	assert_string_equal(rig->way, way);
	assert_int_equal(to->writes, writes + 1);
	assert_int_equal(to->memory[0], value);
}

static bool read_it(struct ram *ram)
{
	static uint8_t data[4];

	assert_int_equal(pcie_function_read(&ram->fn, ram->target, data, 4), 0);
	return false;
}

static void read_expect(struct rig *rig, struct ram *from, struct ram *to,
			const char *way)
{
	rig->way[0] = 0;
	from->target = pcie_function_bar_addr(&to->fn, 0);
	from->on_run = read_it;
	pcie_function_kick(&from->fn);
	pcie_root_run(rig->root, 1);
	assert_string_equal(rig->way, way);
}

static void control(struct ram *ram, unsigned int enabled)
{
	pcie_config_write(&ram->fn.config, ram->fn.config.acs + 6, 2, enabled);
}

static void functions_have_numbers(void **state)
{
	struct rig *rig = *state;
	uint16_t bdfs[] = {0x0705, 0x0700, 0x0701, 0x0800};
	uint32_t value;

	assert_int_equal(rig->a.fn.bdf, 0x0100);
	assert_int_equal(rig->b.fn.bdf, 0x0101);
	assert_int_equal(rig->c.fn.bdf, 0x0105);
	assert_int_equal(rig->d.fn.bdf, 0x0200);
	/* each says that there are more */
	for (unsigned int n = 0; n < 2; n++) {
		pcie_root_config_read(rig->root, 0x0100 + n, 0x0e, 1, &value);
		assert_int_equal(value, 0x80);
	}
	pcie_function_reset(&rig->b.fn);
	pcie_root_config_read(rig->root, 0x0101, 0x0e, 1, &value);
	assert_int_equal(value, 0x80);
	/* others do not exist: 01:00.2 says so itself */
	assert_int_equal(pcie_root_config_read(rig->root, 0x0102, 0, 4, &value),
			 TLP_CPL_UR);
	assert_memory_equal(rig->last, "\x0a\0\0\0\x01\x02\x20\x04", 8);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->d.fn, 5), -EEXIST);
	assert_int_equal(pcie_multi_add(&rig->device, &rig->d.fn, 8), -EINVAL);
	/* another enumeration: the same bus, and their numbers */
	assert_int_equal(pcie_root_renumber(rig->root, bdfs, 4), 0);
	assert_int_equal(rig->c.fn.bdf, 0x0705);
	assert_int_equal(rig->b.fn.bdf, 0x0701);
	bdfs[2] = 0x0702;
	assert_int_equal(pcie_root_renumber(rig->root, bdfs, 4), -EINVAL);
	bdfs[2] = 0x0601;
	assert_int_equal(pcie_root_renumber(rig->root, bdfs, 4), -EINVAL);
	assert_int_equal(rig->b.fn.bdf, 0x0701);
}

static void requests_reach_their_function(void **state)
{
	struct rig *rig = *state;
	const uint64_t c = pcie_function_bar_addr(&rig->c.fn, 0);
	uint8_t data[4] = {1, 2, 3, 4};

	pcie_root_mem_write(rig->root, c, data, 4);
	assert_int_equal(rig->c.writes, 1);
	assert_int_equal(pcie_root_mem_read(rig->root, c, data, 4), TLP_CPL_SC);
	assert_string_equal(rig->way, "xv xv x^");
	assert_memory_equal(rig->last + 4, "\x01\x05", 2);
	write_expect(rig, &rig->d, &rig->b, "y^ xv");
	write_expect(rig, &rig->b, &rig->d, "x^ yv");
	read_expect(rig, &rig->c, &rig->d, "x^ yv y^ xv");
	assert_true(pcie_root_leads_to(rig->root, &rig->c.fn, c));
	assert_false(pcie_root_leads_to(rig->root, &rig->a.fn, c));
	/* where nothing decodes, function 0 answers */
	pcie_root_config_write(rig->root, rig->c.fn.bdf, 4, 2, 4);
	assert_int_equal(pcie_root_mem_read(rig->root, c, data, 4), TLP_CPL_UR);
	assert_memory_equal(rig->last + 4, "\x01\0\x20\x04", 4);
}

/* BARs that follow each other, and one that overlaps: the one that came first stays */
static void runs_end_at_bars(void **state)
{
	struct rig *rig = *state;
	static uint8_t data[4096];

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = i / 8 ^ i;
	pcie_root_config_write(rig->root, 0x0100, 0x10, 4, 0xe8000000);
	pcie_root_config_write(rig->root, 0x0105, 0x10, 4, 0xe8010000);
	pcie_root_config_write(rig->root, 0x0101, 0x10, 4, 0xe8000000);
	rig->way[0] = 0;
	/* of 512 bytes each, from below and from inside */
	assert_int_equal(pcie_function_write(&rig->d.fn, 0xe800f800, data, 4096,
					     NULL),
			 8);
	assert_memory_equal(rig->a.memory + 0xf800, data, 2048);
	assert_memory_equal(rig->c.memory, data + 2048, 2048);
	assert_int_equal(rig->a.writes, 4);
	assert_int_equal(rig->c.writes, 4);
	assert_int_equal(pcie_function_write(&rig->b.fn, 0xe800fc00, data, 2048,
					     NULL),
			 4);
	assert_memory_equal(rig->a.memory + 0xfc00, data, 1024);
	assert_memory_equal(rig->c.memory, data + 1024, 1024);
	assert_int_equal(rig->b.writes, 0);
	/* it comes into force when the first one goes */
	pcie_root_config_write(rig->root, 0x0100, 4, 2, 0);
	pcie_root_mem_write(rig->root, 0xe8000000, data, 4);
	assert_int_equal(rig->b.writes, 1);
}

static void peers_stay_inside(void **state)
{
	struct rig *rig = *state;

	write_expect(rig, &rig->a, &rig->b, "");
	write_expect(rig, &rig->c, &rig->a, "");
	read_expect(rig, &rig->b, &rig->c, "");
	/* but not a function's own addresses */
	write_expect(rig, &rig->a, &rig->a, "x^ xv");
}

static void acs_redirects_them(void **state)
{
	struct rig *rig = *state;

	control(&rig->a, PCIE_ACS_RR);
	write_expect(rig, &rig->a, &rig->b, "x^ xv");
	write_expect(rig, &rig->b, &rig->a, "");
	/* the completion is another function's, which has its own control */
	read_expect(rig, &rig->a, &rig->b, "x^ xv");
	control(&rig->b, PCIE_ACS_CR);
	read_expect(rig, &rig->a, &rig->b, "x^ xv x^ xv");
	read_expect(rig, &rig->b, &rig->a, "");
	/* a reset ends it */
	pcie_function_reset(&rig->a.fn);
	pcie_config_write(&rig->a.fn.config, 4, 2, 6);
	rig->way[0] = 0;
	pcie_function_write(&rig->a.fn, pcie_function_bar_addr(&rig->b.fn, 0),
			    "abcd", 4, NULL);
	assert_string_equal(rig->way, "");
}

/* a sends bytes by hand: translated; relaxed completion; message by ID */
static void acs_looks_at_each(void **state)
{
	static const struct {
		unsigned int enabled;
		const char *hex, *way;
	} rows[] = {
		{PCIE_ACS_RR, "\x40\0\x08\x01\x01\0\0\x0f", "x^"},
		{PCIE_ACS_RR | PCIE_ACS_DT, "\x40\0\x08\x01\x01\0\0\x0f", ""},
		{PCIE_ACS_DT, "\x40\0\0\x01\x01\0\0\x0f", ""},
		{PCIE_ACS_RR | PCIE_ACS_DT, "\x40\0\0\x01\x01\0\0\x0f",
		 "x^ xv"},
		{PCIE_ACS_RR, "\x0a\0\0\0\x01\0\0\x04", ""},
		{PCIE_ACS_CR, "\x0a\0\0\0\x01\0\0\x04", "x^ xv"},
		{PCIE_ACS_CR, "\x0a\0\x20\0\x01\0\0\x04", ""},
		{PCIE_ACS_CR, "\x32\0\0\0\x01\0\0\x7f", ""},
		{PCIE_ACS_RR, "\x32\0\0\0\x01\0\0\x7f", "x^ xv"},
	};
	struct rig *rig = *state;
	const uint32_t b = pcie_function_bar_addr(&rig->b.fn, 0);

	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t bytes[16] = {0};
		const bool memory = rows[i].hex[0] == 0x40;
		const bool message = rows[i].hex[0] == 0x32;

		memcpy(bytes, rows[i].hex, 8);
		if (memory)
			for (unsigned int n = 0; n < 4; n++)
				bytes[8 + n] = b >> (24 - 8 * n);
		else
			memcpy(bytes + 8, "\x01\x01", 2);
		control(&rig->a, rows[i].enabled);
		rig->way[0] = 0;
		pcie_port_send(&rig->a.fn.port, bytes,
			       memory || message ? 16 : 12);
		assert_string_equal(rig->way, rows[i].way);
	}
}

/* Host's own IDs are no functions of the device before it has IDs */
static void completions_need_an_id(void **state)
{
	struct rig *rig = *state;

	rig->b.fn.bdf = 0;
	rig->way[0] = 0;
	pcie_port_send(&rig->b.fn.port, "\x0a\0\0\0\0\0\0\x04\0\0\0\0", 12);
	assert_string_equal(rig->way, "x^");
	assert_int_equal(rig->a.fn.errors, 0);
}

#define TEST(_name) cmocka_unit_test_setup_teardown(_name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(functions_have_numbers),
		TEST(requests_reach_their_function),
		TEST(runs_end_at_bars),
		TEST(peers_stay_inside),
		TEST(acs_redirects_them),
		TEST(acs_looks_at_each),
		TEST(completions_need_an_id),
	};

	return cmocka_run_group_tests_name("pcie-multi", tests, NULL, NULL);
}
