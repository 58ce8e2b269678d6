/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every field of the device's structures that the model reads or writes.
 *
 * A row is F(name, structure, field, offset, msb, lsb), with names of the
 * kernel's include/linux/mlx5, with which tests/host/layout.sh compares the
 * numbers. The offset counts from the start of the structure.
 */
#ifndef DEVICE_CONNECTX_LAYOUT_H
#define DEVICE_CONNECTX_LAYOUT_H

#include "device/connectx/field.h"
#include "device/connectx/layout_device.h"
#include "device/connectx/layout_objects.h"
#include "device/connectx/layout_work.h"

/* clang-format off */

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

/* Offset of a context or list in the structure of a command */
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
