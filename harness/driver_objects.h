/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver in process: memory keys, event and completion queues, queue pairs
 */
#ifndef HARNESS_DRIVER_OBJECTS_H
#define HARNESS_DRIVER_OBJECTS_H

#include "harness/driver_device.h"

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
 * @log_rq:	log2 of entries; 0: 16 entries; @no_rq: no receive queue, as in
 *		XRC
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

#endif /* HARNESS_DRIVER_OBJECTS_H */
