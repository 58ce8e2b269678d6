// SPDX-License-Identifier: BSD-3-Clause
/* A function as requester: splitting, hints, completions, MSI-X, TPH control */
#include <errno.h>
#include <stdlib.h>

#include "tests/pcie/rig.h"

#define A 0x0300

static void control(struct rig *rig, unsigned int value)
{
	pcie_root_config_write(rig->root, A, RAM_EXPRESS + 8, 2, value);
	rig_forget(rig);
}

static void writes_are_split(void **state)
{
	struct rig *rig = *state;
	uint8_t data[300];
	const struct record *r = rig->records;

	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = i;
	control(rig, 0x2810);
	assert_int_equal(pcie_function_write(&rig->a.fn, HOST_BASE + 0xff3,
					     data, 300, NULL),
			 4);
	expect_tlps(rig, 8); /* on two links each */
	/* 13 bytes up to the page's end, 128, 128, 31 */
	assert_memory_equal(r[0].bytes,
			    "\x40\0\0\4\3\0\0\xf8\0\x10\x0f\xf0\0\0\0\0\1", 17);
	assert_memory_equal(r[2].bytes,
			    "\x40\0\0\x20\3\0\0\xff\0\x10\x10\0\x0d\x0e", 14);
	assert_memory_equal(r[4].bytes, "\x40\0\0\x20\3\0\0\xff\0\x10\x10\x80",
			    12);
	assert_memory_equal(r[6].bytes, "\x40\0\0\x08\3\0\0\x7f\0\x10\x11\0",
			    12);
	assert_memory_equal(rig->memory + 0xff3, data, 300);
	/* the byte after the end is disabled, and 0 on the wire */
	assert_int_equal(r[6].bytes[12 + 31], 0);
	assert_int_equal(
		pcie_function_write(&rig->a.fn, HOST_BASE, data, 0, NULL), 0);
}

static void payload_size_is_obeyed(void **state)
{
	struct rig *rig = *state;
	uint8_t data[1024] = {0};

	control(rig, 0x2850); /* 512 */
	assert_int_equal(pcie_function_write(&rig->a.fn, HOST_BASE, data, 1024,
					     NULL),
			 2);
	control(rig, 0x28b0); /* 4096 requested, 512 supported */
	assert_int_equal(pcie_function_write(&rig->a.fn, HOST_BASE, data, 1024,
					     NULL),
			 2);
}

static void hints_are_sent_as_told(void **state)
{
	struct rig *rig = *state;
	struct pcie_hint hint = {.th = true, .ph = 1, .st = 0xa5};

	pcie_function_write(&rig->a.fn, B_BASE + 8, "\1\2\3\4", 4, &hint);
	expect_tlp(rig, 0, "a", UP, "40010001 0300a50f e0100009 01020304");
	hint.st_ext = true;
	hint.st = 0xbea5;
	pcie_function_write(&rig->a.fn, B_BASE + 8, "\1\2\3\4", 4, &hint);
	expect_tlp(rig, 2, "a", UP,
		   "90be0000 40010001 0300a50f e0100009 01020304");
	hint.th = false;
	pcie_function_write(&rig->a.fn, B_BASE + 8, "\1\2\3\4", 4, &hint);
	expect_tlp(rig, 4, "a", UP, "40000001 0300000f e0100008 01020304");
	hint.th = true;
	hint.st_ext = false; /* 16 bits in an 8-bit tag */
	assert_int_equal(pcie_function_write(&rig->a.fn, B_BASE, "x", 1, &hint),
			 -EINVAL);
}

static void wide_addresses_have_wide_headers(void **state)
{
	struct rig *rig = *state;

	pcie_function_write(&rig->a.fn, 0x1234567800, "\1\2\3\4", 4, NULL);
	expect_tlp(rig, 0, "a", UP,
		   "60000001 0300000f 00000012 34567800 01020304");
}

