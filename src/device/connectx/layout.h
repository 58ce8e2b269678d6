/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every field of the device's structures that the model reads or writes.
 *
 * A row is F(name, structure, field, offset, msb, lsb): structure and field are
 * those of the kernel's include/linux/mlx5, with which tests/host/layout.sh
 * compares the numbers. The offset counts from the start of the structure.
 */
#ifndef DEVICE_CONNECTX_LAYOUT_H
#define DEVICE_CONNECTX_LAYOUT_H

/* clang-format off */

#include "device/connectx/field.h"

/* Headers of all commands */
#define CX_LAYOUT_COMMAND(F) \
	F(CX_IN_OPCODE, mbox_in, opcode, 0x00, 31, 16) \
	F(CX_IN_UID, mbox_in, uid, 0x00, 15, 0) \
	F(CX_IN_OP_MOD, mbox_in, op_mod, 0x04, 15, 0) \
	F(CX_OUT_STATUS, mbox_out, status, 0x00, 31, 24) \
	F(CX_OUT_SYNDROME, mbox_out, syndrome, 0x04, 31, 0)

/* Entry of the command queue: struct mlx5_cmd_layout of linux/mlx5/device.h */
#define CX_LAYOUT_CMD(F) \
	F(CX_CMD_TYPE, mlx5_cmd_layout, type, 0x00, 31, 24) \
	F(CX_CMD_RSVD0, mlx5_cmd_layout, rsvd0, 0x00, 23, 0) \
	F(CX_CMD_INLEN, mlx5_cmd_layout, inlen, 0x04, 31, 0) \
	F(CX_CMD_IN_PTR, mlx5_cmd_layout, in_ptr, 0x08, 63, 0) \
	F(CX_CMD_OUT_PTR, mlx5_cmd_layout, out_ptr, 0x30, 63, 0) \
	F(CX_CMD_OUTLEN, mlx5_cmd_layout, outlen, 0x38, 31, 0) \
	F(CX_CMD_TOKEN, mlx5_cmd_layout, token, 0x3c, 31, 24) \
	F(CX_CMD_RSVD1, mlx5_cmd_layout, rsvd1, 0x3c, 15, 8) \
	F(CX_CMD_STATUS_OWN, mlx5_cmd_layout, status_own, 0x3c, 7, 0)

/* Mailbox block: struct mlx5_cmd_prot_block of linux/mlx5/device.h */
#define CX_LAYOUT_BLOCK(F) \
	F(CX_BLOCK_NEXT, mlx5_cmd_prot_block, next, 0x230, 63, 0) \
	F(CX_BLOCK_NUM, mlx5_cmd_prot_block, block_num, 0x238, 31, 0) \
	F(CX_BLOCK_TOKEN, mlx5_cmd_prot_block, token, 0x23c, 23, 16)

/* Commands that concern the whole device */
#define CX_LAYOUT_HCA(F) \
	F(CX_ENABLE_HCA_FUNCTION, enable_hca_in, function_id, 0x08, 15, 0) \
	F(CX_ENABLE_HCA_EMBEDDED, enable_hca_in, embedded_cpu_function, \
	  0x08, 31, 31) \
	F(CX_TEARDOWN_PROFILE, teardown_hca_in, profile, 0x08, 15, 0) \
	F(CX_ISSI_CURRENT, query_issi_out, current_issi, 0x08, 15, 0) \
	F(CX_ISSI_SUPPORTED, query_issi_out, supported_issi_dw0, 0x6c, 31, 0) \
	F(CX_SET_ISSI, set_issi_in, current_issi, 0x08, 15, 0) \
	F(CX_PAGES_FUNCTION, query_pages_in, function_id, 0x08, 15, 0) \
	F(CX_PAGES_NUM, query_pages_out, num_pages, 0x0c, 31, 0) \
	F(CX_MANAGE_PAGES_NUM, manage_pages_in, input_num_entries, 0x0c, 31, 0) \
	F(CX_CAP_OTHER, query_hca_cap_in, other_function, 0x08, 31, 31) \
	F(CX_ADAPTER_VENDOR, query_adapter_param_block, ieee_vendor_id, \
	  0x18, 23, 0) \
	F(CX_ADAPTER_VSD_VENDOR, query_adapter_param_block, vsd_vendor_id, \
	  0x1c, 15, 0) \
	F(CX_ALLOC_UAR, alloc_uar_out, uar, 0x08, 23, 0) \
	F(CX_DEALLOC_UAR, dealloc_uar_in, uar, 0x08, 23, 0)

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

