// SPDX-License-Identifier: BSD-3-Clause
/*
 * Transitions of queue pairs: allowed states, and the fields they take from
 * their context (optab and opt_mask of drivers/infiniband/hw/mlx5/qp.c).
 */
#include <errno.h>

#include "tests/device/connectx/rig.h"

#define CREATE_QP  0x500
#define DESTROY_QP 0x501
#define QUERY_QP   0x50b
#define QPC	   0x18

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BAD_QP_STATE = 0x10,
};

/* MLX5_QP_STATE_* */
enum {
	RST,
	INIT,
	RTR,
	RTS,
	SQER,
	SQD,
	ERR,
};

/* MLX5_QP_OPTPAR_* */
#define RRE	    (1u << 1)
#define RAE	    (1u << 2)
#define RWE	    (1u << 3)
#define PKEY	    (1u << 4)
#define Q_KEY	    (1u << 5)
#define RNR_TIMER   (1u << 6)
#define PM_STATE    (1u << 10)
#define LAG_PORT    (1u << 15)
#define PRI_PORT    (1u << 16)
#define COUNTER_SET (1u << 25)
#define ACCESS	    (RRE | RAE | RWE)

#define N(array) (sizeof(array) / sizeof(*(array)))

static const struct step {
	unsigned int opcode;
	unsigned int from; /* a bit per state */
	unsigned int to;
	uint32_t rc, uc, ud; /* optional fields */
} steps[] = {
	{0x502, 1 << RST, INIT, 0, 0, 0},
	{0x50e, 1 << INIT, INIT, ACCESS | PKEY | PRI_PORT | LAG_PORT,
	 RWE | PKEY | PRI_PORT | LAG_PORT, PKEY | Q_KEY | PRI_PORT},
	{0x503, 1 << INIT, RTR, ACCESS | PKEY | LAG_PORT, RWE | PKEY | LAG_PORT,
	 PKEY | Q_KEY},
	{0x504, 1 << RTR, RTS, ACCESS | PM_STATE | RNR_TIMER, RWE | PM_STATE,
	 Q_KEY},
	{0x505, 1 << RTS, RTS, ACCESS | PM_STATE | RNR_TIMER | COUNTER_SET,
	 RWE | PM_STATE | COUNTER_SET, Q_KEY | COUNTER_SET},
	{0x506, 1 << SQER, RTS, ACCESS | RNR_TIMER, RWE, Q_KEY},
	{0x50c, 1 << SQD, RTS, ACCESS | RNR_TIMER, RWE, Q_KEY},
	{0x507, 0x7f, ERR, 0, 0, 0},
	{0x50a, 0x7f, RST, 0, 0, 0},
};

static void query(struct driver *d, uint32_t qpn, uint8_t *qpc)
{
	uint8_t in[16] = {0}, out[0x110];

	driver_set(in, 0, 31, 16, QUERY_QP);
	driver_set(in, 8, 23, 0, qpn);
	assert_int_equal(driver_command(d, in, sizeof(in), out, sizeof(out)),
			 0);
	memcpy(qpc, out + QPC, 0xe8);
}

static unsigned int state_of(struct driver *d, uint32_t qpn)
{
	uint8_t qpc[0xe8];

	query(d, qpn, qpc);
	return driver_get(qpc, 0, 31, 28);
}

/* A context with valid fields */
static int modify(struct driver *d, unsigned int opcode, uint32_t qpn,
		  uint32_t mask, const uint8_t *qpc)
{
	uint8_t in[0x110] = {0}, out[16];

	driver_set(in, 0, 31, 16, opcode);
	driver_set(in, 8, 23, 0, qpn);
	driver_set(in, 0x10, 31, 0, mask);
	if (qpc) {
		memcpy(in + QPC, qpc, 0xe8);
	} else {
		driver_set(in + QPC, 0x08, 31, 29, 3);
		driver_set(in + QPC, 0x3c, 23, 16, 1);
	}
	return driver_command(d, in, sizeof(in), out, sizeof(out));
}

/* Bring @qpn to @state, if commands can */
static void bring(struct driver *d, uint32_t qpn, unsigned int state)
{
	assert_int_equal(modify(d, 0x50a, qpn, 0, NULL), 0);
	if (state == ERR)
		assert_int_equal(modify(d, 0x507, qpn, 0, NULL), 0);
	else
		for (unsigned int i = 0; i < state; i++)
			assert_int_equal(modify(d, 0x502 + i, qpn, 0, NULL), 0);
	assert_int_equal(state_of(d, qpn), state);
}

