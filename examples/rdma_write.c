// SPDX-License-Identifier: BSD-3-Clause
/*
 * A NIC writes four floats by RDMA into tagged memory of the accelerator, which
 * adds them. One queue pair is connected to itself: InfiniBand, port 1.
 */
#include <err.h>
#include <stdio.h>
#include <unistd.h>
#include <infiniband/verbs.h>

#include <opentph/opentph.h>

#define TRY(call)  ((call) ? errx(1, "%s", tph_error()) : (void)0)
#define NEED(true) ((true) ? (void)0 : err(1, "%s", #true))

static struct ibv_cq *cq;

static struct ibv_qp *connect_self(struct ibv_context *context,
				   struct ibv_pd *pd)
{
	struct ibv_qp_init_attr init = {.send_cq = cq,
					.recv_cq = cq,
					.cap = {.max_send_wr = 2,
						.max_recv_wr = 1,
						.max_send_sge = 1,
						.max_recv_sge = 1},
					.qp_type = IBV_QPT_RC};
	struct ibv_qp_attr attr = {.qp_state = IBV_QPS_INIT,
				   .port_num = 1,
				   .qp_access_flags = IBV_ACCESS_REMOTE_WRITE |
						      IBV_ACCESS_REMOTE_READ};
	struct ibv_port_attr port;
	struct ibv_qp *qp;

	NEED(!ibv_query_port(context, 1, &port));
	NEED(qp = ibv_create_qp(pd, &init));
	NEED(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_PKEY_INDEX | IBV_QP_PORT |
				    IBV_QP_ACCESS_FLAGS));
	attr.qp_state = IBV_QPS_RTR;
	attr.path_mtu = port.active_mtu;
	attr.dest_qp_num = qp->qp_num;
	attr.max_dest_rd_atomic = 1;
	attr.min_rnr_timer = 12;
	attr.ah_attr.dlid = port.lid;
	attr.ah_attr.port_num = 1;
	NEED(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_AV | IBV_QP_PATH_MTU |
				    IBV_QP_DEST_QPN | IBV_QP_RQ_PSN |
				    IBV_QP_MAX_DEST_RD_ATOMIC |
				    IBV_QP_MIN_RNR_TIMER));
	attr.qp_state = IBV_QPS_RTS;
	attr.timeout = 14;
	attr.retry_cnt = 7;
	attr.rnr_retry = 7;
	attr.max_rd_atomic = 1;
	NEED(!ibv_modify_qp(qp, &attr,
			    IBV_QP_STATE | IBV_QP_TIMEOUT | IBV_QP_RETRY_CNT |
				    IBV_QP_RNR_RETRY | IBV_QP_SQ_PSN |
				    IBV_QP_MAX_QP_RD_ATOMIC));
	return qp;
}

static void transfer(struct ibv_qp *qp, enum ibv_wr_opcode opcode,
		     struct ibv_mr *local, const void *at,
		     struct ibv_mr *remote)
{
	struct ibv_sge sge = {
		.addr = (uintptr_t)at, .length = 16, .lkey = local->lkey};
	struct ibv_send_wr *bad, wr = {.sg_list = &sge,
				       .num_sge = 1,
				       .opcode = opcode,
				       .send_flags = IBV_SEND_SIGNALED,
				       .wr.rdma.rkey = remote->rkey};
	struct ibv_wc wc;
	int n;

	NEED(!ibv_post_send(qp, &wr, &bad));
	while ((n = ibv_poll_cq(cq, 1, &wc)) == 0)
		;
	NEED(n == 1);
	if (wc.status)
		errx(1, "%s", ibv_wc_status_str(wc.status));
}

int main(void)
{
	const struct tph_open_options options = {.bind = true};
	const struct tph_accel_entry entry = {
		.st16 = true, .st = 0x1234, .op = ACCEL_OP_ADD_F32};
	const struct tph_tag tag = {
		.st16_valid = true, .st16 = 0x1234, .required = true};
	float memory[8] = {10, 20, 30, 40}, sum[4] = {1, 2, 3, 4};
	struct tph_accel_buffer *buffer;
	struct ibv_mr *source, *target;
	struct ibv_device **devices;
	struct ibv_context *context;
	struct tph_accel *accel;
	struct ibv_pd *pd;
	struct ibv_qp *qp;
	int fd;

	TRY(tph_accel_open(NULL, &options, &accel));
	TRY(tph_accel_program(accel, &entry));
	TRY(tph_accel_enable(accel, true));
	TRY(tph_accel_alloc(accel, 0, sizeof(sum), &buffer));
	TRY(tph_accel_write(buffer, 0, sum, sizeof(sum)));
	TRY(tph_accel_export(buffer, &fd));
	TRY(tph_dmabuf_tag(tph_accel_device(accel), fd, &tag));

	NEED((devices = ibv_get_device_list(NULL)) && *devices);
	NEED(context = ibv_open_device(*devices));
	NEED(pd = ibv_alloc_pd(context));
	NEED(cq = ibv_create_cq(context, 2, NULL, NULL, 0));
	qp = connect_self(context, pd);
	NEED(source = ibv_reg_mr(pd, memory, sizeof(memory),
				 IBV_ACCESS_LOCAL_WRITE));
	NEED(target = ibv_reg_dmabuf_mr(pd, 0, 4096, 0, fd,
					IBV_ACCESS_LOCAL_WRITE |
						IBV_ACCESS_REMOTE_WRITE |
						IBV_ACCESS_REMOTE_READ));

	/*
	 * The read follows the write, so it returns after the sums are in
	 * memory.
	 */
	transfer(qp, IBV_WR_RDMA_WRITE, source, memory, target);
	transfer(qp, IBV_WR_RDMA_READ, source, memory + 4, target);
	printf("%g %g %g %g\n", memory[4], memory[5], memory[6], memory[7]);
	ibv_destroy_qp(qp);
	ibv_dereg_mr(target);
	ibv_dereg_mr(source);
	ibv_destroy_cq(cq);
	ibv_dealloc_pd(pd);
	ibv_close_device(context);
	ibv_free_device_list(devices);
	close(fd);
	tph_accel_close(accel);
	return 0;
}
