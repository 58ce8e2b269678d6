/* SPDX-License-Identifier: BSD-3-Clause */
/* The driver in process: work requests and completions */
#ifndef HARNESS_DRIVER_QUEUES_H
#define HARNESS_DRIVER_QUEUES_H

#include "harness/driver_objects.h"

enum driver_opcode {
	DRIVER_NOP = 0x00,
	DRIVER_SEND_INVAL = 0x01,
	DRIVER_WRITE = 0x08,
	DRIVER_WRITE_IMM = 0x09,
	DRIVER_SEND = 0x0a,
	DRIVER_SEND_IMM = 0x0b,
	DRIVER_READ = 0x10,
	DRIVER_CMP_SWAP = 0x11,
	DRIVER_FETCH_ADD = 0x12,
	DRIVER_OP_UMR = 0x25,
};

/* fm_ce_se of the control segment */
#define DRIVER_SIGNALED	 (2u << 2)
#define DRIVER_SOLICITED (1u << 1)
#define DRIVER_FENCE	 (4u << 5)

#define DRIVER_WQE_MAX 1024u

struct driver_sge {
	uint64_t addr;
	uint32_t len, key;
};

/**
 * struct driver_wr - a send work request
 * @opcode:	enum driver_opcode
 * @flags:	flags of the control segment
 * @imm:	immediate, or key to invalidate
 * @remote, @rkey: for WRITE, READ, atomics
 * @srqn:	remote SRQ, for XRC
 * @sg, @n:	local memory
 * @inline_data, @inline_len: instead of @sg
 * @swap, @compare: for atomics; FETCH_ADD adds @swap
 * @dqpn, @qkey: for UD, to the own port
 */
struct driver_wr {
	enum driver_opcode opcode;
	uint8_t flags;
	uint32_t imm;
	uint64_t remote;
	uint32_t rkey, srqn;
	const struct driver_sge *sg;
	unsigned int n;
	const void *inline_data;
	uint32_t inline_len;
	uint64_t swap, compare;
	uint32_t dqpn, qkey;
};

/*
 * Put a WQE into the queue; driver_kick() announces it to the device.
 * Return: index of its first unit.
 */
uint16_t driver_post(struct driver *d, struct driver_qp *qp,
		     const struct driver_wr *wr);
/* Post any bytes, @len a multiple of 16 up to DRIVER_WQE_MAX */
uint16_t driver_post_raw(struct driver *d, struct driver_qp *qp,
			 const void *wqe, size_t len);
/* Write the send queue's doorbell record and doorbell */
void driver_kick(struct driver *d, struct driver_qp *qp);

/* Post receives; the doorbell record is written at once. */
void driver_post_receive(struct driver_qp *qp, const struct driver_sge *sg,
			 unsigned int n);
void driver_post_srq(struct driver_srq *srq, const struct driver_sge *sg,
		     unsigned int n);

/* umr_ctrl.flags, see mlx5r_umr_set_update_xlt_ctrl_seg() */
#define DRIVER_UMR_OFFSET      0x10u
#define DRIVER_UMR_NO_NOT_FREE 0x20u /* MLX5_UMR_CHECK_NOT_FREE */
#define DRIVER_UMR_NO_FREE     0x40u /* MLX5_UMR_CHECK_FREE */
#define DRIVER_UMR_INLINE      0x80u

/* umr_ctrl.mkey_mask */
#define DRIVER_MASK_LEN	      (1ull << 0)
#define DRIVER_MASK_PAGE_SIZE (1ull << 1 | 1ull << 42)
#define DRIVER_MASK_START     (1ull << 6)
#define DRIVER_MASK_PD	      (1ull << 7)
#define DRIVER_MASK_KEY	      (1ull << 13)
#define DRIVER_MASK_ACCESS    (1ull << 17 | 1ull << 18 | 1ull << 19 | 1ull << 20)
#define DRIVER_MASK_ATOMIC    (1ull << 21)
#define DRIVER_MASK_FREE      (1ull << 29)

/**
 * struct driver_umr - a memory registration by work request
 * @key:	key to change
 * @flags:	DRIVER_UMR_*
 * @mask:	fields of @mkey to change
 * @octwords:	16-byte units of translation
 * @offset:	first unit, in the device's units (octwords)
 * @mkey:	new context; its entries are used if INLINE is set
 * @list:	otherwise the list of entries: data segment, no segment if len
 *		is 0
 */
struct driver_umr {
	uint32_t key;
	unsigned int flags;
	uint64_t mask;
	uint32_t octwords;
	uint64_t offset;
	struct driver_mkey mkey;
	struct driver_sge list;
};

uint16_t driver_post_umr(struct driver *d, struct driver_qp *qp,
			 const struct driver_umr *umr);

enum driver_cqe_opcode {
	DRIVER_CQE_REQUEST = 0,
	DRIVER_CQE_WRITE_IMM = 1,
	DRIVER_CQE_RECEIVE = 2,
	DRIVER_CQE_RECEIVE_IMM = 3,
	DRIVER_CQE_RECEIVE_INV = 4,
	DRIVER_CQE_REQUEST_ERROR = 13,
	DRIVER_CQE_RECEIVE_ERROR = 14,
};

enum driver_syndrome {
	DRIVER_SYND_LENGTH = 0x01,
	DRIVER_SYND_QP_OP = 0x02,
	DRIVER_SYND_LOCAL_PROT = 0x04,
	DRIVER_SYND_FLUSH = 0x05,
	DRIVER_SYND_MW_BIND = 0x06,
	DRIVER_SYND_BAD_RESPONSE = 0x10,
	DRIVER_SYND_LOCAL_ACCESS = 0x11,
	DRIVER_SYND_REMOTE_INVAL = 0x12,
	DRIVER_SYND_REMOTE_ACCESS = 0x13,
	DRIVER_SYND_REMOTE_OP = 0x14,
	DRIVER_SYND_RETRY = 0x15,
	DRIVER_SYND_RNR_RETRY = 0x16,
	DRIVER_SYND_ABORTED = 0x22,
};

/**
 * struct driver_cqe - a completion
 * @opcode:	enum driver_cqe_opcode
 * @qpn:	number of the own queue pair
 * @index:	wqe_counter
 * @bytes:	byte_cnt
 * @imm:	immediate or invalidated key
 * @wqe_opcode:	opcode of the request
 * @syndrome, @vendor: for errors
 * @user_index:	SRQ number or user's index
 * @source_qpn:	for UD
 */
struct driver_cqe {
	uint8_t opcode, wqe_opcode, syndrome, vendor;
	uint16_t index;
	uint32_t qpn, bytes, imm, user_index, source_qpn;
};

/* Return: true for a completion; the consumer index is written back. */
bool driver_poll(struct driver_cq *cq, struct driver_cqe *ret);

/*
 * driver_kick(), driver_run(), and take the only completion. Return: 0; -ENOENT
 * no completion; -EEXIST more than one.
 */
int driver_do(struct driver *d, struct driver_qp *qp, struct driver_cq *cq,
	      struct driver_cqe *ret);

#endif /* HARNESS_DRIVER_QUEUES_H */
