// SPDX-License-Identifier: BSD-3-Clause
/*
 * The device's error completions as libibverbs shows them: each case has two
 * queue pairs of its own, makes one mistake, and prints both sides' statuses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <infiniband/verbs.h>

#define LEN 8192

struct side {
	struct ibv_cq *cq;
	struct ibv_qp *qp;
	struct ibv_mr *mr;
	char *memory;
};

static struct ibv_context *context;
static struct ibv_pd *pd;
static uint16_t lid;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void create(struct side *side, int access)
{
	struct ibv_qp_init_attr attr = {
		.cap = {.max_send_wr = 8,
			.max_recv_wr = 8,
			.max_send_sge = 1,
			.max_recv_sge = 1},
		.qp_type = IBV_QPT_RC,
	};

	side->memory = aligned_alloc(4096, LEN);
	memset(side->memory, 0, LEN);
	side->cq = ibv_create_cq(context, 32, NULL, NULL, 0);
	attr.send_cq = attr.recv_cq = side->cq;
	side->mr = ibv_reg_mr(pd, side->memory, LEN, access);
	side->qp = side->cq ? ibv_create_qp(pd, &attr) : NULL;
	if (!side->mr || !side->qp)
		die("objects");
}

static void ready(struct side *side, uint32_t remote, int access)
{
	struct ibv_qp_attr attr = {
		.qp_state = IBV_QPS_INIT,
		.port_num = 1,
		.qp_access_flags = access,
	};

	if (ibv_modify_qp(side->qp, &attr,
			  IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT |
				  IBV_QP_ACCESS_FLAGS))
		die("INIT");
	attr = (struct ibv_qp_attr){
		.qp_state = IBV_QPS_RTR,
		.path_mtu = IBV_MTU_1024,
		.dest_qp_num = remote,
		.ah_attr = {.dlid = lid, .port_num = 1},
		.max_dest_rd_atomic = 1,
		.min_rnr_timer = 5,
	};
	if (ibv_modify_qp(side->qp, &attr,
			  IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU |
				  IBV_QP_DEST_QPN | IBV_QP_RQ_PSN |
				  IBV_QP_MAX_DEST_RD_ATOMIC |
				  IBV_QP_MIN_RNR_TIMER))
		die("RTR");
	attr = (struct ibv_qp_attr){
		.qp_state = IBV_QPS_RTS,
		.timeout = 8,
		.retry_cnt = 2,
		.rnr_retry = 2,
		.max_rd_atomic = 1,
	};
	if (ibv_modify_qp(side->qp, &attr,
			  IBV_QP_STATE | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT |
				  IBV_QP_RNR_RETRY | IBV_QP_SQ_PSN |
				  IBV_QP_MAX_QP_RD_ATOMIC))
		die("RTS");
}

/* The next completion within a second */
static const char *poll(struct side *side)
{
	const time_t end = time(NULL) + 2;
	struct ibv_wc wc;

	while (time(NULL) < end)
		if (ibv_poll_cq(side->cq, 1, &wc) > 0)
			return ibv_wc_status_str(wc.status);
	return "nothing";
}

static void receive(struct side *side, uint32_t len)
{
	struct ibv_sge sge = {(uintptr_t)side->memory, len, side->mr->lkey};
	struct ibv_recv_wr wr = {.sg_list = &sge, .num_sge = 1}, *bad;

	if (ibv_post_recv(side->qp, &wr, &bad))
		die("receive");
}

/* The fault of a case */
struct wrong {
	const char *name;
	enum ibv_wr_opcode opcode;
	int access;  /* of the responder's queue pair and key */
	int receive; /* bytes, -1: not posted */
	int lkey, rkey, beyond, state;
};

#define ALL                                                 \
	(IBV_ACCESS_LOCAL_WRITE | IBV_ACCESS_REMOTE_WRITE | \
	 IBV_ACCESS_REMOTE_READ)

static const struct wrong cases[] = {
	{"right", IBV_WR_SEND, ALL, LEN, 0, 0, 0, 0},
	{"lkey", IBV_WR_RDMA_WRITE, ALL, -1, 1, 0, 0, 0},
	{"rkey", IBV_WR_RDMA_WRITE, ALL, -1, 0, 1, 0, 0},
	{"range", IBV_WR_RDMA_READ, ALL, -1, 0, 0, 1, 0},
	{"right-to-write", IBV_WR_RDMA_WRITE, IBV_ACCESS_LOCAL_WRITE, -1, 0, 0,
	 0, 0},
	{"no-receive", IBV_WR_SEND, ALL, -1, 0, 0, 0, 0},
	{"short-receive", IBV_WR_SEND, ALL, 100, 0, 0, 0, 0},
	{"no-answer", IBV_WR_RDMA_WRITE, ALL, -1, 0, 0, 0, 1},
};

static void run(const struct wrong *w)
{
	struct side a, b;
	struct ibv_sge sge = {.length = LEN};
	struct ibv_send_wr wr =
				   {
					   .opcode = w->opcode,
					   .sg_list = &sge,
					   .num_sge = 1,
					   .send_flags = IBV_SEND_SIGNALED,
				   },
			   *bad;

	create(&a, ALL);
	create(&b, w->access);
	ready(&a, b.qp->qp_num, ALL);
	ready(&b, a.qp->qp_num, w->access);
	if (w->receive >= 0)
		receive(&b, w->receive);
	receive(&a, LEN);
	if (w->state) {
		struct ibv_qp_attr attr = {.qp_state = IBV_QPS_ERR};

		if (ibv_modify_qp(b.qp, &attr, IBV_QP_STATE))
			die("ERR");
	}
	sge.addr = (uintptr_t)a.memory;
	sge.lkey = a.mr->lkey ^ w->lkey;
	wr.wr.rdma.remote_addr = (uintptr_t)b.memory + w->beyond;
	wr.wr.rdma.rkey = b.mr->rkey ^ w->rkey;
	if (ibv_post_send(a.qp, &wr, &bad))
		die("send");
	printf("%s: %s", w->name, poll(&a));
	if (w->receive >= 0)
		printf(" / %s", poll(&b));
	else
		printf(" / %s", poll(&a)); /* the receive, flushed */
	printf("\n");
	ibv_destroy_qp(a.qp);
	ibv_destroy_qp(b.qp);
	ibv_dereg_mr(a.mr);
	ibv_dereg_mr(b.mr);
	ibv_destroy_cq(a.cq);
	ibv_destroy_cq(b.cq);
	free(a.memory);
	free(b.memory);
}

int main(void)
{
	struct ibv_device **list = ibv_get_device_list(NULL);
	struct ibv_port_attr port;

	context = list && *list ? ibv_open_device(*list) : NULL;
	if (!context || ibv_query_port(context, 1, &port))
		die("device");
	lid = port.lid;
	pd = ibv_alloc_pd(context);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		run(&cases[i]);
	return 0;
}
