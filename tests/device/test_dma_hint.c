// SPDX-License-Identifier: BSD-3-Clause
/*
 * The DMA engine as TPH requester: allowed hints, checked for each TLP.
 */
#include "tests/device/host.h"

#define TH  DMA_DESC_TH
#define EXT DMA_DESC_ST_EXT
#define REQ DMA_DESC_TH_REQUIRED

#define OFF	 PCIE_TPH_OFF
#define ON	 PCIE_TPH_ON
#define ON_EXT	 PCIE_TPH_ON_EXT
#define RESERVED 2
#define NO_ST	 PCIE_TPH_NO_ST
#define IV	 PCIE_TPH_INTERRUPT_VECTOR
#define DS	 PCIE_TPH_DEVICE_SPECIFIC

/* Entry 5 of the table is 0x1234 */
struct hint_case {
	unsigned int enable, mode, flags, ph, index;
	enum dma_desc_code code;
	bool th, st_ext;
	uint16_t st;
};

static const struct hint_case cases[] = {
	/* No hint requested */
	{ON_EXT, DS, 0, 2, 5, DMA_CODE_OK, false, false, 0},
	/* No-ST mode sends 0 for any index */
	{ON, NO_ST, TH, 0, 5, DMA_CODE_OK, true, false, 0},
	{ON, NO_ST, TH, 3, 0xffff, DMA_CODE_OK, true, false, 0},
	{ON_EXT, NO_ST, TH | EXT, 1, 5, DMA_CODE_OK, true, true, 0},
	/* Device-specific mode: 8 or 16 bits of the entry */
	{ON, DS, TH, 2, 5, DMA_CODE_OK, true, false, 0x34},
	{ON_EXT, DS, TH, 1, 5, DMA_CODE_OK, true, false, 0x34},
	{ON_EXT, DS, TH | EXT, 2, 5, DMA_CODE_OK, true, true, 0x1234},
	{ON_EXT, DS, TH | EXT | REQ, 3, 5, DMA_CODE_OK, true, true, 0x1234},
	{ON, DS, TH, 0, 63, DMA_CODE_OK, true, false, 0},
	/* Not enabled, or not for 16 bits */
	{OFF, DS, TH, 2, 5, DMA_CODE_OK, false, false, 0},
	{OFF, DS, TH | EXT, 2, 5, DMA_CODE_OK, false, false, 0},
	{ON, DS, TH | EXT, 2, 5, DMA_CODE_OK, false, false, 0},
	{RESERVED, DS, TH, 2, 5, DMA_CODE_OK, false, false, 0},
	{OFF, DS, TH | REQ, 2, 5, DMA_CODE_HINT, false, false, 0},
	{OFF, NO_ST, TH | REQ, 2, 5, DMA_CODE_HINT, false, false, 0},
	{ON, DS, TH | EXT | REQ, 2, 5, DMA_CODE_HINT, false, false, 0},
	{RESERVED, DS, TH | REQ, 2, 5, DMA_CODE_HINT, false, false, 0},
	/* A mode that the capability does not have */
	{ON, IV, TH, 2, 5, DMA_CODE_OK, false, false, 0},
	{ON, IV, TH | REQ, 2, 5, DMA_CODE_HINT, false, false, 0},
	/* Not in the table */
	{ON, DS, TH, 2, 64, DMA_CODE_INVALID, false, false, 0},
	{OFF, DS, TH, 2, 0xffff, DMA_CODE_INVALID, false, false, 0},
};

static uint64_t counter(struct host *host, uint32_t reg)
{
	return host_get64(host, host->dma_regs + reg);
}

static struct dma_desc hinted(uint64_t dst, uint32_t len,
			      const struct hint_case *c)
{
	struct dma_desc desc = host_desc(DATA_AT, dst, len, c->flags);

	desc.ph = (uint8_t)c->ph;
	desc.st_index = htole16(c->index);
	return desc;
}

static void one_case(struct host *host, const struct hint_case *c)
{
	struct dma_desc desc = hinted(OUT_AT, 1024, c), *slot;
	unsigned int n = 0;

	/* Past the checks of a configuration write: reserved values too */
	pcie_config_set(&host->dma->config, host->dma->config.tph + 8, 4,
			c->enable << 8 | c->mode);
	host_ring(host, 2);
	host->nseen = 0;
	slot = host_submit(host, &desc);
	host_run(host);
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE | c->code);
	for (unsigned int i = 0; i < host->nseen; i++) {
		const struct seen *s = &host->seen[i];

		if (s->addr < OUT_AT) {
			assert_false(s->th); /* write-back is never hinted */
			continue;
		}
		assert_int_equal(s->th, c->th);
		if (s->th) {
			assert_int_equal(s->ph, c->ph);
			assert_int_equal(s->st, c->st);
			assert_int_equal(s->st_ext, c->st_ext);
		}
		n++;
	}
	/* Nothing goes out before the refusal; 256 bytes a TLP */
	assert_int_equal(n, c->code == DMA_CODE_OK ? 4 : 0);
	assert_int_equal(counter(host, DMA_REG_HINTED), c->th ? n : 0);
	assert_int_equal(counter(host, DMA_REG_UNHINTED),
			 c->flags & TH && !c->th ? n : 0);
}

