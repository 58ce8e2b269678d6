// SPDX-License-Identifier: BSD-3-Clause
/* Any bytes at any port: nothing breaks, and forwarded TLPs decode */
#include <stdlib.h>

#include "tests/pcie/rig.h"

static const char *const seeds[] = {
	"40010002 03005aff e0100102 0011223344556677",
	"91012345 90120000 60010001 03005a0f 00000012 e0100102 01020304",
	"90120000 20010010 01001734 00000000 e0100002",
	"00000040 030017ff 00100010",
	"4a000001 04000004 03001740 01020304",
	"0a000000 03002004 00001100",
	"44000001 0000050f 030002b0 02010000",
	"45000001 0000010f 04000004 06010000",
	"05000001 0000010f 0600000c",
	"44000001 0000010f 03000010 000001e0",
	"6c010002 0100185a 00000000 e0100002 0100000000000000",
	"7b010001 0100195a 00000000 e0200002 00010203",
	"40008001 0100070f 00100000 11223344 705ad306",
	"33000000 00000019 00000000 00000000",
	"30000000 03000031 00000000 00000000",
	"72000001 0300007f 04001234 00000000 01020304",
	"40000001 0300000f e0010800 000010e0",
	"40000001 0300000f e001080c 00000000",
	"40000001 0300000f fee00000 01000000",
};

#define SEEDS (sizeof(seeds) / sizeof(*seeds))

static struct pcie_port *pick(struct rig *rig)
{
	struct pcie_link *link = &rig->links[rand() % 5];

	return rand() & 1 ? link->up : link->down;
}

static void check_sent(struct rig *rig)
{
	struct tlp tlp;

	/* the first is the injected TLP */
	for (unsigned int i = 1; i < rig->nrecords; i++)
		assert_int_equal(tlp_decode(rig->records[i].bytes,
					    rig->records[i].len, &tlp),
				 0);
	rig_forget(rig);
}

static bool chatter(struct ram *ram)
{
	uint8_t data[300] = {0};

	pcie_function_msix(&ram->fn, rand() % 4);
	if (rand() & 1)
		pcie_function_read(&ram->fn, A_BASE + (rand() & 0x7ffff), data,
				   sizeof(data));
	else
		pcie_function_write(&ram->fn, A_BASE + (rand() & 0x7ffff), data,
				    sizeof(data), NULL);
	return false;
}

static void ring(struct ram *ram)
{
	pcie_function_msix(&ram->fn, rand() % 4);
	pcie_function_kick(&ram->fn);
}

static void nothing_breaks(void **state)
{
	struct rig *rig = *state;
	struct ram *rams[] = {&rig->a, &rig->b, &rig->c, &rig->d};

	srand(4);
	for (unsigned int i = 0; i < 4; i++) {
		rams[i]->on_run = chatter;
		rams[i]->on_write = ring;
	}
	for (unsigned int i = 0; i < 60000; i++) {
		uint8_t bytes[128] = {0};
		size_t len = unhex(seeds[rand() % SEEDS], bytes);

		for (unsigned int j = rand() % 4; j; j--)
			bytes[rand() % len] ^= 1 << rand() % 8;
		if (rand() % 16 == 0)
			len = 12 + rand() % (sizeof(bytes) - 12);
		rig->fragment = rand() % 8;
		pcie_port_send(pick(rig), bytes, len);
		check_sent(rig);
		pcie_root_run(rig->root, 3);
		rig_forget(rig);
		if (rand() % 16 == 0) {
			pcie_root_enumerate(rig->root);
			pcie_root_assign(rig->root, A_BASE, 0xefffffff);
			rig_forget(rig);
		}
	}
	/* and it still works */
	pcie_root_enumerate(rig->root);
	assert_int_equal(pcie_root_config_write(rig->root, 0x0400,
						RAM_EXPRESS + 8, 2, 0x8000),
			 0);
	assert_int_equal(pcie_root_assign(rig->root, A_BASE, 0xefffffff), 0);
	rig->b.on_write = NULL;
	assert_int_equal(pcie_root_mem_write(rig->root, B_BASE, "works", 5), 0);
	assert_memory_equal(rig->b.memory, "works", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_breaks, rig_setup,
						rig_teardown),
	};

	return cmocka_run_group_tests_name("pcie-garbage", tests, NULL, NULL);
}
