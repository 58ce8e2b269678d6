// SPDX-License-Identifier: BSD-3-Clause
/* Work requests, doorbells and completions */
#include <errno.h>

#include "harness/driver.h"

#define UNIT 64u /* of send queues */
#define SEG  16u

/* In a UAR page: MLX5_BF_OFFSET, MLX5_CQ_DOORBELL, MLX5_EQ_DOORBEL_OFFSET */
#define UAR_SQ	   0x800
#define UAR_CQ	   0x20
#define UAR_EQ_ARM 0x40
#define UAR_EQ	   0x48

#define INVALID_LKEY 0x100u /* ends a list of receive segments */

/* Doorbells are big-endian, with a release after the data they point to */
static void publish(uint8_t *dbr, unsigned int dw, uint32_t value)
{
	driver_set(dbr, dw * 4, 31, 0, value);
}

static uint64_t uar(const struct driver *d, unsigned int offset)
{
	return (uint64_t)d->uar * DRIVER_PAGE + offset;
}

/* ---- send ------------------------------------------------------------------
 */

uint16_t driver_post_raw(struct driver *d, struct driver_qp *qp,
			 const void *wqe, size_t len)
{
	const uint32_t mask = (1u << qp->log_sq) - 1;
	const uint32_t first = qp->sq_tail;

	for (size_t at = 0; at < len; at += SEG) {
		const uint32_t unit = (first + (uint32_t)(at / UNIT)) & mask;

		memcpy(qp->sq + unit * UNIT + at % UNIT,
		       (const uint8_t *)wqe + at, SEG);
	}
	memcpy(qp->last, wqe, sizeof(qp->last));
	qp->sq_tail += (uint32_t)((len + UNIT - 1) / UNIT);
	return (uint16_t)first;
}

static void control(const struct driver_qp *qp, uint8_t *wqe, unsigned int op,
		    size_t len, uint8_t flags, uint32_t imm)
{
	driver_set(wqe, 0, 31, 0, (qp->sq_tail & 0xffff) << 8 | op);
	driver_set(wqe, 4, 31, 0, qp->number << 8 | (uint32_t)(len / SEG));
	wqe[11] = flags;
	driver_set(wqe, 12, 31, 0, imm);
}

static size_t put_data(uint8_t *seg, const struct driver_sge *sge)
{
	driver_set(seg, 0, 31, 0, sge->len);
	driver_set(seg, 4, 31, 0, sge->key);
	driver_set64(seg, 8, sge->addr);
	return SEG;
}

static size_t put_inline(uint8_t *seg, const struct driver_wr *wr)
{
	driver_set(seg, 0, 31, 0, wr->inline_len | 1u << 31);
	memcpy(seg + 4, wr->inline_data, wr->inline_len);
	return (4 + wr->inline_len + SEG - 1) & ~(size_t)(SEG - 1);
}

/* struct mlx5_av with the extension bit: 48 bytes */
static size_t put_av(const struct driver *d, uint8_t *seg,
		     const struct driver_wr *wr)
{
	driver_set(seg, 0, 31, 0, wr->qkey);
	driver_set(seg, 8, 31, 0, wr->dqpn | 1u << 31);
	driver_set(seg, 12, 15, 0, d->lid);
	return 48;
}

static bool is_atomic(const struct driver_wr *wr)
{
	return wr->opcode == DRIVER_CMP_SWAP || wr->opcode == DRIVER_FETCH_ADD;
}

static bool has_remote(const struct driver_wr *wr)
{
	return wr->opcode == DRIVER_WRITE || wr->opcode == DRIVER_WRITE_IMM ||
	       wr->opcode == DRIVER_READ || is_atomic(wr);
}

uint16_t driver_post(struct driver *d, struct driver_qp *qp,
		     const struct driver_wr *wr)
{
	uint8_t wqe[DRIVER_WQE_MAX + UNIT] = {0};
	size_t len = SEG;

	if (qp->type == DRIVER_UD)
		len += put_av(d, wqe + len, wr);
	/* struct mlx5_wqe_xrc_seg */
	if (qp->type == DRIVER_XRC) {
		driver_set(wqe, len, 31, 0, wr->srqn);
		len += SEG;
	}
	if (has_remote(wr)) {
		driver_set64(wqe, len, wr->remote);
		driver_set(wqe, len + 8, 31, 0, wr->rkey);
		len += SEG;
	}
	if (is_atomic(wr)) {
		driver_set64(wqe, len, wr->swap);
		driver_set64(wqe, len + 8, wr->compare);
		len += SEG;
	}
	if (wr->inline_data)
		len += put_inline(wqe + len, wr);
	else
		for (unsigned int i = 0; i < wr->n; i++)
			len += put_data(wqe + len, &wr->sg[i]);
	control(qp, wqe, wr->opcode, len, wr->flags, wr->imm);
	return driver_post_raw(d, qp, wqe, len);
}

void driver_kick(struct driver *d, struct driver_qp *qp)
{
	publish(qp->dbr, 1, qp->sq_tail & 0xffff);
	driver_write64(d, uar(d, UAR_SQ), driver_get64(qp->last, 0));
}

