// SPDX-License-Identifier: BSD-3-Clause
/*
 * The accelerator's tap in a hierarchy: its records are the TLPs that the tap on its link
 * has seen, with runs and without. Also for the RTL: test-device-tap-link accel-rtl
 */
#include "tests/device/tap_link.h"

static struct rng rng;

static uint32_t roll(uint32_t n)
{
	return rng_below(&rng, n);
}

/* The engine copies from memory, to it, or within the device. */
static void copy(struct host *host)
{
	const uint64_t there = host->accel_mem + 4 * roll(0x8000);
	const uint64_t here = DATA_AT + roll(0x1000);
	const uint32_t len = 1 + roll(roll(2) ? 64 : 5000);
	const uint32_t way = roll(3);
	struct dma_desc desc =
		host_desc(way == 1 ? there : here, way == 1 ? here : there, len,
			  roll(2) ? DMA_DESC_TH : 0);

	desc.st_index = htole16((uint16_t)roll(8));
	desc.ph = (uint8_t)roll(4);
	host_ring(host, 2);
	host_submit(host, &desc);
	host_run(host);
}

static void access_host(struct host *host)
{
	static uint8_t data[5000];
	const size_t len = 1 + roll(roll(2) ? 16 : sizeof(data));
	const uint64_t at = host->accel_mem + roll(0x8000);

	if (roll(2))
		pcie_root_mem_write(host->root, at, data, len);
	else
		pcie_root_mem_read(host->root, at, data, len);
}

