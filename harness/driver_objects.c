// SPDX-License-Identifier: BSD-3-Clause
/* Protection domains, memory keys, event, completion and work queues */
#include <errno.h>

#include "harness/driver.h"

#define CREATE_MKEY    0x200
#define DESTROY_MKEY   0x202
#define CREATE_EQ      0x301
#define CREATE_CQ      0x400
#define CREATE_QP      0x500
#define RST2INIT       0x502
#define INIT2RTR       0x503
#define RTR2RTS	       0x504
#define TO_RESET       0x50a
#define CREATE_XRC_SRQ 0x705
#define CREATE_RMP     0x90c
#define ALLOC_PD       0x800

#define PAS	  0x110 /* of the commands that create queues and keys */
#define MTTS_MAX  (DRIVER_OUT_MAX - PAS)
#define LOG_PAGE  12
#define LOG_DBR	  6
#define QPC	  0x18 /* in commands of QPs */
#define PATH	  0x18 /* primary_address_path in the context */
#define QUEUE_MAX 0x200

static int create(struct driver *d, unsigned int opcode, uint8_t *in,
		  size_t len, uint32_t *ret_number)
{
	uint8_t out[16];
	int ret;

	driver_set(in, 0, 31, 16, opcode);
	ret = driver_command(d, in, len, out, sizeof(out));
	if (!ret)
		*ret_number = driver_get(out, 8, 23, 0);
	return ret;
}

int driver_create_pd(struct driver *d, uint32_t *ret_pd)
{
	return driver_simple(d, ALLOC_PD, 0, 0, 0, ret_pd);
}

/* ---- memory keys -----------------------------------------------------------
 */

void driver_mkc(const struct driver_mkey *mkey, void *mkc)
{
	memset(mkc, 0, 64);
	driver_set(mkc, 0x00, 30, 30, mkey->free);
	driver_set(mkc, 0x00, 28, 26, mkey->mode >> 2);
	driver_set(mkc, 0x00, 15, 15, mkey->umr_en);
	driver_set(mkc, 0x00, 14, 10, mkey->access >> 10);
	driver_set(mkc, 0x00, 9, 8, mkey->mode & 3);
	driver_set(mkc, 0x04, 31, 8, 0xffffff);
	driver_set(mkc, 0x04, 7, 0, mkey->variant);
	driver_set(mkc, 0x0c, 31, 31, mkey->length64);
	driver_set(mkc, 0x0c, 24, 24, mkey->en_rinval);
	driver_set(mkc, 0x0c, 23, 0, mkey->pd);
	driver_set64(mkc, 0x10, mkey->start);
	driver_set64(mkc, 0x18, mkey->len);
	driver_set(mkc, 0x34, 31, 0,
		   mkey->octwords ? mkey->octwords
				  : (uint32_t)(mkey->n + 1) / 2);
	driver_set(mkc, 0x38, 5, 0, mkey->log_page_size);
	driver_set(mkc, 0x3c, 26, 26, mkey->tph);
	driver_set(mkc, 0x3c, 25, 24, mkey->ph);
	driver_set(mkc, 0x3c, 23, 16, mkey->index);
}

int driver_create_mkey(struct driver *d, const struct driver_mkey *mkey,
		       uint32_t *ret_key)
{
	static uint8_t in[PAS + MTTS_MAX];
	const size_t list = (mkey->n * 8 + 15) & ~15ul;
	uint32_t index;
	int ret;

	if (list > MTTS_MAX)
		return -EINVAL;
	memset(in, 0, PAS + list);
	driver_set(in, 0x0c, 31, 31, mkey->pg_access);
	driver_mkc(mkey, in + 0x10);
	driver_set(in, 0x60, 31, 0, (uint32_t)(mkey->n + 1) / 2);
	for (size_t i = 0; i < mkey->n; i++)
		driver_set64(in, PAS + i * 8, mkey->entries[i]);
	ret = create(d, CREATE_MKEY, in, PAS + list, &index);
	if (!ret)
		*ret_key = index << 8 | mkey->variant;
	return ret;
}

int driver_destroy_mkey(struct driver *d, uint32_t key)
{
	return driver_simple(d, DESTROY_MKEY, 0, key >> 8, 0, NULL);
}

