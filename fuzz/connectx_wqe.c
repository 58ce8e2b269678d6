// SPDX-License-Identifier: BSD-3-Clause
/*
 * Any work requests of an application of the virtual ConnectX: bytes in send
 * and receive queues, doorbells and doorbell records, on queue pairs of its own
 * with keys of its own. Work ends in bounded time; memory that no key, ring or
 * record of the application covers stays unchanged for any posted request, also
 * below other applications' keys and at absent pages.
 */
#include <stdlib.h>

#include "fuzz/connectx.h"
#include "fuzz/input.h"
#include "harness/driver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define MEMORY		(1u << 20)
#define STEPS_MAX	48
#define PIECES		20000
#define PLAIN_QPS	4
#define INITIATOR	4 /* of XRC */
#define TARGET		5
#define QPS		6
#define PAGE		4096u
#define FILL		0xa5
#define OWN		0x3c
#define ALLOC_XRCD	0x80e
#define DESTROY_XRC_SRQ 0x706
#define KEYS		6

/*
 * Memory: the driver's rings and keys, then @mine, alternating pages of the
 * application's keys and of others'; the rest is unused.
 */
static struct driver *d;
static struct driver_cq cqs[QPS];
static struct driver_qp qps[QPS];
static struct driver_srq srq, xrc_srq;
static uint32_t keys[KEYS];
static uint8_t *pages;
static uint64_t pages_at;

#define PAGES	  32u /* even ones are the application's */
#define KEY_PAGES (PAGES / 2)

static void must(int ret)
{
	if (ret)
		abort();
}

static void make_keys(void)
{
	uint64_t entries[KEY_PAGES];
	struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.access = DRIVER_ALL,
		.start = 0x10000,
		.len = KEY_PAGES * PAGE,
		.log_page_size = 12,
		.entries = entries,
		.n = KEY_PAGES,
		.pg_access = true,
		.umr_en = true,
	};
	uint64_t klms[2 * 2];
	uint32_t other;

	mkey.pd = d->pd;
	for (unsigned int i = 0; i < KEY_PAGES; i++)
		entries[i] = (pages_at + 2 * i * PAGE) | DRIVER_MTT_RW;
	must(driver_create_mkey(d, &mkey, &keys[0]));
	/* Pages outside of memory, absent pages, read-only pages */
	entries[3] = 1ull << 45 | DRIVER_MTT_RW;
	entries[5] = pages_at + 11 * PAGE;
	entries[7] = (pages_at + 13 * PAGE) | DRIVER_MTT_READ;
	mkey.access &= ~(uint32_t)DRIVER_REMOTE_WRITE;
	must(driver_create_mkey(d, &mkey, &keys[1]));
	/* Pieces of other keys, one of which is this key itself */
	klms[0] = 100ull << 32 | keys[0];
	klms[1] = 0x10000 + PAGE - 50;
	klms[2] = 5000ull << 32 | keys[1];
	klms[3] = 0x10000;
	mkey.mode = DRIVER_KLM;
	mkey.access = DRIVER_ALL;
	mkey.entries = klms;
	mkey.n = 4;
	mkey.len = 5100;
	must(driver_create_mkey(d, &mkey, &keys[2]));
	klms[2] = 5000ull << 32 | (keys[2] + 0x100);
	must(driver_create_mkey(d, &mkey, &keys[3]));
	/* A key of another application over all memory */
	must(driver_create_pd(d, &other));
	must(driver_reg_pa(d, other, &keys[4]));
	mkey = (struct driver_mkey){
		.mode = DRIVER_MTT,
		.pd = other,
		.access = DRIVER_ALL,
		.start = 0x10000,
		.len = KEY_PAGES * PAGE,
		.log_page_size = 12,
		.entries = entries,
		.n = KEY_PAGES,
		.pg_access = true,
		.umr_en = true,
	};
	for (unsigned int i = 0; i < KEY_PAGES; i++)
		entries[i] = (pages_at + (2 * i + 1) * PAGE) | DRIVER_MTT_RW;
	must(driver_create_mkey(d, &mkey, &keys[5]));
}

