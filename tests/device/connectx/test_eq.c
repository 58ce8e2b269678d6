// SPDX-License-Identifier: BSD-3-Clause
/*
 * Event queues: entries change owner with each wrap of the ring, the vector is
 * raised as armed, a full queue stops, doorbells of other pages do nothing.
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define HEALTH	    0x23c
#define CREATE_EQ   0x301
#define DESTROY_EQ  0x302
#define QUERY_EQ    0x303
#define QUERY_PAGES 0x107
#define ALLOC_UAR   0x802
#define DEALLOC_UAR 0x803
#define CMD_EVENT   0x0a
#define LOG_SIZE    2u
#define SIZE	    (1u << LOG_SIZE)
#define VECTOR	    5u

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BUSY = 0x6,
};

static void open_eq(struct driver *d, struct driver_eq *eq)
{
	assert_int_equal(
		driver_create_eq(d, LOG_SIZE, VECTOR, 1u << CMD_EVENT, eq), 0);
	/* The command that created it has no event: the driver polled for it */
	assert_null(driver_poll_eq(eq));
}

static void command(struct driver *d)
{
	assert_int_equal(driver_simple(d, QUERY_PAGES, 1, 0, 0, NULL), 0);
}

static uint64_t raised(struct driver *d)
{
	return host_interrupts(d->host, d->fn, VECTOR);
}

static void entries_change_owner(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	struct driver_eq eq;

	open_eq(d, &eq);
	for (unsigned int i = 0; i < 5 * SIZE; i++) {
		const uint8_t *eqe;

		command(d);
		eqe = driver_poll_eq(&eq);
		assert_non_null(eqe);
		assert_int_equal(eqe[1], CMD_EVENT);
		assert_int_equal(eqe[3], 0);
		assert_int_equal(driver_get(eqe, 0x20, 31, 0), 1); /* slot 0 */
		assert_null(driver_poll_eq(&eq));
		driver_eq_doorbell(d, &eq, false);
	}
	assert_int_equal(raised(d), 0); /* never armed */
}

static void vector_as_armed(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	struct driver_eq eq;

	open_eq(d, &eq);
	driver_eq_doorbell(d, &eq, true);
	assert_int_equal(raised(d), 0); /* no entry yet */
	command(d);
	assert_int_equal(raised(d), 1);
	command(d);
	assert_int_equal(raised(d), 1); /* once */
	/* Armed with an unconsumed entry: at once */
	assert_non_null(driver_poll_eq(&eq));
	driver_eq_doorbell(d, &eq, true);
	assert_int_equal(raised(d), 2);
	/* Consumed, but not armed */
	assert_non_null(driver_poll_eq(&eq));
	driver_eq_doorbell(d, &eq, false);
	command(d);
	assert_int_equal(raised(d), 2);
}

static void full_queue_stops(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	struct driver_eq eq;
	uint8_t in[16] = {0}, out[0x110];

	open_eq(d, &eq);
	for (unsigned int i = 0; i < SIZE; i++)
		command(d);
	assert_int_equal(driver_read(d, HEALTH), 0);
	command(d);
	assert_int_equal(driver_read(d, HEALTH), 0xd << 16);
	for (unsigned int i = 0; i < SIZE; i++)
		assert_non_null(driver_poll_eq(&eq));
	assert_null(driver_poll_eq(&eq));
	driver_eq_doorbell(d, &eq, true);
	command(d); /* the queue stays stopped */
	assert_null(driver_poll_eq(&eq));
	driver_set(in, 0, 31, 16, QUERY_EQ);
	driver_set(in, 8, 7, 0, eq.number);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
	assert_int_equal(driver_get(out, 0x10, 31, 28), 0xa);
	assert_int_equal(driver_get(out, 0x1c, 28, 24), LOG_SIZE);
	assert_int_equal(driver_get(out, 0x24, 11, 0), VECTOR);
	assert_int_equal(driver_get(out, 0x38, 23, 0), SIZE); /* consumer */
	assert_int_equal(driver_get(out, 0x3c, 23, 0), SIZE);
	assert_int_equal(driver_get64(out, 0x58), 1u << CMD_EVENT);
}