int driver_reg(struct driver *d, uint64_t addr, uint64_t len, uint32_t access,
	       uint32_t *ret_key)
{
	static uint64_t mtts[MTTS_MAX / 8];
	const uint64_t first = addr >> LOG_PAGE;
	struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = d->pd,
		.access = access,
		.start = addr,
		.len = len,
		.log_page_size = LOG_PAGE,
		.entries = mtts,
		.n = (len ? (addr + len - 1) >> LOG_PAGE : first) - first + 1,
	};

	if (mkey.n > MTTS_MAX / 8)
		return -EINVAL;
	for (size_t i = 0; i < mkey.n; i++)
		mtts[i] = (first + i) << LOG_PAGE | DRIVER_MTT_RW;
	return driver_create_mkey(d, &mkey, ret_key);
}

int driver_reg_pa(struct driver *d, uint32_t pd, uint32_t *ret_key)
{
	const struct driver_mkey mkey = {
		.mode = DRIVER_PA,
		.pd = pd,
		.access = DRIVER_LOCAL_READ | DRIVER_LOCAL_WRITE,
		.length64 = true,
	};

	return driver_create_mkey(d, &mkey, ret_key);
}

/* ---- queues ----------------------------------------------------------------
 */

/*
 * Allocate a ring and put its pages into a command; a ring of many pages is
 * passed as fewer, larger pages, by its natural alignment. Return: the ring or
 * NULL.
 */
static uint8_t *ring(struct driver *d, uint8_t *in, size_t size,
		     uint64_t *ret_at, unsigned int *ret_log_page,
		     size_t *ret_pas)
{
	unsigned int log_page = LOG_PAGE;
	uint8_t *mem;
	size_t pages;

	if (size < DRIVER_PAGE)
		size = DRIVER_PAGE;
	while (size >> log_page > (QUEUE_MAX - PAS) / 8)
		log_page++;
	pages = (size + (1ul << log_page) - 1) >> log_page;
	*ret_log_page = log_page - LOG_PAGE;
	*ret_pas = pages * 8;
	mem = driver_alloc(d, size, 1ul << log_page, ret_at);
	for (size_t i = 0; mem && i < pages; i++)
		driver_set64(in, PAS + i * 8, *ret_at + (i << log_page));
	return mem;
}

static uint8_t *record(struct driver *d, uint64_t *ret_at)
{
	return driver_alloc(d, 8, 1u << LOG_DBR, ret_at);
}

int driver_create_eq(struct driver *d, unsigned int log_size,
		     unsigned int vector, uint64_t events, struct driver_eq *eq)
{
	uint8_t in[QUEUE_MAX] = {0};
	unsigned int log_page;
	size_t pas;

	*eq = (struct driver_eq){.log_size = log_size};
	eq->ring = ring(d, in, 64ul << log_size, &eq->at, &log_page, &pas);
	if (!eq->ring)
		return -ENOMEM;
	for (size_t i = 0; i < 1ul << log_size; i++)
		eq->ring[i * 64 + 63] = 1;
	driver_set(in, 0x1c, 28, 24, log_size);
	driver_set(in, 0x1c, 23, 0, d->uar);
	driver_set(in, 0x24, 11, 0, vector);
	driver_set(in, 0x28, 28, 24, log_page);
	driver_set64(in, 0x58, events);
	return create(d, CREATE_EQ, in, PAS + pas, &eq->number);
}

int driver_create_cq(struct driver *d, unsigned int log_size,
		     unsigned int stride, const struct driver_eq *eq,
		     struct driver_cq *cq)
{
	uint8_t in[QUEUE_MAX] = {0};
	unsigned int log_page;
	size_t pas;

