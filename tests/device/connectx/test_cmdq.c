// SPDX-License-Identifier: BSD-3-Clause
/*
 * The command queue: undelivered commands have a delivery status and no effect,
 * delivered ones a status; doorbells of other entries are ignored.
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define SLOT	    3u
#define MAX	    (1u << 20)
#define HEALTH	    0x23c
#define CMDQ_H	    0x10
#define CMDQ_L	    0x14
#define NOWHERE	    (1ull << 50)
#define QUERY_ISSI  0x10a
#define SET_ISSI    0x10b
#define INIT_HCA    0x102
#define TEARDOWN    0x103
#define ENABLE	    0x104
#define DISABLE	    0x105
#define QUERY_PAGES 0x107
#define ALLOC_UAR   0x802

/* Status, as in MLX5_CMD_STAT_* */
enum {
	BAD_OP = 0x2,
	BAD_PARAM = 0x3,
	BAD_SYS_STATE = 0x4,
	BAD_IN_LEN = 0x50,
	BAD_OUT_LEN = 0x51,
};

/* QUERY_ISSI in SLOT, with unusual lengths */
static uint8_t *prepare(struct driver *d, uint32_t in_len, uint32_t out_len)
{
	uint8_t *e = driver_slot(d, SLOT);

	memset(e, 0, DRIVER_SLOT);
	e[0x00] = 7;
	driver_set(e, 0x04, 31, 0, in_len);
	driver_set64(e, 0x08, d->in_box_at);
	driver_set(e, 0x10, 31, 16, QUERY_ISSI);
	driver_set64(e, 0x30, d->out_box_at);
	driver_set(e, 0x38, 31, 0, out_len);
	e[0x3c] = 0x5a;
	e[0x3f] = 1;
	driver_chain(d->in_box, d->in_box_at, 0x5a, NULL,
		     DRIVER_BLOCK * DRIVER_BOXES);
	driver_chain(d->out_box, d->out_box_at, 0x5a, NULL,
		     DRIVER_BLOCK * DRIVER_BOXES);
	return e;
}

/* Return: delivery status */
static unsigned int give(struct driver *d, const uint8_t *e)
{
	driver_ring(d, 1u << SLOT);
	assert_int_equal(driver_run(d), 0);
	assert_int_equal(e[0x3f] & 1, 0);
	return e[0x3f] >> 1;
}

static void fine(struct driver *d)
{
	const uint8_t *e = prepare(d, 2000, 3000);

	assert_int_equal(give(d, e), 0);
	assert_int_equal(e[0x20], 0);
	/*
	 * Only ISSI 1: byte 0x6c + 3 of the output, 16 bytes of it in the entry
	 */
	assert_int_equal(d->out_box[0x6f - 0x10], 1 << 1);
}

enum where { ENTRY, IN, OUT };

struct wrong {
	const char *what;
	unsigned int status;
	enum where where;
	unsigned int block, at, size; /* bytes to write */
	uint64_t value;
};

/* Blocks have next at 560, number at 568, token at 573 (mlx5_cmd_prot_block) */
static const struct wrong wrongs[] = {
	{"type", 0x10, ENTRY, 0, 0x00, 1, 6},
	{"reserved", 0x09, ENTRY, 0, 0x01, 1, 1},
	{"reserved", 0x09, ENTRY, 0, 0x3e, 1, 0x80},
	{"no room for a header", 0x07, ENTRY, 0, 0x04, 4, 7},
	{"too long", 0x07, ENTRY, 0, 0x04, 4, MAX + 1},
	{"longest number", 0x07, ENTRY, 0, 0x04, 4, UINT32_MAX},
	{"no room for an output", 0x08, ENTRY, 0, 0x38, 4, 7},
	{"output too long", 0x08, ENTRY, 0, 0x38, 4, MAX + 1},
	{"unaligned", 0x05, ENTRY, 0, 0x08, 8, 0x100},
	{"output unaligned", 0x04, ENTRY, 0, 0x30, 8, 0x4},
	{"no chain", 0x07, ENTRY, 0, 0x08, 8, 0},
	{"no chain of output", 0x08, ENTRY, 0, 0x30, 8, 0},
	{"unreachable", 0x06, ENTRY, 0, 0x08, 8, NOWHERE},
	{"output unreachable", 0x06, ENTRY, 0, 0x30, 8, NOWHERE},
	{"next unaligned", 0x05, IN, 1, 560, 8, 1},
	{"output's next unaligned", 0x04, OUT, 1, 560, 8, 1},
	{"next unreachable", 0x06, IN, 0, 560, 8, NOWHERE},
	{"output's next unreachable", 0x06, OUT, 0, 560, 8, NOWHERE},
	{"ends early", 0x07, IN, 1, 560, 8, 0},
	{"output ends early", 0x08, OUT, 2, 560, 8, 0},
	{"token", 0x02, IN, 2, 573, 1, 0x5b},
	{"output's token", 0x02, OUT, 3, 573, 1, 0},
	{"number", 0x03, IN, 0, 568, 4, 1},
	{"output's number", 0x03, OUT, 2, 568, 4, 0x80000002},
};

