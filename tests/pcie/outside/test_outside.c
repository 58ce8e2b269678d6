// SPDX-License-Identifier: BSD-3-Clause
/* A host outside of the process, and completions that come later */
#include "tests/pcie/outside/outside.h"

static void host_reads_and_writes(void **state)
{
	struct outside *o = make(true, false);

	/* MWr32, TH, PH 3, ST 5a, by 55:00.0 */
	assert_int_equal(enter(o, "40010001 55005a0f e0000013 11223344"), 0);
	assert_int_equal(o->a.seen.requester, 0x5500);
	assert_int_equal(o->a.seen.st, 0x5a);
	assert_int_equal(o->a.seen.ph, 3);
	assert_memory_equal(o->a.memory + 0x10, "\x11\x22\x33\x44", 4);
	assert_int_equal(o->n, 0);
	assert_int_equal(enter(o, "00000001 5500070f e0000010"), 0);
	assert_int_equal(o->n, 1);
	expect(o, 0, "4a000001 01000004 55000710 11223344");
	unmake(o);
}

/* Below a switch, a is 03:00.0 and b 04:00.0, which is another function at the host */
static void host_ids_below_switch(void **state)
{
	struct outside *o = make_below_switch();

	o->a.memory[0] = 0x99;
	assert_int_equal(enter(o, "00000001 0400070f e0000000"), 0);
	assert_int_equal(o->n, 1);
	expect(o, 0, "4a000001 03000004 04000700 99000000");
	assert_int_equal(o->b.fn.errors, 0);
	unmake(o);
}

/* 02:00.0 is b here, and another function at the host; 00:00.0 is the root complex */
static void host_ids_of_ours(void **state)
{
	struct outside *o = make(true, false);

	o->a.memory[0] = 0x99;
	assert_int_equal(enter(o, "00000001 0200070f e0000000"), 0);
	assert_int_equal(enter(o, "00000001 0000000f e0000000"), 0);
	assert_int_equal(o->n, 2);
	expect(o, 0, "4a000001 01000004 02000700 99000000");
	expect(o, 1, "4a000001 01000004 00000000 99000000");
	assert_int_equal(o->b.fn.errors, 0);
	assert_int_equal(o->a.fn.errors, 0);
	unmake(o);
}

static struct tlp arrived;

static void spy(struct pcie_port *port, const struct pcie_packet *packet)
{
	arrived = *packet->tlp;
}

/* A digest is of the IDs: it goes where these change */
static void digests(void **state)
{
	struct outside *o = make(true, false);

	o->a.fn.port.receive = spy;
	assert_int_equal(enter(o, "00008001 5500070f e0000000 01020304"), 0);
	assert_int_equal(arrived.requester, 0x5500);
	assert_true(arrived.td);
	assert_int_equal(enter(o, "00008001 0200070f e0000000 01020304"), 0);
	assert_int_equal(arrived.requester, 0);
	assert_false(arrived.td);
	unmake(o);
}

static void no_function(void **state)
{
	struct outside *o = make(true, false);

	assert_int_equal(enter(o, "00000001 5500070f d0000014"), -ENXIO);
	assert_int_equal(o->n, 1);
	expect(o, 0, "0a000000 00002004 55000714");
	assert_int_equal(enter(o, "40000001 5500000f d0000000 00000000"),
			 -ENXIO);
	assert_int_equal(enter(o, "4a000001 01000004 55000700 00000000"),
			 -ENOENT);
	assert_int_equal(enter(o, "04000001 5500070f 01000000"), -EOPNOTSUPP);
	assert_int_equal(enter(o, "40000001 5500"), -EBADMSG);
	assert_int_equal(o->n, 1);
	assert_int_equal(pcie_root_stats(o->root)->unsupported, 2);
	unmake(o);
}

static bool read_host(struct ram *ram)
{
	current->result =
		pcie_function_read(&ram->fn, 0x1000, current->data, 4);
	return false;
}