static void make_qps(void)
{
	static const enum driver_qp_type types[QPS] = {DRIVER_RC,
						       DRIVER_RC,
						       DRIVER_UC,
						       DRIVER_UD,
						       [INITIATOR] = DRIVER_XRC,
						       [TARGET] = DRIVER_XRC};
	struct driver_path path = driver_path_default;
	struct driver_xrc xrc = {.cq = &cqs[TARGET]};

	must(driver_create_srq(d, 4, 6, &srq));
	must(driver_simple(d, ALLOC_XRCD, 0, 0, 0, &xrc.xrcd));
	/* Short timeouts */
	path.retries = path.rnr_retries = 1;
	path.timeout = 1;
	path.rnr_timer = 1;
	for (unsigned int i = 0; i < QPS; i++) {
		const struct driver_qp_attr attr = {
			.type = types[i],
			.scq = &cqs[i],
			.log_rq = 3,
			.srq = i == 1 || i == TARGET ? &srq : NULL,
			.xrcd = i == TARGET ? xrc.xrcd : 0,
			.no_sq = i == TARGET,
		};

		must(driver_create_cq(d, 6, i & 1 ? 128 : 64, NULL, &cqs[i]));
		must(driver_create_qp(d, &attr, &qps[i]));
	}
	must(driver_create_xrc_srq(d, 4, 6, &xrc, &xrc_srq));
	must(driver_qp_connect(d, &qps[0], &qps[1], &path));
	must(driver_qp_connect(d, &qps[INITIATOR], &qps[TARGET], &path));
	path.remote = qps[2].number;
	must(driver_qp_ready(d, &qps[2], &path));
	must(driver_qp_ready(d, &qps[3], &path));
}

static void start(void)
{
	const bool first = !d;

	connectx_start(&d, MEMORY);
	make_qps();
	pages = driver_alloc(d, PAGES * PAGE, PAGE, &pages_at);
	if (!pages)
		abort();
	make_keys();
	/* The memory after it was checked since */
	memset(pages, FILL,
	       first ? d->size - (size_t)(pages - d->mem) : PAGES * PAGE);
	for (unsigned int i = 0; i < PAGES; i += 2)
		memset(pages + i * PAGE, OWN, PAGE);
}

static void unchanged(const uint8_t *p, size_t len)
{
	/* All bytes are equal to their neighbours */
	if (p[0] != FILL || memcmp(p, p + 1, len - 1))
		abort();
}

/* Odd pages, including 11 and 13, and everything after @mine */
static void check(void)
{
	for (unsigned int i = 1; i < PAGES; i += 2)
		unchanged(pages + i * PAGE, PAGE);
	unchanged(pages + PAGES * PAGE,
		  d->size - (size_t)(pages - d->mem) - PAGES * PAGE);
}

static uint32_t key(struct input *in)
{
	const unsigned int v = (unsigned int)input_take(in, 1);

	return (v & 0xf0) == 0xf0 ? (uint32_t)input_take(in, 4)
				  : keys[v % KEYS] + (v >> 4 == 14);
}

static uint64_t address(struct input *in)
{
	const uint64_t v = input_take(in, 3);

	switch (v >> 21) {
	case 0:
		return input_take(in, 8);
	case 1:
		return (v & 0xffff) - 0x8000; /* around the end of memory */
	case 2:
		return pages_at + (v & 0xfffff);
	default:
		return 0x10000 + (v & 0x1ffff) - 0x100;
	}
}

static uint32_t length(struct input *in)
{
	const uint32_t v = (uint32_t)input_take(in, 2);

	switch (v >> 13) {
	case 0:
		return (uint32_t)input_take(in, 4);
	case 1:
		return v & 0xf;
	default:
		return v & 0x7fff;
	}
}

