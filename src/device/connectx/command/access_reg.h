/* SPDX-License-Identifier: BSD-3-Clause */
/* Access registers: small structures that software reads, or also writes, by
 * their number (MLX5_REG_* of include/linux/mlx5/driver.h). */
#ifndef DEVICE_CONNECTX_COMMAND_ACCESS_REG_H
#define DEVICE_CONNECTX_COMMAND_ACCESS_REG_H

#include "device/connectx/command.h"

/**
 * struct cx_reg_row - one register
 * @id:		number
 * @name:	name in the kernel's sources
 * @size:	bytes
 * @read:	fill @out, which has @size zeros, or more according to @out_len;
 *		@in, which has @size bytes, selects the contents
 * @write:	NULL: read-only
 */
struct cx_reg_row {
	uint16_t id;
	const char *name;
	uint32_t size;
	enum cx_status (*read)(struct cx_hca *hca, const uint8_t *in,
			       uint8_t *out, uint32_t out_len);
	enum cx_status (*write)(struct cx_hca *hca, const uint8_t *in);
};

/* Return: row @n or NULL. */
const struct cx_reg_row *cx_reg_row(unsigned int n);

cx_handler cx_access_reg;
cx_handler cx_query_adapter;

#endif /* DEVICE_CONNECTX_COMMAND_ACCESS_REG_H */