	*cq = (struct driver_cq){.log_size = log_size, .stride = stride};
	cq->ring = ring(d, in, (size_t)stride << log_size, &cq->at, &log_page,
			&pas);
	cq->dbr = record(d, &cq->dbr_at);
	if (!cq->ring || !cq->dbr)
		return -ENOMEM;
	/* MLX5_CQE_INVALID */
	for (size_t i = 1; i <= 1ul << log_size; i++)
		cq->ring[i * stride - 1] = 0xf0;
	driver_set(in, 0x10, 23, 21, stride == 128);
	driver_set(in, 0x1c, 28, 24, log_size);
	driver_set(in, 0x1c, 23, 0, d->uar);
	driver_set(in, 0x24, 31, 0, eq ? eq->number : d->eq.number);
	driver_set(in, 0x28, 28, 24, log_page);
	driver_set64(in, 0x48, cq->dbr_at);
	return create(d, CREATE_CQ, in, PAS + pas, &cq->number);
}

/* Allocate memory of an SRQ; @in: filled by ring() */
static int srq_memory(struct driver *d, unsigned int log_size,
		      unsigned int log_stride, struct driver_srq *srq,
		      uint8_t *in, unsigned int *ret_log_page, size_t *ret_pas)
{
	*srq = (struct driver_srq){
		.log_size = log_size,
		.stride = 1u << log_stride,
	};
	srq->ring = ring(d, in, (size_t)srq->stride << log_size, &srq->at,
			 ret_log_page, ret_pas);
	srq->dbr = record(d, &srq->dbr_at);
	if (!srq->ring || !srq->dbr)
		return -ENOMEM;
	/* next_wqe_index: link each entry to the next */
	for (uint32_t i = 0; i < 1u << log_size; i++)
		driver_set(srq->ring + i * srq->stride, 0, 15, 0,
			   (i + 1) & ((1u << log_size) - 1));
	return 0;
}

/* rmpc at 0x20, its wq at 0x50 */
int driver_create_srq(struct driver *d, unsigned int log_size,
		      unsigned int log_stride, struct driver_srq *srq)
{
	uint8_t in[QUEUE_MAX] = {0};
	unsigned int log_page;
	size_t pas;

	if (srq_memory(d, log_size, log_stride, srq, in, &log_page, &pas))
		return -ENOMEM;
	driver_set(in, 0x20, 23, 20, 1); /* MLX5_RMPC_STATE_RDY */
	driver_set(in, 0x58, 23, 0, d->pd);
	driver_set64(in, 0x60, srq->dbr_at);
	driver_set(in, 0x70, 19, 16, log_stride);
	driver_set(in, 0x70, 12, 8, log_page);
	driver_set(in, 0x70, 4, 0, log_size);
	return create(d, CREATE_RMP, in, PAS + pas, &srq->number);
}

int driver_create_xrc_srq(struct driver *d, unsigned int log_size,
			  unsigned int log_stride, const struct driver_xrc *xrc,
			  struct driver_srq *srq)
{
	uint8_t in[QUEUE_MAX] = {0};
	unsigned int log_page;
	size_t pas;

	if (srq_memory(d, log_size, log_stride, srq, in, &log_page, &pas))
		return -ENOMEM;
	driver_set(in, 0x10, 27, 24, log_size);
	driver_set(in, 0x14, 26, 24, log_stride - 4);
	driver_set(in, 0x14, 23, 0, xrc->xrcd);
	driver_set(in, 0x18, 23, 0, xrc->cq->number);
	driver_set(in, 0x20, 31, 31, xrc->index_is_number);
	driver_set(in, 0x20, 29, 24, log_page);
	driver_set(in, 0x20, 23, 0, xrc->user_index);
	driver_set(in, 0x28, 23, 0, xrc->pd ? xrc->pd : d->pd);
	driver_set64(in, 0x38, srq->dbr_at);
	return create(d, CREATE_XRC_SRQ, in, PAS + pas, &srq->number);
}

/* ---- queue pairs -----------------------------------------------------------
 */

/* MLX5_RES_..: rq_type 0 own queue, 1 SRQ, 3 no queue */
static unsigned int rq_type(const struct driver_qp_attr *attr)
{
	return attr->srq ? 1 : attr->no_rq || attr->type == DRIVER_XRC ? 3 : 0;
}