/* Capabilities of the device (linux/mlx5/mlx5_ifc.h) */
#define CX_LAYOUT_CAP(F) \
	F(CX_CAP_PAGE_REQUEST_DISABLE, cmd_hca_cap, page_request_disable, \
	  0x00, 25, 25) \
	F(CX_CAP_LOG_SRQ_SIZE, cmd_hca_cap, log_max_srq_sz, 0x10, 31, 24) \
	F(CX_CAP_LOG_QP_SIZE, cmd_hca_cap, log_max_qp_sz, 0x10, 23, 16) \
	F(CX_CAP_LOG_MAX_QP, cmd_hca_cap, log_max_qp, 0x10, 4, 0) \
	F(CX_CAP_LOG_MAX_SRQ, cmd_hca_cap, log_max_srq, 0x14, 20, 16) \
	F(CX_CAP_LOG_CQ_SIZE, cmd_hca_cap, log_max_cq_sz, 0x18, 23, 16) \
	F(CX_CAP_LOG_MAX_CQ, cmd_hca_cap, log_max_cq, 0x18, 4, 0) \
	F(CX_CAP_LOG_EQ_SIZE, cmd_hca_cap, log_max_eq_sz, 0x1c, 31, 24) \
	F(CX_CAP_LOG_MAX_MKEY, cmd_hca_cap, log_max_mkey, 0x1c, 21, 16) \
	F(CX_CAP_LOG_MAX_EQ, cmd_hca_cap, log_max_eq, 0x1c, 3, 0) \
	F(CX_CAP_UMR_EXTENDED, cmd_hca_cap, umr_extended_translation_offset, \
	  0x20, 7, 7) \
	F(CX_CAP_LOG_MAX_KLM_LIST_SIZE, cmd_hca_cap, log_max_klm_list_size, \
	  0x20, 5, 0) \
	F(CX_CAP_LOG_MAX_RA_REQ_QP, cmd_hca_cap, log_max_ra_req_qp, \
	  0x28, 21, 16) \
	F(CX_CAP_LOG_MAX_RA_RES_QP, cmd_hca_cap, log_max_ra_res_qp, \
	  0x28, 5, 0) \
	F(CX_CAP_GID_TABLE_SIZE, cmd_hca_cap, gid_table_size, 0x2c, 15, 0) \
	F(CX_CAP_PKEY_TABLE_SIZE, cmd_hca_cap, pkey_table_size, 0x30, 15, 0) \
	F(CX_CAP_VPORT_COUNTERS, cmd_hca_cap, vport_counters, 0x30, 30, 30) \
	F(CX_CAP_IB_VIRT, cmd_hca_cap, ib_virt, 0x34, 29, 29) \
	F(CX_CAP_MCAM_REG, cmd_hca_cap, mcam_reg, 0x34, 22, 22) \
	F(CX_CAP_LOCAL_CA_ACK_DELAY, cmd_hca_cap, local_ca_ack_delay, \
	  0x34, 20, 16) \
	F(CX_CAP_PORT_TYPE, cmd_hca_cap, port_type, 0x34, 9, 8) \
	F(CX_CAP_NUM_PORTS, cmd_hca_cap, num_ports, 0x34, 7, 0) \
	F(CX_CAP_LOG_MAX_MSG, cmd_hca_cap, log_max_msg, 0x38, 28, 24) \
	F(CX_CAP_CQE_VERSION, cmd_hca_cap, cqe_version, 0x3c, 3, 0) \
	F(CX_CAP_ATOMIC, cmd_hca_cap, atomic, 0x40, 1, 1) \
	F(CX_CAP_CQ_RESIZE, cmd_hca_cap, cq_resize, 0x44, 30, 30) \
	F(CX_CAP_PG, cmd_hca_cap, pg, 0x44, 24, 24) \
	F(CX_CAP_XRC, cmd_hca_cap, xrc, 0x44, 3, 3) \
	F(CX_CAP_UD, cmd_hca_cap, ud, 0x44, 2, 2) \
	F(CX_CAP_UC, cmd_hca_cap, uc, 0x44, 1, 1) \
	F(CX_CAP_RC, cmd_hca_cap, rc, 0x44, 0, 0) \
	F(CX_CAP_LOG_PG_SZ, cmd_hca_cap, log_pg_sz, 0x48, 7, 0) \
	F(CX_CAP_LOG_BF_REG_SIZE, cmd_hca_cap, log_bf_reg_size, 0x4c, 20, 16) \
	F(CX_CAP_MAX_WQE_SZ_SQ, cmd_hca_cap, max_wqe_sz_sq, 0x50, 15, 0) \
	F(CX_CAP_MKEY_PCIE_TPH, cmd_hca_cap, mkey_pcie_tph, 0x54, 24, 24) \
	F(CX_CAP_MAX_WQE_SZ_RQ, cmd_hca_cap, max_wqe_sz_rq, 0x54, 15, 0) \
	F(CX_CAP_LOG_MAX_PD, cmd_hca_cap, log_max_pd, 0x64, 20, 16) \
	F(CX_CAP_LOG_MAX_XRCD, cmd_hca_cap, log_max_xrcd, 0x64, 4, 0) \
	F(CX_CAP_FREQUENCY_MHZ, cmd_hca_cap, device_frequency_mhz, \
	  0x98, 31, 0) \
	F(CX_CAP_FREQUENCY_KHZ, cmd_hca_cap, device_frequency_khz, \
	  0x9c, 31, 0) \
	F(CX_ODP_PREFETCH, odp_cap, \
	  memory_page_fault_scheme_cap.page_prefetch, 0x48, 26, 26) \
	F(CX_ODP_RC_SEND, odp_cap, \
	  memory_page_fault_scheme_cap.rc_odp_caps.send, 0x50, 31, 31) \
	F(CX_ODP_RC_RECEIVE, odp_cap, \
	  memory_page_fault_scheme_cap.rc_odp_caps.receive, 0x50, 30, 30) \
	F(CX_ODP_RC_WRITE, odp_cap, \
	  memory_page_fault_scheme_cap.rc_odp_caps.write, 0x50, 29, 29) \
	F(CX_ODP_RC_READ, odp_cap, \
	  memory_page_fault_scheme_cap.rc_odp_caps.read, 0x50, 28, 28) \
	F(CX_ODP_RC_ATOMIC, odp_cap, \
	  memory_page_fault_scheme_cap.rc_odp_caps.atomic, 0x50, 27, 27) \
	F(CX_ODP_RC_SRQ_RECEIVE, odp_cap, \
	  memory_page_fault_scheme_cap.rc_odp_caps.srq_receive, 0x50, 26, 26) \
	F(CX_ODP_MEMORY, odp_cap, mem_page_fault, 0xc0, 31, 31) \
	F(CX_ATOMIC_MODE, atomic_caps, atomic_req_8B_endianness_mode, \
	  0x08, 31, 30) \
	F(CX_ATOMIC_HOST_MODE, atomic_caps, \
	  supported_atomic_req_8B_endianness_mode_1, 0x08, 25, 25) \
	F(CX_ATOMIC_OPERATIONS, atomic_caps, atomic_operations, 0x10, 15, 0) \
	F(CX_ATOMIC_SIZE_QP, atomic_caps, atomic_size_qp, 0x14, 15, 0)