static void reads_are_split(void **state)
{
	struct rig *rig = *state;
	uint8_t data[600];

	control(rig, 0x0950); /* extended tags, 128 byte requests */
	rig->a.fn.tag = 0xff;
	assert_int_equal(pcie_function_read(&rig->a.fn, HOST_BASE + 0xf83, data,
					    200),
			 0);
	assert_memory_equal(data, rig->memory + 0xf83, 200);
	/* 125 bytes up to the page, then 75; tags ff and 00 */
	expect_tlp(rig, 0, "a", UP, "00000020 0300fff8 00100f80");
	expect_tlp(rig, 4, "a", UP, "00000013 0300007f 00101000");
	control(rig, 0x0850); /* 32 tags only */
	rig->a.fn.tag = 0x25;
	pcie_function_read(&rig->a.fn, HOST_BASE, data, 1);
	expect_tlp(rig, 0, "a", UP, "00000001 03000501 00100000");
}

/* Any address, length, and sizes return the contents of memory */
static void reads_find_all_bytes(void **state)
{
	struct rig *rig = *state;
	static uint8_t data[8192 + 2];

	srand(1);
	for (unsigned int i = 0; i < 2000; i++) {
		size_t at = rand() % 12000, len = 1 + rand() % 8192;
		bool peer = rand() & 1;
		uint8_t *there = peer ? rig->b.memory : rig->memory;
		uint64_t base = peer ? B_BASE : HOST_BASE;

		if (i & 1)
			len = 1 + rand() % 300;
		rig->fragment = rand() % 3 ? rand() % 200 : 0;
		/* read request 128..4096; payload 128, 256, 512 for both */
		pcie_root_config_write(rig->root, A, RAM_EXPRESS + 8, 2,
				       rand() % 6 << 12 | 0x140);
		pcie_root_config_write(rig->root, 0x0400, RAM_EXPRESS + 8, 2,
				       rand() % 3 << 5);
		for (unsigned int j = 0; peer && j < len; j++)
			there[at + j] = rand();
		memset(data, 0x5a, sizeof(data));
		rig_forget(rig);
		assert_int_equal(pcie_function_read(&rig->a.fn, base + at,
						    data + 1, len),
				 0);
		assert_memory_equal(data + 1, there + at, len);
		assert_int_equal(data[0], 0x5a);
		assert_int_equal(data[1 + len], 0x5a);
	}
	assert_int_equal(rig->a.fn.errors, 0);
}

/* The same for writes, and for both of the host */
static void writes_change_their_bytes_only(void **state)
{
	struct rig *rig = *state;
	static uint8_t data[4096], model[RAM_SIZE], back[4096];

	srand(2);
	for (unsigned int i = 0; i < 2000; i++) {
		size_t at = rand() % 40000, len = 1 + rand() % sizeof(data);
		int ret;

		if (i & 1)
			len = 1 + rand() % 40;
		for (unsigned int j = 0; j < len; j++)
			data[j] = rand();
		pcie_root_config_write(rig->root, A, RAM_EXPRESS + 8, 2,
				       rand() % 3 << 5);
		rig_forget(rig);
		memcpy(model + at, data, len);
		if (rand() & 1)
			ret = pcie_function_write(&rig->a.fn, B_BASE + at, data,
						  len, NULL);
		else
			ret = pcie_root_mem_write(rig->root, B_BASE + at, data,
						  len);
		assert_true(ret >= 0);
		assert_memory_equal(rig->b.memory, model, sizeof(model));
		rig_forget(rig);
		assert_int_equal(pcie_root_mem_read(rig->root, B_BASE + at,
						    back, len),
				 0);
		assert_memory_equal(back, data, len);
	}
}