static void create(struct rig *rig, enum driver_qp_type type,
		   struct driver_qp *qp)
{
	const struct driver_qp_attr attr = {.type = type, .scq = &rig->cq_a};

	assert_int_equal(driver_create_qp(rig->d, &attr, qp), 0);
}

static const enum driver_qp_type types[] = {DRIVER_RC, DRIVER_XRC, DRIVER_UC,
					    DRIVER_UD, DRIVER_UMR};

static uint32_t mask_of(const struct step *step, enum driver_qp_type type)
{
	if (type == DRIVER_RC || type == DRIVER_XRC)
		return step->rc;
	return type == DRIVER_UC ? step->uc : step->ud;
}

static void every_step(void **state)
{
	static const unsigned int froms[] = {RST, INIT, RTR, RTS, ERR};
	struct rig *rig = *state;
	struct driver *d = rig->d;

	for (size_t t = 0; t < N(types); t++) {
		struct driver_qp qp;

		create(rig, types[t], &qp);
		for (size_t i = 0; i < N(steps) * N(froms); i++) {
			const struct step *step = &steps[i / N(froms)];
			const unsigned int from = froms[i % N(froms)];
			const bool allowed = step->from >> from & 1;

			bring(d, qp.number, from);
			assert_int_equal(modify(d, step->opcode, qp.number,
						mask_of(step, types[t]), NULL),
					 allowed ? 0 : -EIO);
			if (!allowed)
				assert_int_equal(d->status, BAD_QP_STATE);
			assert_int_equal(state_of(d, qp.number),
					 allowed ? step->to : from);
		}
	}
}

/* Each bit of the mask that the transition lacks is refused. */
static void masks(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;

	for (size_t t = 0; t < N(types); t++) {
		struct driver_qp qp;

		create(rig, types[t], &qp);
		for (unsigned int i = 0; i < 5; i++) {
			const uint32_t mask = mask_of(&steps[i], types[t]);
			const unsigned int from =
				(unsigned int)__builtin_ctz(steps[i].from);

			for (unsigned int bit = 0; bit < 32; bit++) {
				const bool good = mask >> bit & 1;

				bring(d, qp.number, from);
				assert_int_equal(modify(d, steps[i].opcode,
							qp.number, 1u << bit,
							NULL),
						 good ? 0 : -EIO);
				if (!good)
					assert_int_equal(d->status, BAD_PARAM);
			}
		}
	}
}

/* Fields of the context: place, and the transition of RC that takes them */
static const struct {
	unsigned int at, msb, lsb;
	unsigned int opcode;
	uint32_t optional; /* or the bit that selects it in RTS2RTS */
} fields[] = {
	{0x90, 15, 15, 0x502, RRE},	    /* rre */
	{0x90, 14, 14, 0x502, RWE},	    /* rwe */
	{0x90, 13, 13, 0x502, RAE},	    /* rae */
	{0x90, 19, 16, 0x502, RAE},	    /* atomic_mode */
	{0x18, 6, 0, 0x502, 0},		    /* pkey_index */
	{0x0c, 31, 24, 0x502, COUNTER_SET}, /* counter_set_id */
	{0x14, 23, 0, 0x503, 0},	    /* remote_qpn */
	{0x94, 23, 0, 0x503, 0},	    /* next_rcv_psn */
	{0x90, 23, 21, 0x503, 0},	    /* log_rra_max */
	{0x94, 28, 24, 0x503, RNR_TIMER},   /* min_rnr_nak */
	{0x08, 31, 29, 0x503, 0},	    /* mtu */
	{0x08, 28, 24, 0x503, 0},	    /* log_msg_max */
	{0x1c, 15, 0, 0x503, 0},	    /* rlid */
	{0x1c, 23, 23, 0x503, 0},	    /* grh */
	{0x20, 23, 16, 0x503, 0},	    /* src_addr_index */
	{0x20, 7, 0, 0x503, 0},		    /* hop_limit */
	{0x24, 19, 0, 0x503, 0},	    /* flow_label */
	{0x28, 31, 0, 0x503, 0},	    /* rgid_rip */
	{0x34, 31, 0, 0x503, 0},	    /* its end */
	{0x3c, 27, 24, 0x503, 0},	    /* sl */
	{0x78, 23, 0, 0x504, 0},	    /* next_send_psn */
	{0x20, 31, 27, 0x504, 0},	    /* ack_timeout */
	{0x70, 18, 16, 0x504, 0},	    /* retry_count */
	{0x70, 15, 13, 0x504, 0},	    /* rnr_retry */
	{0x70, 23, 21, 0x504, 0},	    /* log_sra_max */
	/* Only in CREATE_QP */
	{0x04, 23, 0, 0, 0},  /* pd */
	{0x7c, 23, 0, 0, 0},  /* cqn_snd */
	{0x10, 23, 0, 0, 0},  /* user_index */
	{0xac, 26, 24, 0, 0}, /* rq_type */
	{0x08, 14, 11, 0, 0}, /* log_sq_size */
};

