/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver of the virtual ConnectX in process: brings the function up on
 * src/fabric's host, issues commands, creates objects, posts work requests and
 * polls completions.
 *
 * Its numbers of offsets and values come from the kernel's
 * include/linux/mlx5/{mlx5_ifc,device,qp,cq,driver}.h, not from the model's
 * layout.h, so that the two check each other.
 *
 * Functions that return int return 0 or: -EIO the command's status is not OK
 * (see driver.status, driver.syndrome); -EPROTO it was not executed (see
 * driver.delivery); -ETIMEDOUT no answer; -ENOMEM the host's memory is
 * exhausted.
 */
#ifndef HARNESS_DRIVER_H
#define HARNESS_DRIVER_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "fabric/fabric.h"

/* Bits @msb:@lsb of the big-endian DW at byte @dw of @p, as in mlx5_ifc.h */
static inline uint32_t driver_get(const void *p, size_t dw, unsigned int msb,
				  unsigned int lsb)
{
	uint32_t v;

	memcpy(&v, (const uint8_t *)p + dw, sizeof(v));
	return (uint32_t)((be32toh(v) & ((2ull << msb) - 1)) >> lsb);
}

static inline void driver_set(void *p, size_t dw, unsigned int msb,
			      unsigned int lsb, uint32_t value)
{
	const uint32_t mask = (uint32_t)((2ull << msb) - (1ull << lsb));
	uint32_t v;

	memcpy(&v, (uint8_t *)p + dw, sizeof(v));
	v = htobe32((be32toh(v) & ~mask) | ((value << lsb) & mask));
	memcpy((uint8_t *)p + dw, &v, sizeof(v));
}

static inline uint64_t driver_get64(const void *p, size_t at)
{
	uint64_t v;

	memcpy(&v, (const uint8_t *)p + at, sizeof(v));
	return be64toh(v);
}

static inline void driver_set64(void *p, size_t at, uint64_t value)
{
	value = htobe64(value);
	memcpy((uint8_t *)p + at, &value, sizeof(value));
}

/* ---- the device ----- */

#define DRIVER_PAGE    4096u
#define DRIVER_SLOTS   32u  /* of the command queue, 64 bytes each */
#define DRIVER_SLOT    64u  /* bytes of an entry */
#define DRIVER_BLOCK   512u /* bytes of data in a mailbox */
#define DRIVER_MAILBOX 1024u
#define DRIVER_BOXES   32u /* mailboxes each way */
#define DRIVER_OUT_MAX (16 + DRIVER_BLOCK * DRIVER_BOXES)
#define DRIVER_PIECES  10000000ull /* of work, before driver_run() gives up */
#define DRIVER_KEPT    3u
#define DRIVER_RUN_NS  2000000000ull

/**
 * struct driver_eq - event queue
 * @number:	number that the device assigned
 * @ring, @at:	entries of 64 bytes
 * @log_size:	log2 of their number
 * @ci:		consumed entries
 */
struct driver_eq {
	uint32_t number;
	uint8_t *ring;
	uint64_t at;
	unsigned int log_size;
	uint32_t ci;
};

/**
 * struct driver_options - the machine; zeros are defaults
 * @memory:	bytes of host memory, default 64 MiB
 * @accel_mib:	MiB of the accelerator's memory, default 1
 * @max_payload: largest payload of all functions in bytes, default 256; reads
 *		are as large, at least 512
 * @st_entries:	entries of the ConnectX's ST table; @st_direct: no table
 * @tph_ext:	the ConnectX can send 16-bit tags
 */
struct driver_options {
	size_t memory;
	unsigned int accel_mib, max_payload;
	unsigned int st_entries;
	bool st_direct, tph_ext;
};

/**
 * struct driver - a ConnectX, an accelerator and the switch above both
 * @host:	machine
 * @fn, @accel:	the two functions
 * @link, @accel_link: links of these functions
 * @mem, @base, @size, @used: memory of the host for driver_alloc()
 * @queue, @queue_at: command queue
 * @in_box, @out_box: mailboxes and their addresses
 * @token:	token of the last command
 * @delivery, @status, @syndrome: result of the last command: 0 is success
 * @lid:	LID of the port
 * @uar, @pd:	used for all objects of the helpers below
 * @eq:		default for completion queues; vector 0
 * @up:		driver_start() succeeded
 * @kept, @control: configuration after driver_open()
 * @execute:	NULL; else driver_command() calls it instead of using the queue
 */
