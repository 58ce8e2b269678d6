// SPDX-License-Identifier: BSD-3-Clause
/*
 * Capabilities, port and access registers: initial values, values that drivers
 * may set, and their effect.
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define QUERY_CAP   0x100
#define SET_CAP	    0x109
#define ENABLE	    0x104
#define INIT_HCA    0x102
#define SET_ISSI    0x10b
#define ALLOC_PD    0x800
#define ACCESS_REG  0x805
#define QUERY_GID   0x764
#define QUERY_PKEY  0x765
#define QUERY_VPORT 0x762
#define CAP_AT	    0x10
#define GENERAL	    0
#define ODP	    2
#define ATOMIC	    3

enum {
	BAD_PARAM = 0x3,
	BAD_SYS_STATE = 0x4,
	NO_RESOURCES = 0xf,
	BAD_IN_LEN = 0x50,
	BAD_OUT_LEN = 0x51,
};

static uint8_t set[0x1010], out[0x1010];

/* Read capabilities of @kind into out. Return: 0 or status */
static unsigned int query(struct driver *d, unsigned int kind, bool current)
{
	uint8_t in[16] = {0};

	driver_set(in, 0, 31, 16, QUERY_CAP);
	driver_set(in, 4, 15, 0, kind << 1 | current);
	driver_command(d, in, sizeof(in), out, sizeof(out));
	assert_int_equal(d->delivery, 0);
	return d->status;
}

/* Like mlx5_core: the current capabilities, with changes */
static void copy(struct driver *d, unsigned int kind)
{
	assert_int_equal(query(d, kind, true), 0);
	memset(set, 0, CAP_AT);
	memcpy(set + CAP_AT, out + CAP_AT, sizeof(set) - CAP_AT);
	driver_set(set, 0, 31, 16, SET_CAP);
	driver_set(set, 4, 15, 0, kind << 1);
}

static unsigned int give(struct driver *d)
{
	uint8_t answer[16];

	driver_command(d, set, sizeof(set), answer, sizeof(answer));
	assert_int_equal(d->delivery, 0);
	return d->status;
}

static void enabled(struct driver *d)
{
	driver_flr(d);
	assert_int_equal(driver_start_queue(d), 0);
	assert_int_equal(driver_simple(d, ENABLE, 0, 0, 0, NULL), 0);
	assert_int_equal(driver_simple(d, SET_ISSI, 0, 1, 0, NULL), 0);
}

struct expected {
	unsigned int kind, at, msb, lsb;
	uint32_t current, max;
};

/* Capabilities that mlx5_core and mlx5_ib need, by mlx5_ifc.h */
static const struct expected expected[] = {
	{GENERAL, 0x00, 25, 25, 1, 1},	 /* page_request_disable */
	{GENERAL, 0x20, 7, 7, 1, 1},	 /* umr_extended_translation_offset */
	{GENERAL, 0x34, 29, 29, 1, 1},	 /* ib_virt */
	{GENERAL, 0x34, 9, 8, 0, 0},	 /* port_type: InfiniBand */
	{GENERAL, 0x34, 7, 0, 1, 1},	 /* num_ports */
	{GENERAL, 0x40, 24, 24, 0, 0},	 /* umr_modify_entity_size_disabled */
	{GENERAL, 0x40, 2, 2, 0, 0},	 /* roce */
	{GENERAL, 0x44, 30, 30, 1, 1},	 /* cq_resize */
	{GENERAL, 0x44, 24, 24, 1, 1},	 /* pg */
	{GENERAL, 0x44, 3, 0, 0xf, 0xf}, /* xrc, ud, uc, rc */
	{GENERAL, 0x48, 7, 0, 12, 12},	 /* log_pg_sz */
	{GENERAL, 0x4c, 31, 31, 0, 0},	 /* bf */
	{GENERAL, 0x54, 24, 24, 1, 1},	 /* mkey_pcie_tph */
	{GENERAL, 0x9c, 31, 0, 1000000, 1000000}, /* device_frequency_khz */
	{ODP, 0xc0, 31, 31, 0, 1},		  /* mem_page_fault */
	{ODP, 0x48, 26, 26, 1, 1},		  /* page_prefetch */
	{ATOMIC, 0x08, 31, 30, 0, 1},		  /* endianness mode */
	{ATOMIC, 0x08, 25, 25, 1, 1}, /* host endianness is supported */
	{ATOMIC, 0x10, 15, 0, 3, 3},  /* swap, add */
	{ATOMIC, 0x14, 15, 0, 8, 8},
};

