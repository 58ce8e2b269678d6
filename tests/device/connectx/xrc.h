/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An XRC initiator and target, with SRQs of two protection domains. Queue pairs
 * are as mlx5_ib makes them: create_xrc_tgt_qp() and IB_QPT_XRC_INI of
 * drivers/infiniband/hw/mlx5/qp.c.
 */
#ifndef TESTS_DEVICE_CONNECTX_XRC_H
#define TESTS_DEVICE_CONNECTX_XRC_H

#include "tests/device/connectx/rig.h"

#define PAGE 4096u
#define LEN  (3 * PAGE)

#define TO_RESET    0x50a
#define DESTROY_XRC 0x706

#define INVAL_REQ  0x10
#define ACCESS	   0x11
#define LAST_WQE   0x13
#define SRQ_LIMIT  0x14
#define PAGE_FAULT 0x0c

#define SRQS	 2
#define N(array) (sizeof(array) / sizeof(*(array)))

enum {
	BAD_PARAM = 0x3,
	BAD_RESOURCE = 0x5,
	BUSY = 0x6,
};

extern const uint32_t xrc_user_index[SRQS];

/**
 * struct xrc - an initiator and a target
 * @tgt_pd:	domain of the target, without objects of the application
 * @xrcd:	domain; @other: another one
 * @none:	SRQ that the queue pairs' contexts name
 * @srq, @cq:	the application's, in @d->pd and in @second_pd
 * @memory:	pages that all keys are for
 * @keys:	in the domain of each SRQ; @tgt_key: in the target's
 */
struct xrc {
	struct rig *rig;
	struct driver *d;
	struct driver_eq eq;
	uint32_t tgt_pd, second_pd, ini_pd, xrcd, other;
	struct driver_cq none_cq, ini_cq, cq[SRQS];
	struct driver_srq none, srq[SRQS];
	struct driver_qp ini, tgt;
	uint8_t *memory;
	uint64_t at;
	uint32_t keys[SRQS], tgt_key, ini_key;
	struct driver_path path;
};

uint32_t xrc_make_key(struct xrc *w, uint32_t pd);
void xrc_make_srq(struct xrc *w, uint32_t pd, uint32_t xrcd,
		  const struct driver_cq *cq, uint32_t index,
		  struct driver_srq *srq);
void xrc_open(struct xrc *w, struct rig *rig);

/* A new connection, after the old one has failed */
void xrc_reconnect(struct xrc *w);

/* Return: the initiator's only completion */
struct driver_cqe xrc_request(struct xrc *w, const struct driver_wr *wr);
void xrc_expect_event(struct xrc *w, unsigned int type, uint32_t number);
void xrc_post(struct xrc *w, unsigned int i, uint32_t key, uint64_t at,
	      uint32_t len);

/* Return: SRQ @i's only completion; there must be no other of receives */
struct driver_cqe xrc_received(struct xrc *w, unsigned int i);

#endif /* TESTS_DEVICE_CONNECTX_XRC_H */
