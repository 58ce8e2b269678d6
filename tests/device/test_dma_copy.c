// SPDX-License-Identifier: BSD-3-Clause
/*
 * The DMA engine: copies, splits, the ring, interrupts.
 */
#include "tests/device/host.h"

static uint64_t counter(struct host *host, uint32_t reg)
{
	return host_get64(host, host->dma_regs + reg);
}

/* Bytes a MWr carries */
static unsigned int enabled(const struct seen *s)
{
	unsigned int n = 0;

	for (unsigned int dw = 0; dw < s->length; dw++) {
		unsigned int be = !dw			 ? s->first_be
				  : dw + 1u == s->length ? s->last_be
							 : 0xf;

		n += (unsigned int)__builtin_popcount(be);
	}
	return n;
}

static uint64_t first_byte(const struct seen *s)
{
	return s->addr + (unsigned int)__builtin_ctz(s->first_be);
}

static void fill(struct host *host, uint64_t addr, size_t len)
{
	uint8_t *p = host_at(host, addr);

	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)(i * 7 + (i >> 8) + 1);
}

static void check_status(const struct dma_desc *desc, enum dma_desc_code code,
			 uint32_t done)
{
	assert_int_equal(le32toh(desc->status), DMA_DESC_DONE | code);
	assert_int_equal(le32toh(desc->done), done);
	assert_int_equal(desc->cookie, 0x600d600d);
}

struct copy {
	unsigned int src, dst, len, tlps[2];
};

/* Any alignment; TLPs by hand: blocks of 128 and of 256 that dst touches */
static const struct copy copies[] = {
	{0, 0, 1, {1, 1}},	   {0, 0, 128, {1, 1}},
	{0, 0, 256, {2, 1}},	   {3, 5, 2, {1, 1}},
	{1, 127, 2, {2, 1}},	   {0, 100, 4096, {33, 17}},
	{7, 1, 10000, {79, 40}},   {5, 4095, 2, {2, 2}},
	{0, 3, 65536, {513, 257}},
};

static void one_copy(struct host *host, const struct copy *c, unsigned int mps)
{
	uint8_t *out = host_at(host, OUT_AT);
	unsigned int ntlps = 0, bytes = 0, tlps = c->tlps[mps == 256];
	struct dma_desc desc = host_desc(DATA_AT + c->src, OUT_AT + c->dst,
					 c->len, DMA_DESC_IRQ),
			*slot;

	fill(host, DATA_AT, c->src + c->len);
	memset(out, 0xee, c->dst + c->len + 8);
	host_ring(host, 4);
	host->nseen = 0;
	slot = host_submit(host, &desc);
	host_run(host);
	check_status(slot, DMA_CODE_OK, c->len);
	assert_memory_equal(out + c->dst, host_at(host, DATA_AT + c->src),
			    c->len);
	for (unsigned int i = 0; i < c->dst; i++)
		assert_int_equal(out[i], 0xee);
	for (unsigned int i = 0; i < 8; i++)
		assert_int_equal(out[c->dst + c->len + i], 0xee);

	/* In order, without a gap, none too long or over a 4 KiB border */
	for (unsigned int i = 0; i < host->nseen; i++) {
		const struct seen *s = &host->seen[i];

		if (s->addr < OUT_AT)
			continue;
		assert_int_equal(first_byte(s), OUT_AT + c->dst + bytes);
		assert_true(s->length * 4u <= mps);
		assert_true(s->addr % 4096 + s->length * 4u <= 4096);
		assert_false(s->th);
		bytes += enabled(s);
		ntlps++;
	}
	assert_int_equal(bytes, c->len);
	assert_int_equal(ntlps, tlps);
	assert_int_equal(counter(host, DMA_REG_TLPS), tlps);
	assert_int_equal(counter(host, DMA_REG_BYTES), c->len);
	assert_int_equal(counter(host, DMA_REG_HINTED), 0);
	assert_int_equal(counter(host, DMA_REG_UNHINTED), 0);
}

static void splits_at_128(void **state)
{
	for (size_t i = 0; i < COUNT(copies); i++)
		one_copy(*state, &copies[i], 128);
}

static void splits_at_256(void **state)
{
	for (size_t i = 0; i < COUNT(copies); i++)
		one_copy(*state, &copies[i], 256);
}

static void to_the_peer(void **state)
{
	struct host *host = *state;
	struct dma_desc desc =
		host_desc(DATA_AT + 3, host->accel_mem + 0x1001, 5000, 0);
	struct dma_desc back =
		host_desc(host->accel_mem + 0x1001, OUT_AT + 2, 5000, 0);
	struct dma_desc *slots[2];

	fill(host, DATA_AT, 6000);
	host_ring(host, 3);
	slots[0] = host_submit(host, &desc);
	slots[1] = host_submit(host, &back);
	host_run(host);
	check_status(slots[0], DMA_CODE_OK, 5000);
	check_status(slots[1], DMA_CODE_OK, 5000);
	assert_memory_equal(host_at(host, OUT_AT + 2),
			    host_at(host, DATA_AT + 3), 5000);
	assert_int_equal(host->irqs[IRQ_DMA], 0);
}