static void what_drivers_find(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	enabled(d);
	for (size_t i = 0; i < COUNT(expected); i++) {
		const struct expected *e = &expected[i];

		print_message("# %u 0x%x\n", e->kind, e->at);
		assert_int_equal(query(d, e->kind, true), 0);
		assert_int_equal(driver_get(out + CAP_AT, e->at, e->msb,
					    e->lsb),
				 e->current);
		assert_int_equal(query(d, e->kind, false), 0);
		assert_int_equal(driver_get(out + CAP_AT, e->at, e->msb,
					    e->lsb),
				 e->max);
	}
	assert_int_equal(query(d, 1, true), BAD_PARAM); /* Ethernet */
	assert_int_equal(query(d, 0x20, true), BAD_PARAM);
	assert_int_equal(query(d, 0x7fff, false), BAD_PARAM);
}

static void what_is_set_counts(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	enabled(d);
	copy(d, GENERAL);
	driver_set(set + CAP_AT, 0x64, 20, 16, 2); /* log_max_pd */
	assert_int_equal(give(d), 0);
	assert_int_equal(query(d, GENERAL, true), 0);
	assert_int_equal(driver_get(out + CAP_AT, 0x64, 20, 16), 2);
	assert_int_equal(query(d, GENERAL, false), 0);
	assert_true(driver_get(out + CAP_AT, 0x64, 20, 16) > 2);
	/* Like mlx5_core: the rest is 0 */
	memset(set, 0, sizeof(set));
	driver_set(set, 0, 31, 16, SET_CAP);
	driver_set(set, 4, 15, 0, ATOMIC << 1);
	driver_set(set + CAP_AT, 0x08, 31, 30, 1);
	assert_int_equal(give(d), 0);
	assert_int_equal(query(d, ATOMIC, true), 0);
	assert_int_equal(driver_get(out + CAP_AT, 0x08, 31, 30), 1);
	assert_int_equal(driver_get(out + CAP_AT, 0x10, 15, 0), 3);

	assert_int_equal(driver_simple(d, INIT_HCA, 0, 0, 0, NULL), 0);
	copy(d, GENERAL);
	assert_int_equal(give(d), BAD_SYS_STATE);
	for (unsigned int i = 1; i < 4; i++) /* number 0 is not used */
		assert_int_equal(driver_simple(d, ALLOC_PD, 0, 0, 0, NULL), 0);
	assert_int_equal(driver_simple(d, ALLOC_PD, 0, 0, 0, NULL), -EIO);
	assert_int_equal(d->status, NO_RESOURCES);
	/* A reset undoes it */
	enabled(d);
	assert_int_equal(query(d, GENERAL, true), 0);
	assert_true(driver_get(out + CAP_AT, 0x64, 20, 16) > 2);
}

