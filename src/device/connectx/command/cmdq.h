/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command queue: entries of 64 bytes in one page of guest memory, and
 * chains of mailbox blocks for longer input and output
 * (drivers/net/ethernet/mellanox/mlx5/core/cmd.c).
 */
#ifndef DEVICE_CONNECTX_COMMAND_CMDQ_H
#define DEVICE_CONNECTX_COMMAND_CMDQ_H

#include <stdbool.h>
#include <stdint.h>

#include "device/connectx/command.h"
#include "device/connectx/engines.h"

struct cx_hca;

#define CX_CMDQ_LOG_SIZE   5 /* 32 entries */
#define CX_CMDQ_LOG_STRIDE 6
#define CX_CMD_INLINE	   16u /* bytes of input and of output in the entry */
#define CX_CMD_MIN	   8u  /* the headers */
#define CX_CMD_MAX	   (1u << 20) /* bytes of input, of output */
#define CX_BLOCK_DATA	   512u
#define CX_BLOCK_SIZE	   576u

/* Delivery status of an entry (MLX5_CMD_DELIVERY_STAT_* of cmd.c) */
enum cx_delivery {
	CX_DELIVERED = 0x00,
	CX_DELIVERY_TOKEN = 0x02,
	CX_DELIVERY_BLOCK_NUM = 0x03,
	CX_DELIVERY_OUT_ALIGN = 0x04,
	CX_DELIVERY_IN_ALIGN = 0x05,
	CX_DELIVERY_FW = 0x06, /* a mailbox cannot be read */
	CX_DELIVERY_IN_LEN = 0x07,
	CX_DELIVERY_OUT_LEN = 0x08,
	CX_DELIVERY_RESERVED = 0x09,
	CX_DELIVERY_TYPE = 0x10,
};

/* Register writes, which do not access memory. */
void cx_cmdq_set_high(struct cx_hca *hca, uint32_t value);
void cx_cmdq_set_low(struct cx_hca *hca, uint32_t value);
void cx_cmdq_ring(struct cx_hca *hca, uint32_t slots);

/* Do a bounded piece of a command. Return: true if more is left. */
bool cx_cmdq_run(struct cx_hca *hca);

/* Drop the current command and forget the queue. */
void cx_cmdq_reset(struct cx_hca *hca);

/* ---- mailbox.c ---- */

/* Start a walk along the blocks for @len bytes of input or output. */
void cx_chain_start(struct cx_chain *chain, uint64_t first, uint32_t len);

/*
 * Fetch up to some ten blocks of the job's input. Return: CX_DELIVERED, the
 * walk is over when @job->chain.at is @job->chain.n; otherwise the reason of
 * the failure.
 */
enum cx_delivery cx_mailbox_fetch(struct cx_hca *hca, struct cx_job *job);

/* The same for the addresses of the output's blocks. */
enum cx_delivery cx_mailbox_reserve(struct cx_hca *hca, struct cx_job *job);

/* The same for the output itself; CX_DELIVERY_FW: it cannot be written. */
enum cx_delivery cx_mailbox_store(struct cx_hca *hca, struct cx_job *job);

#endif /* DEVICE_CONNECTX_COMMAND_CMDQ_H */