struct driver {
	struct host *host;
	struct pcie_function *fn, *accel;
	struct pcie_link *link, *accel_link;
	uint8_t *mem;
	uint64_t base;
	size_t size, used;
	uint8_t *queue, *in_box, *out_box;
	uint64_t queue_at, in_box_at, out_box_at;
	uint8_t token;
	uint8_t delivery, status;
	uint32_t syndrome;
	uint16_t lid;
	uint32_t uar, pd;
	struct driver_eq eq;
	bool up;
	uint32_t kept[DRIVER_KEPT], control;
	void (*execute)(struct driver *d, const void *in, size_t in_len,
			void *out, size_t out_len);
};

/**
 * driver_open() - build the machine; the device is not started
 * @options:	options or NULL
 * @ret:	driver
 *
 * Return: 0; -errno of host_create(), after a message; -ENOENT unknown model.
 */
int driver_open(const struct driver_options *options, struct driver **ret);
void driver_close(struct driver *d);

/*
 * Forget all memory and bring the device up: command queue, ENABLE_HCA ..
 * INIT_HCA, MSI-X, a UAR, a PD and an EQ. A started device needs driver_flr()
 * first.
 */
int driver_start(struct driver *d);

/* The same in steps: up to the command queue; up to INIT_HCA */
int driver_start_queue(struct driver *d);
int driver_start_hca(struct driver *d);

/*
 * Function level reset, then configuration as after driver_open(): BARs, Memory
 * Space and Bus Master Enable, Device Control.
 */
void driver_flr(struct driver *d);

/*
 * Run all functions for DRIVER_RUN_NS of their time, so that retries and
 * timeouts end. (Queue pairs in error are never quite idle.) Commands take no
 * time. Return: 0; -ETIMEDOUT.
 */
int driver_run(struct driver *d);

/*
 * Allocate zeroed memory of the host, which lives until driver_start().
 * Return: the memory; NULL if the host's memory is exhausted.
 */
void *driver_alloc(struct driver *d, size_t len, size_t align,
		   uint64_t *ret_addr);
/* Return: the memory at a bus address. */
void *driver_at(const struct driver *d, uint64_t addr);

/* Big-endian registers of BAR 0 */
uint32_t driver_read(struct driver *d, uint64_t offset);
void driver_write(struct driver *d, uint64_t offset, uint32_t value);
void driver_write64(struct driver *d, uint64_t offset, uint64_t value);

/* ---- commands ----- */

/**
 * driver_command() - issue a command in slot 0 and wait for its end
 * @d:		driver
 * @in:		input with its header
 * @in_len:	bytes of it, up to DRIVER_OUT_MAX
 * @out:	output with its header
 * @out_len:	bytes of it, up to DRIVER_OUT_MAX
 *
 * Return: 0 the status is OK; otherwise as above.
 */
int driver_command(struct driver *d, const void *in, size_t in_len, void *out,
		   size_t out_len);

/* The same with only opcode, op_mod and DWs 2 and 3 (16 bytes) */
int driver_simple(struct driver *d, unsigned int opcode, unsigned int op_mod,
		  uint32_t dw2, uint32_t dw3, uint32_t *ret_dw2);

/*
 * For invalid commands: access entry @slot; put @len bytes of @data into the
 * chain of mailboxes at @box; ring the doorbells of @vector. Bit 0 of the last
 * byte is clear in a finished entry.
 */
uint8_t *driver_slot(struct driver *d, unsigned int slot);
void driver_chain(uint8_t *box, uint64_t box_at, uint8_t token,
		  const void *data, size_t len);
void driver_ring(struct driver *d, uint32_t vector);

/* ---- objects ----- */

int driver_create_pd(struct driver *d, uint32_t *ret_pd);

