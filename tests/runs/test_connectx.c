// SPDX-License-Identifier: BSD-3-Clause
/*
 * RDMA WRITEs and READs of the virtual ConnectX between scattered pages, and into the
 * accelerator by a tag: the same with runs and without
 */
#include <opentph/hw/accel.h>

#include "pcie/regs.h"
#include "tests/device/connectx/rig.h"
#include "tests/runs/journal.h"

#define LEN	 200000u
#define MOST	 65536u
#define REQUESTS 60
#define ACCEL	 0x40000u /* bytes of the accelerator that the key covers */
#define ST	 0x1234

/* One of two machines that do the same */
struct side {
	struct rig *rig;
	struct region from, to;
	uint32_t key; /* of the accelerator */
	struct pcie_tap tap;
	struct journal taps;
};

static void see(void *ctx, struct pcie_link *link, bool up, const void *bytes,
		size_t len)
{
	struct side *side = ctx;

	journal_add(&side->taps, up ? ENTRY_UP : ENTRY_DOWN, link->name, bytes,
		    len);
}

/* The accelerator adds what has the tag, which the key requests */
static void set_tag(struct side *side)
{
	struct driver *d = side->rig->d;
	const uint64_t bar = pcie_function_bar_addr(d->accel, ACCEL_BAR_MEM);
	uint64_t entries[ACCEL >> 12];
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = d->pd,
		.access = DRIVER_ALL,
		.start = bar,
		.len = ACCEL,
		.log_page_size = 12,
		.entries = entries,
		.n = ACCEL >> 12,
		.pg_access = true,
		.tph = true,
		.ph = 2,
		.index = 1,
	};

	for (size_t i = 0; i < mkey.n; i++)
		entries[i] = (bar + (i << 12)) | DRIVER_MTT_RW;
	assert_int_equal(driver_create_mkey(d, &mkey, &side->key), 0);
	host_config_write(d->host, d->fn, d->fn->config.tph + PCI_TPH_CTRL, 4,
			  PCIE_TPH_ON_EXT << 8 | PCIE_TPH_DEVICE_SPECIFIC);
	host_config_write(d->host, d->fn,
			  d->fn->config.tph + PCI_TPH_BASE_SIZEOF + 2, 2, ST);
	host_write32(d->host, d->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE16 + 4 * ST,
		     ACCEL_ENTRY_VALID | ACCEL_OP_ADD_U32);
	host_write32(d->host, d->accel, ACCEL_BAR_REGS, ACCEL_REG_CTRL,
		     ACCEL_CTRL_INGRESS);
}

static void open_side(struct side *side, const struct driver_options *options,
		      bool runs, bool tapped)
{
	struct hierarchy *h;
	void *state;

	memset(side, 0, sizeof(*side));
	rig_open(&state, options);
	side->rig = state;
	h = host_hierarchy(side->rig->d->host);
	pcie_root_set_runs(h->root, runs);
	pcie_tap_init(&side->tap, see, side);
	for (unsigned int i = 0; tapped && i < h->nlinks; i++)
		pcie_link_tap(&h->links[i], &side->tap);
	region_init(side->rig, &side->from, 0x7000003, LEN, 12);
	region_init(side->rig, &side->to, 0x9000000, LEN, 14);
	region_create(side->rig, &side->from, DRIVER_ALL);
	region_create(side->rig, &side->to, DRIVER_ALL);
	set_tag(side);
}

static void close_side(struct side *side)
{
	void *state = side->rig;

	region_free(&side->from);
	region_free(&side->to);
	journal_free(&side->taps);
	rig_teardown(&state);
}

/* The same on both sides for the same @rng */
static void request(struct side *side, struct rng *rng)
{
	const uint32_t len = 1 + rng_below(rng, MOST);
	const uint64_t near = rng_below(rng, LEN - len);
	const uint64_t far = rng_below(rng, LEN - len);
	const unsigned int kind = rng_below(rng, 4);
	const struct driver_sge sg = {side->from.va + near, len,
				      side->from.key};
	struct driver_wr wr = {
		.opcode = kind == 1 ? DRIVER_READ : DRIVER_WRITE,
		.remote = side->to.va + far,
		.rkey = side->to.key,
		.sg = &sg,
		.n = 1,
	};

	if (kind > 1) {
		wr.remote = pcie_function_bar_addr(side->rig->d->accel,
						   ACCEL_BAR_MEM) +
			    far % (ACCEL - MOST);
		wr.rkey = side->key;
	}
	rig_do(side->rig, &side->rig->a, &wr);
}

static void same_memory(const struct side *a, const struct side *b)
{
	static uint8_t x[ACCEL], y[ACCEL];
	struct driver *d = a->rig->d, *e = b->rig->d;

	assert_memory_equal(d->mem, e->mem, d->size);
	d->accel->ops->read(d->accel, ACCEL_BAR_MEM, 0, x, ACCEL);
	e->accel->ops->read(e->accel, ACCEL_BAR_MEM, 0, y, ACCEL);
	assert_memory_equal(x, y, ACCEL);
	d->accel->ops->read(d->accel, ACCEL_BAR_REGS, 0, x, 0x100);
	e->accel->ops->read(e->accel, ACCEL_BAR_REGS, 0, y, 0x100);
	assert_memory_equal(x, y, 0x100);
	/* All kinds of requests were there */
	assert_true(host_read64(d->host, d->accel, ACCEL_BAR_REGS,
				ACCEL_REG_TAGGED) > 100);
}

static void same(unsigned int max_payload, bool tapped)
{
	const struct driver_options options = {
		.memory = 8u << 20,
		.max_payload = max_payload,
		.tph_ext = true,
		.st_entries = 4,
	};
	static struct side with, without;
	struct rng rng = {0x12345}, again;
	char text[512];

	open_side(&with, &options, true, tapped);
	open_side(&without, &options, false, tapped);
	for (unsigned int i = 0; i < REQUESTS; i++) {
		again = rng;
		request(&with, &rng);
		request(&without, &again);
		if (!journal_same(&with.taps, &without.taps)) {
			journal_describe(&with.taps, &without.taps, text,
					 sizeof(text));
			fail_msg("request %u: %s", i, text);
		}
		journal_clear(&with.taps);
		journal_clear(&without.taps);
	}
	assert_int_equal(!with.taps.count[ENTRY_UP], !tapped);
	same_memory(&with, &without);
	close_side(&with);
	close_side(&without);
}

static void same_at_128(void **state)
{
	same(128, false);
	same(128, true);
}

static void same_at_256(void **state)
{
	same(256, false);
	same(256, true);
}

static void same_at_4096(void **state)
{
	same(4096, false);
	same(4096, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_at_128),
		cmocka_unit_test(same_at_256),
		cmocka_unit_test(same_at_4096),
	};

	return cmocka_run_group_tests_name("runs-connectx", tests, NULL, NULL);
}