static void failed_reads_say_so(void **state)
{
	struct rig *rig = *state;
	uint8_t data[8];

	assert_int_equal(pcie_function_read(&rig->a.fn, 0x5000, data, 8),
			 -EIO); /* UR by the root complex */
	rig->b.status = TLP_CPL_CA;
	assert_int_equal(pcie_function_read(&rig->a.fn, B_BASE, data, 8), -EIO);
	assert_int_equal(rig->a.fn.errors, 0);
	/* no answer: b is disconnected, then a */
	rig->links[2].up->link = NULL;
	assert_int_equal(pcie_function_read(&rig->a.fn, B_BASE, data, 8),
			 -ETIMEDOUT);
	rig->links[1].down->link = NULL;
	assert_int_equal(pcie_function_read(&rig->a.fn, HOST_BASE, data, 8),
			 -ETIMEDOUT);
	assert_int_equal(rig->a.fn.errors, 2);
	rig->links[1].down->link = &rig->links[1];
	pcie_root_config_write(rig->root, A, 4, 2, 2);
	assert_int_equal(pcie_function_read(&rig->a.fn, HOST_BASE, data, 8),
			 -EACCES); /* no Bus Master Enable */
	assert_int_equal(pcie_function_write(&rig->a.fn, HOST_BASE, data, 8,
					     NULL),
			 -EACCES);
}

/* A completer that answers a read with the test's bytes */
static struct {
	const char *answer;
	struct pcie_port port;
	struct pcie_link link;
} liar;

static void liar_receive(struct pcie_port *port,
			 const struct pcie_packet *packet)
{
	if (packet->head[0] == 0)
		inject(port, liar.answer);
}

/* Bits of PCI Status that errors set */
#define ERRORS 0xf900u

static uint16_t status(struct rig *rig)
{
	return pcie_config_get(&rig->a.fn.config, 6, 2) & ERRORS;
}

static void completions_have_to_match(void **state)
{
	struct rig *rig = *state;
	uint8_t data[8];
	static const struct {
		const char *answer;
		int ret;
		unsigned int error; /* AER bit; 0 for no error */
		uint16_t status;
	} answers[] = {
		/* right: 8 bytes from 4 */
		{"4a000002 00000008 03000004 0102030405060708", 0, 0, 0},
		/* another tag, requester, byte count, address, length */
		{"4a000002 00000008 03000104 0102030405060708", -ETIMEDOUT, 16,
		 0},
		{"4a000002 00000008 04000004 0102030405060708", -ETIMEDOUT, 16,
		 0},
		{"4a000002 00000007 03000004 0102030405060708", -ETIMEDOUT, 16,
		 0},
		{"4a000002 00000008 03000008 0102030405060708", -ETIMEDOUT, 16,
		 0},
		{"4a000003 00000008 03000004 0102030405060708 00000000",
		 -ETIMEDOUT, 16, 0},
		/* no data; cut where no boundary is; poisoned; locked */
		{"0a000000 00000008 03000004", -ETIMEDOUT, 16, 0},
		{"4a000001 00000008 03000004 01020304", -ETIMEDOUT, 18, 0},
		{"4a004002 00000008 03000004 0102030405060708", -EIO, 12,
		 0x8000},
		{"4b000002 00000008 03000004 0102030405060708", -ETIMEDOUT, 16,
		 0},
		/* UR, CA, a reserved status */
		{"0a000000 00002008 03000004", -EIO, 0, 0x2000},
		{"0a000000 00008008 03000004", -EIO, 0, 0x1000},
		{"0a000000 0000e008 03000004", -EIO, 0, 0x2000},
	};

	/* advisory errors are recorded if not masked */
	pcie_root_config_write(rig->root, A, RAM_AER + 0x14, 4, 0);
	rig->links[1].down->link = NULL;
	liar.port.receive = liar_receive;
	pcie_link_connect(&liar.link, "liar", &liar.port, &rig->a.fn.port);
	for (unsigned int i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		uint32_t bits = answers[i].error ? 1u << answers[i].error : 0;

		if (answers[i].ret == -ETIMEDOUT)
			bits |= 1u << 14;
		rig->a.fn.tag = 0;
		pcie_config_set(&rig->a.fn.config, RAM_AER + 4, 4, 0);
		pcie_config_write(&rig->a.fn.config, 6, 2, ERRORS);
		liar.answer = answers[i].answer;
		assert_int_equal(pcie_function_read(&rig->a.fn, 0x100004, data,
						    8),
				 answers[i].ret);
		assert_int_equal(pcie_config_get(&rig->a.fn.config, RAM_AER + 4,
						 4),
				 bits);
		assert_int_equal(status(rig), answers[i].status);
	}
	/* no request: unexpected */
	pcie_config_set(&rig->a.fn.config, RAM_AER + 4, 4, 0);
	inject(&liar.port, answers[0].answer);
	assert_int_equal(pcie_config_get(&rig->a.fn.config, RAM_AER + 4, 4),
			 1u << 16);
}

