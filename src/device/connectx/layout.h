/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every field of the device's structures that the model reads or writes.
 *
 * A row is F(name, structure, field, offset, msb, lsb): structure and field are
 * those of the kernel's include/linux/mlx5, with which tests/host/layout.sh
 * compares the numbers. The offset counts from the start of the structure.
 */
#ifndef OPENTPH_CONNECTX_LAYOUT_H
#define OPENTPH_CONNECTX_LAYOUT_H

#include "device/connectx/field.h"

/* Headers of all commands */
#define CX_LAYOUT_COMMAND(F) \
	F(CX_IN_OPCODE, mbox_in, opcode, 0x00, 31, 16) \
	F(CX_IN_UID, mbox_in, uid, 0x00, 15, 0) \
	F(CX_IN_OP_MOD, mbox_in, op_mod, 0x04, 15, 0) \
	F(CX_OUT_STATUS, mbox_out, status, 0x00, 31, 24) \
	F(CX_OUT_SYNDROME, mbox_out, syndrome, 0x04, 31, 0)

/* Memory key context */
#define CX_LAYOUT_MKC(F) \
	F(CX_MKC_FREE, mkc, free, 0x00, 30, 30) \
	F(CX_MKC_MODE_HIGH, mkc, access_mode_4_2, 0x00, 28, 26) \
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
	F(CX_MKC_PD, mkc, pd, 0x0c, 23, 0) \
	F(CX_MKC_START, mkc, start_addr, 0x10, 63, 0) \
	F(CX_MKC_LEN, mkc, len, 0x18, 63, 0) \
	F(CX_MKC_OCTWORDS, mkc, translations_octword_size, 0x34, 31, 0) \
	F(CX_MKC_LOG_PAGE_SIZE, mkc, log_page_size, 0x38, 5, 0) \
	F(CX_MKC_TPH_EN, mkc, pcie_tph_en, 0x3c, 26, 26) \
	F(CX_MKC_TPH_PH, mkc, pcie_tph_ph, 0x3c, 25, 24) \
	F(CX_MKC_TPH_INDEX, mkc, pcie_tph_steering_tag_index, 0x3c, 23, 16)

#define CX_LAYOUT(F) \
	CX_LAYOUT_COMMAND(F) \
	CX_LAYOUT_MKC(F)

#define CX_LAYOUT_ENUM(name, structure, field, offset, msb, lsb) \
	name = CX_FIELD(offset, msb, lsb),
enum cx_field { CX_LAYOUT(CX_LAYOUT_ENUM) };
#undef CX_LAYOUT_ENUM

#endif /* OPENTPH_CONNECTX_LAYOUT_H */