enum driver_access {
	DRIVER_LOCAL_READ = 1 << 10, /* bits of mkc DW 0 */
	DRIVER_LOCAL_WRITE = 1 << 11,
	DRIVER_REMOTE_READ = 1 << 12,
	DRIVER_REMOTE_WRITE = 1 << 13,
	DRIVER_ATOMIC = 1 << 14,
	DRIVER_ALL = 0x1f << 10,
};
enum driver_mode { DRIVER_PA, DRIVER_MTT, DRIVER_KLM, DRIVER_KSM };

/* Present bits of MTT entries */
#define DRIVER_MTT_READ	 1u
#define DRIVER_MTT_WRITE 2u
#define DRIVER_MTT_RW	 3u

/**
 * struct driver_mkey - a memory key context
 * @mode, @pd, @access, @start, @len: fields of the same names
 * @free, @umr_en, @length64: flags
 * @pg_access:	present bits of @entries are valid
 * @en_rinval:	remote invalidation is allowed
 * @log_page_size: log2 of the page size
 * @octwords:	16-byte units of translation; 0: enough for @n
 * @entries:	MTTs (one QW each), KLMs or KSMs (two each), in host order
 * @n:		QWs at @entries
 * @tph, @ph, @index: hint
 * @variant:	low byte of the key
 */
struct driver_mkey {
	enum driver_mode mode;
	uint32_t pd, access;
	uint64_t start, len;
	bool free, umr_en, length64, pg_access, en_rinval;
	unsigned int log_page_size;
	uint32_t octwords;
	const uint64_t *entries;
	size_t n;
	bool tph;
	uint8_t ph, index, variant;
};

/* The context in the form of commands and UMRs: 64 bytes */
void driver_mkc(const struct driver_mkey *mkey, void *mkc);
int driver_create_mkey(struct driver *d, const struct driver_mkey *mkey,
		       uint32_t *ret_key);
int driver_destroy_mkey(struct driver *d, uint32_t key);

/*
 * A key of @d->pd over @len contiguous bytes of bus memory: MTTs of 4 KiB,
 * offsets are bus addresses.
 */
int driver_reg(struct driver *d, uint64_t addr, uint64_t len, uint32_t access,
	       uint32_t *ret_key);

/* A key over all bus addresses, like the kernel's own key */
int driver_reg_pa(struct driver *d, uint32_t pd, uint32_t *ret_key);

int driver_create_eq(struct driver *d, unsigned int log_size,
		     unsigned int vector, uint64_t events,
		     struct driver_eq *eq);
/* Return: the next entry or NULL. The doorbell returns it to the device. */
const uint8_t *driver_poll_eq(struct driver_eq *eq);
void driver_eq_doorbell(struct driver *d, const struct driver_eq *eq, bool arm);

/**
 * struct driver_cq - completion queue
 * @number:	number that the device assigned
 * @ring, @at:	entries
 * @log_size:	log2 of their number
 * @stride:	64 or 128 bytes
 * @dbr, @dbr_at: doorbell record: consumer index, arm
 * @ci:		consumed entries
 * @arms:	number of times it was armed
 */
struct driver_cq {
	uint32_t number;
	uint8_t *ring, *dbr;
	uint64_t at, dbr_at;
	unsigned int log_size, stride;
	uint32_t ci, arms;
};

/* @eq: NULL selects @d->eq */
int driver_create_cq(struct driver *d, unsigned int log_size,
		     unsigned int stride, const struct driver_eq *eq,
		     struct driver_cq *cq);
void driver_arm_cq(struct driver *d, struct driver_cq *cq, bool solicited);

enum driver_qp_type {
	DRIVER_RC = 0,
	DRIVER_UC = 1,
	DRIVER_UD = 2,
	DRIVER_XRC = 3,
	DRIVER_UMR = 0xc,
};

/**
 * struct driver_srq - RMP or XRC SRQ; entries are linked by the driver
 * @number:	number that the device assigned
 * @ring, @at:	entries of @stride bytes
 * @log_size:	log2 of their number
 * @tail:	entries posted
 */
struct driver_srq {
	uint32_t number;
	uint8_t *ring, *dbr;
	uint64_t at, dbr_at;
	unsigned int log_size, stride;
	uint32_t tail;
};

int driver_create_srq(struct driver *d, unsigned int log_size,
		      unsigned int log_stride, struct driver_srq *srq);