static void fill_qpc(const struct driver *d, const struct driver_qp_attr *attr,
		     const struct driver_qp *qp, uint8_t *qpc)
{
	const struct driver_cq *rcq = attr->rcq ? attr->rcq : attr->scq;

	driver_set(qpc, 0x00, 23, 16, attr->type);
	driver_set(qpc, 0x00, 12, 11, 3); /* migrated, as the driver has it */
	driver_set(qpc, 0x04, 23, 0, attr->pd ? attr->pd : d->pd);
	if (!rq_type(attr)) {
		driver_set(qpc, 0x08, 22, 19, qp->log_rq);
		driver_set(qpc, 0x08, 18, 16,
			   (unsigned int)__builtin_ctz(qp->rq_stride) - 4);
	}
	driver_set(qpc, 0x08, 15, 15, attr->no_sq);
	driver_set(qpc, 0x08, 14, 11, attr->no_sq ? 0 : qp->log_sq);
	if (attr->type == DRIVER_UMR) /* as all queue pairs of the kernel */
		driver_set(qpc, 0x08, 4, 4, 1);
	driver_set(qpc, 0x70, 11, 11, attr->fre || attr->type == DRIVER_UMR);
	driver_set(qpc, 0x0c, 23, 0, attr->no_sq ? 0 : d->uar);
	driver_set(qpc, 0x10, 23, 0, attr->user_index);
	if (attr->scq)
		driver_set(qpc, 0x7c, 23, 0, attr->scq->number);
	if (rcq)
		driver_set(qpc, 0x9c, 23, 0, rcq->number);
	driver_set64(qpc, 0xa0, qp->dbr_at);
	driver_set(qpc, 0xac, 26, 24, rq_type(attr));
	if (attr->srq)
		driver_set(qpc, 0xac, 23, 0, attr->srq->number);
	driver_set(qpc, 0x98, 23, 0, attr->xrcd);
}

int driver_create_qp(struct driver *d, const struct driver_qp_attr *attr,
		     struct driver_qp *qp)
{
	uint8_t in[QUEUE_MAX] = {0};
	size_t rq_bytes = 0, pas;
	unsigned int log_page;

	*qp = (struct driver_qp){
		.type = attr->type,
		.log_sq = attr->log_sq ? attr->log_sq : 6,
		.log_rq = attr->log_rq ? attr->log_rq : 4,
		.rq_stride = 1u << (attr->log_stride ? attr->log_stride : 6),
	};
	if (!rq_type(attr))
		rq_bytes = (size_t)qp->rq_stride << qp->log_rq;
	/* Receive queue first */
	qp->rq = ring(d, in, rq_bytes + (64ul << qp->log_sq), &qp->rq_at,
		      &log_page, &pas);
	qp->dbr = record(d, &qp->dbr_at);
	if (!qp->rq || !qp->dbr)
		return -ENOMEM;
	qp->sq = qp->rq + rq_bytes;
	qp->sq_at = qp->rq_at + rq_bytes;
	fill_qpc(d, attr, qp, in + QPC);
	driver_set(in + QPC, 0x14, 28, 24, log_page);
	return create(d, CREATE_QP, in, PAS + pas, &qp->number);
}

const struct driver_path driver_path_default = {
	.mtu = 5,
	.retries = 7,
	.rnr_retries = 7,
	.timeout = 14,
	.rnr_timer = 12,
	.log_reads = 4,
	.access = DRIVER_REMOTE_READ | DRIVER_REMOTE_WRITE | DRIVER_ATOMIC,
	.qkey = 0x11111111,
};

/* MLX5_QP_OPTPAR_* */
#define OPT_ACCESS 0x0e /* RRE, RAE, RWE */
#define OPT_RWE	   0x08
#define OPT_PKEY   0x10
#define OPT_QKEY   0x20
#define OPT_RNR	   0x40

/*
 * Requested bits that are allowed: opt_mask of drivers/infiniband/hw/mlx5/qp.c
 */