/* A pass, whose end interrupts; an event; an entry that makes events */
static void access_registers(struct host *host)
{
	const uint64_t regs = host->accel_regs;

	switch (roll(4)) {
	case 0:
		host_set(host, regs + ACCEL_REG_PASS_DST, 0x8000);
		host_set(host, regs + ACCEL_REG_PASS_LEN, 64 * roll(40));
		host_set(host, regs + ACCEL_REG_PASS_OP, roll(ACCEL_OP_MAX));
		break;
	case 1:
		host_set(host, regs + ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
		host_set(host, regs + ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
		break;
	case 2:
		host_set(host, regs + ACCEL_REG_TABLE8 + 4 * roll(8),
			 ACCEL_ENTRY_VALID | roll(ACCEL_OP_MAX + 1));
		break;
	default:
		host_get(host, regs + 4 * roll(64));
	}
}

/* Configuration requests, a message, bytes that are not a TLP */
static void send_others(struct host *host)
{
	static const uint8_t odd[][16] = {
		{0x40, 0, 0, 9, 0, 0, 0, 0xff, 0, 0, 0, 0, 1, 2, 3, 4},
		{0xff, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
		{0x33, 0, 0, 0, 0, 0, 0, 0x19}, /* PME_Turn_Off */
		{0x4a, 0, 0, 1, 0, 0, 0, 4, 0x7f, 0, 1, 0, 1, 2, 3, 4},
		{0x42, 0, 0, 1, 0, 0, 7, 0xf, 0, 0, 0, 4, 1, 2, 3,
		 4}, /* IOWr */
	};

	if (roll(2))
		host_config_get(host, host->accel, 4 * roll(32), 4);
	else
		pcie_port_send(pcie_switch_downstream(host->sw, 1),
			       odd[roll(COUNT(odd))], sizeof(odd[0]));
}

static void step(struct host *host)
{
	static void (*const steps[])(struct host * host) = {
		copy, copy, access_host, access_registers, send_others,
	};

	steps[roll(COUNT(steps))](host);
	host_run(host);
}

static void start(struct host *host, bool runs)
{
	rng = (struct rng){0x7ab};
	for (unsigned int i = 0; i < 8; i++)
		host_tph_entry(host, i, (uint16_t)i);
	host_tph(host, PCIE_TPH_ON, PCIE_TPH_DEVICE_SPECIFIC);
	host_msix(host, host->accel, ACCEL_BAR_MSIX, ACCEL_MSIX_VECTORS,
		  IRQ_ACCEL);
	host_set(host, host->accel_regs + ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	pcie_root_set_runs(host->root, runs);
	tap_link_open(host);
}

static void same(struct host *host, bool runs)
{
	/* The RTL needs some hundred clocks for each TLP */
	const unsigned int steps = host_accel->rtl ? 400 : 1500;
	unsigned int irqs;

	start(host, runs);
	for (unsigned int i = 0; i < steps; i++) {
		const uint32_t snap =
			roll(4) ? ACCEL_TAP_SNAP_MAX : 16 * roll(9);

		tap_link_poke(host, ACCEL_REG_TAP_SNAP, snap);
		tap_link_begin(host);
		step(host);
		tap_link_expect(host, snap);
	}
	irqs = host->irqs[IRQ_ACCEL] + host->irqs[IRQ_ACCEL + 1];
	print_message("%u records, %u of them sent, %u cut, %u interrupts\n",
		      (unsigned int)totals.records, (unsigned int)totals.sent,
		      (unsigned int)totals.cut, irqs);
	assert_true(totals.records > 5 * steps && totals.sent > steps);
	assert_true(totals.cut > steps / 4 && irqs > steps / 40);
	assert_int_equal(totals.losses, 0);
}

static void same_with_runs(void **state)
{
	same(*state, true);
}

static void same_without_runs(void **state)
{
	same(*state, false);
}

/* Nobody reads: the ring is full, and each TLP more is counted */
static void overrun(struct host *host, bool runs)
{
	start(host, runs);
	for (unsigned int i = 0; i < 400; i++)
		step(host);
	tap_link_expect(host, ACCEL_TAP_SNAP_MAX);
	print_message("%u records, %u lost\n", (unsigned int)totals.records,
		      (unsigned int)totals.losses);
	assert_true(totals.records > 500 && totals.losses > 500);
}

static void overrun_with_runs(void **state)
{
	overrun(*state, true);
}

static void overrun_without_runs(void **state)
{
	overrun(*state, false);
}

/* Three TLPs to the registers, which are one run: the first one turns the tap on or off,
 * and belongs to the time before */
static void turned_within_a_run(void **state)
{
	struct host *host = *state;
	uint8_t *data = host_at(host, DATA_AT);

	for (uint32_t i = 0; i < 4; i++) {
		const bool on = i & 1;
		struct dma_desc desc = host_desc(
			DATA_AT, host->accel_regs + ACCEL_REG_TAP_CTRL, 384, 0);

		start(host, i & 2);
		host_ring(host, 2);
		memset(data, 0, 384);
		put32(data, on ? ACCEL_TAP_CTRL_ENABLE : 0);
		put32(data + ACCEL_REG_TAP_SNAP - ACCEL_REG_TAP_CTRL,
		      ACCEL_TAP_SNAP_MAX);
		tap_link_poke(host, ACCEL_REG_TAP_CTRL,
			      on ? 0 : ACCEL_TAP_CTRL_ENABLE);
		host_submit(host, &desc);
		host_run(host);
		assert_int_equal(tap_link_count(), 3);
		tap_link_keep(on, on ? 2 : 1);
		tap_link_expect(host, ACCEL_TAP_SNAP_MAX);
		assert_int_equal(totals.records, on ? 2 : 1);
	}
}

/* Reset while the tap is on: it is off, and has nothing */
static void reset_ends_it(void **state)
{
	struct host *host = *state;

	start(host, true);
	host_get(host, host->accel_regs);
	assert_int_equal(tap_link_peek(host, ACCEL_REG_TAP_WRITE), 64);
	pcie_function_reset(host->accel);
	assert_int_equal(tap_link_peek(host, ACCEL_REG_TAP_CTRL), 0);
	assert_int_equal(tap_link_peek(host, ACCEL_REG_TAP_WRITE), 0);
	assert_null(host->accel->port.watch);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		host_test(same_with_runs),
		host_test(same_without_runs),
		host_test(overrun_with_runs),
		host_test(overrun_without_runs),
		cmocka_unit_test_setup_teardown(turned_within_a_run,
						host_setup_128, host_teardown),
		host_test(reset_ends_it),
	};

	if (host_choose(argc, argv))
		return 1;
	return cmocka_run_group_tests_name("device-tap-link", tests, NULL,
					   NULL);
}
