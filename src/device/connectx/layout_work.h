/* SPDX-License-Identifier: BSD-3-Clause */
/* Fields of work requests, completions and page faults; see layout.h */
#ifndef DEVICE_CONNECTX_LAYOUT_WORK_H
#define DEVICE_CONNECTX_LAYOUT_WORK_H

/* clang-format off */

/* Send work requests: struct mlx5_wqe_*_seg, mlx5_av of linux/mlx5/qp.h */
#define CX_LAYOUT_WQE(F) \
	F(CX_CTRL_OPMOD, mlx5_wqe_ctrl_seg, opmod_idx_opcode, 0x00, 31, 24) \
	F(CX_CTRL_INDEX, mlx5_wqe_ctrl_seg, opmod_idx_opcode, 0x00, 23, 8) \
	F(CX_CTRL_OPCODE, mlx5_wqe_ctrl_seg, opmod_idx_opcode, 0x00, 7, 0) \
	F(CX_CTRL_QPN, mlx5_wqe_ctrl_seg, qpn_ds, 0x04, 31, 8) \
	F(CX_CTRL_DS, mlx5_wqe_ctrl_seg, qpn_ds, 0x04, 5, 0) \
	F(CX_CTRL_CE, mlx5_wqe_ctrl_seg, fm_ce_se, 0x08, 3, 2) \
	F(CX_CTRL_SE, mlx5_wqe_ctrl_seg, fm_ce_se, 0x08, 1, 1) \
	F(CX_CTRL_IMM, mlx5_wqe_ctrl_seg, imm, 0x0c, 31, 0) \
	F(CX_XRC_SRQN, mlx5_wqe_xrc_seg, xrc_srqn, 0x00, 31, 0) \
	F(CX_RADDR_ADDR, mlx5_wqe_raddr_seg, raddr, 0x00, 63, 0) \
	F(CX_RADDR_KEY, mlx5_wqe_raddr_seg, rkey, 0x08, 31, 0) \
	F(CX_ATOMIC_SWAP_ADD, mlx5_wqe_atomic_seg, swap_add, 0x00, 63, 0) \
	F(CX_ATOMIC_COMPARE, mlx5_wqe_atomic_seg, compare, 0x08, 63, 0) \
	F(CX_DATA_INLINE, mlx5_wqe_data_seg, byte_count, 0x00, 31, 31) \
	F(CX_DATA_COUNT, mlx5_wqe_data_seg, byte_count, 0x00, 30, 0) \
	F(CX_DATA_KEY, mlx5_wqe_data_seg, lkey, 0x04, 31, 0) \
	F(CX_DATA_ADDR, mlx5_wqe_data_seg, addr, 0x08, 63, 0) \
	F(CX_AV_QKEY, mlx5_av, key, 0x00, 31, 0) \
	F(CX_AV_EXTENDED, mlx5_av, dqp_dct, 0x08, 31, 31) \
	F(CX_AV_DQPN, mlx5_av, dqp_dct, 0x08, 23, 0) \
	F(CX_AV_SL, mlx5_av, stat_rate_sl, 0x0c, 27, 24) \
	F(CX_AV_MLID, mlx5_av, fl_mlid, 0x0c, 22, 16) \
	F(CX_AV_RLID, mlx5_av, rlid, 0x0c, 15, 0) \
	F(CX_AV_TCLASS, mlx5_av, tclass, 0x18, 15, 8) \
	F(CX_AV_HOP_LIMIT, mlx5_av, hop_limit, 0x18, 7, 0) \
	F(CX_AV_GRH, mlx5_av, grh_gid_fl, 0x1c, 30, 30) \
	F(CX_AV_SGID_INDEX, mlx5_av, grh_gid_fl, 0x1c, 27, 20) \
	F(CX_AV_FLOW_LABEL, mlx5_av, grh_gid_fl, 0x1c, 19, 0) \
	F(CX_AV_DGID_HIGH, mlx5_av, rgid, 0x20, 63, 0) \
	F(CX_AV_DGID_LOW, mlx5_av, rgid, 0x28, 63, 0)