/* struct mlx5_wqe_umr_ctrl_seg: 48 bytes, then the context, then the list */
uint16_t driver_post_umr(struct driver *d, struct driver_qp *qp,
			 const struct driver_umr *umr)
{
	uint8_t wqe[DRIVER_WQE_MAX + UNIT] = {0}, *ctrl = wqe + SEG;
	size_t len = SEG + 48 + 64;

	ctrl[0] = (uint8_t)umr->flags;
	driver_set(ctrl, 4, 31, 16, umr->octwords);
	driver_set(ctrl, 4, 15, 0, umr->offset & 0xffff);
	driver_set64(ctrl, 8, umr->mask);
	driver_set(ctrl, 16, 31, 0, (uint32_t)(umr->offset >> 16));
	driver_mkc(&umr->mkey, ctrl + 48);
	driver_set(ctrl + 48, 4, 7, 0, umr->key & 0xff);
	if (umr->flags & DRIVER_UMR_INLINE) {
		for (size_t i = 0; i < umr->mkey.n; i++)
			driver_set64(wqe, len + i * 8, umr->mkey.entries[i]);
		/* Inline lists are padded to 64 bytes */
		len += (umr->mkey.n * 8 + UNIT - 1) & ~(size_t)(UNIT - 1);
	} else if (umr->list.len) {
		len += put_data(wqe + len, &umr->list);
	}
	control(qp, wqe, DRIVER_OP_UMR, len, DRIVER_SIGNALED, umr->key);
	return driver_post_raw(d, qp, wqe, len);
}

/* ---- receive ---------------------------------------------------------------
 */

static void scatter(uint8_t *seg, unsigned int room,
		    const struct driver_sge *sg, unsigned int n)
{
	const struct driver_sge end = {.key = INVALID_LKEY};

	for (unsigned int i = 0; i < n; i++)
		seg += put_data(seg, &sg[i]);
	if (n < room)
		put_data(seg, &end);
}

void driver_post_receive(struct driver_qp *qp, const struct driver_sge *sg,
			 unsigned int n)
{
	const uint32_t slot = qp->rq_tail++ & ((1u << qp->log_rq) - 1);

	scatter(qp->rq + slot * qp->rq_stride, qp->rq_stride / SEG, sg, n);
	publish(qp->dbr, 0, qp->rq_tail & 0xffff);
}

void driver_post_srq(struct driver_srq *srq, const struct driver_sge *sg,
		     unsigned int n)
{
	const uint32_t slot = srq->tail++ & ((1u << srq->log_size) - 1);

	scatter(srq->ring + slot * srq->stride + SEG, srq->stride / SEG - 1, sg,
		n);
	publish(srq->dbr, 0, srq->tail & 0xffff);
}

/* ---- completions and events ------------------------------------------------
 */

bool driver_poll(struct driver_cq *cq, struct driver_cqe *ret)
{
	const uint32_t slot = cq->ci & ((1u << cq->log_size) - 1);
	/* The last 64 bytes for both sizes */
	const uint8_t *cqe = cq->ring + (slot + 1) * cq->stride - 64;
	const uint8_t own = cqe[0x3f];

	if (own >> 4 == 0xf || (own & 1) != (cq->ci >> cq->log_size & 1))
		return false;
	*ret = (struct driver_cqe){
		.opcode = own >> 4,
		.wqe_opcode = cqe[0x38],
		.index = (uint16_t)driver_get(cqe, 0x3c, 31, 16),
		.qpn = driver_get(cqe, 0x38, 23, 0),
		.bytes = driver_get(cqe, 0x2c, 31, 0),
		.imm = driver_get(cqe, 0x24, 31, 0),
		.user_index = driver_get(cqe, 0x20, 23, 0),
		.source_qpn = driver_get(cqe, 0x18, 23, 0),
	};
	if (ret->opcode >= DRIVER_CQE_REQUEST_ERROR) {
		ret->vendor = cqe[0x36];
		ret->syndrome = cqe[0x37];
	}
	cq->ci++;
	publish(cq->dbr, 0, cq->ci & 0xffffff);
	return true;
}

int driver_do(struct driver *d, struct driver_qp *qp, struct driver_cq *cq,
	      struct driver_cqe *ret)
{
	struct driver_cqe more;
	int err;

	driver_kick(d, qp);
	err = driver_run(d);
	if (err)
		return err;
	if (!driver_poll(cq, ret))
		return -ENOENT;
	return driver_poll(cq, &more) ? -EEXIST : 0;
}

void driver_arm_cq(struct driver *d, struct driver_cq *cq, bool solicited)
{
	const uint32_t dw = (cq->arms++ & 3) << 28 | (uint32_t)solicited << 24 |
			    (cq->ci & 0xffffff);

	publish(cq->dbr, 1, dw);
	driver_write64(d, uar(d, UAR_CQ), (uint64_t)dw << 32 | cq->number);
}

const uint8_t *driver_poll_eq(struct driver_eq *eq)
{
	const uint32_t slot = eq->ci & ((1u << eq->log_size) - 1);
	const uint8_t *eqe = eq->ring + slot * 64;

	if ((eqe[0x3f] & 1) != (eq->ci >> eq->log_size & 1))
		return NULL;
	eq->ci++;
	return eqe;
}

void driver_eq_doorbell(struct driver *d, const struct driver_eq *eq, bool arm)
{
	driver_write(d, uar(d, arm ? UAR_EQ_ARM : UAR_EQ),
		     eq->number << 24 | (eq->ci & 0xffffff));
}
