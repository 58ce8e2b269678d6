// SPDX-License-Identifier: BSD-3-Clause
/*
 * The tap of the C model beside the RTL's: random TLPs and random accesses to registers
 * have the same records, positions and counters, times apart.
 */
#include <string.h>

#include "device/accel/tap.h"
#include "ground.h"
#include "tests/rtl/tap/log.h"
#include "tests/rtl/tap/tlp.h"

#define ROUNDS 1000

/* Positions of the RTL, which begins anywhere */
struct both {
	struct sim sim;
	struct accel_tap model;
	struct tap_reader reader[2];
	uint32_t start;
	uint64_t records, lost, cut, after_loss;
};

static struct both *both_of(struct sim *sim)
{
	return (struct both *)((char *)sim - offsetof(struct both, sim));
}

/* The model gets each TLP in the order of the ends on the streams */
static void show(struct sim *sim, const struct sim_tlp *tlp)
{
	accel_tap_see(&both_of(sim)->model, tlp->tx, tlp->bytes, tlp->length);
}

static int read_model(void *device, uint32_t offset, void *buf, size_t len)
{
	for (size_t i = 0; i < len; i += 4)
		store_le32((uint8_t *)buf + i,
			   accel_tap_read(device, offset + i));
	return 0;
}

static int write_model(void *device, uint32_t offset, uint32_t value)
{
	accel_tap_write(device, offset, value);
	return 0;
}

static const struct tap_access model_access = {read_model, write_model};

static void set_both(struct both *both, uint32_t offset, uint32_t value)
{
	bool position = offset == ACCEL_REG_TAP_READ;

	set(&both->sim, offset, position ? value + both->start : value);
	accel_tap_write(&both->model, offset, value);
}

static void same_register(struct both *both, uint32_t offset)
{
	bool position =
		offset == ACCEL_REG_TAP_READ || offset == ACCEL_REG_TAP_WRITE;
	uint32_t rtl = reg(&both->sim, offset);
	uint32_t model = accel_tap_read(&both->model, offset);

	if (rtl - (position ? both->start : 0) != model)
		fail_msg("register %#x is %#x, in the C model %#x", offset, rtl,
			 model);
}

/* All but the ticks */
static void same_registers(struct both *both)
{
	static const uint32_t offsets[] = {
		ACCEL_REG_TAP_CTRL,	ACCEL_REG_TAP_LOG2,
		ACCEL_REG_TAP_SNAP,	ACCEL_REG_TAP_BASE,
		ACCEL_REG_TAP_WRITE,	ACCEL_REG_TAP_BASE + 4,
		ACCEL_REG_TAP_LIMIT,	ACCEL_REG_TAP_LIMIT + 4,
		ACCEL_REG_TAP_READ,	ACCEL_REG_TAP_LOST,
		ACCEL_REG_TAP_LOST + 4,
	};

	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++)
		same_register(both, offsets[i]);
}

/* Return: false if there is no record more; both readers give room back */
static bool same_record(struct both *both)
{
	struct tph_tap_record rtl, model;
	int ret = tap_reader_next(&both->reader[0], &rtl);

	assert_int_equal(tap_reader_next(&both->reader[1], &model), ret);
	assert_in_range(ret, 0, 1);
	if (!ret)
		return false;
	assert_int_equal(rtl.sequence, model.sequence);
	assert_int_equal(rtl.length, model.length);
	assert_int_equal(rtl.kept, model.kept);
	assert_int_equal(rtl.sent, model.sent);
	assert_int_equal(rtl.lost, model.lost);
	assert_memory_equal(rtl.data, model.data, (rtl.kept + 15) / 16 * 16);
	both->records++;
	both->cut += rtl.kept < rtl.length;
	both->after_loss += rtl.lost > 0;
	return true;
}

/* Readers begin at READ, as after another one */
static void open_readers(struct both *both)
{
	assert_int_equal(
		tap_reader_open(&both->reader[0], &sim_access, &both->sim), 0);
	assert_int_equal(tap_reader_open(&both->reader[1], &model_access,
					 &both->model),
			 0);
	for (int i = 0; i < 2; i++) {
		both->reader[i].block = 16;
		both->reader[i].joins = true;
	}
}

static void set_range(struct both *both)
{
	struct sim *sim = &both->sim;
	uint64_t base = (sim->near + sim_below(sim, 128) - 64) << 2;
	uint64_t limit = base + 4 * sim_below(sim, 128) + sim_below(sim, 4);

	set_both(both, ACCEL_REG_TAP_BASE, (uint32_t)base);
	set_both(both, ACCEL_REG_TAP_BASE + 4, (uint32_t)(base >> 32));
	set_both(both, ACCEL_REG_TAP_LIMIT, (uint32_t)limit);
	set_both(both, ACCEL_REG_TAP_LIMIT + 4, (uint32_t)(limit >> 32));
}