static void doorbells_of_others(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	const uint32_t own = d->uar;
	struct driver_eq eq, bad;
	uint32_t other;

	open_eq(d, &eq);
	assert_int_equal(driver_simple(d, ALLOC_UAR, 0, 0, 0, &other), 0);
	assert_non_null(driver_poll_eq(&eq)); /* event of ALLOC_UAR */
	d->uar = other;
	driver_eq_doorbell(d, &eq,
			   true); /* an entry waits, but on another page */
	d->uar = other + 1;
	driver_eq_doorbell(d, &eq, true); /* a page that is not allocated */
	d->uar = own;
	bad = eq;
	bad.ci += 1; /* consumed more than was produced */
	driver_eq_doorbell(d, &bad, true);
	bad.ci = eq.ci - SIZE - 1;
	driver_eq_doorbell(d, &bad, true);
	bad = eq;
	bad.number = 0xff;
	driver_eq_doorbell(d, &bad, true);
	command(d);
	assert_int_equal(raised(d), 0);
	driver_eq_doorbell(d, &eq, true);
	assert_int_equal(raised(d), 1);
}

/* Return: status of DESTROY_EQ, DEALLOC_UAR, ... of @number */
static unsigned int end(struct driver *d, unsigned int opcode, uint32_t number)
{
	driver_simple(d, opcode, 0, number, 0, NULL);
	assert_int_equal(d->delivery, 0);
	return d->status;
}

static void what_is_in_use_stays(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	struct driver_eq eq;
	struct driver_cq cq;
	uint32_t uar;

	assert_int_equal(driver_simple(d, ALLOC_UAR, 0, 0, 0, &uar), 0);
	d->uar = uar;
	open_eq(d, &eq);
	assert_int_equal(driver_create_cq(d, 4, 64, &eq, &cq), 0);
	assert_int_equal(end(d, DEALLOC_UAR, uar), BUSY);
	assert_int_equal(end(d, DESTROY_EQ, eq.number), BUSY);
	assert_int_equal(end(d, 0x401, cq.number), 0); /* DESTROY_CQ */
	assert_int_equal(end(d, DESTROY_EQ, eq.number), 0);
	assert_int_equal(end(d, DESTROY_EQ, eq.number), BAD_RESOURCE);
	assert_int_equal(end(d, DEALLOC_UAR, uar), 0);
	assert_int_equal(end(d, DEALLOC_UAR, uar), BAD_RESOURCE);
	assert_int_equal(end(d, DEALLOC_UAR, 0), BAD_RESOURCE);
}

struct bad {
	const char *what;
	unsigned int at, msb, lsb, status; /* in CREATE_EQ */
	uint32_t value;
};

static const struct bad bads[] = {
	{"vector", 0x24, 11, 0, BAD_PARAM, 32},
	{"size", 0x1c, 28, 24, BAD_PARAM, 21},
	{"more than the pages have", 0x1c, 28, 24, BAD_PARAM, 7},
	{"page", 0x28, 28, 24, BAD_PARAM, 31},
	{"offset", 0x18, 11, 6, BAD_PARAM, 63},
	{"UAR", 0x1c, 23, 0, BAD_RESOURCE, 0xffffff},
	{"the segment is not a UAR", 0x1c, 23, 0, BAD_RESOURCE, 1},
};

static void contexts_that_are_wrong(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t in[0x118], out[16];

	for (size_t i = 0; i <= COUNT(bads); i++) {
		const struct bad *b = &bads[i];

		memset(in, 0, sizeof(in));
		driver_set(in, 0, 31, 16, CREATE_EQ);
		driver_set(in, 0x1c, 28, 24, 6); /* one page of 4 KiB */
		driver_set(in, 0x1c, 23, 0, d->uar);
		driver_set64(in, 0x110, d->base);
		if (i == COUNT(bads)) { /* without a fault */
			assert_int_equal(driver_command(d, in, sizeof(in), out,
							sizeof(out)),
					 0);
			break;
		}
		print_message("# %s\n", b->what);
		driver_set(in, b->at, b->msb, b->lsb, b->value);
		assert_int_equal(driver_command(d, in, sizeof(in), out,
						sizeof(out)),
				 -EIO);
		assert_int_equal(d->status, b->status);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(entries_change_owner),
		rig_test(vector_as_armed),
		rig_test(full_queue_stops),
		rig_test(doorbells_of_others),
		rig_test(what_is_in_use_stays),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
