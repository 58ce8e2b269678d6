// SPDX-License-Identifier: BSD-3-Clause
#include "tests/rtl/s7/record.h"

#include <stdlib.h>

#include "capture/capture.h"
#include "tests/device/host.h"

#define TAG    5 /* entry of the engine's ST table */
#define COPIES 300

static void see(void *ctx, struct pcie_link *link, bool up, const void *bytes,
		size_t len)
{
	assert_int_equal(capture_write(ctx, 0, up ? CAPTURE_UP : CAPTURE_DOWN,
				       0, bytes, len, NULL, 0),
			 0);
}

static void set(struct host *host, uint32_t offset, uint32_t value)
{
	host_set(host, host->accel_regs + offset, value);
}

/* A copy to the accelerator; any address, length and tag */
static void copy(struct host *host, struct rng *rng, unsigned int i)
{
	const uint32_t len = 1 + rng_below(rng, i % 8 ? 900 : 6000);
	struct dma_desc desc =
		host_desc(DATA_AT + rng_below(rng, 0x8000),
			  host->accel_mem + rng_below(rng, 0x38000), len,
			  i % 4 ? DMA_DESC_TH : 0);

	host_tph_entry(host, TAG, 0x10 + i % (2 * ACCEL_OP_MAX));
	desc.st_index = htole16(TAG);
	desc.ph = i % 4;
	if (i % 4)
		desc.dst &= ~3ull;
	host_submit(host, &desc);
	host_run(host);
}

static void host_accesses(struct host *host, struct rng *rng)
{
	uint8_t buf[1024];
	const uint64_t at = host->accel_mem + rng_below(rng, 0x3f000);
	const uint32_t len = 1 + rng_below(rng, sizeof(buf));

	assert_int_equal(pcie_root_mem_read(host->root, at, buf, len),
			 TLP_CPL_SC);
	for (uint32_t i = 0; i < len; i++)
		buf[i] ^= i;
	assert_int_equal(pcie_root_mem_write(host->root, at + 1, buf, len), 0);
	host_get64(host, host->accel_regs + ACCEL_REG_TAGGED);
	host_get(host, host->accel_regs + ACCEL_REG_EVENT);
	set(host, ACCEL_REG_EVENT, ACCEL_EVENT_ALL);
}

static void pass(struct host *host)
{
	set(host, ACCEL_REG_PASS_SRC, 0);
	set(host, ACCEL_REG_PASS_DST, 0x20000);
	set(host, ACCEL_REG_PASS_LEN, 0x4000);
	set(host, ACCEL_REG_PASS_OP, ACCEL_OP_ADD_U32);
	host_run(host);
	assert_int_equal(host_get(host,
				  host->accel_regs + ACCEL_REG_PASS_STATUS),
			 ACCEL_PASS_DONE);
}

static void traffic(struct host *host)
{
	struct rng rng = {77};

	set(host, ACCEL_REG_EVENT_MASK, ACCEL_EVENT_ALL);
	set(host, ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	for (uint32_t op = 0; op < ACCEL_OP_MAX; op++) {
		const uint32_t entry = ACCEL_ENTRY_VALID | op;
		const uint32_t at = ACCEL_REG_TABLE8 + (0x10 + op) * 4;

		set(host, at, entry);
		set(host, at + ACCEL_OP_MAX * 4,
		    entry | ACCEL_ENTRY_MOVE | 2 << 8);
	}
	for (uint32_t i = 0; i < 0x10000; i += 4)
		put32(host_at(host, DATA_AT + i), (uint32_t)rng_next(&rng));
	host_ring(host, 6);
	for (unsigned int i = 0; i < COPIES; i++) {
		copy(host, &rng, i);
		host_accesses(host, &rng);
	}
	pass(host);
}

void record_fabric(const char *path)
{
	struct capture_writer *writer;
	struct host *host;
	void *state;

	assert_int_equal(capture_create(path, CAPTURE_LINKTYPE_USER0, &writer),
			 0);
	assert_int_equal(capture_add_interface(writer, "accel", NULL), 0);
	assert_int_equal(host_setup(&state), 0);
	host = state;
	pcie_link_tap(&host->links[1], NULL);
	pcie_tap_init(&host->tap, see, writer);
	pcie_link_tap(&host->links[2], &host->tap);
	/* Again, so that the capture begins with it */
	pcie_root_enumerate(host->root);
	assert_int_equal(pcie_root_assign(host->root, 0x80000000, 0xa0000000),
			 0);
	host_msix(host, host->accel, ACCEL_BAR_MSIX, ACCEL_MSIX_VECTORS,
		  IRQ_ACCEL);
	host_tph(host, PCIE_TPH_ON, PCIE_TPH_DEVICE_SPECIFIC);
	traffic(host);
	host_teardown(&state);
	assert_int_equal(capture_close(writer), 0);
}