/* The port, and access registers */
#define CX_LAYOUT_PORT(F) \
	F(CX_VPORT_OTHER, query_hca_vport_context_in, other_vport, \
	  0x08, 31, 31) \
	F(CX_VPORT_PORT, query_hca_vport_context_in, port_num, 0x08, 19, 16) \
	F(CX_VPORT_INDEX, query_hca_vport_gid_in, gid_index, 0x0c, 15, 0) \
	F(CX_VPORT_GIDS, query_hca_vport_gid_out, gids_num, 0x0c, 31, 16) \
	F(CX_PORT_SELECT, hca_vport_context, field_select, 0x00, 31, 0) \
	F(CX_PORT_HAS_SMI, hca_vport_context, has_smi, 0x20, 30, 30) \
	F(CX_PORT_PHYSICAL_STATE, hca_vport_context, port_physical_state, \
	  0x20, 15, 12) \
	F(CX_PORT_STATE_POLICY, hca_vport_context, vport_state_policy, \
	  0x20, 11, 8) \
	F(CX_PORT_PORT_STATE, hca_vport_context, port_state, 0x20, 7, 4) \
	F(CX_PORT_STATE, hca_vport_context, vport_state, 0x20, 3, 0) \
	F(CX_PORT_SYSTEM_GUID, hca_vport_context, system_image_guid, \
	  0x28, 63, 0) \
	F(CX_PORT_PORT_GUID, hca_vport_context, port_guid, 0x30, 63, 0) \
	F(CX_PORT_NODE_GUID, hca_vport_context, node_guid, 0x38, 63, 0) \
	F(CX_PORT_CAP_MASK, hca_vport_context, cap_mask1, 0x40, 31, 0) \
	F(CX_PORT_CAP_SELECT, hca_vport_context, cap_mask1_field_select, \
	  0x44, 31, 0) \
	F(CX_PORT_LID, hca_vport_context, lid, 0x60, 31, 16) \
	F(CX_PORT_SM_LID, hca_vport_context, sm_lid, 0x64, 31, 16) \
	F(CX_PORT_SUBNET_TIMEOUT, hca_vport_context, subnet_timeout, \
	  0x60, 4, 0) \
	F(CX_PKEY, pkey, pkey, 0x00, 15, 0) \
	F(CX_REG_ID, access_register_in, register_id, 0x08, 15, 0) \
	F(CX_PTYS_PORT, ptys_reg, local_port, 0x00, 23, 16) \
	F(CX_PTYS_PROTOCOLS, ptys_reg, proto_mask, 0x00, 2, 0) \
	F(CX_PTYS_WIDTHS, ptys_reg, ib_link_width_capability, 0x10, 31, 16) \
	F(CX_PTYS_SPEEDS, ptys_reg, ib_proto_capability, 0x10, 15, 0) \
	F(CX_PTYS_WIDTH_ADMIN, ptys_reg, ib_link_width_admin, 0x1c, 31, 16) \
	F(CX_PTYS_SPEED_ADMIN, ptys_reg, ib_proto_admin, 0x1c, 15, 0) \
	F(CX_PTYS_WIDTH, ptys_reg, ib_link_width_oper, 0x28, 31, 16) \
	F(CX_PTYS_SPEED, ptys_reg, ib_proto_oper, 0x28, 15, 0) \
	F(CX_PMTU_PORT, pmtu_reg, local_port, 0x00, 23, 16) \
	F(CX_PMTU_MAX, pmtu_reg, max_mtu, 0x04, 31, 16) \
	F(CX_PMTU_ADMIN, pmtu_reg, admin_mtu, 0x08, 31, 16) \
	F(CX_PMTU_OPER, pmtu_reg, oper_mtu, 0x0c, 31, 16) \
	F(CX_PVLC_PORT, pvlc_reg, local_port, 0x00, 23, 16) \
	F(CX_PVLC_HW, pvlc_reg, vl_hw_cap, 0x04, 3, 0) \
	F(CX_PVLC_ADMIN, pvlc_reg, vl_admin, 0x08, 3, 0) \
	F(CX_PVLC_OPER, pvlc_reg, vl_operational, 0x0c, 3, 0) \
	F(CX_MCAM_FEATURES, mcam_reg, feature_group, 0x00, 23, 16) \
	F(CX_MCAM_GROUP, mcam_reg, access_reg_group, 0x00, 7, 0) \
	F(CX_MCAM_MCQI, mcam_reg, mng_access_reg_cap_mask.access_regs.mcqi, \
	  0x08, 1, 1) \
	F(CX_MCAM_MCQS, mcam_reg, mng_access_reg_cap_mask.access_regs.mcqs, \
	  0x08, 0, 0) \
	F(CX_MCQS_LAST, mcqs_reg, last_index_flag, 0x00, 31, 31) \
	F(CX_MCQS_COMPONENT, mcqs_reg, component_index, 0x00, 15, 0) \
	F(CX_MCQS_IDENTIFIER, mcqs_reg, identifier, 0x04, 15, 0) \
	F(CX_MCQS_STATE, mcqs_reg, component_update_state, 0x08, 3, 0) \
	F(CX_MCQI_PENDING, mcqi_reg, read_pending_component, 0x00, 31, 31) \
	F(CX_MCQI_COMPONENT, mcqi_reg, component_index, 0x00, 15, 0) \
	F(CX_MCQI_TYPE, mcqi_reg, info_type, 0x08, 4, 0) \
	F(CX_MCQI_INFO_SIZE, mcqi_reg, info_size, 0x0c, 31, 0) \
	F(CX_MCQI_OFFSET, mcqi_reg, offset, 0x10, 31, 0) \
	F(CX_MCQI_SIZE, mcqi_reg, data_size, 0x14, 15, 0) \
	F(CX_MCQI_VERSION, mcqi_version, version, 0x04, 31, 0) \
	F(CX_PPCNT_PORT, ppcnt_reg, local_port, 0x00, 23, 16) \
	F(CX_PPCNT_GROUP, ppcnt_reg, grp, 0x00, 5, 0) \
	F(CX_COUNTER_CLEAR, query_vport_counter_in, clear, 0x18, 31, 31) \
	F(CX_COUNTER_RECEIVED, query_vport_counter_out, \
	  received_ib_unicast.packets, 0x30, 63, 0) \
	F(CX_COUNTER_RECEIVED_OCTETS, query_vport_counter_out, \
	  received_ib_unicast.octets, 0x38, 63, 0) \
	F(CX_COUNTER_SENT, query_vport_counter_out, \
	  transmitted_ib_unicast.packets, 0x40, 63, 0) \
	F(CX_COUNTER_SENT_OCTETS, query_vport_counter_out, \
	  transmitted_ib_unicast.octets, 0x48, 63, 0)

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