/* Completions: struct mlx5_cqe64, mlx5_err_cqe of linux/mlx5/device.h */
#define CX_LAYOUT_CQE(F) \
	F(CX_CQE_ML_PATH, mlx5_cqe64, ml_path, 0x10, 23, 16) \
	F(CX_CQE_SLID, mlx5_cqe64, slid, 0x14, 15, 0) \
	F(CX_CQE_GRH, mlx5_cqe64, flags_rqpn, 0x18, 29, 28) \
	F(CX_CQE_SL, mlx5_cqe64, flags_rqpn, 0x18, 27, 24) \
	F(CX_CQE_RQPN, mlx5_cqe64, flags_rqpn, 0x18, 23, 0) \
	F(CX_CQE_SRQN, mlx5_cqe64, srqn, 0x20, 31, 0) \
	F(CX_CQE_IMM, mlx5_cqe64, immediate, 0x24, 31, 0) \
	F(CX_CQE_BYTES, mlx5_cqe64, byte_cnt, 0x2c, 31, 0) \
	F(CX_CQE_TIME_HIGH, mlx5_cqe64, timestamp_h, 0x30, 31, 0) \
	F(CX_CQE_TIME_LOW, mlx5_cqe64, timestamp_l, 0x34, 31, 0) \
	F(CX_CQE_VENDOR, mlx5_err_cqe, vendor_err_synd, 0x34, 15, 8) \
	F(CX_CQE_SYNDROME, mlx5_err_cqe, syndrome, 0x34, 7, 0) \
	F(CX_CQE_SEND_OPCODE, mlx5_cqe64, sop_drop_qpn, 0x38, 31, 24) \
	F(CX_CQE_QPN, mlx5_cqe64, sop_drop_qpn, 0x38, 23, 0) \
	F(CX_CQE_WQE_COUNTER, mlx5_cqe64, wqe_counter, 0x3c, 31, 16) \
	F(CX_CQE_OP_OWN, mlx5_cqe64, op_own, 0x3c, 7, 0)

/* Page faults by memory address, and their end */
#define CX_LAYOUT_FAULT(F) \
	F(CX_FAULT_FLAGS, mlx5_eqe_page_fault, memory.flags, 0x00, 31, 24) \
	F(CX_FAULT_TOKEN_HIGH, mlx5_eqe_page_fault, memory.token47_32, \
	  0x04, 15, 0) \
	F(CX_FAULT_TOKEN_LOW, mlx5_eqe_page_fault, memory.token31_0, \
	  0x08, 31, 0) \
	F(CX_FAULT_PAGES, mlx5_eqe_page_fault, memory.demand_fault_pages, \
	  0x0c, 31, 12) \
	F(CX_FAULT_KEY, mlx5_eqe_page_fault, memory.mkey, 0x10, 31, 0) \
	F(CX_FAULT_VA, mlx5_eqe_page_fault, memory.va, 0x14, 63, 0) \
	F(CX_RESUME_ERROR, page_fault_resume_in, \
	  page_fault_info.mem_page_fault_info.error, 0x08, 31, 31) \
	F(CX_RESUME_TOKEN_HIGH, page_fault_resume_in, \
	  page_fault_info.mem_page_fault_info.fault_token_47_32, 0x08, 15, 0) \
	F(CX_RESUME_TOKEN_LOW, page_fault_resume_in, \
	  page_fault_info.mem_page_fault_info.fault_token_31_0, 0x0c, 31, 0)

/* UMR work requests: struct mlx5_wqe_umr_ctrl_seg of linux/mlx5/qp.h */
#define CX_LAYOUT_UMR(F) \
	F(CX_UMR_FLAGS, mlx5_wqe_umr_ctrl_seg, flags, 0x00, 31, 24) \
	F(CX_UMR_OCTWORDS, mlx5_wqe_umr_ctrl_seg, xlt_octowords, 0x04, 31, 16) \
	F(CX_UMR_OFFSET, mlx5_wqe_umr_ctrl_seg, xlt_offset, 0x04, 15, 0) \
	F(CX_UMR_MASK, mlx5_wqe_umr_ctrl_seg, mkey_mask, 0x08, 63, 0) \
	F(CX_UMR_OFFSET_HIGH, mlx5_wqe_umr_ctrl_seg, xlt_offset_47_16, \
	  0x10, 31, 0) \
	F(CX_MTT, mlx5_mtt, ptag, 0x00, 63, 0) \
	F(CX_KLM_COUNT, mlx5_klm, bcount, 0x00, 31, 0) \
	F(CX_KLM_KEY, mlx5_klm, key, 0x04, 31, 0) \
	F(CX_KLM_ADDR, mlx5_klm, va, 0x08, 63, 0)

/* clang-format on */

#endif /* DEVICE_CONNECTX_LAYOUT_WORK_H */
