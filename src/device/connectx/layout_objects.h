/* SPDX-License-Identifier: BSD-3-Clause */
/* Fields of contexts, of commands on them, and of events; see layout.h */
#ifndef DEVICE_CONNECTX_LAYOUT_OBJECTS_H
#define DEVICE_CONNECTX_LAYOUT_OBJECTS_H

/* clang-format off */

/* Event queues; entries are struct mlx5_eqe of linux/mlx5/device.h */
#define CX_LAYOUT_EQ(F) \
	F(CX_EQC_STATUS, eqc, status, 0x00, 31, 28) \
	F(CX_EQC_OI, eqc, oi, 0x00, 17, 17) \
	F(CX_EQC_ST, eqc, st, 0x00, 11, 8) \
	F(CX_EQC_PAGE_OFFSET, eqc, page_offset, 0x08, 11, 6) \
	F(CX_EQC_LOG_SIZE, eqc, log_eq_size, 0x0c, 28, 24) \
	F(CX_EQC_UAR, eqc, uar_page, 0x0c, 23, 0) \
	F(CX_EQC_INTR, eqc, intr, 0x14, 11, 0) \
	F(CX_EQC_LOG_PAGE_SIZE, eqc, log_page_size, 0x18, 28, 24) \
	F(CX_EQC_CONSUMER, eqc, consumer_counter, 0x28, 23, 0) \
	F(CX_EQC_PRODUCER, eqc, producer_counter, 0x2c, 23, 0) \
	F(CX_EQ_BITMASK, create_eq_in, event_bitmask, 0x58, 63, 0) \
	F(CX_CREATE_EQN, create_eq_out, eq_number, 0x08, 7, 0) \
	F(CX_DESTROY_EQN, destroy_eq_in, eq_number, 0x08, 7, 0) \
	F(CX_QUERY_EQN, query_eq_in, eq_number, 0x08, 7, 0) \
	F(CX_EQE_TYPE, mlx5_eqe, type, 0x00, 23, 16) \
	F(CX_EQE_SUBTYPE, mlx5_eqe, sub_type, 0x00, 7, 0) \
	F(CX_EQE_CMD_VECTOR, mlx5_eqe, data.cmd.vector, 0x20, 31, 0) \
	F(CX_EQE_COMP_CQN, mlx5_eqe, data.comp.cqn, 0x38, 31, 0) \
	F(CX_EQE_OWNER, mlx5_eqe, owner, 0x3c, 7, 0)

/* Memory key context */
#define CX_LAYOUT_MKC(F) \
	F(CX_MKC_FREE, mkc, free, 0x00, 30, 30) \
	F(CX_MKC_MODE_HIGH, mkc, access_mode_4_2, 0x00, 28, 26) \
	F(CX_MKC_RO_WRITE, mkc, relaxed_ordering_write, 0x00, 18, 18) \
	F(CX_MKC_SMALL_FENCE, mkc, small_fence_on_rdma_read_response, \
	  0x00, 16, 16) \
	F(CX_MKC_UMR_EN, mkc, umr_en, 0x00, 15, 15) \
	F(CX_MKC_A, mkc, a, 0x00, 14, 14) \
	F(CX_MKC_RW, mkc, rw, 0x00, 13, 13) \
	F(CX_MKC_RR, mkc, rr, 0x00, 12, 12) \
	F(CX_MKC_LW, mkc, lw, 0x00, 11, 11) \
	F(CX_MKC_LR, mkc, lr, 0x00, 10, 10) \
	F(CX_MKC_MODE_LOW, mkc, access_mode_1_0, 0x00, 9, 8) \
	F(CX_MKC_QPN, mkc, qpn, 0x04, 31, 8) \
	F(CX_MKC_VARIANT, mkc, mkey_7_0, 0x04, 7, 0) \
	F(CX_MKC_LENGTH64, mkc, length64, 0x0c, 31, 31) \
	F(CX_MKC_BSF_EN, mkc, bsf_en, 0x0c, 30, 30) \
	F(CX_MKC_EN_RINVAL, mkc, en_rinval, 0x0c, 24, 24) \
	F(CX_MKC_PD, mkc, pd, 0x0c, 23, 0) \
	F(CX_MKC_START, mkc, start_addr, 0x10, 63, 0) \
	F(CX_MKC_LEN, mkc, len, 0x18, 63, 0) \
	F(CX_MKC_OCTWORDS, mkc, translations_octword_size, 0x34, 31, 0) \
	F(CX_MKC_RO_READ, mkc, relaxed_ordering_read, 0x38, 6, 6) \
	F(CX_MKC_LOG_PAGE_SIZE, mkc, log_page_size, 0x38, 5, 0) \
	F(CX_MKC_TPH_EN, mkc, pcie_tph_en, 0x3c, 26, 26) \
	F(CX_MKC_TPH_PH, mkc, pcie_tph_ph, 0x3c, 25, 24) \
	F(CX_MKC_TPH_INDEX, mkc, pcie_tph_steering_tag_index, 0x3c, 23, 16)