/**
 * struct driver_xrc - attributes that only XRC SRQs have
 * @pd:		0: @d->pd
 * @xrcd:	XRC domain
 * @cq:		its completion queue
 * @user_index:	shown in its CQEs; @index_is_number: its number instead
 */
struct driver_xrc {
	uint32_t pd, xrcd;
	const struct driver_cq *cq;
	uint32_t user_index;
	bool index_is_number;
};

int driver_create_xrc_srq(struct driver *d, unsigned int log_size,
			  unsigned int log_stride, const struct driver_xrc *xrc,
			  struct driver_srq *srq);

/**
 * struct driver_qp - queue pair
 * @number:	number that the device assigned
 * @type:	enum driver_qp_type
 * @sq, @sq_at:	send queue, units of 64 bytes; @log_sq: log2 of their number
 * @rq, @rq_at:	receive queue; @log_rq, @rq_stride: entries and their bytes
 * @dbr:	doorbell record: receive, send
 * @sq_tail:	units posted; @rq_tail: entries posted
 * @last:	first 8 bytes of the last posted WQE
 */
struct driver_qp {
	uint32_t number;
	enum driver_qp_type type;
	uint8_t *sq, *rq, *dbr;
	uint64_t sq_at, rq_at, dbr_at;
	unsigned int log_sq, log_rq, rq_stride;
	uint32_t sq_tail, rq_tail;
	uint8_t last[8];
};

/**
 * struct driver_qp_attr - for driver_create_qp(); zeros are defaults
 * @type:	type
 * @pd:		0: @d->pd
 * @scq, @rcq:	@rcq NULL: the same as @scq
 * @srq:	used instead of a receive queue
 * @xrcd:	XRC domain
 * @log_sq:	log2 of units of 64 bytes; 0: 64 units; @no_sq: no send queue
 *		and no doorbell page
 * @log_rq:	log2 of entries; 0: 16 entries; @no_rq: no receive
 *		queue, as in XRC
 * @log_stride:	log2 of bytes of a receive entry; 0: 64 bytes
 * @user_index:	shown in CQEs
 * @fre:	UMRs are allowed; DRIVER_UMR implies this
 */
struct driver_qp_attr {
	enum driver_qp_type type;
	uint32_t pd;
	const struct driver_cq *scq, *rcq;
	const struct driver_srq *srq;
	uint32_t xrcd;
	unsigned int log_sq, log_rq, log_stride;
	bool no_rq, no_sq, fre;
	uint32_t user_index;
};

/* The queue pair is then in Reset. */
int driver_create_qp(struct driver *d, const struct driver_qp_attr *attr,
		     struct driver_qp *qp);

/**
 * struct driver_path - for the transitions to Ready To Send
 * @remote:	number of the other QP
 * @mtu:	1..5: 256..4096 bytes
 * @retries, @rnr_retries: 0..7
 * @timeout:	of acknowledgements: 4.096 us * 2^n, 0: no timeout
 * @rnr_timer:	0..31, as min_rnr_nak
 * @log_reads:	log2 of reads and atomics under way
 * @access:	DRIVER_REMOTE_READ, .._WRITE, DRIVER_ATOMIC
 * @psn_send, @psn_receive: first sequence numbers
 * @qkey:	for UD
 */
struct driver_path {
	uint32_t remote;
	unsigned int mtu, retries, rnr_retries, timeout, rnr_timer, log_reads;
	uint32_t access;
	uint32_t psn_send, psn_receive, qkey;
};

extern const struct driver_path driver_path_default;

/* Reset to Ready To Send; @path NULL: default, to itself */
int driver_qp_ready(struct driver *d, struct driver_qp *qp,
		    const struct driver_path *path);
/* One transition: its opcode, with the fields of @path that it takes */
int driver_qp_modify(struct driver *d, struct driver_qp *qp,
		     unsigned int opcode, const struct driver_path *path);
/* Connect two QPs of a kind to each other */
int driver_qp_connect(struct driver *d, struct driver_qp *a,
		      struct driver_qp *b, const struct driver_path *path);

/* ---- work requests ----- */

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
 * @list:	otherwise their place: data segment, no segment if len is 0
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

/* ---- completions ----- */

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

#endif /* HARNESS_DRIVER_H */
