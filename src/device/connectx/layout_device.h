/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fields of commands on the whole device, of capabilities and registers; see
 * layout.h
 */
#ifndef DEVICE_CONNECTX_LAYOUT_DEVICE_H
#define DEVICE_CONNECTX_LAYOUT_DEVICE_H

/* clang-format off */

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

/* Commands for the whole device */
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

/* clang-format on */

#endif /* DEVICE_CONNECTX_LAYOUT_DEVICE_H */