static void what_is_taken(void **state)
{
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t before[0xe8], ones[0xe8], after[0xe8];
	struct driver_qp qp;

	create(rig, DRIVER_RC, &qp);
	memset(ones, 0xff, sizeof(ones));
	driver_set(ones, 0x08, 31, 29, 5);  /* mtu */
	driver_set(ones, 0x08, 28, 24, 30); /* log_msg_max */
	driver_set(ones, 0x18, 15, 0, 127); /* pkey_index */
	driver_set(ones, 0x3c, 23, 16, 1);  /* vhca_port_num */
	for (unsigned int opcode = 0x502; opcode <= 0x504; opcode++) {
		query(d, qp.number, before);
		assert_int_equal(modify(d, opcode, qp.number, 0, ones), 0);
		query(d, qp.number, after);
		for (size_t i = 0; i < N(fields); i++)
			assert_int_equal(
				driver_get(after, fields[i].at, fields[i].msb,
					   fields[i].lsb),
				driver_get(fields[i].opcode == opcode ? ones
								      : before,
					   fields[i].at, fields[i].msb,
					   fields[i].lsb));
	}
	/* Back to 0 by their bits, and no other field with them */
	for (size_t i = 0; i < N(fields); i++) {
		uint8_t zeros[0xe8] = {0};

		if (!fields[i].optional)
			continue;
		assert_int_equal(modify(d, 0x505, qp.number, fields[i].optional,
					zeros),
				 0);
		query(d, qp.number, after);
		for (size_t j = 0; j < N(fields); j++) {
			const bool done =
				fields[j].optional &&
				(j <= i ||
				 fields[j].optional == fields[i].optional);

			if (fields[j].opcode)
				assert_int_equal(
					driver_get(after, fields[j].at,
						   fields[j].msb,
						   fields[j].lsb),
					done ? 0
					     : driver_get(ones, fields[j].at,
							  fields[j].msb,
							  fields[j].lsb));
		}
	}
}

static void values_out_of_range(void **state)
{
	static const struct {
		unsigned int opcode, from;
		unsigned int at, msb, lsb;
		uint32_t value;
	} rows[] = {
		{0x502, RST, 0x18, 15, 0, 128}, /* P_Keys */
		{0x502, RST, 0x3c, 23, 16, 0},	/* ports */
		{0x502, RST, 0x3c, 23, 16, 2},
		{0x503, INIT, 0x08, 31, 29, 0}, /* MTU */
		{0x503, INIT, 0x08, 31, 29, 6},
		{0x503, INIT, 0x08, 28, 24, 31}, /* messages */
	};
	struct rig *rig = *state;
	struct driver_qp qp;

	create(rig, DRIVER_RC, &qp);
	for (size_t i = 0; i < N(rows); i++) {
		uint8_t qpc[0xe8] = {0};

		driver_set(qpc, 0x08, 31, 29, 3);
		driver_set(qpc, 0x3c, 23, 16, 1);
		driver_set(qpc, rows[i].at, rows[i].msb, rows[i].lsb,
			   rows[i].value);
		bring(rig->d, qp.number, rows[i].from);
		assert_int_equal(modify(rig->d, rows[i].opcode, qp.number, 0,
					qpc),
				 -EIO);
		assert_int_equal(rig->d->status, BAD_PARAM);
		assert_int_equal(state_of(rig->d, qp.number), rows[i].from);
	}
	assert_int_equal(modify(rig->d, 0x50a, 0xffff, 0, NULL), -EIO);
	assert_int_equal(rig->d->status, BAD_RESOURCE);
}