static void put(uint8_t *at, unsigned int size, uint64_t value)
{
	while (size--)
		*at++ = value >> 8 * size;
}

static void wrong_ones_are_not_delivered(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	for (size_t i = 0; i < COUNT(wrongs); i++) {
		const struct wrong *w = &wrongs[i];
		static const uint8_t zeros[16];
		uint8_t *e = prepare(d, 2000, 3000);
		uint8_t *base = w->where == ENTRY ? e
				: w->where == IN  ? d->in_box
						  : d->out_box;

		print_message("# %s\n", w->what);
		put(base + w->block * DRIVER_MAILBOX + w->at, w->size,
		    w->value);
		assert_int_equal(give(d, e), w->status);
		assert_memory_equal(e + 0x20, zeros, sizeof(zeros));
		fine(d);
	}
}

static void chain_that_loops_ends(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t *e = prepare(d, 4000, 4000);

	/* The third block leads to the first */
	driver_set64(d->in_box, 2 * DRIVER_MAILBOX + 560, d->in_box_at);
	assert_int_equal(give(d, e), 0x03);
	e = prepare(d, 4000, 4000);
	driver_set64(d->out_box, 560, d->out_box_at);
	assert_int_equal(give(d, e), 0x03);
	fine(d);
}

static void longest_command(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	const unsigned int blocks =
		(MAX - 16 + DRIVER_BLOCK - 1) / DRIVER_BLOCK;
	const size_t size = (size_t)blocks * DRIVER_MAILBOX;
	uint64_t in_at, out_at;
	uint8_t *in = driver_alloc(d, size, DRIVER_MAILBOX, &in_at);
	uint8_t *out = driver_alloc(d, size, DRIVER_MAILBOX, &out_at);
	uint8_t *e = prepare(d, MAX, MAX), *last;

	assert_non_null(in);
	assert_non_null(out);
	driver_chain(in, in_at, 0x5a, NULL, MAX - 16);
	driver_chain(out, out_at, 0x5a, NULL, MAX - 16);
	driver_set64(e, 0x08, in_at);
	driver_set64(e, 0x30, out_at);
	last = out + (size_t)(blocks - 1) * DRIVER_MAILBOX;
	memset(last, 0xee, DRIVER_BLOCK);
	assert_int_equal(give(d, e), 0);
	assert_int_equal(e[0x20], 0);
	assert_int_equal(out[0x6f - 0x10], 1 << 1);
	/* Up to the last byte, not beyond: the last block is not full */
	assert_int_equal(last[(MAX - 16) % DRIVER_BLOCK - 1], 0);
	assert_int_equal(last[(MAX - 16) % DRIVER_BLOCK], 0xee);
}

static void entry_of_software_is_left_alone(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t *e = prepare(d, 16, 0x70), before[DRIVER_SLOT];

	e[0x3f] = 0x22; /* a delivery status, and the driver's */
	memcpy(before, e, sizeof(before));
	driver_ring(d, 1u << SLOT);
	assert_int_equal(driver_run(d), 0);
	assert_memory_equal(e, before, sizeof(before));
	fine(d);
}

static void all_entries_at_once(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	for (unsigned int i = 0; i < DRIVER_SLOTS; i++) {
		uint8_t *e = driver_slot(d, i);

		memset(e, 0, DRIVER_SLOT);
		e[0] = 7;
		driver_set(e, 0x04, 31, 0, 16);
		driver_set(e, 0x10, 31, 16, i & 1 ? QUERY_PAGES : 0xfff);
		driver_set(e, 0x14, 15, 0, 1);
		driver_set(e, 0x38, 31, 0, 16);
		e[0x3f] = 1;
	}
	driver_ring(d, UINT32_MAX);
	assert_int_equal(driver_run(d), 0);
	for (unsigned int i = 0; i < DRIVER_SLOTS; i++) {
		assert_int_equal(driver_slot(d, i)[0x3f], 0);
		assert_int_equal(driver_slot(d, i)[0x20], i & 1 ? 0 : BAD_OP);
	}
}

static void queue_that_is_nowhere(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	driver_flr(d);
	driver_ring(d, 1); /* no queue yet */
	assert_int_equal(driver_run(d), 0);
	assert_int_equal(driver_read(d, HEALTH), 0);
	driver_write(d, CMDQ_H, NOWHERE >> 32);
	driver_write(d, CMDQ_L, 0);
	driver_ring(d, 1);
	assert_int_equal(driver_run(d), 0);
	assert_int_equal(driver_read(d, HEALTH), 0xc << 16);
	/*
	 * A good command works after it, and the next reset clears the status
	 */
	assert_int_equal(driver_start(d), 0);
	driver_flr(d);
	assert_int_equal(driver_read(d, HEALTH), 0);
	assert_int_equal(driver_read(d, CMDQ_H), 0);
	assert_int_equal(driver_read(d, CMDQ_L), 0x56);
	assert_int_equal(driver_start(d), 0);
}