/* Each bit alone: it is accepted only if the maximum has it */
static void no_more_than_there_is(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t current[0x1000], max[0x1000];

	enabled(d);
	assert_int_equal(query(d, ODP, false), 0);
	memcpy(max, out + CAP_AT, sizeof(max));
	assert_int_equal(query(d, ODP, true), 0);
	memcpy(current, out + CAP_AT, sizeof(current));
	for (unsigned int bit = 0; bit < 0x100 * 8; bit++) {
		const uint8_t mask = 1u << bit % 8;

		copy(d, ODP);
		set[CAP_AT + bit / 8] |= mask;
		assert_int_equal(give(d), max[bit / 8] & mask ? 0 : BAD_PARAM);
	}
	/* Numbers: one above the maximum */
	copy(d, GENERAL);
	driver_set(set + CAP_AT, 0x10, 4, 0,
		   driver_get(set + CAP_AT, 0x10, 4, 0) + 1); /* log_max_qp */
	assert_int_equal(give(d), BAD_PARAM);
	copy(d, GENERAL);
	driver_set(set, 8, 31, 31, 1); /* another function */
	assert_int_equal(give(d), BAD_PARAM);
}

/* Return: status of the register @id read, @data of @size bytes in and out */
static unsigned int access_reg(struct driver *d, unsigned int id, bool read,
			       void *data, size_t size)
{
	uint8_t in[0x200] = {0}, answer[0x200];

	driver_set(in, 0, 31, 16, ACCESS_REG);
	driver_set(in, 4, 15, 0, read);
	driver_set(in, 8, 15, 0, id);
	memcpy(in + 0x10, data, size);
	driver_command(d, in, 0x10 + size, answer, 0x10 + size);
	assert_int_equal(d->delivery, 0);
	if (!d->status && read)
		memcpy(data, answer + 0x10, size);
	return d->status;
}

static void registers(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t reg[0x100] = {0}, desc[64];

	assert_int_equal(access_reg(d, 0x5003, true, reg, 0x10), 0); /* PMTU */
	assert_int_equal(driver_get(reg, 4, 31, 16), 4096);
	assert_int_equal(driver_get(reg, 12, 31, 16), 4096);
	assert_int_equal(access_reg(d, 0x5003, false, reg, 0x10), BAD_PARAM);
	assert_int_equal(access_reg(d, 0x5003, true, reg, 0xc), BAD_IN_LEN);
	memset(reg, 0, sizeof(reg));
	reg[1] = 2; /* local_port */
	assert_int_equal(access_reg(d, 0x5003, true, reg, 0x10), BAD_PARAM);
	memset(reg, 0, sizeof(reg));
	assert_int_equal(access_reg(d, 0x5004, true, reg, 0x40), 0); /* PTYS */
	assert_int_equal(driver_get(reg, 0x28, 31, 16), 1 << 2);     /* 4X */
	assert_int_equal(driver_get(reg, 0x28, 15, 0), 1 << 7);	     /* NDR */
	memset(reg, 0, sizeof(reg));
	assert_int_equal(access_reg(d, 0x500f, true, reg, 0x10), 0); /* PVLC */
	assert_int_equal(driver_get(reg, 4, 3, 0), 4);
	assert_int_equal(access_reg(d, 0x5005, true, reg, 0x10), BAD_PARAM);
	/* Node description: reads return the written text */
	memset(desc, 'x', sizeof(desc));
	assert_int_equal(access_reg(d, 0x6001, false, desc, 64), 0);
	memset(reg, 0, sizeof(reg));
	assert_int_equal(access_reg(d, 0x6001, true, reg, 64), 0);
	assert_memory_equal(reg, desc, 64);
	/* MCQI: version of the firmware, as in the segment */
	memset(reg, 0, sizeof(reg));
	driver_set(reg, 0x08, 4, 0, 1);
	driver_set(reg, 0x14, 15, 0, 0x7c);
	assert_int_equal(access_reg(d, 0x9061, true, reg, 0x18), BAD_OUT_LEN);
	assert_int_equal(access_reg(d, 0x9061, true, reg, 0x18 + 0x7c), 0);
	assert_int_equal(driver_get(reg, 0x18 + 4, 31, 24),
			 driver_read(d, 0) & 0xffff);
	driver_set(reg, 0x14, 15, 0, 0x7d);
	assert_int_equal(access_reg(d, 0x9061, true, reg, 0x98), BAD_PARAM);
}