/* Master Data Parity Error needs Parity Error Response */
static void parity_errors_have_a_response(void **state)
{
	struct rig *rig = *state;
	uint8_t data[8];

	rig->links[1].down->link = NULL;
	liar.port.receive = liar_receive;
	liar.answer = "4a004002 00000008 03000004 0102030405060708";
	pcie_link_connect(&liar.link, "liar", &liar.port, &rig->a.fn.port);
	pcie_config_write(&rig->a.fn.config, 4, 2, 0x46);
	rig->a.fn.tag = 0;
	assert_int_equal(pcie_function_read(&rig->a.fn, 0x100004, data, 8),
			 -EIO);
	assert_int_equal(status(rig), 0x8100);
	pcie_config_write(&rig->a.fn.config, 6, 2, ERRORS);
	assert_int_equal(status(rig), 0);
}

/* ---- TPH ----------------------------------------------------------------- */

static void tph_control_is_live(void **state)
{
	struct rig *rig = *state;
	uint16_t st = 7;

	assert_int_equal(pcie_function_tph_enable(&rig->a.fn), PCIE_TPH_OFF);
	assert_int_equal(pcie_function_tph_mode(&rig->a.fn), PCIE_TPH_NO_ST);
	pcie_root_config_write(rig->root, A, RAM_TPH + 8, 4, 0x302);
	assert_int_equal(pcie_function_tph_enable(&rig->a.fn), PCIE_TPH_ON_EXT);
	assert_int_equal(pcie_function_tph_mode(&rig->a.fn),
			 PCIE_TPH_DEVICE_SPECIFIC);
	pcie_root_config_write(rig->root, A, RAM_TPH + 8, 4, 0x102);
	assert_int_equal(pcie_function_tph_enable(&rig->a.fn), PCIE_TPH_ON);
	pcie_root_config_write(rig->root, A, RAM_TPH + 0xc + 14, 2, 0xabcd);
	assert_int_equal(pcie_function_tph_entry(&rig->a.fn, 7, &st), 0);
	assert_int_equal(st, 0xabcd);
	assert_int_equal(pcie_function_tph_entry(&rig->a.fn, 8, &st), -EINVAL);
	assert_int_equal(st, 0xabcd);
	rig->a.fn.config.tph = 0; /* a function without the capability */
	assert_int_equal(pcie_function_tph_enable(&rig->a.fn), PCIE_TPH_OFF);
	assert_int_equal(pcie_function_tph_entry(&rig->a.fn, 0, &st), -EINVAL);
}

struct hint_case {
	unsigned int control; /* the TPH Control register */
	struct pcie_tph_want want;
	int ret;
	bool st_ext;
	uint16_t st, direct; /* with a table whose entry 5 is abcd; without */
};

/* Bits 9:8: 1 on, 3 with 16 bits; bits 2:0: 0 no ST, 2 device-specific */
static const struct hint_case hint_cases[] = {
	{0x102, {8, 1, 5}, 0, false, 0xcd, 5},
	{0x102, {0, 1, 5}, 0, false, 0xcd, 5},
	{0x102, {16, 1, 5}, -EACCES, false, 0, 0},
	{0x302, {8, 3, 5}, 0, false, 0xcd, 5},
	{0x302, {0, 2, 5}, 0, true, 0xabcd, 5},
	{0x302, {16, 0, 5}, 0, true, 0xabcd, 5},
	{0x302, {16, 0, 4}, 0, true, 0, 4},
	{0x100, {0, 2, 5}, 0, false, 0, 0},
	{0x300, {0, 2, 0xffff}, 0, true, 0, 0},
	{0x002, {0, 1, 5}, -EACCES, false, 0, 0},
	{0x002, {8, 1, 5}, -EACCES, false, 0, 0},
	{0x000, {0, 1, 5}, -EACCES, false, 0, 0},
	{0x202, {0, 1, 5}, -EACCES, false, 0, 0}, /* reserved enable */
	{0x101, {0, 1, 5}, -EACCES, false, 0, 0}, /* interrupt vector mode */
};

