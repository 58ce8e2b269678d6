// SPDX-License-Identifier: BSD-3-Clause
/*
 * RDMA writes into the accelerator's memory below the same switch: the key's
 * hints at the accelerator's link, under each setting of the TPH capability;
 * and the operation of the ingress block.
 */
#include <opentph/hw/accel.h>

#include "tests/device/connectx/rig.h"

#define LEN   4096u
#define PACKS (LEN / 256)

#define OFF   PCIE_TPH_OFF
#define ON    PCIE_TPH_ON
#define EXT   PCIE_TPH_ON_EXT
#define NO_ST PCIE_TPH_NO_ST
#define IV    PCIE_TPH_INTERRUPT_VECTOR
#define DS    PCIE_TPH_DEVICE_SPECIFIC
/* Registers of the capability (sec 7.9.13) */
#define TPH_CONTROL 8
#define TPH_TABLE   12
#define SEEN_MAX    8192

/* Writes down the accelerator's link, and up the ConnectX's link */
static struct seen {
	uint64_t addr;
	bool th, st_ext;
	uint8_t ph;
	uint16_t st;
} down[SEEN_MAX], up[SEEN_MAX];
static unsigned int ndown, nup;

static struct pcie_tap tap;
static const struct pcie_link *accel_link;

static void see(void *ctx, struct pcie_link *link, bool upwards,
		const void *bytes, size_t len)
{
	const bool at_accel = link == accel_link;
	struct seen *seen = at_accel ? down : up;
	unsigned int *n = at_accel ? &ndown : &nup;
	struct tlp tlp;

	assert_int_equal(tlp_decode(bytes, len, &tlp), 0);
	/* Reads request no hints */
	if (tlp.type == TLP_MRD)
		assert_false(tlp.th);
	if (tlp.type != TLP_MWR || upwards == at_accel)
		return;
	assert_true(*n < SEEN_MAX);
	seen[(*n)++] = (struct seen){
		.addr = tlp.addr,
		.th = tlp.th,
		.st_ext = tlp.th && tlp.st_ext,
		.ph = tlp.th ? tlp.ph : 0,
		.st = tlp.th ? tlp.st : 0,
	};
}

static int setup(void **state, const struct driver_options *options)
{
	const int ret = rig_open(state, options);
	struct rig *rig = *state;

	accel_link = rig->d->accel_link;
	pcie_tap_init(&tap, see, NULL);
	pcie_link_tap(rig->d->accel_link, &tap);
	pcie_link_tap(rig->d->link, &tap);
	host_write32(rig->d->host, rig->d->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_CTRL, ACCEL_CTRL_INGRESS);
	return ret;
}

static int table16(void **state)
{
	const struct driver_options options = {
		.tph_ext = true,
		.st_entries = 64,
	};

	return setup(state, &options);
}

static int table_of_two(void **state)
{
	const struct driver_options options = {
		.tph_ext = true,
		.st_entries = 2,
	};

	return setup(state, &options);
}

static int direct(void **state)
{
	const struct driver_options options = {.st_direct = true};

	return setup(state, &options);
}

static void tph(struct rig *rig, unsigned int enable, unsigned int mode)
{
	host_config_write(rig->d->host, rig->d->fn,
			  rig->d->fn->config.tph + TPH_CONTROL, 4,
			  enable << 8 | mode);
}

static void entry(struct rig *rig, unsigned int index, uint16_t st)
{
	host_config_write(rig->d->host, rig->d->fn,
			  rig->d->fn->config.tph + TPH_TABLE + 2 * index, 2,
			  st);
}

static uint64_t bar(const struct rig *rig)
{
	return pcie_function_bar_addr(rig->d->accel, ACCEL_BAR_MEM);
}

/* A key over @len bytes of the accelerator's memory, or of the host's */
static uint32_t key(struct rig *rig, uint64_t addr, uint64_t len, bool en,
		    unsigned int ph, unsigned int index)
{
	uint64_t entries[256];
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = rig->d->pd,
		.access = DRIVER_ALL,
		.len = len,
		.log_page_size = 12,
		.entries = entries,
		.n = len >> 12,
		.pg_access = true,
		.tph = en,
		.ph = (uint8_t)ph,
		.index = (uint8_t)index,
	};
	uint32_t number;

	assert_true(mkey.n <= COUNT(entries));
	for (size_t i = 0; i < mkey.n; i++)
		entries[i] = (addr + (i << 12)) | DRIVER_MTT_RW;
	assert_int_equal(driver_create_mkey(rig->d, &mkey, &number), 0);
	return number;
}