static void modes_and_enables(void **state)
{
	host_tph_entry(*state, 5, 0x1234);
	for (size_t i = 0; i < COUNT(cases); i++)
		one_case(*state, &cases[i]);
}

/* Without an ST table st_index is the tag, and any value is valid */
static void tags_of_its_own(void **state)
{
	static const struct hint_case direct[] = {
		{ON, DS, TH, 2, 0x1234, DMA_CODE_OK, true, false, 0x34},
		{ON_EXT, DS, TH | EXT, 1, 0x1234, DMA_CODE_OK, true, true,
		 0x1234},
		{ON_EXT, DS, TH | EXT | REQ, 3, 0xffff, DMA_CODE_OK, true, true,
		 0xffff},
		{ON, DS, TH, 0, 0, DMA_CODE_OK, true, false, 0},
		{ON, NO_ST, TH, 0, 0x1234, DMA_CODE_OK, true, false, 0},
		{ON, DS, TH | EXT | REQ, 2, 5, DMA_CODE_HINT, false, false, 0},
		{OFF, DS, TH, 2, 0xffff, DMA_CODE_OK, false, false, 0},
	};

	for (size_t i = 0; i < COUNT(direct); i++)
		one_case(*state, &direct[i]);
}

/* Count the data TLPs from @from, all of which must have @th */
static unsigned int count(struct host *host, unsigned int from, bool th)
{
	unsigned int n = 0;

	for (unsigned int i = from; i < host->nseen; i++)
		if (host->seen[i].addr >= OUT_AT) {
			assert_int_equal(host->seen[i].th, th);
			n++;
		}
	return n;
}

/* Enable cleared in the middle: later TLPs have no TH until it is set again */
static void enable_is_live(void **state)
{
	struct host *host = *state;
	struct hint_case c = {.flags = TH, .index = 5};
	struct dma_desc desc = hinted(OUT_AT, 0x10000, &c), *slot;
	unsigned int mark;

	host_tph_entry(host, 5, 0x77);
	host_tph(host, ON, DS);
	host_ring(host, 2);
	slot = host_submit(host, &desc);
	assert_true(host_steps(host, 4));
	assert_int_equal(count(host, 0, true), 4 * 16);
	mark = host->nseen;
	host_tph(host, OFF, DS);
	assert_true(host_steps(host, 4));
	assert_int_equal(count(host, mark, false), 4 * 16);
	mark = host->nseen;
	host_tph(host, ON, DS);
	host_run(host);
	assert_int_equal(count(host, mark, true), 8 * 16);
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE);
	assert_int_equal(counter(host, DMA_REG_TLPS), 256);
	assert_int_equal(counter(host, DMA_REG_HINTED), 192);
	assert_int_equal(counter(host, DMA_REG_UNHINTED), 64);
}

/* The same with TH_REQUIRED: the descriptor ends, no TLP is sent without TH */
static void required_ends_live(void **state)
{
	struct host *host = *state;
	struct hint_case c = {.flags = TH | REQ, .index = 5};
	struct dma_desc desc = hinted(OUT_AT, 0x10000, &c), *slot, *next;

	host_tph_entry(host, 5, 0x77);
	host_tph(host, ON, DS);
	host_ring(host, 2);
	slot = host_submit(host, &desc);
	next = host_submit(host, &desc);
	assert_true(host_steps(host, 4));
	host_tph(host, OFF, DS);
	assert_true(host_steps(host, 1));
	assert_int_equal(le32toh(slot->status), DMA_DESC_DONE | DMA_CODE_HINT);
	assert_int_equal(le32toh(slot->done), 4 * 4096);
	host_tph(host, ON, DS);
	host_run(host);
	assert_int_equal(le32toh(next->status), DMA_DESC_DONE);
	count(host, 0, true);
}

/* The table is read for each TLP too */
static void table_is_live(void **state)
{
	struct host *host = *state;
	struct hint_case c = {.flags = TH | EXT, .index = 63};
	struct dma_desc desc = hinted(OUT_AT, 0x2000, &c);
	uint16_t st[32];
	unsigned int n = 0;

	host_tph_entry(host, 63, 0x1111);
	host_tph(host, ON_EXT, DS);
	host_ring(host, 2);
	host->nseen = 0;
	host_submit(host, &desc);
	assert_true(host_steps(host, 1));
	host_tph_entry(host, 63, 0x2222);
	host_run(host);
	for (unsigned int i = 0; i < host->nseen; i++)
		if (host->seen[i].addr >= OUT_AT && n < 32)
			st[n++] = host->seen[i].st;
	assert_int_equal(n, 32);
	for (unsigned int i = 0; i < 32; i++)
		assert_int_equal(st[i], i < 16 ? 0x1111 : 0x2222);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		host_test(modes_and_enables),
		cmocka_unit_test_setup_teardown(
			tags_of_its_own, host_setup_direct, host_teardown),
		host_test(enable_is_live),
		host_test(required_ends_live),
		host_test(table_is_live),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
