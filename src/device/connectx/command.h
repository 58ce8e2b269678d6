/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the command interface and the handlers of commands */
#ifndef DEVICE_CONNECTX_COMMAND_H
#define DEVICE_CONNECTX_COMMAND_H

#include <stddef.h>
#include <stdint.h>

#include "device/connectx/layout.h"

struct cx_hca;

/* Status of a command (MLX5_CMD_STAT_* of include/linux/mlx5/device.h) */
enum cx_status {
	CX_OK = 0x00,
	CX_INTERNAL = 0x01,
	CX_BAD_OP = 0x02,    /* unknown opcode */
	CX_BAD_PARAM = 0x03, /* a value is out of its range */
	CX_BAD_SYS_STATE =
		0x04,		/* not between ENABLE_HCA and DISABLE_HCA, .. */
	CX_BAD_RESOURCE = 0x05, /* the object does not exist */
	CX_RESOURCE_BUSY = 0x06, /* other objects still use it */
	CX_LIMIT = 0x08,	 /* above a limit of the capabilities */
	CX_BAD_RESOURCE_STATE = 0x09,
	CX_BAD_INDEX = 0x0a,
	CX_NO_RESOURCES = 0x0f,
	CX_BAD_QP_STATE = 0x10,
	CX_BAD_SIZE = 0x40, /* more CQEs than the new ring holds */
	CX_BAD_IN_LEN = 0x50,
	CX_BAD_OUT_LEN = 0x51,
};

/**
 * struct cx_command - a command under way
 * @in:		input with its header
 * @in_len:	length of the input, at least the row's
 * @out:	output with its header, zeroed; the header is filled afterwards
 * @out_len:	room for the output, at least the row's
 * @syndrome:	vendor syndrome, for the output header
 */
struct cx_command {
	const uint8_t *in;
	uint32_t in_len;
	uint8_t *out;
	uint32_t out_len;
	uint32_t syndrome;
};

typedef enum cx_status cx_handler(struct cx_hca *hca, struct cx_command *cmd);

/* States of the device; a command's row has the lowest allowed state */
enum cx_state {
	CX_DISABLED, /* before ENABLE_HCA */
	CX_ENABLED,
	CX_RUNNING, /* between INIT_HCA and TEARDOWN_HCA */
};

/**
 * struct cx_command_row - one opcode
 * @opcode:	opcode
 * @name:	name in the kernel's sources
 * @in_min:	smallest input, bytes
 * @out_min:	smallest output, bytes
 * @state:	lowest state of the device
 * @handler:	executes the command
 */
struct cx_command_row {
	uint16_t opcode;
	const char *name;
	uint32_t in_min, out_min;
	enum cx_state state;
	cx_handler *handler;
};

/* Return: the row of @opcode or NULL. The table is in command/opcodes.c. */
const struct cx_command_row *cx_command_find(uint16_t opcode);

/* Rows in the order of their opcodes. Return: row @n or NULL. */
const struct cx_command_row *cx_command_row(unsigned int n);

/*
 * Execute the command at @in and fill @out, which is zeroed, with its header.
 * Both have at least 8 bytes.
 */
void cx_command_execute(struct cx_hca *hca, const uint8_t *in, uint32_t in_len,
			uint8_t *out, uint32_t out_len);

#endif /* DEVICE_CONNECTX_COMMAND_H */