/* Past the checks of a configuration write: reserved values too */
static void tph_control(struct rig *rig, unsigned int value)
{
	pcie_config_set(&rig->a.fn.config, rig->a.fn.config.tph + 8, 4, value);
}

static void one_hint(struct rig *rig, const struct hint_case *c, uint16_t st)
{
	struct pcie_hint hint = {.ph = 0x77};

	tph_control(rig, c->control);
	assert_int_equal(pcie_function_hint(&rig->a.fn, &c->want, &hint),
			 c->ret);
	if (c->ret) {
		assert_int_equal(hint.ph, 0x77);
		return;
	}
	assert_true(hint.th);
	assert_int_equal(hint.ph, c->want.ph);
	assert_int_equal(hint.st_ext, c->st_ext);
	assert_int_equal(hint.st, st);
}

static void hints_follow_the_capability(void **state)
{
	struct rig *rig = *state;
	const struct pcie_tph_want last = {0, 0, 7}, none = {0, 0, 8};
	struct pcie_hint hint;

	pcie_root_config_write(rig->root, A, RAM_TPH + 0xc + 10, 2, 0xabcd);
	for (size_t i = 0; i < sizeof(hint_cases) / sizeof(*hint_cases); i++)
		one_hint(rig, &hint_cases[i], hint_cases[i].st);
	/* 8 entries; beyond them nothing, enabled or not */
	tph_control(rig, 0x102);
	assert_int_equal(pcie_function_hint(&rig->a.fn, &last, &hint), 0);
	assert_int_equal(pcie_function_hint(&rig->a.fn, &none, &hint), -EINVAL);
	tph_control(rig, 0x002);
	assert_int_equal(pcie_function_hint(&rig->a.fn, &none, &hint), -EINVAL);
}

/* The function's own tags without a table, as wide as allowed */
static void hints_without_a_table(void **state)
{
	struct rig *rig = *state;
	const struct hint_case wide[] = {
		{0x302, {0, 2, 0xfedc}, 0, true, 0, 0xfedc},
		{0x302, {16, 2, 0xfedc}, 0, true, 0, 0xfedc},
		{0x302, {8, 2, 0xfedc}, 0, false, 0, 0xdc},
		{0x102, {0, 2, 0xfedc}, 0, false, 0, 0xdc},
	};
	uint16_t st;

	assert_int_not_equal(pcie_config_add_tph(&rig->a.fn.config, 0, true),
			     0);
	for (size_t i = 0; i < sizeof(hint_cases) / sizeof(*hint_cases); i++)
		one_hint(rig, &hint_cases[i], hint_cases[i].direct);
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		one_hint(rig, &wide[i], wide[i].direct);
	assert_int_equal(pcie_function_tph_entry(&rig->a.fn, 0, &st), -EINVAL);
	rig->a.fn.config.tph = 0;
	assert_int_equal(pcie_function_hint(&rig->a.fn, &wide[0].want,
					    &(struct pcie_hint){}),
			 -EACCES);
}

#define TEST(_name) \
	cmocka_unit_test_setup_teardown(_name, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_are_split),
		TEST(payload_size_is_obeyed),
		TEST(hints_are_sent_as_told),
		TEST(wide_addresses_have_wide_headers),
		TEST(reads_are_split),
		TEST(reads_find_all_bytes),
		TEST(writes_change_their_bytes_only),
		TEST(failed_reads_say_so),
		TEST(completions_have_to_match),
		TEST(parity_errors_have_a_response),
		TEST(tph_control_is_live),
		TEST(hints_follow_the_capability),
		TEST(hints_without_a_table),
	};

	return cmocka_run_group_tests_name("pcie-requester", tests, NULL, NULL);
}