/* Shared receive queues. An XRC SRQ's context is as that of an SRQ of ISSI 0
 * (set_srqc() of drivers/infiniband/hw/mlx5/srq_cmd.c), and has more. */
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

#define CX_LAYOUT(F) \
	CX_LAYOUT_WQE(F) \
	CX_LAYOUT_CQE(F) \
	CX_LAYOUT_FAULT(F) \
	CX_LAYOUT_COMMAND(F) \
	CX_LAYOUT_CMD(F) \
	CX_LAYOUT_BLOCK(F) \
	CX_LAYOUT_HCA(F) \
	CX_LAYOUT_EQ(F) \
	CX_LAYOUT_CAP(F) \
	CX_LAYOUT_PORT(F) \
	CX_LAYOUT_MKC(F) \
	CX_LAYOUT_MKEY(F) \
	CX_LAYOUT_UMR(F) \
	CX_LAYOUT_PD(F) \
	CX_LAYOUT_CQ(F) \
	CX_LAYOUT_SRQ(F) \
	CX_LAYOUT_QP(F)

/* Where a context or list starts in the structure of a command */
#define CX_EQC_AT 0x10u
#define CX_CAP_AT 0x10u
#define CX_PORT_AT 0x10u
#define CX_REG_AT 0x10u
#define CX_MCQI_DATA 0x18u
#define CX_ADAPTER_AT 0x10u
#define CX_ADAPTER_PSID 0xf0u /* in query_adapter_param_block */
#define CX_EQ_PAS 0x110u

#define CX_LAYOUT_ENUM(name, structure, field, offset, msb, lsb) \
	name = CX_FIELD(offset, msb, lsb),
enum cx_field { CX_LAYOUT(CX_LAYOUT_ENUM) };
#undef CX_LAYOUT_ENUM

/* clang-format on */

#endif /* DEVICE_CONNECTX_LAYOUT_H */