/* Return: status of a query of a table from @index */
static unsigned int list(struct driver *d, unsigned int opcode, uint32_t index,
			 size_t len)
{
	uint8_t in[16] = {0};

	driver_set(in, 0, 31, 16, opcode);
	driver_set(in, 12, 15, 0, index);
	driver_command(d, in, sizeof(in), out, len);
	assert_int_equal(d->delivery, 0);
	return d->status;
}

static void port(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t context[0x200];

	assert_int_equal(list(d, QUERY_VPORT, 0, 0x210), 0);
	memcpy(context, out + 0x10, sizeof(context));
	assert_int_equal(driver_get(context, 0x20, 3, 0), 4);	/* active */
	assert_int_equal(driver_get(context, 0x20, 15, 12), 5); /* link up */
	assert_int_equal(driver_get(context, 0x60, 31, 16), 1); /* LID */
	/* The serial number of the topology is 2 */
	assert_int_equal(driver_get64(context, 0x30), 0x0200000000000002);
	assert_int_equal(list(d, QUERY_GID, 0, 0x20), 0);
	assert_int_equal(driver_get64(out, 0x10), 0xfe80000000000000);
	assert_int_equal(driver_get64(out, 0x18), driver_get64(context, 0x30));
	assert_int_equal(list(d, QUERY_GID, 7, 0x20), 0);
	assert_int_equal(driver_get64(out, 0x10), 0xfe80000000000000);
	assert_int_equal(driver_get64(out, 0x18), 0);
	assert_int_equal(list(d, QUERY_GID, 8, 0x20), BAD_PARAM);
	assert_int_equal(list(d, QUERY_GID, 0xffff, 0x20), BAD_OUT_LEN);
	assert_int_equal(list(d, QUERY_GID, 0xffff, 0x90), 0);
	assert_int_equal(driver_get64(out, 0x80), 0xfe80000000000000);
	assert_int_equal(list(d, QUERY_PKEY, 0, 0x14), 0);
	assert_int_equal(driver_get(out, 0x10, 31, 0), 0xffff);
	assert_int_equal(list(d, QUERY_PKEY, 127, 0x14), 0);
	assert_int_equal(driver_get(out, 0x10, 31, 0), 0);
	assert_int_equal(list(d, QUERY_PKEY, 128, 0x14), BAD_PARAM);
}

/* Software sets only its own fields of the PortInfo. */
static void port_changes(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t in[0x210] = {0}, answer[16];
	uint32_t before;

	assert_int_equal(list(d, QUERY_VPORT, 0, 0x210), 0);
	before = driver_get(out + 0x10, 0x40, 31, 0);
	driver_set(in, 0, 31, 16, 0x763); /* MODIFY_HCA_VPORT_CONTEXT */
	driver_set(in + 0x10, 0x40, 31, 0, 1 << 16);
	driver_set(in + 0x10, 0x44, 31, 0, 1 << 16); /* CM */
	assert_int_equal(driver_command(d, in, sizeof(in), answer, 16), 0);
	assert_int_equal(list(d, QUERY_VPORT, 0, 0x210), 0);
	assert_int_equal(driver_get(out + 0x10, 0x40, 31, 0), before | 1 << 16);
	driver_set(in + 0x10, 0x44, 31, 0, 1 << 14);
	assert_int_equal(driver_command(d, in, sizeof(in), answer, 16), -EIO);
	assert_int_equal(d->status, BAD_PARAM);
	driver_set(in + 0x10, 0x44, 31, 0, 0);
	driver_set(in + 0x10, 0x00, 31, 0, 1); /* port GUID */
	assert_int_equal(driver_command(d, in, sizeof(in), answer, 16), -EIO);
	assert_int_equal(d->status, BAD_PARAM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(what_drivers_find),
		rig_test(what_is_set_counts),
		rig_test(no_more_than_there_is),
		rig_test(registers),
		rig_test(port),
		rig_test(port_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