/* Memory key commands */
#define CX_LAYOUT_MKEY(F) \
	F(CX_CREATE_MKEY_PG_ACCESS, create_mkey_in, pg_access, 0x0c, 31, 31) \
	F(CX_CREATE_MKEY_UMEM, create_mkey_in, mkey_umem_valid, 0x0c, 30, 30) \
	F(CX_CREATE_MKEY_DIRECT, create_mkey_in, data_direct, 0x0c, 29, 29) \
	F(CX_CREATE_MKEY_OCTWORDS, create_mkey_in, \
	  translations_octword_actual_size, 0x60, 31, 0) \
	F(CX_CREATE_MKEY_INDEX, create_mkey_out, mkey_index, 0x08, 23, 0) \
	F(CX_DESTROY_MKEY_INDEX, destroy_mkey_in, mkey_index, 0x08, 23, 0) \
	F(CX_QUERY_MKEY_INDEX, query_mkey_in, mkey_index, 0x08, 23, 0)

/* Protection and XRC domains */
#define CX_LAYOUT_PD(F) \
	F(CX_ALLOC_PD, alloc_pd_out, pd, 0x08, 23, 0) \
	F(CX_DEALLOC_PD, dealloc_pd_in, pd, 0x08, 23, 0) \
	F(CX_ALLOC_XRCD, alloc_xrcd_out, xrcd, 0x08, 23, 0) \
	F(CX_DEALLOC_XRCD, dealloc_xrcd_in, xrcd, 0x08, 23, 0)

/* Completion queues */
#define CX_LAYOUT_CQ(F) \
	F(CX_CQC_STATUS, cqc, status, 0x00, 31, 28) \
	F(CX_CQC_DBR_UMEM, cqc, dbr_umem_valid, 0x00, 25, 25) \
	F(CX_CQC_CQE_SIZE, cqc, cqe_sz, 0x00, 23, 21) \
	F(CX_CQC_OI, cqc, oi, 0x00, 17, 17) \
	F(CX_CQC_COMPRESSION, cqc, cqe_comp_en, 0x00, 14, 14) \
	F(CX_CQC_ST, cqc, st, 0x00, 11, 8) \
	F(CX_CQC_PAGE_OFFSET, cqc, page_offset, 0x08, 11, 6) \
	F(CX_CQC_LOG_SIZE, cqc, log_cq_size, 0x0c, 28, 24) \
	F(CX_CQC_UAR, cqc, uar_page, 0x0c, 23, 0) \
	F(CX_CQC_PERIOD, cqc, cq_period, 0x10, 27, 16) \
	F(CX_CQC_MAX_COUNT, cqc, cq_max_count, 0x10, 15, 0) \
	F(CX_CQC_EQN, cqc, c_eqn_or_apu_element, 0x14, 31, 0) \
	F(CX_CQC_LOG_PAGE_SIZE, cqc, log_page_size, 0x18, 28, 24) \
	F(CX_CQC_NOTIFIED, cqc, last_notified_index, 0x20, 23, 0) \
	F(CX_CQC_SOLICITED, cqc, last_solicit_index, 0x24, 23, 0) \
	F(CX_CQC_CONSUMER, cqc, consumer_counter, 0x28, 23, 0) \
	F(CX_CQC_PRODUCER, cqc, producer_counter, 0x2c, 23, 0) \
	F(CX_CQC_DBR, cqc, dbr_addr, 0x38, 63, 0) \
	F(CX_CREATE_CQ_UMEM, create_cq_in, cq_umem_valid, 0x5c, 31, 31) \
	F(CX_CREATE_CQN, create_cq_out, cqn, 0x08, 23, 0) \
	F(CX_DESTROY_CQN, destroy_cq_in, cqn, 0x08, 23, 0) \
	F(CX_QUERY_CQN, query_cq_in, cqn, 0x08, 23, 0) \
	F(CX_MODIFY_CQN, modify_cq_in, cqn, 0x08, 23, 0) \
	F(CX_MODIFY_CQ_SELECT, modify_cq_in, \
	  modify_field_select_resize_field_select, 0x0c, 31, 0) \
	F(CX_EQE_CQ_ERR_CQN, mlx5_eqe, data.cq_err.cqn, 0x20, 31, 0) \
	F(CX_EQE_CQ_ERR_SYNDROME, mlx5_eqe, data.cq_err.syndrome, \
	  0x28, 7, 0)