/* Return: status of a command of 16 bytes without operands */
static unsigned int status_of(struct driver *d, unsigned int opcode)
{
	driver_simple(d, opcode, 0, 0, 0, NULL);
	assert_int_equal(d->delivery, 0);
	return d->status;
}

static void lengths_and_opcodes(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t in[16] = {0}, out[0x70];

	assert_int_equal(status_of(d, 0), BAD_OP);
	assert_int_equal(status_of(d, 0xffff), BAD_OP);
	driver_set(in, 0, 31, 16, QUERY_ISSI);
	assert_int_equal(driver_command(d, in, 12, out, sizeof(out)), -EIO);
	assert_int_equal(d->status, BAD_IN_LEN);
	assert_int_equal(driver_command(d, in, 16, out, 0x6c), -EIO);
	assert_int_equal(d->status, BAD_OUT_LEN);
	assert_int_equal(driver_command(d, in, 16, out, sizeof(out)), 0);
}

static unsigned int issi(struct driver *d)
{
	uint8_t in[16] = {0}, out[0x70];

	driver_set(in, 0, 31, 16, QUERY_ISSI);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
	assert_int_equal(driver_get(out, 0x6c, 31, 0), 1 << 1);
	return driver_get(out, 0x08, 15, 0);
}

static unsigned int set_issi(struct driver *d, uint32_t value)
{
	driver_simple(d, SET_ISSI, 0, value, 0, NULL);
	return d->status;
}

/* 0 until it is set, again after each start; set before INIT_HCA */
static void interface_step(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	assert_int_equal(issi(d), 1);
	assert_int_equal(set_issi(d, 1), BAD_SYS_STATE);
	driver_flr(d);
	assert_int_equal(driver_start_queue(d), 0);
	assert_int_equal(set_issi(d, 1), BAD_SYS_STATE);
	assert_int_equal(status_of(d, ENABLE), 0);
	assert_int_equal(issi(d), 0);
	assert_int_equal(set_issi(d, 0), BAD_PARAM);
	assert_int_equal(set_issi(d, 2), BAD_PARAM);
	assert_int_equal(issi(d), 0);
	assert_int_equal(status_of(d, INIT_HCA), BAD_SYS_STATE);
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(set_issi(d, 1), 0);
		assert_int_equal(issi(d), 1);
	}
	assert_int_equal(status_of(d, INIT_HCA), 0);
	assert_int_equal(set_issi(d, 1), BAD_SYS_STATE);
	assert_int_equal(status_of(d, TEARDOWN), 0);
	assert_int_equal(issi(d), 1);
	assert_int_equal(status_of(d, DISABLE), 0);
	assert_int_equal(status_of(d, ENABLE), 0);
	assert_int_equal(issi(d), 0);
}

static void states(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	driver_flr(d);
	assert_int_equal(driver_start_queue(d), 0);
	assert_int_equal(status_of(d, INIT_HCA), BAD_SYS_STATE);
	assert_int_equal(status_of(d, DISABLE), BAD_SYS_STATE);
	assert_int_equal(status_of(d, ALLOC_UAR), BAD_SYS_STATE);
	assert_int_equal(driver_simple(d, ENABLE, 0, 1, 0, NULL), -EIO);
	assert_int_equal(d->status, BAD_PARAM);
	assert_int_equal(status_of(d, ENABLE), 0);
	assert_int_equal(status_of(d, ENABLE), BAD_SYS_STATE);
	assert_int_equal(status_of(d, ALLOC_UAR), BAD_SYS_STATE);
	assert_int_equal(status_of(d, TEARDOWN), BAD_SYS_STATE);
	assert_int_equal(status_of(d, INIT_HCA), BAD_SYS_STATE);
	assert_int_equal(driver_simple(d, SET_ISSI, 0, 1, 0, NULL), 0);
	assert_int_equal(status_of(d, INIT_HCA), 0);
	assert_int_equal(status_of(d, INIT_HCA), BAD_SYS_STATE);
	assert_int_equal(status_of(d, DISABLE), BAD_SYS_STATE);
	assert_int_equal(status_of(d, ALLOC_UAR), 0);
	assert_int_equal(status_of(d, TEARDOWN), 0);
	assert_int_equal(status_of(d, ALLOC_UAR), BAD_SYS_STATE);
	assert_int_equal(status_of(d, DISABLE), 0);
	assert_int_equal(status_of(d, INIT_HCA), BAD_SYS_STATE);
	assert_int_equal(status_of(d, ENABLE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(wrong_ones_are_not_delivered),
		rig_test(chain_that_loops_ends),
		rig_test(longest_command),
		rig_test(entry_of_software_is_left_alone),
		rig_test(all_entries_at_once),
		rig_test(queue_that_is_nowhere),
		rig_test(lengths_and_opcodes),
		rig_test(interface_step),
		rig_test(states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
