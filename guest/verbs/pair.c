// SPDX-License-Identifier: BSD-3-Clause
/* Two queue pairs, connected with each other on one port */
#include "guest/verbs/pair.h"

#include <errno.h>
#include <stdlib.h>

/* Retries before a work request fails (IBTA vol 1 sec 11.6.2, 9.7.5.1) */
#define ACK_TIMEOUT 14 /* 4.096 us * 2^14 = 67 ms */
#define RETRIES	    7
#define RNR_RETRIES 7  /* no limit: page faults are answered with RNR too */
#define RNR_TIMER   12 /* 0.64 ms */

static int create(struct verbs_pair *pair, struct ibv_qp **ret_qp)
{
	struct ibv_qp_init_attr init = {
		.send_cq = pair->cq,
		.recv_cq = pair->cq,
		.cap = {.max_send_wr = PAIR_DEPTH,
			.max_recv_wr = 1,
			.max_send_sge = 1,
			.max_recv_sge = 1},
		.qp_type = IBV_QPT_RC,
	};

	*ret_qp = ibv_create_qp(pair->verbs->pd, &init);
	if (!*ret_qp)
		return verbs_fail(errno, "%s: create a queue pair",
				  verbs_name(pair->verbs));
	return 0;
}

static int modify(const struct verbs *v, struct ibv_qp *qp,
		  struct ibv_qp_attr *attr, int mask)
{
	static const char *const names[] = {
		[IBV_QPS_RESET] = "reset",
		[IBV_QPS_INIT] = "initialize",
		[IBV_QPS_RTR] = "make ready to receive",
		[IBV_QPS_RTS] = "make ready to send",
	};
	int ret = ibv_modify_qp(qp, attr, mask | IBV_QP_STATE);

	if (ret)
		return verbs_fail(ret, "%s: %s queue pair %u", verbs_name(v),
				  names[attr->qp_state], qp->qp_num);
	return 0;
}

static int to_init(const struct verbs *v, struct ibv_qp *qp)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_INIT,
		.port_num = v->port,
		.qp_access_flags = IBV_ACCESS_REMOTE_WRITE |
				   IBV_ACCESS_REMOTE_READ |
				   (v->atomics ? IBV_ACCESS_REMOTE_ATOMIC : 0),
	};

	return modify(v, qp, &attr,
		      IBV_QP_PKEY_INDEX | IBV_QP_PORT | IBV_QP_ACCESS_FLAGS);
}

static int to_rtr(const struct verbs *v, struct ibv_qp *qp,
		  const struct ibv_qp *peer)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_RTR,
		.path_mtu = v->attr.active_mtu,
		.dest_qp_num = peer->qp_num,
		.max_dest_rd_atomic = v->max_reads,
		.min_rnr_timer = RNR_TIMER,
		.ah_attr = {.dlid = v->attr.lid, .port_num = v->port},
	};

	if (v->attr.link_layer == IBV_LINK_LAYER_ETHERNET) {
		attr.ah_attr.is_global = 1;
		attr.ah_attr.grh.dgid = v->gid;
		attr.ah_attr.grh.sgid_index = v->gid_index;
		attr.ah_attr.grh.hop_limit = 1;
	}
	return modify(v, qp, &attr,
		      IBV_QP_AV | IBV_QP_PATH_MTU | IBV_QP_DEST_QPN |
			      IBV_QP_RQ_PSN | IBV_QP_MAX_DEST_RD_ATOMIC |
			      IBV_QP_MIN_RNR_TIMER);
}

static int to_rts(const struct verbs *v, struct ibv_qp *qp)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_RTS,
		.timeout = ACK_TIMEOUT,
		.retry_cnt = RETRIES,
		.rnr_retry = RNR_RETRIES,
		.max_rd_atomic = v->max_reads,
	};

	return modify(v, qp, &attr,
		      IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT | IBV_QP_RNR_RETRY |
			      IBV_QP_SQ_PSN | IBV_QP_MAX_QP_RD_ATOMIC);
}

/* Both must be ready to receive before either sends */
int verbs_connect(const struct verbs *v, struct ibv_qp *qp[2])
{
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++)
		ret = to_init(v, qp[i]);
	for (int i = 0; i < 2 && !ret; i++)
		ret = to_rtr(v, qp[i], qp[!i]);
	for (int i = 0; i < 2 && !ret; i++)
		ret = to_rts(v, qp[i]);
	return ret;
}

int verbs_pair_open(struct verbs *v, struct verbs_pair **ret_pair)
{
	struct verbs_pair *pair = calloc(1, sizeof(*pair));
	int ret = 0;

	if (!pair)
		return verbs_fail(ENOMEM, "open a pair of queue pairs");
	pair->verbs = v;
	pair->cq = ibv_create_cq(v->context, 4 * PAIR_DEPTH, NULL, NULL, 0);
	if (!pair->cq)
		ret = verbs_fail(errno, "%s: create a completion queue",
				 verbs_name(v));
	else
		ret = verbs_register(v, &pair->byte, 1, NULL, &pair->scrap);
	for (int i = 0; i < 2 && !ret; i++)
		ret = create(pair, &pair->qp[i]);
	if (!ret)
		ret = verbs_connect(v, pair->qp);
	if (ret) {
		verbs_pair_close(pair);
		return ret;
	}
	*ret_pair = pair;
	return 0;
}

int verbs_pair_reset(struct verbs_pair *pair)
{
	struct ibv_qp_attr attr = {.qp_state = IBV_QPS_RESET};
	struct ibv_wc wc;
	int ret = 0;

	for (int i = 0; i < 2 && !ret; i++)
		ret = modify(pair->verbs, pair->qp[i], &attr, 0);
	while (ibv_poll_cq(pair->cq, 1, &wc) > 0)
		;
	return ret ? ret : verbs_connect(pair->verbs, pair->qp);
}

void verbs_pair_close(struct verbs_pair *pair)
{
	if (!pair)
		return;
	for (int i = 0; i < 2; i++)
		if (pair->qp[i])
			ibv_destroy_qp(pair->qp[i]);
	verbs_deregister(&pair->scrap);
	if (pair->cq)
		ibv_destroy_cq(pair->cq);
	free(pair);
}