static void contexts_that_are_wrong(void **state)
{
	static const struct {
		unsigned int at, msb, lsb;
		uint32_t value;
		unsigned int status;
	} rows[] = {
		{QPC + 0x00, 23, 16, 0x9, BAD_PARAM}, /* raw Ethernet */
		{QPC + 0x00, 23, 16, 0x6, BAD_PARAM}, /* DCT */
		{QPC + 0x00, 23, 16, 0x3, BAD_PARAM}, /* XRC with own queue */
		{QPC + 0xac, 26, 24, 2, BAD_PARAM},   /* rq_type */
		{QPC + 0x04, 31, 31, 1, BAD_PARAM},   /* signatures */
		{QPC + 0xc4, 7, 0, 1, BAD_PARAM},     /* data in CQEs */
		{QPC + 0xc4, 15, 8, 0x11, BAD_PARAM},
		{QPC + 0xd0, 28, 28, 1, BAD_PARAM},	/* record in a umem */
		{0x10c, 31, 31, 1, BAD_PARAM},		/* queues in a umem */
		{QPC + 0xa4, 31, 0, 0x1004, BAD_PARAM}, /* record unaligned */
		{QPC + 0x08, 18, 16, 7, BAD_PARAM},	/* WQEs of 2 KiB */
		{QPC + 0x08, 14, 11, 15, BAD_PARAM},	/* more than a page */
		{QPC + 0x08, 22, 19, 15, BAD_PARAM},
		{QPC + 0x14, 28, 24, 31, BAD_PARAM},	   /* pages too large */
		{QPC + 0x04, 23, 0, 0xffff, BAD_RESOURCE}, /* PD */
		{QPC + 0x04, 23, 0, 0, BAD_RESOURCE},
		{QPC + 0x0c, 23, 0, 1, BAD_RESOURCE}, /* UAR */
		{QPC + 0x0c, 23, 0, 0, BAD_RESOURCE},
		{QPC + 0x7c, 23, 0, 0xffff, BAD_RESOURCE}, /* CQs */
		{QPC + 0x9c, 23, 0, 0xffff, BAD_RESOURCE},
		{QPC + 0x98, 23, 0, 0xfff, BAD_RESOURCE}, /* XRC domain */
		{QPC + 0xac, 31, 0, 1 << 24 | 0xffff, BAD_RESOURCE}, /* SRQ */
	};
	struct rig *rig = *state;
	struct driver *d = rig->d;
	uint8_t out[16];
	uint64_t at;

	assert_non_null(driver_alloc(d, 4096, 4096, &at));
	for (size_t i = 0; i <= N(rows); i++) {
		uint8_t in[0x118] = {0};
		int ret;

		driver_set(in, 0x00, 31, 16, CREATE_QP);
		driver_set(in + QPC, 0x04, 23, 0, d->pd);
		driver_set(in + QPC, 0x08, 22, 19, 4);
		driver_set(in + QPC, 0x08, 18, 16, 2);
		driver_set(in + QPC, 0x08, 14, 11, 4);
		driver_set(in + QPC, 0x0c, 23, 0, d->uar);
		driver_set(in + QPC, 0x7c, 23, 0, rig->cq_a.number);
		driver_set(in + QPC, 0x9c, 23, 0, rig->cq_a.number);
		driver_set64(in + QPC, 0xa0, at);
		driver_set64(in, 0x110, at);
		if (i < N(rows))
			driver_set(in, rows[i].at, rows[i].msb, rows[i].lsb,
				   rows[i].value);
		ret = driver_command(d, in, sizeof(in), out, sizeof(out));
		assert_int_equal(ret, i < N(rows) ? -EIO : 0);
		if (ret)
			assert_int_equal(d->status, rows[i].status);
	}
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(driver_simple(d, DESTROY_QP, 0,
					       driver_get(out, 8, 23, 0), 0,
					       NULL),
				 i ? -EIO : 0);
	assert_int_equal(d->status, BAD_RESOURCE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		rig_test(every_step),
		rig_test(masks),
		rig_test(what_is_taken),
		rig_test(values_out_of_range),
		rig_test(contexts_that_are_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