static uint32_t optional(const struct driver_qp *qp, unsigned int opcode)
{
	static const struct {
		enum driver_qp_type type;
		uint32_t rtr, rts;
	} masks[] = {
		{DRIVER_RC, OPT_ACCESS | OPT_PKEY, OPT_ACCESS | OPT_RNR},
		{DRIVER_XRC, OPT_ACCESS | OPT_PKEY, OPT_ACCESS | OPT_RNR},
		{DRIVER_UC, OPT_RWE | OPT_PKEY, OPT_RWE},
		{DRIVER_UD, OPT_PKEY | OPT_QKEY, OPT_QKEY},
	};

	for (size_t i = 0; i < sizeof(masks) / sizeof(*masks); i++)
		if (masks[i].type == qp->type)
			return opcode == INIT2RTR  ? masks[i].rtr
			       : opcode == RTR2RTS ? masks[i].rts
						   : 0;
	return 0;
}

int driver_qp_modify(struct driver *d, struct driver_qp *qp,
		     unsigned int opcode, const struct driver_path *path)
{
	uint8_t in[PAS] = {0}, out[16], *qpc = in + QPC;
	int ret;

	driver_set(in, 0, 31, 16, opcode);
	driver_set(in, 8, 23, 0, qp->number);
	if (path) {
		driver_set(in, 0x10, 31, 0, optional(qp, opcode));
		driver_set(qpc, 0x00, 23, 16, qp->type);
		driver_set(qpc, 0x00, 12, 11, 3);
		driver_set(qpc, 0x08, 31, 29, path->mtu);
		driver_set(qpc, 0x08, 28, 24, 30);
		driver_set(qpc, 0x14, 23, 0, path->remote);
		driver_set(qpc, PATH + 0x04, 15, 0, d->lid);
		driver_set(qpc, PATH + 0x08, 31, 27, path->timeout);
		driver_set(qpc, PATH + 0x24, 23, 16, 1);
		driver_set(qpc, 0x70, 31, 28, 8); /* MLX5_IB_ACK_REQ_FREQ */
		driver_set(qpc, 0x70, 23, 21, path->log_reads);
		driver_set(qpc, 0x70, 18, 16, path->retries);
		driver_set(qpc, 0x70, 15, 13, path->rnr_retries);
		driver_set(qpc, 0x78, 23, 0, path->psn_send);
		driver_set(qpc, 0x90, 23, 21, path->log_reads);
		driver_set(qpc, 0x90, 19, 16,
			   path->access & DRIVER_ATOMIC ? 1 : 0);
		driver_set(qpc, 0x90, 15, 15,
			   !!(path->access & DRIVER_REMOTE_READ));
		driver_set(qpc, 0x90, 14, 14,
			   !!(path->access & DRIVER_REMOTE_WRITE));
		driver_set(qpc, 0x90, 13, 13, !!(path->access & DRIVER_ATOMIC));
		driver_set(qpc, 0x94, 28, 24, path->rnr_timer);
		driver_set(qpc, 0x94, 23, 0, path->psn_receive);
		driver_set64(qpc, 0xa0, qp->dbr_at);
		driver_set(qpc, 0xa8, 31, 0, path->qkey);
	}
	ret = driver_command(d, in, sizeof(in), out, sizeof(out));
	/* The queues are then empty: __mlx5_ib_modify_qp() */
	if (!ret && opcode == TO_RESET) {
		memset(qp->dbr, 0, 8);
		qp->sq_tail = qp->rq_tail = 0;
	}
	return ret;
}

int driver_qp_ready(struct driver *d, struct driver_qp *qp,
		    const struct driver_path *path)
{
	struct driver_path itself = driver_path_default;
	int ret;

	itself.remote = qp->number;
	if (!path)
		path = &itself;
	ret = driver_qp_modify(d, qp, RST2INIT, path);
	if (!ret)
		ret = driver_qp_modify(d, qp, INIT2RTR, path);
	if (!ret)
		ret = driver_qp_modify(d, qp, RTR2RTS, path);
	return ret;
}

int driver_qp_connect(struct driver *d, struct driver_qp *a,
		      struct driver_qp *b, const struct driver_path *path)
{
	struct driver_path to = path ? *path : driver_path_default;
	int ret;

	to.remote = b->number;
	ret = driver_qp_ready(d, a, &to);
	to.remote = a->number;
	to.psn_send = path ? path->psn_receive : 0;
	to.psn_receive = path ? path->psn_send : 0;
	return ret ? ret : driver_qp_ready(d, b, &to);
}