/* Shared receive queues. An XRC SRQ's context extends the SRQ context of ISSI 0
 * (set_srqc() of drivers/infiniband/hw/mlx5/srq_cmd.c). */
#define CX_LAYOUT_SRQ(F) \
	F(CX_XRC_SRQC_STATE, srqc, state, 0x00, 31, 28) \
	F(CX_XRC_SRQC_LOG_SIZE, srqc, log_srq_size, 0x00, 27, 24) \
	F(CX_XRC_SRQC_SIGNATURE, srqc, wq_signature, 0x04, 31, 31) \
	F(CX_XRC_SRQC_CYCLIC, xrc_srqc, basic_cyclic_rcv_wqe, 0x04, 27, 27) \
	F(CX_XRC_SRQC_LOG_STRIDE, srqc, log_rq_stride, 0x04, 26, 24) \
	F(CX_XRC_SRQC_XRCD, srqc, xrcd, 0x04, 23, 0) \
	F(CX_XRC_SRQC_PAGE_OFFSET, srqc, page_offset, 0x08, 31, 26) \
	F(CX_XRC_SRQC_DBR_UMEM, xrc_srqc, dbr_umem_valid, 0x08, 24, 24) \
	F(CX_XRC_SRQC_CQN, srqc, cqn, 0x08, 23, 0) \
	F(CX_XRC_SRQC_INDEX_IS_NUMBER, xrc_srqc, user_index_equal_xrc_srqn, \
	  0x10, 31, 31) \
	F(CX_XRC_SRQC_LOG_PAGE_SIZE, srqc, log_page_size, 0x10, 29, 24) \
	F(CX_XRC_SRQC_USER_INDEX, xrc_srqc, user_index, 0x10, 23, 0) \
	F(CX_XRC_SRQC_PD, srqc, pd, 0x18, 23, 0) \
	F(CX_XRC_SRQC_LWM, srqc, lwm, 0x1c, 31, 16) \
	F(CX_XRC_SRQC_COUNT, srqc, wqe_cnt, 0x1c, 15, 0) \
	F(CX_XRC_SRQC_DBR, srqc, dbr_addr, 0x28, 63, 0) \
	F(CX_CREATE_XRC_SRQ_UMEM, create_xrc_srq_in, xrc_srq_umem_valid, \
	  0x5c, 31, 31) \
	F(CX_CREATE_XRC_SRQN, create_xrc_srq_out, xrc_srqn, 0x08, 23, 0) \
	F(CX_DESTROY_XRC_SRQN, destroy_xrc_srq_in, xrc_srqn, 0x08, 23, 0) \
	F(CX_QUERY_XRC_SRQN, query_xrc_srq_in, xrc_srqn, 0x08, 23, 0) \
	F(CX_ARM_XRC_SRQN, arm_xrc_srq_in, xrc_srqn, 0x08, 23, 0) \
	F(CX_ARM_LWM, arm_xrc_srq_in, lwm, 0x0c, 15, 0) \
	F(CX_RMPC_STATE, rmpc, state, 0x00, 23, 20) \
	F(CX_RMPC_CYCLIC, rmpc, basic_cyclic_rcv_wqe, 0x04, 31, 31) \
	F(CX_RMPC_WQ_TYPE, rmpc, wq.wq_type, 0x30, 31, 28) \
	F(CX_RMPC_SIGNATURE, rmpc, wq.wq_signature, 0x30, 27, 27) \
	F(CX_RMPC_PAGE_OFFSET, rmpc, wq.page_offset, 0x34, 20, 16) \
	F(CX_RMPC_LWM, rmpc, wq.lwm, 0x34, 15, 0) \
	F(CX_RMPC_PD, rmpc, wq.pd, 0x38, 23, 0) \
	F(CX_RMPC_DBR, rmpc, wq.dbr_addr, 0x40, 63, 0) \
	F(CX_RMPC_HW_COUNTER, rmpc, wq.hw_counter, 0x48, 31, 0) \
	F(CX_RMPC_SW_COUNTER, rmpc, wq.sw_counter, 0x4c, 31, 0) \
	F(CX_RMPC_LOG_STRIDE, rmpc, wq.log_wq_stride, 0x50, 19, 16) \
	F(CX_RMPC_LOG_PAGE_SIZE, rmpc, wq.log_wq_pg_sz, 0x50, 12, 8) \
	F(CX_RMPC_LOG_SIZE, rmpc, wq.log_wq_sz, 0x50, 4, 0) \
	F(CX_RMPC_DBR_UMEM, rmpc, wq.dbr_umem_valid, 0x54, 31, 31) \
	F(CX_RMPC_WQ_UMEM, rmpc, wq.wq_umem_valid, 0x54, 30, 30) \
	F(CX_CREATE_RMPN, create_rmp_out, rmpn, 0x08, 23, 0) \
	F(CX_MODIFY_RMPN, modify_rmp_in, rmpn, 0x08, 23, 0) \
	F(CX_MODIFY_RMP_STATE, modify_rmp_in, rmp_state, 0x08, 31, 28) \
	F(CX_MODIFY_RMP_LWM, modify_rmp_in, bitmask.lwm, 0x14, 0, 0) \
	F(CX_DESTROY_RMPN, destroy_rmp_in, rmpn, 0x08, 23, 0) \
	F(CX_QUERY_RMPN, query_rmp_in, rmpn, 0x08, 23, 0) \
	F(CX_SRQ_NEXT, mlx5_wqe_srq_next_seg, next_wqe_index, 0x00, 15, 0)