/* Random bytes of the host, which a READ may not tag either */
static void post_write(struct rig *rig, struct region *local, uint32_t rkey,
		       uint32_t len)
{
	const struct driver_sge sg = {local->va, len, local->key};
	const struct driver_wr wr = {
		.opcode = DRIVER_WRITE,
		.flags = DRIVER_SIGNALED,
		.rkey = rkey,
		.sg = &sg,
		.n = 1,
	};

	driver_post(rig->d, &rig->a, &wr);
	driver_kick(rig->d, &rig->a);
}

static void finish(struct rig *rig)
{
	struct driver_cqe cqe;

	assert_int_equal(driver_run(rig->d), 0);
	assert_true(driver_poll(&rig->cq_a, &cqe));
	assert_int_equal(cqe.opcode, DRIVER_CQE_REQUEST);
}

static void local_init(struct rig *rig, struct region *local, uint32_t len)
{
	region_init(rig, local, 0x10000, len, 12);
	region_create(rig, local, DRIVER_ALL);
}

static void landed(struct rig *rig, const struct region *local, uint32_t len)
{
	for (uint32_t at = 0; at < len; at += 4)
		assert_int_equal(host_read32(rig->d->host, rig->d->accel,
					     ACCEL_BAR_MEM, at),
				 get32(local->model + at));
}

struct hint_case {
	unsigned int enable, mode;
	bool en;
	unsigned int ph, index;
	/* On the wire */
	bool th, st_ext;
	uint16_t st;
};

static void one_case(struct rig *rig, struct region *local,
		     const struct hint_case *c)
{
	const uint32_t rkey = key(rig, bar(rig), LEN, c->en, c->ph, c->index);
	unsigned int before;

	tph(rig, c->enable, c->mode);
	ndown = nup = 0;
	post_write(rig, local, rkey, LEN);
	finish(rig);
	assert_int_equal(ndown, PACKS);
	for (unsigned int i = 0; i < ndown; i++) {
		assert_int_equal(down[i].addr, bar(rig) + 256 * i);
		if (down[i].th != c->th || down[i].st != c->st ||
		    down[i].st_ext != c->st_ext ||
		    down[i].ph != (c->th ? c->ph : 0))
			fail_msg(
				"enable %u mode %u en %u ph %u index %u: TH %u "
				"PH %u ST %#x %u",
				c->enable, c->mode, c->en, c->ph, c->index,
				down[i].th, down[i].ph, down[i].st,
				down[i].st_ext);
	}
	/* Completions and events are never tagged */
	before = nup;
	for (unsigned int i = 0; i < before; i++)
		if (up[i].addr < bar(rig) || up[i].addr >= bar(rig) + LEN)
			assert_false(up[i].th);
	landed(rig, local, LEN);
	assert_int_equal(driver_destroy_mkey(rig->d, rkey), 0);
}

static void run(struct rig *rig, const struct hint_case *cases, size_t n)
{
	struct region local;

	local_init(rig, &local, LEN);
	for (size_t i = 0; i < n; i++)
		one_case(rig, &local, &cases[i]);
	region_free(&local);
}

/* Entry 5 of the table is 0x1234 */
static void by_table(void **state)
{
	static const struct hint_case cases[] = {
		{EXT, DS, false, 2, 5, false, false, 0},
		{EXT, DS, true, 2, 5, true, true, 0x1234},
		{EXT, DS, true, 0, 5, true, true, 0x1234},
		{EXT, DS, true, 3, 63, true, true, 0xffee},
		{ON, DS, true, 1, 5, true, false, 0x34},
		/* Index 0: a hint without a tag */
		{EXT, DS, true, 1, 0, true, false, 0},
		{ON, DS, true, 3, 0, true, false, 0},
		{ON, NO_ST, true, 2, 5, true, false, 0},
		/* An entry outside of the table, a mode without a table */
		{EXT, DS, true, 2, 64, false, false, 0},
		{EXT, DS, true, 2, 255, false, false, 0},
		{OFF, DS, true, 2, 5, false, false, 0},
		{OFF, DS, true, 2, 0, false, false, 0},
		{OFF, NO_ST, true, 2, 0, false, false, 0},
	};
	struct rig *rig = *state;

	entry(rig, 5, 0x1234);
	entry(rig, 63, 0xffee);
	entry(rig, 0, 0x7777); /* index 0 does not select it */
	run(rig, cases, COUNT(cases));
}

static void by_table_of_two(void **state)
{
	static const struct hint_case cases[] = {
		{EXT, DS, true, 2, 1, true, true, 0xbeef},
		{EXT, DS, true, 2, 2, false, false, 0},
		{EXT, DS, true, 2, 0, true, false, 0},
	};

	entry(*state, 1, 0xbeef);
	run(*state, cases, COUNT(cases));
}