/* Filters that take some: both ranges together take nothing */
static uint32_t some_ctrl(struct sim *sim)
{
	static const uint32_t ranges[] = {0, 0, ACCEL_TAP_CTRL_INSIDE,
					  ACCEL_TAP_CTRL_OUTSIDE};
	uint32_t ctrl = ranges[sim_below(sim, 4)];

	if (sim_below(sim, 8))
		ctrl |= ACCEL_TAP_CTRL_ENABLE;
	if (!sim_below(sim, 4))
		ctrl |= ACCEL_TAP_CTRL_TH;
	if (!sim_below(sim, 16))
		ctrl |= ACCEL_TAP_CTRL_INSIDE | ACCEL_TAP_CTRL_OUTSIDE;
	if (!sim_below(sim, 12))
		ctrl |= ACCEL_TAP_CTRL_CLEAR;
	return ctrl | (sim_below(sim, UINT32_MAX) & ~0x1fu);
}

static void change(struct both *both)
{
	struct sim *sim = &both->sim;
	uint32_t value;

	switch (sim_below(sim, 8)) {
	case 0:
		/* Few bytes, and reserved bits */
		value = sim_below(sim, UINT32_MAX) & ~ACCEL_TAP_SNAP_MAX;
		set_both(both, ACCEL_REG_TAP_SNAP,
			 value | 16 * sim_below(sim, 10));
		break;
	case 1:
		set_both(both, ACCEL_REG_TAP_SNAP, ACCEL_TAP_SNAP_MAX);
		break;
	case 2:
		set_range(both);
		break;
	case 3:
		/* Sometimes a position that cannot be */
		value = sim_below(sim, 4) ? both->model.write
					  : sim_below(sim, UINT32_MAX);
		set_both(both, ACCEL_REG_TAP_READ,
			 value - 16 * sim_below(sim, 8));
		break;
	case 4:
		/* Registers that cannot be written */
		set_both(both, ACCEL_REG_TAP_WRITE + 8 * sim_below(sim, 2),
			 sim_below(sim, UINT32_MAX));
		break;
	default:
		value = some_ctrl(sim);
		set_both(both, ACCEL_REG_TAP_CTRL, value);
		if (value & ACCEL_TAP_CTRL_CLEAR)
			open_readers(both);
	}
}

/* Some TLPs on both streams, and the clocks in which the RTL writes their records */
static void traffic(struct both *both)
{
	struct sim *sim = &both->sim;

	sim->left = 1 + sim_below(sim, 12);
	while (sim_busy(sim))
		sim_step(sim);
	sim_steps(sim, 700);
}

static bool is_sound(const struct both *both)
{
	return both->model.write - both->model.read <= 1u << both->model.log2;
}

static void round_of(struct both *both, uint32_t most)
{
	struct sim *sim = &both->sim;

	traffic(both);
	same_registers(both);
	both->lost += both->model.lost;
	if (!is_sound(both))
		set_both(both, ACCEL_REG_TAP_READ, both->model.write);
	/* What lies at an old position need not be a record */
	if (both->model.read != both->reader[1].read)
		set_both(both, ACCEL_REG_TAP_READ, both->model.write);
	open_readers(both);
	for (uint32_t n = sim_below(sim, most); n; n--)
		if (!same_record(both))
			break;
	for (uint32_t n = sim_below(sim, 3); n; n--)
		change(both);
	same_registers(both);
}

static void compare(unsigned int width, uint64_t seed, uint32_t most,
		    struct both *both)
{
	struct sim *sim = &both->sim;

	memset(both, 0, sizeof(*both));
	sim_start(sim, width, seed);
	accel_tap_init(&both->model, ring_log2[width]);
	sim->complete = show;
	sim->dws = 32;
	sim->near = seed & 1 ? 0x123456789abcdef : 0x12345678;
	both->start = reg(sim, ACCEL_REG_TAP_WRITE);
	open_readers(both);
	set_both(both, ACCEL_REG_TAP_CTRL, ACCEL_TAP_CTRL_ENABLE);
	for (uint32_t i = 0; i < ROUNDS; i++)
		round_of(both, most);
	accel_tap_reset(&both->model);
	sim_end(sim);
}

/* A reader that follows, and one that is too slow */
static void test_same(void **state)
{
	static struct both both;

	FOR_EACH_WIDTH(width)
	{
		for (uint32_t slow = 0; slow < 2; slow++) {
			compare(width, 50 + slow, slow ? 5 : 40, &both);
			print_message("%u bits, %s reader: %u records, %u cut, "
				      "%u after a loss\n",
				      64u << width, slow ? "slow" : "fast",
				      (unsigned int)both.records,
				      (unsigned int)both.cut,
				      (unsigned int)both.after_loss);
			assert_true(both.records > 1000);
			assert_true(both.cut > 50);
			assert_true(!slow || width == 2 || both.lost > 100);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