/* 4 descriptors of room, 3 at a time, 30 in all */
static void ring_wraps(void **state)
{
	struct host *host = *state;
	unsigned int n = 0;

	host_ring(host, 2);
	for (int round = 0; round < 10; round++) {
		struct dma_desc *slots[3];

		for (int i = 0; i < 3; i++, n++) {
			struct dma_desc desc =
				host_desc(DATA_AT + n, OUT_AT + n * 64, 1, 0);

			*(uint8_t *)host_at(host, DATA_AT + n) =
				(uint8_t)(n + 1);
			slots[i] = host_submit(host, &desc);
		}
		host_run(host);
		for (int i = 0; i < 3; i++)
			check_status(slots[i], DMA_CODE_OK, 1);
		assert_int_equal(host_get(host, host->dma_regs + DMA_REG_HEAD),
				 n % 4);
	}
	for (unsigned int i = 0; i < n; i++)
		assert_int_equal(*(uint8_t *)host_at(host, OUT_AT + i * 64),
				 i + 1);
	assert_int_equal(host_get(host, host->dma_regs + DMA_REG_STATUS), 0);
}

/* done, then status, then the interrupt */
static void order_of_the_end(void **state)
{
	struct host *host = *state;
	struct dma_desc desc = host_desc(DATA_AT, OUT_AT, 4, DMA_DESC_IRQ);

	host_ring(host, 2);
	host_set(host, host->dma_regs + DMA_REG_INT_MASK, DMA_INT_DONE);
	host->nseen = 0;
	host_submit(host, &desc);
	host_run(host);
	assert_int_equal(host->nseen, 4);
	assert_int_equal(host->seen[0].addr, OUT_AT);
	assert_int_equal(host->seen[1].addr, RING_AT + 36);
	assert_int_equal(host->seen[1].data, 4);
	assert_int_equal(host->seen[2].addr, RING_AT + 32);
	assert_int_equal(host->seen[2].data, DMA_DESC_DONE);
	assert_int_equal(host->seen[3].addr, PCIE_INTERRUPT_BASE);
	assert_int_equal(host->irqs[IRQ_DMA], 1);
}

static void interrupts(void **state)
{
	struct host *host = *state;
	struct dma_desc good = host_desc(DATA_AT, OUT_AT, 4, DMA_DESC_IRQ);
	struct dma_desc quiet = host_desc(DATA_AT, OUT_AT, 4, 0);
	struct dma_desc bad = host_desc(DATA_AT, OUT_AT, 0, 0);
	uint64_t status = host->dma_regs + DMA_REG_INT_STATUS;
	uint64_t mask = host->dma_regs + DMA_REG_INT_MASK;

	host_ring(host, 4);
	host_submit(host, &quiet);
	host_run(host);
	assert_int_equal(host_get(host, status), 0);
	host_submit(host, &good);
	host_run(host);
	assert_int_equal(host_get(host, status), DMA_INT_DONE);
	assert_int_equal(host->irqs[IRQ_DMA], 0);
	/* Unmasked while set */
	host_set(host, mask, DMA_INT_DONE | DMA_INT_ERROR);
	assert_int_equal(host->irqs[IRQ_DMA], 1);
	/* Set already: no interrupt until software has cleared it */
	host_submit(host, &good);
	host_run(host);
	assert_int_equal(host->irqs[IRQ_DMA], 1);
	host_set(host, status, DMA_INT_DONE);
	assert_int_equal(host_get(host, status), 0);
	host_submit(host, &good);
	host_run(host);
	assert_int_equal(host->irqs[IRQ_DMA], 2);
	host_submit(host, &bad);
	host_run(host);
	assert_int_equal(host_get(host, status), DMA_INT_DONE | DMA_INT_ERROR);
	assert_int_equal(host->irqs[IRQ_DMA], 3);
}

static void identity(void **state)
{
	struct host *host = *state;
	uint64_t regs = host->dma_regs;

	assert_int_equal(host_get(host, regs + DMA_REG_ID), 0x44485054);
	assert_int_equal(host_get(host, regs + DMA_REG_VERSION), 1);
	assert_int_equal(host_config_get(host, host->dma, 0, 4), 0x74121234);
	host_set(host, regs + DMA_REG_ID, 0);
	host_set(host, regs + DMA_REG_HEAD, 3);
	assert_int_equal(host_get(host, regs + DMA_REG_ID), 0x44485054);
	assert_int_equal(host_get(host, regs + DMA_REG_HEAD), 0);
	assert_int_equal(host_get(host, regs + DMA_REGS_SIZE - 4), 0);
}

/* The ring cannot be changed while the engine works */
static void ring_is_locked(void **state)
{
	struct host *host = *state;
	uint64_t regs = host->dma_regs;

	host_ring(host, 2);
	host_set(host, regs + DMA_REG_RING_LO, 0xffffffc0);
	host_set(host, regs + DMA_REG_RING_HI, 1);
	host_set(host, regs + DMA_REG_RING_ORDER, 9);
	assert_int_equal(host_get64(host, regs + DMA_REG_RING_LO), RING_AT);
	assert_int_equal(host_get(host, regs + DMA_REG_RING_ORDER), 2);
	host_set(host, regs + DMA_REG_CTRL, 0);
	host_set(host, regs + DMA_REG_RING_LO, 0xffffffff);
	host_set(host, regs + DMA_REG_RING_HI, 1);
	host_set(host, regs + DMA_REG_TAIL, 3);
	host_set(host, regs + DMA_REG_RING_ORDER, 9);
	assert_int_equal(host_get64(host, regs + DMA_REG_RING_LO), 0x1ffffffc0);
	assert_int_equal(host_get(host, regs + DMA_REG_TAIL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(splits_at_128, host_setup_128,
						host_teardown),
		host_test(splits_at_256),
		host_test(to_the_peer),
		host_test(ring_wraps),
		host_test(order_of_the_end),
		host_test(interrupts),
		host_test(identity),
		host_test(ring_is_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
