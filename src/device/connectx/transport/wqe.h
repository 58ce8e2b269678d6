/* SPDX-License-Identifier: BSD-3-Clause */
/* Send work requests: opcodes and layout */
#ifndef DEVICE_CONNECTX_TRANSPORT_WQE_H
#define DEVICE_CONNECTX_TRANSPORT_WQE_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/object/qp.h"

/* MLX5_OPCODE_* of linux/mlx5/device.h */
enum cx_opcode {
	CX_OP_NOP = 0x00,
	CX_OP_SEND_INVAL = 0x01,
	CX_OP_WRITE = 0x08,
	CX_OP_WRITE_IMM = 0x09,
	CX_OP_SEND = 0x0a,
	CX_OP_SEND_IMM = 0x0b,
	CX_OP_READ = 0x10,
	CX_OP_ATOMIC_CS = 0x11,
	CX_OP_ATOMIC_FA = 0x12,
	CX_OP_UMR = 0x25,
};

/* Kinds of processing */
enum cx_work_kind {
	CX_WORK_NOP,
	CX_WORK_SEND,
	CX_WORK_DATAGRAM,
	CX_WORK_WRITE,
	CX_WORK_READ,
	CX_WORK_ATOMIC,
	CX_WORK_UMR,
};

/**
 * struct cx_work - an opcode
 * @opcode:	enum cx_opcode
 * @services:	bit of each enum cx_qp_service that has it
 * @raddr:	the WQE has a remote address
 * @atomic:	the WQE has an atomic's operands
 * @data:	the WQE has data segments
 * @into:	it writes to its data segments, so they cannot be inline
 * @response:	CQE opcode of the receive WQE that it consumes
 * @kind:	kind of processing
 */
struct cx_work {
	uint8_t opcode;
	uint16_t services;
	bool raddr, atomic, data, into;
	enum cx_cqe_opcode response;
	enum cx_work_kind kind;
};

/**
 * cx_wqe_parse() - parse a WQE into a message
 * @qp:		queue pair
 * @wqe:	the WQE, to which the message keeps pointers
 * @len:	length of the WQE (DS * 16), at least 16
 * @message:	filled except @counter; on failure only the fields for the CQE
 *
 * Return: 0; CX_SYNDROME_LOCAL_QP_OP the queue pair lacks this operation, or
 * segments are missing or malformed; CX_SYNDROME_LOCAL_LENGTH more data than a
 * message may have.
 */
enum cx_syndrome cx_wqe_parse(const struct cx_qp *qp, const uint8_t *wqe,
			      uint32_t len, struct cx_message *message);

#endif /* DEVICE_CONNECTX_TRANSPORT_WQE_H */