static void complete(struct outside *o)
{
	enter(o, "4a000001 00000004 01000000 61626364");
}

static void run_read(struct outside *o)
{
	o->a.on_run = read_host;
	pcie_function_kick(&o->a.fn);
	pcie_root_run(o->root, 10);
}

static void function_waits(void **state)
{
	struct outside *o = make(true, false);

	o->on_wait = complete;
	run_read(o);
	expect(o, 0, "00000001 0100000f 00001000");
	assert_int_equal(o->result, 0);
	assert_int_equal(o->waits, 1);
	assert_memory_equal(o->data, "abcd", 4);
	unmake(o);
}

static uint32_t uncorrectable(const struct pcie_function *fn)
{
	return pcie_config_get(&fn->config, RAM_AER + 4, 4);
}

static void completion_never_comes(void **state)
{
	struct outside *o = make(true, false);

	run_read(o);
	assert_int_equal(o->result, -ETIMEDOUT);
	assert_int_equal(uncorrectable(&o->a.fn),
			 1u << PCIE_ERR_COMPLETION_TIMEOUT);
	assert_int_equal(o->a.fn.errors, 1);
	/* It comes late: unexpected, and no data of anything */
	complete(o);
	assert_int_equal(o->a.fn.errors, 2);
	assert_memory_equal(o->data, "\0\0\0\0", 4);
	unmake(o);
}

/* Requests to the function that waits: they wait too, in their order */
static void disturb(struct outside *o)
{
	assert_int_equal(enter(o, "40000001 5500000f e0000000 aabbccdd"), 0);
	assert_int_equal(enter(o, "00000001 5500010f e0000000"), 0);
	assert_int_equal(enter(o, "40000001 5500000f e0000000 11223344"), 0);
	assert_int_equal(o->n, 1);
	assert_int_equal(o->a.writes, 0);
	complete(o);
}

static void requests_while_it_waits(void **state)
{
	struct outside *o = make(true, false);

	o->on_wait = disturb;
	run_read(o);
	assert_int_equal(o->result, 0);
	assert_int_equal(o->n, 2);
	expect(o, 1, "4a000001 01000004 55000100 aabbccdd");
	assert_memory_equal(o->a.memory, "\x11\x22\x33\x44", 4);
	assert_int_equal(o->a.fn.errors, 0);
	unmake(o);
}

static void answer_late(struct outside *o)
{
	uint8_t bytes[] = {0x4a, 0, 0, 1, 2,   0,   0,	 4,
			   0,	 0, 0, 0, 'w', 'x', 'y', 'z'};

	bytes[10] = (uint8_t)o->asked.tag;
	assert_int_equal(pcie_function_send(&o->b.fn, bytes, sizeof(bytes)), 0);
}

static uint64_t bar_of(const struct ram *ram)
{
	return pcie_function_bar_addr(&ram->fn, 0);
}

static void function_completes_later(void **state)
{
	struct outside *o = make(false, true);
	const uint64_t at = bar_of(&o->b);

	o->on_wait = answer_late;
	assert_int_equal(pcie_root_mem_read(o->root, at, o->data, 4),
			 TLP_CPL_SC);
	assert_memory_equal(o->data, "wxyz", 4);
	/* At once, with an error; and another BAR by the other op */
	assert_int_equal(pcie_root_mem_read(o->root, at + 0x100, o->data, 4),
			 TLP_CPL_CA);
	assert_int_equal(pcie_root_mem_read(o->root,
					    pcie_function_bar_addr(&o->b.fn, 2),
					    o->data, 4),
			 TLP_CPL_SC);
	assert_int_equal(o->b.reads, 1);
	assert_int_equal(o->waits, 1);
	o->on_wait = NULL;
	assert_int_equal(pcie_root_mem_read(o->root, at, o->data, 4),
			 -ETIMEDOUT);
	assert_memory_equal(o->data, "\xff\xff\xff\xff", 4);
	unmake(o);
}