/* No table: the key has the tag */
static void by_key(void **state)
{
	static const struct hint_case cases[] = {
		{ON, DS, true, 2, 0x5a, true, false, 0x5a},
		{ON, DS, true, 1, 0xff, true, false, 0xff},
		{ON, DS, true, 1, 0, true, false, 0},
		{OFF, DS, true, 2, 0x5a, false, false, 0},
		{ON, NO_ST, true, 2, 0x5a, true, false, 0},
	};

	run(*state, cases, COUNT(cases));
}

/* Requester Enable goes off and on under one write: each TLP obeys it */
static void enable_is_live(void **state)
{
	struct rig *rig = *state;
	const uint32_t len = 1u << 19;
	const uint32_t rkey = key(rig, bar(rig), len, true, 2, 5);
	unsigned int first, second;
	struct region local;

	local_init(rig, &local, len);
	entry(rig, 5, 0x1234);
	tph(rig, EXT, DS);
	ndown = 0;
	post_write(rig, &local, rkey, len);
	while (ndown < 256)
		host_pass(rig->d->host, 0, 1);
	first = ndown;
	tph(rig, OFF, DS);
	while (ndown < first + 256)
		host_pass(rig->d->host, 0, 1);
	second = ndown;
	entry(rig, 5, 0x4321);
	tph(rig, EXT, DS);
	assert_true(second < len / 256);
	finish(rig);
	assert_int_equal(ndown, len / 256);
	for (unsigned int i = 0; i < ndown; i++) {
		assert_int_equal(down[i].th, i < first || i >= second);
		assert_int_equal(down[i].st, i < first	   ? 0x1234
					     : i >= second ? 0x4321
							   : 0);
	}
	landed(rig, &local, len);
	region_free(&local);
}

/* The purpose: the accelerator adds data that arrive with this tag */
static void ingress_adds(void **state)
{
	struct rig *rig = *state;
	const uint32_t tagged = key(rig, bar(rig), LEN, true, 2, 5);
	const uint32_t plain = key(rig, bar(rig), LEN, false, 0, 0);
	struct region local;

	local_init(rig, &local, LEN);
	entry(rig, 5, 0x1234);
	tph(rig, EXT, DS);
	host_write32(rig->d->host, rig->d->accel, ACCEL_BAR_REGS,
		     ACCEL_REG_TABLE16 + 4 * 0x1234,
		     ACCEL_ENTRY_VALID | ACCEL_OP_ADD_U32);
	post_write(rig, &local, plain, LEN);
	finish(rig);
	landed(rig, &local, LEN);
	for (unsigned int i = 0; i < 2; i++) {
		post_write(rig, &local, tagged, LEN);
		finish(rig);
	}
	for (uint32_t at = 0; at < LEN; at += 4)
		assert_int_equal(host_read32(rig->d->host, rig->d->accel,
					     ACCEL_BAR_MEM, at),
				 3 * get32(local.model + at));
	region_free(&local);
}

/* The other way: reads of the accelerator, and tagged writes to the host */
static void reads_and_host(void **state)
{
	struct rig *rig = *state;
	const uint32_t rkey = key(rig, bar(rig), LEN, true, 2, 5);
	struct driver_sge sg;
	struct driver_wr wr = {
		.opcode = DRIVER_READ,
		.rkey = rkey,
		.sg = &sg,
		.n = 1,
	};
	struct region local;
	uint64_t addr;
	uint8_t *host;
	unsigned int tagged = 0;

	local_init(rig, &local, LEN);
	host = driver_alloc(rig->d, LEN, 4096, &addr);
	assert_non_null(host);
	entry(rig, 5, 0x1234);
	entry(rig, 6, 0xabcd);
	tph(rig, EXT, DS);
	post_write(rig, &local, rkey, LEN);
	finish(rig);
	/* The local key of the READ has a hint: the data are written with it */
	sg = (struct driver_sge){0, LEN, key(rig, addr, LEN, true, 1, 6)};
	nup = ndown = 0;
	rig_do(rig, &rig->a, &wr);
	assert_memory_equal(host, local.model, LEN);
	assert_int_equal(ndown, 0);
	for (unsigned int i = 0; i < nup; i++) {
		const bool data = up[i].addr >= addr && up[i].addr < addr + LEN;

		assert_int_equal(up[i].th, data);
		if (data) {
			assert_int_equal(up[i].st, 0xabcd);
			assert_int_equal(up[i].ph, 1);
			tagged++;
		}
	}
	assert_int_equal(tagged, PACKS);
	region_free(&local);
}

#define with(f, how) cmocka_unit_test_setup_teardown(f, how, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		with(by_table, table16),
		with(by_table_of_two, table_of_two),
		with(by_key, direct),
		with(enable_is_live, table16),
		with(ingress_adds, table16),
		with(reads_and_host, table16),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
