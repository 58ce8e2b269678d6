// SPDX-License-Identifier: BSD-3-Clause
/*
 * The opcodes, MLX5_CMD_OP_* of include/linux/mlx5/mlx5_ifc.h, in their order
 */
#include "device/connectx/command.h"
#include "device/connectx/command/access_reg.h"
#include "device/connectx/hca.h"
#include "device/connectx/object/cq.h"
#include "device/connectx/object/eq.h"
#include "device/connectx/object/mkey.h"
#include "device/connectx/object/pd.h"
#include "device/connectx/object/qp.h"
#include "device/connectx/object/srq.h"
#include "device/connectx/transport/pagefault.h"
#include "device/connectx/uar.h"
#include "ground.h"

static const struct cx_command_row rows[] = {
	{0x100, "QUERY_HCA_CAP", 0x10, 0x110, CX_ENABLED, cx_query_hca_cap},
	{0x101, "QUERY_ADAPTER", 0x10, 0x110, CX_ENABLED, cx_query_adapter},
	{0x102, "INIT_HCA", 0x10, 0x8, CX_ENABLED, cx_init_hca},
	{0x103, "TEARDOWN_HCA", 0x10, 0x8, CX_ENABLED, cx_teardown_hca},
	{0x104, "ENABLE_HCA", 0x10, 0x8, CX_DISABLED, cx_enable_hca},
	{0x105, "DISABLE_HCA", 0x10, 0x8, CX_ENABLED, cx_disable_hca},
	{0x107, "QUERY_PAGES", 0x10, 0x10, CX_ENABLED, cx_query_pages},
	{0x108, "MANAGE_PAGES", 0x10, 0x8, CX_ENABLED, cx_manage_pages},
	{0x109, "SET_HCA_CAP", 0x110, 0x8, CX_ENABLED, cx_set_hca_cap},
	{0x10a, "QUERY_ISSI", 0x10, 0x70, CX_ENABLED, cx_query_issi},
	{0x10b, "SET_ISSI", 0x10, 0x8, CX_ENABLED, cx_set_issi},
	{0x200, "CREATE_MKEY", 0x110, 0x10, CX_RUNNING, cx_create_mkey},
	{0x201, "QUERY_MKEY", 0x10, 0x50, CX_RUNNING, cx_query_mkey},
	{0x202, "DESTROY_MKEY", 0x10, 0x8, CX_RUNNING, cx_destroy_mkey},
	{0x204, "PAGE_FAULT_RESUME", 0x10, 0x8, CX_RUNNING,
	 cx_page_fault_resume},
	{0x301, "CREATE_EQ", 0x110, 0x10, CX_RUNNING, cx_create_eq},
	{0x302, "DESTROY_EQ", 0x10, 0x8, CX_RUNNING, cx_destroy_eq},
	{0x303, "QUERY_EQ", 0x10, 0x110, CX_RUNNING, cx_query_eq},
	{0x400, "CREATE_CQ", 0x110, 0x10, CX_RUNNING, cx_create_cq},
	{0x401, "DESTROY_CQ", 0x10, 0x8, CX_RUNNING, cx_destroy_cq},
	{0x402, "QUERY_CQ", 0x10, 0x50, CX_RUNNING, cx_query_cq},
	{0x403, "MODIFY_CQ", 0x110, 0x8, CX_RUNNING, cx_modify_cq},
	{0x500, "CREATE_QP", 0x110, 0x10, CX_RUNNING, cx_create_qp},
	{0x501, "DESTROY_QP", 0x10, 0x8, CX_RUNNING, cx_destroy_qp},
	{0x502, "RST2INIT_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x503, "INIT2RTR_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x504, "RTR2RTS_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x505, "RTS2RTS_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x506, "SQERR2RTS_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x507, "2ERR_QP", 0x10, 0x8, CX_RUNNING, cx_modify_qp},
	{0x50a, "2RST_QP", 0x10, 0x8, CX_RUNNING, cx_modify_qp},
	{0x50b, "QUERY_QP", 0x10, 0x100, CX_RUNNING, cx_query_qp},
	{0x50c, "SQD_RTS_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x50e, "INIT2INIT_QP", 0x100, 0x8, CX_RUNNING, cx_modify_qp},
	{0x705, "CREATE_XRC_SRQ", 0x110, 0x10, CX_RUNNING, cx_create_xrc_srq},
	{0x706, "DESTROY_XRC_SRQ", 0x10, 0x8, CX_RUNNING, cx_destroy_xrc_srq},
	{0x707, "QUERY_XRC_SRQ", 0x10, 0x50, CX_RUNNING, cx_query_xrc_srq},
	{0x708, "ARM_XRC_SRQ", 0x10, 0x8, CX_RUNNING, cx_arm_xrc_srq},
	{0x762, "QUERY_HCA_VPORT_CONTEXT", 0x10, 0x210, CX_RUNNING,
	 cx_query_hca_vport_context},
	{0x763, "MODIFY_HCA_VPORT_CONTEXT", 0x210, 0x8, CX_RUNNING,
	 cx_modify_hca_vport_context},
	{0x764, "QUERY_HCA_VPORT_GID", 0x10, 0x20, CX_RUNNING,
	 cx_query_hca_vport_gid},
	{0x765, "QUERY_HCA_VPORT_PKEY", 0x10, 0x14, CX_RUNNING,
	 cx_query_hca_vport_pkey},
	{0x770, "QUERY_VPORT_COUNTER", 0x20, 0x210, CX_RUNNING,
	 cx_query_vport_counter},
	{0x800, "ALLOC_PD", 0x10, 0x10, CX_RUNNING, cx_alloc_pd},
	{0x801, "DEALLOC_PD", 0x10, 0x8, CX_RUNNING, cx_dealloc_pd},
	{0x802, "ALLOC_UAR", 0x10, 0x10, CX_RUNNING, cx_alloc_uar},
	{0x803, "DEALLOC_UAR", 0x10, 0x8, CX_RUNNING, cx_dealloc_uar},
	{0x805, "ACCESS_REG", 0x10, 0x10, CX_ENABLED, cx_access_reg},
	{0x80e, "ALLOC_XRCD", 0x10, 0x10, CX_RUNNING, cx_alloc_xrcd},
	{0x80f, "DEALLOC_XRCD", 0x10, 0x8, CX_RUNNING, cx_dealloc_xrcd},
	{0x90c, "CREATE_RMP", 0x110, 0x10, CX_RUNNING, cx_create_rmp},
	{0x90d, "MODIFY_RMP", 0x110, 0x8, CX_RUNNING, cx_modify_rmp},
	{0x90e, "DESTROY_RMP", 0x10, 0x8, CX_RUNNING, cx_destroy_rmp},
	{0x90f, "QUERY_RMP", 0x10, 0x110, CX_RUNNING, cx_query_rmp},
};

#define ROWS (ARRAY_SIZE(rows))

const struct cx_command_row *cx_command_row(unsigned int n)
{
	return n < ROWS ? &rows[n] : NULL;
}

const struct cx_command_row *cx_command_find(uint16_t opcode)
{
	size_t low = 0, high = ROWS;

	while (low < high) {
		const size_t at = (low + high) / 2;

		if (rows[at].opcode == opcode)
			return &rows[at];
		if (rows[at].opcode < opcode)
			low = at + 1;
		else
			high = at;
	}
	return NULL;
}