static struct driver_sge sge(struct input *in)
{
	struct driver_sge sg;

	sg.addr = address(in);
	sg.len = length(in);
	sg.key = key(in);
	return sg;
}

/* Mostly the right number */
static uint32_t srq_number(struct input *in)
{
	const unsigned int v = (unsigned int)input_take(in, 1);

	return v < 0xf0 ? xrc_srq.number : srq.number + (v & 3);
}

/* A request that is likely to be valid */
static void post(struct input *in, struct driver_qp *qp)
{
	static const enum driver_opcode opcodes[] = {
		DRIVER_WRITE,	  DRIVER_READ,	     DRIVER_SEND,
		DRIVER_WRITE_IMM, DRIVER_SEND_IMM,   DRIVER_CMP_SWAP,
		DRIVER_FETCH_ADD, DRIVER_SEND_INVAL, DRIVER_NOP,
		DRIVER_OP_UMR,
	};
	const unsigned int v = (unsigned int)input_take(in, 1);
	struct driver_sge sg[3];
	struct driver_wr wr = {
		.opcode = opcodes[v % (sizeof(opcodes) / sizeof(*opcodes))],
		.sg = sg,
		.n = v >> 6,
		.dqpn = qps[v % PLAIN_QPS].number,
		.qkey = driver_path_default.qkey,
	};

	/* Separate statements: the order within an initializer is undefined */
	wr.flags = (uint8_t)input_take(in, 1);
	if (qp->type == DRIVER_XRC)
		wr.srqn = srq_number(in);
	wr.remote = address(in);
	wr.rkey = key(in);
	wr.imm = key(in);
	wr.swap = input_take(in, 1);
	for (unsigned int i = 0; i < wr.n; i++)
		sg[i] = sge(in);
	driver_post(d, qp, &wr);
}

/* An application cannot load pages or other applications' keys into a key */
static void post_umr(struct input *in, struct driver_qp *qp)
{
	const uint64_t entries[8] = {
		(pages_at + PAGE) | DRIVER_MTT_RW,
		100ull << 32 | keys[4],
		(uint64_t)100 << 32 | keys[5],
		0x10000,
	};
	struct driver_umr umr = {
		.mkey =
			{
				.pd = d->pd,
				.access = DRIVER_ALL,
				.length64 = true,
				.entries = entries,
				.n = 8,
			},
	};

	umr.key = key(in);
	umr.flags = (uint8_t)input_take(in, 1);
	umr.mask = input_take(in, 8);
	umr.octwords = (uint32_t)input_take(in, 1) & 0xf;
	umr.offset = input_take(in, 1);
	umr.mkey.mode = (enum driver_mode)(input_take(in, 1) & 3);
	umr.mkey.log_page_size = (unsigned int)input_take(in, 1) & 63;
	umr.list = sge(in);
	driver_post_umr(d, qp, &umr);
}

static void post_bytes(struct input *in, struct driver_qp *qp)
{
	uint8_t wqe[256];
	const size_t len = 16 + 16 * (input_take(in, 1) % 15);

	for (size_t i = 0; i < len; i++)
		wqe[i] = (uint8_t)input_take(in, 1);
	/* Otherwise nearly every WQE fails at its first bytes */
	if (wqe[2] & 1)
		driver_set(wqe, 4, 31, 8, qp->number);
	if (wqe[2] & 2)
		driver_set(wqe, 4, 5, 0, (uint32_t)(len / 16));
	if (qp->type == DRIVER_XRC && wqe[2] & 4)
		driver_set(wqe, 16, 31, 0, xrc_srq.number);
	driver_post_raw(d, qp, wqe, len);
}

static void receive(struct input *in, struct driver_qp *qp)
{
	struct driver_sge sg[2];
	const unsigned int n = (unsigned int)input_take(in, 1) % 3;

	for (unsigned int i = 0; i < n; i++)
		sg[i] = sge(in);
	if (qp == &qps[1])
		driver_post_srq(&srq, sg, n);
	else if (qp->type == DRIVER_XRC)
		driver_post_srq(&xrc_srq, sg, n);
	else
		driver_post_receive(qp, sg, n);
}