/* Queue pairs */
#define CX_LAYOUT_QP(F) \
	F(CX_QPC_STATE, qpc, state, 0x00, 31, 28) \
	F(CX_QPC_LAG_PORT, qpc, lag_tx_port_affinity, 0x00, 27, 24) \
	F(CX_QPC_ST, qpc, st, 0x00, 23, 16) \
	F(CX_QPC_PM_STATE, qpc, pm_state, 0x00, 12, 11) \
	F(CX_QPC_SIGNATURE, qpc, wq_signature, 0x04, 31, 31) \
	F(CX_QPC_PD, qpc, pd, 0x04, 23, 0) \
	F(CX_QPC_MTU, qpc, mtu, 0x08, 31, 29) \
	F(CX_QPC_LOG_MSG_MAX, qpc, log_msg_max, 0x08, 28, 24) \
	F(CX_QPC_LOG_RQ_SIZE, qpc, log_rq_size, 0x08, 22, 19) \
	F(CX_QPC_LOG_RQ_STRIDE, qpc, log_rq_stride, 0x08, 18, 16) \
	F(CX_QPC_NO_SQ, qpc, no_sq, 0x08, 15, 15) \
	F(CX_QPC_LOG_SQ_SIZE, qpc, log_sq_size, 0x08, 14, 11) \
	F(CX_QPC_RLKY, qpc, rlky, 0x08, 4, 4) \
	F(CX_QPC_COUNTER_SET, qpc, counter_set_id, 0x0c, 31, 24) \
	F(CX_QPC_UAR, qpc, uar_page, 0x0c, 23, 0) \
	F(CX_QPC_USER_INDEX, qpc, user_index, 0x10, 23, 0) \
	F(CX_QPC_LOG_PAGE_SIZE, qpc, log_page_size, 0x14, 28, 24) \
	F(CX_QPC_REMOTE_QPN, qpc, remote_qpn, 0x14, 23, 0) \
	F(CX_QPC_PKEY_INDEX, qpc, primary_address_path.pkey_index, \
	  0x18, 15, 0) \
	F(CX_QPC_GRH, qpc, primary_address_path.grh, 0x1c, 23, 23) \
	F(CX_QPC_MLID, qpc, primary_address_path.mlid, 0x1c, 22, 16) \
	F(CX_QPC_RLID, qpc, primary_address_path.rlid, 0x1c, 15, 0) \
	F(CX_QPC_ACK_TIMEOUT, qpc, primary_address_path.ack_timeout, \
	  0x20, 31, 27) \
	F(CX_QPC_SGID_INDEX, qpc, primary_address_path.src_addr_index, \
	  0x20, 23, 16) \
	F(CX_QPC_STAT_RATE, qpc, primary_address_path.stat_rate, 0x20, 11, 8) \
	F(CX_QPC_HOP_LIMIT, qpc, primary_address_path.hop_limit, 0x20, 7, 0) \
	F(CX_QPC_TCLASS, qpc, primary_address_path.tclass, 0x24, 27, 20) \
	F(CX_QPC_FLOW_LABEL, qpc, primary_address_path.flow_label, \
	  0x24, 19, 0) \
	F(CX_QPC_RGID, qpc, primary_address_path.rgid_rip, 0x28, 31, 24) \
	F(CX_QPC_SL, qpc, primary_address_path.sl, 0x3c, 27, 24) \
	F(CX_QPC_PORT, qpc, primary_address_path.vhca_port_num, 0x3c, 23, 16) \
	F(CX_QPC_LOG_ACK_REQ_FREQ, qpc, log_ack_req_freq, 0x70, 31, 28) \
	F(CX_QPC_LOG_SRA_MAX, qpc, log_sra_max, 0x70, 23, 21) \
	F(CX_QPC_RETRY_COUNT, qpc, retry_count, 0x70, 18, 16) \
	F(CX_QPC_RNR_RETRY, qpc, rnr_retry, 0x70, 15, 13) \
	F(CX_QPC_FRE, qpc, fre, 0x70, 11, 11) \
	F(CX_QPC_NEXT_SEND_PSN, qpc, next_send_psn, 0x78, 23, 0) \
	F(CX_QPC_CQN_SND, qpc, cqn_snd, 0x7c, 23, 0) \
	F(CX_QPC_DETH_SQPN, qpc, deth_sqpn, 0x80, 23, 0) \
	F(CX_QPC_LAST_ACKED_PSN, qpc, last_acked_psn, 0x88, 23, 0) \
	F(CX_QPC_LOG_RRA_MAX, qpc, log_rra_max, 0x90, 23, 21) \
	F(CX_QPC_ATOMIC_MODE, qpc, atomic_mode, 0x90, 19, 16) \
	F(CX_QPC_RRE, qpc, rre, 0x90, 15, 15) \
	F(CX_QPC_RWE, qpc, rwe, 0x90, 14, 14) \
	F(CX_QPC_RAE, qpc, rae, 0x90, 13, 13) \
	F(CX_QPC_PAGE_OFFSET, qpc, page_offset, 0x90, 11, 6) \
	F(CX_QPC_MIN_RNR_NAK, qpc, min_rnr_nak, 0x94, 28, 24) \
	F(CX_QPC_NEXT_RCV_PSN, qpc, next_rcv_psn, 0x94, 23, 0) \
	F(CX_QPC_XRCD, qpc, xrcd, 0x98, 23, 0) \
	F(CX_QPC_CQN_RCV, qpc, cqn_rcv, 0x9c, 23, 0) \
	F(CX_QPC_DBR, qpc, dbr_addr, 0xa0, 63, 0) \
	F(CX_QPC_Q_KEY, qpc, q_key, 0xa8, 31, 0) \
	F(CX_QPC_RQ_TYPE, qpc, rq_type, 0xac, 26, 24) \
	F(CX_QPC_SRQN, qpc, srqn_rmpn_xrqn, 0xac, 23, 0) \
	F(CX_QPC_HW_SQ, qpc, hw_sq_wqebb_counter, 0xb4, 31, 16) \
	F(CX_QPC_SW_SQ, qpc, sw_sq_wqebb_counter, 0xb4, 15, 0) \
	F(CX_QPC_HW_RQ, qpc, hw_rq_counter, 0xb8, 31, 0) \
	F(CX_QPC_CS_REQ, qpc, cs_req, 0xc4, 15, 8) \
	F(CX_QPC_CS_RES, qpc, cs_res, 0xc4, 7, 0) \
	F(CX_QPC_DBR_UMEM, qpc, dbr_umem_valid, 0xd0, 28, 28) \
	F(CX_CREATE_QP_UMEM, create_qp_in, wq_umem_valid, 0x10c, 31, 31) \
	F(CX_CREATE_QPN, create_qp_out, qpn, 0x08, 23, 0) \
	F(CX_DESTROY_QPN, destroy_qp_in, qpn, 0x08, 23, 0) \
	F(CX_QUERY_QPN, query_qp_in, qpn, 0x08, 23, 0) \
	F(CX_MODIFY_QPN, rst2init_qp_in, qpn, 0x08, 23, 0) \
	F(CX_MODIFY_QP_OPT, rst2init_qp_in, opt_param_mask, 0x10, 31, 0) \
	F(CX_EQE_QP_TYPE, mlx5_eqe, data.qp_srq.type, 0x34, 31, 24) \
	F(CX_EQE_QP_NUMBER, mlx5_eqe, data.qp_srq.qp_srq_n, \
	  0x38, 31, 0)

/* clang-format on */

#endif /* DEVICE_CONNECTX_LAYOUT_OBJECTS_H */