/* A host's thread reads while another one waits: each gets its own data */
static void read_within_wait(struct outside *o)
{
	struct tlp first = o->asked;
	uint8_t data[4];

	o->on_wait = answer_late;
	assert_int_equal(pcie_root_mem_read(o->root, bar_of(&o->b) + 0x80, data,
					    4),
			 TLP_CPL_SC);
	assert_int_not_equal(o->asked.tag, first.tag);
	o->asked = first;
	answer_late(o);
}

static void overlap(void (*on_wait)(struct outside *o))
{
	struct outside *o = make(false, true);

	o->on_wait = on_wait;
	assert_int_equal(pcie_root_mem_read(o->root, bar_of(&o->b), o->data, 4),
			 TLP_CPL_SC);
	assert_memory_equal(o->data, "wxyz", 4);
	assert_int_equal(o->waits, 2);
	unmake(o);
}

static void reads_overlap(void **state)
{
	overlap(read_within_wait);
}

/* So many that tags begin again; that of the read that waits is not free */
static void many_reads_within_wait(struct outside *o)
{
	const struct tlp first = o->asked;
	uint8_t data[4];

	for (unsigned int i = 0; i < 255; i++)
		assert_int_equal(
			pcie_root_mem_read(o->root,
					   pcie_function_bar_addr(&o->b.fn, 2),
					   data, 4),
			TLP_CPL_SC);
	o->asked = first;
	read_within_wait(o);
}

static void tags_begin_again(void **state)
{
	overlap(many_reads_within_wait);
}

static bool fetch(struct ram *ram)
{
	const void *data = NULL;

	current->result =
		pcie_function_fetch(&ram->fn, MEMORY, current->data, 4, &data);
	assert_ptr_equal(data, current->data);
	return false;
}

/* Memory may be unmapped while another request waits: data do not stay in it */
static void fetched_data_are_copies(void **state)
{
	struct outside *o = make(false, true);

	memcpy(o->memory, "abcd", 4);
	o->a.on_run = fetch;
	pcie_function_kick(&o->a.fn);
	pcie_root_run(o->root, 10);
	assert_int_equal(o->result, 0);
	assert_memory_equal(o->data, "abcd", 4);
	unmake(o);
}

/* A peer reads by several TLPs, one after the other */
static bool read_peer(struct ram *ram)
{
	current->result = pcie_function_read(&ram->fn, bar_of(&current->b),
					     current->data, 4);
	return false;
}

static void answer_peer(struct outside *o)
{
	static const uint8_t bytes[] = {0x4a, 0, 0, 1, 2,   0,	 0,   4,
					1,    0, 0, 0, 'w', 'x', 'y', 'z'};

	assert_int_equal(pcie_function_send(&o->b.fn, bytes, sizeof(bytes)), 0);
}

static void peer_waits(void **state)
{
	struct outside *o = make(false, true);

	o->on_wait = answer_peer;
	o->a.on_run = read_peer;
	pcie_function_kick(&o->a.fn);
	pcie_root_run(o->root, 10);
	assert_int_equal(o->result, 0);
	assert_memory_equal(o->data, "wxyz", 4);
	unmake(o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(host_reads_and_writes),
		cmocka_unit_test(host_ids_of_ours),
		cmocka_unit_test(digests),
		cmocka_unit_test(host_ids_below_switch),
		cmocka_unit_test(no_function),
		cmocka_unit_test(function_waits),
		cmocka_unit_test(completion_never_comes),
		cmocka_unit_test(requests_while_it_waits),
		cmocka_unit_test(function_completes_later),
		cmocka_unit_test(reads_overlap),
		cmocka_unit_test(tags_begin_again),
		cmocka_unit_test(fetched_data_are_copies),
		cmocka_unit_test(peer_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
