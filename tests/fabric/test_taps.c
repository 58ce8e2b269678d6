// SPDX-License-Identifier: BSD-3-Clause
/*
 * A capture holds the same TLPs in the same order whether they travel as runs or
 * one by one, also if TLPs of others come between those of a run.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <linux/pci_regs.h>

#include <opentph/hw/accel.h>

#include "capture/capture.h"
#include "fabric/fabric.h"

#define SIZE	(256 * 1024)
#define ADDRESS 0x4000000000ull
#define STORE	0x5a
#define INVALID 0x5b

static uint8_t data[SIZE];

struct rig {
	struct host *host;
	struct pcie_function *dma, *accel;
	struct taps *taps;
};

static void start(struct rig *rig, bool runs, const char *path)
{
	static struct topology t;
	char error[FABRIC_ERROR_MAX];
	unsigned int bar = PCI_BASE_ADDRESS_0 + 4 * ACCEL_BAR_MEM;

	if (topology_load(TOPOLOGY_DIR "/switch.conf", &t, error) ||
	    host_create(&t, 4 << 20, &rig->host, error))
		fail_msg("%s", error);
	pcie_root_set_runs(host_hierarchy(rig->host)->root, runs);
	rig->dma = hierarchy_find(host_hierarchy(rig->host), "dma0");
	rig->accel = hierarchy_find(host_hierarchy(rig->host), "accel0");
	if (taps_open(host_hierarchy(rig->host), path, NULL, false, &rig->taps,
		      error))
		fail_msg("%s", error);
	host_config_write(rig->host, rig->accel, bar, 4, (uint32_t)ADDRESS);
	host_config_write(rig->host, rig->accel, bar + 4, 4, ADDRESS >> 32);
	host_msix_enable(rig->host, rig->accel);
	host_write32(rig->host, rig->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE8 + 4 * STORE,
		     ACCEL_ENTRY_VALID | ACCEL_OP_STORE);
	host_write32(rig->host, rig->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE8 + 4 * INVALID,
		     ACCEL_ENTRY_VALID | ACCEL_OP_MAX);
	host_write32(rig->host, rig->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	host_write32(rig->host, rig->accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
}

static void post(struct rig *rig, uint8_t st, uint64_t at, size_t len)
{
	const struct pcie_hint hint = {.th = true, .ph = 2, .st = st};

	assert_true(pcie_function_write(rig->dma, ADDRESS + at, data, len,
					&hint) > 0);
}

/* The first TLP of a run raises an interrupt, and the others follow it. */
static void interrupted(struct rig *rig, size_t len)
{
	post(rig, INVALID, 0, len);
	host_write32(rig->host, rig->accel, ACCEL_BAR_REGS, ACCEL_REG_EVENT,
		     ACCEL_EVENT_ALL);
}

static void traffic(struct rig *rig)
{
	uint64_t memory;

	assert_non_null(host_alloc(rig->host, SIZE, 4096, &memory));
	for (size_t len = 4; len < SIZE; len = len * 3 + 4) {
		post(rig, STORE, len % 512, len);
		host_read32(rig->host, rig->accel, ACCEL_BAR_REGS, 0);
		interrupted(rig, len);
		assert_true(pcie_function_write(rig->dma, memory, data, len,
						NULL) > 0);
	}
	/* Over the ends of some buffers of the capture */
	for (int i = 0; i < 60; i++) {
		post(rig, STORE, 0, SIZE / 3);
		interrupted(rig, 4096);
	}
}

static void capture(bool runs, const char *path)
{
	struct rig rig;

	start(&rig, runs, path);
	traffic(&rig);
	assert_int_equal(taps_close(rig.taps), 0);
	host_free(rig.host);
}

static void runs_are_recorded_as_tlps(void **state)
{
	char paths[2][16] = {"runs-XXXXXX", "tlps-XXXXXX"};
	struct capture_reader *readers[2];
	struct capture_packet a, b;
	unsigned int n = 0;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i ^ i >> 8 ^ i >> 16;
	for (int i = 0; i < 2; i++) {
		assert_true(close(mkstemp(paths[i])) == 0);
		capture(!i, paths[i]);
		assert_int_equal(capture_open(paths[i], &readers[i]), 0);
	}
	while (capture_next(readers[0], &a) == 1) {
		assert_int_equal(capture_next(readers[1], &b), 1);
		assert_string_equal(a.link, b.link);
		assert_int_equal(a.dir, b.dir);
		assert_int_equal(a.len, b.len);
		assert_memory_equal(a.data, b.data, a.len);
		n++;
	}
	assert_int_equal(capture_next(readers[1], &b), 0);
	/* 60 times SIZE / 3 in TLPs of at most 256 bytes, at two links */
	assert_true(n > 60 * (SIZE / 3 / 256) * 2);
	for (int i = 0; i < 2; i++) {
		capture_free(readers[i]);
		unlink(paths[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_are_recorded_as_tlps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