static struct driver_srq *shared(const struct driver_qp *qp)
{
	return qp->type == DRIVER_XRC ? &xrc_srq : &srq;
}

/* Change the link of a free entry */
static void spoil_srq(struct input *in, struct driver_qp *qp)
{
	const struct driver_srq *s = shared(qp);

	driver_set(s->ring + (input_take(in, 1) & 15) * s->stride, 0, 15, 0,
		   (uint32_t)input_take(in, 2));
}

static void spoil_record(struct input *in, struct driver_qp *qp)
{
	const unsigned int v = (unsigned int)input_take(in, 1);

	driver_set(v & 2 ? shared(qp)->dbr : qp->dbr, (v & 1) * 4, 31, 0,
		   (uint32_t)input_take(in, 2));
}

static void doorbell(struct input *in, struct driver_qp *qp)
{
	const uint64_t uar = (uint64_t)d->uar * PAGE;

	driver_write64(d, uar + 8 * (input_take(in, 2) & 0x1ff),
		       input_take(in, 8));
}

static void kick(struct input *in, struct driver_qp *qp)
{
	driver_kick(d, qp);
}

static void poll(struct input *in, struct driver_qp *qp)
{
	struct driver_cq *cq = &cqs[qp - qps];
	struct driver_cqe cqe;

	while (driver_poll(cq, &cqe))
		;
	driver_arm_cq(d, cq, input_take(in, 1) & 1);
}

/* Through error and reset to the state before */
static void recover(struct input *in, struct driver_qp *qp)
{
	struct driver_path path = driver_path_default;
	const unsigned int n = (unsigned int)(qp - qps);

	if (input_take(in, 1) & 1)
		driver_qp_modify(d, qp, 0x507, NULL);
	driver_qp_modify(d, qp, 0x50a, NULL);
	path.remote = n < 2 || n >= PLAIN_QPS ? qps[n ^ 1].number : qp->number;
	path.retries = path.rnr_retries = path.timeout = path.rnr_timer = 1;
	driver_qp_ready(d, qp, &path);
}

/* Destroy the SRQ with requests under way */
static void destroy_srq(struct input *in, struct driver_qp *qp)
{
	driver_simple(d, DESTROY_XRC_SRQ, 0, xrc_srq.number, 0, NULL);
}

/* A step with one of the XRC queue pairs */
static void xrc(struct input *in, struct driver_qp *qp)
{
	static void (*const steps[])(struct input * in,
				     struct driver_qp * qp) = {
		post,	      post,	 kick,	  receive,  post_bytes,	 poll,
		spoil_record, spoil_srq, recover, post_umr, destroy_srq,
	};
	const unsigned int v = (unsigned int)input_take(in, 1);
	const unsigned int n = (v >> 1) % (sizeof(steps) / sizeof(*steps));

	/* One of them sends, and the other one's CQ gets the receives */
	steps[n](in, &qps[v & 1 && (steps[n] == recover || steps[n] == poll)
				  ? TARGET
				  : INITIATOR]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const steps[])(struct input * in,
				     struct driver_qp * qp) = {
		post,	  post,	     post,	 kick,	     kick, receive,
		receive,  post_umr,  post_bytes, post_bytes, poll, spoil_record,
		doorbell, spoil_srq, recover,	 xrc,
	};
	struct input in = {data, len};

	start();
	for (unsigned int i = 0; in.len && i < STEPS_MAX; i++) {
		const unsigned int v = (unsigned int)input_take(&in, 1);

		steps[(v >> 2) % (sizeof(steps) / sizeof(*steps))](
			&in, &qps[v % PLAIN_QPS]);
		if (host_pass(d->host, 100000, PIECES))
			abort();
	}
	check();
	connectx_stop(d);
	return 0;
}
