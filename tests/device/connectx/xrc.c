// SPDX-License-Identifier: BSD-3-Clause
#include "tests/device/connectx/xrc.h"

#define ALLOC_XRCD 0x80e

#define EVENTS                                                   \
	(1ull << INVAL_REQ | 1ull << ACCESS | 1ull << LAST_WQE | \
	 1ull << SRQ_LIMIT | 1ull << PAGE_FAULT)

const uint32_t xrc_user_index[SRQS] = {0x123456, 0x654321};

uint32_t xrc_make_key(struct xrc *w, uint32_t pd)
{
	const uint64_t pages[LEN / PAGE] = {
		w->at | DRIVER_MTT_RW,
		(w->at + PAGE) | DRIVER_MTT_RW,
		(w->at + 2 * PAGE) | DRIVER_MTT_RW,
	};
	const struct driver_mkey mkey = {
		.mode = DRIVER_MTT,
		.pd = pd,
		.access = DRIVER_ALL,
		.len = LEN,
		.log_page_size = 12,
		.entries = pages,
		.n = N(pages),
		.pg_access = true,
		.en_rinval = true,
	};
	uint32_t key;

	assert_int_equal(driver_create_mkey(w->d, &mkey, &key), 0);
	return key;
}

void xrc_make_srq(struct xrc *w, uint32_t pd, uint32_t xrcd,
		  const struct driver_cq *cq, uint32_t index,
		  struct driver_srq *srq)
{
	const struct driver_xrc xrc = {pd, xrcd, cq, index, false};

	assert_int_equal(driver_create_xrc_srq(w->d, 4, 6, &xrc, srq), 0);
}

static void make_qps(struct xrc *w)
{
	const struct driver_qp_attr ini = {
		.type = DRIVER_XRC,
		.pd = w->ini_pd,
		.scq = &w->ini_cq,
		.rcq = &w->none_cq,
		.srq = &w->none,
		.xrcd = w->other,
		.user_index = 0x111111,
	};
	const struct driver_qp_attr tgt = {
		.type = DRIVER_XRC,
		.pd = w->tgt_pd,
		.scq = &w->none_cq,
		.srq = &w->none,
		.xrcd = w->xrcd,
		.no_sq = true,
		.user_index = 0x222222,
	};

	assert_int_equal(driver_create_qp(w->d, &ini, &w->ini), 0);
	assert_int_equal(driver_create_qp(w->d, &tgt, &w->tgt), 0);
	assert_int_equal(driver_qp_connect(w->d, &w->ini, &w->tgt, &w->path),
			 0);
}

void xrc_open(struct xrc *w, struct rig *rig)
{
	struct driver *d = rig->d;

	*w = (struct xrc){.rig = rig, .d = d, .path = driver_path_default};
	w->path.retries = w->path.rnr_retries = w->path.rnr_timer = 1;
	w->path.timeout = 10;
	assert_int_equal(driver_create_eq(d, 6, 3, EVENTS, &w->eq), 0);
	assert_int_equal(driver_create_pd(d, &w->tgt_pd), 0);
	assert_int_equal(driver_create_pd(d, &w->second_pd), 0);
	assert_int_equal(driver_create_pd(d, &w->ini_pd), 0);
	assert_int_equal(driver_simple(d, ALLOC_XRCD, 0, 0, 0, &w->xrcd), 0);
	assert_int_equal(driver_simple(d, ALLOC_XRCD, 0, 0, 0, &w->other), 0);
	assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->none_cq), 0);
	assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->ini_cq), 0);
	xrc_make_srq(w, w->tgt_pd, w->other, &w->none_cq, 0, &w->none);
	w->memory = driver_alloc(d, LEN, PAGE, &w->at);
	assert_non_null(w->memory);
	for (unsigned int i = 0; i < SRQS; i++) {
		const uint32_t pd = i ? w->second_pd : d->pd;

		assert_int_equal(driver_create_cq(d, 6, 64, NULL, &w->cq[i]),
				 0);
		xrc_make_srq(w, pd, w->xrcd, &w->cq[i], xrc_user_index[i],
			     &w->srq[i]);
		w->keys[i] = xrc_make_key(w, pd);
	}
	w->tgt_key = xrc_make_key(w, w->tgt_pd);
	w->ini_key = xrc_make_key(w, w->ini_pd);
	make_qps(w);
}

void xrc_reconnect(struct xrc *w)
{
	assert_int_equal(driver_qp_modify(w->d, &w->ini, TO_RESET, NULL), 0);
	assert_int_equal(driver_qp_modify(w->d, &w->tgt, TO_RESET, NULL), 0);
	assert_int_equal(driver_qp_connect(w->d, &w->ini, &w->tgt, &w->path),
			 0);
	while (driver_poll_eq(&w->eq))
		;
}

struct driver_cqe xrc_request(struct xrc *w, const struct driver_wr *wr)
{
	struct driver_wr signaled = *wr;
	struct driver_cqe cqe;

	signaled.flags |= DRIVER_SIGNALED;
	driver_post(w->d, &w->ini, &signaled);
	assert_int_equal(driver_do(w->d, &w->ini, &w->ini_cq, &cqe), 0);
	assert_int_equal(cqe.qpn, w->ini.number);
	assert_int_equal(cqe.user_index, 0x111111);
	return cqe;
}

void xrc_expect_event(struct xrc *w, unsigned int type, uint32_t number)
{
	const uint8_t *eqe = driver_poll_eq(&w->eq);

	assert_non_null(eqe);
	assert_int_equal(eqe[1], type);
	assert_int_equal(driver_get(eqe, 0x38, 23, 0), number);
}

void xrc_post(struct xrc *w, unsigned int i, uint32_t key, uint64_t at,
	      uint32_t len)
{
	const struct driver_sge sge = {at, len, key};

	driver_post_srq(&w->srq[i], &sge, 1);
}

struct driver_cqe xrc_received(struct xrc *w, unsigned int i)
{
	struct driver_cqe cqe, more;

	assert_true(driver_poll(&w->cq[i], &cqe));
	assert_int_equal(cqe.qpn, w->tgt.number);
	assert_int_equal(cqe.user_index, xrc_user_index[i]);
	for (unsigned int j = 0; j < SRQS; j++)
		assert_false(driver_poll(&w->cq[j], &more));
	assert_false(driver_poll(&w->none_cq, &more));
	return cqe;
}
